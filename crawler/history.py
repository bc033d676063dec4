"""What earlier runs found out about a column: which entries it had, and when it was last walked to its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crawler.registry import Source
from crawler.selection import decide
from crawler.tables import LIST_ENTRIES, OUTCOMES, RUN_ID_TIME, SWEEPS

# default 30 days: a column is asked every night for what is new on its first page, and once a month whole, for
# what was slipped in further back or changed its place.
SWEEP_DAYS = 30
# default 35 days: for that long a listed report that could not be had is asked for every night, wherever in its
# list it stands; afterwards with the sweeps. Longer than SWEEP_DAYS, so that no night falls in between.
MEMORY_DAYS = 35

# Why something belongs that no list names: it was found on a report's page.
ATTACHMENT_REASON = "attachment of a report"
SENT_ON_REASON = "page that a report's page sends its reader on to"

# An entry and what was decided about it: address, title, whether it belongs, why.
Decided = tuple[str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A report or attachment some earlier run has seen listed; `is_young` within MEMORY_DAYS."""

    entry_url: str
    list_url: str
    title: str
    date: str
    role: str
    report_year: int | None
    is_young: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """The last time all lists of a column were walked to their ends."""

    adapter: str
    reports: int
    first_page_reports: int
    swept_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of one column before a run."""

    decided: frozenset[Decided] = frozenset()
    known: tuple[Known, ...] = ()
    sweep: Sweep | None = None

    def is_sweep_due(self, now: datetime) -> bool:
        """Whether the column is to be walked whole."""
        return self.sweep is None or now - self.sweep.swept_at >= timedelta(days=SWEEP_DAYS)


class History:
    """The tables of earlier runs, for the columns of `sources`; a column's part is unfolded when it is asked for.

    Entries that do not belong are remembered for MEMORY_DAYS only: side bars bring new ones every day.
    """

    def __init__(
        self, raw_dir: Path, sources: Iterable[Source], now: datetime, *, was_cut: bool = False
    ) -> None:
        """`was_cut` says that the last run was killed. Raises TableError for a table that cannot be read."""
        self.was_cut = was_cut
        columns = pc.field("column_url").isin(sorted({source.column_url for source in sources}))
        since = now - timedelta(days=MEMORY_DAYS)
        entries = pa.concat_tables(
            [
                LIST_ENTRIES.read(raw_dir, where=columns & pc.field("belongs")),
                LIST_ENTRIES.read(raw_dir, where=columns & ~pc.field("belongs"), since=since),
            ]
        )
        self._entries = entries.sort_by([("division_code", "ascending"), ("column_url", "ascending")])
        self._ranges = _ranges(self._entries)
        self._young = since.strftime(RUN_ID_TIME)
        self._sweeps = {_key(row): row for row in SWEEPS.read(raw_dir, where=columns).to_pylist()}
        gone = OUTCOMES.read(raw_dir, columns=["url"], since=since, where=pc.field("outcome") == "withdrawn")
        self.withdrawn: frozenset[str] = frozenset(str(url) for url in gone["url"].to_pylist())

    def past(self, source: Source) -> Past:
        """What is known of the column of a registry row."""
        key = (source.division_code, source.column_url)
        first, count = self._ranges.get(key, (0, 0))
        rows = self._entries.slice(first, count).to_pylist()
        decided = frozenset((row["entry_url"], row["title"], row["belongs"], row["reason"]) for row in rows)
        # The last decision about an address counts, and only while today's rules still come to it.
        latest = {row["entry_url"]: row for row in rows if row["belongs"]}
        known = tuple(self._known(row) for row in latest.values() if _still_belongs(row))
        sweep = self._sweeps.get(key)
        return Past(decided, known, None if sweep is None else _sweep(sweep))

    def _known(self, row: dict[str, Any]) -> Known:
        return Known(
            entry_url=row["entry_url"],
            list_url=row["list_url"],
            title=row["title"],
            date=row["date"],
            role=row["role"],
            report_year=row["report_year"],
            is_young=row["run_id"] >= self._young,
        )


def _ranges(entries: pa.Table) -> dict[tuple[str, str], tuple[int, int]]:
    """(division, column) → (first row, rows) of a table sorted by both."""
    keys = ["division_code", "column_url"]
    counts = entries.select(keys).group_by(keys, use_threads=False).aggregate([([], "count_all")])
    ranges = {}
    first = 0
    for row in counts.to_pylist():
        ranges[_key(row)] = (first, row["count_all"])
        first += row["count_all"]
    return ranges


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["division_code"], row["column_url"]


def _still_belongs(row: dict[str, Any]) -> bool:
    return (
        row["reason"] in (ATTACHMENT_REASON, SENT_ON_REASON) or decide(row["title"], row["entry_url"]).belongs
    )


def _sweep(row: dict[str, Any]) -> Sweep:
    return Sweep(row["adapter"], row["reports"], row["first_page_reports"], row["swept_at"])
