"""The Article 20 table (第二十条): what its labels say, and rows of figures in their order.

Drawn tables are read by ``article20_grid.py``, flattened text by ``flat``; both end here.
Form of 2021: 10 cells in four blocks; form of 2019: 22 cells in five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from transform import codes
from transform.forms.cells import Cell, Reading, Token, ambiguous, join_tokens, read_cell
from transform.forms.placing import arrange
from transform.issues import Issue
from transform.labels import fold, simplify

TABLE = "article20"

# Headings that only one form has (reference: the two notices); 处理决定数量 alone is part of both.
_FORM_OF_MEASURE = {
    "made": "2021",
    "repealed": "2021",
    "in_force": "2021",
    "amount_10k_yuan": "2021",
    "produced": "2019",
    "newly_disclosed": "2019",
    "total_disclosed": "2019",
    "items_last_year": "2019",
    "change": "2019",
    "projects": "2019",
    "amount": "2019",
}
FORM_OF_ITEM = {"other_services": "2019", "procurement": "2019"}


def note_heading(reading: Reading, measure_code: str, label: str) -> None:
    """Note what a column heading says of the form."""
    if form := _FORM_OF_MEASURE.get(measure_code):
        reading.sign(form, label)
    elif fold(label) == "本年处理决定数量":
        reading.sign("2021", label)


def heading_unit(label: str) -> str | None:
    """Unit of money that a column heading prints, None where it prints none."""
    text = "".join(simplify(label).split())  # narrow columns break the unit itself: 万 / 元
    if "万元" in text:
        return "万元"
    if "亿元" in text:
        return "亿元"
    return "元" if "元" in text else None


@cache
def own_labels() -> frozenset[str]:
    """Folded headings of which an Article 20 table has at least one."""
    return frozenset(codes.article20_column_labels())


def row_before(next_item: str, measures: Mapping[str, object] | Sequence[str]) -> str | None:
    """The row that the form prints directly above ``next_item`` under the same headings, None if there is none.

    Only a block's first row can lose its label without doubt: it stands between the headings and a row that
    has its own.
    """
    for form in codes.FORMS:
        above: tuple[str, str] | None = None  # block and row
        for item_code in codes.row_codes(form, TABLE):
            cells = [item for item in codes.items(form, TABLE) if item.row_code == item_code]
            block = cells[0].block_label
            if item_code == next_item and [item.column_code for item in cells] == list(measures):
                return above[1] if above is not None and above[0] == block else None
            above = (block, item_code)
    return None


def note_lost_label(
    reading: Reading, item_code: str | None, table_no: int, row_no: int, texts: Sequence[str]
) -> None:
    """Say that a row had no label, and which row it was taken for."""
    taken = f"taken for {item_code}, the only row of the form in this place" if item_code else "not taken"
    reading.issues.append(
        Issue(
            "warning" if item_code is None else "info",
            "row_label_lost",
            f"table {table_no} row {row_no} (article20): expected a row label, found none; {taken}",
            " | ".join(texts),
        )
    )


def read_tokens(
    reading: Reading, item_code: str, headings: Mapping[str, str], tokens: Sequence[Token]
) -> None:
    """Place the tokens of a flattened or short row under ``headings`` (measure_code -> heading as printed)."""
    measures = [code for code in headings if codes.article20_unit(item_code, code)]
    while len(tokens) > len(measures) and not tokens[-1].text.strip():
        tokens = tokens[:-1]
    whole = len(tokens) == len(measures)
    if not whole:
        place = tokens[0] if tokens else None
        where = f"table {place.table_no} row {place.row_no}" if place else "article20"
        reading.issues.append(
            Issue(
                "warning",
                "short_row",
                f"{where} (article20 {item_code}): expected {len(measures)} cells, found {len(tokens)}; what "
                "cannot be placed is ambiguous: look at the page",
                " | ".join(token.text for token in tokens),
            )
        )
        if not tokens:
            return
    for code, at in arrange(measures, tokens, last_is_last_column=False).items():
        if at.sure:
            read_cell(reading, item_code, code, at.token, heading_unit=heading_unit(headings[code]))
        else:
            ambiguous(reading, item_code, code, at.token)


def is_form_order(item_code: str, measures: Sequence[str]) -> bool:
    """Whether ``measures`` are all columns of a row on one of the forms, in the form's order."""
    return any(
        list(measures)
        == [item.column_code for item in codes.items(form, TABLE) if item.row_code == item_code]
        for form in codes.FORMS
    )


def note_heading_order(
    reading: Reading, item_code: str, headings: Sequence[str], tokens: Sequence[Token]
) -> None:
    """Keep the figures of a row placed by its order whose headings are not the form's: their columns cannot be told."""
    kept = join_tokens(tokens)
    reading.issues.append(
        Issue(
            "warning",
            "header_not_found",
            f"table {kept.table_no} row {kept.row_no} (article20 {item_code}): expected the headings of the form in "
            f"its order, found {', '.join(headings)}; its figures are not taken",
            kept.text,
        )
    )


def missing_cells(reading: Reading, form_version: str) -> list[Cell]:
    """The cells that the form has and the document has not."""
    return [
        Cell(TABLE, item.row_code, item.column_code, "missing", None, None, None)
        for item in codes.items(form_version, TABLE)
        if (item.row_code, item.column_code) not in reading.cells
    ]
