"""The consistency checks on reports, by the very rows and SQL that build ``fct_checks``.

The models below use nothing but ``ref``; here their refs are tables of an in-memory DuckDB that holds the reports
asked for. So a county office that checks its page before publishing sees what the warehouse will say. Checks that
need other reports (the year before, other bodies) are the warehouse's alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple, cast, overload

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.check_inputs import input_tables
from pipeline.check_tables import database, plain_sql
from transform.read_report import Report

# In the order in which they read each other.
MODELS = (
    "int_checks__tables",
    "int_checks__sums",
    "int_checks__bounds",
    "int_checks__suspects",
    "int_checks__structure",
    "int_checks__article20",
    "int_checks__prose",
    "int_checks__plausibility",
    "int_checks__identity",
    "int_checks__evaluated",
)
RESULTS = "int_checks__worded"  # reads them all, and is read once


class CheckResult(NamedTuple):
    """One check instance, columns of ``fct_checks``; ``passed`` None: could not be evaluated."""

    check_code: str
    member: str
    passed: bool | None
    reason_code: str
    expected: Decimal | None
    actual: Decimal | None
    residual: Decimal | None
    severity: str
    responsibility: str | None
    detail: str
    explanation_code: str | None
    suspected_cell: str | None
    suspected_value: Decimal | None

    @property
    def name(self) -> str:
        """``R-ROW:granted``, as the checks are quoted."""
        return f"{self.check_code}:{self.member}" if self.member else self.check_code


_COLUMNS = ", ".join(("report_id", *CheckResult._fields))


class Results(Sequence[list[CheckResult]]):
    """The check instances of many reports, in the order of the reports; each list is made when it is asked for."""

    def __init__(self, table: pa.Table, count: int) -> None:
        """``table``: columns ``report_id`` (place of the report) and those of CheckResult."""
        places = table.column("report_id")
        self._order = pc.array_sort_indices(places)
        self._places = cast("list[int]", places.take(self._order).to_pylist())
        self._rows = table.select(CheckResult._fields)
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> list[CheckResult]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[CheckResult]]: ...
    def __getitem__(self, index: int | slice) -> list[CheckResult] | list[list[CheckResult]]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        place = range(self._count)[index]
        start, stop = bisect_left(self._places, place), bisect_left(self._places, place + 1)
        rows = self._rows.take(self._order.slice(start, stop - start))
        columns = [column.to_pylist() for column in rows.columns]
        return sorted(map(CheckResult._make, zip(*columns, strict=True)), key=lambda result: result[:2])

    def __iter__(self) -> Iterator[list[CheckResult]]:
        return (self[place] for place in range(self._count))


def evaluate(report: Report) -> list[CheckResult]:
    """Every check instance of the report's form, in a fixed order; none for a document without a form."""
    return evaluate_many([report])[0]


def evaluate_many(reports: Iterable[Report]) -> Results:
    """The check instances of every report, in the order of ``reports``, each list as ``evaluate`` gives it.

    One run of the models for all: DuckDB takes two hundred milliseconds to plan them and a report then less than one,
    so ask for hundreds at once. They may be read while this goes through them: none is held. Nothing a report holds
    reaches the results of another.
    """
    connection = database()
    tables = input_tables(reports)
    for name, table in tables.items():
        connection.register(name, table)
    for statement in _statements():
        connection.execute(statement)
    results = connection.sql(plain_sql(RESULTS)).project(_COLUMNS).to_arrow_table()
    for name in tables:
        connection.unregister(name)
    return Results(results, tables["int_checks__reports"].num_rows)


@cache
def _statements() -> tuple[duckdb.Statement, ...]:
    """The models as statements, parsed once: parsing is a fifth of what a small batch costs."""
    return tuple(
        database().extract_statements(f"create or replace temp table {name} as {plain_sql(name)}")[0]
        for name in MODELS
    )
