"""The consistency checks on reports, by the very rows and SQL that build ``fct_checks``.

``int_checks__terms.sql`` and ``int_checks__evaluated.sql`` use nothing but ``ref``; here their refs are tables
of an in-memory DuckDB that holds the reports asked for. So a county office that checks its page before
publishing sees what the warehouse will say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import NamedTuple

import duckdb
import pyarrow as pa

from pipeline.paths import DBT_PROJECT, SEEDS
from transform.read_report import Report

_SEED_TABLES = ("items", "applicants", "checks", "check_terms", "reasons")
_MODELS = ("int_checks__terms", "int_checks__evaluated")
_REF = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")


class CheckResult(NamedTuple):
    """One check instance, the columns of ``fct_checks``; ``passed`` None: could not be evaluated."""

    check_code: str
    member: str
    passed: bool | None
    reason_code: str
    expected: Decimal | None
    actual: Decimal | None
    residual: Decimal | None
    severity: str
    detail: str

    @property
    def name(self) -> str:
        """``R-ROW:granted``, as the checks are quoted."""
        return f"{self.check_code}:{self.member}" if self.member else self.check_code


def evaluate(report: Report) -> list[CheckResult]:
    """Every check instance of the report's form, in a fixed order; none for a document without a form."""
    return evaluate_many([report])[0]


def evaluate_many(reports: Sequence[Report]) -> list[list[CheckResult]]:
    """The check instances of every report, in the order of ``reports``, each list as ``evaluate`` gives it.

    One database and one query for all: opening it costs tens of milliseconds, a report then about one, so ask
    for hundreds at once. Nothing a report holds reaches the results of another.
    """
    results: list[list[CheckResult]] = [[] for _ in reports]
    with duckdb.connect() as connection:
        for name in _SEED_TABLES:
            connection.register(name, _seed(name))
        connection.register("int_reports__current", _reports(reports))
        connection.register("int_cells__unioned", _cells(reports))
        for name in _MODELS:
            connection.execute(f"create table {name} as {plain_sql(name)}")
        rows = connection.execute(
            """
            select report_id, check_code, member, passed, reason_code, expected, actual, residual, severity, detail
            from int_checks__evaluated order by report_id, check_code, member
            """
        ).fetchall()
    for report_id, *row in rows:
        results[report_id].append(CheckResult._make(row))
    return results


def _reports(reports: Sequence[Report]) -> pa.Table:
    """The reports in the shape of ``int_reports__current``; ``report_id`` is the place in ``reports``."""
    return pa.table(
        {
            "report_id": pa.array(range(len(reports)), pa.int64()),
            "form_version": pa.array([report.form_version for report in reports], pa.string()),
            "parse_status": pa.array([report.parse_status for report in reports], pa.string()),
        }
    )


def _cells(reports: Sequence[Report]) -> pa.Table:
    """The reports' cells in the shape of ``int_cells__unioned``."""
    cells = [cell for report in reports for cell in report.cells]
    numbers: list[int] = []
    forms: list[str] = []
    for number, report in enumerate(reports):
        numbers.extend(repeat(number, len(report.cells)))
        forms.extend(repeat(report.form_version, len(report.cells)))
    return pa.table(
        {
            "report_id": pa.array(numbers, pa.int64()),
            "form_version": pa.array(forms, pa.string()),
            "table_name": pa.array([cell.table_name for cell in cells], pa.string()),
            "row_code": pa.array([cell.row_code for cell in cells], pa.string()),
            "col_code": pa.array([cell.col_code for cell in cells], pa.string()),
            "value": pa.array([cell.value for cell in cells], pa.decimal128(38, 4)),
            "cell_status": pa.array([cell.status for cell in cells], pa.string()),
        }
    )


@cache
def _seed(name: str) -> pa.Table:
    """A seed as dbt loads it: every column text, an empty field NULL."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = zip(*rows, strict=True)
    return pa.table(
        {
            column: pa.array([value or None for value in values], pa.string())
            for column, values in zip(header, columns, strict=True)
        }
    )


def plain_sql(model: str) -> str:
    """A model's SQL with its refs as table names; raises ValueError if it uses anything else of Jinja."""
    text = (DBT_PROJECT / "models" / "intermediate" / f"{model}.sql").read_text(encoding="utf-8")
    sql = _REF.sub(r"\1", text)
    if "{{" in sql or "{%" in sql:
        raise ValueError(
            f"{model}.sql may use ref() and nothing else of Jinja: `nianbao` runs it as it is, without dbt"
        )
    return sql
