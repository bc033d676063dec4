"""What the Parquet files and the archive know of one document: where it came from and how it was read.

Asked by ``nianbao explain``. The files of ``parquet/`` are enough; which document stands for a report is worked
out with the warehouse's own SQL (``int_documents__versioned`` and what it is made of), so the two cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawler.archive import ArchiveError, read_index, read_record, warc_place
from crawler.payload import PayloadError, payload_sha256
from crawler.tables import OUTCOMES
from pipeline.check_cells import CellKey
from pipeline.check_tables import plain_sql
from pipeline.paths import DataFolder
from transform.forms.cells import Cell, Token
from transform.issues import Issue
from transform.run import ArchivedDocument

_DOCUMENT_ID = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?")
_REPORT_ID = re.compile(r"(\d{6})-(\d{4})-([a-z]+)(?:-[0-9a-f]{8})?")
_CELLS = {
    "article20": ("item_code", "measure_code"),
    "applications": ("item_code", "applicant_code"),
    "reviews": ("channel_code", "outcome_code"),
}

# What says which document stands for a report, in the order in which the models read each other.
_MODELS = (
    "int_documents__cells",
    "int_documents__identified",
    "int_documents__compared",
    "int_documents__versioned",
)
_NO_OUTCOMES = OUTCOMES.schema.empty_table()


class UnknownId(Exception):
    """Raised for an id that names nothing in the data folder; says what was looked for and where ids stand."""


@dataclass(frozen=True, slots=True)
class Version:
    """A document among those of its report."""

    document_id: str
    report_id: str
    published_on: Any
    fetched_at: Any
    source_url: str
    is_current: bool
    duplicate_of: str | None
    superseded_by: str | None


class Facts:
    """The Parquet tables of a data folder, asked document by document."""

    def __init__(self, data: DataFolder) -> None:
        if not list((data.parquet / "documents").glob("*/*.parquet")):
            raise UnknownId(
                f"{data.parquet} holds no documents: `nianbao build --data {data.root}` makes them"
            )
        self._data = data
        self._connection = duckdb.connect()
        self._connection.execute("set timezone = 'UTC'")

    def close(self) -> None:
        """Let the files go."""
        self._connection.close()

    def document_of(self, name: str) -> dict[str, Any]:
        """The ``documents`` row of a document_id, payload SHA-256 or report_id (its current document)."""
        document_id = name[:16] if _DOCUMENT_ID.fullmatch(name) else self._current(name)
        rows = self._rows("documents", document_id)
        if not rows:
            raise UnknownId(f"{name}: no such document in {self._data.parquet}")
        return rows[0]

    def _current(self, report_id: str) -> str:
        match = _REPORT_ID.fullmatch(report_id)
        if match is None:
            raise UnknownId(
                f"{report_id}: expected a document_id (16 hex digits), a report_id such as 140223-2021-government, "
                "or either of them followed by /table/row/column"
            )
        versions = self.versions(match[1], int(match[2]), match[3])
        current = [
            version.document_id
            for version in versions
            if version.report_id == report_id and version.is_current
        ]
        if not current:
            raise UnknownId(
                f"{report_id}: no such report in {self._data.parquet}; `nianbao coverage` lists them"
            )
        return current[0]

    def versions(self, division_code: str, report_year: int, scope: str) -> list[Version]:
        """Every document that could stand for a report of this county, year and scope, newest first."""
        for name in ("documents", *_CELLS):
            self._files(name, report_year=report_year).create_view(name, replace=True)
        self._connection.execute(
            """
            create or replace temp table stg_archive__documents as
            select
                * replace (
                    nullif(trim(issuer_name), '') as issuer_name,
                    cast(report_year as smallint) as report_year
                )
            from documents
            where division_code = $division and scope = $scope and report_year = $year
            """,
            {"division": division_code, "scope": scope, "year": report_year},
        )
        for name in _CELLS:
            own = self._connection.view(name).filter(
                "document_id in (select document_id from stg_archive__documents)"
            )
            own.create_view(f"stg_archive__{name}", replace=True)
        self._stage_crawl()
        for model in _MODELS:
            self._connection.execute(f"create or replace temp table {model} as {plain_sql(model)}")
        rows = self._connection.execute(
            """
            select
                versions.document_id, versions.report_id, documents.published_on, documents.fetched_at,
                documents.source_url, versions.is_current, versions.duplicate_of, versions.superseded_by
            from int_documents__versioned as versions
            inner join stg_archive__documents as documents using (document_id)
            order by documents.published_on desc nulls last, documents.fetched_at desc, versions.document_id desc
            """
        ).fetchall()
        return [Version(*row) for row in rows]

    def _stage_crawl(self) -> None:
        """What the archive knows of the addresses that gave these documents, and whether they are gone since."""
        self._connection.register("responses", read_index(self._data.archive))
        self._connection.execute(
            """
            create or replace temp table stg_archive__addresses as
            select
                left(payload_sha256, 16) as document_id,
                url,
                max(fetched_at at time zone 'UTC') as last_fetched_at
            from responses
            where role in ('report', 'attachment') and http_status = 200
            group by payload_sha256, url
            """
        )
        outcomes = [str(path) for path in (self._data.raw / "outcomes").glob("*.parquet")]
        self._connection.register("requests", pq.read_table(outcomes) if outcomes else _NO_OUTCOMES)
        self._connection.execute(
            """
            create or replace temp table stg_crawl__outcomes as
            select url, role, outcome, requested_at at time zone 'UTC' as requested_at from requests
            """
        )

    def cells(self, document_id: str) -> list[Cell]:
        """The cells as stored, in the order of the tables."""
        found: list[Cell] = []
        for table, (row_column, col_column) in _CELLS.items():
            for row in self._rows(table, document_id):
                token = None
                if row["raw_text"] is not None:
                    token = Token(row["raw_text"], row["table_no"], row["row_no"], row["col_no"])
                unit = row["unit"] if table == "article20" else "count" if row["value"] is not None else None
                key = CellKey(table, row[row_column], row[col_column])
                found.append(Cell(*key, row["cell_status"], row["value"], unit, token))
        return found

    def issues(self, document_id: str) -> list[Issue]:
        """The issue rows as stored."""
        return [
            Issue(row["severity"], row["issue_code"], row["message"], row["context"] or "")
            for row in self._rows("issues", document_id)
        ]

    def _rows(self, table: str, document_id: str) -> list[dict[str, Any]]:
        self._files(table, bucket=document_id[0]).create_view("stored", replace=True)
        found = self._connection.execute("select * from stored where document_id = $id", {"id": document_id})
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _files(
        self, table: str, *, bucket: str = "?", report_year: int | None = None
    ) -> duckdb.DuckDBPyRelation:
        """The files of one bucket of ids or one year, and the one that every table has for its schema."""
        folder = self._data.parquet / table
        wanted = f"report_year={'*' if report_year is None else report_year}/part-{bucket}.parquet"
        paths = [*sorted(folder.glob(wanted)), *folder.glob("*/part-schema.parquet")]
        return self._connection.read_parquet(
            [str(path) for path in paths], hive_partitioning=True, union_by_name=True
        )


@dataclass(frozen=True, slots=True)
class Record:
    """The archive record of a document: the file, what the crawl knew, and whether its bytes are still those."""

    path: str
    document: ArchivedDocument
    payload_bytes: int | None
    problem: str | None  # why the bytes cannot be vouched for


def record_of(data: DataFolder, row: dict[str, Any]) -> Record:
    """Find and open the archive record that a ``documents`` row points to."""
    problem: str | None = None
    payload_bytes: int | None = None
    try:
        payload = read_record(data.archive, row["warc_file"], row["warc_offset"]).body
        payload_bytes = len(payload)
        if (sha256 := payload_sha256(payload)) != row["payload_sha256"]:
            problem = f"expected SHA-256 {row['payload_sha256']}, found {sha256}: these are other bytes"
    except (ArchiveError, PayloadError) as error:
        problem = str(error)
    return Record(warc_place(data.archive, row["warc_file"]), _archived(data, row), payload_bytes, problem)


def _archived(data: DataFolder, row: dict[str, Any]) -> ArchivedDocument:
    """The document as the crawl knew it; without an index, as far as the ``documents`` row tells."""
    index = read_index(data.archive)
    at = pc.and_(
        pc.equal(index["warc_file"], row["warc_file"]), pc.equal(index["warc_offset"], row["warc_offset"])
    )
    known: Sequence[dict[str, Any]] = index.filter(at).to_pylist()
    link = known[0] if known else {}
    return ArchivedDocument(
        document_id=row["document_id"],
        payload_sha256=row["payload_sha256"],
        url=row["source_url"],
        landing_url=row["landing_url"],
        link_title=link.get("link_title") or None,
        division_code=link.get("division_code") or None,
        scope=link.get("scope") or None,
        content_type=row["content_type"],
        fetched_at=row["fetched_at"],
        warc_file=row["warc_file"],
        warc_offset=row["warc_offset"],
    )


def utc(moment: datetime) -> str:
    """A moment as it is stored, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
