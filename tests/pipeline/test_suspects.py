"""The probable wrong cell: every pattern of failing sums points where the error was put, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check_cells import CellKey, check_cells, columns_of, form_cells, key_of
from pipeline.checks import evaluate, evaluate_many
from pipeline.slips import SHAPES, shape_of
from pipeline.suspect_words import Suspect
from pipeline.suspects import find_suspects
from transform import codes
from transform.forms.cells import Cell, Token
from transform.identity import Identity
from transform.read_report import Report

IDENTITY = Identity(
    "演示县2022年政府信息公开工作年度报告", "演示县人民政府", "government", "990101", 2022, None, True, []
)

# A county of middling size; rows that are not here are 0.
ROWS = {
    "new": [42, 12, 0, 1, 2, 0, 57],
    "carried_in": [3, 1, 0, 0, 0, 0, 4],
    "granted": [15, 5, 0, 1, 1, 0, 22],
    "partly_granted": [4, 1, 0, 0, 0, 0, 5],
    "refused_internal": [2, 0, 0, 0, 0, 0, 2],
    "refused_process": [1, 1, 0, 0, 0, 0, 2],
    "unable_not_held": [12, 4, 0, 0, 1, 0, 17],
    "rejected_petition": [4, 0, 0, 0, 0, 0, 4],
    "other_uncorrected": [2, 1, 0, 0, 0, 0, 3],
    "concluded": [40, 12, 0, 1, 2, 0, 55],
    "carried_out": [5, 1, 0, 0, 0, 0, 6],
}
REVIEWS = {
    "reconsideration": [3, 1, 0, 1, 5],
    "litigation_direct": [14, 3, 2, 6, 25],
    "litigation_after_reconsideration": [0] * 5,
}


def p(row: str, column: str) -> CellKey:
    return CellKey("applications", row, column)


def v(channel: str, outcome: str) -> CellKey:
    return CellKey("reviews", channel, outcome)


def report(changes: Mapping[CellKey, int | None], *, layout: str = "html") -> Report:
    """The county's report with some figures printed otherwise; None is an empty cell."""
    cells = []
    for number, key in enumerate(form_cells("2021"), start=1):
        printed = {"applications": ROWS, "reviews": REVIEWS}.get(key.table_name, {}).get(key.row_code)
        place = columns_of("2021", key.table_name, key.row_code).index(key.col_code)
        figure = changes.get(key, printed[place] if printed else 0)
        cells.append(
            Cell(
                *key,
                "blank" if figure is None else "reported",
                None if figure is None else Decimal(figure),
                "count",
                Token("" if figure is None else str(figure), 1, number, place + 1),
            )
        )
    return Report(IDENTITY, "2021", layout, "ok", None, cells)


def suspects(changes: Mapping[CellKey, int | None]) -> list[Suspect]:
    read = report(changes)
    return find_suspects(read, evaluate(read))


def test_figures_that_add_up_have_no_suspect() -> None:
    assert suspects({}) == []


SINGLE = [
    # one case for every row of the table of single cells in the reference
    (p("unable_not_held", "natural_person"), 21, "transposition"),
    (p("granted", "total"), 220, "digit_too_many"),
    (p("concluded", "natural_person"), 4, "digit_lost"),
    (p("concluded", "total"), 5, "digit_lost"),
    (p("new", "natural_person"), 24, "transposition"),
    (p("carried_in", "business"), 12, "digit_too_many"),
    (p("new", "total"), 7, "digit_lost"),
    (p("carried_in", "total"), 57, "neighbour_value"),
    (p("carried_out", "natural_person"), 50, "digit_too_many"),
    (p("carried_out", "total"), 61, "digit_too_many"),
    (p("refused_process", "business"), 3, ""),
    (p("refused_process", "natural_person"), 2, "neighbour_value"),
    (p("refused_process", "total"), 4, "row_slip"),
    (p("other_uncorrected", "business"), 6, ""),
]


@pytest.fixture(scope="module")
def single() -> list[list[Suspect]]:
    """The suspects of every single wrong cell, the checks of all of them evaluated at once."""
    reports = [report({key: printed}) for key, printed, _ in SINGLE]
    return [
        find_suspects(read, results) for read, results in zip(reports, evaluate_many(reports), strict=True)
    ]


@pytest.mark.parametrize("number", range(len(SINGLE)), ids=[str(key) for key, _, _ in SINGLE])
def test_one_wrong_cell_is_found_with_what_was_meant(number: int, single: list[list[Suspect]]) -> None:
    key, printed, shape = SINGLE[number]
    (found,) = single[number]
    meant = ROWS[key.row_code][codes.applicants().index(key.col_code)]
    assert (found.pattern, found.cells) == ("cell", (key,))
    assert (found.printed, found.implied) == (Decimal(printed), Decimal(meant))
    assert found.shape == shape
    assert found.responsibility == "source"
    assert str(printed) in found.explanation_zh
    assert str(meant) in found.explanation_zh
    assert str(key) in found.explanation_en


def test_whatever_one_cell_of_the_application_table_is_wrong_it_is_the_one_found() -> None:
    """All 175 of them, one at a time; in the review table the one sum of a channel can only narrow it down."""
    summed = [key for key in form_cells("2021") if key.table_name != "article20"]
    true = {key_of(cell): cell.value for cell in report({}).cells}
    reports = [report({key: int(true[key] or 0) + 8}) for key in summed]
    for key, read, results in zip(summed, reports, evaluate_many(reports), strict=True):
        (found,) = find_suspects(read, results)
        assert key in found.cells, key
        if key.table_name == "applications":
            assert (found.pattern, found.cells, found.implied) == ("cell", (key,), true[key])
            # What the warehouse says beside the failed checks is the same.
            hints = {(r.suspected_cell, r.suspected_value) for r in results if r.name in found.checks}
            assert hints == {(str(key), true[key])}
        else:
            assert found.pattern in ("cell", "one_of", "pending_left_out")


def test_no_value_is_changed_by_a_suspect() -> None:
    read = report({p("unable_not_held", "natural_person"): 21})
    before = list(read.cells)
    find_suspects(read, evaluate(read))
    assert read.cells == before


def test_two_wrong_cells_far_from_each_other_are_both_found() -> None:
    found = suspects({p("granted", "natural_person"): 51, p("unable_not_held", "business"): 14})
    assert {item.cells for item in found} == {
        (p("granted", "natural_person"),),
        (p("unable_not_held", "business"),),
    }
    assert all(item.pattern == "cell" for item in found)


def test_equal_errors_in_two_rows_and_columns_leave_the_choice_open() -> None:
    found = suspects({p("granted", "natural_person"): 16, p("unable_not_held", "business"): 5})
    assert [item.pattern for item in found] == ["one_of"]
    assert set(found[0].cells) >= {p("granted", "natural_person"), p("unable_not_held", "business")}
    assert found[0].implied is None


def test_a_number_left_out_is_implied_by_two_sums_and_stays_blank() -> None:
    (found,) = suspects({p("granted", "business"): None})
    assert (found.pattern, found.cells) == ("left_out", (p("granted", "business"),))
    assert (found.printed, found.implied) == (None, Decimal(5))
    assert found.checks == ("R-CONC:business", "R-ROW:granted")


def test_cases_moved_between_applicants_name_the_columns_only() -> None:
    (found,) = suspects(
        {
            p("granted", "natural_person"): 17,
            p("granted", "business"): 3,
        }
    )
    assert (found.pattern, found.cells) == ("moved_between_applicants", ())
    assert "自然人而不在商业企业" in found.explanation_zh
    assert "natural_person instead of business" in found.explanation_en


def test_cases_moved_between_rows_name_the_rows_only() -> None:
    (found,) = suspects({p("granted", "natural_person"): 14, p("rejected_petition", "natural_person"): 5})
    assert (found.pattern, found.cells) == ("moved_between_rows", ())
    assert "rejected_petition instead of granted" in found.explanation_en


def test_exchanged_totals_are_told_from_moved_cases() -> None:
    (found,) = suspects({p("granted", "total"): 17, p("unable_not_held", "total"): 22})
    assert found.pattern == "totals_exchanged"
    assert set(found.cells) == {p("granted", "total"), p("unable_not_held", "total")}


def changed_row(row: str, figures: list[int | None]) -> dict[CellKey, int | None]:
    return {p(row, column): figure for column, figure in zip(codes.applicants(), figures, strict=True)}


def test_a_row_of_results_left_out_is_told_from_wrong_cells() -> None:
    (found,) = suspects(changed_row("unable_not_held", [0] * 7))
    assert found.pattern == "row_lost"
    assert found.responsibility == "unknown"


def test_a_row_not_read_is_our_own_error() -> None:
    read = report({})
    cells = [
        cell._replace(status="missing", value=None, token=None) if cell.row_code == "granted" else cell
        for cell in read.cells
    ]
    read = replace(read, cells=cells)
    results = evaluate(read)
    # With a cell missing no sum is judged, so nothing is suspected either; the row is missed by another check.
    failed = [result for result in results if result.passed is False and result.severity == "error"]
    assert [(result.name, result.responsibility) for result in failed] == [("S-03", "extraction")]
    assert find_suspects(read, results) == []


def test_a_subtotal_taken_as_a_result_is_the_row_counted_twice() -> None:
    (found,) = suspects(changed_row("other_other", list(ROWS["unable_not_held"])))
    assert found.pattern == "row_counted_twice"
    assert "unable_not_held or other_other" in found.explanation_en


def test_partly_granted_cases_counted_again_are_recognised() -> None:
    extra = [have + more for have, more in zip(ROWS["refused_internal"], ROWS["partly_granted"], strict=True)]
    (found,) = suspects(changed_row("refused_internal", list(extra)))
    assert found.pattern == "partly_granted_counted_twice"
    assert "部分公开" in found.explanation_zh


def test_a_total_without_last_years_cases_is_recognised() -> None:
    received = changed_row("carried_in", [3, 1, 0, 0, 0, 0, 4])
    concluded = [have - more for have, more in zip(ROWS["concluded"], ROWS["carried_in"], strict=True)]
    (found,) = suspects(received | changed_row("concluded", list(concluded)))
    assert found.pattern == "carried_in_left_out"


def test_a_total_with_the_cases_carried_over_is_recognised() -> None:
    concluded = [have + more for have, more in zip(ROWS["concluded"], ROWS["carried_out"], strict=True)]
    (found,) = suspects(changed_row("concluded", list(concluded)))
    assert found.pattern == "carried_out_included"


def test_a_row_shifted_by_an_empty_cell_lost_is_an_error_of_reading() -> None:
    """research 3, printed behind two empty cells of which one was lost."""
    row = changed_row("unable_not_held", [None, 12, None, 4, None, 1, 17])
    rows = {"concluded": [28, 20, 0, 5, 1, 1, 55], "new": [30, 20, 0, 5, 1, 1, 57]}
    changes: dict[CellKey, int | None] = {**row}
    for name, figures in rows.items():
        changes |= changed_row(name, list(figures))
    assert suspects(changes) == []
    shifted = changes | changed_row("unable_not_held", [12, None, 4, None, 1, 17, None])
    (found,) = suspects(shifted)
    assert found.pattern == "column_shift"
    assert {key.row_code for key in found.cells} == {"unable_not_held"}
    assert found.responsibility == "extraction"


def test_pending_cases_left_out_of_a_channel_total() -> None:
    (found,) = suspects({v("reconsideration", "total"): 4})
    assert found.pattern == "pending_left_out"
    assert found.cells == (v("reconsideration", "total"), v("reconsideration", "pending"))
    assert (found.printed, found.implied) == (Decimal(4), Decimal(5))


def test_digits_single_out_a_cell_of_a_channel_that_its_one_sum_cannot() -> None:
    (found,) = suspects({v("litigation_direct", "upheld"): 140})
    assert (found.pattern, found.cells, found.shape) == (
        "cell",
        (v("litigation_direct", "upheld"),),
        "digit_too_many",
    )


def test_without_such_a_slip_every_cell_of_the_channel_is_as_likely() -> None:
    (found,) = suspects({v("litigation_direct", "upheld"): 17})
    assert found.pattern == "one_of"
    assert len(found.cells) >= 3
    assert v("litigation_direct", "upheld") in found.cells


def test_a_figure_out_of_flattened_text_is_not_called_the_offices_error() -> None:
    read = report({p("unable_not_held", "natural_person"): 21}, layout="text")
    (found,) = find_suspects(read, evaluate(read))
    assert found.responsibility == "unknown"


@pytest.mark.parametrize(
    ("printed", "implied", "neighbours", "shape"),
    [
        (21, 12, (), "transposition"),
        (10, 1, (), "digit_too_many"),
        (120, 12, (), "digit_too_many"),
        (112, 12, (), "digit_too_many"),
        (12, 120, (), "digit_lost"),
        (23, 12345, (), ""),
        (123, 12345, (), "broken_number"),
        (45, 12345, (), "broken_number"),
        (7, 3, (7,), "neighbour_value"),
        (10, 3, (7,), "row_slip"),
        (5, 5, (), ""),
        (8, 3, (), ""),
    ],
)
def test_shapes_of_slips(printed: int, implied: int, neighbours: tuple[int, ...], shape: str) -> None:
    found = shape_of(Decimal(printed), Decimal(implied), [Decimal(value) for value in neighbours])
    assert found == shape
    assert not found or found in SHAPES


def test_amounts_have_no_digits_to_slip() -> None:
    assert shape_of(Decimal("1.2"), Decimal("2.1"), []) == ""


@pytest.mark.parametrize("form", codes.FORMS)
def test_the_cells_of_the_checks_are_those_that_the_warehouse_adds_up(form: str) -> None:
    read = replace(report({}), form_version=form)
    families = {"R-ROW", "R-CONC", "R-BAL", "L-SUM"}
    names = {result.name for result in evaluate(read) if result.check_code in families}
    assert names == set(check_cells(form))
    held = {key for check in check_cells(form).values() for key in (*check.left, *check.right)}
    assert held <= set(form_cells(form))
    rows = len(codes.row_codes(form, "applications"))
    assert len(held) == rows * 7 + 15
    assert {key_of(cell) for cell in report({}).cells} == set(form_cells("2021"))
