"""The real report of Guangling, as a text file and as the rebuilt page: every figure it must give.

The file users gave us is read where it lies beside the project; the rebuilt page is always there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import DemoRuns, Night, rows
from transform import codes

pytestmark = pytest.mark.slow

TABLES = ("fct_article20", "fct_applications", "fct_reviews")
RESULTS = [
    item
    for item in codes.row_codes("2021", "applications")
    if item not in ("new", "carried_in", "carried_out")
]


@pytest.fixture(scope="module", params=["page", "file"])
def warehouse(request: pytest.FixtureRequest, demo_runs: DemoRuns, night: Night) -> Path:
    """A warehouse that holds the report: the demo's, crawled; and the night's, imported from a file."""
    if request.param == "page":
        return demo_runs.warehouse
    assert night.imported.returncode == 0, night.imported.stdout + night.imported.stderr
    return night.warehouse


def one(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    return rows(warehouse, query + " and division_code = '140223'")


def test_identity(warehouse: Path) -> None:
    (row,) = rows(
        warehouse,
        """
        select divisions.division_name, reports.scope, reports.report_year, reports.form_version,
            cast(reports.published_on as varchar)
        from marts.fct_reports as reports join marts.dim_division as divisions using (division_code)
        where reports.division_code = '140223'
        """,
    )
    assert row == ("广灵县", "office", 2021, "2021", "2022-01-30")


def test_article20(warehouse: Path) -> None:
    found = one(
        warehouse,
        "select item_code, measure_code, cast(value as integer), cell_status from marts.fct_article20 where true",
    )
    expected = {(item.row_code, item.column_code): 0 for item in codes.items("2021", "article20")}
    expected |= {("normative_documents", "made"): 3, ("normative_documents", "in_force"): 3}
    assert {row[:2]: row[2] for row in found} == expected
    assert {row[3] for row in found} == {"reported"}


def test_applications(warehouse: Path) -> None:
    found = {
        (item, applicant): (value, status)
        for item, applicant, value, status in one(
            warehouse,
            "select item_code, applicant_code, value, cell_status from marts.fct_applications where true",
        )
    }
    assert len(found) == 25 * 7
    assert found["new", "natural_person"] == found["new", "total"] == (1, "reported")
    assert found["carried_in", "natural_person"] == found["carried_in", "total"] == (0, "reported")
    for applicant in codes.applicants()[1:-1]:
        assert found["new", applicant] == found["carried_in", applicant] == (None, "blank")
    for item in RESULTS:
        total = 1 if item in ("refused_administrative_query", "concluded") else 0
        assert found[item, "total"] == (total, "reported"), item
        for applicant in codes.applicants()[:-1]:
            assert found[item, applicant] == (None, "blank"), (item, applicant)
    assert found["carried_out", "total"] == (0, "reported")
    assert found["carried_out", "natural_person"] == (None, "ambiguous")
    issues = one(
        warehouse,
        "select message from marts.fct_issues where issue_code = 'short_row' and message like '%carried_out%'",
    )
    assert len(issues) == 1
    assert "ambiguous: natural_person" in issues[0][0]


def test_reviews(warehouse: Path) -> None:
    found = one(warehouse, "select value, cell_status from marts.fct_reviews where true")
    assert found == [(0, "reported")] * 15


def test_its_sums_close(warehouse: Path) -> None:
    found = {
        (check, member): (passed, reason)
        for check, member, passed, reason in rows(
            warehouse,
            """
            select check_code, member, passed, reason_code from marts.fct_checks
            where report_id = '140223-2021-office' and check_code in ('R-ROW', 'R-CONC', 'R-BAL', 'L-SUM')
            """,
        )
    }
    assert len(found) == 25 + 7 + 7 + 3
    assert not [key for key, (passed, _) in found.items() if passed is False]
    assert found["R-CONC", "total"] == found["R-BAL", "total"] == (True, "closed")
    for row in ("new", "carried_in", "granted"):
        assert found["R-ROW", row] == (True, "closed_empty_as_zero")
    assert found["R-ROW", "refused_administrative_query"] == (None, "residual_in_blanks")
    for channel in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        assert found["L-SUM", channel] == (True, "closed")


def test_nothing_printed_became_a_number(warehouse: Path) -> None:
    for table in TABLES:
        assert (
            one(warehouse, f"select * from marts.{table} where (value is null) = (cell_status = 'reported')")
            == []
        )
