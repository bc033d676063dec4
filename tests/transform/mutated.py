"""Damaged pages with known truth, and which of their cells hold a wrong value without a word.

``python -m tests.transform.mutated FIRST LAST`` reads the pages of these seeds and tells what it found: what the
500 seeds of ``test_mutations.py`` do in a test run, thousands of others do by hand.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from demo import truth
from demo.sites.catalogue import demo_sites
from pipeline.accuracy import SILENT, Judged, judge
from pipeline.check_cells import CellKey
from pipeline.checks import evaluate_many
from pipeline.golden import CASES, Case, TrueCell, find_cases, load_case
from tests.transform.damages import damaged
from tests.transform.drawn_layouts import draw, expected
from tests.transform.figures import SHOWN, any_layout, any_markup, closing_figures
from tests.transform.markup import Markup
from transform.decode import decode
from transform.read_report import Report, read_report

TITLE = "演示东川县人民政府2022年政府信息公开工作年度报告"
_BATCH = 500  # reports whose checks are evaluated together


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged page as read, and the cells in which it says something wrong and nothing says so."""

    seed: int
    case: str
    damage: tuple[str, ...]
    report: Report
    judged: list[Judged]

    @property
    def silent(self) -> list[Judged]:
        """Cells that hold another value than the page did, without an issue or a failed check that covers them."""
        return [
            cell
            for cell in self.judged
            if cell.verdict == SILENT
            and cell.found is not None
            and cell.found.status == "reported"
            and (cell.true is None or cell.true.value != cell.found.value)
        ]

    def __str__(self) -> str:
        wrong = "; ".join(
            f"{cell.key} {cell.true and cell.true.text!r} read as {cell.found and cell.found.value}"
            for cell in self.silent
        )
        return f"seed {self.seed}, {self.case}, {' + '.join(self.damage)}: {wrong}"


def page(body: str) -> bytes:
    """An article as a page."""
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>".encode()


def drawn_case(random: Random) -> Case:
    """A page drawn anew, its sums closing."""
    form = random.choice(("2019", "2021"))
    layout = any_layout(random, form)
    layout = replace(layout, markup=random.choice((Markup(), any_markup(random, SHOWN))))
    figures = closing_figures(random, form)
    cells = {CellKey(*key): _true(cell) for key, cell in expected(figures, layout).items()}
    return Case("drawn", page(draw(figures, form, layout)), {"form_version": form}, frozenset(), cells)


@cache
def saved_cases() -> tuple[Case, ...]:
    """The saved pages with typed-in truth and those of the demo sites, in UTF-8."""
    cases = [load_case(folder) for folder in find_cases(CASES)]
    # a picture, a PDF or an archive is damaged by other means than its markup
    cases = [
        replace(case, payload=decode(case.payload).text.encode())
        for case in cases
        if case.cells and _is_text(case)
    ]
    for site in demo_sites():
        for entry in site.entries:
            payload = site.respond(entry.path).body if entry.is_report else b""
            report = read_report(payload)
            year, scope = report.identity.report_year, report.identity.scope
            if year is None or scope is None or (site.division_code, year, scope) == truth.GUANGLING:
                continue  # the real page leaves open what stands in some cells
            figures = truth.expected_cells(site.division_code, year, scope)
            cases.append(
                Case(
                    f"{site.division_code}{entry.path}",
                    decode(payload).text.encode(),
                    {"form_version": report.form_version},
                    frozenset(),
                    {CellKey(*key): _true(cell) for key, cell in figures.items()},
                )
            )
    return tuple(cases)


def mutants(seeds: Sequence[int]) -> Iterator[Mutant]:
    """One damaged page a seed, read and judged; half of them drawn anew."""
    for start in range(0, len(seeds), _BATCH):
        read: list[tuple[int, Case, tuple[str, ...], Report]] = []
        for seed in seeds[start : start + _BATCH]:
            random = Random(seed)
            case = random.choice(saved_cases()) if random.random() < 0.5 else drawn_case(random)
            payload, damage = damaged(case.payload, random)
            read.append((seed, case, tuple(damage), read_report(payload)))
        results = evaluate_many([report for *_, report in read])
        for (seed, case, done, report), result in zip(read, results, strict=True):
            yield Mutant(seed, case.name, done, report, judge(case, report, result))


def _is_text(case: Case) -> bool:
    try:
        case.payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in case.payload


def _true(cell: truth.ExpectedCell) -> TrueCell:
    return TrueCell(cell.cell_status, cell.value, cell.raw_text)


def main(first: int, last: int) -> None:
    """Print the wrong and silent cells of these seeds, and the counts of all."""
    counts: Counter[str] = Counter()
    for mutant in mutants(range(first, last)):
        counts["pages"] += 1
        counts.update(cell.verdict for cell in mutant.judged)
        counts["wrong values, silent"] += len(mutant.silent)
        if mutant.silent:
            counts["pages with one"] += 1
            print(mutant)
    print(dict(counts))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
