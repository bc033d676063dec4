"""Counties side by side, years side by side, and which reports are there at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from crawler.outcomes import Outcome
from pipeline.bench.warehouse import QUERIES
from tests.dbt.conftest import Inputs


def _county(
    connection: duckdb.DuckDBPyConnection, indicator: str, columns: str, year: int = 2021
) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        f"select division_code, {columns} from marts.compare_counties "
        "where indicator_code = ? and report_year = ?",
        [indicator, year],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_ranks_within_the_prefecture(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "value, prefecture_rank, prefecture_n, prefecture_n_with_value, prefecture_median, prefecture_percentile"
    ranked = _county(warehouse, "disclosure_rate", columns)
    assert {code: ranked[code] for code in ("990101", "990102", "990103", "990104", "990105")} == {
        "990105": (100, 1, 5, 5, 75, 90),
        "990102": (75, 2, 5, 5, 75, 60),
        "990103": (75, 2, 5, 5, 75, 60),
        "990101": (50, 4, 5, 5, 75, 30),
        "990104": (25, 5, 5, 5, 75, 10),
    }


def test_what_is_not_ranked_says_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "value, scope, prefecture_why_not, province_rank, province_why_not, failed_checks"
    counties = _county(warehouse, "disclosure_rate", columns)
    made_up = {code: row for code, row in counties.items() if code.startswith("99")}
    assert {code: row for code, row in made_up.items() if row[3] is None} == {
        "990202": (100, "government", "small_n", None, "small_n", None),
        "990203": (100, "office", "group_too_small", None, "group_too_small", None),
        "990204": (40, "government", "check_failed", None, "check_failed", "R-CONC:total"),
        "999999": (50, "government", "no_group", None, "no_group", None),
    }
    # Three of the second prefecture's four have no sound value: the fourth ranks in the province alone.
    assert counties["990201"] == (0, "government", "group_too_small", 6, None, None)


def test_made_up_counties_are_a_nation_of_their_own(warehouse: duckdb.DuckDBPyConnection) -> None:
    sizes = _county(warehouse, "disclosure_rate", "nation_n")
    assert {size for code, size in sizes.items() if code.startswith("99")} == {(9,), (None,)}
    nations = warehouse.execute("select distinct nation_code from marts.dim_division order by 1").fetchall()
    assert nations == [("cn",), ("demo",)]


def test_rates_per_resident_need_a_population(warehouse: duckdb.DuckDBPyConnection) -> None:
    rates = _county(warehouse, "app_per_100k", "value, numerator, denominator, nation_why_not")
    assert rates["990101"] == (10, 20, 200000, "group_too_small")
    assert rates["990102"] == (None, 20, None, "no_population")


def test_nothing_received_is_no_rate_and_an_empty_cell_is_no_zero(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = "value, basis, nation_why_not"
    rates = _county(warehouse, "disclosure_rate", columns, 2022)
    assert rates["990104"] == (None, None, "zero_denominator")
    assert rates["990103"] == (None, None, "cell_not_readable")
    received = _county(warehouse, "app_new", columns, 2022)
    assert received["990103"] == (None, None, "blank")
    # The total is empty, but all its parts are printed zeros.
    assert received["990104"][:2] == (0, "derived_total")


def test_the_wide_table_holds_the_same_values(warehouse: duckdb.DuckDBPyConnection) -> None:
    indicators = [
        row[0]
        for row in warehouse.execute(
            "select indicator_code from marts.dim_indicator where is_headline"
        ).fetchall()
    ]
    wide = " union all ".join(
        f"select division_code, report_year, '{code}', {code}::double from marts.county_year"
        for code in indicators
    )
    difference = f"({wide}) except select division_code, report_year, indicator_code, value from marts.compare_counties"
    assert warehouse.execute(difference).fetchall() == []
    assert len(indicators) == 19


@pytest.mark.parametrize(
    ("county", "indicator", "year", "expected"),
    [
        ("990101", "app_new", 2021, (20, 4, 16, 400, True, None)),
        ("990101", "app_new", 2020, (4, None, None, None, False, "no_previous")),
        ("990102", "app_new", 2020, (10, 0, 10, None, True, "zero_base")),
        ("990102", "app_new", 2021, (20, 10, 10, 100, True, None)),
        ("990102", "disclosure_rate", 2021, (75, 50, 25, None, True, None)),
        ("990102", "disclosure_rate", 2020, (50, None, None, None, False, "previous_not_usable")),
        ("990102", "docs_made", 2021, (0, 6, None, None, False, "form_changed")),
        ("990102", "docs_in_force", 2021, (0, None, None, None, False, "form_changed")),
        ("990203", "app_new", 2021, (20, 3, None, None, False, "scope_changed")),
        ("990204", "disclosure_rate", 2022, (100, 40, None, None, False, "check_failed")),
        ("990204", "app_new", 2022, (30, 20, 10, 50, True, None)),
        ("990103", "app_new", 2022, (None, 20, None, None, False, "blank")),
    ],
)
def test_years_compare_or_say_why_not(
    warehouse: duckdb.DuckDBPyConnection, county: str, indicator: str, year: int, expected: tuple[Any, ...]
) -> None:
    rows = warehouse.execute(
        """
        select value, previous_value, change, pct_change, comparable, why_not from marts.compare_years
        where division_code = ? and indicator_code = ? and report_year = ?
        """,
        [county, indicator, year],
    ).fetchall()
    assert rows == [expected]


def test_coverage_tells_absence_apart(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select division_code, report_year, status from marts.coverage where report_year >= 2019 order by 1, 2
        """
    ).fetchall()
    years = warehouse.execute("select distinct report_year from marts.coverage order by 1").fetchall()
    assert [year for (year,) in years] == list(range(2008, 2024))
    assert rows == [
        ("990101", 2019, "missing"),
        ("990101", 2020, "found"),
        ("990101", 2021, "found"),
        ("990101", 2022, "missing"),
        ("990101", 2023, "not_due"),
        ("990104", 2019, "failed"),
        ("990104", 2020, "failed"),
        ("990104", 2021, "found"),
        ("990104", 2022, "found"),
        ("990104", 2023, "not_due"),
        ("990202", 2019, "missing"),
        ("990202", 2020, "missing"),
        ("990202", 2021, "found"),
        ("990202", 2022, "missing"),
        ("990202", 2023, "not_due"),
    ]


def test_coverage_says_when_and_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select division_code, document_count, last_tried, reason from marts.coverage
        where report_year = 2022 and status <> 'found' or report_year = 2019 and status = 'failed'
        """
    ).fetchall()
    tried = datetime(2024, 2, 14, 20)  # noqa: DTZ001 - the warehouse holds UTC without a zone
    reasons = {code: (last_tried, reason) for code, _, last_tried, reason in rows}
    assert reasons["990101"][0] == tried
    assert "only reports of departments" in reasons["990101"][1]
    assert "not_found http://127.0.0.1/990104/not_found" in reasons["990104"][1]
    assert reasons["990202"] == (None, "尚未采集 | never crawled")


def test_failures_are_what_the_crawler_calls_failures(built: Inputs) -> None:
    scratch = duckdb.connect(str(built.warehouse.parent / "scratch.duckdb"), read_only=True)
    source = scratch.execute(
        "select sql from duckdb_views() where view_name = 'stg_crawl__outcomes'"
    ).fetchall()
    scratch.close()
    query = str(source[0][0]).partition(" AS ")[2].rstrip(";")
    rows = duckdb.execute(
        f"select distinct outcome, is_failure from ({query}) where division_code = '990299'"
    )
    assert dict(rows.fetchall()) == {str(outcome): outcome.is_failure for outcome in Outcome}


def test_the_queries_that_are_timed_find_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    values = {"county": "990101", "year": 2021, "province": "99"}
    for name, sql in QUERIES.items():
        used = {key: value for key, value in values.items() if f"${key}" in sql}
        assert warehouse.execute(sql, used).fetchall(), name
