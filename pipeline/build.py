"""Raw archive -> Parquet -> warehouse, under a lock, the published file swapped in at the end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from crawler.archive import fetch_tables
from crawler.tables import ensure_tables
from pipeline.console import print_table, progress, say, working
from pipeline.locks import exclusive
from pipeline.paths import DataFolder
from pipeline.warehouse import BuildResult, build_warehouse
from transform.run import TransformSummary, transform

MOST_LISTED = 20  # lines of one kind in the printed summary; the warehouse has them all


@dataclass(slots=True)
class BuildReport:
    """A finished build; ``problems`` need a person."""

    summary: TransformSummary
    result: BuildResult
    seconds_reading: float
    seconds_dbt: float
    warehouse: Path
    failed_checks: list[tuple[str, ...]] = field(default_factory=list)
    unread: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What needs a person, in one line each."""
        return [
            *self.summary.archive_problems,
            *(f"document not read: {' '.join(row)}" for row in self.unread),
            *self.result.warnings,
        ]


def build(
    data: DataFolder,
    sources: Path,
    *,
    years: str | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    today: date | None = None,
    whole: bool = False,
) -> BuildReport:
    """Build the warehouse; raises LockHeld when another build runs, BuildFailed when dbt finds a fault,
    ReadingStopped when processes or workers fail.

    ``years`` (``2019-2023``) are the report years of coverage; without it from 2008 to the last year due.
    ``scheduler`` is the address of a Dask scheduler whose workers read in place of ``jobs`` processes here.
    ``whole`` makes all of the warehouse anew, not only the divisions whose documents changed.
    """
    with exclusive(data.root / ".build.lock", "build"):
        fetch_tables(data.archive)
        ensure_tables(data.raw)  # dbt reads them by a glob
        started = time.monotonic()
        with progress("读取 read") as show:
            summary = transform(data.archive, data.parquet, jobs=jobs, scheduler=scheduler, progress=show)
        read = time.monotonic()
        with working("建库 build: dbt models and tests"):
            result = build_warehouse(data, sources, years=years, today=today, jobs=jobs, whole=whole)
        report = BuildReport(
            summary, result, read - started, time.monotonic() - read, warehouse=data.warehouse
        )
        _look(report)
        return report


def _look(report: BuildReport) -> None:
    with duckdb.connect(str(report.warehouse), read_only=True) as connection:
        report.unread = connection.execute(
            """
            select document_id, source_url, coalesce(parse_message, '')
            from marts.fct_documents where parse_status = 'error' order by source_url
            """
        ).fetchall()
        report.failed_checks = connection.execute(
            """
            select report_id, check_code, member, detail
            from marts.fct_checks where passed = false order by report_id, check_code, member
            """
        ).fetchall()


def print_report(report: BuildReport) -> None:
    """Print what a build did and what needs a person."""
    summary = report.summary
    share = report.result.increment
    rows: list[tuple[object, ...]] = [
        ("档案中的文件 documents in the archive", summary.documents),
        ("本次读取 read now", summary.read_now),
        *((f"  {status}", count) for status, count in sorted(summary.statuses.items())),
        ("重建的文件 documents made anew", str(share)),
        ("模型与测试 models, seeds and tests run", report.result.nodes),
        ("不通过的勾稽 failed checks", len(report.failed_checks)),
        ("读取用时 seconds reading", f"{report.seconds_reading:.1f}"),
        ("建库用时 seconds building", f"{report.seconds_dbt:.1f}"),
    ]
    print_table("建库 Build", ["项 item", "数 figure"], rows, right="lr")
    issues = sorted(summary.issues.items(), key=lambda pair: ("error", "warning", "info").index(pair[0][0]))
    if issues:
        print_table(
            "本次读取的问题 Issues of the documents read now",
            ["严重性 severity", "代码 code", "件 count"],
            [(severity, code, count) for (severity, code), count in issues],
            right="llr",
        )
    for problem in report.problems[:MOST_LISTED]:
        say(f"! {problem}")
    if len(report.problems) > MOST_LISTED:
        say(f"! … and {len(report.problems) - MOST_LISTED} more, see the table marts.fct_issues")
    say(f"仓库 warehouse: {report.warehouse}")
