"""Tables over page breaks: the parts of one table put on common columns, and tables as grids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from transform import codes
from transform.grid import MAX_COLUMNS, MAX_ROWS, Grid, GridCell
from transform.labels import fold
from transform.layouts.form_words import form_labels
from transform.layouts.geometry import clusters, nearest
from transform.layouts.ruled import SAME_EDGE, DrawnCell, DrawnTable

SAME_WIDTH = 6.0  # points; parts of one table differ by the thickness of its lines


def continues(upper: DrawnTable, lower: DrawnTable) -> bool:
    """Whether two tables on either side of a page break have the width of one; margins may change sides."""
    return abs((upper.xs[-1] - upper.xs[0]) - (lower.xs[-1] - lower.xs[0])) <= SAME_WIDTH


def join(upper: DrawnTable, lower: DrawnTable) -> DrawnTable:
    """One table of both parts: common columns, the second's rows below the first's.

    Heading rows that the second part repeats word for word are left out. What the page break cut in two is one
    again where only both halves together are a label of the form: a whole row, or a cell merged over rows.
    """
    shift = upper.xs[0] - lower.xs[0]
    xs = clusters([*upper.xs, *(x + shift for x in lower.xs)], SAME_EDGE)
    above = _on_edges(upper, xs, 0.0)
    below = _on_edges(lower, xs, shift)
    rows = len(upper.ys) - 1
    first = _repeated_rows(above, below)
    moved = [
        replace(cell, row=max(cell.row - first, 0) + rows, last_row=cell.last_row - first + rows)
        for cell in below
        if cell.last_row >= first
    ]
    halves = _halves(above, moved, rows)
    edges = [y + upper.ys[-1] - lower.ys[first] for y in lower.ys[first + 1 :]]
    if _is_row(halves, above, moved, rows):
        cells = _with_cut_row(above, moved, rows)
        edges = edges[1:]
    else:
        cells = _with_cut_cells(above, moved, rows) if halves else [*above, *moved]
    return DrawnTable(tuple(xs), (*upper.ys, *edges), tuple(cells), (*upper.wrapped, *lower.wrapped))


def grid_of(table_no: int, table: DrawnTable) -> Grid:
    """A drawn table as a grid of the document; rows and columns from 1."""
    total = len(table.ys) - 1
    rows: list[list[GridCell]] = [[] for _ in range(min(total, MAX_ROWS))]
    is_cut = total > MAX_ROWS
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
        if cell.col >= MAX_COLUMNS:
            is_cut = True
            continue
        last_row, last_col = min(cell.last_row, MAX_ROWS - 1), min(cell.last_col, MAX_COLUMNS - 1)
        placed = GridCell(cell.row + 1, cell.col + 1, last_row + 1, last_col + 1, cell.text)
        for row in rows[cell.row : last_row + 1]:
            row.append(placed)
    for row in rows:
        row.sort(key=lambda cell: cell.col)
    return Grid(table_no, rows, is_cut)


def _on_edges(table: DrawnTable, xs: Sequence[float], shift: float) -> list[DrawnCell]:
    """The cells of a part with its columns counted on common edges."""
    places = [nearest(x + shift, xs) for x in table.xs]
    return [
        DrawnCell(
            cell.row,
            places[cell.col],
            cell.last_row,
            max(places[cell.last_col + 1] - 1, places[cell.col]),
            cell.text,
        )
        for cell in table.cells
    ]


def _repeated_rows(above: Sequence[DrawnCell], below: Sequence[DrawnCell]) -> int:
    """How many rows at the head of ``below`` print the head of ``above`` again."""

    def head(cells: Sequence[DrawnCell], rows: int) -> list[DrawnCell]:
        return [cell for cell in cells if cell.row < rows]

    best = 0
    for rows in range(1, 1 + max((cell.last_row for cell in below), default=0)):
        first, second = head(above, rows), head(below, rows)
        if [(cell.col, fold(cell.text)) for cell in first] != [
            (cell.col, fold(cell.text)) for cell in second
        ]:
            break
        if all(cell.last_row < rows for cell in second) and any(cell.text for cell in second):
            best = rows
    return best


def _pairs(
    above: Sequence[DrawnCell], below: Sequence[DrawnCell], seam: int
) -> Iterator[tuple[DrawnCell, DrawnCell]]:
    """Cells that meet at the page break (before row ``seam``) over the same columns."""
    starting = {(cell.col, cell.last_col): cell for cell in below if cell.row == seam}
    for cell in above:
        if cell.last_row == seam - 1 and (other := starting.get((cell.col, cell.last_col))) is not None:
            yield cell, other


def _halves(
    above: Sequence[DrawnCell], below: Sequence[DrawnCell], seam: int
) -> list[tuple[DrawnCell, DrawnCell]]:
    """Pairs that only together print a label of the form."""
    labels = form_labels()
    return [
        (cell, other)
        for cell, other in _pairs(above, below, seam)
        if cell.text.strip()
        and other.text.strip()
        and fold(other.text) not in labels
        and fold(cell.text + other.text) in labels
    ]


def _is_row(
    halves: Sequence[tuple[DrawnCell, DrawnCell]],
    above: Sequence[DrawnCell],
    below: Sequence[DrawnCell],
    seam: int,
) -> bool:
    """Whether the page break cut a whole row: its one label in two, every other cell of it meeting its other half.

    Headings merged over rows are cut alike, but several at once and with other cells below them.
    """
    labels = codes.application_labels().keys() | codes.article20_row_labels().keys()
    single = [
        (upper, lower)
        for upper, lower in halves
        if upper.row == upper.last_row and lower.row == lower.last_row
    ]
    met = {id(lower) for _, lower in _pairs(above, below, seam)}
    return (
        len(single) == 1
        and fold(single[0][0].text + single[0][1].text) in labels
        and all(id(cell) in met for cell in below if cell.row == seam)
    )


def _both(upper: DrawnCell, lower: DrawnCell) -> str:
    return "\n".join(text for text in (upper.text, lower.text) if text)


def _with_cut_row(above: Sequence[DrawnCell], below: Sequence[DrawnCell], seam: int) -> list[DrawnCell]:
    """All cells, row ``seam`` put to the row above it; texts of both halves of a cell stand on lines of it."""
    partner = {id(cell): other for cell, other in _pairs(above, below, seam)}
    taken = {id(other) for other in partner.values()}
    cells: list[DrawnCell] = []
    for cell in above:
        if (other := partner.get(id(cell))) is None:
            cells.append(cell)
        else:
            cells.append(replace(cell, last_row=other.last_row - 1, text=_both(cell, other)))
    for cell in below:
        if id(cell) not in taken:
            cells.append(replace(cell, row=cell.row - 1, last_row=cell.last_row - 1))
    return cells


def _with_cut_cells(above: Sequence[DrawnCell], below: Sequence[DrawnCell], seam: int) -> list[DrawnCell]:
    """All cells, those merged over the page break as one: both halves of a label, or a label and its empty rest."""
    labels = form_labels()
    partner = {
        id(cell): other
        for cell, other in _pairs(above, below, seam)
        if fold(cell.text + other.text) in labels and fold(other.text) not in labels
    }
    taken = {id(other) for other in partner.values()}
    cells: list[DrawnCell] = []
    for cell in above:
        if (other := partner.get(id(cell))) is None:
            cells.append(cell)
        else:
            cells.append(replace(cell, last_row=other.last_row, text=_both(cell, other)))
    return [*cells, *(cell for cell in below if id(cell) not in taken)]
