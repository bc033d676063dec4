"""Rows of a Word table -> Grid: merged cells by grid columns (ECMA-376 part 1, §17.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transform.grid import MAX_COLUMNS, MAX_ROWS, Grid, GridCell


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as written: it covers ``span`` grid columns and may go on from the cell above or before it."""

    text: str
    span: int
    goes_on_above: bool
    goes_on_before: bool


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as written: ``before`` grid columns are left free, then its cells follow."""

    before: int
    cells: Sequence[RawCell]


@dataclass(slots=True)
class _Open:
    """A cell that may still grow to the right and downwards."""

    row: int
    col: int
    last_row: int
    last_col: int
    text: str


def grid_of(table_no: int, rows: Sequence[RawRow]) -> Grid:
    """Place the rows. A cell that goes on from above belongs to the cell that covers its first column there; where
    none ends there it is a cell of its own. Text inside continued cells, which Word does not print, is dropped."""
    covering: list[list[_Open]] = []
    is_cut = len(rows) > MAX_ROWS
    above: dict[int, _Open] = {}  # by first column
    for row_no, row in enumerate(rows[:MAX_ROWS], start=1):
        cells: list[_Open] = []
        col = 1 + row.before
        for raw in row.cells:
            if col > MAX_COLUMNS:
                is_cut = True
                break
            last_col = min(col + raw.span - 1, MAX_COLUMNS)
            upper = above.get(col) if raw.goes_on_above else None
            if raw.goes_on_before and cells and cells[-1].row == row_no:
                cells[-1].last_col = last_col
            elif upper is not None and upper.last_col == last_col:
                upper.last_row = row_no
                cells.append(upper)
            else:
                cells.append(_Open(row_no, col, row_no, last_col, raw.text))
            col = last_col + 1
        above = {cell.col: cell for cell in cells}
        covering.append(cells)
    placed: dict[int, GridCell] = {}
    for cells in covering:
        for cell in cells:
            if id(cell) not in placed:
                placed[id(cell)] = GridCell(cell.row, cell.col, cell.last_row, cell.last_col, cell.text)
    return Grid(table_no, [[placed[id(cell)] for cell in cells] for cells in covering], is_cut)
