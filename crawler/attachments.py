"""Files a page carries: linked, behind a download servlet, in a frame, in a viewer for PDF.

A page may name a file in an `a`, in the `src` of a frame, in the `data` of an object or in the call of a
viewer script. All of them come out as entries with the address of the file itself; a viewer's own page is
never asked for. A viewer that is given its file as a cipher is reported and not deciphered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.adapters.links import MAX_LINKS, MAX_TITLE, anchors, squeeze, text_of
from crawler.adapters.protocol import Entry
from crawler.page import Page
from crawler.urls import resolve

ATTACHMENT_TYPES = (
    ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".zip", ".rar",
)  # fmt: skip

# Servlets whose answer is a file although the address names no type: 博达 download.jsp and
# virtual_attach_file.vsb, 大汉 downfile.jsp, DownLoadFile.aspx, downloadFile.do …
_SERVLET = re.compile(
    r"/(down_?(load|file|attach)\w{0,30}|virtual_attach_file)\.(jsp|vsb|do|action|php|as[ph]x)$", re.I
)
# A page that shows another file: pdf.js and its like, `viewer.html?file=/a/b.pdf`.
_VIEWER = re.compile(r"viewer|pdfjs|pdfview|pdfread|onlineread|/pdf\.html?$", re.I)
_VIEWER_PARAMETERS = ("file", "fileurl", "url", "src", "path", "pdf", "pdfurl")
# showVsbpdfIframe("/__local/A/B/…/x.pdf", "100%", …) and scripts like it, which draw a viewer.
_VIEWER_CALL = re.compile(r"(?:showVsbpdfIframe|showPdf\w{0,20})\(\s*[\"']([^\"'<>\s]{1,500})[\"']", re.I)
_FRAMES = {"iframe": "src", "embed": "src", "object": "data", "frame": "src"}
# default 2 million characters: a page with its scripts; in what is longer no viewer call is looked for.
_MAX_SCRIPT_TEXT = 2_000_000
_NAMED_FILE = re.compile(r"\.(pdf|docx?|wps|xlsx?|et|ofd|zip|rar)\s*(?:[\[(（【].{0,20})?$", re.I)


# What an address or text that names a file has in it: a type, in a text perhaps with tags before it, or the
# extension of a servlet.
_FILE_TRACE = re.compile(
    r"\.(?:<[^<>]{0,200}>)*+(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|jsp|vsb|do|action|php|as[ph]x)(?![a-z0-9_])",
    re.I,
)
# What the address of a viewer has in it, wherever its file is.
_VIEWER_TRACE = re.compile(rf"\?(?:[^\"'<>\s?]{{0,500}}[&;])?(?:{'|'.join(_VIEWER_PARAMETERS)})=", re.I)


@dataclass(frozen=True, slots=True)
class Attachments:
    """`files` in page order, each address once; `sealed` are viewers whose file cannot be told."""

    files: tuple[Entry, ...]
    sealed: tuple[str, ...]


def attachment_type(url: str) -> str:
    """The file extension of an attachment's address, empty for pages; it may stand in the query only."""
    parts = urlsplit(url)
    names = (parts.path, *(value for _, value in parse_qsl(parts.query)))
    return next((end for name in names for end in ATTACHMENT_TYPES if name.lower().endswith(end)), "")


def is_attachment(url: str, title: str = "") -> bool:
    """Whether a link leads to a file: by its address, by a download servlet, or by a file name as its text."""
    parts = urlsplit(url)
    if attachment_type(url) or (parts.query and _SERVLET.search(parts.path)):
        return True
    return _NAMED_FILE.search(title) is not None and not parts.path.endswith("/")


def attachments(page: Page) -> Attachments:
    """The files of a page; one without a text of its own is titled as its page."""
    files: dict[str, Entry] = {}
    sealed: dict[str, None] = {}
    # Most pages have no trace of a file: they need not be parsed, which takes as long as fetching them.
    for href, title in _carriers(page) if _may_lead_to_file(page.text) else ():
        # Resolving an address takes a hundred times as long as seeing that it is none of a file.
        if not _may_lead_to_file(href) and not _NAMED_FILE.search(title):
            continue
        url = resolve(page.base_url, href)
        if url is None:
            continue
        target = viewed_file(url)
        if target is None and _is_viewer(url):
            sealed[url] = None
            continue
        url = target or url
        if is_attachment(url, title):
            files.setdefault(url, Entry(url, (title or page.title)[:MAX_TITLE]))
    return Attachments(tuple(files.values()), tuple(sealed))


def _may_lead_to_file(source: str) -> bool:
    """Whether a page's source, or an address as printed, may name a file or a viewer; rarely wrong to say yes."""
    return _FILE_TRACE.search(source) is not None or _VIEWER_TRACE.search(source) is not None


def viewed_file(url: str) -> str | None:
    """The file a viewer's address names in clear, resolved against the viewer; None for any other address."""
    parts = urlsplit(url)
    if not _is_viewer(url) and not parts.path.lower().endswith((".html", ".htm", ".shtml")):
        return None
    for name, value in parse_qsl(parts.query):
        target = resolve(url, value) if name.lower() in _VIEWER_PARAMETERS else None
        if target is not None and is_attachment(target):
            return target
    return None


def asks_for_a_code(page: Page) -> bool:
    """Whether a page that came in place of a file wants a code typed in (博达 download.jsp on some sites)."""
    return not page.is_report and "验证码" in page.text and page.selector.root.find(".//input") is not None


def _is_viewer(url: str) -> bool:
    """Whether an address is a viewer that is told by a parameter what to show."""
    parts = urlsplit(url)
    names = {name.lower() for name, _ in parse_qsl(parts.query)}
    return _VIEWER.search(parts.path) is not None and not names.isdisjoint(_VIEWER_PARAMETERS)


def _carriers(page: Page) -> Iterator[tuple[str, str]]:
    """(address as printed, title) of everything on the page that may lead to a file."""
    for anchor in anchors(page.selector):
        yield anchor.get("href"), squeeze(anchor.get("title", "")) or text_of(anchor, 4 * MAX_TITLE)
    for frame in islice(_frames(page), MAX_LINKS):
        yield frame.get(_FRAMES[frame.tag]) or "", squeeze(frame.get("title", ""))
    for call in islice(_VIEWER_CALL.finditer(page.text[:_MAX_SCRIPT_TEXT]), MAX_LINKS):
        yield call.group(1), ""


def _frames(page: Page) -> Iterator[Any]:
    return page.selector.root.iter(*_FRAMES)
