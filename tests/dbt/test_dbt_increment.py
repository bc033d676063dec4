"""A night that makes anew what its documents concern leaves the very tables that a whole build makes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline import increment
from pipeline.paths import DataFolder
from pipeline.warehouse import BuildResult, build_warehouse
from tests.dbt.conftest import Inputs
from tests.dbt.reports import Report, write_index
from tests.dbt.scenarios import OUTCOMES, POPULATION_CSV, REPORTS, RESPONSES, TODAY

# Of whom everything is as it was: most documents are theirs.
UNTOUCHED = "990101"


def _before() -> list[Report]:
    """The scenarios as they stood the night before: documents not there yet, read otherwise, or gone since."""

    def is_new(report: Report) -> bool:
        # One of two twins, whose other half is another county's; a county of its own; one whose division is unknown;
        # the older half of a series that goes on under another code.
        return report.division_code in {"330108", "990201", "522322", None}

    def earlier(report: Report) -> Report:
        if report.division_code == "990203":
            return replace(report, figures={"new": 1}, published_on=date(2020, 1, 1))
        if report.division_code == "990204":  # was taken for another county's
            return replace(report, division_code="990102", scope="office", published_on=date(2020, 1, 1))
        return report

    gone = [
        Report("gone", division_code="130503", report_year=2016, scope="office"),
        Report("gone with its year", division_code="990202", report_year=2013, figures={"new": 4}),
        Report("gone, of nobody", division_code=None, report_year=2016),
    ]
    return [*(earlier(report) for report in REPORTS if not is_new(report)), *gone]


def _build(data: DataFolder) -> BuildResult:
    return build_warehouse(
        data,
        data.root / "sources.csv",
        years=None,
        today=date.fromisoformat(TODAY),
        jobs=2,
        with_tests=False,
    )


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DataFolder, BuildResult]]:
    """A warehouse that was built the night before, and then made the scenarios' by an increment."""
    inputs = Inputs(tmp_path_factory.mktemp("night"))
    data = DataFolder.at(inputs.root)
    data.population.parent.mkdir()
    data.population.write_text(POPULATION_CSV, encoding="utf-8")
    inputs.write(_before(), [row for row in OUTCOMES if str(row["outcome"]) != "withdrawn"])
    write_index(RESPONSES[3:], data.raw)  # what concerns the untouched is on record
    first = _build(data)
    assert first.increment.why_whole == "there is no warehouse yet"

    shutil.rmtree(data.parquet)
    inputs.write(REPORTS, OUTCOMES)
    write_index(RESPONSES, data.raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(increment, "MOST_SHARE", 1)  # of so few documents, a few are many
        yield data, _build(data)


def test_a_night_makes_anew_what_its_documents_concern(night: tuple[DataFolder, BuildResult]) -> None:
    data, result = night
    assert result.increment.why_whole == ""
    assert 0 < result.increment.changed < result.increment.documents < result.increment.total
    divisions = set(pq.read_table(data.build / "night" / "divisions.parquet")["division_code"].to_pylist())
    # With a county goes the one it became, and with a document the county it was taken for.
    assert {"522322", "522302", "990204", "990102", "130503"} <= divisions
    assert UNTOUCHED not in divisions


def test_a_night_leaves_the_tables_of_a_whole_build(
    night: tuple[DataFolder, BuildResult], built: Inputs
) -> None:
    data, _ = night
    assert _differing(data.warehouse, built.warehouse) == {}


def test_the_same_bytes_read_otherwise_are_a_change(night: tuple[DataFolder, BuildResult]) -> None:
    """Read anew by the same reader over another library: the document's own row says nothing of it."""
    data, _ = night
    path = data.parquet / "applications" / "report_year=2021" / "part.parquet"
    rows = pq.read_table(path, partitioning=None)
    printed = rows["raw_text"].to_pylist()
    printed[-1] = f"{printed[-1]} "
    kept = path.read_bytes()
    try:
        column = rows.schema.get_field_index("raw_text")
        pq.write_table(rows.set_column(column, rows.schema.field(column), [printed]), path)
        changed = increment.plan(data)
        assert (changed.why_whole, changed.changed) == ("", 1)
    finally:
        path.write_bytes(kept)
    assert increment.plan(data).changed == 0


def test_another_project_or_warehouse_is_built_whole(
    night: tuple[DataFolder, BuildResult], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data, _ = night
    assert increment.plan(data).why_whole == ""
    assert increment.plan(data).changed == 0
    assert increment.plan(data, whole=True).why_whole == "asked for"

    data.population.write_text(POPULATION_CSV + "990102,2021,5,census\n", encoding="utf-8")
    assert "population" in increment.plan(data).why_whole
    data.population.write_text(POPULATION_CSV, encoding="utf-8")
    assert increment.plan(data).why_whole == ""

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "changed.sql").write_text("select 1", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(increment, "DBT_PROJECT", tmp_path)
        assert "project" in increment.plan(data).why_whole

    kept = data.warehouse.read_bytes()
    data.warehouse.write_bytes(kept)  # somebody put another file there
    assert "nothing says" in increment.plan(data).why_whole


def _differing(one: Path, other: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows that only one of two warehouses has, a few of each table."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"""attach '{str(other).replace("'", "''")}' as other (read_only)""")
        names = {
            catalogue: {
                name
                for (name,) in connection.execute(
                    "select table_name from duckdb_tables() where database_name = ?", [catalogue]
                ).fetchall()
            }
            for catalogue in ("one", "other")
        }
        assert names["one"] == names["other"]
        rows = {
            name: connection.execute(
                f"""
                (select 'one', * from (from one.marts.{name} except all from other.marts.{name}) limit 3)
                union all
                (select 'other', * from (from other.marts.{name} except all from one.marts.{name}) limit 3)
                """  # noqa: S608 (names of our own tables)
            ).fetchall()
            for name in names["one"]
        }
    return {name: found for name, found in rows.items() if found}
