"""Hanweb 大汉 JCMS: `/col/col<n>/index.html`, rows in an XML island, further pages from `dataproxy.jsp`.

Columns of the disclosure module are drawn from another endpoint: see `hanweb_disclosure`.

The column page carries the first group of rows as `<record><![CDATA[…]]></record>`; an HTML parser takes
CDATA for a comment or for script text, so the rows are cut out of the text first and parsed one by one. All
further rows come as XML from the address in `<nextgroup>` (or `proxyUrl`), whose parameters differ from site
to site and are copied, never built. Some servers count by `page`, some by `startrecord` and `endrecord`: both
are sent, saying the same.
"""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.adapters import generic
from crawler.adapters import hanweb_disclosure as disclosure
from crawler.adapters.endpoints import named_values, with_fields
from crawler.adapters.links import links
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.adapters.records import record_selector, records
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

_PROXY = "dataproxy.jsp"
_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$", re.MULTILINE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"'<>]{0,1500}?dataproxy\.jsp[^\"'<>]{0,1500})[\"']", re.IGNORECASE)
_PROXY_URL = re.compile(
    r"proxyUrl[\"']?\s*[:=]\s*[\"']([^\"'<>]{0,1500}?dataproxy\.jsp[^\"'<>]{0,1500})[\"']", re.IGNORECASE
)
_TOTAL_RECORD = re.compile(r"totalrecord\b[\"']?\s*[>:=]\s*[\"']?(\d{1,7})", re.IGNORECASE)
_TOTAL_PAGE = re.compile(r"totalpage\b[\"']?\s*[>:=]\s*[\"']?(\d{1,6})", re.IGNORECASE)
_PER_PAGE = re.compile(r"perpage\b[\"']?\s*[>:=]\s*[\"']?(\d{1,4})", re.IGNORECASE)
# default 300: servers cut larger pages silently.
_MAX_PER_PAGE = 300
_PROXY_PARAMETERS = (
    "col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype",
)  # fmt: skip
_PAGER_PARAMETERS = ("page", "startrecord", "endrecord", "perpage")


def recognises(page: Page) -> str | None:
    """By the address of the pager, the XML island, the disclosure module or the addresses of articles."""
    if _PROXY in page.text:
        return f"{_PROXY} in the page"
    if "<datastore>" in page.text and "<recordset>" in page.text:
        return "<datastore> with <recordset> in the page"
    if disclosure.MODULE in page.text or disclosure.MODULE in page.url:
        return f"{disclosure.MODULE} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links in the records, in order, then those of the page around them: its folders lie there."""
    found: dict[str, Entry] = {}
    for record in records(page.text):
        for entry in links(record_selector(record), page.shown_on):
            found.setdefault(entry.url, entry)
    if not _is_answer(page):
        for entry in (*links(page.selector, page.base_url), *disclosure.years(page)):
            found.setdefault(entry.url, entry)
    return list(found.values())


def next_page(page: Page) -> NextPage | None:
    """The pager's address for the rows after those on this page; None at the declared end."""
    if disclosure.is_answer(page):
        return disclosure.page_behind(page)
    rows = sum(1 for _ in records(page.text))
    if rows == 0 and _is_answer(page):
        return None
    own = dict(parse_qsl(urlsplit(page.url).query)) if _PROXY in page.url else {}
    address = page.url if own else _pager_address(page)
    if address is None:
        return disclosure.first_page(page) or generic.next_page(page)
    per_page = _per_page(page.text, own, address, rows)
    # An island without rows is filled by the script, from the first page on.
    number = max(2, rows // per_page + 1) if rows else 1
    if own.get("page", "").isdecimal():
        number = int(own["page"]) + 1
    total_record, total_page = _number(_TOTAL_RECORD, page.text), _number(_TOTAL_PAGE, page.text)
    if total_record is not None and (number - 1) * per_page >= total_record:
        return None
    if total_record is None and total_page is not None and number > total_page:
        return None
    return NextPage((Ask(_with_place(address, number, per_page), referer=page.shown_on),))


def _is_answer(page: Page) -> bool:
    return page.text.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<datastore"))


def _pager_address(page: Page) -> str | None:
    match = _HREF.search(page.text) or _PROXY_URL.search(page.text)
    url = resolve(page.url, unescape(match.group(1))) if match else None
    if url is None or "columnid=" in url:
        return url
    # proxyUrl is the bare address; its parameters stand beside it as an object.
    return with_fields(url, named_values(page.text, _PROXY_PARAMETERS))


def _per_page(text: str, own: dict[str, str], address: str, rows: int) -> int:
    """Rows a page: as asked for, as the pager's address says, as the page says, else as many as it shows."""
    asked = own.get("perpage") or dict(parse_qsl(urlsplit(address).query)).get("perpage", "")
    size = int(asked) if asked.isdecimal() else (_number(_PER_PAGE, text) or rows)
    return max(1, min(size, _MAX_PER_PAGE))


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match.group(1)) if match else None


def _with_place(address: str, number: int, per_page: int) -> str:
    parts = urlsplit(address)
    copied = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in _PAGER_PARAMETERS
    ]
    place = [
        ("page", str(number)),
        ("startrecord", str((number - 1) * per_page + 1)),
        ("endrecord", str(number * per_page)),
        ("perpage", str(per_page)),
    ]
    return urlunsplit(parts._replace(query=urlencode(copied + place)))


ADAPTER = Adapter("hanweb_jcms", recognises, entries, next_page)
