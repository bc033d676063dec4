"""Hanweb 大汉, the generation of `jpaas-publish-server`: units of a page are drawn from a publishing endpoint.

The page names the endpoint in the tag of the unit, with everything but the place in the list:
`<script … parsetype="bulidstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
queryData="{'webId':'…','tplSetId':'…','pageType':'column','tagId':'…','editType':'null','pageId':'…'}">`
(the misspelling is the vendor's). The place goes into `paramJson`; other names for it are ignored by the server. The
answer is JSON around a fragment of HTML, the number of rows in an attribute `count`, the page size in `rows`.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.adapters import generic, json_lists
from crawler.adapters.endpoints import with_fields
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

_SERVER = "jpaas-publish-server"
_ARTICLE = re.compile(r"/art/\d{4}/art_[0-9a-f]{32}\.html$", re.MULTILINE)
# The tag of a unit, closed or not; its attributes hold braces and quotes of either kind, but no angle brackets.
_UNIT = re.compile(r"<(?:script|div|ul|span)\b[^<>]{0,4000}?\bqueryData\s?=[^<>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = r"\b{}\s?=\s?(\"[^\"<>]{{0,3000}}\"|'[^'<>]{{0,3000}}')"
_PAIR = re.compile(r"[\"']?(\w{1,40})[\"']?\s{0,9}:\s{0,9}(?:[\"']([^\"']{0,300})[\"']|([\w.-]{1,300}))")
_LIST_UNIT = re.compile("列表|list|分页", re.IGNORECASE)
_COUNT = re.compile(r"\bcount\s?=\s?[\"']?(\d{1,7})", re.IGNORECASE)
_ROWS = re.compile(r"\brows\s?=\s?[\"']?(\d{1,4})", re.IGNORECASE)
# default 15 rows a page, where the page names no number: the size of the vendor's own templates.
_PER_PAGE = 15
# default 20 units: a page has its list, its menu and its bread crumbs.
_MAX_UNITS = 20


def recognises(page: Page) -> str | None:
    """By the name of the endpoint or by the addresses of articles."""
    if _SERVER in page.text:
        return f"{_SERVER} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page, or of the fragment in an answer."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """The request for the rows behind those of the page or answer; for an empty unit, for its first rows."""
    answer = json_lists.answer(page)
    if answer is not None:
        return _behind(page, answer)
    units = list(_units(page))
    if not units:
        return generic.next_page(page)
    # A page has units for its menu and bread crumbs too.
    url, fields = next((unit for unit in units if _LIST_UNIT.search(unit[1]["tagId"])), units[0])
    per_page = _first(_ROWS, page.text) or _PER_PAGE
    # Rows printed in the page are its first ones, however many; where there are none the unit is empty.
    shown = len(_ARTICLE.findall(page.own_links))
    total = _first(_COUNT, page.text)
    if shown and total is not None and total <= per_page:
        return None
    return NextPage((_ask(url, fields, 2 if shown else 1, per_page, page.url),))


def _behind(page: Page, answer: Any) -> NextPage | None:
    asked = dict(parse_qsl(urlsplit(page.asked.url).query, keep_blank_values=True))
    place = _place(asked.get("paramJson", ""))
    html = "".join(json_lists.markup(answer))
    total = _first(_COUNT, html)
    if place is None or (total is not None and place[0] * place[1] >= total):
        return None
    return NextPage((_ask(page.asked.url, asked, place[0] + 1, place[1], page.shown_on),))


def _units(page: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """(address, fields) of every unit of the page."""
    for match in islice(_UNIT.finditer(page.text), _MAX_UNITS):
        url = resolve(page.url, _attribute(match.group(0), "url"))
        fields = _fields(_attribute(match.group(0), "queryData"))
        fields.setdefault("parseType", _attribute(match.group(0), "parsetype"))
        if url is not None and _SERVER in url and "tagId" in fields:
            yield url, fields


def _fields(text: str) -> dict[str, str]:
    """`{'webId':'1','editType':'null'}` as a map; the vendor quotes it in three ways."""
    return {name: quoted or bare for name, quoted, bare in islice(_PAIR.findall(text), 40)}


def _attribute(tag: str, name: str) -> str:
    match = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return unescape(match.group(1)[1:-1]).strip() if match else ""


def _ask(url: str, fields: dict[str, str], number: int, per_page: int, referer: str) -> Ask:
    place = json.dumps({"pageNo": number, "pageSize": per_page}, separators=(",", ":"))
    return Ask(with_fields(url, fields | {"paramJson": place}), referer=referer)


def _place(text: str) -> tuple[int, int] | None:
    """(page, rows a page) of a `paramJson` that was sent."""
    match = re.fullmatch(r'\{"pageNo":(\d{1,6}),"pageSize":(\d{1,4})\}', text)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match.group(1)) if match else None


ADAPTER = Adapter("hanweb_jpaas", recognises, entries, next_page)
