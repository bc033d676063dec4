"""Raw archive -> Parquet: incremental by payload hash and reader version, parallel over batches, resumable."""

from __future__ import annotations

import logging
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from crawler.archive import ArchiveError, PayloadError, Place, Raw, ensure_indexed, read_index, read_record
from transform import codes, corrections, extras
from transform.batches import ReadingStopped, map_batches
from transform.identity import Known
from transform.issues import Issue
from transform.pending import ArchivedDocument, pending
from transform.read_report import EXTRACTOR_VERSION, Report, failed_report, read_report
from transform.rows import Rows
from transform.writer import (
    Packed,
    YearTables,
    ensure_schema_files,
    packed,
    read_documents,
    replace_documents,
    unpacked,
)

log = logging.getLogger(__name__)

BATCH_DOCUMENTS = 100  # half a second of work: hand-over costs next to nothing, and workers end together
POOL_FROM = 64  # fewer documents than this are read sooner than a pool of processes starts


def extractor_version() -> str:
    """Version of the reader together with the seeds it reads labels and divisions from, and the corrections."""
    return f"{EXTRACTOR_VERSION}-{codes.seeds_digest()}-{corrections.committed().digest}"


class WorkerDiffers(ReadingStopped):
    """Raised when a worker of a cluster has another reader than the one that asks, or does not see the archive."""


@dataclass(slots=True)
class TransformSummary:
    """What a run did: documents in the archive, read now, and their states; problems of the archive itself."""

    documents: int = 0
    read_now: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    issues: Counter[tuple[str, str]] = field(default_factory=Counter)  # (severity, issue_code)
    archive_problems: list[str] = field(default_factory=list)


def transform(
    raw_dir: Raw,
    parquet_dir: Path,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> TransformSummary:
    """Read every archived document that is new, or was read by another version, into Parquet.

    What is already there is left as it is, byte for byte. Killed at any moment, the next run goes on: a
    document counts as read when its ``documents`` row, published last, is there.

    With ``scheduler`` (``tcp://host:port``) the workers of a Dask cluster read: they must have the same version
    of this package, and ``raw_dir`` under the same path. Only this process writes.
    """
    summary = TransformSummary(archive_problems=ensure_indexed(raw_dir))
    ensure_schema_files(parquet_dir)
    version = extractor_version()
    columns = ["document_id", "extractor_version", "warc_file", "warc_offset"]
    written = extras.without_marks(read_documents(parquet_dir, columns))
    found = pending(read_index(raw_dir), written, version)
    summary.documents = found.archived
    total = found.todo.num_rows
    batches = (Batch(raw_dir.resolve(), version, documents) for documents in found.batches(BATCH_DOCUMENTS))
    if total < POOL_FROM:
        results = map_batches(read_batch, batches, jobs=1)
    else:
        results = map_batches(read_batch, batches, jobs=jobs, scheduler=scheduler)
    emptied: list[tuple[str, Iterable[BatchResult]]] = [(bucket, ()) for bucket in found.emptied()]
    with closing(results):
        for bucket, group in chain(groupby(results, key=lambda result: result.bucket), emptied):
            replaced, years = found.replaced_in(bucket)
            fresh = _counted(group, summary, lambda: progress(summary.read_now, total))
            replace_documents(parquet_dir, bucket, years, fresh, replaced)
    return summary


def _counted(
    results: Iterable[BatchResult], summary: TransformSummary, show: Callable[[], None]
) -> Iterator[YearTables]:
    """The tables of ``results``, counted in ``summary`` as they pass."""
    for result in results:
        summary.read_now += result.documents
        summary.statuses.update(result.statuses)
        summary.issues.update(result.issues)
        yield result.tables
        show()


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one bucket to read, in the order of their ids: where they lie, never their bytes."""

    raw_dir: Raw
    version: str
    documents: list[ArchivedDocument]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What was read from a batch: its bucket, number of documents and rows."""

    bucket: str
    documents: int
    tables: YearTables
    statuses: Counter[str]
    issues: Counter[tuple[str, str]]

    def __reduce__(self) -> tuple[Callable[..., BatchResult], tuple[object, ...]]:
        return _handed_over, (self.bucket, self.documents, packed(self.tables), self.statuses, self.issues)


def _handed_over(bucket: str, documents: int, tables: Packed, *counts: Counter[Any]) -> BatchResult:
    return BatchResult(bucket, documents, unpacked(tables), *counts)


def read_batch(batch: Batch) -> BatchResult:
    """Read the documents of one batch. A document that cannot be read becomes a row that says why.

    Raises WorkerDiffers where rows would be written that another machine's reader, or no archive, stands behind.
    """
    _compare(batch)
    rows = Rows()
    statuses: Counter[str] = Counter()
    issues: Counter[tuple[str, str]] = Counter()
    for document in batch.documents:
        report = read_document(batch.raw_dir, document)
        statuses[report.parse_status] += 1
        issues.update((issue.severity, issue.code) for issue in report.issues)
        rows.add(report, document, batch.version + extras.marks(report.issues))
        log.debug("document document_id=%s status=%s", document.document_id, report.parse_status)
    return BatchResult(
        bucket=batch.documents[0].document_id[0],
        documents=len(batch.documents),
        tables=rows.tables(),
        statuses=statuses,
        issues=issues,
    )


def _compare(batch: Batch) -> None:
    own = extractor_version()
    if own != batch.version:
        raise WorkerDiffers(
            f"worker {platform.node()}: its reader is {own}, expected {batch.version}; install the same version of "
            "nianbao on every worker and restart them"
        )
    # An object store that a worker does not see stops it by itself.
    if not isinstance(batch.raw_dir, Place) and not (batch.raw_dir / "warc").is_dir():
        raise WorkerDiffers(
            f"worker {platform.node()}: expected the raw archive at {batch.raw_dir}, found none; every worker must "
            "see the data folder under the same path"
        )


def read_document(raw_dir: Raw, document: ArchivedDocument) -> Report:
    """Read one document out of the archive, corrections applied; what goes wrong becomes a report that says so."""
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
