"""The end of a column: what its lists, taken together, say, and what else of it is to be asked."""

from collections.abc import Iterator

from scrapy import Request

from crawler.context import CrawlContext
from crawler.documents import Documents
from crawler.health import count_findings
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.walks import Column


def close_column(
    context: CrawlContext, documents: Documents, column: Column, task: Task
) -> Iterator[Request]:
    """Judge the column whose last list, asked for by `task`, is at its end; request what only its past names."""
    report = context.recorder.of(column.source)
    message = _emptiness(column, report.entries, report.adapter)
    if message and not column.has_failed:
        # Without reports there is nothing a later run could compare with or leave out.
        column.has_failed = column.recognised == 0
        context.recorder.outcome(task, column.source.column_url, Outcome.EMPTY_LIST, message)
    report.findings += count_findings(column)
    years = column.years | {known.report_year for known in column.past.known if known.report_year}
    report.latest_year = max(years, default=0)
    if report.list_pages:
        # While these are handed out, none that is answered meanwhile may pass for the last one.
        column.waiting += 1
        yield from documents.known(column)
        column.waiting -= 1
    context.recorder.settle(column)


def _emptiness(column: Column, entries: int, adapter: str) -> str:
    """Why the column is no list of reports, empty if it is one."""
    if column.is_report and column.recognised == 1:
        return (
            "column_url is one report, and no list of reports was found above it; "
            "put the address of the list in its place, or disable the row once the report is archived"
        )
    # A walk for what is new need not come across a report where earlier ones did.
    if column.recognised == 0 and (column.is_full or not column.past.known):
        return (
            f"no annual report among {entries} links (read by {adapter}); "
            "check that column_url is the list of reports, or name another cms in the registry"
        )
    return ""
