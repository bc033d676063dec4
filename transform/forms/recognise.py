"""From a laid-out document to the cells of its form: finds the three tables, tells the form, fills the gaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transform.forms import applications, article20, flat, recognised, reviews
from transform.forms.cells import Cell, Reading
from transform.forms.order import note_order
from transform.forms.plans import read_grids
from transform.issues import Issue
from transform.layouts.document import Document

TABLE_NAMES = (article20.TABLE, applications.TABLE, reviews.TABLE)
_TABLE_TITLES = {
    article20.TABLE: "第二十条 (Article 20)",
    applications.TABLE: "收到和处理政府信息公开申请情况 (applications)",
    reviews.TABLE: "政府信息公开行政复议、行政诉讼情况 (reviews and litigation)",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables as read: every cell of the form once, missing ones included.

    ``lines`` is the text around them, for identity and sections; ``layout`` is html, text or none.
    """

    form_version: str
    layout: str
    cells: list[Cell]
    issues: list[Issue]
    lines: list[str]
    found: set[str]


def read_tables(document: Document) -> Tables:
    """Read the tables of a document, drawn ones first, what is not drawn out of its flattened text."""
    readings = {name: Reading(name) for name in TABLE_NAMES} | read_grids(document.grids)
    drawn = {name for name, reading in readings.items() if reading.cells}
    lines = document.lines_without({number for reading in readings.values() for number in reading.table_nos})
    used = flat.read_lines(lines, readings, set(TABLE_NAMES) - drawn)
    found = {name for name, reading in readings.items() if reading.cells}
    for name in found - drawn:
        note_order(readings[name])
    is_recognised = document.kind == recognised.KIND
    if is_recognised:
        recognised.confirm(readings)
    layout = document.kind if drawn or (found and is_recognised) else "text" if found else "none"
    issues = [issue for reading in readings.values() for issue in reading.issues]
    form_version = _form_version(readings, issues) if found else "none"
    cells: list[Cell] = []
    for name in TABLE_NAMES:
        reading = readings[name]
        if name not in found:
            if found:
                issues.append(_table_not_found(name))
            continue
        missing = _missing(reading, form_version)
        if missing:
            issues.append(_cells_missing(name, missing))
        cells.extend([*reading.cells.values(), *missing])
    text = ["" if number in used else line for number, line in enumerate(lines, start=1)] if used else lines
    return Tables(form_version, layout, cells, issues, text, found)


def _form_version(readings: dict[str, Reading], issues: list[Issue]) -> str:
    signs: dict[str, set[str]] = {"2021": set(), "2019": set()}
    for reading in readings.values():
        for form, labels in reading.signs.items():
            signs[form] |= labels
    if signs["2021"] and signs["2019"]:
        issues.append(
            Issue(
                "warning",
                "form_mixed",
                "expected the labels of one form, found labels of 2021 and of 2019; taken for the form with "
                "more of them",
                f"2021: {', '.join(sorted(signs['2021']))}; 2019: {', '.join(sorted(signs['2019']))}",
            )
        )
    if not signs["2021"] and not signs["2019"]:
        issues.append(
            Issue(
                "warning",
                "form_unknown",
                "expected a label that only one form has (such as 本年制发件数 or 本年新制作数量), found "
                "none; the cells read are kept, none is reported missing",
            )
        )
        return "none"
    return "2021" if len(signs["2021"]) >= len(signs["2019"]) else "2019"


def _missing(reading: Reading, form_version: str) -> list[Cell]:
    if form_version == "none":
        return []
    by_table: dict[str, Callable[[], list[Cell]]] = {
        article20.TABLE: lambda: article20.missing_cells(reading, form_version),
        applications.TABLE: lambda: applications.missing_cells(reading, form_version),
        reviews.TABLE: lambda: reviews.missing_cells(reading),
    }
    return by_table[reading.table_name]()


def _table_not_found(name: str) -> Issue:
    return Issue(
        "error",
        "table_not_found",
        f"expected the table {_TABLE_TITLES[name]}, found none; it may stand in an attachment or a picture",
    )


def _cells_missing(name: str, missing: list[Cell]) -> Issue:
    rows = list(dict.fromkeys(cell.row_code for cell in missing))
    return Issue(
        "error",
        "cells_missing",
        f"{_TABLE_TITLES[name]}: {len(missing)} cells of the form are not in the document, in the rows "
        f"{', '.join(f'{name} {row}' for row in rows)}: look at the page",
    )
