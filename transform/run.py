"""Raw archive -> Parquet: incremental by payload hash and reader version, parallel over batches, resumable."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from crawler.archive import ArchiveError, PayloadError, ensure_indexed, read_index, read_record
from transform import codes, corrections
from transform.batches import map_batches
from transform.identity import Known
from transform.issues import Issue
from transform.read_report import EXTRACTOR_VERSION, Report, failed_report, read_report
from transform.rows import rows_of
from transform.schemas import TABLES
from transform.writer import ensure_schema_files, read_documents, replace_documents, table_of

log = logging.getLogger(__name__)

BATCH_DOCUMENTS = 200  # a batch takes about a second; smaller ones cost more in hand-over than they spread
POOL_FROM = 64  # fewer documents than this are read sooner than a pool of processes starts

_DOCUMENT_ROLES = frozenset({"report", "attachment"})


def extractor_version() -> str:
    """Version of the reader together with the seeds it reads labels and divisions from, and the corrections."""
    return f"{EXTRACTOR_VERSION}-{codes.seeds_digest()}-{corrections.committed().digest}"


@dataclass(frozen=True, slots=True)
class ArchivedDocument:
    """One distinct payload of the archive: where its earliest copy lies and what the crawl knew of it."""

    document_id: str
    payload_sha256: str
    url: str
    landing_url: str | None
    link_title: str | None
    division_code: str | None
    scope: str | None
    content_type: str | None
    fetched_at: Any
    warc_file: str
    warc_offset: int


@dataclass(slots=True)
class TransformSummary:
    """What a run did: documents in the archive, read now, and their states; problems of the archive itself."""

    documents: int = 0
    read_now: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    issues: Counter[tuple[str, str]] = field(default_factory=Counter)  # (severity, issue_code)
    archive_problems: list[str] = field(default_factory=list)


def transform(
    raw_dir: Path,
    parquet_dir: Path,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> TransformSummary:
    """Read every archived document that is new, or was read by another version, into Parquet.

    What is already there is left as it is, byte for byte. Killed at any moment, the next run goes on: a
    document counts as read when its ``documents`` row, written last, is there.
    """
    summary = TransformSummary(archive_problems=ensure_indexed(raw_dir))
    ensure_schema_files(parquet_dir)
    wanted = _documents_of(read_index(raw_dir))
    summary.documents = len(wanted)
    version = extractor_version()
    written: dict[str, list[tuple[int | None, dict[str, Any]]]] = defaultdict(list)
    columns = ["document_id", "extractor_version", "warc_file", "warc_offset"]
    for year, row in read_documents(parquet_dir, columns):
        written[row["document_id"]].append((year, row))
    todo = [
        document
        for document_id, document in wanted.items()
        if not _is_current(document, written.get(document_id, []), version)
    ]
    gone = sorted(written.keys() - wanted.keys())
    done = 0
    for bucket, results in _by_bucket(todo, gone, raw_dir, version, jobs):
        ids = [document_id for result in results for document_id in result.document_ids]
        ids += [document_id for document_id in gone if document_id[0] == bucket]
        years = {year for result in results for year in result.years()}
        years |= {year for document_id in ids for year, _ in written.get(document_id, [])}
        fresh: dict[str, dict[int | None, pa.Table]] = {name: {} for name in TABLES}
        for name in TABLES:
            for year in years:
                parts = [table for result in results if (table := result.tables[name].get(year)) is not None]
                if parts:
                    fresh[name][year] = pa.concat_tables(parts)
        replace_documents(parquet_dir, bucket, sorted(years, key=lambda year: year or 0), fresh, ids)
        for result in results:
            summary.statuses.update(result.statuses)
            summary.issues.update(result.issues)
            done += len(result.document_ids)
        progress(done, len(todo))
    summary.read_now = done
    return summary


def _documents_of(index: pa.Table) -> dict[str, ArchivedDocument]:
    """The distinct documents of the archive, each by its earliest copy, in the order of their ids."""
    earliest: dict[str, dict[str, Any]] = {}
    for row in index.to_pylist():
        if row["role"] not in _DOCUMENT_ROLES or row["http_status"] not in (None, 200):
            continue
        first = earliest.get(row["payload_sha256"])
        if first is None or _age(row) < _age(first):
            earliest[row["payload_sha256"]] = row
    return {
        sha256[:16]: ArchivedDocument(
            document_id=sha256[:16],
            payload_sha256=sha256,
            url=row["url"],
            landing_url=row["landing_url"] or None,
            link_title=row["link_title"] or None,
            division_code=row["division_code"] or None,
            scope=row["scope"] or None,
            content_type=row["content_type"] or None,
            fetched_at=row["fetched_at"],
            warc_file=row["warc_file"],
            warc_offset=row["warc_offset"],
        )
        for sha256, row in sorted(earliest.items())
    }


def _age(row: dict[str, Any]) -> tuple[Any, str, int]:
    return row["fetched_at"], row["warc_file"], row["warc_offset"]


def _is_current(
    document: ArchivedDocument, rows: Sequence[tuple[int | None, dict[str, Any]]], version: str
) -> bool:
    if len(rows) != 1:
        return False
    row = rows[0][1]
    return (
        row["extractor_version"] == version
        and row["warc_file"] == document.warc_file
        and row["warc_offset"] == document.warc_offset
    )


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The rows of one batch: table name -> report year -> rows."""

    document_ids: list[str]
    tables: dict[str, dict[int | None, pa.Table]]
    statuses: Counter[str]
    issues: Counter[tuple[str, str]]

    def years(self) -> set[int | None]:
        """Report years that the batch has documents of."""
        return set(self.tables["documents"])


@dataclass(frozen=True, slots=True)
class _Batch:
    raw_dir: Path
    version: str
    documents: list[ArchivedDocument]


def _by_bucket(
    todo: Sequence[ArchivedDocument], gone: Sequence[str], raw_dir: Path, version: str, jobs: int
) -> Iterator[tuple[str, list[BatchResult]]]:
    """Read ``todo`` batch by batch and hand over what belongs to one bucket of files together."""
    batches = [
        _Batch(raw_dir, version, list(documents[start : start + BATCH_DOCUMENTS]))
        for _, group in groupby(todo, key=lambda document: document.document_id[0])
        for documents in [list(group)]
        for start in range(0, len(documents), BATCH_DOCUMENTS)
    ]
    results = map_batches(read_batch, batches, jobs=jobs if len(todo) >= POOL_FROM else 1)
    seen: set[str] = set()
    for bucket, group in groupby(results, key=lambda result: result.document_ids[0][0]):
        seen.add(bucket)
        yield bucket, list(group)
    for bucket in sorted({document_id[0] for document_id in gone} - seen):
        yield bucket, []


def read_batch(batch: _Batch) -> BatchResult:
    """Read the documents of one batch. A document that cannot be read becomes a row that says why."""
    rows: dict[str, dict[int | None, list[dict[str, Any]]]] = {name: defaultdict(list) for name in TABLES}
    statuses: Counter[str] = Counter()
    issues: Counter[tuple[str, str]] = Counter()
    for document in batch.documents:
        report = _read_document(batch.raw_dir, document)
        statuses[report.parse_status] += 1
        issues.update((issue.severity, issue.code) for issue in report.issues)
        for name, new in rows_of(report, document, batch.version).items():
            if new:
                rows[name][report.identity.report_year].extend(new)
        log.debug("document document_id=%s status=%s", document.document_id, report.parse_status)
    return BatchResult(
        document_ids=[document.document_id for document in batch.documents],
        tables={
            name: {year: table_of(name, part) for year, part in by_year.items()}
            for name, by_year in rows.items()
        },
        statuses=statuses,
        issues=issues,
    )


def _read_document(raw_dir: Path, document: ArchivedDocument) -> Report:
    known = Known(
        url=document.url,
        link_title=document.link_title or "",
        division_code=document.division_code or "",
        scope=document.scope or "",
    )
    try:
        payload = read_record(raw_dir, document.warc_file, document.warc_offset).body
    except (ArchiveError, PayloadError) as error:
        return failed_report(known, Issue("error", "archive_unreadable", str(error), document.url))
    try:
        return corrections.correct(read_report(payload, known), document.payload_sha256)
    except Exception as error:  # noqa: BLE001 - one document that breaks the reader must not stop the others
        log.exception("reader_failed document_id=%s url=%s", document.document_id, document.url)
        message = (
            f"the reader failed with {type(error).__name__}: {error}; expected it to read any document: "
            "report this document, it stays archived"
        )
        return failed_report(known, Issue("error", "reader_failed", message, document.url))
