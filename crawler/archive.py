"""The raw archive, in one import: what other parts of the line may use of the crawler.

Layout of `raw/`, on this machine or behind an fsspec URL::

    warc/nianbao-<UTC yyyymmddhhmmss>-<16 hex>.warc.gz  WARC 1.1, one gzip member a record, never changed
    warc/*.warc.gz.open                                 being written, or left by a killed run; never in a store
    index/<same stem>.parquet                           one row per response (INDEX_SCHEMA), rebuildable
    outcomes/, list_entries/, sweeps/<run>.parquet      what each run met and decided, not rebuildable
    .lock, .lock-3-of-16                                held while a crawl or import writes; never in a store

Reading needs no lock: a file appears under its final name only when it is whole.
"""

from crawler.archive_delivery import deliver, fetch_tables
from crawler.archive_index import INDEX_SCHEMA, Reindexed, ensure_indexed, index_warc, reindex
from crawler.archive_lock import ArchiveLock, LockHeld
from crawler.archive_place import ArchiveError, Place, Raw, StoreFailed
from crawler.archive_read import ArchivedPayload, read_index, read_record, warc_place
from crawler.archive_salvage import salvage
from crawler.archive_writer import ArchiveWriter
from crawler.payload import MAX_PAYLOAD_BYTES, Payload, PayloadError, PayloadTooBig
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
    "Payload",
    "PayloadError",
    "PayloadTooBig",
    "Place",
    "Raw",
    "Reindexed",
    "Resource",
    "StoreFailed",
    "deliver",
    "ensure_indexed",
    "fetch_tables",
    "index_warc",
    "read_index",
    "read_record",
    "reindex",
    "salvage",
    "warc_place",
]
