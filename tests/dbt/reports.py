"""Made-up reports as Parquet, from a few words each: the input of the dbt tests.

A report is described by its figures for natural persons; the other applicants are 0, the totals follow, and
every sum closes. ``cells`` then changes single cells to what a test is about. A printed cell is an int; an empty
one is ``BLANK``, a dash ``DASH``, an unreadable one ``UNREADABLE``, a number in doubt ``AMBIGUOUS``, and one the
document lacks ``MISSING``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.archive import INDEX_SCHEMA
from transform.schemas import SORT_KEYS, TABLES

SEEDS: Final = Path(__file__).parents[2] / "dbt_project" / "seeds"

BLANK: Final = ""
DASH: Final = "/"
UNREADABLE: Final = "?"
AMBIGUOUS: Final = "~"
MISSING: Final = None
_STATUS: Final = {BLANK: "blank", DASH: "dash", UNREADABLE: "unreadable", AMBIGUOUS: "ambiguous"}

Printed = int | str | None
Place = tuple[str, str]
"""Row and column code of a cell; the three tables share no pair."""


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_ITEMS: Final = seed("items.csv")
_CLAIM_UNITS: Final = {row["claim_code"]: row["unit"] for row in seed("claims.csv")}
_APPLICANTS: Final = [row["applicant_code"] for row in seed("applicants.csv")]


@dataclass(frozen=True, slots=True)
class Report:
    """One document holding one report; ``name`` is its title, and its document_id follows from it."""

    name: str
    division_code: str | None = "990101"
    report_year: int | None = 2021
    scope: str | None = "government"
    form: str = "2021"
    issuer_name: str | None = None
    published_on: date | None = date(2022, 3, 1)
    fetched_at: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    parse_status: str = "ok"
    figures: Mapping[str, int] = field(default_factory=dict)
    """Item code -> number for natural persons; concluded and carried_out are worked out."""
    cells: Mapping[Place, Printed] = field(default_factory=dict)
    """(row code, column code) -> what is printed there instead."""
    tables: Sequence[str] = ("article20", "applications", "reviews")
    issues: Sequence[tuple[str, str]] = ()
    """(severity, issue_code)"""
    claims: Sequence[tuple[str, int | str]] = ()
    """(claim_code, value)"""
    source_url: str = ""
    """Empty: an address of its own."""
    landing_url: str | None = None

    @property
    def sha256(self) -> str:
        """Stands for the payload's digest."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def document_id(self) -> str:
        """As everywhere: the first 16 digits."""
        return self.sha256[:16]

    @property
    def url(self) -> str:
        """Where the bytes came from."""
        return self.source_url or f"http://127.0.0.1/{self.document_id}.html"


def department(name: str, **changes: Any) -> Report:
    """A report nobody ranks, named after what it shows: one a scenario, all for one county and year."""
    usual = {"scope": "department", "report_year": 2022, "published_on": date(2023, 1, 20)}
    return Report(name=name, issuer_name=name, **{**usual, **changes})


def _printed_table(report: Report, table: str) -> dict[Place, Printed]:
    rows = [row for row in _ITEMS if row["form_version"] == report.form and row["table_name"] == table]
    if table != "applications":
        return {(row["item_code"], row["measure_code"]): 0 for row in rows}
    figures = {row["item_code"]: report.figures.get(row["item_code"], 0) for row in rows}
    flows = ("new", "carried_in", "concluded", "carried_out")
    figures["concluded"] = sum(number for item, number in figures.items() if item not in flows)
    figures["carried_out"] = figures["new"] + figures["carried_in"] - figures["concluded"]
    return {
        (item, applicant): number if applicant in ("natural_person", "total") else 0
        for item, number in figures.items()
        for applicant in _APPLICANTS
    }


def _cell_rows(report: Report, table: str) -> list[dict[str, Any]]:
    row_field, col_field = SORT_KEYS[table][1:]
    rows = []
    printed_table = _printed_table(report, table)
    for row_no, (place, default) in enumerate(printed_table.items(), start=1):
        printed = report.cells.get(place, default)
        if printed is MISSING:
            continue
        value = printed if isinstance(printed, int) else None
        row: dict[str, Any] = {
            "document_id": report.document_id,
            row_field: place[0],
            col_field: place[1],
            "value": value,
            "cell_status": "reported" if value is not None else _STATUS[str(printed)],
            "raw_text": str(printed),
            "table_no": 1,
            "row_no": row_no,
            "col_no": 1,
        }
        if table == "article20":
            row |= {"value": None if value is None else Decimal(value), "unit": "count"}
        rows.append(row)
    return rows


def _document_row(report: Report) -> dict[str, Any]:
    return {
        "document_id": report.document_id,
        "division_code": report.division_code,
        "issuer_name": report.issuer_name,
        "scope": report.scope,
        "form_version": report.form,
        "title": report.name,
        "published_on": report.published_on,
        "source_url": report.url,
        "landing_url": report.landing_url,
        "fetched_at": report.fetched_at,
        "content_type": "text/html",
        "layout": "html",
        "payload_sha256": report.sha256,
        "warc_file": "test.warc.gz",
        "warc_offset": 0,
        "extractor_version": "test",
        "parse_status": report.parse_status,
        "parse_message": None,
    }


def _rows(report: Report, table: str) -> list[dict[str, Any]]:
    if table == "documents":
        return [_document_row(report)]
    if table == "issues":
        return [
            {
                "document_id": report.document_id,
                "severity": severity,
                "issue_code": code,
                "message": f"{code} in {report.name}",
                "context": None,
            }
            for severity, code in report.issues
        ]
    if table == "claims":
        return [
            {
                "document_id": report.document_id,
                "claim_code": code,
                "value": Decimal(value),
                "unit": _CLAIM_UNITS[code],
                "quote": f"{code} {value}",
            }
            for code, value in report.claims
        ]
    return _cell_rows(report, table) if table in report.tables else []


def write_parquet(reports: Sequence[Report], root: Path) -> None:
    """Write all tables in the layout transform/ writes; a table without rows still has a file."""
    years = {report.report_year for report in reports} or {None}
    for table, schema in TABLES.items():
        for year in years:
            rows = [row for report in reports if report.report_year == year for row in _rows(report, table)]
            folder = root / table / f"report_year={year or '__HIVE_DEFAULT_PARTITION__'}"
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "part.parquet")


def write_index(responses: Sequence[tuple[str, Report, datetime]], raw: Path) -> None:
    """Write the archive's index with a row for each response: (address, what it gave, when)."""
    rows = [
        {
            "url": url,
            "landing_url": report.landing_url or "",
            "division_code": report.division_code or "",
            "scope": "",
            "role": "report",
            "fetched_at": fetched_at,
            "http_status": 200,
            "content_type": "text/html",
            "payload_sha256": report.sha256,
            "payload_bytes": 1,
            "etag": "",
            "last_modified": "",
            "link_title": report.name,
            "warc_file": "test.warc.gz",
            "warc_offset": 0,
            "warc_length": 1,
        }
        for url, report, fetched_at in responses
    ]
    (raw / "index").mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=INDEX_SCHEMA), raw / "index" / "test.parquet")
