"""One fetched page, as adapters see it: an address and text, no network behind it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from parsel import Selector

from crawler.ask import Ask
from crawler.urls import host_of, resolve

# default 8 million characters: 20 times the longest list seen; a longer page is not parsed but reported.
MAX_PAGE_CHARACTERS = 8_000_000

# First row of the applications table; it stands on the forms of 2019 and 2021 alike and nowhere else. Between
# its characters there may be tags and blanks; only a quarter of a per cent of a page has to be looked at twice.
_GAP = r"(?:<[^<>]{0,2000}>|&nbsp;|\s)*+"
_REPORT_MARK = re.compile(
    _GAP.join(
        ["本", "年", "新", "收", "政", "府", "信", "息", "公", "[开開]", "申", "[请請]", "[数數]", "量"]
    )
)
# default 2000 links: the fullest list page seen has some 300.
MAX_OWN_LINKS = 2000
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,500})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
# default 4000 characters: the shells seen have some 160, their comments included.
MAX_REDIRECT_CHARACTERS = 4000
# <meta http-equiv="refresh" content="0;url=./zfxxgknb/"> ; window.location.href='./x/' ; location.replace("x")
_META_REFRESH = re.compile(
    r"<meta[^<>]{0,100}refresh[^<>]{0,100}?url\s{0,9}=\s{0,9}['\"]?([^'\"<>\s]{1,500})", re.IGNORECASE
)
_SCRIPT_REDIRECT = re.compile(
    r"\blocation(?:\.href)?\s{0,9}(?:=|\.(?:replace|assign)\s{0,9}\()\s{0,9}['\"]([^'\"<>\s]{1,500})['\"]\s{0,9}[;)\s<}]"
)


@dataclass(frozen=True)
class Page:
    """A page: `url` it was answered from, `text` decoded from its bytes, `ask` the request where it was no link."""

    url: str
    text: str = field(repr=False)
    ask: Ask | None = None

    @classmethod
    def from_bytes(cls, url: str, payload: bytes, ask: Ask | None = None) -> "Page":
        """Decode by what the bytes are, not by what header or meta tag claim."""
        return cls(url, decode_text(payload), ask)

    @property
    def asked(self) -> Ask:
        """The request this page answers."""
        return self.ask or Ask(self.url)

    @property
    def shown_on(self) -> str:
        """The page a reader sees this one on: the one whose script asked for it, else itself."""
        return self.asked.referer or self.url

    @cached_property
    def selector(self) -> Selector:
        """The parsed page; parsed once, on first use."""
        return Selector(text=self.text.replace("\x00", ""), type="html")

    @cached_property
    def base_url(self) -> str:
        """What links are relative to: `<base href>` where the page has one, else the address it is shown on."""
        return self.selector.xpath("string(//base/@href)").get("").strip() or self.shown_on

    @cached_property
    def own_links(self) -> str:
        """Path and query of every link to the page's own host, one a line: what a family is recognised by.

        Read off the text, which costs no parsing; links to other hosts say nothing about this one.
        """
        found: dict[str, None] = {}
        host = host_of(self.url)
        for match in islice(_HREF.finditer(self.text), MAX_OWN_LINKS):
            url = resolve(self.shown_on, unescape(match.group(1)))
            if url is not None and host_of(url) == host:
                parts = urlsplit(url)
                found.setdefault(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return "\n".join(found)

    @cached_property
    def title(self) -> str:
        """Text of the title element, empty when there is none."""
        match = _TITLE.search(self.text[:20_000])
        return match.group(1).strip() if match else ""

    @cached_property
    def redirect(self) -> str | None:
        """Where a page without content of its own sends its reader, by a literal address; None for all others.

        Only short pages are asked: on a whole page the same words belong to a search box or a menu.
        """
        if len(self.text) > MAX_REDIRECT_CHARACTERS or "<a " in self.text.lower():
            return None
        match = _META_REFRESH.search(self.text) or _SCRIPT_REDIRECT.search(self.text)
        url = resolve(self.base_url, unescape(match.group(1))) if match else None
        return None if url == self.url else url

    @cached_property
    def is_report(self) -> bool:
        """Whether the page itself carries a report's applications table."""
        return _REPORT_MARK.search(self.text) is not None


def decode_text(payload: bytes) -> str:
    """Bytes → text: byte order mark, strict UTF-8, strict GB18030, else whichever loses less.

    Headers and meta tags are not asked: on county sites they are wrong too often.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if payload.startswith(mark):
            return payload.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    lossy = [payload.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    return min(lossy, key=lambda text: text.count("\ufffd"))


def looks_textual(payload: bytes, content_type: str) -> bool:
    """Whether a payload is a page and not an attachment, whatever the server calls it."""
    start = payload[:1024]
    if start.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")):
        return False
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or any(name in kind for name in ("html", "xml", "json")) or b"<" in start
