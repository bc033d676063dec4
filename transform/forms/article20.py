"""The Article 20 table (第二十条): stacked blocks, each with its own headings; rows and columns by their labels.

Form of 2021: 10 cells in four blocks; form of 2019: 22 cells in five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from transform import codes
from transform.forms.alignment import align
from transform.forms.cells import Cell, Reading, Token, ambiguous, join_tokens, once, read_cell
from transform.forms.placing import arrange, by_headings
from transform.grid import Grid, GridCell
from transform.issues import Issue
from transform.labels import fold, simplify, without_note
from transform.numerals import read_count

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
_FORM_OF_ITEM = {"other_services": "2019", "procurement": "2019"}


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


def read_grid(grid: Grid, folded: Sequence[Sequence[str]], reading: Reading) -> None:
    """Read the Article 20 rows of one grid into ``reading``; ``folded`` is ``grid.folded()``."""
    rows, columns = codes.article20_row_labels(), codes.article20_column_labels()
    headings: dict[str, GridCell] = {}
    first_col = 0
    unlabelled: tuple[int, list[GridCell]] | None = None
    for row_no, (cells, names) in enumerate(zip(grid.rows, folded, strict=True), start=1):
        found = [(columns[name], cells[index]) for index, name in enumerate(names) if name in columns]
        if found:
            _leave_unlabelled(reading, grid.table_no, unlabelled)
            found = _cut_headings(found, cells, names, reading, grid.table_no, row_no)
            headings, unlabelled = once(found, reading, grid.table_no, row_no), None
            first_col = min((heading.col for heading in headings.values()), default=0)
            for code, cell in found:
                note_heading(reading, code, cell.text)
            continue
        if not headings:
            continue
        known = -1
        for index, name in enumerate(names[:-1]):
            if name in rows:
                known = index
        if known < 0:
            above = [
                index for index, cell in enumerate(cells) if cell.last_col < first_col and cell.text.strip()
            ]
            values = [cell for cell in cells if cell.last_col >= first_col]
            printed = [cell for cell in values if cell.text.strip()]
            if printed and not above:
                unlabelled = (row_no, values)
            elif printed:
                label = cells[above[-1]].text
                where = f"table {grid.table_no} row {row_no}"
                if (item_code := rows.get(without_note(label) or "")) is not None:
                    reading.note_noted(where, item_code, label)
                elif (item_code := _nearest_row(names[above[-1]], headings, reading)) is not None:
                    reading.note_fuzzy(where, item_code, label)
                else:
                    _note_unknown_row(reading, grid.table_no, row_no, label, printed)
                    continue
                reading.table_nos.add(grid.table_no)
                _read_row(reading, item_code, headings, values, grid.table_no, row_no)
            elif above:  # a caption: the next block has headings of its own
                headings = {}
            continue
        label, values = cells[known].text, cells[known + 1 :]
        item_code = rows[names[known]]
        if form := _FORM_OF_ITEM.get(item_code):
            reading.sign(form, label)
        reading.table_nos.add(grid.table_no)
        if unlabelled is not None:
            read_unlabelled_row(reading, headings, unlabelled[1], grid.table_no, unlabelled[0], item_code)
            unlabelled = None
        _read_row(reading, item_code, headings, values, grid.table_no, row_no)
    _leave_unlabelled(reading, grid.table_no, unlabelled)


def _cut_headings(
    found: list[tuple[str, GridCell]],
    cells: Sequence[GridCell],
    names: Sequence[str],
    reading: Reading,
    table_no: int,
    row_no: int,
) -> list[tuple[str, GridCell]]:
    """Form of 2019, first block: 本年新制作数量 and 本年新公开数量 both cut to 本年新, or the first printed twice.

    Seen in one table in four. Then the place alone tells them apart: the form prints them in this order, left of
    对外公开总数量.
    """
    alike = [cell for cell, name in zip(cells, names, strict=True) if name in ("本年新", "本年新制作数量")]
    total = [cell for code, cell in found if code == "total_disclosed"]
    if (
        len(alike) != 2
        or len(total) != 1
        or len(found) > 3
        or any(code == "newly_disclosed" for code, _ in found)
    ):
        return found
    if not alike[0].last_col < alike[1].col <= alike[1].last_col < total[0].col:
        return found
    reading.issues.append(
        Issue(
            "warning",
            "heading_cut",
            f"table {table_no} row {row_no} (article20): expected 本年新制作数量 and 本年新公开数量, found the same "
            "words twice; taken in the order of the form",
            " | ".join(cell.text for cell in (*alike, *total)),
        )
    )
    return [("produced", alike[0]), ("newly_disclosed", alike[1]), ("total_disclosed", total[0])]


def _nearest_row(name: str, headings: Mapping[str, GridCell], reading: Reading) -> str | None:
    """The row under these headings, not read yet, that a misprinted label can only mean."""
    labels = codes.article20_row_labels()
    free = [code for code in dict.fromkeys(labels.values()) if is_form_order(code, list(headings))]
    free = [code for code in free if not any(row == code for row, _ in reading.cells)]
    return align([(name, None)], free, labels).get(0)


def _leave_unlabelled(
    reading: Reading, table_no: int, unlabelled: tuple[int, Sequence[GridCell]] | None
) -> None:
    """A row without a label that no labelled row followed belongs to no row; captions print no figures."""
    if unlabelled is None:
        return
    texts = [cell.text for cell in unlabelled[1]]
    if table_no in reading.table_nos and any(read_count(text).status == "reported" for text in texts):
        note_lost_label(reading, None, table_no, unlabelled[0], texts)


def read_unlabelled_row(
    reading: Reading,
    headings: Mapping[str, GridCell],
    values: Sequence[GridCell],
    table_no: int,
    row_no: int,
    next_item: str,
) -> None:
    """A row whose label is lost, directly above ``next_item``: the row that the form has in that place."""
    item_code = row_before(next_item, headings)
    note_lost_label(reading, item_code, table_no, row_no, [cell.text for cell in values])
    if item_code is not None:
        _read_row(reading, item_code, headings, values, table_no, row_no)


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


def _read_row(
    reading: Reading,
    item_code: str,
    headings: Mapping[str, GridCell],
    values: Sequence[GridCell],
    table_no: int,
    row_no: int,
) -> None:
    own = {code: cell for code, cell in headings.items() if codes.article20_unit(item_code, code)}
    if not own:
        printed = [cell.text for cell in values if cell.text.strip()]
        if printed:
            reading.issues.append(
                Issue(
                    "warning",
                    "header_not_found",
                    f"table {table_no} row {row_no} (article20 {item_code}): expected a heading of this row above "
                    f"it, found {', '.join(headings)}; its figures are not taken",
                    " | ".join(printed),
                )
            )
        return
    placed = by_headings(own, values, table_no, row_no)
    if placed is None:
        tokens = [Token(cell.text, table_no, row_no, cell.col) for cell in values]
        read_tokens(reading, item_code, {code: cell.text for code, cell in own.items()}, tokens)
        return
    for code, at in placed.items():
        if at.sure:
            read_cell(reading, item_code, code, at.token, heading_unit=heading_unit(own[code].text))
        else:
            ambiguous(reading, item_code, code, at.token)
            reading.issues.append(
                Issue(
                    "warning",
                    "merged_cell",
                    f"table {table_no} row {row_no} (article20 {item_code}.{code}): expected one cell for "
                    "this column alone, found a merged or doubled one; no value is taken",
                    at.token.text,
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
    """Keep the figures of a flattened row whose headings are not the form's: their columns cannot be told."""
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


def _note_unknown_row(
    reading: Reading, table_no: int, row_no: int, label: str, printed: Sequence[GridCell]
) -> None:
    reading.issues.append(
        Issue(
            "warning",
            "unknown_row",
            f"table {table_no} row {row_no} (article20): expected a row label of the form, found {label!r}; "
            "its figures are not taken into any row",
            " | ".join(cell.text for cell in printed),
        )
    )


def missing_cells(reading: Reading, form_version: str) -> list[Cell]:
    """The cells that the form has and the document has not."""
    return [
        Cell(TABLE, item.row_code, item.column_code, "missing", None, None, None)
        for item in codes.items(form_version, TABLE)
        if (item.row_code, item.column_code) not in reading.cells
    ]
