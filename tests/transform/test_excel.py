"""XLSX and XLS: cells as Excel shows them, tables wherever they stand in the sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.transform.office_files import (
    TITLE,
    expected_cells,
    printed_cells,
    random_report,
    report_of,
    sheet_package,
    xlsx_of,
)
from transform.grid import GridCell
from transform.layouts.excel import MAX_CELLS, read_xls, read_xlsx
from transform.layouts.excel_numbers import shown
from transform.read_report import read_report

CASES = Path(__file__).resolve().parents[1] / "cases"


@pytest.mark.parametrize("sheets", [1, 3])
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_report_reads_as_drawn(form: str, sheets: int) -> None:
    report = report_of(form=form)
    read = read_report(xlsx_of(report, sheets=sheets))
    assert printed_cells(read) == expected_cells(report)
    assert (read.layout, read.form_version, read.parse_status, read.issues) == ("xlsx", form, "ok", [])
    assert (read.identity.title, read.identity.report_year) == (TITLE, 2022)


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("seed", range(4))
def test_any_figures_read_as_drawn(seed: int, form: str) -> None:
    report = random_report(seed, form)
    assert printed_cells(read_report(xlsx_of(report))) == expected_cells(report)


def test_figures_typed_as_text_and_blank_ones() -> None:
    blanks = {key: "" for key in report_of().figures if key[1] == "rejected_petition"}
    report = report_of(blanks)
    typed = xlsx_of(report, write=lambda sheet, row, col, text, _: sheet.write_string(row, col, text))
    for payload in (typed, xlsx_of(report)):
        assert printed_cells(read_report(payload)) == expected_cells(report)


def test_zeros_that_excel_is_told_to_leave_out_are_blank() -> None:
    report = report_of()
    read = read_report(xlsx_of(report, change=lambda workbook, sheet: sheet.hide_zero()))
    zeros = {key for key, text in report.figures.items() if text == "0"}
    cells = printed_cells(read)
    assert zeros
    assert {cells[key] for key in zeros} == {("blank", "")}


def test_what_is_hidden_is_not_read_and_told() -> None:
    def hide(workbook: Any, sheet: Any) -> None:
        sheet.set_row(40, None, None, {"hidden": True})
        other = workbook.add_worksheet()
        other.write_string(0, 0, "旧表")
        other.hide()

    read = read_report(xlsx_of(report_of(), change=hide))
    hidden = [issue for issue in read.issues if issue.code == "hidden_cells"]
    assert [(issue.severity, "41" in issue.message) for issue in hidden] == [
        ("warning", True),
        ("info", False),
    ]
    assert "cells_missing" in {issue.code for issue in read.issues}


def test_places_are_those_of_the_sheet() -> None:
    read = read_report(xlsx_of(report_of()))
    made = next(
        cell for cell in read.cells if cell.row_code == "normative_documents" and cell.col_code == "made"
    )
    assert made.token is not None
    assert (made.token.row_no, made.token.col_no) == (
        6,
        2,
    )  # B6: the title, an empty row, caption, headings, 规章


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12.0, "General", "12"),
        (0.092, "General", "0.092"),
        (0.1 + 0.2, "General", "0.3"),
        (626.9003, "0.00_);[Red](0.00)", "626.90"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (12, '0"件"', "12件"),
        (12, 'G/通用格式"件"', "12件"),
        (2.5, "0", "3"),
        (0, "0;-0;;@", ""),
        (0, "#", ""),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (-15, "+0;-0;0", "-15"),
        (15, "+0;-0;0", "+15"),
        (-3, "0;(0)", "(3)"),
        (-3, "0", "-3"),
        (12000, "0.0,", "12.0"),
        (7, "000", "007"),
        (0.5, "# ?/?", "0.5"),
        (12, "[DBNum1]0", "12"),
        (12, "[>10]0;0.0", "12"),
        (44927, 'yyyy"年"m"月"d"日"', "2023-01-01"),
        (44927.5, "yyyy/m/d h:mm", "2023-01-01 12:00"),
        (1e20, "0", "1E+20"),
        (float("nan"), "0.00", "NAN"),
        (1.5, "0" * 300, "1.5"),
    ],
)
def test_numbers_as_shown(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def cells(rows: str) -> list[list[str]]:
    (grid,) = read_xlsx(sheet_package(f"<sheetData>{rows}</sheetData>", strings=STRINGS)).grids
    return [[cell.text for cell in row] for row in grid.rows]


STRINGS = (
    "<si><t>规章</t></si><si><r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></si>"
    "<si><t>行政</t><rPh sb='0' eb='1'><t>xíng</t></rPh></si>"
    "<si><r><rPr><strike/></rPr><t>9</t></r><r><t>8</t></r></si>"
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="s"><v>0</v></c>', "规章"),
        ('<c t="s"><v>1</v></c>', "12\n1"),
        ('<c t="s"><v>2</v></c>', "行政"),
        ('<c t="s"><v>3</v></c>', "8"),
        ('<c t="s"><v>99</v></c>', "[string]"),
        ('<c t="inlineStr"><is><t>12</t></is></c>', "12"),
        ('<c t="str"><f>A1</f><v>12</v></c>', "12"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ("<c><f>SUM(A1)</f></c>", "[formula]"),
        ("<c><v>12.0</v></c>", "12"),
        ("<c><v>abc</v></c>", "abc"),
        ('<c t="inlineStr"><is><t>\u200b1\u200d2</t></is></c>', "12"),
        ("<c/>", ""),
    ],
)
def test_a_cell_holds_what_is_shown(cell: str, text: str) -> None:
    assert cells(f"<row><c><v>1</v></c>{cell}<c><v>2</v></c></row>") == [["1", text, "2"], ["", "", ""]]


def test_a_cell_in_the_farthest_corner_costs_nothing() -> None:
    far = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
    )
    (grid,) = read_xlsx(sheet_package(f"<sheetData>{far}</sheetData>")).grids
    assert ([[cell.text for cell in row] for row in grid.rows], grid.is_cut) == ([["1", "2"], ["", ""]], True)


def test_merged_ranges_that_overlap_or_reach_too_far() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c>'
        '<c r="C2"><v>4</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/>'
        '<mergeCell ref="C2:XFD1048576"/><mergeCell ref="nonsense"/></mergeCells>'
    )
    (grid,) = read_xlsx(sheet_package(sheet)).grids
    assert grid.is_cut
    assert grid.rows[0][:2] == [GridCell(1, 1, 1, 2, "1"), GridCell(1, 3, 1, 3, "2")]
    assert grid.rows[1][2] == GridCell(2, 3, 2, 120, "4")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (
            sheet_package("<sheetData>" + "<row><c><v>1</v></c></row>" * (MAX_CELLS + 1) + "</sheetData>"),
            "unfolds_too_far",
        ),
        (sheet_package("<sheetData><row><c>"), "carrier_not_read"),
        (sheet_package("", prologue='<!DOCTYPE s [<!ENTITY a "aaaa">]>'), "carrier_not_read"),
        (xlsx_of(report_of())[:4000], "carrier_not_read"),
    ],
    ids=["too many cells", "cut part", "document type", "cut file"],
)
def test_what_excel_does_not_write_is_an_issue(payload: bytes, code: str) -> None:
    document = read_xlsx(payload)
    assert document.is_unread
    assert [(issue.severity, issue.code) for issue in document.issues] == [("error", code)]


def test_an_xls_file_reads_as_drawn_and_says_what_it_cannot_tell() -> None:
    read = read_report((CASES / "demo-old-sheet-2022" / "response.xls").read_bytes())
    assert printed_cells(read) == expected_cells(report_of())
    assert (read.layout, read.parse_status) == ("xls", "ok")
    assert [(issue.severity, issue.code) for issue in read.issues] == [("info", "xls_as_stored")]


def test_a_cut_xls_file_is_an_issue() -> None:
    assert read_xls((CASES / "demo-old-sheet-2022" / "response.xls").read_bytes()[:6000]).is_unread
