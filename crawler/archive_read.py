"""Reading the raw archive: its whole index, and one document by its place in it."""

import errno
import os
from dataclasses import dataclass, field
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.archive_index import INDEX_SCHEMA, stored_content_type
from crawler.archive_place import ArchiveError, Place, Raw, StoreFailed, folder_of, store_of
from crawler.payload import MAX_PAYLOAD_BYTES, PayloadError, PayloadTooBig, decode_content
from crawler.warc_format import PAYLOAD_RECORD_TYPES
from crawler.warc_read import RECORD_CHUNK, TornMember, iter_members, parse_record

_ADVICE = "restore the file from a backup, then run `nianbao reindex`"
# Bytes a record may have beyond its payload: headers of any size servers send.
_ROOM_FOR_HEADERS = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchivedPayload:
    """One archived document. `body` is decoded; `http_headers` are as received, empty for imports."""

    url: str
    http_headers: list[tuple[str, str]]
    content_type: str
    body: bytes = field(repr=False)


def read_index(raw: Raw) -> pa.Table:
    """The whole index as one table of INDEX_SCHEMA, in order of archiving; no rows for an empty archive.

    Raises ArchiveError for a file that is no index, StoreFailed where an object store does not answer.
    """
    folder = folder_of(raw)
    parts = {
        path.name: _index_table(path.read_bytes(), str(path)) for path in (folder / "index").glob("*.parquet")
    }
    if store := store_of(raw):
        # What other machines delivered since this one last fetched the tables.
        names = [name for name in store.names("index", ".parquet") if name not in parts]
        for name, data in zip(names, store.contents([f"index/{name}" for name in names]), strict=True):
            parts[name] = _index_table(data, store.where(f"index/{name}"))
    return pa.concat_tables(parts[name] for name in sorted(parts)) if parts else INDEX_SCHEMA.empty_table()


def read_record(
    raw: Raw, warc_file: str, warc_offset: int, limit: int = MAX_PAYLOAD_BYTES
) -> ArchivedPayload:
    """One archived payload by its place in the index.

    Raises ArchiveError (file missing, damaged, or no payload record there), PayloadTooBig (over `limit`) and
    StoreFailed, which says nothing about the document.
    """
    where = f"{warc_place(raw, warc_file)} offset {warc_offset}"
    try:
        with _open(raw, warc_file) as stream:
            stream.seek(warc_offset)
            most = min(limit, MAX_PAYLOAD_BYTES) + _ROOM_FOR_HEADERS
            member = next(iter_members(stream, most, RECORD_CHUNK), None)
        if member is None:
            raise ArchiveError(f"{where}: past the end of the file; {_ADVICE}")
        record = parse_record(member)
    except StoreFailed:
        raise
    except OSError as error:
        raise ArchiveError(f"{where}: cannot be read ({error.strerror or error}); {_ADVICE}") from error
    except TornMember as torn:
        raise ArchiveError(f"{where}: {torn.found}; {_ADVICE}") from torn
    if record.record_type not in PAYLOAD_RECORD_TYPES:
        raise ArchiveError(f"{where}: a {record.record_type} record, expected a response; {_ADVICE}")
    try:
        body = decode_content(record.body, record.http_headers, limit)
    except PayloadTooBig:
        raise
    except PayloadError as error:
        raise ArchiveError(f"{where}: {error}; {_ADVICE}") from error
    return ArchivedPayload(record.url, record.http_headers, stored_content_type(record), body)


def warc_place(raw: Raw, warc_file: str) -> str:
    """Where a WARC file lies, as path or URL."""
    path = folder_of(raw) / "warc" / warc_file
    if isinstance(raw, Place) and not path.exists():
        return f"{raw}/warc/{warc_file}"
    return str(path)


def _open(raw: Raw, warc_file: str) -> BinaryIO:
    """A WARC file, closed or, while a crawl reads back what it has just written, open; then the store's."""
    path = folder_of(raw) / "warc" / warc_file
    for candidate in (path, path.with_name(f"{warc_file}.open")):
        try:
            return candidate.open("rb")
        except FileNotFoundError:
            continue
    if store := store_of(raw):
        return store.open(f"warc/{warc_file}", RECORD_CHUNK)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _index_table(data: bytes, where: str) -> pa.Table:
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise ArchiveError(f"{where}: not a readable index ({error}); run `nianbao reindex`") from error
    if table.schema != INDEX_SCHEMA:
        raise ArchiveError(
            f"{where}: columns {table.schema.names}, expected {INDEX_SCHEMA.names} with their types; "
            "run `nianbao reindex`"
        )
    return table
