"""Lonsun 龙讯 (Anhui, parts of Sichuan): `/public/column/<organ>?type=3`, rows from the label `publicInfoList`.

With a year in the address the page is the report itself; the years are links in `ul#timeFrame`. Lists are fragments
of HTML from `/site/label/<n>?labelName=publicInfoList&…&pageIndex=N`. The page's script holds that address, whole or
with values put in when it is called; what is missing there is taken from the page's own address and its scripts.
"""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from crawler.adapters import generic
from crawler.adapters.endpoints import named_values
from crawler.adapters.page_addresses import query_pairs, with_query
from crawler.adapters.page_marks import declared
from crawler.adapters.protocol import Adapter, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.selection import decide
from crawler.urls import resolve

_LABEL = "labelName=publicInfoList"
_LABEL_ADDRESS = re.compile(
    r"[\"'(](/site/label/\d{1,9}\?[^\"'<>\s]{0,1000}labelName=publicInfoList[^\"'<>\s]{0,1000})"
)
_COLUMN = re.compile(r"/public/column/(\d+)")
_ARTICLE = re.compile(r"^/public/(?:column/\d+\?|content/\d+|\d+/\d+\.html)", re.M)
_NEEDED = ("siteId", "organId", "type", "catId", "action", "pageSize")
# default 20 rows, as the vendor's own script asks.
_PAGE_SIZE = "20"


def recognises(page: Page) -> str | None:
    """By the label its lists come from, or by addresses below `/public/`."""
    if _LABEL in page.text or _LABEL in page.url:
        return f"{_LABEL} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"address {match.group(0)}" if match else None


def next_page(page: Page) -> NextPage | None:
    """The label's rows behind those of the page, from the first on where it has none, or behind an answer's."""
    total = declared(page).total
    if _LABEL in page.asked.url:
        fields = dict(query_pairs(page.asked.url))
        printed = fields.get("pageIndex", "")
        number = int(printed) + 1 if re.fullmatch(r"\d{1,5}", printed) else 2
        return None if total is not None and number > total else _label(page.asked.url, fields, number, page)
    match = _LABEL_ADDRESS.search(page.text)
    url = resolve(page.url, unescape(match.group(1))) if match else None
    if url is None:
        return generic.next_page(page)
    has_rows = any(decide(entry.title, entry.url).belongs for entry in generic.entries(page))
    if has_rows and total == 1:
        return None
    return _label(url, _filled(page, url), 2 if has_rows else 1, page)


def _filled(page: Page, url: str) -> dict[str, str]:
    """The label's parameters; a script that puts one in leaves it empty in the address."""
    printed = {name: value for name, value in query_pairs(url) if value}
    own = dict(parse_qsl(urlsplit(page.url).query))
    column = _COLUMN.search(page.url)
    if column:
        own["organId"] = column.group(1)
    named = named_values(page.text, _NEEDED)
    known = {name: own.get(name) or named.get(name) for name in _NEEDED}
    return {"pageSize": _PAGE_SIZE} | {name: value for name, value in known.items() if value} | printed


def _label(url: str, fields: dict[str, str], number: int, page: Page) -> NextPage:
    place = fields | {"pageIndex": str(number)}
    return NextPage((Ask(with_query(url, place.items()), referer=page.shown_on),))


ADAPTER = Adapter("lonsun", recognises, generic.entries, next_page)
