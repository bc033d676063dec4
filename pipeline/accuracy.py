"""``nianbao accuracy``: cells read right, wrong and flagged, wrong and silent, over all cases with typed-in truth."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import exits
from pipeline.check_cells import CellKey, check_cells, key_of
from pipeline.checks import CheckResult, evaluate_many
from pipeline.console import print_table, say
from pipeline.golden import Case, TrueCell, find_cases, load_case
from pipeline.touching import names_cell
from transform.forms.cells import Cell
from transform.identity import Known
from transform.read_report import Report, read_report

RIGHT, FLAGGED, SILENT = "right", "flagged", "silent"

# States that tell a reader of the data by themselves that no sure figure stands there. Blank and dash are none
# of them: they say that the page prints nothing.
_OPEN = frozenset({"missing", "unreadable", "ambiguous"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell of a case: ``verdict`` is right, flagged or silent; ``found`` is None where the form had no such
    cell for the reader."""

    key: CellKey
    verdict: str
    true: TrueCell | None
    found: Cell | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and its cells as judged; ``layout`` is what the reader took the document for."""

    case: str
    form_version: str
    layout: str
    cells: list[Judged]

    def count(self, verdict: str) -> int:
        """How many cells have the verdict."""
        return sum(cell.verdict == verdict for cell in self.cells)


def accuracy(folder: Path, *, as_json: bool) -> int:
    """Judge every case below ``folder`` and print the counts; returns 1 where a wrong cell is silent."""
    results = judge_cases([load_case(path) for path in find_cases(folder)])
    if as_json:
        say(json.dumps(_as_data(results), ensure_ascii=False, indent=2))
    else:
        _print(results)
    return exits.NEEDS_A_PERSON if any(result.count(SILENT) for result in results) else exits.OK


def judge_cases(cases: Sequence[Case]) -> list[CaseResult]:
    """Read and judge the cases, in their order."""
    reports = [read_report(case.payload, Known()) for case in cases]
    return [
        CaseResult(case.name, case.form_version, report.layout, judge(case, report, checks))
        for case, report, checks in zip(cases, reports, evaluate_many(reports), strict=True)
    ]


def judge(case: Case, report: Report, results: Sequence[CheckResult]) -> list[Judged]:
    """Judge every cell that the page has or the reader says it has.

    Right: state, value and printed text (blanks around it apart) are those of the page, and the unit where the
    golden gives one. Wrong and flagged, if one of these says so to whoever uses that very cell:

    - its state is missing, unreadable or ambiguous, so that it holds no value;
    - an issue of severity warning or error names the cell, its row or its column (``names_cell``);
    - a sum check that failed adds the cell up.

    Anything else is wrong and silent: an issue elsewhere in the document does not count, nor one that only
    informs, nor a check that could not be evaluated, nor a ``parse_status`` of ``partial``.
    """
    found = {key_of(cell): cell for cell in report.cells}
    checks = check_cells(report.form_version)
    summed = {
        key
        for result in results
        if result.passed is False and result.name in checks
        for key in (*checks[result.name].left, *checks[result.name].right)
    }
    serious = [issue for issue in report.issues if issue.severity != "info"]
    judged: list[Judged] = []
    for key in dict.fromkeys([*case.cells, *found]):
        true, cell = case.cells.get(key), found.get(key)
        if _is_right(true, cell):
            verdict = RIGHT
        elif (
            cell is None
            or cell.status in _OPEN
            or key in summed
            or any(names_cell(issue, key, cell.token) for issue in serious)
        ):
            verdict = FLAGGED
        else:
            verdict = SILENT
        judged.append(Judged(key, verdict, true, cell))
    return judged


def _is_right(true: TrueCell | None, found: Cell | None) -> bool:
    if true is None or found is None:
        return (true is None or true.status == "missing") and (found is None or found.status == "missing")
    text = found.token.text.strip() if found.token else ""
    same = (found.status, found.value, text) == (true.status, true.value, true.text)
    return same and (true.unit is None or found.unit == true.unit)


def _as_data(results: Sequence[CaseResult]) -> dict[str, Any]:
    """``totals`` by layout and form, ``cases``, and ``wrong``: every cell not right, with what was read."""
    return {
        "totals": [
            {"layout": layout, "form_version": form, **counts}
            for (layout, form), counts in _totals(results).items()
        ],
        "cases": [
            {
                "case": result.case,
                "layout": result.layout,
                "form_version": result.form_version,
                **{verdict: result.count(verdict) for verdict in (RIGHT, FLAGGED, SILENT)},
            }
            for result in results
        ],
        "wrong": [
            {
                "case": result.case,
                "cell": str(cell.key),
                "verdict": cell.verdict,
                "expected": _shown_true(cell.true),
                "found": _shown_found(cell.found),
            }
            for result in results
            for cell in result.cells
            if cell.verdict != RIGHT
        ],
    }


def _totals(results: Sequence[CaseResult]) -> dict[tuple[str, str], dict[str, int]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for result in results:
        for cell in result.cells:
            counts[result.layout, result.form_version, cell.verdict] += 1
    pairs = sorted({(layout, form) for layout, form, _ in counts})
    return {pair: {verdict: counts[*pair, verdict] for verdict in (RIGHT, FLAGGED, SILENT)} for pair in pairs}


def _shown_true(true: TrueCell | None) -> str:
    return "no cell" if true is None else f"{true.status} {true.text!r}"


def _shown_found(found: Cell | None) -> str:
    return "no cell" if found is None else f"{found.status} {found.token.text if found.token else ''!r}"


def _print(results: Sequence[CaseResult]) -> None:
    headings = ["读对 right", "错而有标 wrong, flagged", "错而无声 wrong, silent"]
    if wrong := _wrong_rows(results):
        print_table(
            "读错之处 Wrong cells, row by row",
            ["例 case", "行 row", "判定 verdict", "格 cells", "应读 expected", "读作 found"],
            wrong,
            right="lllrll",
        )
    print_table(
        "各例 Cases",
        ["例 case", "版式 layout", "表式 form", *headings],
        [
            (
                result.case,
                result.layout,
                result.form_version,
                *(result.count(verdict) for verdict in (RIGHT, FLAGGED, SILENT)),
            )
            for result in results
        ],
        right="lllrrr",
    )
    totals = _totals(results)
    total = [sum(counts[verdict] for counts in totals.values()) for verdict in (RIGHT, FLAGGED, SILENT)]
    print_table(
        "准确度 Accuracy",
        ["版式 layout", "表式 form", *headings, "%"],
        [
            *((*pair, *counts.values(), _share(list(counts.values()))) for pair, counts in totals.items()),
            ("合计 total", "", *total, _share(total)),
        ],
        right="llrrrr",
    )


def _wrong_rows(results: Sequence[CaseResult]) -> list[tuple[str, str, str, int, str, str]]:
    """The cells not right, those of one row and verdict together, the silent ones last, where they are seen."""
    rows: dict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for result in results:
        for cell in result.cells:
            if cell.verdict != RIGHT:
                rows[cell.verdict, result.case, "/".join(cell.key[:2])].append(cell)
    return [
        (
            case,
            row,
            verdict,
            len(cells),
            ", ".join(_shown_true(cell.true) for cell in cells),
            ", ".join(_shown_found(cell.found) for cell in cells),
        )
        for (verdict, case, row), cells in sorted(rows.items(), key=lambda item: item[0])
    ]


def _share(counts: Sequence[int]) -> str:
    """Cells right in percent, rounded down: 100 means every one of them."""
    return f"{10_000 * counts[0] // sum(counts) / 100:.2f}" if sum(counts) else ""
