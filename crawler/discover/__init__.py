"""Finding the column of annual reports on sites nobody has registered yet. Proposes rows, changes nothing."""
