"""The disclosure module of VSB 博达: `/info/egovinfo/<n>/overt_centent/<organ>-/<index number>.htm`.

Its lists are paged by three parameters named after the list: `ainfolist<id>t` pages in all, `…p` this one, `…c` rows
a page. The spelling `centent` is the vendor's.
"""

import re
from urllib.parse import urlsplit

from crawler.adapters import generic
from crawler.adapters.page_addresses import query_pairs, with_query
from crawler.adapters.page_marks import next_step
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page
from crawler.urls import resolve

_MARKS = ("/info/egovinfo/", "egovinfocontenttable", "urltype=egovinfo.")
_PAGER = re.compile(r"ainfolist\d{1,12}[tpc]=\d")


def recognises(page: Page) -> str | None:
    """By the module's name in links, bodies and parameters, or by those of its pager."""
    for mark in _MARKS:
        if mark in page.text:
            return f"{mark} in the page"
    match = _PAGER.search(page.text)
    return f"{match.group(0)} in the page" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """The page the link 下页 leads to; where there is none, this one's address or any pager link, one further."""
    step = next_step(page)
    if step is not None and step.url is not None:
        return NextPage.at([step.url])
    own = _pager(page.url)
    other = next((line for line in page.own_links.splitlines() if _PAGER.search(line)), "")
    pager = own or _pager(resolve(page.url, other) or "")
    if pager is None:
        return generic.next_page(page)
    name, total, number = pager
    following = number + 1 if own else 2
    if following > total:
        return None
    address = page.url if own else resolve(page.url, other) or page.url
    pairs = [(key, str(following) if key == f"{name}p" else value) for key, value in query_pairs(address)]
    return NextPage.at([with_query(address, pairs)])


def _pager(url: str) -> tuple[str, int, int] | None:
    """(name of the list, pages in all, this page) of an address with the pager's parameters."""
    fields = dict(query_pairs(url)) if urlsplit(url).query else {}
    for field, value in fields.items():
        name = re.fullmatch(r"(ainfolist\d{1,12})t", field)
        number = fields.get(f"{name.group(1)}p", "") if name else ""
        if name and re.fullmatch(r"\d{1,5}", value) and re.fullmatch(r"\d{1,5}", number):
            return name.group(1), int(value), int(number)
    return None


ADAPTER = Adapter("vsb_egovinfo", recognises, entries, next_page)
