"""Tables of one template: the figures of one page never tell how another is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest

from tests.transform.drawn_layouts import draw
from tests.transform.figures import any_figures, any_layout, closing_figures
from tests.transform.markup import Markup
from transform.forms import plans
from transform.forms.cells import Reading
from transform.forms.drawn import Part, read_parts, tables_in
from transform.forms.order import note_order
from transform.forms.plans import MOST_CELLS, MOST_CHARACTERS, outline_of, read_grids
from transform.grid import Grid
from transform.layouts.html import read_html

Key = tuple[str, str, str]
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def each_by_itself(grids: Sequence[Grid]) -> dict[str, Reading]:
    parts: dict[str, list[Part]] = {}
    for grid in grids:
        for table in tables_in(grid.folded()):
            parts.setdefault(table, []).append(Part(grid, grid.folded()))
    readings = {table: read_parts(table, own) for table, own in parts.items()}
    for reading in readings.values():
        note_order(reading)
    return readings


def said(readings: Mapping[str, Reading]) -> dict[str, object]:
    return {
        table: (list(one.cells.items()), one.issues, one.table_nos, one.signs)
        for table, one in readings.items()
    }


def assert_read_alike(html: str) -> dict[str, Reading]:
    """The page read as it is after all those before it, which is as it is by itself."""
    grids = read_html(html).grids
    readings = read_grids(grids)
    assert said(readings) == said(each_by_itself(grids))
    return readings


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that the reader was asked for since, plans in the making among them."""
    asked: list[str] = []

    def counted(table: str, parts: Sequence[Part]) -> Reading:
        asked.append(table)
        return read_parts(table, parts)

    monkeypatch.setattr(plans, "read_parts", counted)
    return asked


def with_other_figures(random: Random, figures: Mapping[Key, str]) -> dict[Key, str]:
    """Other numbers in the places of those printed; what is printed otherwise stays."""

    def other(text: str) -> str:
        return re.sub(
            r"^(-?)\d+(\.\d+)?$", lambda match: f"{match[1]}{random.randint(1, 99_999)}{match[2] or ''}", text
        )

    return {key: other(text) for key, text in figures.items()}


def test_pages_of_one_template_are_read_as_each_by_itself(readers: list[str]) -> None:
    spared = 0
    for seed in range(30):
        random = Random(seed)
        form = random.choice(("2019", "2021"))
        layout = replace(any_layout(random, form), digits="half", markup=Markup())
        figures = random.choice((any_figures, closing_figures))(random, form)
        for _ in range(3):
            readers.clear()
            assert_read_alike(draw(with_other_figures(random, figures), form, layout))
        spared += not readers
    assert spared >= 8


def application_page(rows: Mapping[str, Sequence[str]], *, caption: str = "") -> str:
    heading = "".join(f"<th>{text}</th>" for text in ("项目", *APPLICANTS))
    body = "".join(
        f"<tr><td>{label}</td>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"
        for label, texts in rows.items()
    )
    return f"<table><tr>{heading}</tr>{body}</table>{caption}"


SUMS = {
    "一、本年新收政府信息公开申请数量": ["3", "0", "0", "0", "0", "0", "3"],
    "二、上年结转政府信息公开申请数量": ["0", "0", "0", "0", "0", "0", "0"],
    "（一）予以公开": ["2", "", "2"],  # four cells lost: the last figure is the total where so the sums close
    "（二）部分公开": ["1", "0", "0", "0", "0", "0", "1"],
    "（七）总计": ["3", "0", "0", "0", "0", "0", "3"],
    "四、结转下年度继续办理": ["0", "0", "0", "0", "0", "0", "0"],
}


def test_what_sums_told_on_one_page_is_asked_of_the_next() -> None:
    """The same outline, but the figures do not add up: nothing tells the column of the last one."""
    open_sums = SUMS | {"（一）予以公开": ["2", "", "9"]}
    for _ in range(3):
        closing = assert_read_alike(application_page(SUMS))["applications"]
        assert closing.cells["granted", "total"].status == "reported"
        other = assert_read_alike(application_page(open_sums))["applications"]
        assert other.cells["granted", "total"].status == "ambiguous"


def test_a_row_printed_twice_is_compared_on_every_page() -> None:
    alike = ["3", "0", "0", "0", "0", "0", "3"]
    pages = [
        application_page(SUMS | {"本年新收政府信息公开申请数量": second})
        for second in (alike, alike, ["4", "0", "0", "0", "0", "0", "4"])
    ]
    twice = [
        [issue.code for issue in assert_read_alike(page)["applications"].issues].count("row_twice")
        for page in pages
    ]
    assert twice == [0, 0, 2]


def test_issues_quote_the_figures_of_their_own_page() -> None:
    for figure in ("17", "4", "905"):
        row = {"（三）不明情形": [figure, *"000000"]}
        reading = assert_read_alike(application_page(SUMS | row))["applications"]
        quotes = [issue.context for issue in reading.issues if issue.code == "unknown_row"]
        assert [figure in quote for quote in quotes] == [True]


def article20_page(change: str, amount: str) -> str:
    return (
        "<table><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
        f"<tr><td>行政许可</td><td>12</td><td>{change}</td><td>7</td></tr>"
        "<tr><td>信息内容</td><td>采购项目数量</td><td>采购总金额</td></tr>"
        f"<tr><td>政府集中采购</td><td>2</td><td>{amount}</td></tr></table>"
    )


def test_decreases_and_amounts_are_read_each_by_itself(readers: list[str]) -> None:
    """What is said of an amount depends on it: 0 needs no unit, five decimals are rounded."""
    told: list[list[str]] = []
    for change, amount in (
        ("-3", "8.5"),
        ("-4", "9.25"),
        ("-15", "1.23456"),
        ("-1", "12"),
        ("-1", "8"),
        ("-1", "0"),
    ):
        readers.clear()
        reading = assert_read_alike(article20_page(change, amount))["article20"]
        assert str(reading.cells["licences", "change"].value) == change
        told.append([issue.code for issue in reading.issues])
    assert told == [["unit_unknown"]] * 2 + [["unit_unknown", "amount_rounded"]] + [["unit_unknown"]] * 2 + [
        []
    ]
    assert not readers


@pytest.mark.parametrize(
    "page",
    [
        application_page(SUMS | {f"第{number}项": [str(number)] for number in range(MOST_CELLS)}),
        application_page(SUMS | {"说明" * MOST_CHARACTERS: ["0"]}),
    ],
    ids=["cells", "characters"],
)
def test_no_page_fills_the_memory(page: str) -> None:
    (grid,) = read_html(page).grids
    assert outline_of(grid) is None
    assert_read_alike(page)


def test_outlines_leave_figures_out_and_nothing_else() -> None:
    def outline(*texts: str) -> object:
        return outline_of(read_html(application_page(SUMS | {"（七）总计": [*texts, *"00000"]})).grids[0])

    assert outline("3", "0") is outline("512", "77")
    others = [
        ("", "0"),
        ("—", "0"),
        ("3 件", "0"),
        ("4 件", "0"),
        ("３", "0"),
        ("-3", "0"),
        ("3.5", "0"),
        ("3.0", "0"),
    ]
    outlines = [outline(*texts) for texts in [("3", "0"), *others]]
    assert len(set(map(id, outlines))) == len(outlines)
