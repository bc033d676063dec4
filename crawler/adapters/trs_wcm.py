"""TRS WCM (拓尔思): static list files, numbered by a call `createPageHTML(total, current, "index", "html")`.

`current` counts from 0. Most sites number the files by it (`index_1` is the second page), some by page
(`index_2` is the second page), and the page does not say which: on the first page both are candidates, later
ones show the numbering by their own address.
"""

import re
from urllib.parse import urlsplit

from crawler.adapters.links import links
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page
from crawler.urls import resolve

# createPageHTML(3, 0, "index", "shtml") ; some sites put an element's id first: ('pager', 3, 0, …)
_CALL = re.compile(
    r"createPageHTML\(\s*(?:['\"][^'\"()]{0,60}['\"]\s*,\s*)?(\d{1,5})\s*,\s*(\d{1,5})\s*,"
    r"\s*['\"]([\w-]{1,60})['\"]\s*,\s*['\"](\w{1,8})['\"]"
)
# t20220130_1234567.html, t17981192.shtml, t_7158622.html
_ARTICLE = re.compile(r"/t(?:\d{8}_\d+|\d{6,}|_\d+)\.s?html?\b")
_BODY_CLASSES = ("TRS_Editor", "TRS_UEDITOR", "trs_editor_view")


def recognises(page: Page) -> str | None:
    """By the pager script, the classes of the editor, or article names of the pattern t<date>_<id>."""
    if "createPageHTML(" in page.text:
        return "createPageHTML( in the page"
    for name in _BODY_CLASSES:
        if name in page.text:
            return f"class {name} in the page"
    match = _ARTICLE.search(page.text)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page; full titles stand in the `title` attribute."""
    return links(page.selector, page.base_url)


def next_page(page: Page) -> NextPage | None:
    """The next list file, by the numbers in the pager script."""
    call = _CALL.search(page.text)
    if call is None:
        return None
    total, current = int(call.group(1)), int(call.group(2))
    stem, extension = call.group(3), call.group(4)
    if current + 1 >= total:
        return None
    own = re.search(rf"/{re.escape(stem)}_(\d+)\.{re.escape(extension)}$", urlsplit(page.url).path)
    numbers = (int(own.group(1)) + 1,) if own and current > 0 else (current + 1, current + 2)
    addresses = (resolve(page.url, f"{stem}_{number}.{extension}") for number in numbers)
    return NextPage.at(addresses, guessed=True)


ADAPTER = Adapter("trs_wcm", recognises, entries, next_page)
