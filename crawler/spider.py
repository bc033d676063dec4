"""The one spider: list → article → attachment. What a site's lists look like is the adapters' business."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.adapters import Adapter, Entry, NextPage, choose
from crawler.archive_index import ArchiveError
from crawler.attachments import attachments, is_attachment, viewed_file
from crawler.context import CrawlContext
from crawler.failures import classify
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.page import MAX_PAGE_CHARACTERS, Page, looks_textual
from crawler.registry import Source
from crawler.selection import decide, wanted_year
from crawler.urls import same_column

# default 100 pages: annual-report columns rarely pass five; a list that does not end here does not end.
MAX_LIST_PAGES = 100
# default 5000 reports: a county with all its departments has some 1500; the next list page is not asked.
MAX_REPORTS = 5000
# default 20: a report has one or two attachments; more are the site's download menu.
MAX_ATTACHMENTS = 20

# Answers that say "no such page": after them a guessed list address is wrong and the next one is tried.
# Anything else (a timeout, say) may be the right address failing, and trying on would skip a page.
_MISSES = (Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.CLIENT_ERROR)


@dataclass(slots=True)
class Walk:
    """The state of one list while its pages are walked; `recognised` counts reports of any year."""

    source: Source
    adapter: Adapter | None = None
    pages: int = 0
    recognised: int = 0
    seen: set[str] = field(default_factory=set)


class AnnualReportsSpider(Spider):
    """Walks the lists of all rows and requests the reports that are not archived yet."""

    name = "annual_reports"
    # 304 answers a conditional request for a list: not an error, but the archived copy is to be used.
    handle_httpstatus_list = [304]

    def __init__(self, context: CrawlContext, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self._requested: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """One request per row: its column."""
        for source in self.context.sources:
            yield self._list_request(Walk(source), source.column_url, "", ())

    def parse_list(
        self, response: Response, task: Task, walk: Walk, rest: tuple[str, ...], guessed: bool
    ) -> Iterator[Request]:
        """A list page, or a column that is a report itself. `rest` are addresses to try if this one is wrong."""
        recorder = self.context.recorder
        try:
            page = self._page(response)
        except ArchiveError as error:
            recorder.outcome(task, response.url, Outcome.ARCHIVE_ERROR, str(error))
            return
        if page is None:
            recorder.outcome(task, response.url, Outcome.EMPTY_LIST, "not a text page of usual size")
            return
        walk.pages += 1
        recorder.of(walk.source).list_pages += 1
        if page.is_report:
            recorder.outcome(task, response.url, Outcome.OK, "the column is a report", response.status)
            yield from self._attachment_requests(page, task)
            return
        adapter = self._adapter(walk, page)
        fresh = [entry for entry in adapter.entries(page) if entry.url not in walk.seen]
        if guessed and not any(same_column(entry.url, walk.source.column_url) for entry in fresh):
            yield from self._missed(task, walk, response.url, rest)
            return
        outcome = Outcome.NOT_MODIFIED if response.status == 304 else Outcome.OK
        recorder.outcome(task, _asked_for(response.request), outcome, "", response.status)
        walk.seen.update(entry.url for entry in fresh)
        recorder.of(walk.source).entries += len(fresh)
        for entry in fresh:
            yield from self._entry_requests(entry, walk, page.url)
        following = adapter.next_page(page) if fresh else None
        yield from self._go_on(task, walk, page.url, following)

    def parse_document(self, response: Response, task: Task) -> Iterator[Request]:
        """A report or attachment; it is archived already, what is left are the attachments it links to."""
        self.context.recorder.outcome(task, _asked_for(response.request), Outcome.OK, "", response.status)
        page = self._page(response) if task.role == "report" else None
        if page is not None:
            yield from self._attachment_requests(page, task)

    def list_failed(self, failure: Failure) -> Iterator[Request]:
        """A list page that could not be had."""
        request: Request = failure.request
        task: Task = request.cb_kwargs["task"]
        outcome, message, status = classify(failure.value)
        if task.probe and outcome in _MISSES:
            yield from self._missed(
                task, request.cb_kwargs["walk"], _asked_for(request), request.cb_kwargs["rest"]
            )
            return
        self._failed(request, outcome, message, status)

    def document_failed(self, failure: Failure) -> None:
        """A report or attachment that could not be had."""
        self._failed(failure.request, *classify(failure.value))

    def _failed(self, request: Request, outcome: Outcome, message: str, status: int | None) -> None:
        self.context.recorder.outcome(
            request.cb_kwargs["task"], _asked_for(request), outcome, message, status
        )
        if outcome is Outcome.ARCHIVE_ERROR:
            # Fetching on what cannot be kept would only burden the sites.
            raise CloseSpider(str(outcome))

    def _adapter(self, walk: Walk, page: Page) -> Adapter:
        if walk.adapter is None:
            walk.adapter, reason = choose(page, walk.source.cms)
            report = self.context.recorder.of(walk.source)
            report.adapter, report.adapter_reason = walk.adapter.name, reason
        return walk.adapter

    def _missed(self, task: Task, walk: Walk, url: str, rest: tuple[str, ...]) -> Iterator[Request]:
        """A guessed address was wrong: try the next, or report that the list goes on where we cannot follow."""
        if rest:
            self.context.recorder.outcome(task, url, Outcome.PROBE_MISS)
            yield self._list_request(walk, rest[0], task.landing_url, rest[1:], guessed=True)
            return
        self.context.recorder.outcome(
            task,
            url,
            Outcome.EMPTY_LIST,
            "the pager declares a further page, but no address of it has new entries",
        )

    def _go_on(self, task: Task, walk: Walk, page_url: str, following: NextPage | None) -> Iterator[Request]:
        """The next page of the list, or what is to be said at its end."""
        recorder = self.context.recorder
        if following is not None and following.candidates:
            if walk.pages < MAX_LIST_PAGES and walk.recognised < MAX_REPORTS:
                first, *rest = following.candidates
                yield self._list_request(walk, first, page_url, tuple(rest), guessed=following.guessed)
                return
            recorder.outcome(
                task,
                following.candidates[0],
                Outcome.LIST_CEILING,
                f"the list still goes on after {walk.pages} pages and {walk.recognised} reports, which no such list "
                "does; the rest is left out",
            )
        if walk.recognised == 0:
            entries = recorder.of(walk.source).entries
            recorder.outcome(
                task,
                walk.source.column_url,
                Outcome.EMPTY_LIST,
                f"no annual report among {entries} links (read by {walk.adapter.name if walk.adapter else ''}); "
                "check that column_url is the list of reports, or name another cms in the registry",
            )

    def _entry_requests(self, entry: Entry, walk: Walk, list_url: str) -> Iterator[Request]:
        report = self.context.recorder.of(walk.source)
        decision = decide(entry.title, entry.url)
        if not decision.belongs:
            self.context.recorder.left_out(walk.source, decision.reason)
            return
        walk.recognised += 1
        if not wanted_year(decision, self.context.years):
            report.other_years += 1
            return
        report.selected += 1
        url = viewed_file(entry.url) or entry.url
        role = "attachment" if is_attachment(url, entry.title) else "report"
        yield from self._document_requests(Task(walk.source, role, list_url, entry.title), url)

    def _document_requests(self, task: Task, url: str) -> Iterator[Request]:
        """Request a document unless it is archived; of an archived report, the attachments still missing."""
        if url in self._requested:
            return
        self._requested.add(url)
        try:
            if not self.context.frontier.holds(url):
                yield Request(
                    url,
                    callback=self.parse_document,
                    errback=self.document_failed,
                    cb_kwargs={"task": task},
                )
                return
            self.context.recorder.of(task.source).already_archived += 1
            if task.role == "report":
                archived = self.context.frontier.document(url)
                page = _text_page(archived.url, archived.body, archived.content_type)
                if page is not None:
                    yield from self._attachment_requests(page, task)
        except ArchiveError as error:
            self.context.recorder.outcome(task, url, Outcome.ARCHIVE_ERROR, str(error))

    def _attachment_requests(self, page: Page, task: Task) -> Iterator[Request]:
        """Attachments that may be the report: all of a page without tables, else those titled as a report."""
        found = 0
        carried = attachments(page)
        for entry in carried.files:
            if page.is_report and not decide(entry.title, entry.url).belongs:
                continue
            found += 1
            if found > MAX_ATTACHMENTS:
                return
            attachment = Task(task.source, "attachment", page.url, entry.title)
            yield from self._document_requests(attachment, entry.url)
        if found == 0 and not page.is_report:
            for url in carried.sealed[:1]:
                self.context.recorder.outcome(
                    task, url, Outcome.SEALED_VIEWER, "the report is shown in a viewer that hides its file"
                )

    def _list_request(
        self, walk: Walk, url: str, landing_url: str, rest: tuple[str, ...], guessed: bool = False
    ) -> Request:
        task = Task(walk.source, "list", landing_url, probe=guessed and bool(rest))
        headers: dict[str, str] = {}
        copy = self.context.frontier.latest(url)
        if copy is not None and copy.http_status == 200:
            validators = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
            headers = {name: value for name, value in validators.items() if value}
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            headers=headers,
            cb_kwargs={"task": task, "walk": walk, "rest": rest, "guessed": guessed},
            # Lists first: a crawl that is cut short then at least knows what there is.
            priority=1,
        )

    def _page(self, response: Response) -> Page | None:
        """The page behind a response, from the archive where the server says it has not changed."""
        if response.status == 304:
            archived = self.context.frontier.document(response.url)
            return _text_page(response.url, archived.body, archived.content_type)
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return _text_page(response.url, response.body, kind)


def _text_page(url: str, payload: bytes, content_type: str) -> Page | None:
    if len(payload) > MAX_PAGE_CHARACTERS or not looks_textual(payload, content_type):
        return None
    return Page.from_bytes(url, payload)


def _asked_for(request: Request) -> str:
    """The address first asked for, before redirects."""
    redirected = request.meta.get("redirect_urls")
    return str(redirected[0] if redirected else request.url)
