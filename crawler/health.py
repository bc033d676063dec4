"""Where a source looks different from what earlier runs, or the calendar, let expect: findings for a person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from crawler.adapters import Adapter
from crawler.due import last_due_year
from crawler.page import Page
from crawler.report import SourceReport
from crawler.walks import Column


def adapter_findings(column: Column, page: Page, adapter: Adapter, reason: str) -> list[str]:
    """The family the column page shows, against the one the registry names and the one it was last."""
    if column.source.cms and adapter.recognises(page) is None:
        return [f"the registry names cms {adapter.name}, but its column page shows no mark of it"]
    sweep = column.past.sweep
    if sweep is not None and sweep.adapter != adapter.name:
        return [
            f"read as {sweep.adapter} on {sweep.swept_at:%Y-%m-%d}, now recognised as {adapter.name} "
            f"({reason}); the site may have been rebuilt"
        ]
    return []


def count_findings(column: Column) -> list[str]:
    """The reports listed, against those of the last sweep; on the first page where the walk went no further."""
    sweep = column.past.sweep
    if sweep is None or column.has_failed:
        return []
    what, found, expected = "on its first page", column.first_page_reports, sweep.first_page_reports
    if column.is_full:
        what, found, expected = "in all", column.recognised, sweep.reports
    if found >= expected:
        return []
    return [f"lists {found} reports {what}, it listed {expected} on {sweep.swept_at:%Y-%m-%d}"]


def due_findings(sources: Iterable[SourceReport], years: frozenset[int] | None, now: datetime) -> None:
    """Add to the first source of a division that none of its lists names a report of the last due year or later.

    Only for divisions all of whose columns could be read, and where titles name years at all.
    """
    due = last_due_year(now)
    if years is not None and due not in years:
        return
    by_division = defaultdict(list)
    for source in sources:
        by_division[source.division_code].append(source)
    for group in by_division.values():
        latest = max((source.latest_year for source in group), default=0)
        if all(source.list_pages for source in group) and 0 < latest < due:
            group[0].findings.append(f"no report for {due}, which was due; the latest listed is for {latest}")
