"""Bytes -> text. Headers and meta tags are believed last: on many county sites they are wrong."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` without NUL characters, the ``encoding`` chosen, and how many bytes had no meaning in it."""

    text: str
    encoding: str
    replacements: int


def decode(payload: bytes) -> Decoded:
    """Decode by byte order mark, then strict UTF-8, then GB18030; the fewer replacement characters win.

    Big5 is not tried: its byte pairs are valid GB18030, so nothing in the bytes tells them apart. A page in
    it reads as text without a single label of the forms and is reported as having no tables.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _decoded(payload.decode(encoding, errors="replace"), encoding)
    try:
        return _decoded(payload.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    candidates = [_decoded(payload.decode(name, errors="replace"), name) for name in ("utf-8", "gb18030")]
    return min(candidates, key=lambda candidate: candidate.replacements)


def _decoded(text: str, encoding: str) -> Decoded:
    return Decoded(text.replace("\x00", ""), encoding, text.count(_REPLACEMENT))
