"""Recognised text: only figures that sums confirm are reported. The gate is tested with and without the extra."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from demo import reports
from demo.render import render_body
from demo.reports import CellKey, Report
from tests.transform.pdfs import Page, write
from transform.forms.cells import Cell
from transform.forms.recognise import Tables, read_tables
from transform.layouts import ocr
from transform.layouts.document import Document, document_of
from transform.layouts.html import read_html
from transform.layouts.pdf import read_pdf

DATA = Path(__file__).resolve().parent / "data"
STAMPED = (325, 406)  # pixels: the second figure of the scanned review table
DRAWN = reports.report("990101", 2021)


def recognised(report: Report, changed: Mapping[CellKey, str] | None = None) -> Tables:
    """The tables of a report as if a picture of it had been recognised, some figures wrongly."""
    figures = {**report.figures, **(changed or {})}
    drawn = read_html(
        f"<html><body>{render_body(replace(report, figures=figures, layout='table'))}</body></html>"
    )
    return read_tables(document_of("ocr", drawn.grids))


def statuses(tables: Tables, table: str) -> Counter[str]:
    return Counter(cell.status for cell in tables.cells if cell.table_name == table)


def codes_of(tables: Tables) -> Counter[str]:
    return Counter(issue.code for issue in tables.issues if issue.code.startswith("ocr_"))


def by_key(tables: Tables) -> dict[CellKey, Cell]:
    return {(cell.table_name, cell.row_code, cell.col_code): cell for cell in tables.cells}


def test_tables_whose_sums_close_are_reported_and_article_20_never() -> None:
    tables = recognised(DRAWN)
    assert statuses(tables, "applications") == {"reported": 175}
    assert statuses(tables, "reviews") == {"reported": 15}
    assert statuses(tables, "article20") == {"ambiguous": 10}
    assert codes_of(tables) == {"ocr_unconfirmed": 1}
    assert tables.layout == "ocr"
    for key, cell in by_key(tables).items():
        assert cell.token is not None
        assert cell.token.text == DRAWN.figures[key]
        assert (cell.value is None) == (key[0] == "article20")


def test_one_misread_digit_makes_its_whole_table_ambiguous() -> None:
    tables = recognised(DRAWN, {("applications", "granted", "natural_person"): "61"})
    assert statuses(tables, "applications") == {"ambiguous": 175}
    assert statuses(tables, "reviews") == {"reported": 15}
    issue = next(issue for issue in tables.issues if issue.code == "ocr_sums_open")
    assert {"granted", "results of natural_person"} <= set(issue.context.split(", "))
    assert by_key(tables)["applications", "granted", "natural_person"].value is None


def test_a_figure_read_in_an_empty_cell_breaks_the_sum_too() -> None:
    key = ("reviews", "litigation_direct", "upheld")
    figures = {**DRAWN.figures, key: "", ("reviews", "litigation_direct", "total"): "0"}
    for outcome in ("corrected", "other", "pending"):
        figures["reviews", "litigation_direct", outcome] = "0"
    sound = replace(DRAWN, figures=figures)
    assert statuses(recognised(sound), "reviews")["ambiguous"] == 0
    assert statuses(recognised(sound, {key: "1"}), "reviews")["reported"] == 0


def test_a_figure_in_no_sum_that_can_be_tested_is_ambiguous() -> None:
    """A total unread beside a row, and a balance that lacks a cell: nothing confirms the row's figures."""
    lost = {("applications", "carried_out", "research"): "?", ("applications", "granted", "research"): "?"}
    lost["applications", "new", "total"] = "?"
    tables = recognised(DRAWN, lost)
    cells = by_key(tables)
    assert cells["applications", "new", "research"].status == "ambiguous"
    assert cells["applications", "refused_process", "natural_person"].status == "reported"
    assert codes_of(tables)["ocr_sums_open"] == 0


def test_printed_text_is_not_gated() -> None:
    drawn = read_html(f"<html><body>{render_body(replace(DRAWN, layout='table'))}</body></html>")
    assert statuses(read_tables(document_of("pdf", drawn.grids)), "article20") == {"reported": 10}


def test_without_the_extra_a_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    document = ocr.read_picture((DATA / "scanned-reviews.png").read_bytes(), recognise=True)
    assert [issue.code for issue in document.issues] == ["image_only"]
    assert "nianbao[ocr]" in document.issues[0].message
    assert document.grids == []


def read(payload: bytes) -> Document:
    pytest.importorskip("rapidocr")
    return ocr.read_picture(payload, recognise=True)


def differing(tables: Tables, table: str) -> dict[CellKey, tuple[str, str]]:
    """Cells whose recognised text is not what was printed."""
    return {
        key: (cell.token.text if cell.token else "", DRAWN.figures[key])
        for key, cell in by_key(tables).items()
        if key[0] == table and (cell.token is None or cell.token.text != DRAWN.figures[key])
    }


def test_a_scanned_application_table_is_read_whole() -> None:
    document = read((DATA / "scanned-applications.png").read_bytes())
    tables = read_tables(document)
    assert differing(tables, "applications") == {}
    assert statuses(tables, "applications") == {"reported": 175}
    assert [issue.code for issue in document.issues] == ["read_by_ocr"]


def test_a_crooked_scan_inside_a_pdf_is_read() -> None:
    pytest.importorskip("rapidocr")
    from PIL import Image

    with Image.open(DATA / "scanned-reviews.png") as picture:
        turned = picture.convert("L").rotate(1.0, fillcolor=255, resample=Image.Resampling.BICUBIC)
    page = Page(595, 595 * turned.height / turned.width)
    page.picture(0, 0, page.width, page.height, turned.width, turned.height, turned.tobytes())
    document = read_pdf(write([page]), recognise=True)
    tables = read_tables(document)
    assert (document.kind, tables.layout) == ("ocr", "ocr")
    assert differing(tables, "reviews") == {}
    assert statuses(tables, "reviews") == {"reported": 15}


def test_ink_that_is_no_text_leaves_no_cell_empty() -> None:
    """A stamp over a figure: the cell is neither blank nor a number."""
    pytest.importorskip("rapidocr")
    from PIL import Image, ImageDraw

    with Image.open(DATA / "scanned-reviews.png") as picture:
        stamped = picture.convert("L")
    pen = ImageDraw.Draw(stamped)
    x, y = STAMPED
    for step in range(0, 24, 6):
        pen.line((x - 14, y - 12 + step, x + 14, y + 12 - step), fill=0, width=3)
    out = io.BytesIO()
    stamped.save(out, "PNG")
    cell = by_key(read_tables(read(out.getvalue())))["reviews", "reconsideration", "corrected"]
    assert cell.status in ("unreadable", "ambiguous")
    assert cell.value is None


@pytest.mark.parametrize("payload", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(200), b"GIF89a"])
def test_a_broken_picture_is_an_issue(payload: bytes) -> None:
    document = read(payload)
    assert [issue.code for issue in document.issues] == ["picture_unreadable"]
