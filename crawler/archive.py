"""The raw archive, in one import: what other parts of the line may use of the crawler.

Layout of `raw/`::

    warc/nianbao-<UTC yyyymmddhhmmss>-<8 hex>.warc.gz   WARC 1.1, one gzip member a record, never changed
    warc/*.warc.gz.open                                 being written, or left by a killed run
    index/<same stem>.parquet                           one row per response (INDEX_SCHEMA), rebuildable
    .lock                                               held while a crawl or import writes

Reading needs no lock: a file appears under its final name only when it is whole.
"""

from crawler.archive_index import (
    INDEX_SCHEMA,
    ArchivedPayload,
    ArchiveError,
    ensure_indexed,
    index_warc,
    read_index,
    read_record,
    reindex,
)
from crawler.archive_writer import ArchiveLock, ArchiveWriter, LockHeld, salvage
from crawler.payload import MAX_PAYLOAD_BYTES, PayloadError, PayloadTooBig
from crawler.warc_format import Exchange, Link, Resource

__all__ = [
    "INDEX_SCHEMA",
    "MAX_PAYLOAD_BYTES",
    "ArchiveError",
    "ArchiveLock",
    "ArchiveWriter",
    "ArchivedPayload",
    "Exchange",
    "Link",
    "LockHeld",
    "PayloadError",
    "PayloadTooBig",
    "Resource",
    "ensure_indexed",
    "index_warc",
    "read_index",
    "read_record",
    "reindex",
    "salvage",
]
