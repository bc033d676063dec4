"""Habits and misreadings that leave a pattern over many sums of the application table, not one wrong cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check_cells import CellKey, CheckCells
from pipeline.form_labels import row_zh
from pipeline.suspect_words import Suspect, suspect
from transform import codes
from transform.read_report import Report

TABLE = "applications"
ENDS = ("new", "carried_in", "concluded", "carried_out")  # the rows that are no results
ZERO = Decimal(0)


def explain(
    report: Report,
    values: Mapping[CellKey, Decimal],
    checks: Mapping[str, CheckCells],
    residuals: Mapping[str, Decimal],
) -> list[Suspect]:
    """Every pattern that accounts for all the sums of the table that fail; none where no pattern does."""
    table = _Table(report, values, checks, residuals)
    tests: tuple[Callable[[_Table], Suspect | None], ...] = (
        _column_shift,
        _moved_between_applicants,
        _moved_between_rows,
        _counted_twice,
        _row_lost,
        _carried_in_left_out,
        _carried_out_included,
    )
    return [found for test in tests if (found := test(table)) is not None]


@dataclass(frozen=True, slots=True)
class _Table:
    report: Report
    values: Mapping[CellKey, Decimal]
    checks: Mapping[str, CheckCells]
    residuals: Mapping[str, Decimal]

    @property
    def rows(self) -> tuple[str, ...]:
        return codes.row_codes(self.report.form_version, TABLE)

    def family(self, check_code: str) -> dict[str, Decimal]:
        """Member -> residual of the checks of one family that could be evaluated."""
        return {
            self.checks[name].member: residual
            for name, residual in self.residuals.items()
            if self.checks[name].check_code == check_code
        }

    def failed(self, check_code: str) -> dict[str, Decimal]:
        return {member: residual for member, residual in self.family(check_code).items() if residual}

    def fails_only(self, *check_codes: str) -> bool:
        """Whether the checks that fail are all of these families."""
        failing = {
            self.checks[name].check_code
            for name, residual in self.residuals.items()
            if residual and name.startswith("R-")
        }
        return failing <= set(check_codes)

    def label(self, row: str) -> str:
        """A row in the form's words."""
        return row_zh(self.report.form_version, CellKey(TABLE, row, "total"))

    def at(self, row: str, column: str) -> Decimal:
        return self.values.get(CellKey(TABLE, row, column), ZERO)

    def suspect(
        self,
        pattern: str,
        cells: Sequence[CellKey] = (),
        *,
        more: tuple[str, str] = ("", ""),
        responsibility: str = "unknown",
    ) -> Suspect:
        names = [name for name, residual in self.residuals.items() if residual and name.startswith("R-")]
        return suspect(
            self.report, pattern, cells, checks=sorted(names), more=more, responsibility=responsibility
        )

    def equals_row(self, check_code: str, row: str, sign: int) -> bool:
        """Whether the residual of every column is the figure of one row there, signed; not all of them 0."""
        residuals = self.family(check_code)
        return any(residuals.values()) and all(
            residual == sign * self.at(row, column) for column, residual in residuals.items()
        )


def _column_shift(table: _Table) -> Suspect | None:
    """The sums close after one row's figures are moved by a column: an empty cell was dropped in reading."""
    columns = codes.applicants()
    found: set[str] = set()
    for row in table.rows:
        keys = [CellKey(TABLE, row, column) for column in columns]
        printed = [table.values.get(key) for key in keys]
        for lost, moved in ((printed[-1], [None, *printed[:-1]]), (printed[0], [*printed[1:], None])):
            figures = [value or ZERO for value in moved]
            is_row = lost is None and any(figures) and sum(figures[:-1]) == figures[-1]
            if is_row and _closes(table, dict(zip(keys, figures, strict=True))):
                found.add(row)
    if len(found) != 1:
        return None
    (row,) = found
    more = (table.label(row), row)
    cells = [CellKey(TABLE, row, column) for column in columns]
    return table.suspect("column_shift", cells, more=more, responsibility="extraction")


def _closes(table: _Table, changed: Mapping[CellKey, Decimal]) -> bool:
    """Whether every sum of the table that could be evaluated closes with the changed figures."""
    for name, residual in table.residuals.items():
        if not name.startswith("R-"):
            continue
        check = table.checks[name]
        difference = sum(
            (check.sign(key) * (value - table.values.get(key, ZERO)) for key, value in changed.items()), ZERO
        )
        if residual + difference:
            return False
    return True


def _moved_between_applicants(table: _Table) -> Suspect | None:
    failed = table.failed("R-CONC")
    if not table.fails_only("R-CONC") or len(failed) != 2 or sum(failed.values(), ZERO) or "total" in failed:
        return None
    high, low = sorted(failed, key=lambda member: failed[member], reverse=True)
    return table.suspect(
        "moved_between_applicants",
        more=(f"{codes.applicant_label(high)}而不在{codes.applicant_label(low)}", f"{high} instead of {low}"),
    )


def _moved_between_rows(table: _Table) -> Suspect | None:
    failed = table.failed("R-ROW")
    if not table.fails_only("R-ROW") or len(failed) != 2 or sum(failed.values(), ZERO):
        return None
    high, low = sorted(failed, key=lambda member: failed[member], reverse=True)
    if set(failed) & set(ENDS):
        return None
    totals = {row: table.at(row, "total") for row in failed}
    if totals[high] + failed[high] == totals[low]:
        return suspect(
            table.report,
            "totals_exchanged",
            [CellKey(TABLE, high, "total"), CellKey(TABLE, low, "total")],
            checks=[f"R-ROW:{high}", f"R-ROW:{low}"],
        )
    return table.suspect(
        "moved_between_rows",
        more=(
            f"「{table.label(high)}」而不在「{table.label(low)}」",
            f"{high} instead of {low}",
        ),
    )


def _counted_twice(table: _Table) -> Suspect | None:
    if not table.fails_only("R-CONC"):
        return None
    rows = [row for row in table.rows if row not in ENDS and table.equals_row("R-CONC", row, 1)]
    if "partly_granted" in rows:
        return table.suspect("partly_granted_counted_twice")
    if not rows:
        return None
    labels = [table.label(row) for row in rows]
    return table.suspect("row_counted_twice", more=("」或「".join(labels), " or ".join(rows)))


def _row_lost(table: _Table) -> Suspect | None:
    """The figures of the lost row are the residuals with the sign changed; its own sum must close, too."""
    residuals = table.family("R-CONC")
    if (
        not table.fails_only("R-CONC")
        or len(residuals) < len(codes.applicants())
        or max(residuals.values()) > 0
    ):
        return None
    if sum(residuals.values(), ZERO) != 2 * residuals["total"]:
        return None
    is_missing = any(cell.table_name == TABLE and cell.status == "missing" for cell in table.report.cells)
    return table.suspect("row_lost", responsibility="extraction" if is_missing else "unknown")


def _carried_in_left_out(table: _Table) -> Suspect | None:
    return table.suspect("carried_in_left_out") if _total_is_off_by(table, "carried_in", 1) else None


def _carried_out_included(table: _Table) -> Suspect | None:
    return table.suspect("carried_out_included") if _total_is_off_by(table, "carried_out", -1) else None


def _total_is_off_by(table: _Table, row: str, sign: int) -> bool:
    """Whether 总计 is what keeps every column from its balance, by the figures of ``row``.

    The results above it then either fit that total, or miss it by the same.
    """
    return (
        table.fails_only("R-BAL", "R-CONC")
        and table.equals_row("R-BAL", row, sign)
        and (not table.failed("R-CONC") or table.equals_row("R-CONC", row, sign))
    )
