"""Every folder of tests/cases is a test: a saved response, what it must read as, and what is special about it.

``pipeline.golden`` says what a golden holds. A folder without one fails: goldens are written by hand from the
page, never from what the reader said.
"""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.accuracy import RIGHT, judge
from pipeline.checks import CheckResult, evaluate
from pipeline.golden import CASES, Case, find_cases, load_case
from transform import codes
from transform.read_report import Report, read_report

NAMES = [path.name for path in find_cases(CASES)]


@cache
def load(name: str) -> tuple[Case, Report]:
    case = load_case(CASES / name)
    return case, read_report(case.payload)


@pytest.mark.parametrize("name", NAMES)
def test_identity(name: str) -> None:
    case, report = load(name)
    identity = report.identity
    found = {
        "title": identity.title,
        "issuer_name": identity.issuer_name,
        "scope": identity.scope,
        "report_year": identity.report_year,
        "published_on": identity.published_on and identity.published_on.isoformat(),
        "form_version": report.form_version,
    }
    assert found == case.identity
    assert {issue.code for issue in report.issues} >= case.issues


@pytest.mark.parametrize("name", NAMES)
def test_cells(name: str) -> None:
    case, report = load(name)
    wrong = {
        str(cell.key): (cell.true, cell.found)
        for cell in judge(case, report, evaluate(report))
        if cell.verdict != RIGHT
    }
    assert wrong == {}


def checks_of(name: str) -> dict[str, CheckResult]:
    _, report = load(name)
    return {result.name: result for result in evaluate(report)}


def test_shanghai_sums_that_were_printed_hold_and_the_others_are_not_judged() -> None:
    checks = checks_of("shanghai-office-2019")
    sums = [check for check in checks.values() if check.check_code in ("R-ROW", "R-CONC", "R-BAL", "L-SUM")]
    assert len(sums) == 23 + 7 + 7 + 3
    for family in ("R-BAL", "R-CONC"):
        for applicant in ("natural_person", "business"):
            assert checks[f"{family}:{applicant}"].passed is True
    assert checks["R-BAL:total"].passed is True
    assert checks["R-BAL:natural_person"].expected == 821 + 18
    assert checks["R-BAL:natural_person"].actual == 767 + 72
    printed = {"new", "carried_in", "concluded", "carried_out"}
    for item in codes.row_codes("2019", "applications"):
        check = checks[f"R-ROW:{item}"]
        if item in printed:
            assert check.passed is True
        else:
            assert (check.passed, check.reason_code) == (None, "total_not_printed")
    assert checks["R-ROW:granted"].expected == 258 + 12 + 1 + 1
    assert all(check.passed is not False for check in checks.values() if check.severity == "error")


def test_a_total_printed_as_0_beside_a_1_stays_and_its_sums_fail() -> None:
    _, report = load("suijiang-huiyi-2021")
    total = next(c for c in report.cells if (c.row_code, c.col_code) == ("new", "total"))
    assert (total.status, total.value) == ("reported", 0)
    failed = {name for name, check in checks_of("suijiang-huiyi-2021").items() if check.passed is False}
    # Of 1,030 items published the prose accounts for 169 by channel.
    assert failed == {"R-ROW:new", "R-ROW:granted", "R-ROW:concluded", "N-20"}


def test_tables_left_empty_are_neither_wrong_nor_zero() -> None:
    _, report = load("lianhu-disabled-2020")
    assert {(cell.status, cell.value) for cell in report.cells} == {("blank", None)}
    checks = checks_of("lianhu-disabled-2020")
    sums = [check for name, check in checks.items() if name.startswith(("R-ROW", "R-CONC", "R-BAL", "L-SUM"))]
    assert {check.reason_code for check in sums} == {"empty_table"}
    # The prose says that no application came in, and nothing of the other two tables.
    assert {
        name: checks[f"S-01:{name}"].reason_code for name in ("article20", "applications", "reviews")
    } == {
        "article20": "violated",
        "applications": "said_so",
        "reviews": "violated",
    }
