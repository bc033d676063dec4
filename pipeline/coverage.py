"""Which county x year reports are found, missing, failed, not due: the coverage mart as a table."""

from __future__ import annotations

from pathlib import Path

from pipeline.console import print_table, say
from pipeline.sql import connect

MARKS = {"found": "●", "missing": "○", "failed": "×", "not_due": "·"}


def print_coverage(warehouse: Path, *, counties: str | None = None) -> int:
    """Print coverage by county and year; returns the number of county-years that are missing or failed."""
    wanted = [code.strip() for code in counties.split(",")] if counties else None
    with connect(warehouse) as connection:
        rows = connection.execute(
            """
            select division_code, division_name, report_year, status
            from marts.coverage
            where $wanted is null or list_contains($wanted, division_code)
            order by division_code, report_year
            """,
            {"wanted": wanted},
        ).fetchall()
    years = sorted({row[2] for row in rows})
    marks = {(row[0], row[2]): MARKS[row[3]] for row in rows}
    names = {row[0]: row[1] for row in rows}
    print_table(
        "覆盖 Coverage",
        ["代码 code", "县 county", *map(str, years)],
        [(code, name, *(marks.get((code, year), "") for year in years)) for code, name in names.items()],
        note="● 有 found   ○ 缺 missing   × 采集失败 failed   · 未到期 not due",
    )
    counts = {status: sum(row[3] == status for row in rows) for status in MARKS}
    say("  ".join(f"{status}: {count}" for status, count in counts.items()))
    return counts["missing"] + counts["failed"]
