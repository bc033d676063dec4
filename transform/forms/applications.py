"""The application table (收到和处理政府信息公开申请情况): from labelled rows to cells.

Both carriers end here: ``application_grid.py`` reads the rows of drawn tables, ``flat`` those of flattened text.
Form of 2019: 23 rows x 7 applicants, form of 2021: 25 x 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from transform import codes
from transform.forms.alignment import align
from transform.forms.cells import Cell, Reading, Token, ambiguous, read_cell
from transform.forms.placing import (
    Placed,
    arrange,
    last_number,
    note_shifted_row,
    number_of,
    possible_columns,
)
from transform.issues import Issue
from transform.labels import fold, number_of_label

TABLE = "applications"
_FORM_SIGNS = {"other_uncorrected": "2021", "other_unpaid": "2021", "other": "2019"}
UNKNOWN = ""  # item_code of a row whose label is none of the form's


class Row(NamedTuple):
    """One labelled row: its value tokens in order, and their columns where the headings tell them."""

    item_code: str
    tokens: tuple[Token, ...]
    placed: Mapping[str, Placed] | None  # applicant_code -> token; None: the row lost cells
    label: str


@cache
def _order() -> tuple[str, ...]:
    """The rows of both forms in one order: 其他处理 of 2019 stands where its three rows of 2021 do."""
    rows = list(codes.row_codes("2021", TABLE))
    rows.insert(rows.index("other_uncorrected"), "other")
    return tuple(rows)


def _with_aligned(rows: Sequence[Row], reading: Reading) -> list[Row]:
    """Rows of an unknown label given the one row of the form they can be; the others are told of and left out."""
    matched = align(
        [(fold(row.label), row.item_code or None) for row in rows], _order(), codes.application_labels()
    )
    kept: list[Row] = []
    for index, row in enumerate(rows):
        if row.item_code:
            kept.append(row)
        elif index in matched:
            kept.append(row._replace(item_code=matched[index]))
            reading.note_fuzzy(
                f"table {row.tokens[0].table_no} row {row.tokens[0].row_no}", matched[index], row.label
            )
            reading.table_nos.add(row.tokens[0].table_no)
        elif row.tokens[0].table_no in reading.table_nos:
            _note_unknown_row(reading, row)
    return kept


def _note_unknown_row(reading: Reading, row: Row) -> None:
    code, expected = (
        ("unknown_row", "a row label of the form")
        if row.label
        else ("row_label_lost", "a label before the figures")
    )
    reading.issues.append(
        Issue(
            "warning",
            code,
            f"table {row.tokens[0].table_no} row {row.tokens[0].row_no}: expected {expected}, found {row.label!r}; "
            "its figures are not taken into any row: look at the page",
            " | ".join([row.label, *(token.text for token in row.tokens if token.text)]),
        )
    )


def place_rows(rows: Sequence[Row], reading: Reading, *, is_header_known: bool) -> None:
    """Turn rows into cells of ``reading``.

    A row that lost cells has its last number in the total column only if that makes the total column of the
    whole table close (results = concluded, new + carried in = concluded + carried out) and no other column
    that the order of the cells allows would close as well. What stays open is ``ambiguous``.
    ``is_header_known`` is whether the table names its seven columns.
    """
    rows = _without_heading_row(_with_aligned(rows, reading), reading)
    short = [row for row in rows if row.placed is None]
    if not is_header_known:
        reading.issues.append(
            Issue(
                "warning",
                "header_not_found",
                "application table: expected the headings of its seven applicant columns in the form's order, "
                "found others; no figure can be placed: look at the page",
            )
        )
    _note_blank_totals(rows, reading)
    _note_numbering(rows, reading)
    reading.weighs_figures |= bool(short)
    last_is_total = bool(short) and is_header_known and _total_column_confirmed(rows)
    for row in rows:
        if sign := _FORM_SIGNS.get(row.item_code):
            reading.sign(sign, row.label)
        if not is_header_known:
            placed = dict(arrange(codes.applicants(), row.tokens, last_is_last_column=False))
            placed = {
                code: Placed(at.token, sure=not at.token.text.strip() and at.sure)
                for code, at in placed.items()
            }
        elif row.placed is not None:
            placed = dict(row.placed)
        else:
            placed = arrange(codes.applicants(), row.tokens, last_is_last_column=last_is_total)
            _note_short_row(row, reading, placed, last_is_total)
        for applicant, at in placed.items():
            if at.sure:
                read_cell(reading, row.item_code, applicant, at.token)
            else:
                ambiguous(reading, row.item_code, applicant, at.token)
                if at.token.text.strip() and row.placed is not None:
                    _note_merged(reading, row, applicant, at.token)


def _note_blank_totals(rows: Sequence[Row], reading: Reading) -> None:
    """Say which rows print figures and no total while others print one: a habit of some offices, and what a
    row looks like that lost a cell and was filled up at its end. A last figure that may be the total makes it
    doubtful."""
    total = codes.applicants()[-1]
    whole = [row for row in rows if row.placed is not None]
    if not any(row.placed[total].token.text.strip() for row in whole if row.placed):
        return
    blank: list[str] = []
    shifted: list[str] = []
    for row in whole:
        last = last_number(row.tokens)
        if last is None or last == len(row.tokens) - 1:
            continue
        reading.weighs_figures = True
        *parts, figure = (number_of(token) or 0 for token in row.tokens[: last + 1])
        is_alone = not any(token.text.strip() for token in row.tokens[:last])
        may_be_total = last == len(row.tokens) - 2 if is_alone else sum(parts) == figure
        (shifted if may_be_total else blank).append(row.item_code)
    for items, severity, meaning in (
        (blank, "info", "read as printed"),
        (shifted, "warning", "their last figure may be the total, moved left: look at the page"),
    ):
        if items:
            names = ", ".join(f"{TABLE} {code}" for code in items)
            reading.issues.append(
                Issue(
                    severity,
                    "total_blank",
                    "application table: expected a total in every row that prints figures, as in its other rows, "
                    f"found none in {names}; {meaning}",
                )
            )


@cache
def _numbers() -> Mapping[str, frozenset[str]]:
    """Row -> the numerals that the forms print before its label."""
    return {
        item_code: frozenset(
            number
            for form in codes.FORMS
            for item in codes.items(form, TABLE)
            if item.row_code == item_code and (number := number_of_label(item.row_label)) is not None
        )
        for item_code in _order()
    }


def _note_numbering(rows: Sequence[Row], reading: Reading) -> None:
    """Say which rows have the numeral of another one: the words behind it may have been exchanged."""
    for row in rows:
        number = number_of_label(row.label)
        if number is None or not row.tokens or number in _numbers()[row.item_code]:
            continue
        place = f"table {row.tokens[0].table_no} row {row.tokens[0].row_no} ({TABLE} {row.item_code})"
        reading.issues.append(
            Issue(
                "warning",
                "row_number",
                f"{place}: expected the numeral {' or '.join(sorted(_numbers()[row.item_code]))} before this label, "
                f"found {number}; taken for what its words say: look at the page",
                row.label,
            )
        )


def _without_heading_row(rows: Sequence[Row], reading: Reading) -> list[Row]:
    """Leave out （六）其他处理 where its three rows of the form of 2021 stand below: there it has no cells."""
    if not any(row.item_code.startswith("other_") for row in rows):
        return list(rows)
    for row in rows:
        printed = [token.text for token in row.tokens if token.text.strip()]
        if row.item_code == "other" and printed:
            reading.issues.append(
                Issue(
                    "warning",
                    "subtotal_row",
                    f"table {row.tokens[0].table_no} row {row.tokens[0].row_no} (applications): expected no "
                    "figures beside （六）其他处理, whose three rows stand below it, found some; not taken",
                    " | ".join(printed),
                )
            )
    return [row for row in rows if row.item_code != "other"]


def _note_short_row(row: Row, reading: Reading, placed: Mapping[str, Placed], last_is_total: bool) -> None:
    place = row.tokens[0] if row.tokens else None
    if len(row.tokens) == len(placed):
        note_shifted_row(reading, row.item_code, row.tokens)
        return
    where = f"table {place.table_no} row {place.row_no}" if place else "application table"
    unsure = [code for code, at in placed.items() if not at.sure]
    basis = (
        "its last number is the total, since so the total column closes"
        if last_is_total
        else "no sum tells more"
    )
    outcome = f"ambiguous: {', '.join(unsure)}" if unsure else "all its other columns are empty"
    reading.issues.append(
        Issue(
            "warning",
            "short_row",
            f"{where} (applications {row.item_code}): expected 7 cells, found {len(row.tokens)}; {basis}; "
            f"{outcome}: look at the page",
            " | ".join(token.text for token in row.tokens),
        )
    )


def _note_merged(reading: Reading, row: Row, applicant: str, token: Token) -> None:
    reading.issues.append(
        Issue(
            "warning",
            "merged_cell",
            f"table {token.table_no} row {token.row_no} (applications {row.item_code}.{applicant}): expected "
            "one cell for this column alone, found a merged or doubled one; no value is taken",
            token.text,
        )
    )


def _total_column_confirmed(rows: Sequence[Row]) -> bool:
    """Whether reading the last number of every short row as its total, and only that, makes the sums close."""
    by_item: dict[str, Row] = {}
    for row in rows:
        if row.item_code in by_item:
            return False
        by_item[row.item_code] = row
    applicants = codes.applicants()
    closing = [column for column in range(len(applicants)) if _column_closes(by_item, column, applicants)]
    return closing == [len(applicants) - 1]


def _column_closes(rows: Mapping[str, Row], column: int, applicants: Sequence[str]) -> bool:
    figures: dict[str, int] = {}
    for item_code, row in rows.items():
        if row.placed is not None:
            number = number_of(row.placed[applicants[column]].token)
        else:
            last = last_number(row.tokens)
            if last is None:
                number = 0
            elif len(row.tokens) > len(applicants) or column not in possible_columns(
                last, last + 1, len(applicants)
            ):
                return False
            else:
                number = number_of(row.tokens[last])
        if number is None:
            return False
        figures[item_code] = number
    ends = {"new", "carried_in", "concluded", "carried_out"}
    if not ends <= figures.keys():
        return False
    results = sum(figure for item_code, figure in figures.items() if item_code not in ends)
    balanced = figures["new"] + figures["carried_in"] == figures["concluded"] + figures["carried_out"]
    return balanced and results == figures["concluded"]


def missing_cells(reading: Reading, form_version: str) -> list[Cell]:
    """The cells that the form has and the document has not."""
    return [
        Cell(TABLE, item_code, applicant, "missing", None, None, None)
        for item_code in codes.row_codes(form_version, TABLE)
        for applicant in codes.applicants()
        if (item_code, applicant) not in reading.cells
    ]
