"""Reports and attachments: which are requested, and what becomes of their answers."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.adapters import Entry
from crawler.answers import address_asked_for, record_failure, response_page, text_page
from crawler.archive_place import ArchiveError
from crawler.attachments import attachments, is_attachment, viewed_file
from crawler.context import CrawlContext
from crawler.failures import classify
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.page import Page
from crawler.selection import decide
from crawler.walks import Column

# default 20: a report has one or two attachments; more are the site's download menu.
MAX_ATTACHMENTS = 20


class Documents:
    """Requests the reports a list names, and the attachments their pages carry, unless they are archived."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._requested: set[str] = set()
        self._shells: set[str] = set()

    def listed(self, column: Column, entry: Entry, list_url: str) -> Iterator[Request]:
        """What is to be requested for an entry that belongs."""
        url = viewed_file(entry.url) or entry.url
        role = "attachment" if is_attachment(url, entry.title) else "report"
        yield from self._requests(Task(column.source, role, list_url, entry.title), url)

    def attached(self, page: Page, task: Task) -> Iterator[Request]:
        """Attachments that may be the report: all of a page without tables, else those titled as a report.

        Of a page that only sends its reader on, the page it sends to, once: a chain of them ends as an outcome.
        """
        if page.redirect is not None:
            if task.landing_url in self._shells:
                self._context.recorder.outcome(
                    task,
                    page.redirect,
                    Outcome.REDIRECT_LOOP,
                    f"{page.url} sends on, and was sent to by another",
                )
                return
            self._shells.add(page.url)
            yield from self._requests(replace(task, landing_url=page.url), page.redirect)
            return
        found = 0
        carried = attachments(page)
        for entry in carried.files:
            if page.is_report and not decide(entry.title, entry.url).belongs:
                continue
            found += 1
            if found > MAX_ATTACHMENTS:
                return
            yield from self._requests(Task(task.source, "attachment", page.url, entry.title), entry.url)
        if found == 0 and not page.is_report:
            for url in carried.sealed[:1]:
                self._context.recorder.outcome(
                    task, url, Outcome.SEALED_VIEWER, "the report is shown in a viewer that hides its file"
                )

    def parse(self, response: Response, task: Task) -> Iterator[Request]:
        """A report or attachment; it is archived already, what is left are the attachments it links to."""
        asked = address_asked_for(response.request)
        self._context.recorder.outcome(task, asked, Outcome.OK, "", response.status)
        page = response_page(self._context, response) if task.role == "report" else None
        if page is not None:
            yield from self.attached(page, task)

    def failed(self, failure: Failure) -> None:
        """A report or attachment that could not be had."""
        record_failure(self._context, failure.request, *classify(failure.value))

    def _requests(self, task: Task, url: str) -> Iterator[Request]:
        """Request a document unless it is archived; of an archived report, the attachments still missing."""
        if url in self._requested:
            return
        self._requested.add(url)
        try:
            if not self._context.frontier.holds(url):
                yield Request(url, callback=self.parse, errback=self.failed, cb_kwargs={"task": task})
                return
            self._context.recorder.of(task.source).already_archived += 1
            if task.role == "report":
                archived = self._context.frontier.document(url)
                page = text_page(archived.url, archived.body, archived.content_type)
                if page is not None:
                    yield from self.attached(page, task)
        except ArchiveError as error:
            self._context.recorder.outcome(task, url, Outcome.ARCHIVE_ERROR, str(error))
