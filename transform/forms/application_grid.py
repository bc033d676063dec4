"""Rows of the application table as drawn: its headings over one to three rows, its labels beside the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from transform import codes
from transform.forms.alignment import align
from transform.forms.applications import UNKNOWN, Row
from transform.forms.cells import Reading, Token, once
from transform.forms.placing import Heads, by_headings, last_number, number_of
from transform.grid import Grid, GridCell
from transform.issues import Issue
from transform.labels import fold

# Headings that stand above others and have no column of their own.
UPPER_HEADINGS = frozenset({"申请人情况", "法人或其他组织", "申请人类型", "法人及其他组织"})


class Headings:
    """The column headings of the table so far, in the order of their columns; a table cut in two keeps its own."""

    def __init__(self) -> None:
        self.drawn = 0  # cells of the last heading row from the first heading on
        self.by_code: dict[str, GridCell] = {}
        self.others: dict[int, GridCell] = {}  # none of the form's headings, by column; until ``settle``
        self.extra: list[GridCell] = []  # those that head a column which no form has
        self.first_col = 0  # the first column with values; 0 while no heading is known
        # Whether they are the seven in the form's order, each above columns of its own: other orders come from
        # wrong spans, not from offices.
        self.are_known = False

    def add(self, found: dict[str, GridCell], others: Sequence[GridCell]) -> None:
        """Take over the headings of one more heading row; a heading printed again counts where it stands last."""
        merged = self.by_code | found
        self.by_code = dict(sorted(merged.items(), key=lambda heading: heading[1].col))
        self.others |= {cell.col: cell for cell in others}
        self.extra = []
        self.first_col = min((cell.col for cell in self.by_code.values()), default=0)
        cells = list(self.by_code.values())
        are_apart = all(left.last_col < right.col for left, right in pairwise(cells))
        self.are_known = are_apart and tuple(self.by_code) == codes.applicants()

    def settle(self, reading: Reading, table_no: int) -> None:
        """Before the first row of figures: take misprinted or cut headings, tell of columns that no form has."""
        others = [cell for col, cell in self.others.items() if col >= self.first_col]
        self.others = {}
        if not others or not self.by_code:
            return
        if not self.are_known:
            row = sorted(
                [(cell, code) for code, cell in self.by_code.items()] + [(cell, None) for cell in others]
            )
            matched = align(
                [(fold(c.text), code) for c, code in row], codes.applicants(), codes.applicant_labels()
            )
            for index, code in matched.items():
                self.add({code: row[index][0]}, ())
                others.remove(row[index][0])
                reading.note_fuzzy(f"table {table_no} row {row[index][0].row}", code, row[index][0].text)
        for cell in others:
            if any(map(cell.overlaps, self.by_code.values())):
                continue
            self.extra.append(cell)
            reading.issues.append(
                Issue(
                    "info",
                    "extra_column",
                    f"table {table_no} row {cell.row} column {cell.col} (applications): expected the headings of the "
                    "form, found one more column; its figures are not taken",
                    cell.text,
                )
            )


@cache
def own_labels() -> frozenset[str]:
    """What a table has at least one of if it is this one, or a part of it."""
    return frozenset(codes.application_labels()) | (
        frozenset(codes.applicant_labels()) - {"其他", "总计", "合计"}
    )


def rows_of_grid(
    grid: Grid, folded: Sequence[Sequence[str]], reading: Reading, headings: Headings
) -> list[Row]:
    """The labelled rows of one grid, and those of figures with an unknown label (``item_code`` UNKNOWN).

    ``folded`` is ``grid.folded()``. ``headings`` is carried from grid to grid and added to.
    """
    rows: list[Row] = []
    surplus: list[int] = []  # cells of each row beyond those of the heading row
    labels, columns = codes.application_labels(), codes.applicant_labels()
    begun = headings.are_known  # whether this table is open: its headings or a row stand above
    is_shared = any(not _review_labels().isdisjoint(names) for names in folded)
    for row_no, (cells, names) in enumerate(zip(grid.rows, folded, strict=True), start=1):
        if is_shared and _is_review_heading(names):
            begun = False  # its 总计 is no row of this table, nor is the row of figures below it
            continue
        found = [(columns[name], cells[index]) for index, name in enumerate(names) if name in columns]
        if len(found) >= 2:
            begun = True
            others = [
                cell
                for cell, name in zip(cells, names, strict=True)
                if name and cell.row == row_no and name not in columns and name not in UPPER_HEADINGS
            ]
            headings.add(once(found, reading, grid.table_no, row_no), others)
            headings.drawn = sum(cell.col >= headings.first_col for cell in cells)
            continue
        # A label merged downwards heads a group; the row's own label begins in the row.
        known = -1
        for index, name in enumerate(names):
            if name in labels and cells[index].row == row_no:
                known = index
        if known < 0:
            if begun:
                unknown = _unknown_row(grid.table_no, row_no, cells, names, headings, reading)
                rows.extend(unknown)
                surplus.extend(0 for _ in unknown)
            continue
        begun = True
        if headings.others:
            headings.settle(reading, grid.table_no)
        values = cells[known + 1 :]
        if [cell for cell in values if cell.row != row_no]:
            values = [cell for cell in values if cell.row == row_no or not _is_label(cell)]
        rows.append(_row(labels[names[known]], values, grid.table_no, row_no, cells[known].text, headings))
        surplus.append(len(values) - headings.drawn)
        reading.table_nos.add(grid.table_no)
    return _without_ragged(rows, surplus, reading)


def _row(
    item_code: str, values: Sequence[GridCell], table_no: int, row_no: int, label: str, headings: Headings
) -> Row:
    """A row with its values under the headings where these tell the columns, else with its tokens in order.

    A cell that reaches down into a row from above, with more cells in the row than below the headings, has pushed
    the others aside: nothing in it is sure.
    """
    placed = None
    if headings.are_known:
        heads = Heads(headings.by_code, headings.extra, headings.drawn)
        placed = by_headings(heads, values, table_no, row_no)
    if placed is not None:
        if len(values) > headings.drawn and any(cell.row != row_no for cell in values):
            placed = {code: at._replace(sure=not at.token.text.strip()) for code, at in placed.items()}
        return Row(item_code, tuple([at.token for at in placed.values()]), placed, label)
    while len(values) > len(codes.applicants()) and not values[-1].text.strip():
        values = values[:-1]
    return Row(item_code, tuple(Token(cell.text, table_no, row_no, cell.col) for cell in values), None, label)


def _without_ragged(rows: Sequence[Row], surplus: Sequence[int], reading: Reading) -> list[Row]:
    """The rows, those not placed that have fewer cells than the headings, or more than is usual, and no total that
    adds up. ``surplus`` counts the cells of each row beyond those of the heading row.

    Where the table has an empty column at its end, a row that lost a cell, or has one twice, still has a cell below
    each heading: the wrong one. Word leaves a cell without text at the end of every row but the headings'.
    """
    if not any(surplus):
        return list(rows)
    usual = max(0, Counter(surplus).most_common(1)[0][0])
    kept: list[Row] = []
    for row, more in zip(rows, surplus, strict=True):
        if more in (0, usual) or row.placed is None:
            kept.append(row)
        else:
            reading.weighs_figures = True
            kept.append(_if_confirmed(row))
    return kept


def _if_confirmed(row: Row) -> Row:
    """A row as placed if it is empty or its last figure is the sum of the others, else as one that lost cells."""
    last = last_number(row.tokens)
    *parts, total = (number_of(token) or 0 for token in row.tokens)
    if last is None or (last == len(parts) and sum(parts) == total):
        return row
    return row._replace(placed=None, tokens=row.tokens[: last + 1])


def _is_label(cell: GridCell) -> bool:
    folded = fold(cell.text)
    return folded in codes.application_labels() or folded in codes.application_groups()


@cache
def _review_labels() -> frozenset[str]:
    return frozenset(codes.review_channel_labels()) | (
        frozenset(codes.review_outcome_labels()) - {"总计", "其他"}
    )


def _is_review_heading(names: Sequence[str]) -> bool:
    """A heading row of the review and litigation table."""
    channels, outcomes = codes.review_channel_labels(), codes.review_outcome_labels()
    return any(name in channels for name in names) or sum(name in outcomes for name in names) >= 3


def _unknown_row(
    table_no: int,
    row_no: int,
    cells: Sequence[GridCell],
    names: Sequence[str],
    headings: Headings,
    reading: Reading,
) -> list[Row]:
    """A row of figures below the headings whose label, if any, is none of the form's; one of a group's heading
    (（三）不予公开), which has no cells in the form, is told of and left out."""
    first_col = headings.first_col or 1
    values = [cell for cell in cells if cell.last_col >= first_col]
    if not any(
        number_of(Token(cell.text, table_no, row_no, cell.col)) is not None
        for cell in values
        if cell.text.strip()
    ):
        return []
    above = [index for index, cell in enumerate(cells) if cell.last_col < first_col and cell.text.strip()]
    label = cells[above[-1]].text if above else ""
    if above and names[above[-1]] in codes.application_groups():
        if table_no in reading.table_nos:
            reading.issues.append(
                Issue(
                    "info",
                    "subtotal_row",
                    f"table {table_no} row {row_no} (applications): expected no figures beside the heading {label!r}, "
                    "which has no cells in the form, found some; not taken",
                    " | ".join(cell.text for cell in values if cell.text),
                )
            )
        return []
    if headings.others:
        headings.settle(reading, table_no)
    return [_row(UNKNOWN, values, table_no, row_no, label, headings)]
