"""Values to columns. By the columns their headings cover where the row is whole; where cells were lost, only
what holds in every possible arrangement is placed, and a column's sums may confirm one, never make up a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from transform.forms.cells import Reading, Token, join_tokens
from transform.grid import GridCell
from transform.issues import Issue
from transform.numerals import read_count


class Placed(NamedTuple):
    """One column of a row: its token and whether the column is sure of it.

    ``sure`` with ``token.text == ""`` is an empty cell (or one lost among empty ones); not ``sure`` is
    ambiguous.
    """

    token: Token
    sure: bool


class Heads(NamedTuple):
    """A heading row. ``others``: its cells with a text that is no heading of the form, whose columns are not read.
    ``drawn`` counts its cells from the first heading on, empty ones included."""

    by_code: Mapping[str, GridCell]
    others: Sequence[GridCell]
    drawn: int


def by_headings(
    heads: Heads, values: Sequence[GridCell], table_no: int, row_no: int
) -> dict[str, Placed] | None:
    """Place the value cells of a grid row under the headings whose columns they cover.

    Headings and rows of one block often have other column spans: with one cell a heading, each cell belongs
    where most of it lies. Returns None where some heading has no cell below it: the row lost cells, and the
    drawn positions of the others mean nothing. The same where a filled cell lies below no heading, or as many
    cells as the heading row has begin left of it: the row, or the headings, are shifted. A cell under two
    headings, or two filled cells under one, are kept but not sure.
    """
    headings = heads.by_code
    if heads.others:
        below_others = {
            f"column {cell.col}": cell for cell in heads.others if any(map(cell.overlaps, values))
        }
        headings = {**headings, **below_others}
    matched: Mapping[str, GridCell] | None = None
    if len(values) == len(headings):
        matched = _drawn_alike(headings, values) or _mostly_below(headings, values)
    if matched is not None:
        return {
            code: Placed(
                Token(cell.text, table_no, row_no, cell.col), cell.row == row_no or not cell.text.strip()
            )
            for code, cell in matched.items()
            if code in heads.by_code
        }
    first = min(heading.col for heading in headings.values())
    if sum(cell.last_col >= first for cell in values) < heads.drawn <= len(values):
        return None
    if any(cell.text.strip() and not any(map(cell.overlaps, headings.values())) for cell in values):
        return None
    placed: dict[str, Placed] = {}
    for code, heading in heads.by_code.items():
        below = [cell for cell in values if cell.overlaps(heading)]
        if not below:
            return None
        filled = [cell for cell in below if cell.text.strip()]
        tokens = [Token(cell.text, table_no, row_no, cell.col) for cell in (filled or below[:1])]
        shared = any(
            cell.overlaps(other) for cell in filled for name, other in headings.items() if name != code
        )
        merged_down = any(cell.row != row_no for cell in filled)
        token = tokens[0] if len(tokens) == 1 else join_tokens(tokens)
        placed[code] = Placed(token, sure=not filled or (len(filled) == 1 and not shared and not merged_down))
    return placed


def without_filling(values: Sequence[GridCell], drawn: int) -> Sequence[GridCell]:
    """The cells of a row, without the empty ones at its end where it has fewer than ``drawn``.

    A table often has an empty column at its end. In a row that lost a cell all that follow moved left, and the
    empty one at the end stands below the last heading.
    """
    if len(values) < drawn:
        while values and not values[-1].text.strip():
            values = values[:-1]
    return values


def note_shifted_row(reading: Reading, row_code: str, tokens: Sequence[Token]) -> None:
    """Say that a row has a cell a heading, but not below them, and is placed by its order alone."""
    place = tokens[0]
    reading.issues.append(
        Issue(
            "warning",
            "shifted_row",
            f"table {place.table_no} row {place.row_no} ({f'{reading.table_name} {row_code}'.strip()}): expected its "
            "cells below the headings, found as many beside them (a merged cell above reaches too far); placed in "
            "their order: look at the page",
            " | ".join(token.text for token in tokens),
        )
    )


def _drawn_alike(headings: Mapping[str, GridCell], values: Sequence[GridCell]) -> dict[str, GridCell] | None:
    """Each heading with the cell that covers the very columns it covers, in nine rows of ten; else None."""
    drawn = headings.values()
    if [cell.col for cell in values] != [heading.col for heading in drawn]:
        return None
    if [cell.last_col for cell in values] != [heading.last_col for heading in drawn]:
        return None
    return dict(zip(headings, values, strict=True))


def _mostly_below(headings: Mapping[str, GridCell], values: Sequence[GridCell]) -> dict[str, GridCell] | None:
    """Each heading with the one cell that lies mostly below it, None where that is not a pairing of all."""
    matched: dict[str, GridCell] = {}
    for cell in values:
        shares = sorted(
            (
                (min(cell.last_col, heading.last_col) - max(cell.col, heading.col) + 1, code)
                for code, heading in headings.items()
            ),
            reverse=True,
        )
        if shares[0][0] < 1 or (len(shares) > 1 and shares[0][0] == shares[1][0]):
            return None
        matched[shares[0][1]] = cell
    return matched if len(matched) == len(headings) else None


def last_number(tokens: Sequence[Token]) -> int | None:
    """Index of the last token that is not blank, None where all are."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].text.strip():
            return index
    return None


def possible_columns(index: int, before: int, columns: int) -> range:
    """Columns (from 0) that token ``index`` of ``before`` ordered tokens may stand in among ``columns``."""
    return range(index, index + columns - before + 1)


def arrange(
    columns: Sequence[str], tokens: Sequence[Token], *, last_is_last_column: bool
) -> dict[str, Placed]:
    """Arrange the tokens of a row that has fewer cells than columns.

    Order is kept; lost cells are taken for empty ones wherever that leaves no doubt. With
    ``last_is_last_column`` the last printed number is known to stand in the last column.
    A column is sure only if every arrangement puts the same thing there.
    """
    last = last_number(tokens)
    if last is None:
        place = tokens[0] if tokens else Token("", 0, 0, 0)
        empty = Token("", place.table_no, place.row_no, place.col_no)
        return {code: Placed(empty, sure=True) for code in columns}
    if last_is_last_column:
        placed = {columns[-1]: Placed(tokens[last], sure=True)}
        inner, free = tokens[:last], columns[:-1]
    else:
        placed, free = {}, columns
        inner = tokens if len(tokens) <= len(columns) else tokens[: last + 1]
    empty = Token("", tokens[0].table_no, tokens[0].row_no, tokens[0].col_no)
    if len(inner) > len(free):  # more cells than columns: nothing can be told
        return placed | {
            code: Placed(join_tokens(inner) if position == 0 else empty, sure=False)
            for position, code in enumerate(free)
        }
    for column, code in enumerate(free):
        here = [
            index for index in range(len(inner)) if column in possible_columns(index, len(inner), len(free))
        ]
        numbers = [index for index in here if inner[index].text.strip()]
        if len(inner) == len(free):
            placed[code] = Placed(inner[column], sure=True)
        elif not numbers:
            placed[code] = Placed(empty, sure=True)
        else:  # the text is kept once, in the first column it may stand in
            first_here = [
                index for index in numbers if possible_columns(index, len(inner), len(free))[0] == column
            ]
            placed[code] = Placed(inner[first_here[0]] if first_here else empty, sure=False)
    return placed


def number_of(token: Token) -> int | None:
    """The count a token prints, 0 for an empty cell or dash (to test a sum only), None if unreadable."""
    numeral = read_count(token.text)
    if numeral.status == "reported" and numeral.value is not None:
        return int(numeral.value)
    return 0 if numeral.status in ("blank", "dash") else None
