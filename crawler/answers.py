"""What lists and documents share about an answer: its page, the address it answers, its failure."""

from dataclasses import replace

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.ask import Ask
from crawler.context import CrawlContext
from crawler.outcomes import Outcome
from crawler.page import MAX_PAGE_CHARACTERS, Page, looks_textual

# Key of a request's meta under which the archive middleware leaves the page it has read.
PAGE = "nianbao_page"


def response_page(context: CrawlContext, response: Response, ask: Ask | None = None) -> Page | None:
    """The page behind a response, from the archive where the server says it has not changed; None for files.

    Raises ArchiveError where the archived copy cannot be read.
    """
    if response.status == 304:
        archived = context.frontier.document(response.url)
        return text_page(response.url, archived.body, archived.content_type, ask)
    # Taken out: the scheduler keeps the last request of every host.
    page: Page | None = response.request.meta.pop(PAGE)
    return page if page is None or ask is None else replace(page, ask=ask)


def text_page(url: str, payload: bytes, content_type: str, ask: Ask | None = None) -> Page | None:
    """A payload as a page; None for what is no text, or too long to be parsed."""
    if len(payload) > MAX_PAGE_CHARACTERS or not looks_textual(payload, content_type):
        return None
    return Page.from_bytes(url, payload, ask)


def address_asked_for(request: Request) -> str:
    """The address first asked for, before redirects; the key of the request where it is one of a list."""
    ask: Ask | None = request.cb_kwargs.get("ask")
    redirected = request.meta.get("redirect_urls")
    return ask.key if ask else str(redirected[0] if redirected else request.url)


def record_failure(
    context: CrawlContext, request: Request, outcome: Outcome, message: str, status: int | None
) -> None:
    """Record how a request failed; raises CloseSpider where the archive cannot be written."""
    context.recorder.outcome(request.cb_kwargs["task"], address_asked_for(request), outcome, message, status)
    if outcome is Outcome.ARCHIVE_ERROR:
        # Fetching on what cannot be kept would only burden the sites.
        raise CloseSpider(str(outcome))
