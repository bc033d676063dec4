"""Whole reports as DOCX and XLSX, set from the demo's parts, and packages of hand-written parts."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

import docx
import xlsxwriter  # type: ignore[import-untyped]

from demo import forms, grids, prose, truth
from demo.grids import Cell, Grid
from demo.prose import Heading, Paragraph
from demo.reports import CellKey, Report
from transform.read_report import Report as Read

TITLE = "演示东川县人民政府2022年政府信息公开工作年度报告"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def report_of(
    figures: Mapping[CellKey, str] | None = None, *, form: str = "2021", digits: str = "half"
) -> Report:
    """A report of one county whose sums close; ``figures`` replaces some of them."""
    cells = dict.fromkeys(forms.cell_keys(form), "0")
    for row, printed in {
        "new": "12,3,0,1,0,2,18",
        "granted": "10,3,0,1,0,2,16",
        "concluded": "11,3,0,1,0,2,17",
    }.items():
        for applicant, text in zip(forms.applicants(), printed.split(","), strict=True):
            cells["applications", row, applicant.code] = text
    cells["applications", "unable_not_held", "natural_person"] = "1"
    cells["applications", "unable_not_held", "total"] = "1"
    cells["applications", "carried_out", "natural_person"] = "1"
    cells["applications", "carried_out", "total"] = "1"
    measure = "made" if form == "2021" else "produced"
    cells |= {
        ("article20", "normative_documents", measure): "7",
        ("article20", "licences", "decisions"): "1502",
    }
    return Report(
        "990101",
        2022,
        "government",
        "演示东川县人民政府",
        TITLE,
        "2023-01-20 10:00",
        form,
        "table",
        digits,
        {**cells, **(figures or {})},
    )


def random_report(seed: int, form: str) -> Report:
    """A report of figures as offices print them: numbers, blanks, marks for nothing."""
    chance = random.Random(seed)
    texts = ["", "", "0", "0", "/", "—", "无", str(chance.randrange(1, 99999))]
    return report_of({key: chance.choice(texts) for key in forms.cell_keys(form)}, form=form)


def placed(grid: Grid) -> Iterator[tuple[Cell, int, int]]:
    """The cells of a table with row and column, from 0: covered places are passed over."""
    taken: set[tuple[int, int]] = set()
    for row_no, row in enumerate(grid.rows):
        col = 0
        for cell in row:
            while (row_no, col) in taken:
                col += 1
            yield cell, row_no, col
            taken |= {
                (row_no + down, col + right) for down in range(cell.rowspan) for right in range(cell.colspan)
            }
            col += cell.colspan


def docx_of(report: Report) -> bytes:
    """A report as a Word document: headings and paragraphs, tables with cells merged both ways."""
    document = docx.Document()
    document.add_paragraph(report.title)
    for part in prose.parts(report):
        if isinstance(part, (Heading, Paragraph)):
            document.add_paragraph(part.text)
            continue
        table = document.add_table(rows=len(part.rows), cols=part.width)
        drawn = [row.cells for row in table.rows]  # asked for once: python-docx builds them anew each time
        for cell, row, col in placed(part):
            first = drawn[row][col]
            first.text = cell.text
            if cell.rowspan > 1 or cell.colspan > 1:
                first.merge(drawn[row + cell.rowspan - 1][col + cell.colspan - 1])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def xlsx_of(
    report: Report,
    *,
    sheets: int = 1,
    write: Callable[[Any, int, int, str, Any], None] | None = None,
    change: Callable[[Any, Any], None] = lambda workbook, worksheet: None,
) -> bytes:
    """A report as a workbook: all tables stacked in one sheet, or one table a sheet.

    Whole numbers are written as numbers, everything else as text. ``write(worksheet, row, col, text, format)``
    replaces how figures are written; ``change(workbook, worksheet)`` is called at the end for every sheet.
    """
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    tables = [grids.article20(report), grids.applications(report), grids.reviews(report)]
    stacks = [tables] if sheets == 1 else [[table] for table in tables]
    plain = workbook.add_format()
    for number, stack in enumerate(stacks):
        worksheet = workbook.add_worksheet()
        if number == 0:
            worksheet.merge_range(0, 0, 0, max(table.width for table in stack) - 1, report.title)
        top = 2
        for table in stack:
            for cell, row, col in placed(table):
                if cell.rowspan > 1 or cell.colspan > 1:
                    worksheet.merge_range(
                        top + row, col, top + row + cell.rowspan - 1, col + cell.colspan - 1, ""
                    )
                if cell.kind == "figure" and write is not None:
                    write(worksheet, top + row, col, cell.text, plain)
                elif cell.text.isascii() and cell.text.isdecimal():
                    worksheet.write_number(top + row, col, float(cell.text))
                elif cell.text:
                    worksheet.write_string(top + row, col, cell.text)
            top += len(table.rows) + 1
        change(workbook, worksheet)
    workbook.close()
    return file.getvalue()


def zip_of(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, body in members.items():
            package.writestr(name, body)
    return file.getvalue()


def word_package(body: str, *, prologue: str = "") -> bytes:
    """A DOCX of hand-written WordprocessingML inside its body."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document xmlns:w="{_W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
    )
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def sheet_package(sheet: str, *, prologue: str = "", strings: str = "") -> bytes:
    """An XLSX of one sheet of hand-written SpreadsheetML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = (
        f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/s.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="strings.xml"/></Relationships>'
    )
    return zip_of(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "xl/strings.xml": f'{prologue}<sst xmlns="{main}">{strings}</sst>'.encode(),
            "xl/worksheets/s.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>'.encode(),
        }
    )


def printed_cells(read: Read) -> dict[CellKey, tuple[str, str]]:
    """State and printed text of every cell read."""
    return {
        (cell.table_name, cell.row_code, cell.col_code): (cell.status, cell.token.text if cell.token else "")
        for cell in read.cells
    }


def expected_cells(report: Report) -> dict[CellKey, tuple[str, str]]:
    """State and printed text of every cell of a drawn report."""
    return {
        key: (truth.expected_cell(text, report.printed(*key)).cell_status, report.printed(*key))
        for key, text in report.figures.items()
    }
