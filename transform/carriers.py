"""What carries a document, told by its bytes (names and content types lie), and the reader that lays it out."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import partial

from transform.bounded import Limits
from transform.decode import decode
from transform.issues import Issue
from transform.layouts import office
from transform.layouts.document import Document, unread
from transform.layouts.html import looks_like_html, read_html
from transform.layouts.mhtml import html_part
from transform.layouts.text import read_text
from transform.layouts.zipped import Package, PackageError

# default 6 MB: the largest report page seen is under 2 MB once its embedded pictures are left out, and what is
# longer takes more time than a document may
MAX_PAGE_BYTES = 6_000_000
# Pages within these bounds are read where they are; larger ones in the child, which can be stopped. The parser
# needs the square of the depth of a page, and depth is at most the number of tags.
_LIGHT_BYTES = 500_000
_LIGHT_TAGS = 20_000
_PICTURES_FROM = 200_000  # bytes of a page; below, pictures embedded in it cost no time worth a look
_EMBEDDED = re.compile(rb"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%\s]{100,}")
_START = 1024

_MEGABYTE = 1024 * 1024
_USUAL = Limits(cpu_seconds=4, wall_seconds=30, memory_bytes=380 * _MEGABYTE)
# Text recognition takes some 4 s and 1 GB a page (documented in layouts/ocr.py, which bounds its pages).
RECOGNISING = Limits(cpu_seconds=300, wall_seconds=400, memory_bytes=4096 * _MEGABYTE)
# LibreOffice has a limit of its own, and starts once for each document.
_CONVERTING = Limits(cpu_seconds=4, wall_seconds=office.TIMEOUT + 30, memory_bytes=380 * _MEGABYTE)


class Carrier(StrEnum):
    """A kind of file."""

    PAGE = "HTML or plain text"
    MHTML = "MHTML"
    PDF = "PDF"
    PACKAGE = "ZIP, DOCX or XLSX"
    OLE = "DOC, XLS or WPS"
    FOREIGN = "RTF, Word XML or Excel XML"
    PICTURE = "picture"
    RAR = "RAR"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    BINARY = "file of unknown kind"


_MARKS = (
    (b"%PDF-", Carrier.PDF),
    (b"PK\x03\x04", Carrier.PACKAGE),
    (b"PK\x05\x06", Carrier.PACKAGE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Carrier.OLE),
    (b"{\\rtf", Carrier.FOREIGN),
    (b"Rar!\x1a\x07", Carrier.RAR),
    (b"7z\xbc\xaf\x27\x1c", Carrier.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Carrier.GZIP),
    (b"\x89PNG", Carrier.PICTURE),
    (b"\xff\xd8\xff", Carrier.PICTURE),
    (b"GIF8", Carrier.PICTURE),
    (b"II*\x00", Carrier.PICTURE),
    (b"MM\x00*", Carrier.PICTURE),
)
_PAGE_STARTS = (b"<", b"\x00<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_MHTML = re.compile(rb"^(?:mime-version:|from: *<saved by)", re.IGNORECASE | re.MULTILINE)
_CONTROLS = bytes(set(range(1, 32)) - {9, 10, 12, 13, 27})  # NUL is common in UTF-16


def carrier_of(payload: bytes) -> Carrier:
    """The carrier, from the first kilobyte."""
    start = payload[:_START].lstrip()
    if start.startswith(_PAGE_STARTS):
        # Word 2003 and Excel 2003 wrote XML of their own, with a mark for the program that opens it.
        return Carrier.FOREIGN if b"<?mso-application" in start else Carrier.PAGE
    for mark, carrier in _MARKS:
        if start.startswith(mark):
            return carrier
    if (start.startswith(b"BM") and payload[6:10] == bytes(4)) or start[8:12] == b"WEBP":
        return Carrier.PICTURE
    if b"%PDF-" in start:  # readers of PDF allow for bytes before it
        return Carrier.PDF
    if _MHTML.search(start) and b"content-type:" in start.lower():
        return Carrier.MHTML
    controls = sum(map(start.count, (bytes([code]) for code in _CONTROLS)))
    is_text = 10 * controls <= len(start) and bytes(4) not in start
    return Carrier.PAGE if is_text else Carrier.BINARY


def without_pictures(payload: bytes) -> bytes:
    """A page without the pictures embedded in it, which can be a hundred times its text."""
    if len(payload) < _PICTURES_FROM or b";base64," not in payload or carrier_of(payload) is not Carrier.PAGE:
        return payload
    return _EMBEDDED.sub(b"data:,", payload)


def is_light(payload: bytes) -> bool:
    """Whether a document is a page small enough to be read without limits: almost all are."""
    return (
        len(payload) <= _LIGHT_BYTES
        and carrier_of(payload) is Carrier.PAGE
        and payload.count(b"<") <= _LIGHT_TAGS
    )


def limits_of(payload: bytes) -> Limits:
    """What reading a document may take, pictures not recognised."""
    if carrier_of(payload) in (Carrier.PACKAGE, Carrier.OLE, Carrier.FOREIGN):
        return _CONVERTING
    return _USUAL


def recognises_text() -> bool:
    """Whether pictures can be read here: the extra for it is installed."""
    from transform.layouts import ocr

    return ocr.is_installed()


def lay_out(payload: bytes, *, recognise: bool = False) -> Document:
    """Lay out a document of any carrier. Nothing is raised for a bad one: its issues say what is wrong.

    With ``recognise`` the text of pictures is recognised, which takes the extra ``ocr`` and the limits RECOGNISING;
    without, what stands in pictures alone is an ``image_only`` issue.
    """
    if not payload.strip():
        return unread("empty_payload", "expected a document, found no bytes")
    carrier = carrier_of(payload)
    if carrier is Carrier.PAGE:
        return _page(payload)
    if carrier is Carrier.PDF:
        from transform.layouts.pdf import read_pdf

        return read_pdf(payload, recognise=recognise)
    if carrier is Carrier.PICTURE:
        from transform.layouts.ocr import read_picture

        return read_picture(payload, recognise=recognise)
    if carrier is Carrier.MHTML:
        part = html_part(payload)
        if part is None:
            return unread(
                "carrier_not_read", "expected a saved web page, found MHTML without an HTML part in it"
            )
        return _page(part)
    if carrier is Carrier.PACKAGE:
        return _package(payload, recognise)
    if carrier is Carrier.OLE:
        return office.read_ole(payload)
    if carrier is Carrier.FOREIGN:
        return office.read_converted(payload, "xlsx" if b'progid="Excel' in payload[:_START] else "docx")
    return unread(
        "carrier_not_read",
        f"expected HTML, text, PDF, an Office document or a ZIP of one, found {carrier}: archived, not read; "
        "unpack or convert it and import the file inside with `nianbao import`",
    )


def _page(payload: bytes) -> Document:
    payload = without_pictures(payload)
    issues: list[Issue] = []
    if len(payload) > MAX_PAGE_BYTES:
        issues.append(
            Issue(
                "error",
                "page_cut",
                f"expected a page of at most {MAX_PAGE_BYTES} bytes without its pictures, found {len(payload)}; what "
                "lies beyond was not read",
            )
        )
        payload = payload[:MAX_PAGE_BYTES]
    decoded = decode(payload)
    if decoded.replacements:
        issues.append(
            Issue(
                "warning",
                "undecodable_bytes",
                f"expected text in one encoding, found {decoded.replacements} places that mean nothing in "
                f"{decoded.encoding}, the best fit; they read as U+FFFD",
            )
        )
    text = decoded.text
    document = read_html(text, decoded.utf_8) if looks_like_html(text) else read_text(text)
    document.issues[:0] = issues
    return document


def _package(payload: bytes, recognise: bool) -> Document:
    """A ZIP file: an Office document by the parts in it, else one that holds documents."""
    try:
        names = Package(payload).names()
    except PackageError as error:
        return unread(error.code, str(error))
    if any(name.startswith("word/") for name in names):
        from transform.layouts.word import read_docx

        return read_docx(payload)
    if any(name.startswith("xl/") for name in names):
        from transform.layouts.excel import read_xlsx

        return read_xlsx(payload)
    if "content.xml" in names and "mimetype" in names:
        return office.read_converted(payload, "docx")
    if "OFD.xml" in names or any(name.startswith("ppt/") for name in names):
        kind = "OFD" if "OFD.xml" in names else "PPTX"
        return unread(
            "carrier_not_read",
            f"expected a report as text, found {kind}: archived, not read; convert it to PDF and "
            "import that with `nianbao import`",
        )
    from transform.bundle import read_bundle

    return read_bundle(payload, partial(lay_out, recognise=recognise))
