"""The disclosure platform of Guangdong (政府信息公开目录平台): every host answers under `/gkmlpt/`, by script only.

`/gkmlpt/annualreport` is a shell; its rows come from `/gkmlpt/api/all/<category>?page=<n>&sid=<site>`. Site
and category stand in `window._CONFIG` (`SID`, `TREE`) of the shell or of `/gkmlpt/index`. Departments have a folder
before `/gkmlpt/`.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from crawler.adapters import generic, json_lists
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.selection import fold

_SID = re.compile(r"\bSID[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,9})")
_TREE = re.compile(r"\bTREE[\"']?\s{0,9}:\s{0,9}(?=\[)")
_ANNUAL_REPORTS = re.compile("信息公开.{0,6}(年报|年度.{0,4}报告)|^年报$|^年度报告$")
# default 20,000 nodes: the catalogue of a city with all its departments; what lies behind them is not looked at.
_MAX_NODES = 20_000


def recognises(page: Page) -> str | None:
    """By the platform's folder in the address, or by the variable that holds its catalogue."""
    if "/gkmlpt/" in urlsplit(page.url).path:
        return "/gkmlpt/ in the address"
    return (
        "window._CONFIG with SID in the page"
        if "window._CONFIG" in page.text and _SID.search(page.text)
        else None
    )


def entries(page: Page) -> list[Entry]:
    """The rows of an answer; the links of a shell are the platform's own."""
    return generic.entries(page) if json_lists.answer(page) is not None else []


def next_page(page: Page) -> NextPage | None:
    """For a shell the first rows of its category, or the page with the catalogue; behind an answer the next one."""
    if json_lists.answer(page) is not None:
        return generic.next_page(page)
    root = _root(page.url)
    sid = _SID.search(page.text)
    category = _category(page.text)
    if sid and category:
        return NextPage((Ask(f"{root}/api/all/{category}?page=1&sid={sid.group(1)}", referer=page.url),))
    index = f"{root}/index"
    return None if page.url == index else NextPage((Ask(index, referer=page.url),))


def _root(url: str) -> str:
    parts = urlsplit(url)
    folder = parts.path.partition("/gkmlpt/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/gkmlpt", "", ""))


def _category(text: str) -> str:
    """The id of the annual reports in the catalogue, empty where it has none."""
    start = _TREE.search(text)
    if start is None:
        return ""
    try:
        tree, _ = JSONDecoder().raw_decode(text, start.end())
    except (JSONDecodeError, RecursionError):
        return ""
    found = (
        str(node.get("id", "")) for node in _nodes(tree) if _is_annual_reports(str(node.get("name", "")))
    )
    return next((number for number in found if number.isdecimal()), "")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of the catalogue, upper ones first."""
    waiting = list(tree) if isinstance(tree, list) else []
    for place in range(_MAX_NODES):
        if place >= len(waiting):
            return
        node = waiting[place]
        if isinstance(node, dict):
            yield node
            children = node.get("children")
            waiting += children[:_MAX_NODES] if isinstance(children, list) else []


def _is_annual_reports(name: str) -> bool:
    # 政府网站年度报表 stands beside them.
    return _ANNUAL_REPORTS.search(fold(name)) is not None and "网站" not in name


ADAPTER = Adapter("gkmlpt", recognises, entries, next_page)
