"""The Parquet index of the raw archive: a pure function of each WARC file, and the readers built on it."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.ask import request_key
from crawler.payload import MAX_PAYLOAD_BYTES, PayloadError, PayloadTooBig, decode_content, payload_sha256
from crawler.warc_format import (
    PAYLOAD_RECORD_TYPES,
    Link,
    StoredRecord,
    TornMember,
    iter_members,
    parse_metadata,
    parse_record,
)

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


class ArchiveError(Exception):
    """The archive cannot be read as asked; the message names file, place and what to do."""


@dataclass(frozen=True, slots=True)
class ArchivedPayload:
    """One archived document. `body` is decoded; `http_headers` are as received, empty for imports."""

    url: str
    http_headers: list[tuple[str, str]]
    content_type: str
    body: bytes = field(repr=False)


def index_row(record: StoredRecord, link: Link, warc_file: str, offset: int, length: int) -> dict[str, Any]:
    """The index row of a payload record; PayloadError when its body cannot be decoded."""
    payload = decode_content(record.body, record.http_headers)
    return {
        "url": record.url,
        "landing_url": link.landing_url,
        "division_code": link.division_code,
        "scope": link.scope,
        "role": link.role,
        "fetched_at": record.date,
        "http_status": STATUS_WITHOUT_HTTP if record.http_status is None else record.http_status,
        "content_type": _content_type(record),
        "payload_sha256": payload_sha256(payload),
        "payload_bytes": len(payload),
        "etag": header(record.http_headers, "etag"),
        "last_modified": header(record.http_headers, "last-modified"),
        "link_title": link.link_title,
        "warc_file": warc_file,
        "warc_offset": offset,
        "warc_length": length,
    }


def index_warc(path: Path) -> tuple[pa.Table, list[str]]:
    """Index one WARC file: (table of INDEX_SCHEMA in file order, problems in words).

    A damaged file yields the rows of its whole records and one problem naming the place.
    """
    warc_file = path.name.removesuffix(".open")
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    link_for: tuple[str, Link] = ("", Link())
    request_for: tuple[str, str, bytes] = ("", "GET", b"")
    with path.open("rb") as stream:
        try:
            for member in iter_members(stream):
                record = parse_record(member)
                if record.record_type == "metadata":
                    link_for = (record.refers_to, parse_metadata(record.body))
                elif record.record_type == "request":
                    request_for = (record.refers_to, record.method, record.body)
                elif record.record_type in PAYLOAD_RECORD_TYPES:
                    link = link_for[1] if link_for[0] == record.record_id else Link()
                    if request_for[0] == record.record_id:
                        record = replace(record, url=request_key(record.url, *request_for[1:]))
                    try:
                        rows.append(index_row(record, link, warc_file, member.offset, member.length))
                    except PayloadError as error:
                        problems.append(f"{path}: record at offset {member.offset} left out: {error}")
        except TornMember as torn:
            problems.append(
                f"{path}: damaged at {torn}; the {len(rows)} records before it are indexed. "
                "Restore the file from a backup and run `nianbao reindex`."
            )
    return pa.Table.from_pylist(rows, schema=INDEX_SCHEMA), problems


def write_index(raw_dir: Path, warc_path: Path) -> list[str]:
    """Write index/<stem>.parquet for one closed WARC file, atomically; return the problems found."""
    table, problems = index_warc(warc_path)
    target = index_path(raw_dir, warc_path.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".parquet.tmp")
    pq.write_table(table, temporary, compression="zstd")
    os.replace(temporary, target)
    return problems


def index_path(raw_dir: Path, warc_file: str) -> Path:
    """Where the index of a WARC file lies."""
    return raw_dir / "index" / (warc_file.removesuffix(CLOSED_SUFFIX) + ".parquet")


def ensure_indexed(raw_dir: Path) -> list[str]:
    """Index every closed WARC file that has no index yet; return the problems found."""
    problems: list[str] = []
    for warc_path in closed_warcs(raw_dir):
        if not index_path(raw_dir, warc_path.name).exists():
            problems += write_index(raw_dir, warc_path)
    return problems


def reindex(raw_dir: Path) -> list[str]:
    """Rebuild the whole index from the WARC files; indexes of files that are gone are removed."""
    problems: list[str] = []
    warcs = closed_warcs(raw_dir)
    wanted = {index_path(raw_dir, warc_path.name) for warc_path in warcs}
    for stale in set((raw_dir / "index").glob("*.parquet")) - wanted:
        stale.unlink()
    for warc_path in warcs:
        problems += write_index(raw_dir, warc_path)
    return problems


def closed_warcs(raw_dir: Path) -> list[Path]:
    """The closed WARC files, oldest first (their names begin with the time they were opened)."""
    return sorted((raw_dir / "warc").glob(f"*{CLOSED_SUFFIX}"))


def read_index(raw_dir: Path) -> pa.Table:
    """The whole index as one table of INDEX_SCHEMA, in order of archiving; no rows for an empty archive."""
    tables = []
    for path in sorted((raw_dir / "index").glob("*.parquet")):
        try:
            table = pq.read_table(path, partitioning=None)
        except (pa.ArrowInvalid, OSError) as error:
            raise ArchiveError(f"{path}: not a readable index ({error}); run `nianbao reindex`") from error
        if table.schema != INDEX_SCHEMA:
            raise ArchiveError(
                f"{path}: columns {table.schema.names}, expected {INDEX_SCHEMA.names} with their types; "
                "run `nianbao reindex`"
            )
        tables.append(table)
    return pa.concat_tables(tables) if tables else INDEX_SCHEMA.empty_table()


def read_record(
    raw_dir: Path, warc_file: str, warc_offset: int, limit: int = MAX_PAYLOAD_BYTES
) -> ArchivedPayload:
    """One archived payload by its place in the index.

    Raises ArchiveError (file missing, damaged, or no payload record there) and PayloadTooBig (over `limit`).
    """
    path = raw_dir / "warc" / warc_file
    if not path.exists():
        # A running crawl may read back what it has just written.
        path = path.with_name(f"{warc_file}.open")
    where = f"{path} offset {warc_offset}"
    try:
        with path.open("rb") as stream:
            stream.seek(warc_offset)
            member = next(iter_members(stream, min(limit, MAX_PAYLOAD_BYTES) + 2 * 1024 * 1024), None)
        if member is None:
            raise ArchiveError(f"{where}: past the end of the file; {_ADVICE}")
        record = parse_record(member)
    except OSError as error:
        raise ArchiveError(f"{where}: cannot be read ({error.strerror}); {_ADVICE}") from error
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
    return ArchivedPayload(record.url, record.http_headers, _content_type(record), body)


_ADVICE = "restore the file from a backup, then run `nianbao reindex`"


def header(headers: list[tuple[str, str]], name: str) -> str:
    """The first value of a header, empty when it is not there."""
    return next((value for key, value in headers if key.lower() == name), "")


def _content_type(record: StoredRecord) -> str:
    if record.record_type == "response":
        return header(record.http_headers, "content-type")
    return record.content_type
