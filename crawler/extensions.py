"""Watching a crawl: a progress bar on a terminal, and mistakes of the spider made visible as outcomes."""

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.items import Task
from crawler.outcomes import Outcome


class Progress:
    """A bar of requests done over requests known; only where somebody sits in front of it."""

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty():
            raise NotConfigured
        self._bar = Bar(
            TextColumn("抓取 crawl"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task("", total=0)
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.scheduled, signal=signals.request_scheduled)
        crawler.signals.connect(self.downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)
        self._known = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """Built by Scrapy; NotConfigured when standard error is no terminal."""
        return cls(crawler)

    def opened(self) -> None:
        """Show the bar."""
        self._bar.start()

    def scheduled(self) -> None:
        """One more request is known."""
        self._known += 1
        self._bar.update(self._task, total=self._known)

    def downloaded(self, request: Request) -> None:
        """One request was answered."""
        task: Task | None = request.cb_kwargs.get("task")
        if task is not None:
            self._bar.update(self._task, advance=1, description=task.source.name)

    def closed(self) -> None:
        """Leave the bar as it stands."""
        self._bar.stop()


class CallbackErrors:
    """An exception in a callback becomes an outcome; Scrapy alone would log it and end with success."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self.record, signal=signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CallbackErrors":
        """Built by Scrapy."""
        return cls(crawler)

    def record(self, failure: Failure, response: Response | None, spider: Spider) -> None:
        """Record what the callback raised; without a response it was raised where the requests begin."""
        message = f"{failure.type.__name__}: {failure.getErrorMessage()}"
        recorder = spider.context.recorder
        if response is None:
            recorder.report.problems.append(f"a mistake in the crawler itself, rows were left out: {message}")
            return
        task: Task = response.request.cb_kwargs["task"]
        recorder.outcome(task, response.url, Outcome.CRAWLER_ERROR, message)
