"""Lists that a list page opens: year and scope folders, frames, pages that only lead on.

A column of annual reports is often a shelf: `2022n/`, `bm/`, `xzjd/` stand where reports were expected, each
a list of its own, some of them a shelf again. The rules are the same for every family.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.adapters.links import MAX_LINKS
from crawler.adapters.protocol import Entry
from crawler.page import Page
from crawler.selection import fold, is_folder_title, is_list_address
from crawler.urls import host_of, resolve

# default 3: year, scope, body is the deepest order of folders seen.
MAX_DEPTH = 3
# default 1500 lists a column: some 80 bodies in each of 15 years; what opens more is no shelf.
MAX_SUB_LISTS = 1500
# default 5 frames: a shell around a list has one or two.
MAX_FRAMES = 5

_EXTENSION = re.compile(r"(/(index|list|default)[^/]*|\.s?html?)$", re.I)
# Frames that never hold a list: seen on county portals beside the one that does.
_OTHER_FRAME = re.compile(r"login|visitcount|share|footer|header|tree\.jsp|search|weather|map|stat", re.I)


def sub_lists(page_url: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those entries of the page at `page_url` that are lists themselves, in page order.

    A link is one when it leads to a list file on the same host which lies beneath the page's own folder, or
    is titled as a year or scope folder is.
    """
    folder, host = _folder(page_url), host_of(page_url)
    found = []
    for entry in entries:
        if host_of(entry.url) != host:
            continue
        # The folder of a front page holds the whole site.
        beneath = (
            folder != "/" and urlsplit(entry.url).path.startswith(folder) and _folder(entry.url) != folder
        )
        if (beneath and is_list_address(entry.url)) or is_folder_title(fold(entry.title)):
            found.append(entry)
    return found


def other_years(page_url: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those entries of a page that is one report which are the same body's report of another year.

    Systems that show every report at one path have the year in the query; others have folders of years side by
    side. Links are titled 2022年 either way.
    """
    own, shelf = urlsplit(page_url)._replace(query=""), _shelf(page_url)
    return [
        entry
        for entry in entries
        if (urlsplit(entry.url)._replace(query="") == own or _shelf(entry.url) == shelf)
        and entry.url != page_url
        and is_folder_title(fold(entry.title))
    ]


def frames(page: Page) -> list[str]:
    """Addresses of the frames on the page's own host that may hold its list."""
    found: dict[str, None] = {}
    for number, element in enumerate(page.selector.root.iter("iframe", "frame")):
        if number >= MAX_LINKS or len(found) >= MAX_FRAMES:
            break
        url = resolve(page.base_url, element.get("src", ""))
        if url is None or host_of(url) != host_of(page.url) or _OTHER_FRAME.search(url):
            continue
        found.setdefault(url)
    found.pop(page.url, None)
    return list(found)


def _folder(url: str) -> str:
    """The path everything beneath a list begins with: `/nb/` for `/nb/`, `/nb/index.html` and `/nb.htm`."""
    return _EXTENSION.sub("", urlsplit(url).path).rstrip("/") + "/"


def _shelf(url: str) -> tuple[str, str]:
    """Host and the folder a folder stands in: `/nb/bm/` for `/nb/bm/2022n/`."""
    return host_of(url), _folder(url).rstrip("/").rpartition("/")[0]
