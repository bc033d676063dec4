"""The Article 20 table as drawn: stacked blocks, each with its own headings; rows and columns by their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from transform import codes
from transform.forms import application_grid, reviews
from transform.forms.alignment import align
from transform.forms.article20 import (
    FORM_OF_ITEM,
    heading_unit,
    is_form_order,
    note_heading,
    note_heading_order,
    note_lost_label,
    read_tokens,
    row_before,
)
from transform.forms.cells import Reading, Token, ambiguous, once, read_cell
from transform.forms.placing import Heads, by_headings, note_shifted_row, without_filling
from transform.grid import Grid, GridCell
from transform.issues import Issue
from transform.labels import without_note
from transform.numerals import read_count

_CORNER = "信息内容"  # above the row labels, left of the headings


class _Block(NamedTuple):
    """The block in work: its heading row, and the columns between which that stands."""

    heads: Heads
    first_col: int
    last_col: int


_NO_BLOCK = _Block(Heads({}, [], 0), 0, 0)


@cache
def _labels_of_other_tables() -> frozenset[str]:
    others = application_grid.own_labels() | application_grid.UPPER_HEADINGS | reviews.own_labels()
    return (others | frozenset(codes.review_channel_labels())) - {"其他", "总计"}


def read_grid(grid: Grid, folded: Sequence[Sequence[str]], reading: Reading) -> None:
    """Read the Article 20 rows of one grid into ``reading``; ``folded`` is ``grid.folded()``."""
    rows, columns = codes.article20_row_labels(), codes.article20_column_labels()
    block = _NO_BLOCK
    unlabelled: tuple[int, list[GridCell]] | None = None
    for row_no, (cells, names) in enumerate(zip(grid.rows, folded, strict=True), start=1):
        found = [(columns[name], cells[index]) for index, name in enumerate(names) if name in columns]
        if found:
            _leave_unlabelled(reading, grid.table_no, unlabelled)
            block, unlabelled = _block(found, cells, names, reading, grid.table_no, row_no), None
            continue
        if not block.heads.by_code:
            continue
        known = -1
        for index, name in enumerate(names[:-1]):
            if name in rows:
                known = index
        if known < 0:
            if not _labels_of_other_tables().isdisjoint(names):  # all tables of the report are drawn as one
                block = _NO_BLOCK
                continue
            above = [
                index
                for index, cell in enumerate(cells)
                if cell.last_col < block.first_col and cell.text.strip()
            ]
            values = [cell for cell in cells if cell.last_col >= block.first_col]
            printed = [cell for cell in values if cell.text.strip()]
            if printed and not above:
                unlabelled = (row_no, values)
            elif printed:
                label = cells[above[-1]].text
                where = f"table {grid.table_no} row {row_no}"
                if (item_code := rows.get(without_note(label) or "")) is not None:
                    reading.note_noted(where, item_code, label)
                elif (item_code := _nearest_row(names[above[-1]], block.heads.by_code, reading)) is not None:
                    reading.note_fuzzy(where, item_code, label)
                else:
                    _note_unknown_row(reading, grid.table_no, row_no, label, printed)
                    continue
                reading.table_nos.add(grid.table_no)
                _read_row(reading, item_code, block, values, grid.table_no, row_no)
            elif above:  # a caption: the next block has headings of its own
                block = _NO_BLOCK
            continue
        label, values = cells[known].text, cells[known + 1 :]
        item_code = rows[names[known]]
        if form := FORM_OF_ITEM.get(item_code):
            reading.sign(form, label)
        reading.table_nos.add(grid.table_no)
        if unlabelled is not None:
            _read_unlabelled_row(reading, block, unlabelled[1], grid.table_no, unlabelled[0], item_code)
            unlabelled = None
        _read_row(reading, item_code, block, values, grid.table_no, row_no)
    _leave_unlabelled(reading, grid.table_no, unlabelled)


def _block(
    found: list[tuple[str, GridCell]],
    cells: Sequence[GridCell],
    names: Sequence[str],
    reading: Reading,
    table_no: int,
    row_no: int,
) -> _Block:
    """The headings of one heading row; ``found`` are those of the form in it."""
    found = _cut_headings(found, cells, names, reading, table_no, row_no)
    for code, cell in found:
        note_heading(reading, code, cell.text)
    headings = once(found, reading, table_no, row_no)
    if not headings:
        return _NO_BLOCK
    known = {cell for _, cell in found}
    corner = max(
        (cell.last_col for cell, name in zip(cells, names, strict=True) if name == _CORNER), default=None
    )
    others = [
        cell
        for cell in cells
        if corner is not None and cell.col > corner and cell.text.strip() and cell not in known
    ]
    for cell in others:
        reading.issues.append(
            Issue(
                "info",
                "extra_column",
                f"table {table_no} row {row_no} column {cell.col} (article20): expected the headings of the form, "
                "found another one; its figures are not taken",
                cell.text,
            )
        )
    first_col = min(cell.col for cell in (*headings.values(), *others))
    drawn = sum(cell.col >= first_col for cell in cells)
    return _Block(Heads(headings, others, drawn), first_col, cells[-1].last_col)


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


def _read_unlabelled_row(
    reading: Reading, block: _Block, values: Sequence[GridCell], table_no: int, row_no: int, next_item: str
) -> None:
    """A row whose label is lost, directly above ``next_item``: the row that the form has in that place."""
    item_code = row_before(next_item, block.heads.by_code)
    note_lost_label(reading, item_code, table_no, row_no, [cell.text for cell in values])
    if item_code is not None:
        _read_row(reading, item_code, block, values, table_no, row_no)


def _read_row(
    reading: Reading, item_code: str, block: _Block, values: Sequence[GridCell], table_no: int, row_no: int
) -> None:
    own = {code: cell for code, cell in block.heads.by_code.items() if codes.article20_unit(item_code, code)}
    if not own:
        printed = [cell.text for cell in values if cell.text.strip()]
        if printed:
            reading.issues.append(
                Issue(
                    "warning",
                    "header_not_found",
                    f"table {table_no} row {row_no} (article20 {item_code}): expected a heading of this row above "
                    f"it, found {', '.join(block.heads.by_code)}; its figures are not taken",
                    " | ".join(printed),
                )
            )
        return
    values = without_filling(values, block.heads.drawn)
    placed = None
    if values and values[-1].last_col <= block.last_col:  # else one is doubled and pushed the others aside
        placed = by_headings(block.heads._replace(by_code=own), values, table_no, row_no)
    if placed is None:
        tokens = [Token(cell.text, table_no, row_no, cell.col) for cell in values]
        while len(tokens) > len(own) and not tokens[-1].text.strip():
            tokens.pop()
        if tokens and not is_form_order(
            item_code, list(own)
        ):  # beside unknown headings counting tells nothing
            note_heading_order(reading, item_code, [cell.text for cell in own.values()], tokens)
            return
        if len(tokens) == len(own):
            note_shifted_row(reading, item_code, tokens)
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
