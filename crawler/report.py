"""What a crawl did and what of it needs a person, per registry row."""

import json
import logging
from dataclasses import asdict, dataclass, field
from typing import Self

# default 500 characters: what a server or library says about an error is quoted, not copied whole.
MAX_MESSAGE = 500

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class SourceReport:
    """One registry row in one crawl. `left_out` counts list entries by the reason they were not taken.

    `new_entries` were not decided so before; `latest_year` is the latest a report's title names. `is_swept`
    says that all its lists were walked to their ends. `withdrawn` are addresses that answer 404 where there was
    a page. `findings` tell where the source looks different from what earlier runs, or the calendar, let expect.
    """

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
    new_entries: int = 0
    is_swept: bool = False
    latest_year: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


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
        return 1 if self.problems or any(source.failures or source.findings for source in self.sources) else 0

    def to_json(self) -> str:
        """The report as JSON; `from_json` reads it back equal."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A report written by `to_json`."""
        fields = json.loads(text)
        fields["sources"] = [SourceReport(**source) for source in fields["sources"]]
        return cls(**fields)
