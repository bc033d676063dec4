"""Whether the answer to a guessed address is a further page of the list, and not the front page with status 200."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from crawler.adapters.protocol import Entry
from crawler.selection import decide
from crawler.urls import host_of, same_column

# default 2: a page without rows, then the script that names where they come from.
MAX_SHELLS = 2

# Folders named after a day, month or year: 202301, 2023/1/18, 2022n, 2022-01-15.
_DATE_FOLDER = re.compile(r"/(?:(?:19|20)\d{2}[-\w]{0,9}|\d{1,2})(?=/)")
# The id of an article, at the end of its file name: t20230119_1001, art_12_501, 61e7bc45f8fd1c0bdc7acf3c.
_ID = re.compile(r"[0-9a-f][0-9a-f_-]{0,60}(?=\.\w+$|$)|\d{1,40}(?=\.\w+$|$)")
# What a pager or a calendar prints on its links: 下一页, [2], »; a year of four digits may be a folder.
_PAGER_TITLE = re.compile(
    r"[\W_]*(第?\d{1,3}[页頁]?|[首上前下后後末尾]一?[页頁月]|first|previous|prev|next|last)[\W_]*|[\W_]*",
    re.IGNORECASE,
)


def rows_of(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without those of the pager or of a calendar: these are new on every page, for ever."""
    return [entry for entry in entries if not _PAGER_TITLE.fullmatch(entry.title)]


def shape(url: str) -> str:
    """Host and path of an article without what differs between the articles of one column: dates and ids."""
    path = _DATE_FOLDER.sub("/#", urlsplit(url).path)
    folder, _, name = path.rpartition("/")
    return f"{host_of(url)}{folder}/{_ID.sub('#', name, count=1)}"


def is_further_page(fresh: Iterable[Entry], column_url: str, shapes: Collection[str]) -> bool:
    """Whether a page with these entries not seen before goes on with the list.

    `shapes` are those of the reports listed so far. A page goes on with it that lists another report, an address
    of the same shape, or an article beneath the column's own folder; while no report is known, the first folder
    must do.
    """
    column = host_of(column_url) + urlsplit(column_url).path.rpartition("/")[0] + "/"
    for entry in fresh:
        own = shape(entry.url)
        if own in shapes or (
            own.startswith(column) and "#" in own and urlsplit(column_url).path.count("/") > 1
        ):
            return True
        if decide(entry.title, entry.url).belongs or (not shapes and same_column(entry.url, column_url)):
            return True
    return False
