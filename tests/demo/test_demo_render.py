"""Pages say what the figures say: every cell in its place, text escaped, the same bytes each time."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from itertools import groupby

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo import forms, reports
from demo.render import render_body
from demo.reports import CellKey, Report
from tests.demo.page_reader import clean, tables, unbalanced

REPORTS = reports.reports()
DRAWN = [report for report in REPORTS if report.layout in ("table", "word")]
FLAT = [report for report in REPORTS if report.layout in ("lines", "paragraphs")]


def name(report: Report) -> str:
    return "-".join(map(str, report.key))


def printed(report: Report, table: str) -> dict[CellKey, str]:
    return {key: report.printed(*key) for key in forms.cell_keys(report.form_version) if key[0] == table}


def read_article20(report: Report, html: str) -> dict[CellKey, str]:
    """Cells by row label and by the head of the block above, as a person reads them."""
    rows = {
        row.label: row.code for block in forms.article20_blocks(report.form_version) for row in block.rows
    }
    columns = {
        (row.code, column.label): column.code
        for block in forms.article20_blocks(report.form_version)
        for row in block.rows
        for column in block.columns
    }
    found: dict[CellKey, str] = {}
    head: list[str] = []
    for line in tables(html)[0]:
        label, *cells = [place for place in line if place.is_origin]
        if label.text == "信息内容":
            head = [cell.text for cell in cells]
        elif cells:
            code = rows[label.text]
            for column, cell in zip(head, cells, strict=True):
                found["article20", code, columns[code, column]] = cell.text
    return found


def read_applications(report: Report, html: str) -> dict[CellKey, str]:
    """Cells by the rightmost label of the row under its group, and by the lowest head of the column."""
    codes = {
        (row.group if row.group.startswith("（") else "", clean(row.label)): row.code
        for row in forms.application_rows(report.form_version)
    }
    applicants = {applicant.label: applicant.code for applicant in forms.applicants()}
    head, body = tables(html)[1][:3], tables(html)[1][3:]
    columns = [applicants[place.text] for place in head[2][3:]]
    found: dict[CellKey, str] = {}
    for line in body:
        _, group, label = (place.text for place in line[:3])
        row = codes[group if group != label else "", label]
        for column, place in zip(columns, line[3:], strict=True):
            found["applications", row, column] = place.text
    return found


def read_reviews(report: Report, html: str) -> dict[CellKey, str]:
    channels = forms.review_channels(report.form_version)
    codes = {
        (channel.label, column.label): (channel.code, column.code)
        for channel, outcomes in channels
        for column in outcomes
    }
    first, second, third, figures = tables(html)[2]
    found: dict[CellKey, str] = {}
    for over, under, outcome, place in zip(first, second, third, figures, strict=True):
        channel = under.text if over.text == "行政诉讼" else over.text
        found[("reviews", *codes[channel, outcome.text])] = place.text
    return found


@pytest.mark.parametrize("report", DRAWN, ids=name)
def test_drawn_tables_hold_every_figure_under_its_labels(report: Report) -> None:
    html = render_body(report)
    assert len(tables(html)) == 3
    assert read_article20(report, html) == printed(report, "article20")
    assert read_applications(report, html) == printed(report, "applications")
    assert read_reviews(report, html) == printed(report, "reviews")


def flat_lines(report: Report) -> list[str]:
    html = render_body(report)
    if report.layout == "paragraphs":
        return [clean(node.text()) for node in LexborHTMLParser(html).css("p")]
    return [clean(line.replace("&nbsp;", "")) for line in html.split("<br />")]


@pytest.mark.parametrize("report", FLAT, ids=name)
def test_flattened_tables_hold_every_row_in_order(report: Report) -> None:
    html = render_body(report)
    assert "<table" not in html
    # An empty cell keeps its line, as a non-breaking space; else its row would lose a place.
    blanks = sum(not text for text in report.figures.values())
    assert html.count("<p>&nbsp;</p>") + html.count("\n&nbsp;<br />") == blanks
    lines = flat_lines(report)
    position = 0
    labels = {
        row.code: clean(row.label)
        for row in (
            *(row for block in forms.article20_blocks(report.form_version) for row in block.rows),
            *forms.application_rows(report.form_version),
        )
    }
    for (table, row), keys in groupby(forms.cell_keys(report.form_version), key=lambda key: key[:2]):
        figures = [report.printed(*key) for key in keys]
        if table == "reviews":
            break
        position = lines.index(labels[row], position)
        assert lines[position + 1 : position + 1 + len(figures)] == figures, (table, row)
        position += len(figures)
    figures = list(printed(report, "reviews").values())
    end = lines.index("五、存在的主要问题及改进情况")
    assert lines[end - len(figures) : end] == figures


def test_word_pages_cut_numbers_and_labels_and_fill_blanks() -> None:
    html = render_body(reports.report("990102", 2022))
    assert "<o:p>&nbsp;</o:p>" in html
    assert "class=MsoNormal" in html
    assert "<!--[if gte mso 9]>" in html
    assert "<style>" in html
    assert "规&nbsp;&nbsp;章" in html
    number = reports.report("990102", 2022).printed("article20", "licences", "decisions")
    assert len(number) > 1
    assert number not in html


def test_every_layout_and_digit_width_is_used() -> None:
    assert {report.layout for report in REPORTS} == {"table", "word", "lines", "paragraphs"}
    assert {report.digits for report in REPORTS} == {"half", "full"}


@pytest.mark.parametrize("layout", ["table", "word", "lines", "paragraphs"])
def test_text_is_escaped(layout: str) -> None:
    report = reports.report("990101", 2022)
    cell = ("applications", "new", "total")
    hostile = dataclasses.replace(
        report,
        layout=layout,
        issuer_name="<script>alert('1')</script>&amp;",
        figures=dict(report.figures) | {cell: "1<b>"},
    )
    html = render_body(hostile)
    assert "<script" not in html
    assert "<b>" not in html.replace("<b><span", "")
    shown = LexborHTMLParser(html).text()
    assert "<script>alert('1')</script>&amp;" in shown
    assert "1<b>" in shown


@pytest.mark.parametrize("report", REPORTS, ids=name)
def test_markup_is_balanced(report: Report) -> None:
    assert unbalanced(render_body(report)) == []


def test_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from demo.sites.catalogue import demo_sites; digest = hashlib.sha256()\n"
        "for site in demo_sites():\n"
        "    for target, page in site.pages.items(): digest.update(target.encode() + page.body)\n"
        "print(digest.hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert len(seen.pop().strip()) == hashlib.sha256().digest_size * 2
