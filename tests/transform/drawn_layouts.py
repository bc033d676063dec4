"""Reports drawn as HTML tables in random layouts, as county sites draw them: spans, junk, blanks, breaks, digits.

``draw(figures, form, layout)`` gives the article body; ``expected(figures, layout)`` the one right reading of each
cell. A figure is written canonically: ``""`` blank, ``—`` or ``/`` a dash, ``12``, ``-3``, ``26.55``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import opencc

from demo import forms, truth
from demo.grids import SUM_NOTE
from demo.reports import FULL_WIDTH, CellKey
from tests.transform.markup import Markup, blank, dressed, serialised

_NUMBERING = re.compile(r"^(?:（.）|[一二三四]、|\d\.)")
_TRADITIONAL = opencc.OpenCC("s2t")
RESULTS = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is drawn. Everything that is chosen cell by cell follows from ``seed``.

    ``groups``: the cells of 三、本年度办理结果 and its sub-groups are merged, repeated, printed once, empty, left out.
    ``cut_after``: rows of the application table before its second ``<table>`` (or, with ``cut`` "page", before its
    headings stand there again in the same table).
    """

    seed: int = 0
    label_columns: int = 3
    groups: str = "merged"
    head_rows: int = 3
    corner: str = SUM_NOTE
    captions: str = "form"  # form, short, none
    spread: str = "last"  # of Article 20 headings over the columns of the widest block: last, first, none
    broken_heads: str = ""  # between the halves of a heading
    trailing_columns: int = 0
    trailing_row: bool = False
    extra_column: str = ""  # a heading before 总计 whose figures no form has
    extra_rows: tuple[str, ...] = ()
    cut: str = ""  # "", page, bare, headed
    cut_after: int = 0
    arrangement: str = "separate"  # separate, one, nested, wrapped
    digits: str = "half"  # half, full, thousands, spaced, unit
    numbering: bool = True
    traditional: bool = False
    reviews_head: int = 3
    markup: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Box:
    """One cell to draw: its inner markup and spans."""

    html: str
    colspan: int = 1
    rowspan: int = 1


Rows = list[list[Box]]


def printed(figure: str, column: str, layout: Layout) -> str:
    """A figure in the layout's way of printing numbers."""
    if not figure or not figure[-1].isdigit():
        return figure
    match layout.digits:
        case "full":
            return figure.translate(FULL_WIDTH)
        case "thousands":
            whole, dot, rest = figure.partition(".")
            return f"{int(whole):,}{dot}{rest}" if whole[0].isdigit() else figure
        case "unit":
            return f"{figure}{'万元' if column.startswith('amount') else '件'}"
    return figure


def expected(figures: Mapping[CellKey, str], layout: Layout) -> dict[CellKey, truth.ExpectedCell]:
    """Every cell as it must be read."""
    return {key: truth.expected_cell(text, printed(text, key[2], layout)) for key, text in figures.items()}


class _Pen:
    """Draws labels and figures of one report."""

    def __init__(self, figures: Mapping[CellKey, str], form: str, layout: Layout) -> None:
        self.figures, self.form, self.layout = figures, form, layout
        self.random = Random(layout.seed)

    def label(self, text: str) -> str:
        if not self.layout.numbering:
            text = _NUMBERING.sub("", text)
        return self._dressed(_TRADITIONAL.convert(text) if self.layout.traditional else text)

    def head(self, text: str) -> str:
        if self.layout.traditional:
            text = _TRADITIONAL.convert(text)
        half = len(text) // 2
        broken = self.layout.broken_heads
        if broken == "p":
            return f"<p>{text[:half]}</p>\n<p>{text[half:]}</p>"
        return self._dressed(text[:half] + broken + text[half:] if len(text) > 2 else text)

    def figure(self, table: str, row: str, column: str) -> str:
        text = printed(self.figures[table, row, column], column, self.layout)
        if not text:
            return blank(self.layout.markup, self.random)
        if self.layout.digits == "spaced":
            text = f" &nbsp;{text} "
        return self._dressed(text)

    def extra(self) -> str:
        return self._dressed(str(self.random.randint(1, 99)))

    def empty(self) -> str:
        return blank(self.layout.markup, self.random)

    def _dressed(self, text: str) -> str:
        return dressed(text, self.layout.markup, self.random)


def _article20(pen: _Pen) -> list[Rows]:
    """The blocks of the Article 20 table."""
    layout = pen.layout
    blocks = forms.article20_blocks(pen.form)
    width = max(len(block.columns) for block in blocks)
    drawn: list[Rows] = []
    for block in blocks:
        count = len(block.columns)
        spans = [1] * count
        if layout.spread != "none":
            spans[-1 if layout.spread == "last" else 0] += width - count
        rows: Rows = []
        caption = block.caption if layout.captions == "form" else block.caption.replace("第（", "（")
        if layout.captions != "none":
            rows.append([Box(pen.label(caption), width + 1)])
        heads = [Box(pen.head(column.label), span) for column, span in zip(block.columns, spans, strict=True)]
        rows.append([Box(pen.label("信息内容")), *heads])
        for row in block.rows:
            cells = [
                Box(pen.figure("article20", row.code, column.code), span)
                for column, span in zip(block.columns, spans, strict=True)
            ]
            rows.append([Box(pen.label(row.label)), *cells])
        if block is blocks[0] and "其他主动公开文件" in layout.extra_rows:
            rows.append([Box(pen.label("其他主动公开文件")), *(Box(pen.extra(), span) for span in spans)])
        drawn.append(rows)
    return drawn


def _application_head(pen: _Pen) -> Rows:
    layout = pen.layout
    applicants = [applicant.label for applicant in forms.applicants()]
    if layout.extra_column:
        applicants.insert(-1, layout.extra_column)
    corner = Box(pen.label(layout.corner), layout.label_columns, layout.head_rows)
    if layout.head_rows == 1:
        return [[corner, *(Box(pen.head(label)) for label in applicants)]]
    inner = Box(pen.label("法人或其他组织"), len(applicants) - 2)
    ends = [Box(pen.head(applicants[0]), 1, 2), inner, Box(pen.head(applicants[-1]), 1, 2)]
    last = [Box(pen.head(label)) for label in applicants[1:-1]]
    if layout.head_rows == 2:
        return [[corner, *ends], last]
    return [[corner, Box(pen.label("申请人情况"), len(applicants))], ends, last]


def _application_body(pen: _Pen) -> list[list[str]]:
    """Rows of the application table as ``[group, sub-group, label, figure…]``, group cells by their text."""
    rows: list[list[str]] = []
    for row in forms.application_rows(pen.form):
        sub_group = row.group if row.group.startswith("（") else ""
        figures = [pen.figure("applications", row.code, applicant.code) for applicant in forms.applicants()]
        if pen.layout.extra_column:
            figures.insert(-1, pen.extra())
        rows.append([RESULTS if row.group else "", sub_group, row.label, *figures])
        for label in pen.layout.extra_rows:
            if (label, row.code) in {("小计", "rejected_reconfirmation"), ("合计", "carried_out")}:
                rows.append([*rows[-1][:2], label, *(pen.extra() for _ in figures)])
    return rows


def _labelled(pen: _Pen, body: Sequence[Sequence[str]]) -> Rows:
    """The body rows of one table with their label cells."""
    count, style = pen.layout.label_columns, pen.layout.groups
    rows: Rows = []
    for index, (group, sub_group, label, *figures) in enumerate(body):
        names = (
            ([group, sub_group] if count == 3 else [sub_group or group] if count == 2 else [])
            if group
            else []
        )
        if count == 3 and not sub_group:
            names = names[:1]
        labels: list[Box] = []
        if style != "left out":
            for level, name in enumerate(names):
                alike = [_name(row, count, level) == name for row in body]
                if style == "merged":
                    if index and alike[index - 1]:
                        continue
                    run = next((n for n in range(index, len(body)) if not alike[n]), len(body)) - index
                    labels.append(Box(pen.label(name), 1, run))
                else:
                    is_told = style == "repeated" or (style == "once" and not (index and alike[index - 1]))
                    labels.append(Box(pen.label(name) if is_told else pen.empty()))
        elif names:
            names = []
        rows.append(
            [*labels, Box(pen.label(label), count - len(names)), *(Box(figure) for figure in figures)]
        )
    return rows


def _name(row: Sequence[str], count: int, level: int) -> str:
    group, sub_group = row[0], row[1]
    return (group, sub_group)[level] if count == 3 else sub_group or group


def _applications(pen: _Pen) -> list[Rows]:
    """The application table, cut where the layout says so."""
    layout, body = pen.layout, _application_body(pen)
    if not layout.cut:
        return [[*_application_head(pen), *_labelled(pen, body)]]
    first = [*_application_head(pen), *_labelled(pen, body[: layout.cut_after])]
    second = _labelled(pen, body[layout.cut_after :])
    if layout.cut == "bare":
        return [first, second]
    second = [*_application_head(pen), *second]
    return [[*first, *second]] if layout.cut == "page" else [first, second]


def _reviews(pen: _Pen) -> Rows:
    channels = forms.review_channels(pen.form)
    figures = [
        Box(pen.figure("reviews", channel.code, column.code))
        for channel, columns in channels
        for column in columns
    ]
    outcomes = [[Box(pen.head(column.label)) for column in columns] for _, columns in channels]
    heads = [Box(pen.label(channel.label), len(columns)) for channel, columns in channels]
    if pen.layout.reviews_head == 2:
        return [heads, [box for boxes in outcomes for box in boxes], figures]
    return [
        [heads[0], Box(pen.label("行政诉讼"), sum(head.colspan for head in heads[1:]))],
        [*(replace(box, rowspan=2) for box in outcomes[0]), *heads[1:]],
        [box for boxes in outcomes[1:] for box in boxes],
        figures,
    ]


def tables(figures: Mapping[CellKey, str], form: str, layout: Layout) -> Iterator[tuple[str, list[Rows]]]:
    """The three tables, each as the rows of the ``<table>`` elements it is drawn as."""
    pen = _Pen(figures, form, layout)
    blocks = _article20(pen)
    is_split = layout.cut == "headed"
    yield "二、主动公开政府信息情况", blocks if is_split else [[row for block in blocks for row in block]]
    yield "三、收到和处理政府信息公开申请情况", _applications(pen)
    yield "四、政府信息公开行政复议、行政诉讼情况", [_reviews(pen)]


def draw(figures: Mapping[CellKey, str], form: str, layout: Layout) -> str:
    """The article body as HTML."""
    parts: list[tuple[str, list[Rows]]] = []
    for heading, drawn in tables(figures, form, layout):
        parts.append((heading, [[*_finished(rows, layout)] for rows in drawn]))
    if layout.arrangement == "one":
        rows = [[Box(heading, 11)] for heading, _ in parts[:1]]
        for heading, drawn in parts:
            rows += ([[Box(heading, 11)]] if heading != parts[0][0] else []) + [
                row for part in drawn for row in part
            ]
        return serialised(rows, layout.markup)
    html = ["<p>一、总体情况</p><p>2022年，本县认真做好政府信息公开工作。</p>"]
    for heading, drawn in parts:
        html.append(f"<p><strong>{heading}</strong></p>")
        for rows in drawn:
            table = serialised(rows, layout.markup)
            html.append(
                f"<table><tr><td>{table}</td></tr></table>" if layout.arrangement == "nested" else table
            )
    html.append("<p>五、存在的主要问题及改进情况</p><p>公开内容有待深化。</p>")
    body = "\n".join(html)
    if layout.arrangement == "wrapped":
        return f"<table width=100%><tr><td>首页</td><td></td></tr><tr><td colspan=2>{body}</td></tr></table>"
    return body


def _finished(rows: Rows, layout: Layout) -> Iterator[list[Box]]:
    pen = _Pen({}, "2021", layout)
    width = sum(box.colspan for box in rows[0])
    for row in rows:
        yield [*row, *(Box(pen.empty()) for _ in range(layout.trailing_columns))]
    if layout.trailing_row:
        yield [Box(pen.empty()) for _ in range(width)]
