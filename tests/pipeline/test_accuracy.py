"""``nianbao accuracy``: what counts as right, as flagged and as silent, strictly."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.accuracy import FLAGGED, RIGHT, SILENT, judge, judge_cases
from pipeline.check_cells import CellKey, check_cells
from pipeline.checks import CheckResult, evaluate
from pipeline.cli import app
from pipeline.golden import CASES, BadCase, Case, find_cases, load_case
from transform.forms.cells import Cell
from transform.issues import Issue
from transform.read_report import Report, read_report

CASE = load_case(CASES / "hanyang-office-2022")
REPORT = read_report(CASE.payload)
RESULTS = evaluate(REPORT)
KEY = CellKey("article20", "normative_documents", "repealed")  # no sum holds an Article 20 cell
SUMMED = CellKey("applications", "partly_granted", "natural_person")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs set up the root logger; here they leave it as it is."""
    monkeypatch.setattr("pipeline.cli.start_logging", lambda level: None)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["accuracy", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def reading(key: CellKey, *issues: Issue, **changes: Any) -> Report:
    """The report as read, but for one cell; without the issues of the real reading."""

    def changed(cell: Cell) -> Cell:
        return cell._replace(**changes) if (cell.table_name, cell.row_code, cell.col_code) == key else cell

    return replace(REPORT, cells=[changed(cell) for cell in REPORT.cells], issues=list(issues))


def verdict(
    report: Report,
    key: CellKey = KEY,
    case: Case = CASE,
    results: Sequence[CheckResult] = RESULTS,
) -> str:
    """The verdict on the changed cell; ``results`` are the report's checks where the change touches any."""
    judged = {cell.key: cell.verdict for cell in judge(case, report, results)}
    others = {name: found for name, found in judged.items() if name != key}
    assert set(others.values()) <= {RIGHT, FLAGGED}
    return judged[key]


def issue(message: str, severity: str = "warning") -> Issue:
    return Issue(severity, "short_row", message)


def place(key: CellKey) -> str:
    token = next(c.token for c in REPORT.cells if (c.table_name, c.row_code, c.col_code) == key)
    assert token is not None
    return f"table {token.table_no} row {token.row_no}"


def test_a_cell_as_printed_is_right() -> None:
    assert {cell.verdict for cell in judge(CASE, REPORT, RESULTS)} == {RIGHT}
    assert verdict(reading(KEY)) == RIGHT


WRONG = {"value": 99}


def test_another_value_without_a_word_is_silent() -> None:
    assert verdict(reading(KEY, **WRONG)) == SILENT


@pytest.mark.parametrize("status", ["blank", "dash"])
def test_a_printed_number_read_as_nothing_is_silent(status: str) -> None:
    assert verdict(reading(KEY, status=status, value=None)) == SILENT


@pytest.mark.parametrize("status", ["missing", "ambiguous", "unreadable"])
def test_a_state_without_a_sure_value_flags_itself(status: str) -> None:
    assert verdict(reading(KEY, status=status, value=None)) == FLAGGED


def test_a_cell_that_is_not_there_holds_no_wrong_value() -> None:
    report = replace(REPORT, cells=[c for c in REPORT.cells if c.row_code != KEY.row_code], issues=[])
    judged = {cell.key: cell.verdict for cell in judge(CASE, report, RESULTS)}
    assert judged[KEY] == FLAGGED


def test_another_printed_text_is_wrong_even_with_the_right_value() -> None:
    token = next(c.token for c in REPORT.cells if (c.table_name, c.row_code, c.col_code) == KEY)
    assert token is not None
    assert verdict(reading(KEY, token=token._replace(text="012"))) == SILENT


@pytest.mark.parametrize(
    "message",
    [
        "(article20 normative_documents.repealed): look",
        "(article20 normative_documents): expected 3 cells, found 2",
        "(article20 repealed): expected one column of this heading, found 2",
        f"{place(KEY)}: expected a row label of the form",
    ],
)
def test_an_issue_that_names_the_cell_its_row_or_its_column_flags_it(message: str) -> None:
    assert verdict(reading(KEY, issue(message), **WRONG)) == FLAGGED
    assert verdict(reading(KEY, issue(message, "info"), **WRONG)) == SILENT


@pytest.mark.parametrize(
    "message",
    [
        "expected the labels of one form, found labels of 2021 and of 2019",
        "(article20 rules.repealed): look",
        "(article20 normative_documents.made): look",
        "(applications normative_documents): look",
        "table 99 row 1: expected a row label of the form",
    ],
)
def test_an_issue_of_elsewhere_does_not_count(message: str) -> None:
    assert verdict(reading(KEY, issue(message, "error"), **WRONG)) == SILENT


def test_a_failed_check_that_adds_the_cell_up_flags_it() -> None:
    report = reading(SUMMED, value=9)
    results = evaluate(report)
    assert verdict(report, SUMMED, results=results) == FLAGGED
    assert [result.name for result in results if result.passed is False and result.severity == "error"] == [
        "R-CONC:natural_person",
        "R-ROW:partly_granted",
    ]


def test_a_check_that_could_not_be_evaluated_flags_nothing() -> None:
    """The whole row's sum is lost with its total, and the column's with the total of the results."""
    report = reading(SUMMED, value=9)
    open_cells = {("partly_granted", "total"), ("concluded", "natural_person")}
    cells = [
        cell._replace(status="ambiguous", value=None)
        if (cell.row_code, cell.col_code) in open_cells
        else cell
        for cell in report.cells
    ]
    report = replace(report, cells=cells, parse_status="partial")
    results = evaluate(report)
    assert not [result for result in results if result.passed is False and result.name in check_cells("2021")]
    assert verdict(report, SUMMED, results=results) == SILENT


def test_a_unit_counts_where_the_golden_gives_one() -> None:
    case = load_case(CASES / "lintong-zone-2021")
    key = CellKey("article20", "fees", "amount_10k_yuan")
    report = read_report(case.payload)
    cells = [c._replace(unit="unknown") if c.row_code == "fees" else c for c in report.cells]
    assert verdict(report, key, case) == RIGHT
    assert verdict(replace(report, cells=cells, issues=[]), key, case) == SILENT


def test_a_cell_of_a_form_that_the_page_does_not_use_is_wrong() -> None:
    extra = Cell("article20", "licences", "items_last_year", "reported", None, "count", None)
    judged = judge(CASE, replace(REPORT, cells=[*REPORT.cells, extra], issues=[]), [])
    assert [cell.verdict for cell in judged if cell.key.col_code == "items_last_year"] == [SILENT]


def copied(tmp_path: Path, *names: str) -> Path:
    for name in names:
        shutil.copytree(CASES / name, tmp_path / "cases" / name)
    return tmp_path / "cases"


def test_the_verb_counts_by_layout_and_form(tmp_path: Path) -> None:
    folder = copied(tmp_path, "hanyang-office-2022", "lianhu-disabled-2020", "fuyuan-natural-resources-2022")
    code, out, _ = run("--json", str(folder))
    found = json.loads(out)
    assert code == 0
    assert found["totals"] == [
        {"layout": "html", "form_version": "2019", "right": 198, "flagged": 0, "silent": 0},
        {"layout": "html", "form_version": "2021", "right": 400, "flagged": 0, "silent": 0},
    ]
    assert [case["case"] for case in found["cases"]] == sorted(path.name for path in folder.iterdir())
    assert found["wrong"] == []
    code, out, _ = run(str(folder / "hanyang-office-2022"))
    assert code == 0
    assert "100.00" in out
    assert "Wrong cells" not in out


def test_a_silent_wrong_cell_needs_a_person_and_is_named(tmp_path: Path) -> None:
    folder = copied(tmp_path, "hanyang-office-2022")
    golden = folder / "hanyang-office-2022" / "golden.json"
    typed = golden.read_text(encoding="utf-8").replace('["5", "12", "8"]', '["5", "21", "8"]')
    golden.write_text(typed, encoding="utf-8")
    code, out, _ = run(str(folder))
    assert code == 1
    assert "article20/normative_documents" in out
    assert "99.50" in out
    wrong = json.loads(run("--json", str(folder))[1])["wrong"]
    assert wrong == [
        {
            "case": "hanyang-office-2022",
            "cell": "article20/normative_documents/repealed",
            "verdict": "silent",
            "expected": "reported '21'",
            "found": "reported '12'",
        }
    ]


def test_no_committed_case_is_wrong_and_silent() -> None:
    results = judge_cases([load_case(path) for path in find_cases(CASES)])
    assert len(results) >= 13
    assert {(result.case, result.count(SILENT)) for result in results if result.count(SILENT)} == set()


def test_every_case_says_what_is_special_about_it() -> None:
    for path in find_cases(CASES):
        assert len((path / "note.md").read_text(encoding="utf-8")) > 80, path
        assert load_case(path).cells, path


@pytest.mark.parametrize("gone", ["response.html", "golden.json", "note.md"])
def test_a_folder_that_is_no_whole_case_is_wrong_usage(tmp_path: Path, gone: str) -> None:
    folder = copied(tmp_path, "hanyang-office-2022", "lianhu-disabled-2020")
    (folder / "hanyang-office-2022" / gone).unlink()
    code, _, err = run(str(folder))
    assert code == 2
    assert gone.split(".")[0] in err


def test_a_golden_that_does_not_fit_its_form_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path, "hanyang-office-2022")
    golden = folder / "hanyang-office-2022" / "golden.json"
    golden.write_text(
        golden.read_text(encoding="utf-8").replace('["5", "12", "8"]', '["5", "12"]'), encoding="utf-8"
    )
    with pytest.raises(BadCase, match="normative_documents: expected 3 texts"):
        load_case(folder / "hanyang-office-2022")


def test_a_folder_without_cases_is_wrong_usage(tmp_path: Path) -> None:
    assert run(str(tmp_path))[0] == 2
    assert run(str(tmp_path / "none"))[0] == 2
