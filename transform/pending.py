"""What there is to read: the archive's index against the documents already written, both as Arrow tables, so that
a night with nothing new costs a fraction of a second whatever the size of the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

_ROLES = pa.array(["report", "attachment"])
_SENT = pa.scalar(200, pa.int32())
_AGE = ("fetched_at", "warc_file", "warc_offset")
_OPTIONAL = (
    "landing_url",
    "link_title",
    "division_code",
    "scope",
    "content_type",
)  # "" in the index: unknown
_COLUMNS = ("url", *_OPTIONAL, *_AGE)


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
    fetched_at: datetime
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Pending:
    """``todo``: documents to read, in the order of their ids, a table of the columns of ArchivedDocument.

    ``stale``: the rows that must go, because their document is read again or is no longer archived; columns
    ``document_id`` and ``report_year`` (NULL where unknown).
    """

    archived: int
    todo: pa.Table
    stale: pa.Table

    def emptied(self) -> list[str]:
        """Buckets (first hex digits of ids) that lose documents and have none to read."""
        return sorted(set(_buckets(self.stale)) - set(_buckets(self.todo)))

    def replaced_in(self, bucket: str) -> tuple[list[str], set[int | None]]:
        """Ids of the documents whose rows must go from one bucket's files, and the report years they stand in.

        Documents to read are among them even if they have no row yet: a killed run may have left their cells.
        """
        stale = self.stale.filter(pc.starts_with(self.stale["document_id"], bucket))
        read = self.todo.filter(pc.starts_with(self.todo["document_id"], bucket))
        ids = {*stale["document_id"].to_pylist(), *read["document_id"].to_pylist()}
        return sorted(cast("set[str]", ids)), set(stale["report_year"].to_pylist())

    def batches(self, most: int) -> Iterator[list[ArchivedDocument]]:
        """The documents to read, bucket by bucket, in batches of at most ``most`` and about the same size.

        Made as they are asked for: a million documents are never objects all at once.
        """
        start = 0
        for count in _buckets(self.todo).values():
            pieces = -(-count // most)
            for piece in range(pieces):
                begin, end = start + count * piece // pieces, start + count * (piece + 1) // pieces
                yield [_document(row) for row in self.todo.slice(begin, end - begin).to_pylist()]
            start += count


def pending(index: pa.Table, written: pa.Table, version: str) -> Pending:
    """Compare the archive's ``index`` with the ``written`` documents.

    ``written`` has the columns document_id, report_year, extractor_version, warc_file, warc_offset. A document
    is current when it has exactly one row, written by this ``version`` from the place of its earliest copy.
    """
    archived = _documents(index)
    copies = pc.value_counts(written["document_id"])
    once = copies.field("values").filter(pc.equal(copies.field("counts"), pa.scalar(1)))
    current = pc.and_(
        pc.is_in(_keys(archived, pa.scalar(version)), value_set=_keys(written, written["extractor_version"])),
        pc.is_in(archived["document_id"], value_set=once),
    )
    kept = archived["document_id"].filter(current)
    stale = written.filter(pc.invert(pc.is_in(written["document_id"], value_set=kept)))
    return Pending(
        archived=archived.num_rows,
        todo=archived.filter(pc.invert(current)),
        stale=stale.select(["document_id", "report_year"]),
    )


def _documents(index: pa.Table) -> pa.Table:
    """The distinct documents of the index, each by its earliest copy, in the order of their ids."""
    found = index.filter(
        pc.and_(pc.is_in(index["role"], value_set=_ROLES), pc.equal(index["http_status"], _SENT))
    ).select(["payload_sha256", *_COLUMNS])
    # Sorted as numbers of rows, so that nothing but the rows kept is copied.
    order = pc.sort_indices(found, sort_keys=[(name, "ascending") for name in ("payload_sha256", *_AGE)])
    sha256 = found["payload_sha256"].take(order).combine_chunks()
    is_first = pa.array([True] * min(len(sha256), 1), pa.bool_())
    if len(sha256) > 1:
        is_first = pa.concat_arrays(
            [is_first, pc.not_equal(sha256.slice(1), sha256.slice(0, len(sha256) - 1))]
        )
    earliest = found.take(order.filter(is_first))
    return earliest.append_column("document_id", pc.utf8_slice_codeunits(earliest["payload_sha256"], 0, 16))


def _document(row: dict[str, Any]) -> ArchivedDocument:
    return ArchivedDocument(**row | {name: row[name] or None for name in _OPTIONAL})


def _keys(rows: pa.Table, version: Any) -> pa.ChunkedArray:
    """What must be equal for a written row to be current, as one string a row."""
    offset = pc.cast(rows["warc_offset"], pa.string())
    return pc.binary_join_element_wise(rows["document_id"], version, rows["warc_file"], offset, "\n")


def _buckets(rows: pa.Table) -> dict[str, int]:
    """Each bucket and its number of rows, in the order of the rows."""
    return dict(Counter(document_id[0] for document_id in cast("list[str]", rows["document_id"].to_pylist())))
