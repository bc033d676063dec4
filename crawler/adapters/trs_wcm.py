"""TRS WCM (拓尔思): static list files, numbered by a call `createPageHTML(total, current, "index", "html")`.

`current` counts from 0. The call is not TRS's alone: with the number of rows behind it, or with files not
named `index`, it is UCAP's.
"""

import re

from crawler.adapters import generic
from crawler.adapters.links import links
from crawler.adapters.numbered_files import Call, next_file, pager_call
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page

# t20220130_1234567.html, t17981192.shtml, t_7158622.html
_ARTICLE = re.compile(r"/t(?:\d{8}_\d+|\d{6,}|_\d+)\.s?html?$", re.MULTILINE)
_BODY_CLASSES = ("TRS_Editor", "TRS_UEDITOR", "trs_editor_view")


def is_call(call: Call) -> bool:
    """Whether a pager call is of this family."""
    return call.records is None and call.stem.startswith("index")


def recognises(page: Page) -> str | None:
    """By the pager script, the classes of the editor, or article names of the pattern t<date>_<id>."""
    call = pager_call(page)
    if call is not None and is_call(call):
        return f'createPageHTML( of files "{call.stem}" in the page'
    for name in _BODY_CLASSES:
        if name in page.text:
            return f"class {name} in the page"
    match = _ARTICLE.search(page.own_links)
    return f"article address {match.group(0)}" if match else None


def entries(page: Page) -> list[Entry]:
    """The links of the page; full titles stand in the `title` attribute."""
    return links(page.selector, page.base_url)


def next_page(page: Page) -> NextPage | None:
    """The next list file, by the numbers in the pager script; templates of other makers print links."""
    call = pager_call(page)
    return generic.next_page(page) if call is None else next_file(page, call, first=0)


ADAPTER = Adapter("trs_wcm", recognises, entries, next_page)
