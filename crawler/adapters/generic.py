"""Plain lists: links in the page, a link named 下一页 to the next. Takes every page no family claims."""

from crawler.adapters.links import anchors, links, text_of
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.page import Page
from crawler.urls import resolve

# As printed on pagers, arrows and brackets stripped; the traditional form stands on older sites.
_NEXT_LABELS = ("下一页", "下页", "下一頁", "下頁", "后一页", "Next", "next")
_LONGEST_LABEL = 40


def recognises(page: Page) -> str | None:
    """Every page: this adapter is asked last."""
    return "no other family recognised the page"


def entries(page: Page) -> list[Entry]:
    """Every link of the page; the selection by title keeps the reports among them."""
    return links(page.selector, page.base_url)


def next_page(page: Page) -> NextPage | None:
    """The first link labelled 下一页 that leads somewhere else."""
    for anchor in anchors(page.selector):
        label = text_of(anchor, _LONGEST_LABEL).strip(" <>«»›‹[]")
        if label in _NEXT_LABELS or anchor.get("title", "").strip() in _NEXT_LABELS:
            url = resolve(page.base_url, anchor.get("href"))
            if url is not None and url != page.url:
                return NextPage.at([url])
    return None


ADAPTER = Adapter("generic", recognises, entries, next_page)
