"""The crawl as a child process: Scrapy's reactor starts once a process, and a crash of it stays there."""

from __future__ import annotations

from pathlib import Path

from crawler.outcomes import Kind, Outcome
from crawler.report import CrawlReport, SourceReport
from crawler.run import crawl_in_child
from pipeline.console import print_table, say
from pipeline.paths import DIVISIONS, DataFolder

MOST_LISTED = 20


def crawl(
    data: DataFolder,
    sources: Path,
    *,
    years: str | None,
    counties: str | None,
    shard: str | None = None,
    hours: str | None = None,
    log_path: Path | None = None,
) -> CrawlReport:
    """Crawl the registry, or a shard of it, into the raw archive; raises CrawlFailed when it cannot run at all.

    What it asks for and gets is logged to standard error, and to ``log_path`` where that is given.
    """
    return crawl_in_child(
        sources,
        DIVISIONS,
        data.archive,
        years=years or "",
        counties=counties or "",
        shard=shard or "",
        hours=hours or "",
        log_path=log_path,
    )


def print_report(report: CrawlReport, needing_a_person: list[str]) -> None:
    """Print what a crawl did, source by source, and `needing_a_person` below it."""
    rows = [
        (
            source.name or source.division_code,
            source.adapter,
            source.list_pages,
            source.entries,
            source.selected,
            source.already_archived,
            source.fetched,
            source.outcomes.get(Outcome.NOT_MODIFIED, 0),
            sum(count for outcome, count in source.outcomes.items() if _is_postponed(outcome)) or "",
            len(source.failures) or "",
        )
        for source in report.sources
    ]
    columns = ["县 county", "网站类型 family", "列表页 lists", "条目 entries", "年报 reports"]
    columns += ["已存 archived", "新取 fetched", "未变 same", "待续 later", "失败 failed"]
    print_table("采集 Crawl", columns, rows, right="llrrrrrrrr")
    for note in report.notes:
        say(f"  {note}")
    for problem in needing_a_person[:MOST_LISTED]:
        say(f"! {problem}")
    more = len(needing_a_person) - MOST_LISTED
    if more > 0:
        say(f"! … and {more} more; every request is a row of raw/outcomes/{report.run_id}.parquet")
    say(f"存入 records archived: {report.archived}")


def problems(report: CrawlReport) -> list[str]:
    """What went wrong: of the run as a whole, then by source one line for each way in which requests failed."""
    return report.problems + [line for source in report.sources for line in _failures(source)]


def findings(report: CrawlReport) -> list[str]:
    """Where a source looks different from what earlier runs, or the calendar, let expect."""
    return [
        f"{source.division_code} {source.name} {source.column_url}: {finding}"
        for source in report.sources
        for finding in source.findings
    ]


def _failures(source: SourceReport) -> list[str]:
    lines = []
    for outcome in dict.fromkeys(failure["outcome"] for failure in source.failures):
        same = [failure for failure in source.failures if failure["outcome"] == outcome]
        meaning = Outcome(outcome).meaning
        more = f" (+{len(same) - 1})" if len(same) > 1 else ""
        lines.append(
            f"{source.division_code} {source.name}: {outcome} {same[0]['url']}{more} {same[0]['message']} | "
            f"{meaning.zh} {meaning.en} → {meaning.advice_zh} {meaning.advice_en}"
        )
    return lines


def _is_postponed(outcome: str) -> bool:
    return Outcome(outcome).meaning.kind is Kind.POSTPONED
