"""The one spider: list → article → attachment, for every registry row."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider, signals

from crawler.context import CrawlContext
from crawler.documents import Documents
from crawler.lists import Lists


class AnnualReportsSpider(Spider):
    """Walks the lists of all rows and requests the reports that are not archived yet."""

    name = "annual_reports"
    # 304 answers a conditional request: not an error, but the archived copy is to be used.
    handle_httpstatus_list = [304]

    def __init__(self, context: CrawlContext, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self._lists = Lists(context, Documents(context))

    async def start(self) -> AsyncIterator[Request]:
        """One request per row: its column. A row's turn comes when a place in the downloader is free for it.

        Begun all at once, thousands of columns would lay all their reports into memory.
        """
        for source in self.context.sources:
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            for request in self._lists.begin(source):
                yield request
