"""Reports and attachments: which are requested, and what becomes of their answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.adapters import Entry
from crawler.answers import address_asked_for, record_failure, response_page, text_page
from crawler.archive_place import ArchiveError
from crawler.attachments import attachments, is_attachment, viewed_file
from crawler.context import CrawlContext
from crawler.due import recent_report_years
from crawler.failures import classify
from crawler.history import ATTACHMENT_REASON, SENT_ON_REASON
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.page import Page
from crawler.selection import Decision, decide, wanted_year
from crawler.walks import Column

# default 20: a report has one or two attachments; more are the site's download menu.
MAX_ATTACHMENTS = 20
# default 12 hours: what was archived this very night, by a run that was killed perhaps, needs no second look.
RECHECK_AFTER = timedelta(hours=12)


class Action(StrEnum):
    """What is done about an entry; the closed list of `list_entries.action`."""

    FETCH = "fetch"  # asked for: it is not archived
    RECHECK = "recheck"  # asked whether it has changed: it is archived and of a recent year
    HELD = "held"  # not asked for: it is archived
    OTHER_YEAR = "other_year"  # a report outside the years this run was told to fetch
    LEFT_OUT = "left_out"  # no report


class Documents:
    """Requests the reports of lists and the attachments of their pages: the new ones, and recent ones again."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._requested: set[str] = set()
        self._shells: set[str] = set()
        self._recent = recent_report_years(context.now())

    def listed(
        self, column: Column, entry: Entry, list_url: str, decision: Decision, *, is_news: bool
    ) -> tuple[str, Action, list[Request]]:
        """Role of an entry that belongs, what is done about it, and the requests for that."""
        report = self._context.recorder.of(column.source)
        url = viewed_file(entry.url) or entry.url
        role = "attachment" if is_attachment(url, entry.title) else "report"
        if not wanted_year(decision, self._context.years):
            report.other_years += 1
            return role, Action.OTHER_YEAR, []
        report.selected += 1
        task = Task(column.source, role, list_url, entry.title, _expected_year(decision.year, entry.date))
        return role, *self._offer(column, task, url, is_news=is_news)

    def known(self, column: Column) -> Iterator[Request]:
        """Of what earlier runs have seen listed: what is still missing, and what is recent."""
        for known in column.past.known:
            url = viewed_file(known.entry_url) or known.entry_url
            decision = Decision(True, "", known.report_year)
            if url in column.offered or not wanted_year(decision, self._context.years):
                continue
            if known.is_young or self._context.frontier.latest(url) is not None:
                year = _expected_year(known.report_year, known.date)
                task = Task(column.source, known.role, known.list_url, known.title, year)
                yield from self._offer(column, task, url, is_news=False)[1]

    def attached(self, column: Column, page: Page, task: Task) -> Iterator[Request]:
        """Attachments that may be the report: all of a page without tables, else those titled as a report.

        Of a page that only sends its reader on, the page it sends to, once: a chain of them ends as an outcome.
        """
        if page.redirect is not None:
            if task.landing_url in self._shells:
                message = f"{page.url} sends on, and was sent to by another"
                self._context.recorder.outcome(task, page.redirect, Outcome.REDIRECT_LOOP, message)
                return
            self._shells.add(page.url)
            target = replace(task, landing_url=page.url)
            yield from self._inside(column, target, Entry(page.redirect, task.link_title), SENT_ON_REASON)
            return
        found = 0
        carried = attachments(page)
        for entry in carried.files:
            if page.is_report and not decide(entry.title, entry.url).belongs:
                continue
            found += 1
            if found > MAX_ATTACHMENTS:
                return
            file = Task(task.source, "attachment", page.url, entry.title, task.report_year)
            yield from self._inside(column, file, entry, ATTACHMENT_REASON)
        if found == 0 and not page.is_report:
            for url in carried.sealed[:1]:
                self._context.recorder.outcome(
                    task, url, Outcome.SEALED_VIEWER, "the report is shown in a viewer that hides its file"
                )

    def parse(self, response: Response, task: Task, column: Column) -> Iterator[Request]:
        """A report or attachment; it is archived already, what is left are the attachments it links to."""
        asked = address_asked_for(response.request)
        is_same = response.status == 304 or response.request.meta.get("is_unchanged", False)
        outcome = Outcome.NOT_MODIFIED if is_same else Outcome.OK
        self._context.recorder.outcome(task, asked, outcome, "", response.status)
        if task.role == "report" and response.status != 304:
            page = response_page(self._context, response)
            if page is not None:
                yield from self.attached(column, page, task)
        self._answered(column)

    def failed(self, failure: Failure) -> None:
        """A report or attachment that could not be had, or is no longer there."""
        request: Request = failure.request
        asked = address_asked_for(request)
        outcome, message, status = classify(failure.value)
        copy = self._context.frontier.final(asked)
        if outcome is Outcome.NOT_FOUND and copy is not None:
            outcome = Outcome.WITHDRAWN
            message = f"status {status}; the copy archived on {copy.fetched_at:%Y-%m-%d} is kept"
        record_failure(self._context, request, outcome, message, status)
        self._answered(request.cb_kwargs["column"])

    def _inside(self, column: Column, task: Task, entry: Entry, reason: str) -> Iterator[Request]:
        """What a report's page leads to: kept as an entry, so that it is found again if it cannot be had now."""
        is_news = column.is_news((entry.url, entry.title, True, reason))
        action, requests = self._offer(column, task, entry.url, is_news=is_news)
        if is_news:
            self._context.recorder.entry(task, entry, Decision(True, reason, task.report_year), action)
        yield from requests

    def _offer(self, column: Column, task: Task, url: str, *, is_news: bool) -> tuple[Action, list[Request]]:
        """What is done about a document, and the requests for that; each address once."""
        if url in column.offered:
            return Action.HELD, []
        column.offered.add(url)
        try:
            action = self._action(column, task, url)
            if action is not Action.HELD:
                return action, self._requests(column, task, url)
            self._context.recorder.of(task.source).already_archived += 1
            # Its attachments were seen to when it was fetched, unless that run was cut short.
            look_inside = task.role == "report" and (
                is_news or column.is_full or self._context.history.was_cut
            )
            return action, list(self._inside_archived(column, task, url)) if look_inside else []
        except ArchiveError as error:
            self._context.recorder.outcome(task, url, Outcome.ARCHIVE_ERROR, str(error))
            return Action.HELD, []

    def _action(self, column: Column, task: Task, url: str) -> Action:
        copy = self._context.frontier.final(url)
        if copy is None:
            return Action.FETCH
        is_due = self._context.now() - copy.fetched_at >= RECHECK_AFTER
        # Without validators the whole body would come every night; it is asked for with the sweeps.
        if is_due and task.report_year in self._recent and (copy.validators or column.is_full):
            return Action.RECHECK
        return Action.HELD

    def _requests(self, column: Column, task: Task, url: str) -> list[Request]:
        if url in self._requested:
            return []
        self._requested.add(url)
        column.waiting += 1
        copy = self._context.frontier.final(url)
        return [
            Request(
                url,
                headers=copy.validators if copy else {},
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"task": task, "column": column},
            )
        ]

    def _inside_archived(self, column: Column, task: Task, url: str) -> Iterator[Request]:
        archived = self._context.frontier.document(url)
        page = text_page(archived.url, archived.body, archived.content_type)
        if page is not None:
            yield from self.attached(column, page, task)

    def _answered(self, column: Column) -> None:
        column.waiting -= 1
        self._context.recorder.settle(column)


def _expected_year(title_year: int | None, date: str) -> int | None:
    """The report year of a title, else the year before the one of the date printed beside it."""
    if title_year is not None:
        return title_year
    return int(date[:4]) - 1 if date[:4].isdecimal() else None
