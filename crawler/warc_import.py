"""WARC and WET files made by others (Common Crawl, web archives): their documents, one by one.

Read through warcio, which takes plain and compressed files of either version; what it reads is copied into
our own layout, so that nothing later has to know where a document came from.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.ask import MAX_BODY_BYTES
from crawler.payload import MAX_PAYLOAD_BYTES
from crawler.warc_format import Exchange, Link, Resource
from crawler.warc_read import parse_metadata, parse_warc_date

_GZIP_MAGIC = b"\x1f\x8b"


class WarcFileError(Exception):
    """A WARC file that is damaged; the documents before the damage have been handed out."""


def is_warc(path: Path) -> bool:
    """Whether a file begins as a WARC file does, compressed or not. Raises OSError."""
    with path.open("rb") as stream:
        start = stream.read(5)
    if not start.startswith(_GZIP_MAGIC):
        return start == b"WARC/"
    try:
        with gzip.open(path) as unpacked:
            return unpacked.read(5) == b"WARC/"
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False


def warc_documents(path: Path) -> Iterator[Exchange | Resource]:
    """The responses of status 200, resources and conversions of a WARC file, in its order.

    Raises WarcFileError at the first damage, with the number of documents before it.
    """
    count = 0
    link_for = ("", Link())
    request_for = ("", "GET", b"")
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        try:
            for record in records:
                if record.rec_type == "metadata":
                    refers_to = record.rec_headers.get_header("WARC-Refers-To") or ""
                    link_for = (refers_to, parse_metadata(record.raw_stream.read(64 * 1024)))
                    continue
                if record.rec_type == "request" and record.http_headers is not None:
                    refers_to = record.rec_headers.get_header("WARC-Concurrent-To") or ""
                    request_for = (
                        refers_to,
                        record.http_headers.protocol,
                        record.raw_stream.read(MAX_BODY_BYTES),
                    )
                    continue
                identity = record.rec_headers.get_header("WARC-Record-ID")
                document = _document(record, link_for[1] if link_for[0] == identity else Link())
                if isinstance(document, Exchange) and request_for[0] == identity:
                    document = replace(document, method=request_for[1], request_body=request_for[2])
                if document is not None:
                    count += 1
                    yield document
        except (ArchiveLoadFailed, EOFError, zlib.error, ValueError) as error:
            raise WarcFileError(
                f"{path}: damaged near offset {records.get_record_offset()} ({error}); "
                f"{count} documents before it are imported, get the file again for the rest"
            ) from error


def _document(record: Any, link: Link) -> Exchange | Resource | None:
    """One record as a document, None for requests, errors, revisits and what is no document."""
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    if record.rec_type in ("resource", "conversion"):
        return Resource(
            url=url,
            link=link,
            fetched_at=parse_warc_date(headers.get_header("WARC-Date") or ""),
            content_type=headers.get_header("Content-Type") or "",
            body=_read(record.raw_stream),
            record_type=record.rec_type,
        )
    if record.rec_type != "response" or record.http_headers is None:
        return None
    http = record.http_headers
    if http.get_statuscode() != "200":
        return None
    body = _read(record.raw_stream)
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(BytesIO(body)).read(MAX_PAYLOAD_BYTES + 1)
    return Exchange(
        url=url,
        link=link,
        fetched_at=parse_warc_date(headers.get_header("WARC-Date") or ""),
        http_status=200,
        response_headers=[(_bytes(name), _bytes(value)) for name, value in http.headers],
        body=body,
        protocol=http.protocol or "HTTP/1.1",
    )


def _read(stream: Any) -> bytes:
    """The whole block, or one byte more than the limit, which the archive then refuses by name."""
    parts: list[bytes] = []
    size = 0
    while size <= MAX_PAYLOAD_BYTES and (part := stream.read(MAX_PAYLOAD_BYTES + 1 - size)):
        parts.append(part)
        size += len(part)
    # What the record declares and the file no longer holds.
    if size <= MAX_PAYLOAD_BYTES and stream.limit > 0:
        raise EOFError("the file ends in the middle of a record")
    return b"".join(parts)


def _bytes(text: str) -> bytes:
    """A header value as it stood in the file: warcio reads Latin-1 where it is not UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")
