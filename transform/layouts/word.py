"""DOCX -> grids and lines, straight from word/document.xml: what a printed page of it shows, and only that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from transform.grid import Grid
from transform.issues import Issue
from transform.layouts.document import Document, document_of, unread
from transform.layouts.ooxml import main_part
from transform.layouts.word_table import RawCell, RawRow, grid_of
from transform.layouts.word_text import PICTURES, W, attribute, content, is_on, texts_of
from transform.layouts.zipped import Package, PackageError

_SPACE = re.compile(r"[ \t]+")
MAX_TABLES = 500  # a report has three; forms for filling in made of hundreds of tables are cut here


def read_docx(payload: bytes) -> Document:
    """Lay out a DOCX file: its tables as grids, numbered in the order in which they begin, its paragraphs as lines.

    Deleted text of tracked changes, hidden and struck-out text is not printed and not read; nor are numbers
    that Word counts itself (labels match without), headers, footers, footnotes and comments.
    """
    try:
        _, root = main_part(Package(payload), "word/document.xml")
    except PackageError as error:
        return unread(error.code, str(error))
    body = root.find(W + "body")
    if body is None:
        return unread("carrier_not_read", "expected a DOCX file, found none of its text in it")
    reader = _Reader()
    blocks = list(reader.blocks(body))
    issues = list(reader.issues)
    if not reader.tables and next(body.iter(*PICTURES), None) is not None:
        issues.append(
            Issue(
                "warning",
                "image_only",
                "expected tables, found pictures and no table; if the tables are pictures, their figures are not read",
            )
        )
    return document_of("docx", blocks, issues=issues)


class _Reader:
    def __init__(self) -> None:
        self.tables = 0
        self.issues: list[Issue] = []

    def blocks(self, parent: etree._Element) -> Iterator[str | Grid]:
        """Lines and grids of a body, cell or text box in their order."""
        for element in content(parent):
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag == W + "altChunk":
                self.issues.append(
                    Issue(
                        "error",
                        "part_not_read",
                        "expected the whole text in the document, found a part embedded as another file (altChunk); "
                        "open it in Word and save it anew",
                    )
                )

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str | Grid]:
        text, boxes = texts_of(paragraph)
        yield from text.split("\n")
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: etree._Element) -> Iterator[str | Grid]:
        self.tables += 1
        number = self.tables
        if number > MAX_TABLES:
            if number == MAX_TABLES + 1:
                self.issues.append(
                    Issue(
                        "error",
                        "table_cut",
                        f"expected a report of a few tables, found more than {MAX_TABLES}; the others are not read",
                    )
                )
            return
        inside: list[str | Grid] = []
        rows = [
            self._row(row, inside) for row in content(table) if row.tag == W + "tr" and not _is_deleted(row)
        ]
        yield grid_of(number, rows)
        yield from inside

    def _row(self, row: etree._Element, inside: list[str | Grid]) -> RawRow:
        properties = row.find(W + "trPr")
        cells = [self._cell(cell, inside) for cell in content(row) if cell.tag == W + "tc"]
        return RawRow(_number(properties, "gridBefore"), cells)

    def _cell(self, cell: etree._Element, inside: list[str | Grid]) -> RawCell:
        """One cell. What holds a table of its own is no figure: its text stands in the lines (``inside``)."""
        properties = cell.find(W + "tcPr")
        blocks = list(self.blocks(cell))
        if any(isinstance(block, Grid) for block in blocks):
            inside.extend(blocks)
            text = "[table]"
        else:
            lines = (_SPACE.sub(" ", line).strip(" ") for line in blocks if isinstance(line, str))
            text = "\n".join(line for line in lines if line)
            if not text and next(cell.iter(*PICTURES), None) is not None:
                text = "[img]"
        return RawCell(
            text,
            max(1, _number(properties, "gridSpan")),
            _merge(properties, "vMerge"),
            _merge(properties, "hMerge"),
        )


def _is_deleted(row: etree._Element) -> bool:
    properties = row.find(W + "trPr")
    return properties is not None and (
        properties.find(W + "del") is not None or is_on(properties.find(W + "hidden"))
    )


def _number(properties: etree._Element | None, name: str) -> int:
    found = None if properties is None else properties.find(W + name)
    value = "" if found is None else attribute(found, "val")
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _merge(properties: etree._Element | None, name: str) -> bool:
    """Whether a cell goes on from the one above (vMerge) or before (hMerge); without a value it does."""
    found = None if properties is None else properties.find(W + name)
    return found is not None and attribute(found, "val") != "restart"
