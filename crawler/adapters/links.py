"""Links of a list page, the way every family prints them: an `a` with a title, a date near it.

Works on lxml elements and not by XPath: pages are hostile, and iterating stops where the bound is reached.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from lxml import etree
from parsel import Selector

from crawler.adapters.protocol import Entry
from crawler.urls import resolve

# default 2000 links: the fullest list page seen has some 300; beyond this a page is not a list.
MAX_LINKS = 2000
# default 300 characters: the longest report title seen has 60.
MAX_TITLE = 300

DATE = re.compile(r"(?:19|20)\d{2}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?")
# The smallest of these around a link is its row; a date in it is the entry's.
_ROW_TAGS = ("li", "tr", "dd", "p")
# default 3 boxes around a link without a row of its own: link, cell, row.
MAX_BOXES = 3
# default 20 elements inside a link: icons, the cut title, the whole one, a date.
MAX_INNER = 20
# default 200 steps into and out of elements: a row takes two dozen; rows inside rows without end would be read
# again for every link.
MAX_STEPS = 200
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)


def href(anchor: Any) -> str | None:
    """Where a link leads as it is printed."""
    value: str | None = anchor.get("href")
    return value


def links(selector: Selector, base_url: str, address: Callable[[Any], str | None] = href) -> list[Entry]:
    """Every link that leads to a page, in page order, each address once; `address` says where one leads.

    Where the text is cut with "…", the whole title stands in the `title` attribute or in a hidden element.
    """
    found: dict[str, Entry] = {}
    for anchor in islice((a for a in selector.root.iter("a") if address(a)), MAX_LINKS):
        url = resolve(base_url, address(anchor) or "")
        if url is None:
            continue
        title = _title(anchor)
        if not title or (url in found and len(found[url].title) >= len(title)):
            continue
        found[url] = Entry(url, title[:MAX_TITLE], _date(anchor))
    return list(found.values())


def anchors(selector: Selector) -> Iterator[Any]:
    """The first MAX_LINKS elements `a` with an address, as lxml elements."""
    return islice((anchor for anchor in selector.root.iter("a") if anchor.get("href")), MAX_LINKS)


def _title(anchor: Any) -> str:
    title = squeeze(anchor.get("title", ""))
    for inner in islice(anchor.iterdescendants(), MAX_INNER):
        if not title and _HIDDEN.search(inner.get("style") or ""):
            title = text_of(inner, 4 * MAX_TITLE)
    return title or text_of(anchor, 4 * MAX_TITLE)


def _date(anchor: Any) -> str:
    """The first date in the row of a link; where rows are neither items nor table rows, in the boxes around it."""
    row = next(anchor.iterancestors(*_ROW_TAGS), None)
    if row is not None:
        date = DATE.search(text_of(row, 2000))
        return date.group(0) if date else ""
    for box in islice(anchor.iterancestors(), MAX_BOXES):
        # A box with another link or a script in it is more than a row.
        if len(list(islice(box.iter("a", "script"), 2))) > 1:
            break
        date = DATE.search(text_of(box, 2000))
        if date:
            return date.group(0)
    return ""


def text_of(element: Any, limit: int) -> str:
    """The text a reader sees inside an element, blanks squeezed, read only as far as `limit` characters."""
    parts: list[str] = []
    size = 0
    for event, node in islice(etree.iterwalk(element, events=("start", "end", "comment")), MAX_STEPS):
        if event == "start":
            part = None if node.tag in ("script", "style") else node.text
        else:
            part = None if node is element else node.tail
        if part:
            parts.append(part)
            size += len(part)
            if size >= limit:
                break
    return squeeze("".join(parts)[:limit])


def squeeze(text: str) -> str:
    """Text with every run of white space as one blank, none at the ends."""
    return " ".join(text.split())
