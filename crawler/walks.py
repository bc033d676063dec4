"""The state of a column while its lists are walked."""

from dataclasses import dataclass, field

from crawler.adapters import Adapter
from crawler.history import Decided, Past
from crawler.registry import Source


@dataclass(slots=True)
class Column:
    """What the lists of one registry row share: its own and those it opens.

    `is_full` says that all pages are walked, and not only as far as they bring something new. `asked` holds
    the keys of all list pages, `offered` the addresses of all documents. `running` counts lists not at their
    end, `waiting` documents requested and not answered, `recognised` reports of any year, `years` theirs.
    `has_failed` once a list could not be walked to its end. `is_report`: the row names a single report.
    """

    source: Source
    past: Past
    is_full: bool
    recognised: int = 0
    running: int = 0
    waiting: int = 0
    sub_lists: int = 0
    is_report: bool = False
    first_page_reports: int = 0
    has_failed: bool = False
    asked: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    _decided: set[Decided] = field(default_factory=set)

    @property
    def is_swept(self) -> bool:
        """Whether all lists were walked to their ends and all that came of them is answered."""
        return self.is_full and not (self.has_failed or self.running or self.waiting)

    def is_news(self, decided: Decided) -> bool:
        """Whether an entry was not decided so before, in this run or an earlier one."""
        if decided in self.past.decided or decided in self._decided:
            return False
        self._decided.add(decided)
        return True


@dataclass(slots=True)
class Walk:
    """One list while its pages are walked; `depth` 0 is the registry row's own, `shapes` those of its reports.

    `is_sought`: the list is still looked for, above the page the row names.
    """

    column: Column
    depth: int = 0
    is_sought: bool = False
    adapter: Adapter | None = None
    pages: int = 0
    seen: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)

    @property
    def source(self) -> Source:
        """The registry row."""
        return self.column.source

    def count_first_page(self, reports: int) -> None:
        """Keep how many reports stand where the next run will look again: the first page, or behind a shell."""
        if self.depth == 0 and (self.pages == 1 or (self.pages == 2 and not self.column.first_page_reports)):
            self.column.first_page_reports = reports
