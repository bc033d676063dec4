"""Which cells of a row are its columns.

A drawn row that was flattened with its merged cells has empty cells before its figures (its label spans columns) and
after them (its last cell does, or the table has an empty column). In a row that prints its first and its last column
the cells between say which those are; rows of the same kind are padded alike, so it holds for those with empty
columns too. Nothing is placed where no row of the kind tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Margins:
    """``before``: empty cells between label and first column; ``after``: numbers of them seen behind the last."""

    before: int
    after: frozenset[int]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row, label not included: ``texts``, empty ones as ``""``.

    ``is_padded``: pipes tell empty cells; otherwise blank lines do, and nothing is padded. ``is_counted``: every empty
    cell is told, none is made up. ``may_lack_last``: rows of the document end without a pipe, this one with one: an
    empty cell may stand behind it.
    """

    texts: Sequence[str]
    is_padded: bool
    is_counted: bool
    may_lack_last: bool = False


def learn(rows: Sequence[Cells], columns: int) -> Margins | None:
    """What the rows of one kind that print their first and last column tell; None where they do not agree, or where
    a row that prints every column has empty cells between them: then the columns themselves are padded."""
    counted = [(row, found) for row in rows if row.is_padded and row.is_counted and (found := _printed(row))]
    if any(sum(map(bool, row.texts)) == columns != len(found) for row, found in counted):
        return None
    spanning = [(row, found) for row, found in counted if len(found) == columns]
    befores = {found.start for _, found in spanning}
    if len(befores) != 1:
        return None
    return Margins(
        before=befores.pop(),
        after=frozenset(len(row.texts) - found.stop for row, found in spanning),
    )


def locate(row: Cells, columns: int, margins: Margins | None) -> range | None:
    """The places in ``row.texts`` of its ``columns`` columns, None where that is not certain.

    A place one past the end is the empty last cell of a row that lacks it.
    """
    count, printed = len(row.texts), _printed(row)
    if not printed:
        return range(columns) if count >= columns else None
    is_filled = len(printed) == columns and all(row.texts[place] for place in printed)
    if is_filled:
        return printed
    if not row.is_counted:
        return None
    if not row.is_padded:
        return range(columns) if count == columns else None
    if len(printed) == columns:
        return printed
    if margins is None:
        return range(columns) if count == columns and not row.may_lack_last else None
    for cells in (count, count + 1) if row.may_lack_last else (count,):
        first, after = margins.before, cells - columns - margins.before
        if after in margins.after and first <= printed.start and printed.stop <= first + columns:
            return range(first, first + columns)
    return None


def _printed(row: Cells) -> range:
    """From the first printed cell to the last; empty where none is."""
    places = [place for place, text in enumerate(row.texts) if text]
    return range(places[0], places[-1] + 1) if places else range(0)
