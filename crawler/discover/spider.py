"""The searches, carried out: one page at a time a site, under the guards and the politeness of the crawl."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import text_page
from crawler.context import HostContext
from crawler.discover.search import Search, Step
from crawler.failures import classify
from crawler.gates import gate
from crawler.items import Task
from crawler.outcomes import Outcome


class DiscoverSpider(Spider):
    """Asks for what each search wants next, until none wants anything. Archives nothing."""

    name = "discover"

    def __init__(self, context: HostContext, searches: Sequence[Search], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self._searches = searches

    async def start(self) -> AsyncIterator[Request]:
        """One request a site."""
        for search in self._searches:
            for request in self._next(search):
                yield request

    def parse_page(self, response: Response, search: Search, step: Step, task: Task) -> Iterator[Request]:
        """A page, or what stands in its place."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        page = text_page(response.url, response.body, kind, step.ask)
        if page is None:
            search.missed(step, Outcome.EMPTY_LIST, "not a text page of usual size")
        else:
            headers = response.headers.to_unicode_dict().items()
            found = gate(page, int(response.status), headers, step.ask.url)
            if found is None:
                search.take(step, page)
            else:
                search.missed(step, *found)
        yield from self._next(search)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """A page that could not be had."""
        arguments = failure.request.cb_kwargs
        outcome, message, _ = classify(failure.value)
        arguments["search"].missed(arguments["step"], outcome, message)
        yield from self._next(arguments["search"])

    def _next(self, search: Search) -> Iterator[Request]:
        step = search.next()
        if step is None:
            return
        yield Request(
            step.ask.url,
            method=step.ask.method,
            body=step.ask.body or b"",
            headers=step.ask.headers,
            callback=self.parse_page,
            errback=self.failed,
            cb_kwargs={"search": search, "step": step, "task": Task(search.source, "list")},
        )
