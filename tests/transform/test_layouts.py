"""Random tables in every layout that tables were found flattened into: nothing is read that was not drawn there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo import forms
from tests.transform import observed
from tests.transform.observed import LAYOUTS, Part, Printing, RowKey
from transform.forms.recognise import Tables, read_tables
from transform.layouts.html import read_html
from transform.layouts.text import read_text
from transform.numerals import Numeral, read_amount, read_count

CellKey = tuple[str, str, str]
SEEDS = st.integers(0, 2**32 - 1)

# How offices fill a row: all of it, zeros left out, its total alone, its first column and the total, nothing.
BLANKS = ("none", "zeros", "all but the last", "all but both ends", "all but the first", "all")
TEXTS = ("0", "0", "0", "1", "2", "7", "12", "310", "18042", "/", "—", "")
FIGURES = ("0", "0", "3", "5", "12", "310", "2468", "18042")
# Layouts in which digits or lines are lost for good: full tables cannot be read whole from them.
LOSING = {"glued", "deduplicated"}
WHOLE = sorted(LAYOUTS.keys() - LOSING)


def row_keys(form: str) -> dict[RowKey, list[CellKey]]:
    """Every row of the three tables with its cells in order."""
    rows: dict[RowKey, list[CellKey]] = {}
    for key in forms.cell_keys(form):
        rows.setdefault((key[0], "" if key[0] == "reviews" else key[1]), []).append(key)
    return rows


def with_blanks(texts: Sequence[str], blanks: str) -> list[str]:
    last = len(texts) - 1
    keep = {
        "none": lambda place, text: True,
        "zeros": lambda place, text: text != "0",
        "all but the last": lambda place, text: place == last,
        "all but both ends": lambda place, text: place in (0, last),
        "all but the first": lambda place, text: place == 0,
        "all": lambda place, text: False,
    }[blanks]
    return [text if keep(place, text) else "" for place, text in enumerate(texts)]


def printing_of(seed: int, texts: Sequence[str], blanks: Sequence[str]) -> Printing:
    """A report at random. From a seed, since hypothesis takes minutes to shrink two hundred cells."""
    random = Random(seed)
    form, habit = random.choice(["2019", "2021"]), random.choice(blanks)
    figures = {
        row: with_blanks([random.choice(texts) for _ in keys], habit) for row, keys in row_keys(form).items()
    }
    return Printing(form, figures, trailing=random.choice([0, 0, 1]))


def drawn(printing: Printing) -> dict[CellKey, Numeral]:
    """What every cell says by its own text."""
    cells: dict[CellKey, Numeral] = {}
    for row, keys in row_keys(printing.form).items():
        for key, text in zip(keys, printing.figures[row], strict=True):
            if key[2].startswith("amount"):
                cells[key] = read_amount(text, heading_unit="万元" if printing.form == "2021" else None)
            else:
                cells[key] = read_count(text, signed=key[2] == "change")
    return cells


def read(printing: Printing, layout: str) -> Tables:
    return read_tables(read_text("\n".join(LAYOUTS[layout](observed.parts_of(printing)))))


def test_characters_without_width_show_nothing_in_text() -> None:
    assert read_text("\u200b3\u2060\n\ufeff").lines_without([]) == ["3"]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@settings(max_examples=6, deadline=None)
@given(SEEDS)
@example(
    seed=54941
)  # the row of reviews begins with a blank of the headings, and its own last one is behind the text
def test_no_cell_holds_what_was_not_drawn_in_it(layout: str, seed: int) -> None:
    """Where blanks are lost a cell may stay open, with an issue; a state other than open is the one drawn."""
    printing = printing_of(seed, TEXTS, BLANKS)
    tables = read(printing, layout)
    truth = drawn(printing)
    for cell in tables.cells:
        own = truth[cell.table_name, cell.row_code, cell.col_code]
        if (cell.status, cell.value) != (own.status, own.value):
            assert cell.status in ("ambiguous", "missing"), cell
            assert any(issue.severity != "info" for issue in tables.issues)


@pytest.mark.parametrize("layout", WHOLE)
@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_full_tables_read_whole(layout: str, seed: int) -> None:
    printing = printing_of(seed, FIGURES, ["none"])
    found = {
        (cell.table_name, cell.row_code, cell.col_code): (cell.status, cell.value)
        for cell in read(printing, layout).cells
    }
    assert found == {key: (own.status, own.value) for key, own in drawn(printing).items()}


@pytest.mark.parametrize("layout", ["pipe_rows_padded", "pipe_rows_covered", "markdown", "lines_padded"])
@pytest.mark.parametrize("habit", ["all but the last", "all but the first", "all but both ends"])
def test_padding_is_told_from_blanks(layout: str, habit: str) -> None:
    """Merged cells padded, most cells empty: the first row of headings and rows of other levels tell the columns."""
    form = "2021"
    figures = {row: with_blanks(["7"] * len(keys), habit) for row, keys in row_keys(form).items()}
    printing = Printing(form, figures)
    truth = drawn(printing)
    found = {
        (cell.table_name, cell.row_code, cell.col_code): (cell.status, cell.value)
        for cell in read(printing, layout).cells
        if cell.table_name == "applications"
    }
    assert found == {key: (own.status, own.value) for key, own in truth.items() if key[0] == "applications"}


def parts() -> list[Part]:
    return observed.parts_of(Printing("2021", {("applications", "new"): ["3", "2", "", "", "", "", "5"]}))


@pytest.mark.parametrize("joint", ["<br>", " ", "\n"])
@pytest.mark.parametrize("layout", ["lines_plain", "pipe_rows_padded"])
def test_a_report_in_the_one_cell_of_a_layout_table(joint: str, layout: str) -> None:
    """Blocks, blanks or line ends of the source part its lines: a browser shows the last two as one paragraph."""
    page = f"<table><tr><td>{joint.join(LAYOUTS[layout](parts()))}</td></tr></table>"
    tables = read_tables(read_html(page))
    assert tables.layout == "text"
    found = {(cell.row_code, cell.col_code): cell for cell in tables.cells}
    assert found["carried_in", "total"].value == 0
    assert found["litigation_direct", "pending"].value == 0
    new = found["new", "total"]
    if layout == "pipe_rows_padded":
        assert new.value == 5
    else:  # its blanks are lost, and the total column does not add up
        assert (new.status, new.value) == ("ambiguous", None)


def test_the_text_of_a_paragraph_that_holds_tables_stays() -> None:
    """A line is text and tables at once: its sections and its title are read from it."""
    (line,) = observed.one_paragraph(parts())
    assert read_tables(read_text(line)).lines == [line]


def test_places_are_line_and_cell_of_the_text() -> None:
    lines = observed.pipe_rows_bare(parts())
    number = next(number for number, line in enumerate(lines, start=1) if line.startswith("一、本年新收"))
    cells = [cell for cell in read_tables(read_text("\n".join(lines))).cells if cell.row_code == "new"]
    places = [cell.token and (cell.token.row_no, cell.token.col_no) for cell in cells]
    assert places == [(number, column) for column in range(2, 9)]


def test_a_figure_that_looks_like_a_numbering_is_not_folded_away() -> None:
    """The last cell of one row and the label of the next on one line: "0 2.重复申请" folds to the label alone."""
    figures = {("applications", "rejected_petition"): list("0000002")}
    (line,) = observed.one_paragraph(observed.parts_of(Printing("2021", figures)))
    assert "2 2.重复申请" in line
    cells = {cell.row_code: cell for cell in read_tables(read_text(line)).cells if cell.col_code == "total"}
    assert cells["rejected_petition"].value == Decimal(2)
    assert cells["rejected_repeated"].value == Decimal(0)


@pytest.mark.parametrize(
    ("row", "texts", "status"),
    [
        ("normative_documents", ["0", "0", "0"], "reported"),
        ("normative_documents", ["1", "2", "0"], "ambiguous"),
        ("licences", ["5"], "reported"),
        ("licences", ["50"], "ambiguous"),
    ],
)
def test_glued_figures_are_parted_only_where_one_way_is_possible(
    row: str, texts: list[str], status: str
) -> None:
    """规章000 is three zeros, since no number begins with two; 规章120 may be 12 and 0 and a blank."""
    lines = observed.glued(observed.parts_of(Printing("2021", {("article20", row): texts})))
    tables = read_tables(read_text("\n".join(lines)))
    cells = [cell for cell in tables.cells if (cell.table_name, cell.row_code) == ("article20", row)]
    assert {cell.status for cell in cells} == {status}
    if status == "reported":
        assert [cell.value for cell in cells] == [Decimal(text) for text in texts]
    else:
        assert "figures_glued" in {issue.code for issue in tables.issues}


def test_a_label_broken_around_its_figures() -> None:
    """A row of a PDF page: the label is two lines high, its figures stand at the height of the first."""
    lines = observed.pdf_words(parts())
    row = next(place for place, line in enumerate(lines) if line.startswith("（二）部分公开"))
    lines[row : row + 1] = ["（二）部分公开（区分处理的，只计这一 0 0 0 0 4 0 4", "情形，不计其他情形）"]
    cells = [
        cell for cell in read_tables(read_text("\n".join(lines))).cells if cell.row_code == "partly_granted"
    ]
    assert [cell.value for cell in cells] == [0, 0, 0, 0, 4, 0, 4]


@pytest.mark.parametrize("number", ["3", "- 3 -"])
def test_a_page_number_among_cells_with_pipes_is_no_cell(number: str) -> None:
    lines = observed.lines_padded(parts())
    place = lines.index("2.重复申请 |") + 4
    tables = read_tables(read_text("\n".join([*lines[:place], number, *lines[place:]])))
    row = [cell.value for cell in tables.cells if cell.row_code == "rejected_repeated"]
    assert row in ([Decimal(0)] * 7, [None] * 7)
    assert any(issue.severity == "warning" for issue in tables.issues)


def test_rows_of_the_office_inside_a_row_are_not_taken_for_it() -> None:
    """其他对外管理服务事项 divided into rows of its own: their sum is printed nowhere."""
    printing = Printing(
        "2019", {}, sub_rows={"other_services": {"行政检查": ["4", "0", "9"], "行政确认": ["1", "0", "2"]}}
    )
    tables = read_tables(read_text("\n".join(observed.lines_padded(observed.parts_of(printing)))))
    cells = [cell for cell in tables.cells if cell.row_code == "other_services"]
    assert {cell.value for cell in cells} == {None}
    told = " ".join(issue.context for issue in tables.issues if issue.code == "row_label_lost")
    assert "4 | 0 | 9" in told


def test_lines_left_out_as_repeated_leave_rows_missing_not_blank() -> None:
    printing = Printing("2021", {("article20", "licences"): ["310"]})
    tables = read_tables(read_text("\n".join(observed.deduplicated(observed.parts_of(printing)))))
    assert {cell.value for cell in tables.cells if cell.row_code == "licences"} == {Decimal(310)}
    assert "lines_lost" in {issue.code for issue in tables.issues}
    assert {cell.status for cell in tables.cells if cell.row_code == "penalties"} == {"missing"}


@pytest.mark.parametrize(
    "text",
    [
        "本年制发件数 本年废止件数 " + "规" * 100_000,
        "本年制发件数 本年废止件数 " + "规 " * 50_000,
        "本年制发件数 本年废止件数 " + "行政许可 1 " * 10_000,
        "本年制发件数|本年废止件数|" + "|" * 200_000,
        "\n".join(["本年制发件数", *["|" * 500] * 250, *["规章 | 0 | 0 | 0 |"] * 500]),
        "-" * 100_000 + "|x",
        "\n".join(["结果 结果 其他"] * 10_000),
        "\n".join(["自然人 1 2 3 " + "x" * 150] * 3_000),
    ],
    ids=["one word", "words", "labels", "pipes", "padding", "rule", "halves", "words before figures"],
)
def test_hostile_text_takes_bounded_time(text: str) -> None:

    started = time.process_time()
    read_tables(read_text(text))
    assert time.process_time() - started < 3
