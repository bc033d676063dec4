"""Rows and columns that stand in another order than on the form: labels exchanged, or rows moved.

A label that changed places with another looks like any other label, and in the application table even the sums may
close. The forms' order is the one witness, and offices keep it: where it is broken, the figures are kept under the
labels beside which they are printed, and an issue names the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from transform import codes
from transform.forms.cells import Reading
from transform.issues import Issue


def note_order(reading: Reading) -> None:
    """Say which rows of a table, and which columns of a row, are not in the form's order."""
    table, order = reading.table_name, _places(reading.table_name)
    keys = list(reading.cells)  # in the order in which they were read
    rows = list(dict.fromkeys([row for row, _ in keys]))
    moved = [f"{table} {rows[index]}" for index in _moved([order[row] for row in rows])]
    if table != "applications":  # there the headings are taken in the form's order or not at all
        for row in rows:
            own = [column for other, column in keys if other == row]
            moved += [
                f"{table} {row}.{own[index]}"
                for index in _moved([_columns(table)[row][column] for column in own])
            ]
    if moved:
        reading.issues.append(
            Issue(
                "warning",
                "form_order",
                f"{table} table: expected the order of the form, found {', '.join(moved)} in this order; each figure "
                "is taken under the label it is printed with: look whether labels were exchanged",
            )
        )


def _moved(places: Sequence[int]) -> list[int]:
    """Which of the places stand before a smaller or behind a greater one."""
    if all(one < next_one for one, next_one in pairwise(places)):
        return []
    return [
        index
        for index, place in enumerate(places)
        if any(other > place for other in places[:index])
        or any(other < place for other in places[index + 1 :])
    ]


@cache
def _places(table: str) -> Mapping[str, int]:
    """The rows of both forms in one order: what only the later form has stands where it has it."""
    rows: list[str] = []
    for form in codes.FORMS:
        above = -1
        for row in codes.row_codes(form, table):
            if row not in rows:
                rows.insert(above + 1, row)
            above = rows.index(row)
    return {row: place for place, row in enumerate(rows)}


@cache
def _columns(table: str) -> Mapping[str, Mapping[str, int]]:
    """The columns of each row, those of the form of 2019 before those that only the form of 2021 has."""
    columns: dict[str, dict[str, int]] = {}
    for form in codes.FORMS:
        for item in codes.items(form, table):
            own = columns.setdefault(item.row_code, {})
            own.setdefault(item.column_code, len(own))
    return columns
