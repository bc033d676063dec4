"""Lists: how their pages are walked. What a site's lists look like is the adapters' business."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.adapters import Adapter, Entry, NextPage, choose
from crawler.answers import record_failure, response_page
from crawler.archive_place import ArchiveError
from crawler.ask import Ask
from crawler.attachments import is_attachment
from crawler.breadcrumb import columns_above, is_article, is_list_of_reports, is_of_one_year
from crawler.column_end import close_column
from crawler.context import CrawlContext
from crawler.documents import Action, Documents
from crawler.due import recent_report_years
from crawler.failures import classify
from crawler.further_pages import MAX_SHELLS, is_further_page, rows_of, shape
from crawler.health import adapter_findings
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.page import Page
from crawler.registry import Source
from crawler.selection import decide, fold, report_year
from crawler.sub_lists import MAX_DEPTH, MAX_SUB_LISTS, frames, other_years, sub_lists
from crawler.walks import Column, Walk

# default 100 pages: annual-report columns rarely pass five; a list that does not end here does not end.
MAX_LIST_PAGES = 100
# default 5000 reports: a county with all its departments has some 1500; the next list page is not asked.
MAX_REPORTS = 5000

# Answers that say "no such page": after them a guessed list address is wrong and the next one is tried.
# Anything else (a timeout, say) may be the right address failing, and trying on would skip a page.
_MISSES = (Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.CLIENT_ERROR)
# An address nobody named may also lead elsewhere, or where the site wants nobody.
_MISSES_ABOVE = (*_MISSES, Outcome.OFF_HOST, Outcome.ROBOTS, Outcome.REDIRECT_LOOP)


class Lists:
    """Walks the lists of a column and hands its reports on to `documents`."""

    def __init__(self, context: CrawlContext, documents: Documents) -> None:
        self._context = context
        self._documents = documents

    def begin(self, source: Source) -> Iterator[Request]:
        """Begin with the registry row's own list: walked whole if that is due, else for what is new."""
        past = self._context.history.past(source)
        column = Column(source, past, past.is_sweep_due(self._context.now()))
        yield from self._walk(Walk(column), Ask(source.column_url), "")

    def parse(
        self, response: Response, task: Task, walk: Walk, ask: Ask, rest: tuple[Ask, ...], guessed: bool
    ) -> Iterator[Request]:
        """A list page, or a column that is a report itself. `rest` are requests to try if this one is wrong."""
        recorder = self._context.recorder
        try:
            page = response_page(self._context, response, ask)
        except ArchiveError as error:
            recorder.outcome(task, ask.key, Outcome.ARCHIVE_ERROR, str(error))
            yield from self._ended(walk, task, has_failed=True)
            return
        if page is None:
            recorder.outcome(task, ask.key, Outcome.EMPTY_LIST, "not a text page of usual size")
            yield from self._ended(walk, task, has_failed=True)
            return
        walk.pages += 1
        recorder.of(walk.source).list_pages += 1
        if walk.is_sought and not is_list_of_reports(page):
            yield from self._missed(task, walk, ask, rest)
            return
        is_own = walk.depth == 0 and walk.pages == 1 and not walk.is_sought
        if page.is_report or (is_own and is_article(page)):
            recorder.outcome(task, ask.key, Outcome.OK, "the column is a report", response.status)
            walk.column.recognised += 1
            yield from self._documents.attached(walk.column, page, task)
            years = other_years(page.url, choose(page, walk.source.cms)[0].entries(page))
            yield from self._opened_lists(page, years, walk, alone=False)
            if is_own:
                walk.column.is_report = True
                yield from self._look_above(page, walk.column)
            yield from self._ended(walk, task)
            return
        adapter = self._adapter(walk, page)
        fresh = [entry for entry in adapter.entries(page) if entry.url not in walk.seen]
        rows = rows_of(fresh)
        if guessed and not walk.is_sought and not is_further_page(rows, walk.source.column_url, walk.shapes):
            yield from self._missed(task, walk, ask, rest)
            return
        outcome = Outcome.NOT_MODIFIED if response.status == 304 else Outcome.OK
        found = f"the column of {walk.source.column_url}" if walk.is_sought else ""
        recorder.outcome(task, ask.key, outcome, found, response.status)
        walk.is_sought = False
        if is_own and is_of_one_year(page.url):
            yield from self._look_above(page, walk.column)
        walk.seen.update(entry.url for entry in fresh)
        recorder.of(walk.source).entries += len(fresh)
        reports = news = other_news = 0
        for entry in fresh:
            belongs, is_news, requests = self._entry(entry, walk, page.shown_on)
            reports += belongs
            news += belongs and is_news
            other_news += is_news and not belongs
            yield from requests
        walk.count_first_page(reports)
        yield from self._opened_lists(page, fresh, walk, alone=reports == 0)
        # A list may begin with shells: its rows come from an endpoint, which a script of its own may name.
        in_shell = walk.pages <= MAX_SHELLS and not walk.shapes
        # Side bars bring something new every day; where a page has reports, only new reports count as news.
        brings_news = news > 0 if reports else other_news > 0
        goes_on = in_shell or (rows and (walk.column.is_full or brings_news))
        yield from self._go_on(task, walk, page, adapter.next_page(page) if goes_on else None)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """A list page that could not be had."""
        request: Request = failure.request
        task: Task = request.cb_kwargs["task"]
        walk: Walk = request.cb_kwargs["walk"]
        outcome, message, status = classify(failure.value)
        if task.probe and outcome in (_MISSES_ABOVE if walk.is_sought else _MISSES):
            yield from self._missed(task, walk, request.cb_kwargs["ask"], request.cb_kwargs["rest"])
            return
        record_failure(self._context, request, outcome, message, status)
        yield from self._ended(walk, task, has_failed=True)

    def _adapter(self, walk: Walk, page: Page) -> Adapter:
        if walk.adapter is None:
            walk.adapter, reason = choose(page, walk.source.cms)
            report = self._context.recorder.of(walk.source)
            if walk.depth == 0 and not report.adapter:
                report.adapter, report.adapter_reason = walk.adapter.name, reason
                report.findings += adapter_findings(walk.column, page, walk.adapter, reason)
                sweep = walk.column.past.sweep
                # What another family's rules found of this list says nothing about what these will find.
                walk.column.is_full |= sweep is not None and sweep.adapter != walk.adapter.name
        return walk.adapter

    def _missed(self, task: Task, walk: Walk, ask: Ask, rest: tuple[Ask, ...]) -> Iterator[Request]:
        """A guessed request was wrong: try the next, or report that the list goes on where we cannot follow."""
        if rest:
            self._context.recorder.outcome(task, ask.key, Outcome.PROBE_MISS)
            yield self._list_request(walk, rest[0], task, rest[1:], guessed=True)
            return
        if walk.is_sought:
            self._context.recorder.outcome(task, ask.key, Outcome.PROBE_MISS)
            yield from self._ended(walk, task)
            return
        self._context.recorder.outcome(
            task,
            ask.key,
            Outcome.EMPTY_LIST,
            "the pager declares a further page, but no address of it has new entries",
        )
        yield from self._ended(walk, task, has_failed=True)

    def _walk(self, walk: Walk, ask: Ask, landing_url: str, title: str = "") -> Iterator[Request]:
        """Begin a list, unless another one of its column has asked for the same page."""
        if ask.key not in walk.column.asked:
            walk.column.running += 1
            yield self._list_request(walk, ask, Task(walk.source, "list", landing_url, title), ())

    def _look_above(self, page: Page, column: Column) -> Iterator[Request]:
        """Look for the column of the report, or of the list of one year, that the registry row names."""
        for way in columns_above(page, column.source.hosts):
            first, *rest = (Ask(url) for url in way)
            column.running += 1
            walk, task = Walk(column, is_sought=True), Task(column.source, "list", page.url)
            yield self._list_request(walk, first, task, tuple(rest), guessed=True)

    def _opened_lists(self, page: Page, fresh: list[Entry], walk: Walk, *, alone: bool) -> Iterator[Request]:
        """Lists the page opens; frames and redirects only where no report was found on the page (`alone`)."""
        column = walk.column
        if walk.depth >= MAX_DEPTH:
            return
        folders = [
            entry
            for entry in sub_lists(page.shown_on, fresh)
            if not is_attachment(entry.url, entry.title)
            and not decide(entry.title, entry.url).belongs
            and (column.is_full or not self._is_of_old_year(entry))
        ]
        if alone:
            folders += [Entry(url, "") for url in (page.redirect, *frames(page)) if url is not None]
        for entry in folders:
            if column.sub_lists >= MAX_SUB_LISTS:
                self._context.recorder.outcome(
                    Task(walk.source, "list", page.url),
                    entry.url,
                    Outcome.LIST_CEILING,
                    f"the column opens more than {MAX_SUB_LISTS} lists, which no such column does; "
                    "the rest is left out",
                )
                return
            for request in self._walk(Walk(column, walk.depth + 1), Ask(entry.url), page.url, entry.title):
                column.sub_lists += 1
                yield request

    def _go_on(self, task: Task, walk: Walk, page: Page, following: NextPage | None) -> Iterator[Request]:
        """The next page of the list, or what is to be said at its end."""
        candidates = () if following is None else following.candidates
        candidates = tuple(ask for ask in candidates if ask.key not in walk.column.asked)
        if following is not None and candidates:
            if walk.pages < MAX_LIST_PAGES and walk.column.recognised < MAX_REPORTS:
                task = Task(walk.source, "list", page.shown_on, task.link_title)
                yield self._list_request(walk, candidates[0], task, candidates[1:], guessed=following.guessed)
                return
            self._context.recorder.outcome(
                task,
                candidates[0].key,
                Outcome.LIST_CEILING,
                f"the list still goes on after {walk.pages} pages and {walk.column.recognised} reports, which no "
                "such list does; the rest is left out",
            )
            yield from self._ended(walk, task, has_failed=True)
            return
        yield from self._ended(walk, task)

    def _ended(self, walk: Walk, task: Task, *, has_failed: bool = False) -> Iterator[Request]:
        """A list is at its end; with the last one its column is."""
        walk.column.running -= 1
        walk.column.has_failed |= has_failed
        if walk.column.running == 0:
            yield from close_column(self._context, self._documents, walk.column, task)

    def _is_of_old_year(self, folder: Entry) -> bool:
        """Whether a folder is that of a year whose reports are no longer expected to change."""
        year = report_year(fold(folder.title))
        return year is not None and year < min(recent_report_years(self._context.now()))

    def _entry(self, entry: Entry, walk: Walk, list_url: str) -> tuple[bool, bool, list[Request]]:
        """Decide about an entry: whether it belongs, whether that is news, and what to request."""
        column, recorder = walk.column, self._context.recorder
        decision = decide(entry.title, entry.url)
        is_news = column.is_news((entry.url, entry.title, decision.belongs, decision.reason))
        role, action, requests = "", Action.LEFT_OUT, list[Request]()
        if decision.belongs:
            column.recognised += 1
            column.years.update([decision.year] if decision.year else [])
            walk.shapes.add(shape(entry.url))
            role, action, requests = self._documents.listed(
                column, entry, list_url, decision, is_news=is_news
            )
        else:
            recorder.left_out(walk.source, decision.reason)
        if is_news:
            recorder.entry(Task(walk.source, role, list_url), entry, decision, action)
        return decision.belongs, is_news, requests

    def _list_request(
        self, walk: Walk, ask: Ask, task: Task, rest: tuple[Ask, ...], guessed: bool = False
    ) -> Request:
        walk.column.asked.add(ask.key)
        headers = dict(ask.headers)
        copy = self._context.frontier.latest(ask.key)
        if copy is not None and copy.http_status == 200 and ask.method == "GET":
            headers |= copy.validators
        task = replace(task, probe=guessed and (bool(rest) or walk.is_sought))
        return Request(
            ask.url,
            method=ask.method,
            body=ask.body or b"",
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            cb_kwargs={"task": task, "walk": walk, "ask": ask, "rest": rest, "guessed": guessed},
            # Lists first: a crawl that is cut short then at least knows what there is.
            priority=1,
        )
