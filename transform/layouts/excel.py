"""XLSX and XLS -> grids and lines: every cell as Excel shows it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from transform.issues import Issue
from transform.layouts.document import Document, unread
from transform.layouts.excel_numbers import BUILT_IN, general, shown
from transform.layouts.ooxml import main_part, parse, relations
from transform.layouts.sheets import Place, Sheet, document_of_sheets
from transform.layouts.widthless import without_widthless
from transform.layouts.zipped import Package, PackageError

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
MAX_SHEETS = 30
MAX_CELLS = 200_000  # filled ones, of all sheets; a report has some five hundred


def read_xlsx(payload: bytes) -> Document:
    """Lay out an XLSX file from its XML: only so are number formats, hidden rows and empty far corners known."""
    try:
        return document_of_sheets("xlsx", list(_Workbook(Package(payload)).sheets()))
    except PackageError as error:
        return unread(error.code, str(error))


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        name, self._root = main_part(package, "xl/workbook.xml")
        self._relations = relations(package, name)
        self._strings = [_string(item) for item in self._part("sharedStrings", "si")]
        codes = {item.get("numFmtId"): item.get("formatCode", "") for item in self._part("styles", "numFmt")}
        self._formats = [
            codes.get(style.get("numFmtId"), BUILT_IN.get(_whole(style.get("numFmtId")), "General"))
            for used in self._part("styles", "cellXfs")
            for style in used.iter(_S + "xf")
        ]
        self._cells_left = MAX_CELLS

    def _part(self, kind: str, tag: str) -> Iterator[etree._Element]:
        """The elements of one tag in the part of one kind, none where the workbook has no such part."""
        target = next((found.target for found in self._relations.values() if found.kind == kind), None)
        part = None if target is None else self._package.part(target)
        if target is not None and part is not None:
            yield from parse(part, target).iter(_S + tag)

    def sheets(self) -> Iterator[Sheet]:
        """Its sheets in their order; PackageError where there are too many or too many cells."""
        listed = list(self._root.iter(_S + "sheet"))
        if len(listed) > MAX_SHEETS:
            raise PackageError(
                "unfolds_too_far", f"expected a workbook of a report, found {len(listed)} sheets; not read"
            )
        for entry in listed:
            found = self._relations.get(entry.get(_ID, ""))
            if found is None or found.kind != "worksheet":
                continue
            part = self._package.part(found.target)
            if part is None:
                raise PackageError(
                    "carrier_not_read", f"expected the sheet {found.target}, found no such part"
                )
            yield self._sheet(entry, parse(part, found.target))

    def _sheet(self, entry: etree._Element, root: etree._Element) -> Sheet:
        sheet = Sheet(entry.get("name", ""), is_shown=entry.get("state", "visible") == "visible")
        hides_zeros = any(view.get("showZeros") in ("0", "false") for view in root.iter(_S + "sheetView"))
        for columns in root.iter(_S + "col"):
            if columns.get("hidden") in ("1", "true"):
                first, last = _whole(columns.get("min")), min(_whole(columns.get("max")), 16384)
                sheet.hidden_columns.update(range(first, last + 1))
        row_no = 0
        for row in root.iter(_S + "row"):
            row_no = _whole(row.get("r")) or row_no + 1
            if row.get("hidden") in ("1", "true"):
                sheet.hidden_rows.add(row_no)
            col_no = 0
            for cell in row.iter(_S + "c"):
                place = _place(cell.get("r", ""))
                col_no = place[1] if place else col_no + 1
                text = without_widthless(self._text(cell, hides_zeros=hides_zeros))
                if text:
                    self._cells_left -= 1
                    if self._cells_left < 0:
                        raise PackageError(
                            "unfolds_too_far",
                            f"expected a workbook of a report, found more than {MAX_CELLS} filled cells; not read",
                        )
                    sheet.texts[row_no, col_no] = text
        for merged in root.iter(_S + "mergeCell"):
            first_ref, _, last_ref = merged.get("ref", "").partition(":")
            top_left, bottom_right = _place(first_ref), _place(last_ref)
            if top_left and bottom_right:
                sheet.merged.append((top_left, bottom_right))
        return sheet

    def _text(self, cell: etree._Element, *, hides_zeros: bool) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(_S + "is")
            return "" if inline is None else _string(inline)
        value = cell.findtext(_S + "v")
        if value is None:
            # Excel would work it out when it opens the file; nothing in the file says what it would show.
            return "" if cell.find(_S + "f") is None else "[formula]"
        if kind == "s":
            index = _whole(value)
            return self._strings[index] if index < len(self._strings) else "[string]"
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind != "n":  # text of a formula, an error, a date in ISO form
            return value.strip(" ")
        try:
            number = float(value)
        except ValueError:
            return value
        if number == 0 and hides_zeros:
            return ""
        style = _whole(cell.get("s"))
        return shown(number, self._formats[style] if style < len(self._formats) else "General")


def _string(item: etree._Element) -> str:
    """A string of plain or formatted runs, without the reading aids printed above characters. Struck-out and raised
    runs are as in other documents: not printed, and not joined to the figure before."""
    parts: list[str] = []
    for child in item:
        if child.tag == _S + "t":
            parts.append(child.text or "")
        elif child.tag == _S + "r":
            text = child.findtext(_S + "t") or ""
            raised = child.find(f"{_S}rPr/{_S}vertAlign")
            struck = child.find(f"{_S}rPr/{_S}strike")
            if struck is None or struck.get("val") in ("0", "false"):
                parts.append(text if raised is None or raised.get("val") == "baseline" else f"\n{text}\n")
    lines = (line.strip(" ") for line in "".join(parts).replace("_x000D_", "").splitlines())
    return "\n".join(line for line in lines if line)


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0


def _place(reference: str) -> Place | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def read_xls(payload: bytes) -> Document:
    """Lay out an XLS file (BIFF, as Excel 97–2003 and WPS write it): numbers as stored, hidden sheets left out."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(payload)) as workbook:
            listed = workbook.sheets_metadata[: MAX_SHEETS + 1]
            if len(listed) > MAX_SHEETS:
                return unread(
                    "unfolds_too_far", f"expected a workbook of a report, found over {MAX_SHEETS} sheets"
                )
            sheets = []
            for index, metadata in enumerate(listed):
                sheet = _xls_sheet(metadata.name, workbook.get_sheet_by_index(index))
                sheet.is_shown = metadata.visible == SheetVisibleEnum.Visible
                sheets.append(sheet)
    except PasswordError:
        return unread(
            "encrypted", "expected a workbook to read, found one locked with a password: ask for an open copy"
        )
    except CalamineError as error:
        return unread(
            "carrier_not_read", f"expected a whole XLS file, found one that cannot be read: {error}"
        )
    document = document_of_sheets("xls", sheets)
    document.issues.append(
        Issue(
            "info",
            "xls_as_stored",
            "expected to read what Excel shows; of an XLS file the values are read as stored: percentages appear as "
            "fractions, errors of formulas as blanks, zeros and rows that are hidden like others",
        )
    )
    return document


def _xls_sheet(name: str, read: CalamineSheet) -> Sheet:
    sheet = Sheet(name)
    top, left = read.start or (0, 0)
    for row_no, row in enumerate(read.to_python(), start=top + 1):
        for col_no, value in enumerate(row, start=left + 1):
            text = without_widthless(_shown_value(value))
            if text:
                sheet.texts[row_no, col_no] = text
    for (first_row, first_col), (last_row, last_col) in read.merged_cell_ranges or []:
        sheet.merged.append(((first_row + 1, first_col + 1), (last_row + 1, last_col + 1)))
    return sheet


def _shown_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return general(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    lines = (line.strip(" ") for line in str(value).splitlines())
    return "\n".join(line for line in lines if line)
