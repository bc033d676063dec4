"""Rows that lost cells: only what every arrangement agrees on is placed."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from transform.forms.cells import Token
from transform.forms.placing import Heads, Placed, arrange, by_headings
from transform.grid import GridCell

COLUMNS = ["a", "b", "c", "d", "e", "f", "t"]


def tokens(*texts: str) -> list[Token]:
    return [Token(text, 1, 1, index) for index, text in enumerate(texts, start=1)]


def shown(placed: dict[str, Placed]) -> str:
    """One letter a column: the text where sure, ``.`` for a sure empty cell, ``?`` otherwise."""
    return "".join((placed[code].token.text or ".") if placed[code].sure else "?" for code in COLUMNS)


def test_a_whole_row_is_placed() -> None:
    assert shown(arrange(COLUMNS, tokens(*"1234567"), last_is_last_column=False)) == "1234567"


def test_a_known_total_behind_blanks_leaves_every_other_column_empty() -> None:
    assert shown(arrange(COLUMNS, tokens("", "", "", "", "1"), last_is_last_column=True)) == "......1"


def test_the_same_row_without_that_knowledge_places_nothing_but_the_leading_blanks() -> None:
    assert shown(arrange(COLUMNS, tokens("", "", "", "", "1"), last_is_last_column=False)) == "....???"


def test_a_leading_number_may_stand_as_many_columns_further_as_cells_were_lost() -> None:
    placed = arrange(COLUMNS, tokens("0", "", "", "", "9"), last_is_last_column=True)
    assert shown(placed) == "???...9"
    assert placed["a"].token.text == "0"


def test_more_cells_than_columns_place_nothing() -> None:
    assert shown(arrange(COLUMNS, tokens(*"12345678"), last_is_last_column=False)) == "???????"


def test_an_empty_row_is_empty() -> None:
    assert shown(arrange(COLUMNS, tokens("", ""), last_is_last_column=False)) == "......."


@given(
    st.lists(st.sampled_from(["", "1", "2"]), min_size=7, max_size=7),
    st.sets(st.integers(0, 6)),
    st.booleans(),
)
def test_no_loss_of_empty_cells_makes_a_sure_value_wrong(
    drawn: list[str], lost: set[int], told: bool
) -> None:
    """Drop any of the empty cells of a row: what is placed for sure is what was drawn there."""
    told = told and drawn[-1] != ""
    kept = [text for index, text in enumerate(drawn) if text or index not in lost]
    placed = arrange(COLUMNS, tokens(*kept), last_is_last_column=told)
    assert placed.keys() == set(COLUMNS)
    for code, text in zip(COLUMNS, drawn, strict=True):
        if placed[code].sure:
            assert placed[code].token.text == text
    printed = [text for text in drawn if text]
    assert sorted(" | ".join(placed[code].token.text for code in COLUMNS).replace("|", "").split()) == sorted(
        printed
    )


def cells(*widths: int, texts: str = "", start: int = 1) -> list[GridCell]:
    edges = list(itertools.accumulate(widths, initial=start))
    return [GridCell(1, edges[i], 1, edges[i + 1] - 1, texts[i : i + 1].strip()) for i in range(len(widths))]


def test_cells_belong_to_the_heading_they_mostly_lie_below() -> None:
    headings = dict(zip("abc", cells(3, 2, 3, start=2), strict=True))
    placed = by_headings(Heads(headings, [], 3), cells(2, 3, 3, texts="123", start=2), 1, 1)
    assert placed is not None
    assert {code: (at.token.text, at.sure) for code, at in placed.items()} == {
        "a": ("1", True),
        "b": ("2", True),
        "c": ("3", True),
    }


def test_a_row_with_fewer_cells_than_headings_is_not_placed_by_position() -> None:
    headings = dict(zip("abc", cells(1, 1, 1), strict=True))
    assert by_headings(Heads(headings, [], 3), cells(1, 1, texts="12"), 1, 1) is None


def test_one_number_over_two_columns_is_nobodys() -> None:
    headings = dict(zip("abc", cells(1, 1, 1), strict=True))
    placed = by_headings(Heads(headings, [], 3), cells(2, 1, texts="12"), 1, 1)
    assert placed is not None
    assert [placed[code].sure for code in "abc"] == [False, False, True]


def test_two_filled_cells_below_one_heading_are_kept_but_not_taken() -> None:
    placed = by_headings(
        Heads(dict(zip("a", cells(3), strict=True)), [], 1), cells(1, 1, 1, texts="20 "), 1, 1
    )
    assert placed is not None
    assert not placed["a"].sure
    assert placed["a"].token.text == "2 | 0"


def test_one_filled_cell_among_empty_ones_below_a_heading_is_taken() -> None:
    placed = by_headings(
        Heads(dict(zip("a", cells(3), strict=True)), [], 1), cells(1, 1, 1, texts="7  "), 1, 1
    )
    assert placed is not None
    assert placed["a"].sure
    assert placed["a"].token.text == "7"
