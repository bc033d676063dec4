"""Random tables in random layouts: what was drawn is what is read, and what was damaged does not pass unseen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo import forms, truth
from demo.render import render_body
from demo.reports import CellKey, Report
from pipeline.checks import evaluate_many
from transform.read_report import Report as Read
from transform.read_report import read_report

TITLE = "演示东川县人民政府2022年政府信息公开工作年度报告"
FIGURES = st.one_of(st.integers(0, 99999).map(str), st.sampled_from(["", "0", "/", "—"]))


@st.composite
def drawn_reports(
    draw: st.DrawFn, layouts: tuple[str, ...], figures: st.SearchStrategy[str] = FIGURES
) -> Report:
    form = draw(st.sampled_from(["2019", "2021"]))
    return Report(
        division_code="990101",
        report_year=2022,
        scope="government",
        issuer_name="演示东川县人民政府",
        title=TITLE,
        published_at="2023-01-20 10:00",
        form_version=form,
        layout=draw(st.sampled_from(layouts)),
        digits=draw(st.sampled_from(["half", "full"])),
        figures={key: draw(figures) for key in forms.cell_keys(form)},
    )


ENCODINGS = st.sampled_from(["utf-8", "gb18030"])


def page(report: Report, encoding: str = "utf-8") -> bytes:
    html = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{render_body(report)}</body></html>"
    )
    return html.encode(encoding)


def read_cells(read: Read) -> dict[CellKey, truth.ExpectedCell]:
    return {
        (cell.table_name, cell.row_code, cell.col_code): truth.ExpectedCell(
            cell.status, cell.value, cell.token.text.strip() if cell.token else ""
        )
        for cell in read.cells
    }


@settings(max_examples=40, deadline=None)
@given(drawn_reports(("table", "word")), ENCODINGS)
def test_drawn_tables_read_as_drawn(report: Report, encoding: str) -> None:
    expected = {key: truth.expected_cell(text, report.printed(*key)) for key, text in report.figures.items()}
    assert read_cells(read_report(page(report, encoding))) == expected


@settings(max_examples=40, deadline=None)
@given(drawn_reports(("lines", "paragraphs")))
def test_flattened_tables_are_never_read_wrong(report: Report) -> None:
    """Where blanks were lost a cell may stay open, but no cell holds a value that was not drawn in it."""
    read = read_report(page(report))
    for key, cell in read_cells(read).items():
        expected = truth.expected_cell(report.figures[key], report.printed(*key))
        assert cell.value in (None, expected.value), key
        if cell.cell_status != expected.cell_status:
            assert cell.cell_status == "ambiguous"
            assert read.issues


NUMBERS = st.integers(1, 999).map(str)


@settings(max_examples=15, deadline=None)
@given(drawn_reports(("table", "word"), NUMBERS), st.data())
def test_a_swapped_pair_of_columns_fails_a_check(report: Report, data: st.DataObject) -> None:
    """A table that adds up, its total column exchanged with an applicant's: the sums tell."""
    figures = dict(report.figures)
    applicants = [applicant.code for applicant in forms.applicants()]
    for row in forms.application_rows(report.form_version):
        parts = sum(int(figures["applications", row.code, applicant]) for applicant in applicants[:-1])
        figures["applications", row.code, "total"] = str(parts)
    swapped = data.draw(st.sampled_from(applicants[:-1]))
    damaged = dict(figures)
    for row in forms.application_rows(report.form_version):
        key, total = ("applications", row.code, swapped), ("applications", row.code, "total")
        damaged[key], damaged[total] = figures[total], figures[key]
    drawings = [replace(report, figures=printed) for printed in (figures, damaged)]
    sound, wrong = evaluate_many([read_report(page(drawing)) for drawing in drawings])
    assert all(result.passed for result in sound if result.check_code == "R-ROW")
    assert any(result.passed is False for result in wrong if result.check_code == "R-ROW")


@pytest.mark.parametrize("layout", ["table", "word"])
def test_a_dropped_row_is_missing_and_says_so(layout: str) -> None:
    figures = dict.fromkeys(forms.cell_keys("2021"), "1")
    report = Report(
        "990101",
        2022,
        "government",
        "演示东川县人民政府",
        TITLE,
        "2023-01-20 10:00",
        "2021",
        layout,
        "half",
        figures,
    )
    html = page(report).decode()
    start = html.index(
        "<tr", html.rindex("</tr>", 0, html.index("2.重复申请" if "2.重复申请" in html else "重复申请"))
    )
    end = html.index("</tr>", start) + len("</tr>")
    read = read_report((html[:start] + html[end:]).encode())
    missing = {cell.row_code for cell in read.cells if cell.status == "missing"}
    assert missing == {"rejected_repeated"}
    assert read.parse_status == "partial"
    assert "cells_missing" in {issue.code for issue in read.issues}
    assert {cell.value for cell in read.cells if cell.status == "reported"} == {Decimal(1)}
