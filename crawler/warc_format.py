"""What one exchange looks like inside a WARC file: written through warcio, read back member by member.

An exchange is three records, each its own gzip member, in this order: `request`, `metadata`, `response`.
The response comes last on purpose: once it is complete on disk, everything known about it is too, so a file
whose writer was killed is cut after its last whole response and nothing is lost or half told.
The metadata record (application/warc-fields) carries what the HTTP exchange itself does not say: where the
link stood and for which division it was followed.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.ask import request_key
from crawler.payload import MAX_PAYLOAD_BYTES

WARC_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
METADATA_FIELDS = ("via", "division_code", "scope", "role", "link_title")
PAYLOAD_RECORD_TYPES = ("response", "resource", "conversion")

# default 66 MiB: the largest payload plus its headers; a member that unfolds to more is damaged or hostile.
MAX_RECORD_BYTES = MAX_PAYLOAD_BYTES + 2 * 1024 * 1024
_CHUNK = 256 * 1024


class TornMember(Exception):
    """The file is not whole gzip members of one WARC record from `offset` (bytes) on."""

    def __init__(self, offset: int, found: str) -> None:
        super().__init__(f"offset {offset}: {found}")
        self.offset = offset
        self.found = found


@dataclass(frozen=True, slots=True)
class Link:
    """How a document was reached: page it was linked from, registry row, role and link text."""

    landing_url: str = ""
    division_code: str = ""
    scope: str = ""
    role: str = "report"
    link_title: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange. `body` is as received: content encoding kept, transfer encoding undone."""

    url: str
    link: Link
    fetched_at: datetime
    http_status: int
    response_headers: list[tuple[bytes, bytes]]
    body: bytes = field(repr=False)
    protocol: str = "HTTP/1.1"
    method: str = "GET"
    request_headers: list[tuple[bytes, bytes]] = field(default_factory=list, repr=False)
    request_body: bytes = field(default=b"", repr=False)

    @property
    def key(self) -> str:
        """What the index calls this exchange: its address, with a body behind it a digest of that."""
        return request_key(self.url, self.method, self.request_body)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The response headers as text, as they read back from the file."""
        return [(_text(name), _text(value)) for name, value in self.response_headers]


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes that came without HTTP: a local file (`resource`) or text made from a page (`conversion`)."""

    url: str
    link: Link
    fetched_at: datetime
    content_type: str
    body: bytes = field(repr=False)
    record_type: str = "resource"


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member: `offset` and `length` in the file (bytes), `data` unfolded."""

    offset: int
    length: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One WARC record. `http_status` and `http_headers` are empty where there was no HTTP.

    `refers_to` names the response a metadata or request record belongs to; `method` is a request's.
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


class _RawHeaders(StatusAndHeaders):
    """A header block written byte for byte; warcio itself would percent-encode anything not ASCII."""

    def __init__(self, first_line: str, headers: list[tuple[bytes, bytes]]) -> None:
        super().__init__(first_line, [(n.decode("latin-1"), v.decode("latin-1")) for n, v in headers])
        lines = [first_line.encode("latin-1", "replace"), *(name + b": " + value for name, value in headers)]
        self._block = b"\r\n".join(lines) + b"\r\n\r\n"

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._block


def start_file(stream: BinaryIO, file_name: str) -> None:
    """Write the `warcinfo` record every WARC file begins with."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    info = {"software": "nianbao crawler", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(file_name, info))


def write_exchange(stream: BinaryIO, exchange: Exchange) -> tuple[int, int]:
    """Append request, metadata and response; return offset and length (bytes) of the response record."""
    response_id = _new_id()
    date = _warc_date(exchange.fetched_at)
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    target = exchange.url.split("://", 1)[-1]
    path = "/" + target.partition("/")[2]
    request = writer.create_warc_record(
        exchange.url,
        "request",
        payload=io.BytesIO(exchange.request_body),
        length=len(exchange.request_body),
        http_headers=_RawHeaders(f"{exchange.method} {path} HTTP/1.1", exchange.request_headers),
        warc_headers_dict={"WARC-Date": date, "WARC-Concurrent-To": response_id},
    )
    writer.write_record(request)
    _write_metadata(writer, exchange.url, exchange.link, date, response_id)
    # The body is stored without its transfer encoding, so the header naming one would be a lie.
    kept = [(n, v) for n, v in exchange.response_headers if n.lower() != b"transfer-encoding"]
    response = writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=_RawHeaders(_status_line(exchange.protocol, exchange.http_status), kept),
        warc_headers_dict={"WARC-Record-ID": response_id, "WARC-Date": date},
    )
    offset = stream.tell()
    writer.write_record(response)
    return offset, stream.tell() - offset


def write_resource(stream: BinaryIO, resource: Resource) -> tuple[int, int]:
    """Append metadata and the resource or conversion record; return its offset and length (bytes)."""
    record_id = _new_id()
    date = _warc_date(resource.fetched_at)
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    _write_metadata(writer, resource.url, resource.link, date, record_id)
    record = writer.create_warc_record(
        resource.url,
        resource.record_type,
        payload=io.BytesIO(resource.body),
        length=len(resource.body),
        warc_content_type=resource.content_type,
        warc_headers_dict={"WARC-Record-ID": record_id, "WARC-Date": date},
    )
    offset = stream.tell()
    writer.write_record(record)
    return offset, stream.tell() - offset


def iter_members(stream: BinaryIO, limit: int = MAX_RECORD_BYTES) -> Iterator[Member]:
    """Walk the gzip members from the current position on; TornMember where the next one is not whole."""
    offset = stream.tell()
    buffer = b""
    while buffer := buffer or stream.read(_CHUNK):
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts: list[bytes] = []
        size = length = 0
        while not decoder.eof:
            buffer = buffer or stream.read(_CHUNK)
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


def one_line(value: str) -> str:
    """A value fit for one line of UTF-8: a line end inside would end the header or field early."""
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").splitlines())


def _write_metadata(writer: WARCWriter, url: str, link: Link, date: str, refers_to: str) -> None:
    values = (link.landing_url, link.division_code, link.scope, link.role, link.link_title)
    lines = [f"{name}: {one_line(value)}\r\n" for name, value in zip(METADATA_FIELDS, values, strict=True)]
    body = "".join(lines).encode("utf-8")
    record = writer.create_warc_record(
        url,
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": date, "WARC-Refers-To": refers_to},
    )
    writer.write_record(record)


def _status_line(protocol: str, status: int) -> str:
    """Scrapy does not keep the reason phrase; the standard one is written instead."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    return f"{protocol} {status} {phrase}"


def _text(value: bytes) -> str:
    """A header value as warcio reads it back: UTF-8 where it is, Latin-1 otherwise."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(WARC_DATE_FORMAT)
