"""VSB 博达 VisualSiteBuilder: articles `/info/<tree>/<id>.htm`, static lists whose pages are numbered downwards.

The newest page is `<column>.htm`, the second `<column>/<N>.htm` with the largest N, the oldest `<column>/1.htm`: a
page changes its number whenever the column grows, so numbers are taken from the page and never remembered. Lists
made on request count upwards instead: `?totalpage=<T>&PAGENUM=<p>&urltype=tree.TreeTempUrl&wbtreeid=<t>`.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.adapters import generic
from crawler.adapters.page_marks import next_step
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page

_MARKS = (
    "wbtreeid=",
    "wbnewsid=",
    "urltype=news.",
    "urltype=tree.",
    "vsb_content",
    "_simple_list_gotopage_fun",
)
_ARTICLE = re.compile(r"/info/\d+/\d+\.htm$", re.MULTILINE)
# 共72条&nbsp;&nbsp;1/4&nbsp; in the cell fanye<id>; in younger templates <span class="p_t">共4页</span> beside links.
_PLACE = re.compile(r"id=[\"']?fanye\w{0,20}[\"']?[^<>]{0,100}>[^<>]{0,60}?(\d{1,5})/(\d{1,5})")
_PAGE_FILE = re.compile(r"^(?P<column>.*[^/])/(?P<number>\d{1,5})\.htm$")


def recognises(page: Page) -> str | None:
    """By the names of VSB's parameters and scripts, or by the addresses of articles."""
    if "egovinfo" in page.text:
        return None
    for mark in _MARKS:
        if mark in page.text:
            return f"{mark} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page: every site draws its rows in its own way."""
    return generic.entries(page)


def next_page(page: Page) -> NextPage | None:
    """The page the link 下页 leads to; where a script draws the pager, the number below this page's."""
    step = next_step(page)
    if step is not None and step.url is not None:
        return NextPage.at([step.url])
    place = _PLACE.search(page.text)
    parts = urlsplit(page.url)
    if place is None or not parts.path.endswith(".htm"):
        return generic.next_page(page)
    current, total = int(place.group(1)), int(place.group(2))
    if current >= total:
        return None
    file = _PAGE_FILE.match(parts.path)
    column = file.group("column") if file and current > 1 else parts.path.removesuffix(".htm")
    path = f"{column}/{total - current}.htm"
    return NextPage.at([urlunsplit(parts._replace(path=path, query=""))])


ADAPTER = Adapter("vsb", recognises, entries, next_page)
