"""Checks between reports: each fault, planted in a series of its own, fails the checks it should and no others."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.dbt.between import PLANTED, Series
from tests.dbt.reports import seed

BETWEEN_CODES = {row["check_code"] for row in seed("checks.csv") if row["kind"].startswith("between")}
BY_NAME = {series.name: series for series in PLANTED}


def _results(connection: duckdb.DuckDBPyConnection, series: Series) -> dict[str, dict[str, Any]]:
    """The results of the checks between reports for the last report of ``series``, by instance."""
    cursor = connection.execute(
        """
        select checks.* from marts.fct_checks as checks inner join marts.fct_documents using (report_id)
        where document_id = ?
        """,
        [series.reports[-1].document_id],
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {f"{row['check_code']}:{row['member']}": row for row in rows if row["check_code"] in BETWEEN_CODES}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_planted_fault_fails_its_checks_and_no_others(
    warehouse: duckdb.DuckDBPyConnection, name: str
) -> None:
    results = _results(warehouse, BY_NAME[name])
    failed = {instance for instance, row in results.items() if row["passed"] is False}
    assert failed == BY_NAME[name].fails


def test_every_check_is_planted_once() -> None:
    planted = {instance.partition(":")[0] for series in PLANTED for instance in series.fails}
    # Page and attachment, and several versions, are among the scenarios of test_dbt_reports.
    assert BETWEEN_CODES - planted == {"D-06", "D-07"}


def test_every_report_has_every_instance_of_its_form(warehouse: duckdb.DuckDBPyConnection) -> None:
    results = _results(warehouse, BY_NAME["carry clean"])
    codes = [instance.partition(":")[0] for instance in results]
    assert {code: codes.count(code) for code in codes} == {
        **dict.fromkeys(BETWEEN_CODES - {"Y-CARRY-SUM"}, 1),
        "Y-CARRY": 7,
        "Y-DOC21": 2,
        "Y-DOCBRIDGE": 2,
        "Y-PENDING": 3,
        "P-08": 3,
        "N-11": 2,
        "A21-05": 2,
    }
    passed = {instance for instance, row in results.items() if row["passed"]}
    assert {"Y-CARRY:total", "Y-DOC21:normative_documents", "Y-COPY:", "Y-GAP:", "P-01:", "D-05:"} <= passed
    assert results["Y-DOC19:"]["reason_code"] == "not_in_form"
    assert results["H-01:"]["reason_code"] == "not_concerned"


EXPLANATIONS = {
    "carry total off": {"Y-CARRY:total": "only_total_off"},
    "carry applicants": {
        "Y-CARRY:natural_person": "applicants_reclassified",
        "Y-CARRY:business": "applicants_reclassified",
    },
    "carry organisations": {
        "Y-CARRY:business": "organisations_reclassified",
        "Y-CARRY:research": "organisations_reclassified",
    },
    "carry version": {
        "Y-CARRY:natural_person": "other_version_fits",
        "Y-CARRY:total": "other_version_fits",
    },
    "carry zero": {"Y-CARRY:natural_person": "zero_on_one_side", "Y-CARRY:total": "zero_on_one_side"},
    "carry unexplained": {"Y-CARRY:natural_person": "unexplained", "Y-CARRY:total": "unexplained"},
    "scopes": {"Y-CARRY:natural_person": "scopes_cross", "Y-CARRY:total": "scopes_cross"},
}


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_a_carry_that_breaks_is_explained(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    results = _results(warehouse, BY_NAME[name])
    explained = {
        instance: row["explanation_code"] for instance, row in results.items() if row["explanation_code"]
    }
    assert explained == EXPLANATIONS[name]


REASONS = {
    ("carry blank", "Y-CARRY:natural_person"): (None, "residual_in_one_blank"),
    ("carry across forms", "Y-CARRY:business"): (True, "closed"),
    ("bridge clean", "Y-DOC21:normative_documents"): (None, "form_changed"),
    ("restated", "Y-RESTATE:"): (True, "holds"),
    ("carry clean", "Y-RESTATE:"): (None, "no_counterpart"),
    ("gap", "Y-CARRY:total"): (None, "no_counterpart"),
    ("scope changed", "Y-CARRY:total"): (None, "scope_changed"),
    ("merged", "Y-CARRY:total"): (None, "division_changed"),
    ("merged", "Y-GAP:"): (True, "holds"),
    ("doubtful", "D-03:"): (None, "name_doubtful"),
    ("trend right", "N-11:yoy_pct"): (True, "claim_agrees"),
    ("trend right", "Y-SIGN:"): (True, "claim_agrees"),
    ("bodies", "H-02:applications"): (True, "holds"),
    ("bodies", "H-04:carried_out"): (True, "holds"),
    ("office larger", "H-02:reviews"): (None, "bodies_missing"),
    ("old clean", "Y-ITEM19:licences"): (True, "closed"),
    ("carry clean", "L-POST:"): (True, "within_bound"),
    ("carry clean", "L-ZERO:"): (True, "holds"),
    ("carry clean", "L-DIRECT24:"): (None, "not_concerned"),
    ("carry clean", "A21-05:rules"): (True, "holds"),
    ("bridge clean", "A21-05:rules"): (None, "form_changed"),
    ("bridge clean", "X-05:"): (True, "within_bound"),
    ("gap", "L-POST:"): (None, "no_counterpart"),
    ("old clean", "Y-DOC21:"): (None, "not_in_form"),
}


@pytest.mark.parametrize("place", REASONS, ids=" ".join)
def test_what_is_not_decided_says_why(warehouse: duckdb.DuckDBPyConnection, place: tuple[str, str]) -> None:
    row = _results(warehouse, BY_NAME[place[0]])[place[1]]
    assert (row["passed"], row["reason_code"]) == REASONS[place]


SEVERITIES = {
    ("carry unexplained", "Y-CARRY:total"): "error",
    ("carry unexplained", "Y-CARRY:natural_person"): "warning",
    ("documents", "Y-DOC21:normative_documents"): "warning",
    ("documents lapse", "Y-DOC21:normative_documents"): "info",
    ("old documents", "Y-DOC19:normative_documents"): "info",
    ("old documents fall", "Y-DOC19:normative_documents"): "warning",
    ("copied", "Y-COPY:"): "warning",
    ("copied few", "Y-COPY:"): "info",
}


@pytest.mark.parametrize("place", SEVERITIES, ids=" ".join)
def test_severity_follows_the_case(warehouse: duckdb.DuckDBPyConnection, place: tuple[str, str]) -> None:
    assert _results(warehouse, BY_NAME[place[0]])[place[1]]["severity"] == SEVERITIES[place]


def test_results_name_what_they_were_held_against(warehouse: duckdb.DuckDBPyConnection) -> None:
    renamed = _results(warehouse, BY_NAME["renamed"])["Y-CARRY:total"]
    assert renamed["counterpart_id"] == "522322-2017-government"
    twins = {
        _results(warehouse, BY_NAME[f"twin {code}"])["D-05:"]["counterpart_id"]
        for code in ("330106", "330108")
    }
    assert twins == {"330106-2022-government", "330108-2022-government"}
    digits = _results(warehouse, BY_NAME["digits"])["P-07:"]
    assert digits["detail"] == (
        "不符合：应为 500，实为 52000；见 licences.decisions | "
        "does not hold: expected 500, found 52000; see licences.decisions"
    )


def test_versions_and_carriers_of_a_report_are_held_against_each_other(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        select issuer_name, check_code, passed, expected, actual
        from marts.fct_checks inner join marts.fct_reports using (report_id)
        where issuer_name in ('versions', 'carriers') and check_code in ('D-06', 'D-07')
        """
    ).fetchall()
    assert sorted(rows) == [
        ("carriers", "D-06", False, 0, 2),
        ("carriers", "D-07", True, 1, 1),
        ("versions", "D-06", None, None, None),
        ("versions", "D-07", False, 1, 2),
    ]
