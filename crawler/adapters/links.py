"""Links of a list page, the way every family prints them: an `a` with a title, a date near it."""

import re

from parsel import Selector

from crawler.adapters.protocol import Entry
from crawler.urls import resolve

# default 2000 links: the fullest list page seen has some 300; beyond this a page is not a list.
MAX_LINKS = 2000
# default 300 characters: the longest report title seen has 60.
MAX_TITLE = 300

_DATE = re.compile(r"(?:19|20)\d{2}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}")
# The smallest of these around a link is its row; a date in it is the entry's.
_ROW = "ancestor::*[self::li or self::tr or self::dd or self::p][1]"


def links(selector: Selector, base_url: str) -> list[Entry]:
    """Every link that leads to a page, in page order, each address once.

    The `title` attribute is preferred to the text because sites cut the text with "…".
    """
    found: dict[str, Entry] = {}
    for anchor in selector.xpath("//a[@href]")[:MAX_LINKS]:
        url = resolve(base_url, anchor.attrib["href"])
        if url is None:
            continue
        text = squeeze(_text(anchor, 4 * MAX_TITLE))
        title = squeeze(anchor.attrib.get("title", "")) or text
        if not title or (url in found and len(found[url].title) >= len(title)):
            continue
        found[url] = Entry(url, title[:MAX_TITLE], _date_near(anchor))
    return list(found.values())


def squeeze(text: str) -> str:
    """Text with every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def _date_near(anchor: Selector) -> str:
    row = anchor.xpath(_ROW)
    match = _DATE.search(_text(row[0] if row else anchor, 2000))
    return match.group(0) if match else ""


def _text(selector: Selector, limit: int) -> str:
    """The text inside an element, read only as far as `limit` characters: rows can be nested without end."""
    parts: list[str] = []
    size = 0
    for part in selector.root.itertext():
        parts.append(part)
        size += len(part)
        if size >= limit:
            break
    return "".join(parts)[:limit]
