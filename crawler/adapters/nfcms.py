"""NFCMS (南方, Guangdong): articles `/<column>/content/post_<n>.html`, lists `index.html`, `index_2.html` …"""

import re

from crawler.adapters import generic
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page

_MARKS = ("NFCMS_SITE_ID", "NFCMS_POST_ID", "NFCMS_")
_ARTICLE = re.compile(r"/content/(?:\d+/\d+/)?m?post_\d+\.html$", re.MULTILINE)


def recognises(page: Page) -> str | None:
    """By the names of its script variables or the addresses of articles, outside the provincial platform."""
    if "/gkmlpt/" in page.url:
        return None
    for mark in _MARKS:
        if mark in page.text:
            return f"{mark} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """The page the pager leads to; files are numbered by page, so a count alone is enough."""
    return generic.following(page, ("{stem}_{n}{ext}",))


ADAPTER = Adapter("nfcms", recognises, entries, next_page)
