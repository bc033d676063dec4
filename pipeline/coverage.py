"""Which county x year reports are found, missing, failed, not due: the coverage mart as tables and as a file."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.console import print_table, say
from pipeline.sql import connect

MARKS = {"found": "●", "missing": "○", "failed": "×", "not_due": "·"}
LABELS = {"found": "有 found", "missing": "缺 missing", "failed": "失败 failed", "not_due": "未到期 not due"}


class BadFile(Exception):
    """Raised when the CSV file cannot be written; the message names it and says why."""


def coverage(warehouse: Path, *, counties: str | None, csv_file: Path | None) -> int:
    """Print coverage, by county where `counties` names some (codes with commas), else by province.

    Writes every county and year with reason and last try to `csv_file` where one is given. Returns the number of
    county-years that are missing or failed. Raises NoWarehouse and BadFile.
    """
    rows = _rows(warehouse, counties)
    if counties is None:
        _print_provinces(rows)
    else:
        _print_counties(rows)
    if csv_file is not None:
        _write(rows, csv_file)
        say(f"明细 full table: {csv_file}")
    counts = _print_counts(rows)
    return counts["missing"] + counts["failed"]


def print_counties(warehouse: Path) -> None:
    """Print every county by year; for warehouses of a few."""
    rows = _rows(warehouse, None)
    _print_counties(rows)
    _print_counts(rows)


def _rows(warehouse: Path, counties: str | None) -> list[dict[str, Any]]:
    """The mart, ordered by county and year, with the province that the county's code begins with."""
    wanted = [code.strip() for code in counties.split(",")] if counties else None
    with connect(warehouse) as connection:
        answer = connection.execute(
            """
            select
                coverage.*,
                left(coverage.division_code, 2) || '0000' as province_code,
                province.division_name as province_name
            from marts.coverage
            left join marts.dim_division as province
                on province.division_code = left(coverage.division_code, 2) || '0000'
            where $wanted is null or list_contains($wanted, coverage.division_code)
            order by coverage.division_code, coverage.report_year
            """,
            {"wanted": wanted},
        )
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _print_provinces(rows: list[dict[str, Any]]) -> None:
    years = sorted({row["report_year"] for row in rows})
    provinces = {row["province_code"]: row["province_name"] or row["province_code"] for row in rows}
    counts = Counter((row["province_code"], row["status"], row["report_year"]) for row in rows)
    print_table(
        "覆盖 Coverage: 各省县数 counties by province",
        ["省 province", "状态 status", *map(str, years)],
        [
            (name, label, *(counts[code, status, year] or "" for year in years))
            for code, name in provinces.items()
            for status, label in LABELS.items()
            if any(counts[code, status, year] for year in years)
        ],
        right="ll" + "r" * len(years),
    )


def _print_counties(rows: list[dict[str, Any]]) -> None:
    years = sorted({row["report_year"] for row in rows})
    names = {row["division_code"]: row["division_name"] for row in rows}
    marks = {(row["division_code"], row["report_year"]): MARKS[row["status"]] for row in rows}
    print_table(
        "覆盖 Coverage",
        ["代码 code", "县 county", *map(str, years)],
        [(code, name, *(marks.get((code, year), "") for year in years)) for code, name in names.items()],
        note="   ".join(f"{mark} {LABELS[status]}" for status, mark in MARKS.items()),
    )


def _print_counts(rows: list[dict[str, Any]]) -> Counter[str]:
    counts = Counter(row["status"] for row in rows)
    say("  ".join(f"{status}: {counts[status]}" for status in MARKS))
    return counts


def _write(rows: list[dict[str, Any]], path: Path) -> None:
    """Write the rows as UTF-8, the columns of the mart first; without rows, only the name of the first."""
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]) if rows else ["division_code"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise BadFile(
            f"{path}: cannot be written ({error}); name a file in a folder that is there"
        ) from error
