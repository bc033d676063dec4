"""Positioned cells: the rows of a drawn table with merged cells expanded over the places they cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_COLUMNS = 120  # the widest form has 15 value columns; junk colspans of 1,000 and more are cut here
MAX_ROWS = 3000


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as drawn: its anchor (``row``, ``col``, from 1), the places it covers, its text as printed."""

    row: int
    col: int
    last_row: int
    last_col: int
    text: str

    def overlaps(self, other: GridCell) -> bool:
        """Whether the two cover a common column."""
        return self.col <= other.last_col and other.col <= self.last_col


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document. ``rows[r]`` holds the cells that cover row ``r + 1``, left to right; a cell
    merged downwards stands in every row it covers."""

    table_no: int
    rows: list[list[GridCell]]
    is_cut: bool  # rows or columns beyond the bounds were left out


def expand(table_no: int, drawn: Iterable[list[tuple[str, int, int]]], *, row_total: int) -> Grid:
    """Place drawn rows of ``(text, rowspan, colspan)`` on a grid as the HTML standard does.

    A rowspan of 0 reaches to the last row; one past it is cut (browsers draw no rows that are not there).
    """
    rows: list[list[GridCell]] = []
    open_cells: list[GridCell] = []  # merged cells reaching below the row in work
    is_cut = row_total > MAX_ROWS
    last_row = min(row_total, MAX_ROWS)
    for row_no, drawn_row in enumerate(drawn, start=1):
        if row_no > MAX_ROWS:
            break
        held = [cell for cell in open_cells if cell.last_row >= row_no]
        taken = {col for cell in held for col in range(cell.col, cell.last_col + 1)}
        row = list(held)
        col = 1
        for text, rowspan, colspan in drawn_row:
            while col in taken:
                col += 1
            if col > MAX_COLUMNS:
                is_cut = True
                break
            bottom = last_row if rowspan == 0 else min(row_no + max(rowspan, 1) - 1, last_row)
            right = min(col + max(colspan, 1) - 1, MAX_COLUMNS)
            while right > col and any(place in taken for place in range(col, right + 1)):
                right -= 1  # overlapping spans: the cell above keeps its place
            cell = GridCell(row_no, col, bottom, right, text)
            row.append(cell)
            if bottom > row_no:
                held.append(cell)
            col = right + 1
        if held:
            row.sort(key=lambda cell: cell.col)
        open_cells = held
        rows.append(row)
    return Grid(table_no, rows, is_cut)
