"""The command line, ``nianbao``: every verb of the contract that exists. Imports are inside the verbs, so that
``--help`` and light verbs do not wait for Scrapy and dbt."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from pipeline import exits, settings
from pipeline.console import say, start_logging, warn
from pipeline.paths import PROJECT, DataFolder

app = typer.Typer(
    name="nianbao",
    help="County governments' annual disclosure reports, from the page to the warehouse. 政府信息公开年报",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Data = Annotated[Path, typer.Option("--data", help="Data folder.", show_default=True)]
Sources = Annotated[Path, typer.Option("--sources", help="Source registry, a CSV file.")]
Years = Annotated[str | None, typer.Option("--years", help="Report years, such as 2019-2023.")]
Counties = Annotated[str | None, typer.Option("--counties", help="Division codes, separated by commas.")]
Hours = Annotated[
    str | None, typer.Option("--hours", help="Ask sites only in these hours, China time, such as 22-6.")
]
Jobs = Annotated[int, typer.Option("--jobs", help="Processes to read with.", min=1, max=64)]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", help="Read with the workers of this Dask scheduler, tcp://host:port."),
]
Whole = Annotated[
    bool, typer.Option("--whole", help="Make the whole warehouse anew, not only what documents changed.")
]

DATA = Path("data")
SOURCES = PROJECT / "crawler" / "sources.csv"

P = ParamSpec("P")


def _folder(data: Path) -> DataFolder:
    """The data folder with the archive the environment names."""
    return DataFolder.at(data, settings.load().archive)


def _verb(function: Callable[P, int]) -> Callable[P, None]:
    """Turn a function that returns an exit code into a verb: expected failures print one message, no traces."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            start_logging(settings.load().log_level)
            code = function(*args, **kwargs)
        except Exception as error:
            expected = _exit_code(error)
            if expected is None:
                raise
            warn(str(error))
            code = expected
        raise typer.Exit(code)

    return run


def _exit_code(error: Exception) -> int | None:
    """The exit code of an expected failure, None for one that is a fault of ours."""
    from crawler.archive import ArchiveError, StoreFailed
    from crawler.archive import LockHeld as ArchiveLockHeld
    from crawler.registry import RegistryFileError
    from crawler.run import CrawlFailed
    from pipeline.check import NoSuchFile
    from pipeline.coverage import BadFile
    from pipeline.discover import BadList
    from pipeline.fetch import BadAddress, FetchFailed
    from pipeline.golden import BadCase
    from pipeline.inputs import BadInput
    from pipeline.locks import LockHeld
    from pipeline.provenance import UnknownId
    from pipeline.sql import NoWarehouse
    from pipeline.warehouse import BuildFailed
    from transform.batches import ReadingStopped, SchedulerError
    from transform.correction_entries import CorrectionsError

    if isinstance(error, LockHeld | ArchiveLockHeld):
        return exits.LOCKED
    if isinstance(error, CrawlFailed):
        return error.exit_code
    wrong_usage = (
        settings.BadSetting,
        NoWarehouse,
        RegistryFileError,
        NoSuchFile,
        BadList,
        BadAddress,
        UnknownId,
        BadCase,
        BadFile,
        CorrectionsError,
        SchedulerError,
    )
    if isinstance(error, wrong_usage):
        return exits.USAGE
    if isinstance(error, BuildFailed | BadInput | ArchiveError | StoreFailed | FetchFailed | ReadingStopped):
        return exits.NEEDS_A_PERSON
    return None


@app.command()
@_verb
def crawl(
    data: Data = DATA,
    sources: Sources = SOURCES,
    years: Years = None,
    counties: Counties = None,
    shard: Annotated[
        str | None, typer.Option("--shard", help="Only a part of the registry, by host: such as 3/16.")
    ] = None,
    hours: Hours = None,
) -> int:
    """Crawl every enabled source into the raw archive: incremental, resumable. 采集"""
    from pipeline import crawl as module

    report = module.crawl(_folder(data), sources, years=years, counties=counties, shard=shard, hours=hours)
    needing_a_person = module.problems(report) + module.findings(report)
    module.print_report(report, needing_a_person)
    return exits.NEEDS_A_PERSON if needing_a_person else exits.OK


@app.command("import")
@_verb
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folders.")],
    data: Data = DATA,
) -> int:
    """Archive local files as if they had been crawled. 导入本地文件"""
    from pipeline import importing

    return importing.import_files(_folder(data), files)


@app.command()
@_verb
def reindex(data: Data = DATA) -> int:
    """Rebuild the index of the raw archive from its WARC files alone. 重建索引"""
    from pipeline import reindex as module

    return module.reindex_archive(_folder(data))


@app.command()
@_verb
def build(
    data: Data = DATA,
    sources: Sources = SOURCES,
    years: Years = None,
    jobs: Jobs = 1,
    scheduler: Scheduler = None,
    whole: Whole = False,
) -> int:
    """Raw archive -> Parquet -> warehouse, swapped in whole. 建库"""
    from pipeline import build as module

    report = module.build(_folder(data), sources, years=years, jobs=jobs, scheduler=scheduler, whole=whole)
    module.print_report(report)
    return exits.NEEDS_A_PERSON if report.problems else exits.OK


@app.command()
@_verb
def nightly(
    data: Data = DATA,
    sources: Sources = SOURCES,
    years: Years = None,
    counties: Counties = None,
    jobs: Jobs = 1,
    scheduler: Scheduler = None,
    hours: Hours = None,
) -> int:
    """Crawl, then build, under a lock, with a dated log and a run report. 夜间运行"""
    from pipeline import nightly as module

    return module.nightly(
        _folder(data),
        sources,
        years=years,
        counties=counties,
        jobs=jobs,
        scheduler=scheduler,
        hours=hours,
    )


@app.command()
@_verb
def demo(data: Data = DATA / "demo", jobs: Jobs = 2) -> int:
    """The whole line on made-up counties served on loopback. 演示"""
    from pipeline import demo as module

    return module.run_demo(DataFolder.at(data), jobs=jobs)


@app.command()
@_verb
def sql(
    query: Annotated[str | None, typer.Argument(help="One query; without it, a shell.")] = None,
    data: Data = DATA,
) -> int:
    """Ask the warehouse, read-only: one query, or a shell. 查询"""
    from pipeline import sql as module

    warehouse = module.warehouse_of(data)
    if query is None:
        module.shell(warehouse)
        return exits.OK
    return exits.OK if module.run_query(warehouse, query) else exits.USAGE


@app.command()
@_verb
def coverage(
    data: Data = DATA,
    counties: Counties = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write every county and year to this file.")
    ] = None,
) -> int:
    """Which county x year reports are found, missing, failed, not due: by province, or --counties. 覆盖"""
    from pipeline import coverage as module
    from pipeline.sql import warehouse_of

    open_years = module.coverage(warehouse_of(data), counties=counties, csv_file=csv)
    return exits.NEEDS_A_PERSON if open_years else exits.OK


@app.command()
@_verb
def sources(
    path: Sources = SOURCES,
    json: Annotated[
        bool, typer.Option("--json", help="Print counts and counties without a row as JSON.")
    ] = False,
) -> int:
    """Check the source registry; rows by province and family, counties without a row. 核对来源"""
    from pipeline import sources as module

    return exits.NEEDS_A_PERSON if module.sources(path, as_json=json) else exits.OK


@app.command()
@_verb
def discover(
    sites: Annotated[
        list[str],
        typer.Argument(
            metavar="SITES...", help="Files with an address a line (and a code or name), or addresses."
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="A new CSV file for the rows.")] = None,
) -> int:
    """Find the annual-report columns of sites; propose registry rows with evidence. 发现来源"""
    from pipeline import discover as module

    return exits.NEEDS_A_PERSON if module.discover(sites, out) else exits.OK


@app.command()
@_verb
def check(
    target: Annotated[
        str, typer.Argument(metavar="FILE-or-URL", help="One report: a file, or its http(s) address.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> int:
    """Read one report; print its tables, every check, the cell probably wrong. 核对一份报告"""
    from pipeline import check as module

    return module.check(target, as_json=json)


@app.command()
@_verb
def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="document_id or report_id, or a cell of it: ID/applications/granted/total."
        ),
    ],
    data: Data = DATA,
) -> int:
    """From a report or a cell back to URL, archive record, table, row, column, printed text. 追溯来源"""
    from pipeline import explain as module

    return module.explain(data, name)


@app.command()
@_verb
def docs(data: Data = DATA, sources: Sources = SOURCES) -> int:
    """Write the documentation of the warehouse: dbt's site and a bilingual data dictionary. 文档"""
    from pipeline import docs as module

    return module.write_docs(DataFolder.at(data), sources)


@app.command()
@_verb
def accuracy(
    cases: Annotated[
        Path | None, typer.Argument(metavar="[CASES]", help="Folder of cases, or one case.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> int:
    """Cells right, wrong and flagged, wrong and silent, over the cases with typed-in truth. 准确度"""
    from pipeline import accuracy as module
    from pipeline.golden import CASES

    return module.accuracy(cases or CASES, as_json=json)


@app.command()
@_verb
def cron(data: Data = DATA, sources: Sources = SOURCES, jobs: Jobs = 2) -> int:
    """Print the crontab lines that run the night. 定时任务"""
    from pipeline import cron as module

    say(module.crontab(data.resolve(), sources, jobs=jobs))
    return exits.OK
