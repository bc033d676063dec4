"""WARC files read back: gzip members walked one by one, each the record inside it."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.payload import MAX_PAYLOAD_BYTES
from crawler.warc_format import METADATA_FIELDS, Link

# default 66 MiB: the largest payload plus its headers; a member that unfolds to more is damaged or hostile.
MAX_RECORD_BYTES = MAX_PAYLOAD_BYTES + 2 * 1024 * 1024
# default 256 KiB: a file read through from end to end; where one record is wanted, half a dozen fit in 64 KiB.
CHUNK = 256 * 1024
RECORD_CHUNK = 64 * 1024


class TornMember(Exception):
    """The file is not whole gzip members of one WARC record from `offset` (bytes) on."""

    def __init__(self, offset: int, found: str) -> None:
        super().__init__(f"offset {offset}: {found}")
        self.offset = offset
        self.found = found


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member: `offset` and `length` in the file (bytes), `data` unfolded."""

    offset: int
    length: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One WARC record. `http_status` and `http_headers` are empty where there was no HTTP.

    `refers_to` names the response a metadata or request record belongs to; `method` is a request's,
    `warcinfo_id` the identity of the file it was written into, empty in files that do not say it.
    """

    record_type: str
    record_id: str
    url: str
    date: datetime
    content_type: str
    refers_to: str
    http_status: int | None
    http_headers: list[tuple[str, str]]
    body: bytes = field(repr=False)
    method: str = ""
    warcinfo_id: str = ""


def iter_members(stream: BinaryIO, limit: int = MAX_RECORD_BYTES, chunk: int = CHUNK) -> Iterator[Member]:
    """Walk the gzip members from the current position on; TornMember where the next one is not whole."""
    offset = stream.tell()
    buffer = b""
    while buffer := buffer or stream.read(chunk):
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts: list[bytes] = []
        size = length = 0
        while not decoder.eof:
            buffer = buffer or stream.read(chunk)
            if not buffer:
                raise TornMember(offset, "the file ends in the middle of a record")
            try:
                out = decoder.decompress(buffer, limit + 1 - size)
            except zlib.error as error:
                raise TornMember(offset, f"not a whole gzip member ({error})") from error
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            length += len(buffer) - len(rest)
            size += len(out)
            if size > limit:
                raise TornMember(offset, f"a record of more than {limit} bytes")
            parts.append(out)
            buffer = rest
        yield Member(offset, length, b"".join(parts))
        offset += length


def parse_record(member: Member) -> StoredRecord:
    """The WARC record inside a member; TornMember when it is none."""
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(member.data), no_record_parse=False)), None)
        if record is None:
            raise TornMember(member.offset, "a gzip member without a WARC record")
        headers = record.rec_headers
        has_http = record.rec_type == "response" and record.http_headers is not None
        is_request = record.rec_type == "request" and record.http_headers is not None
        return StoredRecord(
            record_type=record.rec_type,
            record_id=headers.get_header("WARC-Record-ID") or "",
            url=headers.get_header("WARC-Target-URI") or "",
            date=parse_warc_date(headers.get_header("WARC-Date") or ""),
            content_type=headers.get_header("Content-Type") or "",
            refers_to=headers.get_header("WARC-Refers-To") or headers.get_header("WARC-Concurrent-To") or "",
            http_status=int(record.http_headers.get_statuscode()) if has_http else None,
            http_headers=list(record.http_headers.headers) if has_http else [],
            body=record.raw_stream.read(),
            method=record.http_headers.protocol if is_request else "",
            warcinfo_id=headers.get_header("WARC-Warcinfo-ID") or "",
        )
    except (ArchiveLoadFailed, ValueError, EOFError) as error:
        raise TornMember(member.offset, f"not a readable WARC record ({error})") from error


def parse_metadata(body: bytes) -> Link:
    """The metadata record's fields as a Link; a field it does not have keeps Link's default."""
    found: dict[str, str] = {}
    for line in body.decode("utf-8", "replace").split("\r\n"):
        name, separator, value = line.partition(": ")
        if separator and name in METADATA_FIELDS:
            found["landing_url" if name == "via" else name] = value
    return Link(**found)


def parse_warc_date(text: str) -> datetime:
    """A WARC-Date, with or without fractions of a second; ValueError when it is none."""
    return datetime.fromisoformat(text).astimezone(UTC)
