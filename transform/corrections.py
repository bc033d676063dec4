"""Reviewed exceptions, ``corrections.yml``: what a person has seen that the reader could not tell.

An entry may say which printed text stands in which cell, take a cell's number out, set what a document says of
itself, or declare it no report. It never puts in a number that is not printed at its place: the number must be
what the quoted text reads as, and the text must be one that the reading itself found in that row.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from transform.correction_entries import CellExpected, Correction, Corrections, load, read_printed
from transform.forms.cells import Cell, Token
from transform.issues import Issue
from transform.read_report import Report

FILE = Path(__file__).with_name("corrections.yml")

_LINES = re.compile(r"lines (\d+) to (\d+) ")


@cache
def committed() -> Corrections:
    """The entries of the project's own file; raises CorrectionsError where one of them is not valid."""
    return load(FILE)


def correct(report: Report, payload_sha256: str, corrections: Corrections | None = None) -> Report:
    """The report with the entries for its document applied (default: the committed ones).

    Every entry leaves an issue: ``corrected`` (info), or ``correction_stale`` (warning) with nothing applied
    where the reader no longer says what the entry expects, or the text it quotes is not there.
    """
    entries = (committed() if corrections is None else corrections).of(payload_sha256)
    for entry in entries:
        report = _apply(report, entry)
    return report


def _apply(report: Report, entry: Correction) -> Report:
    found = _found(report, entry)
    if found != entry.expect:
        return _stale(report, entry, f"expected {_said(entry.expect)}, the reader says {_said(found)}")
    if entry.action == "exclude":
        report = replace(report, parse_status="not_a_report", parse_message=entry.reason)
    elif entry.action == "set":
        change: dict[str, Any] = {entry.target: entry.value}
        report = replace(report, identity=replace(report.identity, **change))
    elif entry.action == "read":
        if not _is_printed(report, entry):
            where = f"table {entry.table} row {entry.row} column {entry.column}"
            return _stale(report, entry, f"the reading has no {entry.printed!r} at {where}")
        report = _with_cell(report, entry, _read(entry))
    else:
        report = _with_cell(report, entry, _doubtful(report, entry))
    said = entry.value if entry.action in ("set", "read") else entry.action
    message = (
        f"{entry.target}: correction {entry.id!r} ({entry.action}): the reader said {_said(found)}, taken is "
        f"{_said(said)}. {entry.reason}"
    )
    return replace(report, issues=[*report.issues, Issue("info", "corrected", message, entry.seen)])


def _found(report: Report, entry: Correction) -> object:
    """What the reader says of the entry's target, in the terms of its ``expect``."""
    if entry.action == "exclude":
        return report.parse_status
    if entry.cell is None:
        value = getattr(report.identity, entry.target)
        return value.isoformat() if isinstance(value, date) else value
    cell = _cell(report, entry.cell)
    if cell is None:
        return None
    return CellExpected(cell.status, cell.token.text if cell.token else "")


def _cell(report: Report, key: tuple[str, str, str]) -> Cell | None:
    return next(
        (cell for cell in report.cells if (cell.table_name, cell.row_code, cell.col_code) == key), None
    )


def _said(value: object) -> str:
    if isinstance(value, CellExpected):
        return f"{value.status} {value.printed!r}"
    return "nothing" if value is None else repr(str(value))


def _stale(report: Report, entry: Correction, why: str) -> Report:
    message = (
        f"{entry.target}: correction {entry.id!r} is not applied: {why}. Look at the page and at the entry in "
        "corrections.yml; remove it if the reader is right now"
    )
    return replace(report, issues=[*report.issues, Issue("warning", "correction_stale", message, entry.seen)])


def _read(entry: Correction) -> Cell:
    """The cell as the quoted text reads; loading has made sure that this is the entry's value."""
    assert entry.cell is not None
    numeral = read_printed(entry.cell, entry.printed)
    token = Token(entry.printed, entry.table, entry.row, entry.column)
    unit = numeral.unit if numeral.status == "reported" else None
    return Cell(*entry.cell, numeral.status, numeral.value, unit, token)


def _doubtful(report: Report, entry: Correction) -> Cell:
    """The cell with its printed text and place, and no number."""
    assert entry.cell is not None
    cell = _cell(report, entry.cell)
    assert cell is not None  # what the entry expects was found
    return cell._replace(status=entry.action, value=None, unit=None)


def _with_cell(report: Report, entry: Correction, cell: Cell) -> Report:
    cells = [
        cell if (old.table_name, old.row_code, old.col_code) == entry.cell else old for old in report.cells
    ]
    if report.parse_status == "ok" and cell.status in ("ambiguous", "unreadable"):
        message = f"cells {cell.status} by correction {entry.id}"
        return replace(report, cells=cells, parse_status="partial", parse_message=message)
    return replace(report, cells=cells)


def _is_printed(report: Report, entry: Correction) -> bool:
    """Whether the reading kept the quoted text of that row: in a cell, or among what it placed in none.

    Texts that could not be told apart are kept as one, divided by bars; their parts count. An empty cell is
    told by its column, too: emptiness stands in most rows.
    """
    tokens = [
        cell.token
        for cell in report.cells
        if cell.token is not None and (cell.token.table_no, cell.token.row_no) == (entry.table, entry.row)
    ]
    if not entry.printed.strip():
        return any(token.col_no == entry.column and not token.text.strip() for token in tokens)
    texts = [token.text for token in tokens]
    texts += [issue.context for issue in report.issues if _names_row(issue.message, entry.table, entry.row)]
    return entry.printed.strip() in {part.strip() for text in texts for part in (text, *text.split("|"))}


def _names_row(message: str, table_no: int, row_no: int) -> bool:
    if re.search(rf"\btable {table_no} row {row_no}\b", message):
        return True
    lines = _LINES.search(message)
    return lines is not None and int(lines[1]) <= row_no <= int(lines[2])
