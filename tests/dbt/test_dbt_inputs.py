"""Inputs at their limits: nothing archived yet, settings that make no sense."""

from __future__ import annotations

import duckdb

from tests.dbt.conftest import Inputs


def test_an_empty_archive_builds_an_empty_warehouse(built: Inputs) -> None:
    connection = duckdb.connect(str(built.empty), read_only=True)
    counts = {
        table: connection.execute(f"select count(*) from marts.{table}").fetchall()[0][0]
        for table in ("fct_documents", "fct_reports", "fct_checks", "county_year", "compare_counties")
    }
    coverage = connection.execute(
        "select distinct report_year, status from marts.coverage order by 1"
    ).fetchall()
    connection.close()
    assert set(counts.values()) == {0}
    assert coverage == [*((year, "missing") for year in range(2008, 2023)), (2023, "not_due")]


def test_years_that_make_no_sense_stop_the_build_with_a_message(built: Inputs) -> None:
    done = built.dbt("list", "--select", "coverage", NIANBAO_YEARS="2023-2019")
    assert done.returncode != 0
    assert (
        "NIANBAO_YEARS: expected FIRST-LAST such as 2019-2023, or one year; found '2023-2019'" in done.stdout
    )
