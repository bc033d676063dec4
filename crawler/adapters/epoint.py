"""Epoint 新点: `govInfoPub.html?deptcode=…&categorynum=…`, a shell; its rows come from `getgovinfolist` by POST.

The request needs the site's `siteGuid`, which stands in a script of its own (`/js/webBuilderCommon.js`, `ajaxReq.js`):
where the page itself does not have it, that script is asked for first. The project's name in the endpoint's address
differs, and some sites want the parameters inside `params`; both spellings are tried. Pages count from 0.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.adapters import generic, json_lists
from crawler.adapters.endpoints import named_values
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

_MARKS = ("EWB-FRONT", "webBuilderCommon.js", "govInfoPub", "ewb-article")
# /zwgk/002005/002005003/20230112/653ee5f0-b827-4bbe-a799-61582739a0f1.html
_ARTICLE = re.compile(r"/\d{6,}/20\d{6}/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.html")
_SCRIPT = re.compile(
    r"src\s?=\s?[\"']([^\"'<>\s]{1,300}/(?:webBuilderCommon|ajaxReq)\.js[^\"'<>\s]{0,60})[\"']", re.I
)
_ENDPOINT = re.compile(r"[\"']([^\"'<>\s]{0,200}/rest/lightfrontaction/getgovinfolist)[\"']", re.I)
_PROJECT = re.compile(r"[\"'](/?(?:EWB[\w-]*|Epoint[\w-]*))/?[\"']")
# default 15 rows, as the platform's own script asks.
_PAGE_SIZE = 15


def recognises(page: Page) -> str | None:
    """By the platform's scripts and classes, or by articles that are uuids in folders of category and date."""
    for mark in _MARKS:
        if mark in page.text or mark in page.url:
            return f"{mark} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)[:60]}" if match else None


def entries(page: Page) -> list[Entry]:
    """The rows of an answer, or the links of the page."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """For a shell its script or its first rows; behind an answer the next ones."""
    value = json_lists.answer(page)
    if value is not None:
        return json_lists.next_of(page, value, first=0)
    bound = dict(parse_qsl(urlsplit(page.shown_on).query))
    named = named_values(page.text, ("siteGuid", "categorynum", "deptcode"))
    fields = {name: bound.get(name, named.get(name, "")) for name in ("deptcode", "categorynum")}
    if not any(fields.values()):
        return generic.next_page(page)
    if "siteGuid" in named:
        return _first(page, fields | {"siteGuid": named["siteGuid"]})
    script = _SCRIPT.search(page.text)
    url = resolve(page.url, script.group(1)) if script else None
    return NextPage((Ask(url, referer=page.url),)) if url else generic.next_page(page)


def _first(page: Page, fields: dict[str, str]) -> NextPage | None:
    """The request for the first rows, its parameters bare and wrapped."""
    endpoint, project = _ENDPOINT.search(page.text), _PROJECT.search(page.text)
    folder = f"/{project.group(1).strip('/')}" if project else "/EWB-FRONT"
    url = resolve(
        page.url, endpoint.group(1) if endpoint else f"{folder}/rest/lightfrontaction/getgovinfolist"
    )
    if url is None:
        return None
    value = {**fields, "pageIndex": 0, "pageSize": _PAGE_SIZE}
    asks = (Ask.json(url, each, page.shown_on) for each in (value, {"params": value}))
    return NextPage(tuple(asks), guessed=True)


ADAPTER = Adapter("epoint", recognises, entries, next_page)
