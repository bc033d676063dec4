"""What documents the warehouse: the queries of the cookbook, the data dictionary and its Chinese labels."""

from __future__ import annotations

import csv
import json

import duckdb
import pytest

from pipeline.docs import LABELS, dictionary
from tests.cookbook import queries
from tests.dbt.conftest import Inputs


@pytest.mark.parametrize("number", queries())
def test_every_query_of_the_cookbook_answers(warehouse: duckdb.DuckDBPyConnection, number: int) -> None:
    rows = warehouse.sql(queries()[number]).fetchall()
    assert rows, f"question {number} has no answer in the scenarios"


def test_the_cookbook_has_ten_questions_and_more() -> None:
    assert list(queries()) == list(range(1, len(queries()) + 1))
    assert len(queries()) >= 10


def test_the_dictionary_names_every_column_in_both_languages(built: Inputs) -> None:
    manifest = json.loads((built.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    text = dictionary(manifest)
    assert "| `disclosure_rate` | 公开率（含部分公开） | double |" in text
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {row["column_name"]: row["label_zh"] for row in csv.DictReader(file)}
    marts = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    ]
    assert {column for node in marts for column in node["columns"]} == set(labels)
    for node in marts:
        assert f"## marts.{node['name']}\n" in text
        for column in node["columns"].values():
            assert column["description"], (node["name"], column["name"])


def test_the_warehouse_has_exactly_the_columns_described(
    built: Inputs, warehouse: duckdb.DuckDBPyConnection
) -> None:
    manifest = json.loads((built.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    described = {
        (node["name"], column)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
        for column in node["columns"]
    }
    found = warehouse.sql(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts'"
    ).fetchall()
    assert described == set(found)
