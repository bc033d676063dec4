"""DOCX: what a printed page shows is read, cell by cell, and nothing else."""

from __future__ import annotations

import pytest

from tests.transform.office_files import (
    TITLE,
    docx_of,
    expected_cells,
    printed_cells,
    random_report,
    report_of,
    word_package,
    zip_of,
)
from transform.layouts.document import Document
from transform.layouts.word import MAX_TABLES, read_docx
from transform.read_report import read_report


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("digits", ["half", "full"])
def test_a_report_reads_as_drawn(form: str, digits: str) -> None:
    report = report_of(form=form, digits=digits)
    read = read_report(docx_of(report))
    assert printed_cells(read) == expected_cells(report)
    assert (read.layout, read.form_version, read.parse_status, read.issues) == ("docx", form, "ok", [])
    assert (read.identity.title, read.identity.report_year) == (TITLE, 2022)
    assert "一、总体情况" in [section.heading for section in read.sections]


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("seed", range(4))
def test_any_figures_read_as_drawn(seed: int, form: str) -> None:
    report = random_report(seed, form)
    assert printed_cells(read_report(docx_of(report))) == expected_cells(report)


def test_blank_cells_stay_blank() -> None:
    blanks = {key: "" for key in report_of().figures if key[1] == "rejected_petition"}
    report = report_of(blanks)
    read = printed_cells(read_report(docx_of(report)))
    assert {status for key, (status, _) in read.items() if key in blanks} == {"blank"}


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def document(body: str) -> Document:
    return read_docx(word_package(body))


def cell_text(content: str) -> str:
    (grid,) = document(table(cell(content) + cell(paragraph(run("b"))))).grids
    return grid.rows[0][0].text


def drawing(inside: str = "") -> str:
    return f"<w:r><w:drawing>{inside}</w:drawing></w:r>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (paragraph(run("1"), run("2")), "12"),
        (paragraph(run("12")) + paragraph(run("3")), "12\n3"),
        (paragraph(run("12"), "<w:r><w:br/></w:r>", run("3")), "12\n3"),
        (paragraph(run("12"), "<w:r><w:tab/></w:r>", run("3")), "12 3"),
        (paragraph(run("12"), run("1", '<w:vertAlign w:val="superscript"/>')), "12\n1"),
        (paragraph(run("12"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), "12"),
        (paragraph(run("12"), run("9", "<w:vanish/>")), "12"),
        (paragraph(run("12"), run("9", '<w:vanish w:val="0"/>')), "129"),
        (paragraph(run("12"), run("9", "<w:strike/>")), "12"),
        (paragraph(run("12"), "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>"), "12"),
        (paragraph("<w:ins>", run("12"), "</w:ins>"), "12"),
        (paragraph(run("12"), "<w:moveFrom>", run("9"), "</w:moveFrom>"), "12"),
        (paragraph("<w:sdt><w:sdtPr/><w:sdtContent>", run("12"), "</w:sdtContent></w:sdt>"), "12"),
        (f"<w:sdt><w:sdtContent>{paragraph(run('12'))}</w:sdtContent></w:sdt>", "12"),
        (paragraph("<w:hyperlink>", run("12"), "</w:hyperlink>"), "12"),
        (paragraph('<w:fldSimple w:instr="SUM(A1)">', run("12"), "</w:fldSimple>"), "12"),
        (paragraph("<w:r><w:instrText>PAGE 9</w:instrText></w:r>", run("12")), "12"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "\ufffd"),
        (paragraph(drawing()), "[img]"),
        (paragraph(run("12"), drawing()), "12"),
        (paragraph(run("\u200b"), run("1\u200d2")), "12"),
        ("<w:p/>", ""),
        (
            paragraph(
                "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>",
                paragraph(run("12")),
                "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>",
                paragraph(run("12")),
                "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            ),
            "12",
        ),
    ],
)
def test_a_cell_holds_what_is_printed(content: str, text: str) -> None:
    assert cell_text(content) == text


def places(body: str) -> list[list[tuple[str, int, int, int, int]]]:
    (grid,) = document(body).grids
    return [[(c.text, c.row, c.col, c.last_row, c.last_col) for c in row] for row in grid.rows]


def plain(text: str, properties: str = "") -> str:
    return cell(paragraph(run(text)), properties)


def test_cells_merged_both_ways() -> None:
    merged = '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'
    goes_on = '<w:gridSpan w:val="2"/><w:vMerge/>'
    assert places(
        table(
            plain("a", merged) + plain("b"),
            plain("", goes_on) + plain("c"),
            plain("d") + plain("e") + plain("f"),
        )
    ) == [
        [("a", 1, 1, 2, 2), ("b", 1, 3, 1, 3)],
        [("a", 1, 1, 2, 2), ("c", 2, 3, 2, 3)],
        [("d", 3, 1, 3, 1), ("e", 3, 2, 3, 2), ("f", 3, 3, 3, 3)],
    ]


def test_cells_merged_the_old_way_and_rows_that_begin_later() -> None:
    restart, goes_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    later = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    assert places(
        table(plain("a", restart) + plain("", goes_on) + plain("b"), later + plain("c") + plain("d"))
    ) == [
        [("a", 1, 1, 1, 2), ("b", 1, 3, 1, 3)],
        [("c", 2, 2, 2, 2), ("d", 2, 3, 2, 3)],
    ]


def test_a_continued_cell_below_nothing_stands_for_itself() -> None:
    assert places(table(plain("a") + plain("b"), plain("c", '<w:gridSpan w:val="2"/><w:vMerge/>'))) == [
        [("a", 1, 1, 1, 1), ("b", 1, 2, 1, 2)],
        [("c", 2, 1, 2, 2)],
    ]


def test_rows_deleted_in_tracked_changes_or_hidden_are_not_printed() -> None:
    deleted = "<w:trPr><w:del w:author='a'/></w:trPr>" + plain("9")
    hidden = "<w:trPr><w:hidden/></w:trPr>" + plain("8")
    assert places(table(plain("1"), deleted, hidden, plain("2"))) == [
        [("1", 1, 1, 1, 1)],
        [("2", 2, 1, 2, 1)],
    ]


def test_a_table_in_a_cell_is_a_table_of_its_own_and_its_cell_no_figure() -> None:
    inner = table(plain("5") + plain("6"))
    laid = document(table(cell(paragraph(run("序言")) + inner + paragraph(run("落款"))) + plain("2")))
    assert [[c.text for row in grid.rows for c in row] for grid in laid.grids] == [
        ["[table]", "2"],
        ["5", "6"],
    ]
    assert laid.lines_without({2}) == ["[table]", "2", "序言", "落款"]


def test_lines_stand_in_reading_order_with_text_boxes_after_their_paragraph() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph(run('框'))}</w:txbxContent></v:textbox></w:pict></w:r>"
    laid = document(paragraph(run("一"), box) + table(plain("1")) + paragraph(run("二")))
    assert laid.lines_without(()) == ["一", "框", "1", "二"]
    assert laid.lines_without({1}) == ["一", "框", "二"]


def test_pictures_without_any_table_are_told() -> None:
    read = read_report(word_package(paragraph(run(TITLE)) + paragraph(drawing())))
    assert read.parse_status == "no_tables"
    assert "image_only" in {issue.code for issue in read.issues}
    assert "image_only" not in {
        issue.code for issue in document(paragraph(drawing()) + table(plain("1"))).issues
    }


def test_a_part_embedded_as_another_file_is_told() -> None:
    assert [issue.code for issue in document("<w:altChunk/>").issues] == ["part_not_read"]


def test_the_package_names_its_document() -> None:
    renamed = zip_of(
        {
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r" Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b"<w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
        }
    )
    assert read_docx(renamed).lines_without(()) == ["x"]


@pytest.mark.parametrize(
    "payload",
    [
        zip_of({"word/other.xml": b"<a/>"}),
        zip_of({"word/document.xml": b"<w:document"}),
        zip_of({"word/document.xml": b"<a/>"}),
        docx_of(report_of())[:20000],
        word_package("<w:p>" * 300 + "</w:p>" * 300),
        word_package(paragraph(run("x")), prologue='<!DOCTYPE w [<!ENTITY a "aaaa">]>'),
    ],
    ids=["no text", "cut part", "other part", "cut file", "too deep", "document type"],
)
def test_what_word_does_not_write_is_an_issue(payload: bytes) -> None:
    laid = read_docx(payload)
    assert laid.is_unread
    assert [(issue.severity, issue.code) for issue in laid.issues] == [("error", "carrier_not_read")]


def test_more_tables_than_any_report_has() -> None:
    laid = document(table(plain("1")) * (MAX_TABLES + 5))
    assert len(laid.grids) == MAX_TABLES
    assert [issue.code for issue in laid.issues] == ["table_cut"]
