"""Cells that text recognition read from a picture: reported only where the sums of their table confirm them.

A misread digit looks like any other. So a table counts as read where all its sums that can be tested close, and in
it the cells that stand in one of them; everything else keeps its text and is ambiguous. The Article 20 table has no
sums: none of its figures is ever confirmed. Sums are tested with empty cells and dashes as 0, and write nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transform import codes
from transform.forms import applications, reviews
from transform.forms.cells import Cell, Reading
from transform.forms.placing import number_of
from transform.issues import Issue

KIND = "ocr"  # the kind of a document whose text was recognised
MOST_NAMED = 12  # open sums or cells that an issue names

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sum:
    """Cells whose figures must add up to those of ``totals``."""

    name: str
    addends: tuple[_Key, ...]
    totals: tuple[_Key, ...]


def confirm(readings: Mapping[str, Reading]) -> None:
    """Make every recognised figure that no closing sum confirms ambiguous, and say so in the reading's issues."""
    for name, reading in readings.items():
        if not reading.cells:
            continue
        open_sums: list[str] = []
        confirmed: set[_Key] = set()
        for one in _sums(name, reading.cells):
            closes = _closes(one, reading.cells)
            if closes:
                confirmed |= {*one.addends, *one.totals}
            elif closes is False:
                open_sums.append(one.name)
        if open_sums:
            confirmed.clear()
        doubtful = [
            key for key, cell in reading.cells.items() if cell.status == "reported" and key not in confirmed
        ]
        for key in doubtful:
            reading.cells[key] = reading.cells[key]._replace(status="ambiguous", value=None, unit=None)
        if open_sums:
            reading.issues.append(_open(name, open_sums, len(doubtful)))
        elif doubtful:
            reading.issues.append(_unconfirmed(name, doubtful))


def _sums(table: str, cells: Mapping[_Key, Cell]) -> Iterator[_Sum]:
    if table == reviews.TABLE:
        columns = dict.fromkeys(item.column_code for item in codes.items("2021", table))
        for channel in dict.fromkeys(row for row, _ in cells):
            parts = tuple((channel, outcome) for outcome in columns if outcome != "total")
            yield _Sum(channel, parts, ((channel, "total"),))
    if table == applications.TABLE:
        rows = list(dict.fromkeys(row for row, _ in cells))
        *applicants, total = codes.applicants()
        for row in rows:
            yield _Sum(row, tuple((row, applicant) for applicant in applicants), ((row, total),))
        ends = ("new", "carried_in", "concluded", "carried_out")
        results = [row for row in rows if row not in ends]
        for column in codes.applicants():
            yield _Sum(
                f"balance of {column}",
                (("new", column), ("carried_in", column)),
                (("concluded", column), ("carried_out", column)),
            )
            yield _Sum(
                f"results of {column}", tuple((row, column) for row in results), (("concluded", column),)
            )


def _closes(one: _Sum, cells: Mapping[_Key, Cell]) -> bool | None:
    """Whether a sum closes; None where it cannot be tested: a figure unread, or no total printed."""
    held = [cells.get(key) for key in (*one.addends, *one.totals)]
    numbers = [_number(cell) for cell in held]
    totals = held[len(one.addends) :]
    if any(number is None for number in numbers) or not any(
        cell is not None and cell.status == "reported" for cell in totals
    ):
        return None
    known = [number or 0 for number in numbers]
    return sum(known[: len(one.addends)]) == sum(known[len(one.addends) :])


def _number(cell: Cell | None) -> int | None:
    if cell is None or cell.token is None or cell.status not in ("reported", "blank", "dash"):
        return None
    return number_of(cell.token)


def _open(table: str, sums: Sequence[str], cells: int) -> Issue:
    return Issue(
        "warning",
        "ocr_sums_open",
        f"{table}: expected the sums of a table read from a picture to close, found {len(sums)} that do not; its "
        f"{cells} figures are ambiguous: look at the page",
        ", ".join(sums[:MOST_NAMED]),
    )


def _unconfirmed(table: str, keys: Sequence[_Key]) -> Issue:
    return Issue(
        "warning",
        "ocr_unconfirmed",
        f"{table}: expected a sum that confirms each figure read from a picture, found none for {len(keys)}; they are "
        "ambiguous: look at the page",
        ", ".join(f"{row}.{column}" for row, column in keys[:MOST_NAMED]),
    )
