"""TrueCMS (Nantong, Lianyungang): first rows in `#initData`, further ones from `getMessage.do` as JSONP around XML.

Address and parameters of the endpoint stand in the page's script. How many rows it gives at once differs (50, 20 or
10, whatever is asked for), so the next request begins behind the rows received. Some links have their address in
`onclick` only. Where the endpoint is switched off, the failed request says that the rest of the list is missing.
"""

import re
from typing import Any

from crawler.adapters import generic, json_lists
from crawler.adapters.endpoints import named_values, with_fields
from crawler.adapters.links import href, links
from crawler.adapters.page_addresses import query_pairs
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.adapters.records import record_selector, records
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

_ENDPOINT = re.compile(r"[\"']([^\"'<>\s]{0,200}messageController/getMessage\.do)", re.I)
_ARTICLE = re.compile(r"/content/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.html")
# onclick="name2('/hmsrmzf/zfxxgkndbg/content/1cd6….html')"
_CLICK = re.compile(r"^\s{0,9}\w{1,30}\(\s{0,9}['\"]([^'\"<>\s]{1,500}\.html?)['\"]")
_TOTAL = re.compile(r"\btotal_?record\w{0,2}[\"']?\s{0,9}[>:=]\s{0,9}[\"']?(\d{1,7})", re.I)
# default 20 rows: the smallest window that is still accepted by most hosts.
_PER_PAGE = 20


def recognises(page: Page) -> str | None:
    """By the endpoint, by the hidden first rows, or by articles that are uuids in a folder `content`."""
    for mark in ("messageController/getMessage.do", 'id="initData"'):
        if mark in page.text:
            return f"{mark} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page or of the records in an answer, those that are only clicked included."""
    rows = _rows(page)
    selectors = [page.selector] if rows is None else [record_selector(row) for row in rows]
    found: dict[str, Entry] = {}
    for selector in selectors:
        for entry in links(selector, page.base_url, _address):
            found.setdefault(entry.url, entry)
    return list(found.values())


def next_page(page: Page) -> NextPage | None:
    """The endpoint's rows behind those the page, or the answer, ends with."""
    match = _TOTAL.search(page.text)
    total = int(match.group(1)) if match else None
    rows = _rows(page)
    if rows is not None:
        given = dict(query_pairs(page.asked.url))
        start = given.get("startrecord", "")
        end = (int(start) - 1 if re.fullmatch(r"\d{1,7}", start) else 0) + len(rows)
        return _behind(page.asked.url, given, end, total, page.shown_on) if rows else None
    endpoint = _ENDPOINT.search(page.text)
    url = resolve(page.url, endpoint.group(1)) if endpoint else None
    named = named_values(page.text, ("columnId", "contentTemplate", "perpage"))
    if url is None or "columnId" not in named:
        return generic.next_page(page)
    shown = len(page.selector.css("#initData li"))
    return _behind(url, named | {"callback": "rows"}, shown, total, page.url)


def _behind(url: str, fields: dict[str, str], end: int, total: int | None, referer: str) -> NextPage | None:
    """The request for the rows behind row `end`."""
    if total is not None and end >= total:
        return None
    size = int(fields["perpage"]) if re.fullmatch(r"[1-9]\d?", fields.get("perpage", "")) else _PER_PAGE
    place = {"startrecord": str(end + 1), "endrecord": str(end + size), "perpage": str(size)}
    return NextPage((Ask(with_fields(url, fields | place), referer=referer),))


def _rows(page: Page) -> list[str] | None:
    """The records of an answer, None for a page."""
    if "messageController/getMessage.do" not in page.asked.url:
        return None
    value = json_lists.answer(page)
    return [row for part in json_lists.texts(value) if "<record>" in part for row in records(part)]


def _address(anchor: Any) -> str | None:
    click = _CLICK.search(anchor.get("onclick") or "")
    printed = (href(anchor) or "").strip()
    return click.group(1) if click and (not printed or printed.startswith(("#", "javascript:"))) else printed


ADAPTER = Adapter("truecms", recognises, entries, next_page)
