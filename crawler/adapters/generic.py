"""Any list: the links of the page, and whatever it says about further pages. Takes what no family claims.

What names its target is believed first: a link 下一页, a row of numbers, a select box, a form. Only where a page
declares more pages than it links to are addresses guessed, and a list drawn by a script is looked for in the data
the script loads.
"""

import re
from dataclasses import replace
from itertools import islice

from crawler.adapters import json_lists
from crawler.adapters.links import links
from crawler.adapters.page_addresses import further
from crawler.adapters.page_forms import asked_number, page_forms
from crawler.adapters.page_marks import declared, next_step, numbered_step, option_step
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.selection import decide
from crawler.urls import host_of, resolve

# $.getJSON("/data/list.json", …) ; fetch('/api/article/list?channel=3') ; url: "list.json" ; axios.get("…")
_DATA_CALL = re.compile(
    r"(?:url\s{0,9}:|getJSON\(|\$\.get\(|fetch\(|axios\.get\()\s{0,9}[\"']([^\"'<>\s]{1,500})[\"']\s{0,9}[,)};]"
)
_DATA_ADDRESS = re.compile(r"\.json($|\?)|list[^/]*$", re.I)
# default 3 calls: what else a page loads (weather, counters) is no list.
MAX_DATA_CALLS = 3


def recognises(page: Page) -> str | None:
    """Every page: this adapter is asked last."""
    return "no other family recognised the page"


def entries(page: Page) -> list[Entry]:
    """Every link of the page or object of the answer; the selection by title keeps the reports among them."""
    value = json_lists.answer(page)
    if value is not None:
        return json_lists.entries_of(value, page.base_url)
    found = {entry.url: entry for entry in links(page.selector, page.base_url)}
    for entry in json_lists.inline_entries(page):
        found.setdefault(entry.url, entry)
    return list(found.values())


def next_page(page: Page) -> NextPage | None:
    """The page behind this one, by the first mark that leads to another."""
    return following(page)


def following(page: Page, templates: tuple[str, ...] = ()) -> NextPage | None:
    """As `next_page`; `templates` (see page_addresses) are a family's own and replace the usual guesses."""
    value = json_lists.answer(page)
    if value is not None:
        return json_lists.next_of(page, value)
    count = declared(page)
    count = replace(count, current=count.current or asked_number(page))
    step = next_step(page)
    if step is None or step.url is None:
        step = numbered_step(page, count.current) or option_step(page) or step
    if step is not None and step.url is not None:
        return NextPage.at((step.url,))
    number = step.number if step is not None else None
    if number is None and (count.total or 0) <= (count.current or 1):
        return _data(page)
    asks = [Ask(url) for url in further(page, count, number, templates)]
    asks = page_forms(page, count, number) + asks
    return NextPage(tuple(asks), guessed=True) if asks else None


def _data(page: Page) -> NextPage | None:
    """The data a page's script draws its list from, where the page itself lists no report."""
    addresses = (
        resolve(page.base_url, match.group(1)) for match in _DATA_CALL.finditer(page.text[:2_000_000])
    )
    chosen = (
        url for url in addresses if url and host_of(url) == host_of(page.url) and _DATA_ADDRESS.search(url)
    )
    named = NextPage.at(islice(chosen, MAX_DATA_CALLS), guessed=True)
    if named is None or any(decide(entry.title, entry.url).belongs for entry in entries(page)):
        return None
    return named


ADAPTER = Adapter("generic", recognises, entries, next_page)
