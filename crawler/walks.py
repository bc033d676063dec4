"""The state of a column while its lists are walked."""

from dataclasses import dataclass, field

from crawler.adapters import Adapter
from crawler.registry import Source


@dataclass(slots=True)
class Column:
    """What the lists of one registry row share: its own and those it opens.

    `asked` holds the keys of all their pages, `running` counts those not at their end, `recognised` counts
    reports of any year. `is_report`: the row names a single report.
    """

    source: Source
    recognised: int = 0
    running: int = 0
    sub_lists: int = 0
    is_report: bool = False
    asked: set[str] = field(default_factory=set)


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
