"""Which issues speak of a cell. Messages name places in one way only: table, row and column as printed, and the
codes in brackets; see ``Cell.place``."""

from __future__ import annotations

import re

from pipeline.check_cells import CellKey
from transform.forms.cells import Token
from transform.issues import Issue

_PLACE = re.compile(r"\btable (\d+) row (\d+)(?: column (\d+))?")
_LINES = re.compile(r"\blines (\d+) to (\d+) \((\w+)\)")


def names_cell(issue: Issue, key: CellKey, token: Token | None) -> bool:
    """Whether the message names this cell, its row or its column; an issue of elsewhere does not count.

    By code: ``(applications granted.total)`` names one cell, ``(applications granted)`` a row and
    ``(applications total)`` a column. By place: ``table 2 row 5`` names the cells printed there, unless the
    message goes on to name one cell by its code; so do ``lines 30 to 45 (applications)`` of flattened text.
    """
    message = issue.message
    named = re.findall(rf"\b{key.table_name} (\w+)(?:\.(\w+))?", message)
    if (key.row_code, key.col_code) in named or (key.row_code, "") in named or (key.col_code, "") in named:
        return True
    if token is None or any(column for _, column in named):
        return False
    if any(
        (int(table), int(row)) == (token.table_no, token.row_no) and column in ("", str(token.col_no))
        for table, row, column in _PLACE.findall(message)
    ):
        return True
    return any(
        table == key.table_name and int(first) <= token.row_no <= int(last)
        for first, last, table in _LINES.findall(message)
    )
