"""Inputs at their limits: nothing archived yet, settings that make no sense."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.dbt.conftest import Inputs


def test_an_empty_archive_builds_an_empty_warehouse(tmp_path: Path) -> None:
    inputs = Inputs(tmp_path)
    inputs.write([], [])
    done = inputs.dbt("build", "--resource-types", "seed", "model", NIANBAO_YEARS="2021-2022")
    assert done.returncode == 0, done.stdout[-4000:]
    connection = duckdb.connect(str(inputs.warehouse), read_only=True)
    assert connection.execute("select count(*) from marts.fct_reports").fetchall() == [(0,)]
    assert connection.execute(
        "select distinct report_year, status from marts.coverage order by 1"
    ).fetchall() == [
        (2021, "missing"),
        (2022, "missing"),
    ]
    connection.close()


def test_years_that_make_no_sense_stop_the_build_with_a_message(built: Inputs) -> None:
    done = built.dbt("list", "--select", "coverage", NIANBAO_YEARS="2023-2019")
    assert done.returncode != 0
    assert (
        "NIANBAO_YEARS: expected FIRST-LAST such as 2019-2023, or one year; found '2023-2019'" in done.stdout
    )
