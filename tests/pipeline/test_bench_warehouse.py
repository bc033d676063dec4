"""What the warehouse is measured on is what transform/ would write, and the script it is held against does the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.bench import warehouse
from pipeline.bench.child import Built
from pipeline.bench.hand_written import FILE, make_tables
from pipeline.bench.synthetic import write_data
from pipeline.inputs import check_inputs
from pipeline.paths import DataFolder

DOCUMENTS = 400


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A small made-up country."""
    folder = DataFolder.at(tmp_path_factory.mktemp("country"))
    write_data(folder, DOCUMENTS)
    folder.build.mkdir()
    return folder


def _rows(data: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        for name in ("documents", "article20", "applications", "reviews"):
            files = f"{data.parquet}/{name}/*/*.parquet"
            connection.execute(
                f"create view {name} as from read_parquet('{files}', hive_partitioning = true)"
            )
        return connection.execute(sql).fetchall()


def test_made_up_documents_are_what_a_build_accepts(data: DataFolder) -> None:
    check_inputs(data)
    assert _rows(data, "select count(*) from documents") == [(DOCUMENTS,)]
    [(forms, years, scopes, counties)] = _rows(
        data,
        """
        select count(distinct form_version), count(distinct report_year), count(distinct scope),
            count(distinct division_code) from documents
        """,
    )
    assert (forms, years, scopes) == (3, 6, 4)
    assert counties == 10
    statuses = {status for (status,) in _rows(data, "select distinct cell_status from applications")}
    assert {"reported", "blank", "dash"} <= statuses
    assert _rows(data, "select distinct value is null from article20 where cell_status <> 'reported'") == [
        (True,)
    ]


def test_made_up_figures_add_up_but_for_a_few(data: DataFolder) -> None:
    [(share,)] = _rows(
        data,
        """
        select avg(cast(parts = total as integer)) from (
            select sum(value) filter (where applicant_code <> 'total') as parts,
                any_value(value) filter (where applicant_code = 'total') as total
            from applications group by document_id, item_code having count(value) = 7
        )
        """,
    )
    assert 0.99 < share < 1


def test_every_form_has_all_its_cells_and_a_later_version_follows_its_report(data: DataFolder) -> None:
    sizes = dict(
        _rows(
            data,
            """
            select form_version, list(distinct cells) from (
                select form_version, document_id, count(*) as cells from documents inner join (
                    select document_id from article20 union all select document_id from applications
                    union all select document_id from reviews
                ) using (document_id) group by all
            ) group by form_version
            """,
        )
    )
    assert sizes == {"2019": [198], "2021": [200]}
    assert _rows(
        data,
        """
        select count(*) > 5 from (
            select division_code, issuer_name, report_year from documents group by all
            having count(*) = 2 and count(distinct published_on) = 2
        )
        """,
    ) == [(True,)]


def test_the_same_arguments_give_the_same_bytes_and_a_night_adds_to_them(
    data: DataFolder, tmp_path: Path
) -> None:
    again = DataFolder.at(tmp_path)
    write_data(again, DOCUMENTS)
    for path in sorted(again.parquet.rglob("*.parquet"))[::7]:
        assert path.read_bytes() == (data.parquet / path.relative_to(again.parquet)).read_bytes()
    write_data(again, 20, years=[2025], seed=2)
    again.build.mkdir()
    check_inputs(again)
    by_year = "select report_year = 2025, count(*) from documents group by all order by all"
    assert _rows(again, by_year) == [(False, DOCUMENTS), (True, 20)]


def test_the_script_by_hand_takes_every_current_cell_and_finds_what_does_not_add_up(data: DataFolder) -> None:
    make_tables(data.root, data.root / "spill")
    with duckdb.connect(str(data.root / FILE), read_only=True) as connection:
        [(reports, current)] = connection.execute(
            "select (select count(*) from fct_reports), (select count(*) from fct_documents where is_current)"
        ).fetchall()
        assert reports == current > 0.9 * DOCUMENTS
        [(failed, wrong)] = connection.execute(
            """
            select count(*), count(*) filter (where expected = actual) from fct_checks
            where not passed and check_code in ('R-ROW', 'R-CONC', 'R-BAL', 'L-SUM')
            """
        ).fetchall()
        assert failed > 0
        assert wrong == 0
        ranks = connection.execute(
            """
            select list(nation_rank order by value)[1], max(nation_n) = count(nation_rank) from compare_counties
            where indicator_code = 'app_new' and report_year = 2023 and scope = 'government'
            """
        ).fetchall()
        assert ranks == [(1, True)]


def test_lines_of_two_sizes_say_what_they_hold_against_each_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    facts = "1 as report_id, 'R-ROW' as check_code, '' as member, 1 as residual, false as passed"
    left_by_a_night = facts

    def built(data_dir: Path, *, tests: bool = True, whole: bool = True) -> Built:
        with duckdb.connect(str(data_dir / "warehouse.duckdb")) as connection:
            connection.execute("create schema if not exists marts")
            for name, columns in {
                "county_year": "'110101' as division_code, 2023 as report_year",
                "compare_years": "'110101' as division_code, 2023 as report_year, '' as indicator_code, 1 as value, "
                "1 as previous_value, 1 as pct_change, null as why_not",
                "compare_counties": "'110101' as division_code, '' as division_name, 2023 as report_year, "
                "'app_new' as indicator_code, 'government' as scope, 1 as value, 1 as nation_rank, 1 as province_rank",
                "fct_checks": facts if whole else left_by_a_night,
                "fct_reports": "1 as report_id, '110101' as division_code, 2023 as report_year",
            }.items():
                connection.execute(f"create or replace table marts.{name} as select {columns}")
        if not whole:
            return Built(6.0, 5.0, 300.0, 0.0)
        return Built(60.0 if tests else 45.0, 50.0, 300.0, 0.0)

    monkeypatch.setattr(warehouse.child, "warehouse", built)
    monkeypatch.setattr(warehouse.child, "by_hand", lambda data_dir: Built(30.0, 25.0, 200.0, 0.0))
    monkeypatch.setattr(warehouse, "differing_counts", lambda root: {})
    lines = {line.what: line for line in warehouse.warehouse_lines(tmp_path, [30, 120])}
    assert lines["Parquet -> warehouse, 30 documents, models alone"].ratio == 1.5
    assert lines["warehouse: cost of a document among 120"].ratio == 0.25
    assert lines["warehouse: cost of a document among 120"].target == 1.3
    queries = [line for what, line in lines.items() if what.startswith("query over 120 documents")]
    assert [(line.target, line.note.split(", ")[1]) for line in queries] == [(1.0, "1 rows")] * 3
    assert lines["warehouse: a night of 50 documents more"].ratio == 0.1
    left_by_a_night = facts.replace("false", "true")
    with pytest.raises(RuntimeError, match="a night and a whole build left other rows in fct_checks"):
        warehouse.warehouse_lines(tmp_path, [30])
    monkeypatch.setattr(warehouse, "differing_counts", lambda root: {"fct_checks": (1, 2)})
    with pytest.raises(RuntimeError, match="fct_checks"):
        warehouse.warehouse_lines(tmp_path, [30])
