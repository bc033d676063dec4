"""Hebei's county portals: `/columns/<uuid>/…`, lists filled in by blocks of the page's template.

A block is its own address, `/columns/<uuid>/templates/<uuid>/blocks/<uuid>?page=N`, named in the page; it answers
with the rows as a fragment of HTML. N counts from 1; the page itself holds the rows of its first block or none.
"""

import re

from crawler.adapters import generic
from crawler.adapters.page_addresses import advanced, query_pairs, with_query
from crawler.adapters.page_marks import declared
from crawler.adapters.protocol import Adapter, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.selection import decide
from crawler.urls import resolve

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_COLUMN = re.compile(rf"/columns/{_UUID}/")
_BLOCK = re.compile(rf"/columns/{_UUID}/templates/{_UUID}/blocks/{_UUID}(?:\?[^\"'<>\s]{{0,300}})?")


def recognises(page: Page) -> str | None:
    """By addresses of columns, which are uuids."""
    match = _BLOCK.search(page.text) or _COLUMN.search(page.own_links)
    return f"address with {match.group(0)[:60]}…" if match else None


def next_page(page: Page) -> NextPage | None:
    """The block's rows behind those shown: of the page itself, or of the block where this is its answer."""
    count = declared(page)
    if _BLOCK.search(page.asked.url):
        turn = advanced(query_pairs(page.asked.url))
        ended = turn is None or (count.total is not None and turn.was >= count.total)
        return None if ended or turn is None else NextPage((_block(page, page.asked.url, turn.was + 1),))
    match = _BLOCK.search(page.text)
    url = resolve(page.url, match.group(0)) if match else None
    if url is None:
        return generic.next_page(page)
    is_filled = any(decide(entry.title, entry.url).belongs for entry in generic.entries(page))
    if is_filled and count.total == 1:
        return None
    return NextPage((_block(page, url, 2 if is_filled else 1),))


def _block(page: Page, url: str, number: int) -> Ask:
    others = [(name, value) for name, value in query_pairs(url) if name != "page"]
    return Ask(with_query(url, [*others, ("page", str(number))]), referer=page.shown_on)


ADAPTER = Adapter("hebei_columns", recognises, generic.entries, next_page)
