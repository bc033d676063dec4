"""UCAP (开普): static list files `<prefix>_<N>.shtml`, or rows from an endpoint named in the page.

The pager is `createPageHTML('page_div', pages, current, 'list', 'shtml', records)`, `current` counted from 1. Some
sites page with `list.shtml?2` instead. Columns drawn by a script ask `/common/search/<channel>` or
`/searchList/<channel>` (GET), in Suzhou `loadDataByChannelIdAndDeptIdBackSort` (POST); all answer with JSON.
"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from crawler.adapters import generic, json_lists
from crawler.adapters.endpoints import named_values, with_fields
from crawler.adapters.numbered_files import Call, next_file, pager_call
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

_MARKS = ("UCAPCONTENT", "UCAPTITLE", "UCAP-CONTENT")
# /xjhc/C116872/202301/245c17….shtml, /scqzyz/gknb/202301/dfc2….shtml, /hebwcs/c111341/202301/c01_592213.shtml,
# /tzzfxxgk/c109617fbd/202301/1636626.shtml
_ARTICLE = re.compile(
    r"/\d{6}/(?:[0-9a-f]{32}|c\d\d_\d+)\.shtml$|/c\d{4,}[a-z]*/\d{6}/\d+\.shtml$",
    re.MULTILINE | re.IGNORECASE,
)
_SEARCH = re.compile(
    r"[\"'](/[^\"'\s<>()]{0,200}?(?:common/search|searchList)/[0-9a-zA-Z]{3,40}[^\"'\s<>()]{0,300})[\"']"
)
_BY_DEPARTMENT = re.compile(r"[\"'](/[^\"'\s<>()]{0,200}?loadDataByChannelIdAndDeptId\w{0,30})[\"']")
# default 50 rows an answer: more than a county column grows in a year, less than any server was seen to cut.
_PER_PAGE = "50"


def recognises(page: Page) -> str | None:
    """By UCAP's own elements, the pager script with its rows, article addresses, or the endpoint."""
    for mark in _MARKS:
        if mark in page.text:
            return f"{mark} in the page"
    call = pager_call(page)
    if call is not None and (call.records is not None or not call.stem.startswith("index")):
        return f'createPageHTML( of files "{call.stem}" in the page'
    match = _ARTICLE.search(page.own_links)
    if match:
        return f"article address {match.group(0)}"
    endpoint = _SEARCH.search(page.text) or _BY_DEPARTMENT.search(page.text)
    return f"endpoint {endpoint.group(1)}" if endpoint else None


def entries(page: Page) -> list[Entry]:
    """The links of the page, or the rows of an endpoint's answer."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """The next file or the next answer; for a page without rows, the first answer."""
    if json_lists.answer(page) is not None:
        return generic.next_page(page)
    call = pager_call(page)
    if call is not None:
        return _next_file(page, call)
    first = _first_answer(page) if _ARTICLE.search(page.own_links) is None else None
    return NextPage((first,)) if first else generic.next_page(page)


def _next_file(page: Page, call: Call) -> NextPage | None:
    parts = urlsplit(page.url)
    if re.fullmatch(r"\d{1,4}", parts.query):
        following = urlunsplit(parts._replace(query=str(int(parts.query) + 1)))
        return NextPage.at([following], guessed=True) if int(parts.query) < call.total else None
    files = next_file(page, call, first=1)
    if files is None or call.current > 1:
        return files
    return replace(files, candidates=(*files.candidates, Ask(urlunsplit(parts._replace(query="2")))))


def _first_answer(page: Page) -> Ask | None:
    """The request the page's script makes for its first rows."""
    search, by_department = _SEARCH.search(page.text), _BY_DEPARTMENT.search(page.text)
    url = resolve(page.url, unescape(search.group(1))) if search else None
    if url is not None:
        usual = {"_isAgg": "true", "_isJson": "true", "_pageSize": _PER_PAGE, "_template": "index"}
        given = dict(parse_qsl(urlsplit(url).query))
        return Ask(with_fields(url, usual | given | {"page": "1"}), referer=page.url)
    url = resolve(page.url, by_department.group(1)) if by_department else None
    named = named_values(page.text, ("channelId", "deptCode"))
    if url is not None and "channelId" in named:
        fields = {"deptCode": ""} | named | {"pageSize": _PER_PAGE, "pageIndex": "1"}
        return Ask.form(url, fields.items(), page.url)
    return None


ADAPTER = Adapter("ucap", recognises, entries, next_page)
