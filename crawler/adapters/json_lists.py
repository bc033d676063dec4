"""Lists as data: an answer, or a script of the page, that holds objects with a title and an address.

Every system names its fields in its own way; an array counts as a list when most of its objects have one field
for each of the two.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from parsel import Selector

from crawler.adapters.links import DATE, MAX_LINKS, MAX_TITLE, links, squeeze
from crawler.adapters.page_addresses import Turn, advanced, page_size, query_pairs, with_query
from crawler.adapters.protocol import Entry, NextPage
from crawler.ask import JSON, Ask
from crawler.page import Page
from crawler.urls import resolve

# Field names in lower case without signs, by what is met first: a fuller title before a shorter one.
_TITLES = (
    "realtitle",
    "fulltitle",
    "title",
    "doctitle",
    "infotitle",
    "articletitle",
    "newstitle",
    "subject",
    "name",
)
_ADDRESSES = (
    "url", "link", "href", "linkurl", "infourl", "docpuburl", "docurl", "pageurl", "articleurl", "posturl",
    "staticurl", "visiturl", "urlcommp", "weburl", "htmlurl", "path",
)  # fmt: skip
_DATES = (
    "publishedtimestr", "publishedtimeformat",
    "publishtime", "publishdate", "pubdate", "pubtime", "releasetime", "infodate", "docreltime",
    "displaypublishtime", "createtime", "createdate", "date", "time",
)  # fmt: skip
_RECORDS = (
    "total",
    "totalcount",
    "totalrecord",
    "totalrecords",
    "recordcount",
    "totalnum",
    "totalelements",
    "allrow",
)
_PAGES = ("totalpage", "totalpages", "pagecount", "pagetotal", "totalpagecount", "pages")

# default 20,000 values: a page of 300 rows with 40 fields each; what lies behind them is not looked at.
MAX_VALUES = 20_000
_CALLBACK = re.compile(r"^[\w.$]{1,60}\s{0,9}\(")
_ARRAY = re.compile(r"\[\s{0,99}\{")
_TAG = re.compile(r"<[^<>]{0,200}>")


def answer(page: Page) -> Any:
    """The value of a page that is JSON or JSONP; None for any other page."""
    text = page.text.strip("\ufeff \t\r\n;")
    call = _CALLBACK.match(text)
    if call:
        text = text[call.end() :].removesuffix(")")
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def entries_of(value: Any, base_url: str) -> list[Entry]:
    """The entries of the longest list in a value; the links of markup handed over inside it where there is none."""
    rows = _rows(value)
    found: dict[str, Entry] = {}
    for row in rows:
        url, title = resolve(base_url, _text(row, _ADDRESSES)), squeeze(_TAG.sub("", _text(row, _TITLES)))
        if url is not None and title:
            date = DATE.search(_text(row, _DATES))
            found.setdefault(url, Entry(url, title[:MAX_TITLE], date.group(0) if date else ""))
    if not rows:
        for text in markup(value):
            for entry in links(Selector(text=text, type="html"), base_url):
                found.setdefault(entry.url, entry)
    return list(found.values())


def inline_entries(page: Page) -> list[Entry]:
    """Entries a page keeps in an array of its scripts, written as strict JSON."""
    found: dict[str, Entry] = {}
    end = 0
    for number, start in enumerate(_ARRAY.finditer(page.text)):
        # default 50 arrays: a page has few; each costs a reading up to its end.
        if number >= 50:
            break
        if start.start() < end:
            continue
        try:
            value, end = json.JSONDecoder().raw_decode(page.text, start.start())
        except (ValueError, RecursionError):
            continue
        for entry in entries_of(value, page.base_url) if _rows(value) else ():
            found.setdefault(entry.url, entry)
    return list(found.values())


def next_of(page: Page, value: Any, first: int = 1) -> NextPage | None:
    """The request for the rows behind those of an answer, by the field of the request that counts them.

    `first` is the number of the first page; where it is 0 and not known to be, the last request finds no rows.
    """
    rows = len(_rows(value)) or len(entries_of(value, page.base_url))
    found = _turned(page.asked, rows) if rows else None
    if found is None:
        return None
    ask, turn, size = found
    total, pages = _number(value, _RECORDS), _number(value, _PAGES)
    if total is not None and turn.is_last(total, size or rows, first):
        return None
    if total is None and pages is not None and not turn.is_offset and turn.was >= pages:
        return None
    return NextPage((ask,))


def _turned(ask: Ask, shown: int) -> tuple[Ask, Turn, int] | None:
    """(request for the page behind, what was turned, rows a page); None where nothing in it counts."""
    fields = query_pairs(ask.url)
    turn = advanced(fields, shown)
    if turn is not None:
        return replace(ask, url=with_query(ask.url, turn.fields)), turn, page_size(fields)
    if ask.body is None:
        return None
    if ask.content_type != JSON:
        fields = parse_qsl(ask.body.decode("utf-8", "replace"), keep_blank_values=True)
        turn = advanced(fields, shown)
        return (Ask.form(ask.url, turn.fields, ask.referer), turn, page_size(fields)) if turn else None
    sent: dict[str, Any] = json.loads(ask.body)
    # Some endpoints want their parameters one object deeper: {"params": {…}}.
    for name, held in [("", sent), *sent.items()]:
        fields = [(key, str(value)) for key, value in held.items()] if isinstance(held, dict) else []
        turn = advanced(fields, shown)
        if turn is not None:
            now = held | {
                key: type(held[key])(value) for key, value in turn.fields if str(held[key]) != value
            }
            body = sent | {name: now} if name else now
            return Ask.json(ask.url, body, ask.referer), turn, page_size(fields)
    return None


def _rows(value: Any) -> list[dict[str, Any]]:
    """The longest array of objects in which more than half have a title and an address."""
    best: list[dict[str, Any]] = []
    for part in _parts(value):
        if isinstance(part, list) and len(part) > len(best):
            rows = [row for row in part[:MAX_LINKS] if isinstance(row, dict)]
            good = [row for row in rows if _text(row, _TITLES) and _text(row, _ADDRESSES)]
            if len(good) * 2 > len(part[:MAX_LINKS]) and len(good) > len(best):
                best = good
    return best


def _parts(value: Any) -> Iterator[Any]:
    """The value and everything inside it, outermost first, up to MAX_VALUES."""
    waiting = deque([value])
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        part = waiting.popleft()
        yield part
        if isinstance(part, dict):
            waiting.extend(islice(part.values(), MAX_VALUES))
        elif isinstance(part, list):
            waiting.extend(part[:MAX_VALUES])


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    return (part for part in _parts(value) if isinstance(part, str))


def markup(value: Any) -> list[str]:
    """The texts inside a value that hold links, at most ten."""
    return list(islice((text for text in texts(value) if "<a " in text), 10))


def _text(row: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of these fields that holds text, whatever signs and capitals its name has."""
    folded = {re.sub(r"[^a-z]", "", name.lower()): value for name, value in islice(row.items(), 200)}
    return next((value for name in names if isinstance(value := folded.get(name), str) and value.strip()), "")


def _number(value: Any, names: tuple[str, ...]) -> int | None:
    """The first whole number under one of these names, outermost objects first."""
    for part in _parts(value):
        if isinstance(part, dict):
            for name, held in islice(part.items(), 200):
                if re.sub(r"[^a-z]", "", name.lower()) in names and re.fullmatch(r"\d{1,7}", str(held)):
                    return int(held)
    return None
