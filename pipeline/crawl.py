"""The crawl as a child process: Scrapy's reactor starts once a process, and a crash of it stays there."""

from __future__ import annotations

from pathlib import Path

from crawler.report import CrawlReport
from crawler.run import crawl_in_child
from pipeline.console import print_table, say
from pipeline.paths import DIVISIONS, DataFolder

MOST_LISTED = 20


def crawl(
    data: DataFolder, sources: Path, *, years: str | None, counties: str | None, shard: str | None = None
) -> CrawlReport:
    """Crawl the registry, or a shard of it, into the raw archive; raises CrawlFailed when it cannot run at all."""
    return crawl_in_child(
        sources, DIVISIONS, data.archive, years=years or "", counties=counties or "", shard=shard or ""
    )


def print_report(report: CrawlReport) -> None:
    """Print what a crawl did, source by source, and what needs a person."""
    rows = [
        (
            source.name or source.division_code,
            source.adapter,
            source.list_pages,
            source.entries,
            source.selected,
            source.already_archived,
            source.fetched,
            len(source.failures) or "",
        )
        for source in report.sources
    ]
    columns = ["县 county", "网站类型 family", "列表页 lists", "条目 entries", "年报 reports"]
    columns += ["已存 archived", "新取 fetched", "失败 failed"]
    print_table("采集 Crawl", columns, rows, right="llrrrrrr")
    for note in report.notes:
        say(f"  {note}")
    for problem in problems(report)[:MOST_LISTED]:
        say(f"! {problem}")
    more = len(problems(report)) - MOST_LISTED
    if more > 0:
        say(f"! … and {more} more in raw/outcomes/{report.run_id}.parquet")
    say(f"存入 records archived: {report.archived}")


def problems(report: CrawlReport) -> list[str]:
    """What needs a person, in one line each."""
    return report.problems + [
        f"{source.division_code} {source.name}: {failure['outcome']} {failure['url']} {failure['message']}".strip()
        for source in report.sources
        for failure in source.failures
    ]
