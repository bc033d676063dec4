"""Parquet that breaks a rule of its table stops a build before anything is swapped in, and is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline.inputs import BadInput, check_inputs
from pipeline.paths import DataFolder
from pipeline.warehouse import build_warehouse
from tests.dbt.reports import Report, write_parquet

Change = Callable[[pa.Table], pa.Table]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder.at(tmp_path)
    write_parquet(
        [Report("甲县2021年报告"), Report("乙县2021年报告", division_code="990102")], folder.parquet
    )
    folder.build.mkdir()
    return folder


def file_of(data: DataFolder, table: str) -> Path:
    """The one file of the table that has rows."""
    (path,) = [path for path in (data.parquet / table).rglob("*.parquet") if pq.read_metadata(path).num_rows]
    return path


def change(path: Path, how: Change) -> None:
    """Rewrite a file."""
    pq.write_table(how(pq.read_table(path, partitioning=None)), path)


def replace_column(name: str, values: Callable[[pa.ChunkedArray], pa.Array | pa.ChunkedArray]) -> Change:
    """A change of one column, its name and place kept."""
    return lambda rows: rows.set_column(rows.column_names.index(name), name, values(rows[name]))


def first(value: str) -> Callable[[pa.ChunkedArray], pa.Array]:
    """The column with another first value."""
    return lambda column: pa.array([value, *column.to_pylist()[1:]], column.type)


FAULTS: dict[str, tuple[str, Change, list[str]]] = {
    "an unknown item": (
        "applications",
        replace_column("item_code", first("grnted")),
        ["item_code is 'grnted'", "granted"],
    ),
    "an unknown state": (
        "reviews",
        replace_column("cell_status", first("empty")),
        ["cell_status is 'empty'"],
    ),
    "an unknown form": (
        "documents",
        replace_column("form_version", first("2020")),
        ["form_version is '2020'"],
    ),
    "a missing column": (
        "article20",
        lambda rows: rows.drop_columns(["raw_text"]),
        ["column raw_text is missing; expected string"],
    ),
    "another type": (
        "applications",
        replace_column("value", lambda column: pc.cast(column, pa.float64())),
        ["column value is double, expected int64"],
    ),
    "a cell twice": (
        "applications",
        lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]),
        ["2 rows of the key (document_id, item_code, applicant_code)"],
    ),
    "a document twice": (
        "documents",
        lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]),
        ["2 rows of the key (document_id)"],
    ),
    "cells of no document": (
        "documents",
        lambda rows: rows.slice(0, 1),
        ["rows of applications are of document", "which is not in documents"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_rule_is_named_with_its_file(data: DataFolder, fault: str) -> None:
    check_inputs(data)
    table, how, said = FAULTS[fault]
    change(file_of(data, table), how)
    with pytest.raises(BadInput) as caught:
        check_inputs(data)
    message = str(caught.value)
    for words in said:
        assert words in message
    place = "applications" if fault == "cells of no document" else table
    assert str(file_of(data, place)) in message


def test_a_file_that_is_no_parquet(data: DataFolder) -> None:
    path = file_of(data, "reviews")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadInput, match="not a readable Parquet file"):
        check_inputs(data)


def test_a_document_in_two_files(data: DataFolder) -> None:
    path = file_of(data, "documents")
    (path.parent / "copy.parquet").write_bytes(path.read_bytes())
    with pytest.raises(BadInput, match="is in each, expected in one"):
        check_inputs(data)


def test_the_published_warehouse_stays(data: DataFolder, tmp_path: Path) -> None:
    data.warehouse.write_bytes(b"the old one")
    change(file_of(data, "applications"), replace_column("item_code", first("grnted")))
    with pytest.raises(BadInput):
        build_warehouse(data, tmp_path / "sources.csv", years=None, today=None, jobs=1)
    assert data.warehouse.read_bytes() == b"the old one"


def test_a_file_that_was_found_bad_is_looked_over_until_it_is_good(data: DataFolder) -> None:
    path = file_of(data, "applications")
    good = path.read_bytes()
    change(path, replace_column("item_code", first("grnted")))
    for _ in range(2):
        with pytest.raises(BadInput):
            check_inputs(data)
    path.write_bytes(good)
    check_inputs(data)
