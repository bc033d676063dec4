"""Sheets of a workbook -> grids and lines, whatever file they come from."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transform.grid import MAX_COLUMNS, MAX_ROWS, Grid, GridCell
from transform.issues import Issue
from transform.layouts.document import Document, document_of

_MAX_MERGED_PLACES = 1_000_000  # looked at for all merged ranges of a sheet together

Place = tuple[int, int]  # row and column, from 1


@dataclass(slots=True)
class Sheet:
    """A sheet as shown: the text of its cells by place (blank ones left out), its merged ranges (first and last
    place), the rows and columns that are hidden."""

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_shown: bool = True


def document_of_sheets(kind: str, sheets: Sequence[Sheet]) -> Document:
    """A document of the sheets that are shown. Rows and columns of its grids are numbered as in their sheet.

    A row that is one text over the whole width, or stands before the first row of several cells, is a line of text
    and no row of a grid; such rows and blank ones end a grid. The blank one is its last row: figures may be due in
    it. Hidden sheets, rows and columns are not printed: they
    are left out, and an issue says so.
    """
    blocks: list[str | Grid] = []
    issues: list[Issue] = []
    numbers = itertools.count(1)
    for sheet in sheets:
        if not sheet.is_shown:
            if sheet.texts:
                issues.append(_hidden("info", f"sheet {sheet.name}"))
            continue
        lost = _take_hidden(sheet)
        if lost:
            issues.append(_hidden("warning", f"sheet {sheet.name}: {lost}"))
        blocks.extend(_blocks(numbers, sheet))
    return document_of(kind, blocks, issues=issues)


def _hidden(severity: str, what: str) -> Issue:
    return Issue(
        severity,
        "hidden_cells",
        f"{what}: expected to read what is shown, found cells that are hidden; they are not printed and not read",
    )


def _take_hidden(sheet: Sheet) -> str:
    """Take the texts of hidden rows and columns out of a sheet; names the rows and columns that had some."""
    hidden = [
        place for place in sheet.texts if place[0] in sheet.hidden_rows or place[1] in sheet.hidden_columns
    ]
    for place in hidden:
        del sheet.texts[place]
    rows = sorted({row for row, _ in hidden if row in sheet.hidden_rows})
    columns = sorted({column for _, column in hidden if column in sheet.hidden_columns})
    named = [
        f"{word} {', '.join(map(str, some[:20]))}"
        for word, some in (("rows", rows), ("columns", columns))
        if some
    ]
    return "; ".join(named)


def _blocks(numbers: Iterator[int], sheet: Sheet) -> Iterator[str | Grid]:
    """The lines and grids of a sheet from top to bottom, the grids numbered by ``numbers``."""
    inside = {place for place in sheet.texts if place[0] <= MAX_ROWS and place[1] <= MAX_COLUMNS}
    covering, merges_left_out = _covering(sheet, inside)
    is_cut = merges_left_out or len(inside) < len(sheet.texts)
    last_row = max((row for row, _ in inside), default=0)
    last_col = max((cell.last_col for cell in covering.values()), default=0)
    filled = Counter(row for row, _ in inside)
    rows: list[list[GridCell]] = []  # of the grid in work, after as many empty ones as stand above it
    is_below_table = False
    for row_no in range(1, last_row + 1):
        row = _row(row_no, last_col, covering)
        only = (
            next((cell for cell in row if cell.text and cell.row == row_no), None)
            if filled[row_no] == 1
            else None
        )
        spans_all = only is not None and only.col == 1 < only.last_col == last_col
        is_line = only is not None and (spans_all or not is_below_table)
        if not is_line and any(cell.text for cell in row):
            rows = rows or [[] for _ in range(row_no - 1)]
            rows.append(row)
            is_below_table = True
            continue
        if rows:
            yield Grid(next(numbers), [*rows, [] if is_line else row], is_cut)
            rows = []
        if is_line and only is not None:
            yield from only.text.split("\n")
    if rows:
        yield Grid(next(numbers), [*rows, _row(last_row + 1, last_col, covering)], is_cut)


def _row(row_no: int, last_col: int, covering: dict[Place, GridCell]) -> list[GridCell]:
    """The cells that cover a row, blank ones too: a sheet has a cell everywhere."""
    row: list[GridCell] = []
    while (col := row[-1].last_col + 1 if row else 1) <= last_col:
        row.append(covering.get((row_no, col)) or GridCell(row_no, col, row_no, col, ""))
    return row


def _covering(sheet: Sheet, inside: set[Place]) -> tuple[dict[Place, GridCell], bool]:
    """The cell that covers each filled or merged place, and whether merged ranges were left out: those that overlap
    others (Excel writes none) and those beyond the bound."""
    last_row = max((row for row, _ in inside), default=0)
    covering: dict[Place, GridCell] = {}
    left_out = False
    budget = _MAX_MERGED_PLACES
    for (top, left), (bottom, right) in sheet.merged:
        if not (1 <= top <= last_row and 1 <= left <= MAX_COLUMNS):
            continue
        bottom, right = min(max(bottom, top), last_row), min(max(right, left), MAX_COLUMNS)
        budget -= (bottom - top + 1) * (right - left + 1)
        if budget < 0:
            return covering, True
        places = [(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)]
        if any(place in covering for place in places):
            left_out = True
            continue
        cell = GridCell(top, left, bottom, right, sheet.texts.get((top, left), ""))
        covering.update(dict.fromkeys(places, cell))
    for place in inside:
        if place not in covering:
            covering[place] = GridCell(place[0], place[1], place[0], place[1], sheet.texts[place])
    return covering, left_out
