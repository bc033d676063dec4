"""What a reader must find on every page of the demo, cell by cell.

``raw_text`` is the printed text without the white space around it: a cell that holds only a non-breaking
space is blank and its text is empty.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from demo import forms, guangling, reports
from demo.reports import CellKey

DASHES = frozenset({"/", "—", "-", "－", "无"})
YUAN_PER_10K = 10_000

GUANGLING = (guangling.DIVISION_CODE, guangling.REPORT_YEAR, guangling.SCOPE)
# Rows of the Guangling page with all seven cells: the figure in the first and the last, blanks between.
FULL_ROWS = {"new": "1", "carried_in": "0"}
GUANGLING_TOTALS = {"refused_administrative_query": "1", "concluded": "1"}
GUANGLING_ARTICLE20 = {("normative_documents", "made"): "3", ("normative_documents", "in_force"): "3"}


class ExpectedCell(NamedTuple):
    """State, value and printed text of one cell; ``value`` is None unless the state is ``reported``."""

    cell_status: str
    value: Decimal | None
    raw_text: str


def expected_cell(figure: str, printed: str) -> ExpectedCell:
    """A cell from the figure it stands for and the text it is printed as.

    Amounts of money become units of 10k yuan, whether the cell says 万元 or 元.
    """
    if not figure:
        return ExpectedCell("blank", None, printed)
    if figure in DASHES:
        return ExpectedCell("dash", None, printed)
    if figure.endswith("万元"):
        return ExpectedCell("reported", Decimal(figure.removesuffix("万元")), printed)
    if figure.endswith("元"):
        return ExpectedCell("reported", Decimal(figure.removesuffix("元")) / YUAN_PER_10K, printed)
    return ExpectedCell("reported", Decimal(figure), printed)


def expected_cells(
    division_code: str, report_year: int, scope: str = "government"
) -> dict[CellKey, ExpectedCell]:
    """``(table, row code, column code)`` → the one right reading; KeyError for an unknown report.

    For the Guangling office report the cells that admit more than one reading are left out; they are in
    ``open_cells``.
    """
    if (division_code, report_year, scope) == GUANGLING:
        return _guangling()
    report = reports.report(division_code, report_year, scope)
    return {key: expected_cell(figure, report.printed(*key)) for key, figure in report.figures.items()}


def open_cells(
    division_code: str, report_year: int, scope: str = "government"
) -> dict[CellKey, frozenset[tuple[str, Decimal | None]]]:
    """Cells whose place on the page cannot be told for sure → every ``(cell_status, value)`` that is right.

    Only Guangling has such cells: its result rows print four blanks for six applicant columns, so none of the
    six may hold a value; its last row prints 0, three blanks, 0 for seven columns, so the first 0 belongs to
    natural persons or is ambiguous.
    """
    if (division_code, report_year, scope) != GUANGLING:
        reports.report(division_code, report_year, scope)
        return {}
    without_value: frozenset[tuple[str, Decimal | None]] = frozenset(
        (status, None) for status in ("blank", "missing", "ambiguous")
    )
    cells = {
        ("applications", row.code, applicant.code): without_value
        for row in forms.application_rows("2021")
        for applicant in forms.applicants()[:-1]
        if row.code not in FULL_ROWS
    }
    cells["applications", "carried_out", "natural_person"] = frozenset(
        {("reported", Decimal(0)), ("ambiguous", None)}
    )
    return cells


def _guangling() -> dict[CellKey, ExpectedCell]:
    """Every cell of the form that the Guangling page places beyond doubt."""
    undecided = open_cells(*GUANGLING)
    cells: dict[CellKey, ExpectedCell] = {}
    for key in forms.cell_keys("2021"):
        table, row, column = key
        if key in undecided:
            continue
        if table == "article20":
            figure = GUANGLING_ARTICLE20.get((row, column), "0")
        elif table == "reviews":
            figure = "0"
        elif row in FULL_ROWS:
            figure = FULL_ROWS[row] if column in ("natural_person", "total") else ""
        else:
            figure = GUANGLING_TOTALS.get(row, "0")
        cells[key] = expected_cell(figure, figure)
    return cells
