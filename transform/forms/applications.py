"""The application table (收到和处理政府信息公开申请情况): rows and columns by their labels.

Both carriers end here: ``rows_of_grid`` reads drawn tables, ``forms/flat.py`` flattened text; ``place_rows``
turns their rows into cells. Form of 2019: 23 rows x 7 applicants, form of 2021: 25 x 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transform import codes
from transform.forms.cells import Cell, Reading, Token, ambiguous, once, read_cell
from transform.forms.placing import (
    Placed,
    arrange,
    by_headings,
    last_number,
    number_of,
    possible_columns,
)
from transform.grid import Grid, GridCell
from transform.issues import Issue
from transform.labels import fold

TABLE = "applications"
_FORM_SIGNS = {"other_uncorrected": "2021", "other_unpaid": "2021", "other": "2019"}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled row: its value tokens in order, and their columns where the headings tell them."""

    item_code: str
    tokens: tuple[Token, ...]
    placed: Mapping[str, Placed] | None  # applicant_code -> token; None: the row lost cells
    label: str


def rows_of_grid(grid: Grid, reading: Reading, headings: dict[str, GridCell]) -> list[Row]:
    """The labelled rows of one grid.

    ``headings``, by column, is carried from grid to grid and updated in place: a table cut in two keeps its own.
    """
    rows: list[Row] = []
    labels, groups, columns = codes.application_labels(), codes.application_groups(), codes.applicant_labels()
    for row_no, cells in enumerate(grid.rows, start=1):
        if _is_review_heading(cells):
            continue
        found = [(code, cell) for cell in cells if (code := columns.get(fold(cell.text))) is not None]
        if len(found) >= 2:
            merged = headings | once(found, reading, grid.table_no, row_no)
            headings.clear()
            headings.update(sorted(merged.items(), key=lambda heading: heading[1].col))
            continue
        first_value_col = min((heading.col for heading in headings.values()), default=None)
        if first_value_col is None:
            labelled = [cell for cell in cells if fold(cell.text) in labels]
            first_value_col = labelled[-1].last_col + 1 if labelled else 1
        # A label merged downwards heads a group; the row's own label begins in the row.
        known = [
            index for index, cell in enumerate(cells) if cell.row == row_no and fold(cell.text) in labels
        ]
        if not known:
            label_cells = [cell for cell in cells if cell.last_col < first_value_col and cell.text.strip()]
            values = [cell for cell in cells if cell.last_col >= first_value_col]
            label = label_cells[-1].text if label_cells else ""
            _note_unknown_row(reading, grid.table_no, row_no, label, values, groups)
            continue
        label = cells[known[-1]].text
        values = [cell for cell in cells[known[-1] + 1 :] if cell.row == row_no or not _is_label(cell)]
        item_code = labels[fold(label)]
        complete = columns_known(headings)
        placed = by_headings(headings, values, grid.table_no, row_no) if complete else None
        tokens = _without_trailing_blanks(
            [Token(cell.text, grid.table_no, row_no, cell.col) for cell in values], len(codes.applicants())
        )
        rows.append(Row(item_code, tokens, placed, label))
        reading.table_nos.add(grid.table_no)
    return rows


def columns_known(headings: Mapping[str, GridCell]) -> bool:
    """Whether the headings name the seven columns in the form's order, 总计 last: other orders come from wrong
    spans, not from offices."""
    return tuple(headings) == codes.applicants()


def _without_trailing_blanks(tokens: list[Token], columns: int) -> tuple[Token, ...]:
    while len(tokens) > columns and not tokens[-1].text.strip():
        tokens = tokens[:-1]
    return tuple(tokens)


def _is_label(cell: GridCell) -> bool:
    folded = fold(cell.text)
    return folded in codes.application_labels() or folded in codes.application_groups()


def _is_review_heading(cells: Sequence[GridCell]) -> bool:
    """A heading row of the review table: its 总计 is no row of this one."""
    channels, outcomes = codes.review_channel_labels(), codes.review_outcome_labels()
    folded = [fold(cell.text) for cell in cells]
    return any(label in channels for label in folded) or sum(label in outcomes for label in folded) >= 3


def _note_unknown_row(
    reading: Reading,
    table_no: int,
    row_no: int,
    label: str,
    values: Sequence[GridCell],
    groups: frozenset[str],
) -> None:
    printed = [cell.text for cell in values if cell.text.strip()]
    if table_no not in reading.table_nos or not printed or (label and fold(label) in groups):
        return
    code, expected = (
        ("unknown_row", "a row label of the form")
        if label
        else ("row_label_lost", "a label before the figures")
    )
    reading.issues.append(
        Issue(
            "warning",
            code,
            f"table {table_no} row {row_no}: expected {expected}, found {label!r}; its figures are not "
            "taken into any row: look at the page",
            " | ".join([label, *printed]),
        )
    )


def place_rows(rows: Sequence[Row], reading: Reading, *, is_header_known: bool) -> None:
    """Turn rows into cells of ``reading``.

    A row that lost cells has its last number in the total column only if that makes the total column of the
    whole table close (results = concluded, new + carried in = concluded + carried out) and no other column
    that the order of the cells allows would close as well. What stays open is ``ambiguous``.
    ``is_header_known`` is whether the table names its seven columns.
    """
    rows = _without_heading_row(rows, reading)
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
    row looks like that lost a cell and was filled up at its end."""
    total = codes.applicants()[-1]
    whole = [row.placed for row in rows if row.placed is not None]
    if not any(placed[total].token.text.strip() for placed in whole):
        return
    blank = [
        row.item_code
        for row in rows
        if row.placed is not None
        and not row.placed[total].token.text.strip()
        and any(at.token.text.strip() for at in row.placed.values())
    ]
    if blank:
        reading.issues.append(
            Issue(
                "info",
                "total_blank",
                "application table: expected a total in every row that prints figures, as in its other rows, "
                f"found none in {', '.join(blank)}; read as printed",
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
    if place and len(row.tokens) == len(placed):
        reading.issues.append(
            Issue(
                "warning",
                "shifted_row",
                f"table {place.table_no} row {place.row_no} (applications {row.item_code}): expected its cells "
                "below the seven headings, found all seven beside them (a merged cell above reaches too far); "
                "placed in their order: look at the page",
                " | ".join(token.text for token in row.tokens),
            )
        )
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
