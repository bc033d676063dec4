"""The promises of the published file and of the project itself."""

from __future__ import annotations

import csv
import json
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import PROJECT, Inputs
from transform.schemas import TABLES

CELL = "report_id division_code scope report_year {codes} value cell_status raw_text"
MARTS = {
    "dim_division": "division_code division_name level prefecture_code prefecture_name province_code province_name"
    " valid_from valid_to successor_code",
    "division_lineage": "division_code division_name province_code ended_on today_code today_name relation",
    "dim_item": "form_version table_name item_code measure_code label_zh label_en unit position comparable_code",
    "dim_indicator": "indicator_code label_zh label_en formula unit higher_is",
    "dim_break": "break_code kind first_year last_year label_zh label_en",
    "dim_crosswalk": "quantity_code form_version relation table_name row_code col_code reason_zh reason_en",
    "dim_check": "check_code severity formula label_zh label_en",
    "dim_reason": "reason_code label_zh label_en",
    "fct_documents": "document_id division_code issuer_name scope report_year form_version title published_on"
    " source_url landing_url fetched_at content_type layout payload_sha256 warc_file warc_offset extractor_version"
    " parse_status parse_message is_current duplicate_of superseded_by",
    "fct_reports": "report_id document_id division_code issuer_name scope report_year form_version title published_on"
    " source_url days_late quality_grade",
    "fct_article20": CELL.format(codes="item_code measure_code"),
    "fct_applications": CELL.format(codes="item_code applicant_code"),
    "fct_reviews": CELL.format(codes="channel_code outcome_code"),
    "fct_checks": "report_id check_code member passed reason_code expected actual residual severity responsibility"
    " detail",
    "fct_revisions": "report_id revision_no from_document_id to_document_id table_name row_code col_code old_value"
    " new_value old_status new_status old_raw_text new_raw_text",
    "fct_first_published": "report_id table_name row_code col_code value cell_status raw_text",
    "fct_issues": "document_id report_id division_code report_year severity issue_code message context source_url",
    "county_indicators": "division_code report_year indicator_code numerator denominator value why_not",
    "county_year": "division_code report_year {indicators} scope form_version report_id quality_grade",
    "compare_years": "division_code indicator_code report_year value previous_value change pct_change comparable"
    " why_not",
    "compare_counties": "division_code indicator_code report_year value scope",
    "peer_groups": "division_code report_year peer_group peer_rule",
    "province_year": "province_code report_year indicator_code pooled_value mean_value",
    "national_year": "nation_code report_year indicator_code pooled_value mean_value",
    "reporting_quality": "division_code report_year scope quality_grade",
    "coverage": "division_code report_year status document_count last_tried",
}
"""The columns people rely on, in their order; what a mart has beyond them comes after."""


@pytest.fixture(scope="module")
def manifest(built: Inputs) -> dict[str, Any]:
    """What dbt knows of the project."""
    loaded: dict[str, Any] = json.loads((built.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def _models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def _tests_of(manifest: dict[str, Any], unique_id: str) -> list[dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return [
        node for node in nodes if node["resource_type"] == "test" and node.get("attached_node") == unique_id
    ]


@pytest.mark.parametrize("mart", MARTS)
def test_marts_begin_with_the_columns_people_rely_on(warehouse: duckdb.DuckDBPyConnection, mart: str) -> None:
    with (PROJECT / "seeds" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        indicators = " ".join(
            row["indicator_code"] for row in csv.DictReader(file) if row["is_headline"] == "true"
        )
    promised = MARTS[mart].format(indicators=indicators).split()
    columns = [row[0] for row in warehouse.execute(f"describe marts.{mart}").fetchall()]
    assert columns[: len(promised)] == promised


def test_documents_carry_every_field_of_the_parquet_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = {row[0] for row in warehouse.execute("describe marts.fct_documents").fetchall()}
    assert set(TABLES["documents"].names) | {"report_year"} <= columns


def test_the_published_file_holds_the_marts_alone_as_tables(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = warehouse.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    assert {schema for schema, _ in tables} == {"marts"}
    assert {table for _, table in tables} == set(MARTS)
    assert warehouse.execute("select view_name from duckdb_views() where not internal").fetchall() == []


def test_the_published_file_opens_in_duckdb_1_2(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select tags['storage_version'] from duckdb_databases() where not internal"
    ).fetchall()
    assert rows == [("v1.2.0+",)]


def test_every_model_says_what_a_row_is(manifest: dict[str, Any]) -> None:
    described = {node["name"]: " ".join(node["description"].split()) for node in _models(manifest)}
    assert {name: text for name, text in described.items() if not text.startswith("One row per ")} == {}


def test_every_column_of_every_model_is_described(built: Inputs, manifest: dict[str, Any]) -> None:
    missing = {}
    scratch = duckdb.connect()
    folder = str(built.warehouse.parent).replace("'", "''")
    for name in ("warehouse", "scratch"):
        scratch.execute(f"attach '{folder}/{name}.duckdb' as {name} (read_only)")
    for node in _models(manifest):
        relation = f"{node['database']}.{node['schema']}.{node['name']}"
        columns = [row[0] for row in scratch.execute(f"describe {relation}").fetchall()]
        documented = [name for name, column in node["columns"].items() if column["description"].strip()]
        if set(columns) != set(documented):
            missing[node["name"]] = set(columns) ^ set(documented)
    scratch.close()
    assert missing == {}


WITHOUT_KEY = {
    # Logs of what happened, where the same thing may happen twice: they have no key to be unique.
    "stg_archive__issues",
    "stg_archive__claims",
    "stg_archive__sections",
    "stg_crawl__outcomes",
    "stg_crawl__list_entries",
    "stg_registry__sources",
    "fct_issues",
    # The largest relations, and views: their keys are the keys of the three facts tables, which are tested.
    "int_cells__unioned",
    "int_checks__claims",
    "int_checks__sections",
    "int_checks__issues",
    "int_documents__cells",
    "int_cells__comparable",
    # Views, too: their keys are that of fct_checks.
    "int_checks__between",
    "int_checks__worded",
}


def test_every_model_has_a_tested_key(manifest: dict[str, Any]) -> None:
    keyed = {
        node["name"]
        for node in _models(manifest)
        for test in _tests_of(manifest, node["unique_id"])
        if test["test_metadata"]["name"] in ("unique", "unique_combination")
    }
    assert {node["name"] for node in _models(manifest)} - keyed == WITHOUT_KEY


def test_every_mart_has_an_enforced_contract(manifest: dict[str, Any]) -> None:
    marts = [node for node in _models(manifest) if node["schema"] == "marts"]
    assert {node["name"] for node in marts} == set(MARTS)
    assert all(node["contract"]["enforced"] for node in marts)


def test_windows_cases_and_outer_joins_have_unit_tests(manifest: dict[str, Any]) -> None:
    tested = {unit["model"] for unit in manifest["unit_tests"].values()}
    tricky = {
        node["name"]
        for node in _models(manifest)
        if any(word in node["raw_code"] for word in (" over (", "case", "left join"))
    }
    assert tricky - tested == set()


def test_no_hub_packages_and_no_usage_statistics() -> None:
    assert not (PROJECT / "packages.yml").exists()
    assert not (PROJECT / "dependencies.yml").exists()
    assert "send_anonymous_usage_stats: false" in (PROJECT / "dbt_project.yml").read_text(encoding="utf-8")


def test_every_check_of_cells_has_terms() -> None:
    def codes(seed: str, column: str, **where: str) -> set[str]:
        with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            return {row[column] for row in csv.DictReader(file) if where.items() <= row.items()}

    by_cells = {
        code
        for kind in ("sum", "balance", "at_most", "below")
        for code in codes("checks", "check_code", kind=kind)
    }
    assert by_cells == codes("check_terms", "check_code")


def test_every_claim_that_a_check_reads_has_a_reading() -> None:
    def rows(seed: str) -> list[dict[str, str]]:
        with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    claim_checks = {row["check_code"] for row in rows("checks") if row["kind"] == "claim"}
    # N-11 compares two years; X-02 and the like take the figure as it is.
    asked = {row["claim_code"] for row in rows("claims") if row["checks"] in claim_checks - {"N-11"}}
    read = {row["claim_code"] for row in rows("claim_readings") if row["is_accepted"] == "true"}
    assert asked - read == {"on_time_rate"}, "not yet due cases may be carried over: nothing to test"
    assert read <= asked
