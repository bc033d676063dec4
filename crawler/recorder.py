"""Collects what happens while a crawl runs: the only place that counts it and writes its tables."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.adapters import Entry
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.registry import Source
from crawler.report import CrawlReport, SourceReport
from crawler.selection import Decision
from crawler.tables import LIST_ENTRIES, OUTCOMES, SWEEPS, TABLES, RunTable, new_run_id
from crawler.walks import Column

# default 500 characters: what a server or library says about an error is quoted, not copied whole.
MAX_MESSAGE = 500
# default 20,000 rows: some 10 MB; a run of a whole night is not kept in memory to its end.
MAX_ROWS = 20_000

logger = logging.getLogger(__name__)


class Recorder:
    """Counts by registry row, and the rows of the tables of this run."""

    def __init__(self, raw_dir: Path, sources: Sequence[Source], now: Callable[[], datetime]) -> None:
        self._raw_dir = raw_dir
        self._now = now
        self.report = CrawlReport(new_run_id(now()), now().isoformat())
        self._of_line = {
            source.line: SourceReport(source.division_code, source.name, source.column_url, source.line)
            for source in sources
        }
        self.report.sources = list(self._of_line.values())
        self._rows: dict[RunTable, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self._part = 0

    def of(self, source: Source) -> SourceReport:
        """The counters of a registry row."""
        return self._of_line[source.line]

    def left_out(self, source: Source, reason: str) -> None:
        """Count a list entry that is no report."""
        counts = Counter(self.of(source).left_out)
        counts[reason] += 1
        self.of(source).left_out = dict(counts)

    def entry(self, task: Task, entry: Entry, decision: Decision, action: str) -> None:
        """Record a decision about an entry that stands on the page `task` was led here by."""
        self.of(task.source).new_entries += 1
        self._add(
            LIST_ENTRIES,
            task.source,
            list_url=task.landing_url,
            entry_url=entry.url,
            title=entry.title,
            date=entry.date,
            belongs=decision.belongs,
            reason=decision.reason,
            report_year=decision.year,
            role=task.role,
            action=action,
        )

    def settle(self, column: Column) -> None:
        """Record the sweep of a column where that is what just came to its end."""
        report = self.of(column.source)
        if not column.is_swept or report.is_swept:
            return
        report.is_swept = True
        self._add(
            SWEEPS,
            column.source,
            adapter=report.adapter,
            list_pages=report.list_pages,
            entries=report.entries,
            reports=column.recognised,
            first_page_reports=column.first_page_reports,
            swept_at=self._now(),
        )

    def outcome(
        self, task: Task, url: str, outcome: Outcome, message: str = "", http_status: int | None = None
    ) -> None:
        """Record how one request ended; `url` is the address asked for, before redirects."""
        message = " ".join(message.split())[:MAX_MESSAGE]
        source = self.of(task.source)
        source.outcomes[outcome] = source.outcomes.get(outcome, 0) + 1
        if outcome is Outcome.OK and task.role != "list":
            source.fetched += 1
        if outcome is Outcome.WITHDRAWN:
            source.withdrawn.append(url)
        if outcome.needs_person:
            source.failures.append({"url": url, "outcome": str(outcome), "message": message})
        self._add(
            OUTCOMES,
            task.source,
            url=url,
            role=task.role,
            outcome=str(outcome),
            message=message,
            http_status=http_status,
            requested_at=self._now(),
        )
        logger.log(
            logging.WARNING if outcome.needs_person else logging.INFO,
            "event=request outcome=%s role=%s division=%s url=%s%s",
            outcome,
            task.role,
            task.source.division_code,
            url,
            f' message="{message}"' if message else "",
        )

    def finish(self, archived: int) -> CrawlReport:
        """Close the report and write the tables (none where there are no rows)."""
        self.report.finished_at = self._now().isoformat()
        self.report.archived = archived
        self._flush()
        return self.report

    def _add(self, table: RunTable, source: Source, **cells: Any) -> None:
        common = {
            "run_id": self.report.run_id,
            "division_code": source.division_code,
            "column_url": source.column_url,
        }
        self._rows[table].append(common | cells)
        if len(self._rows[table]) >= MAX_ROWS:
            self._flush()

    def _flush(self) -> None:
        # Entries before sweeps: a sweep on record promises that what it found is on record too.
        for table in TABLES:
            table.write(self._raw_dir, self.report.run_id, self._part, self._rows[table])
            self._rows[table] = []
        self._part += 1
