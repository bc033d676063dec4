"""The warehouse measured: what dbt adds to plain SQL, how the cost grows with the documents, what a night costs, and
how long an analyst waits."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

from pipeline.bench import child
from pipeline.bench.child import Built
from pipeline.bench.hand_written import differing_counts
from pipeline.bench.lines import Line
from pipeline.bench.synthetic import write_data
from pipeline.paths import DataFolder

FULL_SIZES = (10_000, 100_000, 1_000_000)
MOST_OVER_HAND = 1.5  # at 100,000 documents; below, dbt's start of some seconds weighs more
MOST_GROWTH = 1.3  # of a document's cost from the smallest size to the largest
MOST_SECONDS = 0.2  # of a query, over as many as 100,000 documents
QUERIED_UP_TO = 100_000
NIGHT = 50  # documents that a night brings
REPEATS = 5  # of a query; the first one reads from disk

# One county's history, the ranking of a year, all failed checks of a province: for the county of most reports.
QUERIES = {
    "one county's history": """
        select report_year, indicator_code, value, previous_value, pct_change, why_not
        from marts.compare_years where division_code = $county order by indicator_code, report_year
    """,
    "ranking of a year": """
        select nation_rank, province_rank, division_name, value from marts.compare_counties
        where report_year = $year and indicator_code = 'app_new' and scope = 'government'
        order by nation_rank nulls last, division_code
    """,
    "failed checks of a province": """
        select reports.division_code, reports.report_year, checks.check_code, checks.member, checks.residual
        from marts.fct_checks as checks inner join marts.fct_reports as reports using (report_id)
        where not checks.passed and reports.division_code like $province || '%'
        order by all
    """,
}


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one number of documents: the build, its models without tests, the script by hand."""

    documents: int
    build: Built
    models: Built
    by_hand: Built


def warehouse_lines(folder: Path, sizes: Sequence[int]) -> list[Line]:
    """The lines of warehouses of so many made-up documents, smallest first, below ``folder``."""
    measured = [_measure(folder, documents) for documents in sizes]
    lines = [line for size in measured for line in _size_lines(size)]
    if len(measured) > 1:
        lines.append(_growth_line(measured[0], measured[-1]))
    queried = max([size.documents for size in measured if size.documents <= QUERIED_UP_TO] or [sizes[0]])
    lines += _query_lines(folder / str(queried) / "warehouse.duckdb", queried)
    return [*lines, _night_line(folder, next(size for size in measured if size.documents == queried))]


def _measure(folder: Path, documents: int) -> Size:
    data = DataFolder.at(folder / str(documents))
    write_data(data, documents)
    build = child.warehouse(data.root)  # the first: dbt has to read its project too
    models = child.warehouse(data.root, tests=False)
    by_hand = child.by_hand(data.root)
    if different := differing_counts(data.root):
        raise RuntimeError(f"the script by hand and the build made other rows, by table: {different}")
    return Size(documents, build, models, by_hand)


def _size_lines(size: Size) -> list[Line]:
    rate = size.documents / size.build.seconds
    return [
        Line(
            f"Parquet -> warehouse, {size.documents} documents, models alone",
            "the main tables by one hand-written script",
            "times_the_cost",
            [size.models.seconds / size.by_hand.seconds],
            size.documents / size.models.seconds,
            target=MOST_OVER_HAND if size.documents >= 100_000 else None,
            note=f"{size.models.seconds:.1f} s against {size.by_hand.seconds:.1f} s; of processor time "
            f"{size.models.processor_seconds:.1f} s against {size.by_hand.processor_seconds:.1f} s",
        ),
        Line(
            f"Parquet -> warehouse, {size.documents} documents, data tests too",
            "models alone",
            "times_the_cost",
            [size.build.seconds / size.models.seconds],
            rate,
            note=f"{size.build.seconds:.1f} s, peak {size.build.peak:.0f} MB, spilled {size.build.spilled:.0f} MB",
        ),
    ]


def _growth_line(small: Size, large: Size) -> Line:
    return Line(
        f"warehouse: cost of a document among {large.documents}",
        f"among {small.documents}",
        "times_the_cost",
        [large.build.seconds / large.documents / (small.build.seconds / small.documents)],
        target=MOST_GROWTH,
    )


def _query_lines(warehouse: Path, documents: int) -> list[Line]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        county, year = connection.execute(
            """
            select division_code, max(report_year) from marts.county_year
            group by division_code order by count(*) desc, division_code limit 1
            """
        ).fetchall()[0]
        values = {"county": county, "year": year, "province": county[:2]}
        return [
            Line(
                f"query over {documents} documents: {name}",
                f"{MOST_SECONDS * 1000:.0f} ms",
                "times_the_cost",
                [seconds / MOST_SECONDS],
                target=1.0,
                note=f"{seconds * 1000:.0f} ms, {rows} rows",
            )
            for name, sql in QUERIES.items()
            for seconds, rows in [_query(connection, sql, values)]
        ]


def _query(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object]) -> tuple[float, int]:
    """Median seconds, and rows."""
    used = {name: value for name, value in values.items() if f"${name}" in sql}
    seconds: list[float] = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        rows = len(connection.execute(sql, used).fetchall())
        seconds.append(time.perf_counter() - started)
    return median(seconds), rows


def _night_line(folder: Path, size: Size) -> Line:
    """A night after the last of the ``size``'s builds, against building all of it; both leave the same tables."""
    data = DataFolder.at(folder / str(size.documents))
    write_data(data, NIGHT, years=[2025], seed=2)
    night = child.warehouse(data.root, whole=False)
    after = data.warehouse.with_name("night.duckdb")
    shutil.copyfile(data.warehouse, after)
    whole = child.warehouse(data.root)
    if different := _differing_tables(after, data.warehouse):
        raise RuntimeError(f"a night and a whole build left other rows in {', '.join(different)}")
    return Line(
        f"warehouse: a night of {NIGHT} documents more",
        f"building all {size.documents}",
        "times_the_cost",
        [night.seconds / whole.seconds],
        note=f"{night.seconds:.1f} s against {whole.seconds:.1f} s; of processor time "
        f"{night.processor_seconds:.1f} s against {whole.processor_seconds:.1f} s",
    )


def _differing_tables(one: Path, other: Path) -> list[str]:
    """Names of the tables whose rows differ, in any order; a table that one lacks differs."""
    sums: list[dict[str, tuple[object, ...]]] = []
    for path in (one, other):
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [
                name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
            ]
            sums.append(
                {
                    name: connection.execute(
                        f"select count(*), sum(hash(rows)) from marts.{name} as rows"  # noqa: S608 (our own tables)
                    ).fetchall()[0]
                    for name in names
                }
            )
    return sorted(name for name in {*sums[0], *sums[1]} if sums[0].get(name) != sums[1].get(name))
