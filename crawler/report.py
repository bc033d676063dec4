"""What a crawl did, per registry row and per request: kept while it runs, written when it ends."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.registry import Source
from crawler.tables import OUTCOMES, new_run_id

# default 500 characters: what a server or library says about an error is quoted, not copied whole.
MAX_MESSAGE = 500

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class SourceReport:
    """One registry row in one crawl. `left_out` counts list entries by the reason they were not taken."""

    division_code: str
    name: str
    column_url: str
    line: int
    adapter: str = ""
    adapter_reason: str = ""
    list_pages: int = 0
    entries: int = 0
    selected: int = 0
    other_years: int = 0
    already_archived: int = 0
    fetched: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class CrawlReport:
    """A whole crawl. `archived` counts records written, `notes` tell what was salvaged from a killed run.

    `problems` need a person and belong to no registry row: bad rows, damaged WARC files, an early end.
    """

    run_id: str
    started_at: str
    finished_at: str = ""
    archived: int = 0
    sources: list[SourceReport] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 finished but something needs a person."""
        return 1 if self.problems or any(source.failures for source in self.sources) else 0

    def to_json(self) -> str:
        """The report as JSON; `from_json` reads it back equal."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A report written by `to_json`."""
        fields = json.loads(text)
        fields["sources"] = [SourceReport(**source) for source in fields["sources"]]
        return cls(**fields)


class Recorder:
    """Collects outcomes while a crawl runs; the only place that counts them."""

    def __init__(self, sources: Sequence[Source], now: Callable[[], datetime]) -> None:
        self._now = now
        self.report = CrawlReport(new_run_id(now()), now().isoformat())
        self._of_line = {
            source.line: SourceReport(source.division_code, source.name, source.column_url, source.line)
            for source in sources
        }
        self.report.sources = list(self._of_line.values())
        self._rows: list[dict[str, Any]] = []

    def of(self, source: Source) -> SourceReport:
        """The counters of a registry row."""
        return self._of_line[source.line]

    def left_out(self, source: Source, reason: str) -> None:
        """Count a list entry that is no report."""
        counts = Counter(self.of(source).left_out)
        counts[reason] += 1
        self.of(source).left_out = dict(counts)

    def outcome(
        self, task: Task, url: str, outcome: Outcome, message: str = "", http_status: int | None = None
    ) -> None:
        """Record how one request ended; `url` is the address asked for, before redirects."""
        message = " ".join(message.split())[:MAX_MESSAGE]
        source = self.of(task.source)
        source.outcomes[outcome] = source.outcomes.get(outcome, 0) + 1
        if outcome is Outcome.OK and task.role != "list":
            source.fetched += 1
        if outcome.needs_person:
            source.failures.append({"url": url, "outcome": str(outcome), "message": message})
        self._rows.append(
            {
                "run_id": self.report.run_id,
                "url": url,
                "division_code": task.source.division_code,
                "column_url": task.source.column_url,
                "role": task.role,
                "outcome": str(outcome),
                "message": message,
                "http_status": http_status,
                "requested_at": self._now(),
            }
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

    def finish(self, raw_dir: Path, archived: int) -> CrawlReport:
        """Close the report and write outcomes/<run_id>.parquet (none when nothing was requested)."""
        self.report.finished_at = self._now().isoformat()
        self.report.archived = archived
        OUTCOMES.write(raw_dir, self.report.run_id, 0, self._rows)
        return self.report
