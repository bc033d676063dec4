"""Positioned cells: the rows of a drawn table with merged cells expanded over the places they cover."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from transform.labels import fold

MAX_COLUMNS = 120  # the widest form has 15 value columns; junk colspans of 1,000 and more are cut here
MAX_ROWS = 3000


class GridCell(NamedTuple):
    """A cell as drawn: its anchor (``row``, ``col``, from 1), the places it covers, its text as printed.

    A named tuple, for a page has some three hundred: it is made three times as fast as a frozen dataclass.
    """

    row: int
    col: int
    last_row: int
    last_col: int
    text: str

    def overlaps(self, other: GridCell) -> bool:
        """Whether the two cover a common column."""
        return self.col <= other.last_col and other.col <= self.last_col


# A cell as drawn: its text, and (rowspan, colspan) where it states any.
DrawnCell = tuple[str, tuple[int, int] | None]

_new = tuple.__new__
_COLUMN = attrgetter("col")


class Grid:
    """A table of the document.

    ``rows[r]`` holds the cells that cover row ``r + 1``, left to right; a cell merged downwards stands in every row it
    covers. ``is_cut``: rows or columns beyond the bounds were left out. ``drawn``: the rows of a page's table as drawn,
    which are placed when ``rows`` are asked for: most tables are known by what is drawn. None on other carriers.
    """

    __slots__ = ("_placed", "drawn", "table_no")

    def __init__(self, table_no: int, rows: list[list[GridCell]], is_cut: bool) -> None:
        self.table_no = table_no
        self.drawn: Sequence[Sequence[DrawnCell]] | None = None
        self._placed: tuple[list[list[GridCell]], bool] | None = rows, is_cut

    @classmethod
    def of_drawn(cls, table_no: int, drawn: Sequence[Sequence[DrawnCell]]) -> Grid:
        """The grid of a table by its rows, placed as the HTML standard does.

        A rowspan of 0 reaches to the last row; one past it is cut (browsers draw no rows that are not there).
        """
        grid = cls(table_no, [], is_cut=False)
        grid.drawn = drawn
        grid._placed = None
        return grid

    @property
    def rows(self) -> list[list[GridCell]]:
        return self._place()[0]

    @property
    def is_cut(self) -> bool:
        return self._place()[1]

    def _place(self) -> tuple[list[list[GridCell]], bool]:
        if self._placed is None:
            self._placed = _placed(self.drawn or ())
        return self._placed

    def texts(self) -> list[str]:
        """The text of every cell, once."""
        if self.drawn is not None:
            return [text for row in self.drawn for text, _ in row]
        return [
            cell.text for row_no, row in enumerate(self.rows, start=1) for cell in row if cell.row == row_no
        ]

    def folded(self) -> list[list[str]]:
        """The folded text of every cell, in the shape of ``rows``; empty for figures, which are no labels."""
        return [
            ["" if cell.text.isdigit() or not cell.text else fold(cell.text) for cell in row]
            for row in self.rows
        ]


def _placed(drawn: Sequence[Sequence[DrawnCell]]) -> tuple[list[list[GridCell]], bool]:
    """The drawn cells in the rows they cover, and whether some lie beyond the bounds."""
    rows: list[list[GridCell]] = []
    held: list[GridCell] = []  # merged cells reaching below the row in work
    is_cut = len(drawn) > MAX_ROWS
    last_row = min(len(drawn), MAX_ROWS)
    for row_no, drawn_row in enumerate(drawn[:MAX_ROWS], start=1):
        if held:
            held = [cell for cell in held if cell.last_row >= row_no]
        taken = {col for cell in held for col in range(cell.col, cell.last_col + 1)}
        row = held.copy()
        col = 1
        for text, spans in drawn_row:
            while col in taken:
                col += 1
            if col > MAX_COLUMNS:
                is_cut = True
                break
            if spans is None:  # nearly all; as GridCell(…) does, in half the time
                row.append(_new(GridCell, (row_no, col, row_no, col, text)))
                col += 1
                continue
            rowspan, colspan = spans
            right = min(col + max(colspan, 1) - 1, MAX_COLUMNS)
            while right > col and not taken.isdisjoint(range(col, right + 1)):
                right -= 1  # overlapping spans: the cell above keeps its place
            bottom = last_row if rowspan == 0 else min(row_no + rowspan - 1, last_row)
            cell = GridCell(row_no, col, bottom, right, text)
            row.append(cell)
            if bottom > row_no:
                held.append(cell)
            col = right + 1
        if len(row) > len(drawn_row):  # cells from above stand first; all are wanted left to right
            row.sort(key=_COLUMN)
        rows.append(row)
    return rows, is_cut
