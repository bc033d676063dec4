"""What the parts of one running crawl share; built by run.py, reached through the spider."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crawler.archive_writer import ArchiveWriter
from crawler.frontier import Frontier
from crawler.history import History
from crawler.hosts import Hosts
from crawler.hours import Hours
from crawler.recorder import Recorder
from crawler.registry import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class HostContext:
    """What decides whether a host may be asked now.

    `has_contact` says whether hosts other than loopback may be, `hours` None means at any time; `now` gives
    the present, with time zone.
    """

    sources: tuple[Source, ...]
    has_contact: bool
    hosts: Hosts
    hours: Hours | None
    now: Callable[[], datetime]

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host any row of this crawl allows."""
        return frozenset(host for source in self.sources for host in source.hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlContext(HostContext):
    """A crawl into an archive; `years` None means every year."""

    years: frozenset[int] | None
    writer: ArchiveWriter
    frontier: Frontier
    history: History
    recorder: Recorder
