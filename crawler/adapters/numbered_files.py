"""Static list files numbered by the script call `createPageHTML`, which TRS and UCAP templates share.

The call says how many pages there are and which one this is; how the files are numbered it does not say. Most
sites call the second page `index_1`, some `index_2`. Both are tried in this order: where files are numbered by page,
`index_1` is missing or the first page again, so nothing can be skipped. Later pages show it by their own address.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.adapters.protocol import NextPage
from crawler.page import Page
from crawler.urls import resolve

# createPageHTML(3, 0, "index", "shtml"); createPageHTML('page_div', 3, 1, 'list', 'shtml', 45)
_CALL = re.compile(
    r"createPageHTML\(\s{0,9}(?:['\"](?P<element>[^'\"()]{0,60})['\"]\s{0,9},\s{0,9})?"
    r"['\"]?(?P<total>\d{1,5})['\"]?\s{0,9},\s{0,9}['\"]?(?P<current>\d{1,5})['\"]?\s{0,9},"
    r"\s{0,9}['\"](?P<stem>[\w-]{1,60})['\"]\s{0,9},\s{0,9}['\"](?P<extension>\w{1,8})['\"]"
    r"(?:\s{0,9},\s{0,9}['\"]?(?P<records>\d{1,7}))?"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the pager script: pages in all, the number of this one, how files are named, rows in all."""

    total: int
    current: int
    stem: str
    extension: str
    element: str
    records: int | None


def pager_call(page: Page) -> Call | None:
    """The first call with numbers; the definition of the function has none."""
    match = _CALL.search(page.text)
    if match is None:
        return None
    records = match.group("records")
    return Call(
        int(match.group("total")),
        int(match.group("current")),
        match.group("stem"),
        match.group("extension"),
        match.group("element") or "",
        int(records) if records else None,
    )


def next_file(page: Page, call: Call, first: int) -> NextPage | None:
    """The next list file; `first` is what the family's `current` says on the first page (0 or 1)."""
    index = max(0, call.current - first)
    if index + 1 >= call.total:
        return None
    name = rf"/{re.escape(call.stem)}_(\d+)\.{re.escape(call.extension)}$"
    own = re.search(name, urlsplit(page.url).path)
    numbers = (int(own.group(1)) + 1,) if own and index > 0 else (index + 1, index + 2)
    addresses = (resolve(page.url, f"{call.stem}_{number}.{call.extension}") for number in numbers)
    return NextPage.at(addresses, guessed=True)
