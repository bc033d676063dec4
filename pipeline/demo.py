"""``nianbao demo``: the whole line on made-up counties served on loopback, and what came out of it.

The demo knows what was planted in its pages; it ends with 0 only if exactly that was found.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb

from demo.reports import planted_faults
from demo.server import serve, write_sources
from pipeline import build as build_module
from pipeline import crawl as crawl_module
from pipeline import exits
from pipeline.console import print_query, print_table, say, warn
from pipeline.coverage import print_counties
from pipeline.paths import DataFolder
from pipeline.sql import connect

YEARS = "2019-2023"
RANKED_YEAR, RANKED_BY = 2022, "disclosure_rate"
COUNTY = "990101"
GUANGLING, GUANGLING_YEAR = "140223", 2021  # the one real county: only this report of it is served
ODDITY = "oddity"  # a failed check that is no error: a unit, a form, blanks beside zeros


def run_demo(data: DataFolder, *, jobs: int) -> int:
    """Serve, crawl, build, compare; returns 1 if anything but the planted faults was found."""
    started = time.monotonic()
    say("演示县均为虚构（演示省，代码 99xxxx），广灵县数字取自其公开的 2021 年度报告。")
    say(
        "The demo counties are made up (code 99xxxx); Guangling has the figures of its real report of 2021.\n"
    )
    sources = data.root / "sources.csv"
    with serve(ports_file=data.root / "ports.json") as sites:
        for line in sites.moved:
            warn(line)
        write_sources(sources, sites)
        crawled = crawl_module.crawl(data, sources, years=None, counties=None)
    # Not its findings: the lists of the demo counties end years ago.
    crawl_module.print_report(crawled, crawl_module.problems(crawled))
    built = build_module.build(data, sources, years=YEARS, jobs=jobs)
    build_module.print_report(built)
    say("")
    with connect(data.warehouse) as connection:
        _print_ranking(connection)
        _print_county(connection)
        _print_failed_checks(connection)
        print_counties(data.warehouse)
        say("广灵县只有 2021 年度报告。 Of Guangling there is the report of 2021 alone.\n")
        differences = _compare_with_planted(connection)
    _print_next(data)
    say(f"用时 {time.monotonic() - started:.0f} 秒 seconds")
    problems = [*crawl_module.problems(crawled), *built.problems, *differences]
    for problem in problems:
        warn(f"! {problem}")
    return exits.NEEDS_A_PERSON if problems else exits.OK


def _print_ranking(connection: duckdb.DuckDBPyConnection) -> None:
    label = connection.execute(
        "select label_zh || ' ' || label_en from marts.dim_indicator where indicator_code = $code",
        {"code": RANKED_BY},
    ).fetchone()
    print_query(
        connection,
        f"{RANKED_YEAR} 年全省比较 Counties compared: {label[0] if label else RANKED_BY}",
        ">名次 rank|县 county|范围 scope|>值 value %|>分子 of|>分母 among|>组内 n|>中位 median|>百分位 pct"
        "|未排名 why not",
        """
        select province_rank, division_name, scope, value, numerator, denominator, province_n_with_value,
            province_median, province_percentile, province_why_not
        from marts.compare_counties
        where indicator_code = $indicator and report_year = $year
        order by province_rank nulls last, division_code, scope
        """,
        {"indicator": RANKED_BY, "year": RANKED_YEAR},
    )


def _print_county(connection: duckdb.DuckDBPyConnection) -> None:
    name = connection.execute(
        "select division_name from marts.dim_division where division_code = $county", {"county": COUNTY}
    ).fetchone()
    print_query(
        connection,
        f"{name[0] if name else COUNTY} 历年 One county through the years",
        "年度 year|表式 form|>新收 new|>增减 +/-|>增减 %|>办结 closed|>公开率 %|>制发文件 docs|>增减 +/-"
        "|不可比 why not|>收费 fees 万元|等级 grade",
        """
        select wide.report_year, wide.form_version, wide.app_new, cast(applications.change as integer),
            applications.pct_change, wide.app_concluded, wide.disclosure_rate, wide.docs_made,
            cast(documents.change as integer), documents.why_not, wide.fees_total, wide.quality_grade
        from marts.county_year as wide
        left join marts.compare_years as applications
            on applications.division_code = wide.division_code
            and applications.report_year = wide.report_year and applications.indicator_code = 'app_new'
        left join marts.compare_years as documents
            on documents.division_code = wide.division_code
            and documents.report_year = wide.report_year and documents.indicator_code = 'docs_made'
        where wide.division_code = $county
        order by wide.report_year
        """,
        {"county": COUNTY},
    )


def _print_failed_checks(connection: duckdb.DuckDBPyConnection) -> None:
    print_query(
        connection,
        "不通过的勾稽 Failed checks",
        "主体 issuer|年度 year|检查 check|成员 member|>应为 expected|>实为 actual|责任 whose|网址 url",
        """
        select reports.issuer_name, reports.report_year, checks.check_code, checks.member, checks.expected,
            checks.actual, checks.responsibility, reports.source_url
        from marts.fct_checks as checks
        inner join marts.fct_reports as reports using (report_id)
        where checks.passed = false and checks.severity = 'error'
        order by checks.report_id, checks.check_code, checks.member
        """,
        {},
    )


def _compare_with_planted(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Print what was planted and whether it was found; returns every difference in one line each."""
    found = _found_faults(connection)
    planted = {
        (fault.fault, fault.division_code, fault.report_year, fault.check_code, fault.member)
        for fault in planted_faults()
    }
    names = dict(connection.execute("select division_code, division_name from marts.dim_division").fetchall())
    print_table(
        "埋设的问题 What was planted, and whether it was found",
        ["问题 fault", "县 county", "年度 year", "检查 check", "找到 found"],
        [
            (
                fault[0],
                names[fault[1]],
                fault[2],
                ":".join(filter(None, fault[3:])),
                "是 yes" if fault in found else "否 NO",
            )
            for fault in sorted(planted)
            if fault[0] != ODDITY
        ],
    )
    odd = {fault for fault in planted if fault[0] == ODDITY}
    say(
        f"另埋设 {len(odd)} 处写法与表式上的出入（demo/planted.csv），找到 {len(odd & found)} 处。"
        f" Oddities of form planted beside: {len(odd)}, found {len(odd & found)}.\n"
    )
    return [
        *(f"planted but not found: {fault}" for fault in sorted(planted - found)),
        *(f"found but not planted: {fault}" for fault in sorted(found - planted)),
    ]


def _found_faults(connection: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    checks = connection.execute(
        """
        select case when checks.severity = 'error' then 'arithmetic_error' else $oddity end,
            reports.division_code, reports.report_year, checks.check_code, checks.member
        from marts.fct_checks as checks
        inner join marts.fct_reports as reports using (report_id)
        where checks.passed = false
        """,
        {"oddity": ODDITY},
    ).fetchall()
    twice = connection.execute(
        """
        select 'posted_twice', division_code, report_year, '', ''
        from marts.fct_documents where duplicate_of is not null or superseded_by is not null
        """
    ).fetchall()
    missing = connection.execute(
        """
        select 'missing_year', division_code, report_year, '', ''
        from marts.coverage
        where status in ('missing', 'failed') and not (division_code = $code and report_year <> $year)
        """,
        {"code": GUANGLING, "year": GUANGLING_YEAR},
    ).fetchall()
    return {*checks, *twice, *missing}


def _print_next(data: DataFolder) -> None:
    folder = _shown(data.root)
    say("接着看 Where to look next:")
    for query in (
        "show tables",
        "select report_year, division_name, app_new, disclosure_rate from county_year",
        "select report_id, item_code, cell_status, raw_text from fct_applications where cell_status = 'ambiguous'",
        "select report_id, check_code, member, reason_code from fct_checks where passed is null limit 20",
        "select severity, issue_code, count(*) as issues from fct_issues group by all",
    ):
        say(f'  make sql DATA={folder} Q="{query}"')
    say(f"  仓库 warehouse {data.warehouse}   原始档案 raw archive {data.raw}   事实 facts {data.parquet}")


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
