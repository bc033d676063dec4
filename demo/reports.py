"""The reports of the made-up counties: issuer, year, form, layout, and every figure as printed.

Files in ``figures/``, UTF-8, one header line; a report is ``division_code, report_year, scope``.

- ``reports.csv``: one row per report. ``layout`` is a name in ``demo.layouts``; ``digits`` half or full width.
- ``applications.csv``: one row per printed row of section three, the seven columns in form order.
- ``article20.csv``: one row per printed cell of section two.
- ``reviews.csv``: one row per channel of section four, the five outcomes in form order.

A figure stands there as the office prints it, but for the width of its digits: an empty field is an empty
cell, ``/`` and ``—`` are marks for nothing, ``+15`` keeps its sign and ``626.9003万元`` its unit.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demo import forms

FIGURES = Path(__file__).resolve().parent / "figures"
CellKey = tuple[str, str, str]
ReportKey = tuple[str, int, str]

# What an input method set to full width types for a number; a lone "/" is a mark, not part of one.
FULL_WIDTH = str.maketrans({character: chr(ord(character) + 0xFEE0) for character in "+-.0123456789"})


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one body for one year. ``published_at`` is ``YYYY-MM-DD HH:MM``, local time."""

    division_code: str
    report_year: int
    scope: str
    issuer_name: str
    title: str
    published_at: str
    form_version: str
    layout: str
    digits: str
    figures: Mapping[CellKey, str]

    @property
    def key(self) -> ReportKey:
        """What names the report among all: division code, report year, scope."""
        return self.division_code, self.report_year, self.scope

    def printed(self, table: str, row: str, column: str) -> str:
        """The text in one cell as the page prints it; KeyError where the form has no such cell."""
        text = self.figures[table, row, column]
        return text.translate(FULL_WIDTH) if self.digits == "full" else text


def read_figures(name: str) -> list[dict[str, str]]:
    """Rows of one file of ``figures/``, as strings."""
    with (FIGURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _key(row: Mapping[str, str]) -> ReportKey:
    return row["division_code"], int(row["report_year"]), row["scope"]


def _all_figures() -> dict[ReportKey, dict[CellKey, str]]:
    figures: dict[ReportKey, dict[CellKey, str]] = {}

    def put(report: ReportKey, cell: CellKey, text: str) -> None:
        cells = figures.setdefault(report, {})
        if cell in cells:
            raise ValueError(f"demo/figures: {report} has the cell {cell} twice; keep one row")
        cells[cell] = text

    for row in read_figures("article20.csv"):
        put(_key(row), ("article20", row["item_code"], row["measure_code"]), row["printed"])
    for row in read_figures("applications.csv"):
        for applicant in forms.applicants():
            put(_key(row), ("applications", row["item_code"], applicant.code), row[applicant.code])
    for row in read_figures("reviews.csv"):
        for outcome in ("upheld", "corrected", "other", "pending", "total"):
            put(_key(row), ("reviews", row["channel_code"], outcome), row[outcome])
    return figures


@cache
def reports() -> tuple[Report, ...]:
    """Every report of the made-up counties, in the order of ``reports.csv``.

    ValueError where the figures and the form of a report do not have exactly the same cells.
    """
    figures = _all_figures()
    found = []
    for row in read_figures("reports.csv"):
        key = _key(row)
        cells = figures.pop(key, {})
        form = set(forms.cell_keys(row["form_version"]))
        if set(cells) != form:
            raise ValueError(
                f"demo/figures: {key} on form {row['form_version']}: "
                f"cells missing {sorted(form - set(cells))}, not in the form {sorted(set(cells) - form)}"
            )
        found.append(
            Report(
                *key,
                issuer_name=row["issuer_name"],
                title=row["title"],
                published_at=row["published_at"],
                form_version=row["form_version"],
                layout=row["layout"],
                digits=row["digits"],
                figures=cells,
            )
        )
    if figures:
        raise ValueError(f"demo/figures: figures without a row in reports.csv: {sorted(figures)}")
    return tuple(found)


def report(division_code: str, report_year: int, scope: str = "government") -> Report:
    """The report with this key; KeyError where the demo has none."""
    for candidate in reports():
        if candidate.key == (division_code, report_year, scope):
            return candidate
    raise KeyError(f"no demo report of {division_code} for {report_year} with scope {scope}")


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One row of ``planted.csv``. ``expected`` is what the addends give, ``actual`` the printed total; both are empty
    but for an arithmetic error."""

    fault: str
    division_code: str
    report_year: int
    scope: str
    check_code: str
    member: str
    expected: str
    actual: str
    detail: str


@cache
def planted_faults() -> tuple[PlantedFault, ...]:
    """Everything put into the demo on purpose that a build has to find, and nothing else: arithmetic_error (a failed
    check of severity error), posted_twice, missing_year, oddity (a failed check of any other severity)."""
    path = FIGURES.parent / "planted.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            PlantedFault(
                row["fault"],
                *_key(row),
                check_code=row["check_code"],
                member=row["member"],
                expected=row["expected"],
                actual=row["actual"],
                detail=row["detail"],
            )
            for row in csv.DictReader(file, strict=True)
        )
