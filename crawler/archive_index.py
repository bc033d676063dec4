"""The Parquet index of the raw archive: a pure function of each WARC file, written and rebuilt."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.archive_place import Raw, Store, folder_of, store_of
from crawler.ask import request_key
from crawler.payload import Payload, PayloadError
from crawler.warc_format import PAYLOAD_RECORD_TYPES, Link
from crawler.warc_read import StoredRecord, parse_metadata
from crawler.warc_scan import Damage, scan

CLOSED_SUFFIX = ".warc.gz"
OPEN_SUFFIX = ".warc.gz.open"

# Status of records that came without HTTP (imports): they are archived as if the server had sent them.
STATUS_WITHOUT_HTTP = 200

_FIELDS: list[pa.Field] = [
    pa.field("url", pa.string(), nullable=False),
    pa.field("landing_url", pa.string(), nullable=False),
    pa.field("division_code", pa.string(), nullable=False),
    pa.field("scope", pa.string(), nullable=False),
    pa.field("role", pa.string(), nullable=False),
    pa.field("fetched_at", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("http_status", pa.int32(), nullable=False),
    pa.field("content_type", pa.string(), nullable=False),
    pa.field("payload_sha256", pa.string(), nullable=False),
    pa.field("payload_bytes", pa.int64(), nullable=False),
    pa.field("etag", pa.string(), nullable=False),
    pa.field("last_modified", pa.string(), nullable=False),
    pa.field("link_title", pa.string(), nullable=False),
    pa.field("warc_file", pa.string(), nullable=False),
    pa.field("warc_offset", pa.int64(), nullable=False),
    pa.field("warc_length", pa.int64(), nullable=False),
]
INDEX_SCHEMA = pa.schema(_FIELDS)


@dataclass(slots=True)
class Reindexed:
    """What `reindex` did: WARC files read, rows written, and per damaged place one problem in words."""

    files: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)


def index_row(
    key: str,
    http_status: int | None,
    content_type: str,
    headers: Sequence[tuple[str, str]],
    fetched_at: datetime,
    link: Link,
    payload: Payload,
) -> dict[str, Any]:
    """The index row of a document, but for its place. `http_status` None means it came without HTTP."""
    return {
        "url": key,
        "landing_url": link.landing_url,
        "division_code": link.division_code,
        "scope": link.scope,
        "role": link.role,
        "fetched_at": fetched_at,
        "http_status": STATUS_WITHOUT_HTTP if http_status is None else http_status,
        "content_type": content_type,
        "payload_sha256": payload.sha256,
        "payload_bytes": len(payload.data),
        "etag": header(headers, "etag"),
        "last_modified": header(headers, "last-modified"),
        "link_title": link.link_title,
    }


def index_warc(path: Path) -> tuple[pa.Table, list[str]]:
    """Index one WARC file: (table of INDEX_SCHEMA in file order, problems in words)."""
    with path.open("rb") as stream:
        return index_stream(stream, path.name.removesuffix(".open"), str(path))


def index_stream(stream: BinaryIO, warc_file: str, where: str) -> tuple[pa.Table, list[str]]:
    """The index of an open WARC file; `where` names it in problems.

    A damaged file yields the rows of every record that is whole and certainly its own, before the damage and
    after it, and one problem for each damaged stretch. Raises OSError.
    """
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    link_for: tuple[str, Link] = ("", Link())
    request_for: tuple[str, str, bytes] = ("", "GET", b"")
    for found in scan(stream, warc_file):
        if isinstance(found, Damage):
            problems.append(f"{where}: {found}; the records before and after it are indexed. {_RESTORE}")
            continue
        member, record = found
        if record.record_type == "metadata":
            link_for = (record.refers_to, parse_metadata(record.body))
        elif record.record_type == "request":
            request_for = (record.refers_to, record.method, record.body)
        elif record.record_type in PAYLOAD_RECORD_TYPES:
            link = link_for[1] if link_for[0] == record.record_id else Link()
            if request_for[0] == record.record_id:
                record = replace(record, url=request_key(record.url, *request_for[1:]))
            try:
                row = _stored_row(record, link)
            except PayloadError as error:
                problems.append(f"{where}: record at offset {member.offset} left out: {error}")
                continue
            place = {"warc_file": warc_file, "warc_offset": member.offset, "warc_length": member.length}
            rows.append(row | place)
    return pa.Table.from_pylist(rows, schema=INDEX_SCHEMA), problems


_RESTORE = "Restore the file from a backup and run `nianbao reindex`."


def write_index(raw_dir: Path, warc_file: str, table: pa.Table) -> None:
    """Write index/<stem>.parquet of one closed WARC file, atomically; two runs may do so at once."""
    target = raw_dir / index_name(warc_file)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    pq.write_table(table, temporary, compression="zstd")
    os.replace(temporary, target)


def index_name(warc_file: str) -> str:
    """Where the index of a closed WARC file lies, below raw/."""
    return f"index/{warc_file.removesuffix(CLOSED_SUFFIX)}.parquet"


def closed_warcs(raw_dir: Path) -> list[str]:
    """Names of the closed WARC files of a folder, oldest first (they begin with the time of opening)."""
    return sorted(path.name for path in (raw_dir / "warc").glob(f"*{CLOSED_SUFFIX}"))


def ensure_indexed(raw: Raw) -> list[str]:
    """Index every closed WARC file that has no index yet; return the problems found."""
    folder = folder_of(raw)
    missing = [name for name in closed_warcs(folder) if not (folder / index_name(name)).exists()]
    problems = _index_folder(folder, missing).problems
    if store := store_of(raw):
        indexed = {f"index/{name}" for name in store.names("index", ".parquet")}
        names = store.names("warc", CLOSED_SUFFIX)
        lacking = [name for name in names if index_name(name) not in indexed]
        problems += _index_store(folder, store, lacking).problems
    return problems


def reindex(raw: Raw) -> Reindexed:
    """Rebuild the whole index from the WARC files; needs the ArchiveLock. Raises OSError and StoreFailed.

    An index whose WARC file is gone is removed.
    """
    folder = folder_of(raw)
    own = closed_warcs(folder)
    done = _index_folder(folder, own)
    kept = {index_name(name) for name in own}
    if store := store_of(raw):
        stored = store.names("warc", CLOSED_SUFFIX)
        there = _index_store(folder, store, stored)
        done = Reindexed(done.files + there.files, done.rows + there.rows, done.problems + there.problems)
        kept |= {index_name(name) for name in stored}
        for name in store.names("index", ".parquet"):
            if f"index/{name}" not in kept:
                store.remove(f"index/{name}")
    for path in (folder / "index").glob("*.parquet"):
        if f"index/{path.name}" not in kept:
            path.unlink()
    return done


def _index_folder(folder: Path, warc_files: Sequence[str]) -> Reindexed:
    done = Reindexed()
    for name in warc_files:
        table, problems = index_warc(folder / "warc" / name)
        write_index(folder, name, table)
        done.files, done.rows = done.files + 1, done.rows + table.num_rows
        done.problems += problems
    return done


def _index_store(folder: Path, store: Store, warc_files: Sequence[str]) -> Reindexed:
    """Index files of an object store, reading each from its beginning to its end; the folder keeps a copy."""
    done = Reindexed()
    for name in warc_files:
        with store.open(f"warc/{name}") as stream:
            table, problems = index_stream(stream, name, store.where(f"warc/{name}"))
        write_index(folder, name, table)
        store.put(folder / index_name(name), index_name(name))
        done.files, done.rows = done.files + 1, done.rows + table.num_rows
        done.problems += problems
    return done


def _stored_row(record: StoredRecord, link: Link) -> dict[str, Any]:
    """The row of a record read back; PayloadError when its body cannot be decoded."""
    kind, headers = stored_content_type(record), record.http_headers
    payload = Payload.of(record.body, headers)
    return index_row(record.url, record.http_status, kind, headers, record.date, link, payload)


def header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """The first value of a header, empty when it is not there."""
    return next((value for key, value in headers if key.lower() == name), "")


def stored_content_type(record: StoredRecord) -> str:
    """The content type a record was served or imported with."""
    if record.record_type == "response":
        return header(record.http_headers, "content-type")
    return record.content_type
