"""Every folder of tests/cases is a test: a saved response, what it must read as, and what is special about it.

``golden.json`` holds the printed text of every cell, row by row in the order of the form's columns, typed from the
page. ``values`` gives the number where it is not simply the text. A folder without a golden fails: goldens are
written by hand, never from what the reader said.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.checks import CheckResult, evaluate
from transform import codes
from transform.numerals import DASHES
from transform.read_report import Report, read_report

CASES = sorted(path for path in (Path(__file__).parents[1] / "cases").iterdir() if path.is_dir())


def load(case: Path) -> tuple[Report, dict[str, Any]]:
    response = next(case.glob("response.*"))
    golden: dict[str, Any] = json.loads((case / "golden.json").read_text(encoding="utf-8"))
    return read_report(response.read_bytes()), golden


def columns(form: str, table: str, row: str) -> list[str]:
    if table == "applications":
        return list(codes.applicants())
    return [item.column_code for item in codes.items(form, table) if item.row_code == row]


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case_has_its_three_files(case: Path) -> None:
    assert len(list(case.glob("response.*"))) == 1
    assert (case / "golden.json").is_file()
    assert (case / "note.md").is_file()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_identity(case: Path) -> None:
    report, golden = load(case)
    found = {
        "title": report.identity.title,
        "issuer_name": report.identity.issuer_name,
        "scope": report.identity.scope,
        "report_year": report.identity.report_year,
        "published_on": report.identity.published_on and report.identity.published_on.isoformat(),
        "form_version": report.form_version,
    }
    assert found == golden["identity"]
    assert sorted({issue.code for issue in report.issues}) == golden["issues"]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_cells(case: Path) -> None:
    report, golden = load(case)
    expected: dict[str, tuple[str, str, Decimal | None]] = {}
    for table in ("article20", "applications", "reviews"):
        for row, texts in golden[table].items():
            for column, text in zip(columns(report.form_version, table, row), texts, strict=True):
                key = f"{table}.{row}.{column}"
                status = "blank" if not text else "dash" if text in DASHES else "reported"
                special = golden.get("values", {}).get(key, {})
                status = special.get("status", status)
                value = Decimal(special.get("value", text)) if status == "reported" else None
                expected[key] = (text, status, value)
    found = {
        f"{cell.table_name}.{cell.row_code}.{cell.col_code}": (
            cell.token.text.strip() if cell.token else "",
            cell.status,
            cell.value,
        )
        for cell in report.cells
    }
    assert found == expected
    for key, special in golden.get("values", {}).items():
        if "unit" in special:
            cells = {f"{c.table_name}.{c.row_code}.{c.col_code}": c for c in report.cells}
            assert cells[key].unit == special["unit"]


def checks_of(name: str) -> dict[str, CheckResult]:
    report, _ = load(next(case for case in CASES if case.name == name))
    return {result.name: result for result in evaluate(report)}


def test_shanghai_sums_that_were_printed_hold_and_the_others_are_not_judged() -> None:
    checks = checks_of("shanghai-office-2019")
    assert len(checks) == 23 + 7 + 7 + 3
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
    assert all(check.passed is not False for check in checks.values())
