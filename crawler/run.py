"""Run one crawl: in this process, or in a child of its own (a reactor starts once in a process's life)."""

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.highlighter import NullHighlighter
from rich.logging import RichHandler
from scrapy import Spider
from scrapy.crawler import CrawlerProcess

from crawler.archive_delivery import deliver, fetch_tables
from crawler.archive_index import ensure_indexed
from crawler.archive_lock import ArchiveLock
from crawler.archive_place import Place, Raw, folder_of
from crawler.archive_read import read_index
from crawler.archive_salvage import salvage
from crawler.archive_writer import ArchiveWriter
from crawler.context import CrawlContext
from crawler.frontier import Frontier
from crawler.health import due_findings
from crawler.history import History
from crawler.hosts import Hosts
from crawler.hours import Hours
from crawler.recorder import Recorder
from crawler.registry import RegistryError, Source
from crawler.report import CrawlReport
from crawler.settings import Limits, crawl_settings, environment
from crawler.shards import Shard
from crawler.spider import AnnualReportsSpider

EXIT_USAGE = 2
EXIT_LOCKED = 75


class CrawlFailed(Exception):
    """The child could not crawl at all; `exit_code` is the contract's (2 usage, 75 locked, else 1)."""

    def __init__(self, exit_code: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def crawl(
    sources: Sequence[Source],
    raw: Raw,
    *,
    years: frozenset[int] | None = None,
    counties: frozenset[str] | None = None,
    limits: Limits | None = None,
    hours: Hours | None = None,
    begin: datetime | None = None,
    registry_errors: Iterable[RegistryError] = (),
    shard: Shard | None = None,
) -> CrawlReport:
    """Crawl the enabled rows (of `counties`, division codes, and of `shard`, where given) into an archive.

    `hours` goes before NIANBAO_HOURS; `begin` is taken for the present moment (with time zone) at the start.
    Blocks until done and may be called once per process. Raises LockHeld when another run writes to the
    archive, ArchiveError when its index cannot be read, StoreFailed when its object store does not answer,
    ValueError for a county no enabled row has.
    """
    env = environment()
    chosen = _chosen(sources, counties, shard or Shard())
    raw_dir = folder_of(raw)
    now = _clock(begin)
    with ArchiveLock(raw_dir, shard):
        recorder = Recorder(raw_dir, chosen, now)
        report = recorder.report
        report.notes = salvage(raw)
        was_cut = bool(report.notes)
        report.problems = [str(error) for error in registry_errors] + ensure_indexed(raw)
        fetch_tables(raw)
        frontier = Frontier(raw, read_index(raw))
        with ArchiveWriter(raw_dir) as writer:
            context = CrawlContext(
                sources=tuple(chosen),
                years=years,
                has_contact=bool(env.contact),
                writer=writer,
                frontier=frontier,
                history=History(raw_dir, chosen, now(), was_cut=was_cut),
                recorder=recorder,
                hosts=Hosts(env.host_budget),
                hours=hours or env.hours,
                now=now,
            )
            if chosen:
                settings = crawl_settings(context.sources, env, limits or Limits())
                report.problems += run_spider(AnnualReportsSpider, settings, context=context)
        report.problems += context.hosts.problems()
        report.notes += context.hosts.notes()
        due_findings(report.sources, years, now())
        gone = {url for source in report.sources for url in source.withdrawn} - context.history.withdrawn
        report.notes += [f"{url}: taken down by its site; the archived copy is kept" for url in sorted(gone)]
        recorder.finish(writer.written)
        report.problems += deliver(raw)
        return report


def crawl_in_child(
    sources_path: Path,
    divisions_path: Path,
    raw: Raw,
    *,
    years: str = "",
    counties: str = "",
    shard: str = "",
    hours: str = "",
    limits: Limits | None = None,
    begin: datetime | None = None,
    log_path: Path | None = None,
) -> CrawlReport:
    """Crawl in a child process, whose log and progress bar go to this one's standard error.

    The log goes to the end of `log_path`, too, where that is given. `years`, `counties`, `shard` and `hours` are as
    on the command line. Raises CrawlFailed when there is no report.
    """
    with tempfile.TemporaryDirectory() as folder:
        report_path = Path(folder) / "report.json"
        arguments = ["--sources", sources_path, "--divisions", divisions_path]
        arguments += ["--raw", folder_of(raw), *(["--archive", raw.url] if isinstance(raw, Place) else [])]
        arguments += ["--report", report_path]
        arguments += ["--years", years] if years else []
        arguments += ["--counties", counties] if counties else []
        arguments += ["--shard", shard] if shard else []
        arguments += ["--hours", hours] if hours else []
        arguments += ["--begin", begin.isoformat()] if begin else []
        arguments += ["--log", log_path] if log_path else []
        if limits is not None:
            arguments += ["--timeout", limits.timeout_s, "--max-bytes", limits.max_bytes]
            arguments += ["--retries", limits.retries]
        command = [sys.executable, "-m", "crawler", *(str(argument) for argument in arguments)]
        done = subprocess.run(command, check=False)
        if not report_path.exists():
            raise CrawlFailed(
                done.returncode if done.returncode in (EXIT_USAGE, EXIT_LOCKED) else 1,
                f"the crawl ended with status {done.returncode} and without a report; its reason is printed above",
            )
        return CrawlReport.from_json(report_path.read_text("utf-8"))


def _chosen(sources: Sequence[Source], counties: frozenset[str] | None, shard: Shard) -> list[Source]:
    enabled = [source for source in sources if source.enabled]
    if counties is None:
        return [source for source in enabled if shard.holds(source.column_url)]
    unknown = counties - {source.division_code for source in enabled}
    if unknown:
        raise ValueError(f"counties: no enabled row of the registry has {', '.join(sorted(unknown))}")
    return [
        source for source in enabled if source.division_code in counties and shard.holds(source.column_url)
    ]


def _clock(begin: datetime | None) -> Callable[[], datetime]:
    """The present in UTC, shifted so that it is `begin` now."""
    ahead = begin - datetime.now(UTC) if begin else timedelta()
    return lambda: datetime.now(UTC) + ahead


def run_spider(spider: type[Spider], settings: dict[str, Any], **arguments: object) -> list[str]:
    """Run a spider to its end; return why it ended early, if it did. May be called once per process."""
    # On a terminal the progress bar owns the screen and warnings are printed above it.
    settings["LOG_INSTALL_ROOT_HANDLER"] = not sys.stderr.isatty()
    process = CrawlerProcess(settings)
    _quieten(settings["LOG_LEVEL"])
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start()
    reason = str(crawler.stats.get_value("finish_reason"))
    return [] if reason == "finished" else [f"the crawl ended early: {reason}; run it again to go on"]


def _quieten(level: str) -> None:
    """Keep Scrapy's own chatter out of the log: every request has its own line and its own outcome."""
    if sys.stderr.isatty():
        handler = RichHandler(
            level=max(logging.getLevelName(level), logging.WARNING),
            console=Console(stderr=True),
            highlighter=NullHighlighter(),
            show_path=False,
        )
        logging.getLogger().addHandler(handler)
    if level != "DEBUG":
        logging.getLogger("scrapy").setLevel(logging.WARNING)
    # It logs a stack trace for every page it cannot draw, which is then an outcome.
    logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
    # It logs a stack trace for every host that is down, which is then an outcome of the list request.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
