"""What one exchange looks like inside a WARC file, and the bytes of it.

An exchange is three records, each its own gzip member, in this order: `request`, `metadata`, `response`.
The response comes last on purpose: once it is complete on disk, everything known about it is too, so a file
whose writer was killed is cut after its last whole response and nothing is lost or half told.
The metadata record (application/warc-fields) carries what the HTTP exchange itself does not say: where the
link stood and for which division it was followed.

Written here and not through warcio, which takes three times as long (two digests a record, gzip level 9, a
temporary file): WARC 1.1 is a few header lines, ISO 28500:2017 §5.
"""

import base64
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import NAMESPACE_URL, uuid4, uuid5

from crawler.ask import request_key

WARC_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
METADATA_FIELDS = ("via", "division_code", "scope", "role", "link_title")
PAYLOAD_RECORD_TYPES = ("response", "resource", "conversion")

# default 3: level 6 takes two and a half times as long for files a tenth smaller, level 1 saves nothing more.
_GZIP_LEVEL = 3
# default window of 4 KiB, least memory: the records about an exchange are shorter, and setting up the usual
# 256 KiB takes longer than compressing them.
_SMALL_WINDOW, _SMALL_MEMORY = 12, 1
_SMALL_BYTES = 4096
_GZIP = 16


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

    @property
    def key(self) -> str:
        """What the index calls it: its address."""
        return self.url

    @property
    def headers(self) -> list[tuple[str, str]]:
        """None: there was no HTTP."""
        return []


def warcinfo_id(warc_file: str) -> str:
    """The identity that every record of a file names (WARC-Warcinfo-ID), worked out from the file's name.

    The name has 64 random bits and is told to nobody: no server can send bytes that pass for a record of it.
    """
    return f"<{uuid5(NAMESPACE_URL, f'warc:{warc_file}').urn}>"


def file_head(warc_file: str) -> bytes:
    """The `warcinfo` record every WARC file begins with."""
    fields = b"software: nianbao crawler\r\nformat: WARC File Format 1.1\r\n"
    lines = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warcinfo_id(warc_file)),
        ("WARC-Filename", warc_file),
        ("WARC-Date", _warc_date(datetime.now(UTC))),
        ("Content-Type", "application/warc-fields"),
    ]
    return _member(lines, fields)


def exchange_records(exchange: Exchange, warc_file: str) -> tuple[bytes, bytes]:
    """One exchange: request and metadata as gzip members, and the response record, still to become one."""
    response_id = _new_id()
    date = _warc_date(exchange.fetched_at)
    path = "/" + exchange.url.split("://", 1)[-1].partition("/")[2]
    request = _member(
        [
            *_about("request", exchange.url, date, warc_file),
            ("WARC-Concurrent-To", response_id),
            ("Content-Type", "application/http; msgtype=request"),
        ],
        _http_block(f"{exchange.method} {path} HTTP/1.1", exchange.request_headers, exchange.request_body),
    )
    metadata = _metadata(exchange.url, exchange.link, date, response_id, warc_file)
    # The body is stored without its transfer encoding, so the header naming one would be a lie.
    kept = [(n, v) for n, v in exchange.response_headers if n.lower() != b"transfer-encoding"]
    response = _record(
        [
            *_about("response", exchange.url, date, warc_file, response_id),
            ("WARC-Payload-Digest", _digest(exchange.body)),
            ("Content-Type", "application/http; msgtype=response"),
        ],
        _http_block(_status_line(exchange.protocol, exchange.http_status), kept, exchange.body),
    )
    return request + metadata, response


def resource_records(resource: Resource, warc_file: str) -> tuple[bytes, bytes]:
    """Bytes that came without HTTP: metadata as a gzip member, and the resource or conversion, still to become one."""
    record_id = _new_id()
    date = _warc_date(resource.fetched_at)
    metadata = _metadata(resource.url, resource.link, date, record_id, warc_file)
    lines = [
        *_about(resource.record_type, resource.url, date, warc_file, record_id),
        ("WARC-Payload-Digest", _digest(resource.body)),
        ("Content-Type", resource.content_type),
    ]
    return metadata, _record(lines, resource.body)


def as_member(record: bytes) -> bytes:
    """A WARC record as a gzip member of its own; other threads run meanwhile."""
    if len(record) <= _SMALL_BYTES:
        folder = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP + _SMALL_WINDOW, _SMALL_MEMORY)
        return folder.compress(record) + folder.flush()
    return zlib.compress(record, _GZIP_LEVEL, _GZIP + zlib.MAX_WBITS)


def one_line(value: str) -> str:
    """A value fit for one line of UTF-8: a line end inside would end the header or field early."""
    if value.isascii() and value.isprintable():
        return value
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").splitlines())


def _about(
    kind: str, url: str, date: str, warc_file: str, record_id: str | None = None
) -> list[tuple[str, str]]:
    """The header lines every record about an address has."""
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id or _new_id()),
        ("WARC-Warcinfo-ID", warcinfo_id(warc_file)),
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
    ]


def _metadata(url: str, link: Link, date: str, refers_to: str, warc_file: str) -> bytes:
    values = (link.landing_url, link.division_code, link.scope, link.role, link.link_title)
    fields = [f"{name}: {one_line(value)}\r\n" for name, value in zip(METADATA_FIELDS, values, strict=True)]
    lines = [
        *_about("metadata", url, date, warc_file),
        ("WARC-Refers-To", refers_to),
        ("Content-Type", "application/warc-fields"),
    ]
    return _member(lines, "".join(fields).encode())


def _member(lines: Sequence[tuple[str, str]], block: bytes) -> bytes:
    return as_member(_record(lines, block))


def _record(lines: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """One WARC record; empty headers are left out."""
    named = "".join(f"{name}: {one_line(value)}\r\n" for name, value in lines if value)
    head = f"WARC/1.1\r\n{named}Content-Length: {len(block)}\r\n\r\n".encode()
    return b"".join((head, block, b"\r\n\r\n"))


def _http_block(first_line: str, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> bytes:
    """An HTTP message, its header lines byte for byte as they came."""
    lines = [first_line.encode("latin-1", "replace"), *(name + b": " + value for name, value in headers)]
    return b"\r\n".join((*lines, b"", body))


def _status_line(protocol: str, status: int) -> str:
    """Scrapy does not keep the reason phrase; the standard one is written instead."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    return f"{protocol} {status} {phrase}"


def _digest(body: bytes) -> str:
    """SHA-1 in base 32, as every WARC tool checks it; the identity of a document is its SHA-256."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _text(value: bytes) -> str:
    """A header value as warcio reads it back: UTF-8 where it is, Latin-1 otherwise."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _new_id() -> str:
    return f"<{uuid4().urn}>"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(WARC_DATE_FORMAT)
