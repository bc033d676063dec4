"""What `nianbao coverage` prints and writes, of a small mart laid out by hand."""

import csv
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.test_cli import restored_logging, run

__all__ = ["restored_logging"]

ROWS = [
    ("990101", 2020, "found", "演示东川县", None),
    ("990101", 2021, "found", "演示东川县", None),
    ("990102", 2020, "missing", "演示西坪县", "栏目中未见该年度报告 | no such report in the column"),
    ("990102", 2021, "found", "演示西坪县", None),
    ("140223", 2020, "failed", "广灵县", "有 1 个地址…timeout http://127.0.0.1/ | addresses…"),
    ("140223", 2021, "not_due", "广灵县", "未到公布期限 | not due yet"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose warehouse has a coverage mart and two provinces."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.coverage (division_code varchar, report_year smallint, status varchar, "
            "division_name varchar, reason varchar)"
        )
        connection.executemany("insert into marts.coverage values (?, ?, ?, ?, ?)", ROWS)
        connection.execute(
            "create table marts.dim_division as select * from "
            "(values ('990000', '演示省'), ('140000', '山西省')) as d(division_code, division_name)"
        )
    return tmp_path


def coverage(data: Path, *arguments: str) -> tuple[int, str]:
    """Exit code, and everything printed."""
    code, out, err = run("coverage", "--data", str(data), *arguments)
    return code, out + err


def cells(printed: str) -> list[list[str]]:
    """The rows of the printed table."""
    lines = (line for line in printed.splitlines() if line.startswith("│"))
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def test_counties_are_counted_by_province_status_and_year(data: Path) -> None:
    code, printed = coverage(data)
    assert code == 1
    assert cells(printed) == [
        ["山西省", "失败 failed", "1", ""],
        ["山西省", "未到期 not due", "", "1"],
        ["演示省", "有 found", "1", "2"],
        ["演示省", "缺 missing", "1", ""],
    ]
    assert "found: 3  missing: 1  failed: 1  not_due: 1" in printed


def test_named_counties_have_a_row_each(data: Path) -> None:
    code, printed = coverage(data, "--counties", "990101")
    assert code == 0
    assert cells(printed) == [["990101", "演示东川县", "●", "●"]]


def test_the_file_has_every_county_and_year_with_its_reason(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "coverage.csv"
    assert coverage(data, "--csv", str(path))[0] == 1
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["division_code"], row["report_year"], row["status"]) for row in rows] == sorted(
        (code, str(year), status) for code, year, status, _, _ in ROWS
    )
    assert rows[0]["province_name"] == "山西省"
    assert "timeout" in rows[0]["reason"]
    assert coverage(data, "--counties", "990102", "--csv", str(path))[0] == 1
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_a_file_that_cannot_be_written_is_named(data: Path, tmp_path: Path) -> None:
    code, printed = coverage(data, "--csv", str(tmp_path / "no folder" / "coverage.csv"))
    assert code == 2
    assert "no folder" in printed
