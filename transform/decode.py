"""Bytes -> text. Headers and meta tags are believed last: on many county sites they are wrong."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BIG5_MARKS = (b"charset=big5", b'charset="big5', b"charset='big5")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` without NUL characters, the ``encoding`` chosen, and how many bytes had no meaning in it."""

    text: str
    encoding: str
    replacements: int


def decode(payload: bytes) -> Decoded:
    """Decode by byte order mark, then strict UTF-8, then GB18030; the fewer replacement characters win.

    Big5 is taken only where the page declares it and neither of the others is clean: its byte pairs are
    nearly all valid GB18030, so a page that merely claims Big5 must not be read as such.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _decoded(payload.decode(encoding, errors="replace"), encoding)
    try:
        return _decoded(payload.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    candidates = [_decoded(payload.decode(name, errors="replace"), name) for name in ("utf-8", "gb18030")]
    best = min(candidates, key=lambda candidate: candidate.replacements)
    if best.replacements and any(mark in payload[:4096].lower() for mark in _BIG5_MARKS):
        candidates.append(_decoded(payload.decode("big5", errors="replace"), "big5"))
        best = min(candidates, key=lambda candidate: candidate.replacements)
    return best


def _decoded(text: str, encoding: str) -> Decoded:
    return Decoded(text.replace("\x00", ""), encoding, text.count(_REPLACEMENT))
