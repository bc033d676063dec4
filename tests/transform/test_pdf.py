"""PDF reports: every cell as printed, whatever the lines are made of; bad files are issues, in bounded time."""

from __future__ import annotations

import pickle
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from demo import forms, reports, truth
from demo.reports import CellKey, Report
from tests.transform.pdf_reports import Style, pages_of, render, with_digits
from tests.transform.pdfs import Page, width_of, write
from transform.forms.recognise import Tables, read_tables
from transform.layouts.document import Document
from transform.layouts.joining import join
from transform.layouts.pdf import read_pdf
from transform.layouts.ruled import DrawnCell, DrawnTable

CASES = Path(__file__).resolve().parents[1] / "cases"
STYLES = {
    "lines": Style(),
    "bars": Style(rules="bars"),
    "boxes": Style(rules="boxes"),
    "landscape": Style(rules="boxes", landscape=True),
    "turned": Style(rotate=90),
    "open at its sides": Style(open_sides=True),
    "over a page break": Style(break_after=15),
    "over a page break, heading repeated": Style(rules="bars", break_after=15, repeat_head=True),
    "broken inside the results, open at its sides": Style(
        open_sides=True, break_after=20, running_head="年度报告"
    ),
    "small type": Style(size=7.5, foot="- {page} -"),
    "large type in narrow columns": Style(size=12, break_after=12, foot="第{page}页"),
    "no lines": Style(rules="none"),
    "no lines, landscape": Style(rules="none", landscape=True),
    "no lines, over a page break": Style(rules="none", break_after=14),
}
NEW_FORM = reports.report("990101", 2021)
OLD_FORM = reports.report("990102", 2019)


def expected_of(report: Report) -> dict[CellKey, truth.ExpectedCell]:
    return {key: truth.expected_cell(text, report.printed(*key)) for key, text in report.figures.items()}


def cells_of(tables: Tables) -> dict[CellKey, truth.ExpectedCell]:
    return {
        (cell.table_name, cell.row_code, cell.col_code): truth.ExpectedCell(
            cell.status, cell.value, cell.token.text if cell.token else ""
        )
        for cell in tables.cells
    }


def codes_of(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def lines_of(document: Document) -> list[str]:
    return document.lines_without({grid.table_no for grid in document.grids})


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize(
    "report", [NEW_FORM, with_digits(OLD_FORM, "full")], ids=["2021", "2019, full width"]
)
def test_every_cell_reads_as_printed(report: Report, style: Style) -> None:
    document = read_pdf(render(report, style))
    tables = read_tables(document)
    assert cells_of(tables) == expected_of(report)
    assert tables.layout == "pdf"
    assert codes_of(document) == []


@pytest.mark.parametrize("seed", range(12))
def test_random_tables_read_as_printed(seed: int) -> None:
    """Drawn from a seed, not by hypothesis: making a page smaller takes it minutes."""
    drawn = random.Random(seed)
    form = drawn.choice(["2019", "2021"])
    figures = {
        key: drawn.choice([str(drawn.randint(0, 9999)), str(drawn.randint(0, 9)), "", "0", "/", "—", "-"])
        for key in forms.cell_keys(form)
    }
    digits = drawn.choice(["half", "full"])
    report = replace(NEW_FORM, form_version=form, figures=figures, digits=digits)
    style = drawn.choice([style for style in STYLES.values() if style.rules != "none"])
    assert cells_of(read_tables(read_pdf(render(report, style)))) == expected_of(report)


def test_columns_are_told_by_place_where_cells_without_lines_are_blank() -> None:
    """Only the figures say where they stand: 12 for one applicant, and the total."""
    figures = {key: "0" if key[0] != "applications" else "" for key in forms.cell_keys("2021")}
    for row in ("new", "concluded"):
        figures["applications", row, "research"] = figures["applications", row, "total"] = "12"
    report = replace(NEW_FORM, figures=figures)
    assert cells_of(read_tables(read_pdf(render(report, STYLES["no lines"])))) == expected_of(report)


def test_text_is_read_in_paragraphs_without_page_numbers() -> None:
    lines = lines_of(read_pdf(render(NEW_FORM, Style(foot="{page}", running_head="演示东川县政府信息公开"))))
    assert lines.count("演示东川县政府信息公开") == 1
    assert not {"1", "2", "3"} & set(lines)
    received = next(line for line in lines if line.startswith("（二）依申请公开情况"))
    assert received.endswith("结转下年度继续办理3件。")
    assert lines[lines.index("六、其他需要报告的事项") + 1 :] == ["无其他需要报告的事项。"]


def test_a_number_broken_at_the_margin_is_one_number() -> None:
    page, size = Page(), 12.0
    first = "全年共收到政府信息公开申请并按期答复的数量合计为1"
    page.text(72, 100, first, size)
    page.text(72, 120, "25件，同比增长。", size)
    page.text(72, 140, "二是。", size)
    assert lines_of(read_pdf(write([page]))) == [first + "25件，同比增长。", "二是。"]


def test_a_bare_figure_at_the_foot_that_does_not_count_pages_stays() -> None:
    pages = [Page(), Page(), Page()]
    for number, page in enumerate(pages, start=1):
        page.text(72, 100, f"第{number}部分内容", 12)
    pages[0].text(290, 800, "1", 9)
    pages[1].text(290, 800, "7", 9)
    pages[2].text(290, 800, "— 3 —", 9)
    assert lines_of(read_pdf(write(pages))) == ["第1部分内容", "第2部分内容", "7", "第3部分内容"]


def table_page(
    texts: Sequence[Sequence[str]], widths: Sequence[float], size: float = 9, row_height: float = 40
) -> Page:
    """A table whose texts stand centred at the head of their cells, broken where they say so."""
    page = Page()
    xs = [72.0]
    for width in widths:
        xs.append(xs[-1] + width)
    for row, line in enumerate(texts):
        top = 100 + row * row_height
        for col, text in enumerate(line):
            page.box(xs[col], top, xs[col + 1], top + row_height)
            for number, part in enumerate(text.split("\n")):
                x = (xs[col] + xs[col + 1] - width_of(part, size)) / 2
                page.text(x, top + 12 + number * size * 1.3, part, size)
    return page


HEAD = ["信息内容", "本年制\n发件数", "本年废止件数", "现行有效件数"]


def test_a_number_broken_in_a_full_cell_is_one_number_and_said() -> None:
    page = table_page(
        [HEAD, ["规章", "1", "0", "22"], ["行政规范性文件", "1234\n5", "0", "3"]], [80, 31, 60, 60], 9
    )
    document = read_pdf(write([page]))
    read = cells_of(read_tables(document))
    assert read["article20", "normative_documents", "made"].raw_text == "12345"
    assert [(issue.code, issue.context) for issue in document.issues] == [("number_wrapped", "12345")]


def test_two_figures_in_a_cell_with_room_are_not_one_number() -> None:
    page = table_page(
        [HEAD, ["规章", "1", "0", "22"], ["行政规范性文件", "12\n5", "0", "3"]], [80, 60, 60, 60]
    )
    cell = cells_of(read_tables(read_pdf(write([page]))))["article20", "normative_documents", "made"]
    assert (cell.cell_status, cell.raw_text) == ("unreadable", "12\n5")


def test_a_number_that_runs_over_a_line_belongs_to_no_column() -> None:
    page = table_page([HEAD, ["规章", "1", "0", "22"], ["行政规范性文件", "", "", "3"]], [80, 31, 60, 60])
    page.text(155, 192, "123456789", 9)
    read = cells_of(read_tables(read_pdf(write([page]))))
    made, repealed = (read["article20", "normative_documents", measure] for measure in ("made", "repealed"))
    assert {made.cell_status, repealed.cell_status} == {"ambiguous"}
    assert "123456789" in (made.raw_text, repealed.raw_text)
    assert read["article20", "normative_documents", "in_force"].raw_text == "3"


def test_a_filled_form_field_is_a_cell() -> None:
    page = table_page([HEAD, ["规章", "1", "", "22"], ["行政规范性文件", "0", "0", "3"]], [80, 60, 60, 60])
    page.fields.append((220, 152, "17"))
    read = cells_of(read_tables(read_pdf(write([page]))))
    assert read["article20", "rules", "repealed"] == truth.expected_cell("17", "17")


def part(rows: Sequence[Sequence[tuple[str, int]]], shift: float = 0) -> DrawnTable:
    """A part of a table of four columns from rows of (text, columns)."""
    cells: list[DrawnCell] = []
    for row, line in enumerate(rows):
        col = 0
        for text, width in line:
            cells.append(DrawnCell(row, col, row, col + width - 1, text))
            col += width
    xs = tuple(72.0 + shift + 100 * col for col in range(5))
    return DrawnTable(xs, tuple(100.0 + 20 * row for row in range(len(rows) + 1)), tuple(cells))


def rows_of(table: DrawnTable) -> list[list[str]]:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(len(table.ys) - 1)]


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    upper = part([[("2.没有现成信息", 1), ("5", 1), ("", 1), ("6", 1)]])
    lower = part(
        [
            [("需要另行制作", 1), ("", 1), ("1", 1), ("", 1)],
            [("2.重复申请", 1), ("0", 1), ("0", 1), ("0", 1)],
        ],
        20,
    )
    joined = join(upper, lower)
    assert rows_of(joined) == [["2.没有现成信息\n需要另行制作", "5", "1", "6"], ["2.重复申请", "0", "0", "0"]]


def test_rows_on_both_sides_of_a_page_break_stay_two() -> None:
    upper = part([[("三、本", 1), ("（一）予以公开", 1), ("45", 1), ("59", 1)]])
    lower = part(
        [
            [("年度办理结果", 1), ("（二）部分公开", 1), ("6", 1), ("8", 1)],
            [("四、结转下年度继续办理", 2), ("1", 1), ("1", 1)],
        ]
    )
    joined = join(upper, lower)
    assert rows_of(joined)[0] == ["三、本\n年度办理结果", "（一）予以公开", "45", "59"]
    assert rows_of(joined)[1:] == [["（二）部分公开", "6", "8"], ["四、结转下年度继续办理", "1", "1"]]


def test_headings_cut_by_the_page_break_are_whole_again() -> None:
    upper = part([[("行政复议", 2), ("行政诉讼", 2)], [("结果", 1), ("总计", 1), ("未经复议直接起诉", 2)]])
    lower = part(
        [[("维持", 1), ("", 1), ("结果维持", 1), ("总计", 1)], [("2", 1), ("2", 1), ("0", 1), ("0", 1)]]
    )
    joined = join(upper, lower)
    spans = {cell.text: (cell.row, cell.last_row) for cell in joined.cells if cell.col < 2}
    assert spans["结果\n维持"] == spans["总计"] == (1, 2)
    assert rows_of(joined)[2] == ["结果维持", "总计"]


def test_the_document_pickles() -> None:
    document = read_pdf(render(NEW_FORM))
    again = pickle.loads(pickle.dumps(document))
    assert cells_of(read_tables(again)) == expected_of(NEW_FORM)


def test_a_pdf_that_needs_a_password_is_an_issue() -> None:
    document = read_pdf(write(pages_of(NEW_FORM, Style()), user="secret"))
    assert (codes_of(document), document.grids) == (["pdf_encrypted"], [])


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    document = read_pdf(write(pages_of(NEW_FORM, Style()), user=""))
    assert cells_of(read_tables(document)) == expected_of(NEW_FORM)


@pytest.mark.parametrize(
    "payload", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(256)) * 40, b""], ids=["bare", "noise", "empty"]
)
def test_a_broken_pdf_is_an_issue(payload: bytes) -> None:
    assert codes_of(read_pdf(payload)) == ["pdf_unreadable"]


def test_a_cut_pdf_gives_what_is_there_or_an_issue() -> None:
    whole = render(NEW_FORM)
    for end in range(500, len(whole), 1500):
        document = read_pdf(whole[:end])
        read = cells_of(read_tables(document))
        assert (
            document.issues
            or read == {}
            or all(cell.value in (None, expected_of(NEW_FORM)[key].value) for key, cell in read.items())
        )


def test_three_thousand_pages_are_cut_in_time() -> None:
    page = Page()
    for line in range(40):
        page.text(72, 100 + 16 * line, "演示东川县人民政府二〇二一年政府信息公开工作年度报告正文", 12)
    payload = write([page] * 3000)
    started = time.process_time()
    document = read_pdf(payload)
    assert time.process_time() - started < 5
    assert {"pages_cut", "time_cut"} & set(codes_of(document))
    assert lines_of(document)


def scanned(*, hidden: bool) -> list[Page]:
    pages = pages_of(NEW_FORM, Style(rules="none", foot=""))
    for page in pages:
        page.content = [line.replace("0 Tr", "3 Tr") for line in page.content] if hidden else []
        page.picture(0, 0, page.width, page.height, 40, 60, bytes([200]) * 2400)
    return pages


def test_a_pdf_of_pictures_is_an_issue_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transform.layouts.ocr.is_installed", lambda: False)
    pages = scanned(hidden=False)
    for number, page in enumerate(pages, start=1):
        page.text(290, 800, f"- {number} -", 10)
    document = read_pdf(write(pages))
    tables = read_tables(document)
    assert codes_of(document) == ["image_only"]
    assert "nianbao[ocr]" in document.issues[0].message
    assert (document.grids, tables.cells, tables.layout) == ([], [], "none")


def test_tables_shown_as_pictures_in_a_text_are_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transform.layouts.ocr.is_installed", lambda: False)
    page = Page()
    page.text(72, 100, "二、主动公开政府信息情况", 14)
    page.picture(72, 120, 523, 500, 40, 60, bytes([200]) * 2400)
    document = read_pdf(write([page]))
    assert codes_of(document) == ["image_only"]
    assert lines_of(document) == ["二、主动公开政府信息情况"]


def test_a_picture_beside_printed_tables_is_none_of_them() -> None:
    pages = pages_of(NEW_FORM, Style())
    cover = Page()
    cover.picture(0, 0, 595, 842, 40, 60, bytes([200]) * 2400)
    document = read_pdf(write([cover, *pages]))
    assert cells_of(read_tables(document)) == expected_of(NEW_FORM)
    assert codes_of(document) == []


def test_text_hidden_behind_a_scan_is_taken_for_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transform.layouts.ocr.is_installed", lambda: False)
    document = read_pdf(write(scanned(hidden=True)))
    tables = read_tables(document)
    assert (document.kind, tables.layout, codes_of(document)) == ("ocr", "ocr", ["read_by_ocr"])
    statuses = {cell.status for cell in tables.cells if cell.table_name == "article20"}
    assert "reported" not in statuses
    read, expected = cells_of(tables), expected_of(NEW_FORM)
    assert all(cell.value in (None, expected[key].value) for key, cell in read.items())


def test_figures_turned_against_the_text_are_said() -> None:
    page = table_page([HEAD, ["规章", "1", "", "22"]], [80, 60, 60, 60])
    page.content.append("BT /F1 9 Tf 0 1 -1 0 230 690 Tm <00310037> Tj ET")
    assert codes_of(read_pdf(write([page]))) == ["turned_text"]


def test_a_drawing_with_countless_lines_is_said_and_ends_in_time() -> None:
    page = Page()
    page.text(72, 60, "信息内容", 9)
    for number in range(3000):
        page.line(50 + number * 0.15, 100, 50 + number * 0.15, 700)
        page.line(50, 100 + number * 0.2, 540, 100 + number * 0.2)
    started = time.process_time()
    document = read_pdf(write([page]))
    assert time.process_time() - started < 4
    assert document.grids == [] or codes_of(document) == ["page_crowded"]


def test_seven_pages_are_read_well_within_two_seconds() -> None:
    pages = pages_of(NEW_FORM, Style(break_after=15))
    filler = Page()
    for line in range(36):
        filler.text(
            72, 90 + 19 * line, "深入贯彻落实政府信息公开条例，持续推进重点领域信息公开，提升公开质量。", 12
        )
    payload = write([*pages, *[filler] * (7 - len(pages))])
    started = time.process_time()
    document = read_pdf(payload)
    assert time.process_time() - started < 2
    assert cells_of(read_tables(document)) == expected_of(NEW_FORM)


def test_a_word_processors_pdf_reads_as_printed() -> None:
    """A DOCX of a demo report exported by LibreOffice 7.4, fonts embedded: tables run over its pages, and the
    headings of the review table are cut in two by a page break."""
    document = read_pdf((CASES / "demo-exported-pdf-2020" / "response.pdf").read_bytes())
    assert cells_of(read_tables(document)) == expected_of(reports.report("990102", 2020))
    assert codes_of(document) == []
