"""The drawn tables of a document: which grids have rows of which of the three, and those grids read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from transform.forms import application_grid, applications, article20, article20_grid, reviews
from transform.forms.cells import Reading
from transform.grid import Grid
from transform.issues import Issue


class Part(NamedTuple):
    """A grid and the folded texts of its cells (``Grid.folded``)."""

    grid: Grid
    folded: Sequence[Sequence[str]]


def tables_in(folded: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The tables of which a grid has labels; most tables of a page are none of the form's."""
    labels = {name for names in folded for name in names}
    own = {
        article20.TABLE: article20.own_labels,
        applications.TABLE: application_grid.own_labels,
        reviews.TABLE: reviews.own_labels,
    }
    return tuple(table for table, labels_of in own.items() if not labels.isdisjoint(labels_of()))


def read_parts(table: str, parts: Sequence[Part]) -> Reading:
    """Read one of the three tables out of the grids that have rows of it, in the order of the document."""
    reading = Reading(table)
    if table == article20.TABLE:
        for grid, folded in parts:
            article20_grid.read_grid(grid, folded, reading)
    elif table == reviews.TABLE:
        for grid, folded in parts:
            reviews.read_grid(grid, folded, reading)
    else:
        rows: list[applications.Row] = []
        headings = application_grid.Headings()
        for grid, folded in parts:
            rows.extend(application_grid.rows_of_grid(grid, folded, reading, headings))
        if any(row.item_code for row in rows):
            applications.place_rows(rows, reading, is_header_known=headings.are_known)
    reading.issues.extend(
        Issue(
            "error",
            "table_cut",
            f"table {grid.table_no} ({table}): it has more rows or columns than any form; what lies beyond was not "
            "read",
        )
        for grid, _ in parts
        if grid.table_no in reading.table_nos and grid.is_cut
    )
    return reading
