"""The cell that is probably wrong, told from which sums fail and by how much. It changes no value.

The residual of a sum is what its parts come to, less what it should be: of a row (R-ROW, six applicants less
总计), of the results in a column (R-CONC, less 办理总计), of a column's balance (R-BAL, received less concluded
and carried over), of a review channel (L-SUM). One wrong cell leaves the same difference, signed, in every sum
that holds it, and in no other. Two errors that cancel, and a case booked in a wrong row with its total, no sum
can show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline import suspect_patterns
from pipeline.check_cells import CellKey, CheckCells, check_cells, key_of
from pipeline.checks import CheckResult
from pipeline.slips import DIGIT_SLIPS, shape_of
from pipeline.suspect_words import Suspect, responsibility_of, suspect
from transform import codes
from transform.read_report import Report

MOST_CANDIDATES = 8  # cells that a hint may leave the choice of; more say nothing


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the search works on: the numbers printed, and the residuals of the checks that could be evaluated.

    ``residuals``: check name -> left less right; 0 where it closes. A check that could not be evaluated is
    not in it and speaks neither for a cell nor against it.
    """

    report: Report
    values: Mapping[CellKey, Decimal]
    checks: Mapping[str, CheckCells]
    residuals: Mapping[str, Decimal]

    def failed(self, names: Iterable[str] | None = None) -> dict[str, Decimal]:
        """The residuals that are not 0, of ``names`` or of all checks."""
        wanted = self.residuals if names is None else names
        return {name: self.residuals[name] for name in wanted if self.residuals.get(name)}

    def neighbours(self, key: CellKey) -> tuple[Decimal, ...]:
        """The numbers printed above and below a cell, in the form's order of rows."""
        rows = codes.row_codes(self.report.form_version, key.table_name)
        place = rows.index(key.row_code)
        near = [rows[other] for other in (place - 1, place + 1) if 0 <= other < len(rows)]
        found = (self.values.get(CellKey(key.table_name, row, key.col_code)) for row in near)
        return tuple(value for value in found if value)

    def shape(self, key: CellKey, implied: Decimal) -> str:
        """The slip that would explain the cell, empty where none does."""
        above_and_below = self.neighbours(key) if key.table_name == "applications" else ()
        return shape_of(self.values[key], implied, above_and_below)


def find_suspects(report: Report, results: Sequence[CheckResult]) -> list[Suspect]:
    """The cells probably wrong, or the habit behind a pattern of failures, in the order of the form.

    What no single cell and no known habit explains gives no suspect; its checks stand as failed.
    """
    checks = check_cells(report.form_version)
    values = {key_of(cell): cell.value for cell in report.cells if cell.value is not None}
    residuals = {
        result.name: result.expected - result.actual
        for result in results
        if result.name in checks
        and result.passed is not None
        and result.expected is not None
        and result.actual is not None
    }
    sheet = Sheet(report, values, checks, residuals)
    found = [*_in_applications(sheet), *_in_reviews(sheet)]
    shifted = {key for item in found if item.pattern == "column_shift" for key in item.cells}
    blanks = [item for item in _left_out(sheet, results) if not shifted.issuperset(item.cells)]
    return blanks + found


def _left_out(sheet: Sheet, results: Sequence[CheckResult]) -> list[Suspect]:
    """Blank cells that a sum leaves a number for. Two sums that agree make it strong; it stays blank."""
    blank = {key_of(cell) for cell in sheet.report.cells if cell.status == "blank"}
    implied: dict[CellKey, dict[str, Decimal]] = defaultdict(dict)
    for result in results:
        check = sheet.checks.get(result.name)
        if (
            check is None
            or result.reason_code != "residual_in_one_blank"
            or result.expected is None
            or result.actual is None
        ):
            continue
        short = check.left if result.expected < result.actual else check.right
        for key in blank.intersection(short):
            implied[key][result.name] = abs(result.expected - result.actual)
    return [
        suspect(
            sheet.report,
            "left_out",
            [key],
            implied=next(iter(numbers.values())) if len(set(numbers.values())) == 1 else None,
            checks=numbers,
        )
        for key, numbers in implied.items()
    ]


def _in_reviews(sheet: Sheet) -> list[Suspect]:
    """One sum a channel: it cannot single out a cell, the digits may."""
    found: list[Suspect] = []
    for name, residual in sheet.failed(n for n in sheet.checks if n.startswith("L-SUM:")).items():
        check = sheet.checks[name]
        pending = next(key for key in check.left if key.col_code == "pending")
        if residual == sheet.values.get(pending):
            total = check.right[0]
            found.append(
                suspect(
                    sheet.report,
                    "pending_left_out",
                    [total, pending],
                    printed=sheet.values[total],
                    implied=sheet.values[total] + residual,
                    checks=[name],
                    responsibility=responsibility_of(sheet.report, total.table_name, ""),
                )
            )
            continue
        found += _choose(sheet, _candidates(sheet, {name: residual}, least=1))
    return found


def _in_applications(sheet: Sheet) -> list[Suspect]:
    failed = sheet.failed(name for name in sheet.checks if name.startswith("R-"))
    if not failed:
        return []
    whole = [found for found in _candidates(sheet, failed, least=1) if found.checks == failed.keys()]
    if len(whole) == 1:
        return _choose(sheet, whole)
    if patterns := suspect_patterns.explain(sheet.report, sheet.values, sheet.checks, sheet.residuals):
        return patterns
    if whole:
        return _choose(sheet, whole)
    return _peel(sheet, failed)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A cell that is ``residual`` too high, as all the sums that hold it and could be evaluated say."""

    key: CellKey
    residual: Decimal
    checks: frozenset[str]


def _candidates(sheet: Sheet, failed: Mapping[str, Decimal], *, least: int) -> list[_Candidate]:
    found: list[_Candidate] = []
    for key in dict.fromkeys(key for name in failed for key in _cells(sheet.checks[name])):
        if key not in sheet.values:
            continue
        signed = {
            name: check.sign(key) * sheet.residuals[name]
            for name, check in sheet.checks.items()
            if name in sheet.residuals and check.sign(key)
        }
        if len(set(signed.values())) != 1 or not signed.keys() <= failed.keys() or len(signed) < least:
            continue
        residual = next(iter(signed.values()))
        if sheet.values[key] >= residual:  # a count cannot have been meant to be negative
            found.append(_Candidate(key, residual, frozenset(signed)))
    return found


def _cells(check: CheckCells) -> tuple[CellKey, ...]:
    return check.left + check.right


def _choose(sheet: Sheet, candidates: Sequence[_Candidate]) -> list[Suspect]:
    """One candidate is the cell; of several the one whose digits tell of a slip; else one of them, unsaid which."""
    if not candidates:
        return []
    told = [
        item
        for item in candidates
        if sheet.shape(item.key, sheet.values[item.key] - item.residual) in DIGIT_SLIPS
    ]
    chosen = told[0] if len(told) == 1 else candidates[0]
    if len(candidates) == 1 or len(told) == 1:
        return [_one_cell(sheet, chosen.key, chosen.residual, sorted(chosen.checks))]
    if len(candidates) > MOST_CANDIDATES:
        return []
    checks = sorted({name for item in candidates for name in item.checks})
    return [suspect(sheet.report, "one_of", [item.key for item in candidates], checks=checks)]


def _one_cell(sheet: Sheet, key: CellKey, residual: Decimal, checks: Iterable[str]) -> Suspect:
    printed = sheet.values[key]
    shape = sheet.shape(key, printed - residual)
    return suspect(
        sheet.report,
        "cell",
        [key],
        printed=printed,
        implied=printed - residual,
        shape=shape,
        checks=checks,
        responsibility=responsibility_of(sheet.report, key.table_name, shape),
    )


def _peel(sheet: Sheet, failed: Mapping[str, Decimal]) -> list[Suspect]:
    """Several wrong cells: those that at least two sums point to alike, where they do not contest a sum."""
    candidates = _candidates(sheet, failed, least=2)
    found: list[Suspect] = []
    while candidates:
        group = [candidates.pop(0)]
        while near := [c for c in candidates if any(c.checks & other.checks for other in group)]:
            group += near
            candidates = [c for c in candidates if c not in near]
        found += _choose(sheet, group)
    return found
