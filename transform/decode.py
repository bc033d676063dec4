"""Bytes -> text. Headers and meta tags are believed last: on many county sites they are wrong."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_REPLACEMENT = "\ufffd"
_START = 4096  # bytes looked at for marks of UTF-16 and for the charset a page declares
_BIG5_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.IGNORECASE)
_EXPECTED = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")  # in a Chinese text
_BIG5_WORD = "信息公開"  # in every title of these reports that is written in traditional characters


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` without NUL characters, the ``encoding`` chosen, and how many bytes had no meaning in it.

    ``utf_8``: the payload where it is this text in UTF-8, byte for byte.
    """

    text: str
    encoding: str
    replacements: int
    utf_8: bytes | None = None


def decode(payload: bytes) -> Decoded:
    """Decode by byte order mark, then strict UTF-8, then what the bytes look like: UTF-8, GB18030 or UTF-16.

    Big5 is taken only where the page declares it, every byte fits and it alone gives the words of a report: its
    byte pairs are valid GB18030, so the bytes by themselves do not tell. A page in undeclared Big5 reads as
    text without a single label of the forms and is reported as having no tables.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _decoded(payload.decode(encoding, errors="replace"), encoding)
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\x00" in payload:
            return _decoded(text, "utf-8")
        return Decoded(text, "utf-8", text.count(_REPLACEMENT), payload)
    if b"\x00" in payload[:_START] and (utf_16 := _utf_16(payload[:_START])):
        return _decoded(payload.decode(utf_16, errors="replace"), utf_16)
    utf_8 = _decoded(payload.decode("utf-8", errors="replace"), "utf-8")
    if utf_8.replacements <= 3 and _is_mostly_utf_8(utf_8):
        return utf_8
    gb18030 = _decoded(payload.decode("gb18030", errors="replace"), "gb18030")
    if _BIG5_DECLARED.search(payload, 0, _START) and _BIG5_WORD not in gb18030.text:
        try:
            big5 = _decoded(payload.decode("big5hkscs"), "big5hkscs")
        except UnicodeDecodeError:
            return gb18030
        if _BIG5_WORD in big5.text:
            return big5
    return min(utf_8, gb18030, key=lambda candidate: candidate.replacements)


def _is_mostly_utf_8(utf_8: Decoded) -> bool:
    """Whether a few broken bytes stand among many whole characters: GBK hardly ever looks like UTF-8 by chance,
    while UTF-8 cut or broken at one place can be read as GB18030 with no more errors, all of it wrong."""
    whole = sum(not character.isascii() for character in utf_8.text) - utf_8.replacements
    return whole >= 10 * utf_8.replacements


def _utf_16(start: bytes) -> str | None:
    """UTF-16 without a byte order mark: markup, digits and blanks have a NUL in every second place (elsewhere only
    一, 开 and their like have), and so read the bytes are Chinese. NUL bytes strewn into GBK stand anywhere."""
    start = start[: len(start) // 2 * 2]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(8, len(start) // 100) or 4 * min(even, odd) > max(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = start.decode(encoding, errors="replace")
    return encoding if 10 * len(_EXPECTED.findall(text)) >= 9 * len(text) else None


def _decoded(text: str, encoding: str) -> Decoded:
    return Decoded(text.replace("\x00", ""), encoding, text.count(_REPLACEMENT))
