"""The figures of the demo are sound: every sum closes, every year carries over, but for what planted.csv names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from demo import forms, reports
from demo.reports import Report
from demo.truth import expected_cells

REPORTS = reports.reports()
IDS = ["-".join(map(str, report.key)) for report in REPORTS]
APPLICANTS = [applicant.code for applicant in forms.applicants()]
OUTCOMES = ("upheld", "corrected", "other", "pending")


def count(report: Report, table: str, row: str, column: str) -> int:
    """A count; a cell without a number counts nothing."""
    text = report.figures[table, row, column]
    return int(text) if text.isdigit() else 0


def sums(report: Report) -> Iterator[tuple[str, str, int, int]]:
    """``(check, member, what the addends give, printed total)`` of every sum check of the form."""

    def cell(row: str, column: str) -> int:
        return count(report, "applications", row, column)

    rows = [row.code for row in forms.application_rows(report.form_version)]
    results = [row for row in rows if row not in ("new", "carried_in", "concluded", "carried_out")]
    for row in rows:
        yield "R-ROW", row, sum(cell(row, column) for column in APPLICANTS[:-1]), cell(row, "total")
    for column in APPLICANTS:
        yield "R-CONC", column, sum(cell(row, column) for row in results), cell("concluded", column)
        yield (
            "R-BAL",
            column,
            cell("new", column) + cell("carried_in", column),
            cell("concluded", column) + cell("carried_out", column),
        )
    for channel, _ in forms.review_channels(report.form_version):
        parts = sum(count(report, "reviews", channel.code, outcome) for outcome in OUTCOMES)
        yield "L-SUM", channel.code, parts, count(report, "reviews", channel.code, "total")


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_every_sum_closes_but_the_planted_one(report: Report) -> None:
    open_sums = [
        (check, member, str(expected), str(actual))
        for check, member, expected, actual in sums(report)
        if expected != actual
    ]
    planted = [
        (fault.check_code, fault.member, fault.expected, fault.actual)
        for fault in reports.planted_faults()
        if fault.fault == "arithmetic_error"
        and (fault.division_code, fault.report_year, fault.scope) == report.key
    ]
    assert open_sums == planted


def test_exactly_one_fault_of_each_kind_is_planted() -> None:
    faults = Counter(fault.fault for fault in reports.planted_faults() if fault.fault != "oddity")
    assert faults == {
        "arithmetic_error": 1,
        "posted_twice": 1,
        "missing_year": 1,
    }


def test_only_the_planted_year_is_missing() -> None:
    expected = {
        (code, year, "government")
        for code in {report.division_code for report in REPORTS}
        for year in range(2019, 2024)
    }
    missing = expected - {report.key for report in REPORTS}
    assert missing == {
        (fault.division_code, fault.report_year, fault.scope)
        for fault in reports.planted_faults()
        if fault.fault == "missing_year"
    }


def test_what_is_carried_out_is_carried_in_the_year_after() -> None:
    by_key = {report.key: report for report in REPORTS}
    pairs = 0
    for report in REPORTS:
        code, year, scope = report.key
        after = by_key.get((code, year + 1, scope))
        if after is None:
            continue
        pairs += 1
        for column in APPLICANTS:
            carried = count(report, "applications", "carried_out", column)
            assert carried == count(after, "applications", "carried_in", column), (report.key, column)
    # Nine counties, four steps each; the missing year takes two of them away.
    assert pairs == 9 * 4 - 2


def test_documents_in_force_follow_from_made_and_repealed() -> None:
    by_key = {report.key: report for report in REPORTS if report.form_version == "2021"}
    for (code, year, scope), report in by_key.items():
        before = by_key.get((code, year - 1, scope))
        if before is not None:
            stock, made, repealed = (
                count(report, "article20", "normative_documents", measure)
                for measure in ("in_force", "made", "repealed")
            )
            assert stock == count(before, "article20", "normative_documents", "in_force") + made - repealed


def test_forms_follow_the_years_but_for_one_county_that_keeps_the_old_one() -> None:
    odd = {
        report.key
        for report in REPORTS
        if report.form_version != ("2019" if report.report_year <= 2020 else "2021")
    }
    assert odd == {("990105", 2021, "government")}


def test_rankings_are_not_all_suppressed() -> None:
    for year in range(2019, 2024):
        large = [
            report
            for report in REPORTS
            if report.report_year == year
            and report.scope == "government"
            and count(report, "applications", "concluded", "total") >= 10
        ]
        assert len(large) >= 6, year


def test_every_way_to_print_nothing_and_every_kind_of_number_occurs() -> None:
    cells = [cell for report in REPORTS for cell in expected_cells(*report.key).values()]
    assert {cell.cell_status for cell in cells} == {"reported", "blank", "dash"}
    assert {cell.raw_text for cell in cells if cell.cell_status == "dash"} == {"/", "—"}
    printed = {cell.raw_text for cell in cells}
    assert any(text.startswith("+") for text in printed)
    assert any(text.startswith("-") and len(text) > 1 for text in printed)
    assert any(text.endswith("万元") for text in printed)
    assert any(text.endswith("元") and not text.endswith("万元") for text in printed)
    assert any("０" <= text[:1] <= "９" for text in printed)
    assert any("." in text for text in printed)


def test_amounts_in_yuan_become_ten_thousands() -> None:
    report = reports.report("990102", 2019)
    text = report.printed("article20", "procurement", "amount")
    assert text.endswith("元")
    assert not text.endswith("万元")
    cell = expected_cells(*report.key)["article20", "procurement", "amount"]
    assert cell.value == Decimal(text.removesuffix("元")) / 10000


def test_a_value_stands_only_where_a_number_is_printed() -> None:
    for report in REPORTS:
        for key, cell in expected_cells(*report.key).items():
            assert (cell.value is None) == (cell.cell_status != "reported"), (report.key, key)


def test_an_unknown_report_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="990103 for 2021"):
        expected_cells("990103", 2021)
