"""Random figures in random layouts: what is drawn is read, what is exchanged or lost does not pass in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo import forms
from pipeline.accuracy import SILENT, judge
from pipeline.check_cells import CellKey
from pipeline.checks import evaluate_many
from pipeline.golden import Case, TrueCell
from tests.transform.drawn_layouts import Layout, draw, expected
from tests.transform.figures import any_figures, any_layout, closing_figures
from tests.transform.markup import WIDTHLESS, Markup
from tests.transform.mutated import page
from transform.read_report import Report, read_report

SEEDS = st.integers(0, 2**32 - 1)
FORMS = ("2019", "2021")
APPLICANTS = [applicant.code for applicant in forms.applicants()]
FigureKey = tuple[str, str, str]


def read(figures: dict[FigureKey, str], form: str, layout: Layout, encoding: str = "utf-8") -> Report:
    return read_report(page(draw(figures, form, layout)).decode().encode(encoding))


def plain(text: str) -> str:
    return text.translate(WIDTHLESS).strip()


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_what_is_drawn_is_what_is_read(seed: int) -> None:
    """Exactly: state, value and printed text of every cell. From a seed, for two hundred cells shrink too slowly."""
    random = Random(seed)
    form = random.choice(FORMS)
    figures, layout = any_figures(random, form), any_layout(random, form)
    report = read(figures, form, layout, random.choice(("utf-8", "gb18030", "utf-16")))
    found = {
        (cell.table_name, cell.row_code, cell.col_code): (
            cell.status,
            cell.value,
            plain(cell.token.text) if cell.token else None,
        )
        for cell in report.cells
    }
    assert found == {
        key: (cell.cell_status, cell.value, plain(cell.raw_text))
        for key, cell in expected(figures, layout).items()
    }, layout
    assert report.form_version == form
    told = {issue.code for issue in report.issues}
    assert ("extra_column" in told) == bool(layout.extra_column), layout
    serious = {issue.code for issue in report.issues if issue.severity != "info"}
    assert serious - {"unit_unknown", "total_blank"} == ({"unknown_row"} if layout.extra_rows else set()), (
        layout
    )


def closing_cases(count: int) -> Iterator[tuple[Random, str, dict[FigureKey, str], Layout]]:
    """Pages whose sums close and print their zeros, so that each sum can be tested."""
    for seed in range(count):
        random = Random(seed)
        form = random.choice(FORMS)
        figures = {key: text or "0" for key, text in closing_figures(random, form).items()}
        layout = replace(
            any_layout(random, form), extra_rows=(), extra_column="", digits="half", markup=Markup()
        )
        yield random, form, figures, layout


def test_sums_of_undamaged_pages_close() -> None:
    reports = [read(figures, form, layout) for _, form, figures, layout in closing_cases(40)]
    for results in evaluate_many(reports):
        sums = [result for result in results if result.check_code in ("R-ROW", "R-CONC", "R-BAL", "L-SUM")]
        assert [result.name for result in sums if result.passed is not True] == []


def test_a_total_exchanged_with_a_column_of_its_own_fails_its_sums() -> None:
    reports = []
    for random, form, figures, layout in closing_cases(40):
        other = random.choice(APPLICANTS[:-1])
        figures["applications", "new", other] = str(int(figures["applications", "new", other]) + 1)
        total = int(figures["applications", "new", "total"]) + 1
        figures["applications", "new", "total"] = str(total)
        swapped = dict(figures)
        for row in forms.application_rows(form):
            one, two = ("applications", row.code, other), ("applications", row.code, "total")
            swapped[one], swapped[two] = figures[two], figures[one]
        reports.append(read(swapped, form, layout))
    for results in evaluate_many(reports):
        assert any(result.passed is False for result in results if result.check_code in ("R-ROW", "R-CONC"))


def test_two_figures_exchanged_in_one_row_fail_the_sums_of_their_columns() -> None:
    reports = []
    for random, form, figures, layout in closing_cases(40):
        row = random.choice([row.code for row in forms.application_rows(form)])
        one, two = (("applications", row, applicant) for applicant in random.sample(APPLICANTS[:-1], 2))
        figures[one] = str(
            int(figures[two]) + 1
        )  # whatever it was: the two must differ, and one column opens
        reports.append(read(figures, form, layout))
    for results in evaluate_many(reports):
        assert any(result.passed is False for result in results if result.check_code in ("R-ROW", "R-CONC"))


def test_headings_exchanged_with_their_columns_are_told() -> None:
    """The columns drawn in another order: the figures stay right or open, and an issue says what is odd."""
    for random, form, figures, layout in closing_cases(20):
        body = draw(figures, form, replace(layout, broken_heads="", traditional=False))
        one, two = random.sample(["商业企业", "科研机构", "社会公益组织", "法律服务机构"], 2)
        swapped = body.replace(one, "\0").replace(two, one).replace("\0", two)
        report = read_report(page(swapped))
        assert "header_not_found" in {issue.code for issue in report.issues}
        assert not [
            cell for cell in report.cells if cell.table_name == "applications" and cell.status == "reported"
        ]


@pytest.mark.parametrize("lost", ["row", "cell"])
def test_a_lost_row_or_cell_is_told(lost: str) -> None:
    reports, cases = [], []
    for random, form, figures, layout in closing_cases(60):
        plain_layout = replace(layout, traditional=False, cut="", numbering=True)
        body = draw(figures, form, plain_layout)
        row = random.choice(forms.application_rows(form))
        start = body.rindex("<tr>", 0, body.rindex(f">{row.label}<"))
        end = body.index("</tr>", start) + len("</tr>")
        if lost == "cell":  # the last but a few: a figure, an empty one at the end of the row, or the total
            cells = [*range(start, end)]
            starts = [
                at for at in cells if body.startswith("<td", at) and at > body.index(f">{row.label}<", start)
            ]
            start = random.choice(starts)
            end = body.index("</td>", start) + len("</td>")
        reports.append(read_report(page(body[:start] + body[end:])))
        true = {
            CellKey(*key): TrueCell(cell.cell_status, cell.value, cell.raw_text)
            for key, cell in expected(figures, plain_layout).items()
        }
        cases.append((Case("drawn", b"", {"form_version": form}, frozenset(), true), row.code))
    for report, (case, code), results in zip(reports, cases, evaluate_many(reports), strict=True):
        wrong = [
            cell
            for cell in judge(case, report, results)
            if cell.verdict == SILENT
            and (cell.found is None or cell.found.value != (cell.true and cell.true.value))
        ]
        assert wrong == []
        if lost == "row":
            assert {cell.row_code for cell in report.cells if cell.status == "missing"} == {code}


def test_headings_missing_altogether_place_nothing() -> None:
    """A layout that truly loses what a figure means: no value, an issue, every text kept."""
    figures = dict.fromkeys(forms.cell_keys("2021"), "3")
    body = draw(figures, "2021", Layout(head_rows=1))
    for applicant in forms.applicants():
        body = body.replace(f">{applicant.label}<", "><", 1)
    report = read_report(page(body))
    cells = [cell for cell in report.cells if cell.table_name == "applications"]
    assert {cell.status for cell in cells} <= {"ambiguous", "missing", "blank"}
    assert any(issue.severity != "info" for issue in report.issues)
    assert {cell.value for cell in report.cells if cell.table_name == "article20"} == {Decimal(3)}
