"""Which cells each sum check adds up: ``int_checks__terms``, one entry per instance.

For those who ask from the cell's side: the probable wrong cell, ``nianbao explain``, ``nianbao accuracy``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.check_tables import database
from pipeline.paths import SEEDS
from transform import codes
from transform.forms.cells import Cell


class CellKey(NamedTuple):
    """A cell of a form: the three codes that the contract gives it."""

    table_name: str
    row_code: str
    col_code: str

    def __str__(self) -> str:
        """``applications/granted/total``, as cells are quoted and asked for."""
        return "/".join(self)


@dataclass(frozen=True, slots=True)
class CheckCells:
    """One check instance: the sum of ``left`` should equal the sum of ``right``."""

    check_code: str
    member: str
    left: tuple[CellKey, ...]
    right: tuple[CellKey, ...]

    @property
    def name(self) -> str:
        """``R-ROW:granted``, as the checks are quoted."""
        return f"{self.check_code}:{self.member}" if self.member else self.check_code

    def sign(self, key: CellKey) -> int:
        """What one more in ``key`` adds to left minus right: 1, -1, or 0 where the check does not hold it."""
        return (key in self.left) - (key in self.right)


def key_of(cell: Cell) -> CellKey:
    """The key of a cell as read."""
    return CellKey(cell.table_name, cell.row_code, cell.col_code)


@cache
def columns_of(form_version: str, table_name: str, row_code: str) -> tuple[str, ...]:
    """Column codes of one row of a form's table, in the form's order; empty for a row the form has not."""
    if table_name == "applications":
        return codes.applicants() if row_code in codes.row_codes(form_version, table_name) else ()
    return tuple(
        item.column_code for item in codes.items(form_version, table_name) if item.row_code == row_code
    )


@cache
def form_cells(form_version: str) -> tuple[CellKey, ...]:
    """Every cell of a form (198 on the form of 2019, 200 on that of 2021); raises UnknownCode."""
    return tuple(
        CellKey(table, row, column)
        for table in ("article20", "applications", "reviews")
        for row in codes.row_codes(form_version, table)
        for column in columns_of(form_version, table, row)
    )


@cache
def check_cells(form_version: str) -> Mapping[str, CheckCells]:
    """Every sum check of a form by name, those that stand in for others left out; none without a form."""
    if form_version not in codes.FORMS:
        return MappingProxyType({})
    rows = database().execute(
        """
        select check_code, member, side, table_name, row_code, col_code from int_checks__terms
        where form_version = ? and kind in ('sum', 'balance') and not is_stand_in
        order by instance_no, side, cell_no
        """,
        [form_version],
    )
    sides: dict[tuple[str, str], dict[str, list[CellKey]]] = defaultdict(lambda: defaultdict(list))
    for check_code, member, side, *key in rows.fetchall():
        sides[check_code, member][side].append(CellKey(*key))
    instances = (
        CheckCells(check_code, member, tuple(side["left"]), tuple(side["right"]))
        for (check_code, member), side in sides.items()
    )
    return MappingProxyType({instance.name: instance for instance in instances})


def seed_rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed file, as they are."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
