"""The consistency checks on one report, by the very rows and SQL that build ``fct_checks``.

``int_checks__terms.sql`` and ``int_checks__evaluated.sql`` use nothing but ``ref``; here their refs are tables
of an in-memory DuckDB that holds the one report. So a county office that checks its page before publishing
sees what the warehouse will say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pyarrow as pa

from pipeline.paths import DBT_PROJECT, SEEDS
from transform.read_report import Report

_SEED_TABLES = ("items", "applicants", "checks", "check_terms", "reasons")
_MODELS = ("int_checks__terms", "int_checks__evaluated")
_REF = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")
REPORT_ID = "report"


@dataclass(frozen=True, slots=True)
class CheckResult:
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
    with duckdb.connect() as connection:
        for name in _SEED_TABLES:
            connection.read_csv(str(SEEDS / f"{name}.csv"), header=True, all_varchar=True).create(name)
        connection.execute(
            """
            create table int_reports__current as
            select $id as report_id, $form as form_version, $status as parse_status
            """,
            {"id": REPORT_ID, "form": report.form_version, "status": report.parse_status},
        )
        connection.register("int_cells__unioned", _cells(report))
        for name in _MODELS:
            connection.execute(f"create table {name} as {_plain_sql(name)}")
        rows = connection.execute(
            """
            select check_code, member, passed, reason_code, expected, actual, residual, severity, detail
            from int_checks__evaluated order by check_code, member
            """
        ).fetchall()
    return [CheckResult(*row) for row in rows]


def _cells(report: Report) -> pa.Table:
    """The report's cells in the shape of ``int_cells__unioned``."""
    return pa.table(
        {
            "report_id": pa.array([REPORT_ID] * len(report.cells), pa.string()),
            "form_version": pa.array([report.form_version] * len(report.cells), pa.string()),
            "table_name": pa.array([cell.table_name for cell in report.cells], pa.string()),
            "row_code": pa.array([cell.row_code for cell in report.cells], pa.string()),
            "col_code": pa.array([cell.col_code for cell in report.cells], pa.string()),
            "value": pa.array([cell.value for cell in report.cells], pa.decimal128(38, 4)),
            "cell_status": pa.array([cell.status for cell in report.cells], pa.string()),
        }
    )


def _plain_sql(model: str) -> str:
    """A model's SQL with its refs as table names; raises ValueError if it uses anything else of Jinja."""
    text = (DBT_PROJECT / "models" / "intermediate" / f"{model}.sql").read_text(encoding="utf-8")
    sql = _REF.sub(r"\1", text)
    if "{{" in sql or "{%" in sql:
        raise ValueError(
            f"{model}.sql may use ref() and nothing else of Jinja: `nianbao check` runs it as it is"
        )
    return sql
