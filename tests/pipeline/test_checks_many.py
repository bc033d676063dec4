"""Checks on many reports at once are the checks on each of them alone."""

from __future__ import annotations

from dataclasses import replace

from pipeline.checks import evaluate, evaluate_many
from tests.transform.archives import demo_exchanges
from transform.read_report import Report, read_report


def with_a_wrong_total(report: Report) -> Report:
    """The report with one applicant's count raised by one, which its row's total then lacks."""
    cells = [
        cell._replace(value=cell.value + 1)
        if (cell.row_code, cell.col_code) == ("new", "natural_person") and cell.value is not None
        else cell
        for cell in report.cells
    ]
    return replace(report, cells=cells)


def test_many_reports_are_checked_as_each_alone() -> None:
    reports = [read_report(exchange.body) for exchange in demo_exchanges("990102")]
    reports += [with_a_wrong_total(reports[0]), read_report(b"<p>no report</p>")]
    results = evaluate_many(reports)
    assert list(results) == [evaluate(report) for report in reports]
    assert results[-1] == []


def test_a_fault_in_one_report_fails_no_other() -> None:
    sound = read_report(demo_exchanges("990104")[0].body)
    first, faulty, last = evaluate_many([sound, with_a_wrong_total(sound), sound])
    assert {result.name for result in faulty if result.passed is False} >= {"R-ROW:new"}
    assert first == last == evaluate(sound)
    assert not [result for result in first if result.passed is False and result.severity == "error"]


def test_no_reports_have_no_results() -> None:
    assert list(evaluate_many([])) == []
