"""Body bytes as sent → payload bytes as meant: content decoding, always within a bound.

A few kilobytes of compressed zeros can unfold to gigabytes, so every decoder here is fed with a limit and
stops at it. Nothing is guessed: a body that does not match its Content-Encoding is an error of its own.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

import brotli  # type: ignore[import-untyped]

# default 64 MiB: the largest report seen is a scanned PDF of some 20 MiB; beyond this it is not a report.
MAX_PAYLOAD_BYTES = 64 * 1024 * 1024

_GZIP_MAGIC = b"\x1f\x8b"
_BROTLI_STEP = 64 * 1024


class PayloadError(Exception):
    """The body cannot be decoded as its Content-Encoding says; the message says what was found."""


class PayloadTooBig(PayloadError):
    """The decoded body exceeds the limit; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A decoded body and its SHA-256, the identity of a document: 64 hex digits."""

    data: bytes = field(repr=False)
    sha256: str

    @classmethod
    def of(cls, body: bytes, headers: Iterable[tuple[str, str]] = (), limit: int = MAX_PAYLOAD_BYTES) -> Self:
        """The payload of a body as sent; PayloadError, or PayloadTooBig over `limit` bytes."""
        data = decode_content(body, headers, limit)
        return cls(data, payload_sha256(data))


def content_encodings(headers: Iterable[tuple[str, str]]) -> list[str]:
    """The codings of a response, in the order they were applied (RFC 9110 §8.4), `identity` left out."""
    codings = [
        coding.strip().lower()
        for name, value in headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    return [coding for coding in codings if coding not in ("", "identity")]


def decode_content(body: bytes, headers: Iterable[tuple[str, str]], limit: int = MAX_PAYLOAD_BYTES) -> bytes:
    """Undo the Content-Encoding of `headers`; PayloadError, or PayloadTooBig over `limit` bytes."""
    for coding in reversed(content_encodings(headers)):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise PayloadError(f"content encoding {coding!r} is not supported (gzip, deflate, br are)")
        body = decoder(body, limit) if body else body
    if len(body) > limit:
        raise PayloadTooBig(f"body has {len(body)} bytes, the limit is {limit}")
    return body


def payload_sha256(payload: bytes) -> str:
    """Identity of a document: SHA-256 of the decoded body, 64 hex digits."""
    return hashlib.sha256(payload).hexdigest()


def _inflate(body: bytes, limit: int, wbits: int) -> tuple[bytes, bytes]:
    """One zlib stream: (decoded bytes, bytes after its end)."""
    stream = zlib.decompressobj(wbits)
    try:
        decoded = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise PayloadError(f"compressed body is damaged: {error}") from error
    if len(decoded) > limit:
        raise PayloadTooBig(f"body unfolds to more than the limit of {limit} bytes")
    if not stream.eof:
        raise PayloadError(f"compressed body ends early, after {len(body)} bytes")
    return decoded, stream.unused_data


def _gunzip(body: bytes, limit: int) -> bytes:
    decoded, rest = _inflate(body, limit, zlib.MAX_WBITS | 16)
    # Several gzip members may follow each other; padding after the last one is ignored, as browsers do.
    while rest.startswith(_GZIP_MAGIC):
        more, rest = _inflate(rest, limit - len(decoded), zlib.MAX_WBITS | 16)
        decoded += more
    return decoded


def _inflate_either(body: bytes, limit: int) -> bytes:
    """`deflate` is a zlib stream by the standard and a raw one by the habit of old IIS servers."""
    try:
        return _inflate(body, limit, zlib.MAX_WBITS)[0]
    except PayloadTooBig:
        raise
    except PayloadError:
        return _inflate(body, limit, -zlib.MAX_WBITS)[0]


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    decoded = bytearray()
    chunk = body
    try:
        # Each call gives one step of output; without input, an empty step means the stream is short of some.
        while step := stream.process(chunk, output_buffer_limit=_BROTLI_STEP):
            decoded += step
            chunk = b""
            if len(decoded) > limit:
                raise PayloadTooBig(f"body unfolds to more than the limit of {limit} bytes")
            if stream.is_finished():
                break
    except brotli.error as error:
        raise PayloadError(f"brotli body is damaged: {error}") from error
    if not stream.is_finished():
        raise PayloadError(f"brotli body ends early, after {len(body)} bytes")
    return bytes(decoded)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_either,
    "br": _unbrotli,
}
