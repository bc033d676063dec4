"""The three tables of a report as positioned cells, before any layout: labels, spans and printed figures."""

from __future__ import annotations

from dataclasses import dataclass

from demo import forms
from demo.reports import Report

SUM_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
LABEL_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. ``kind`` is caption, head, label or figure."""

    text: str
    kind: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, rows of printed cells; a cell covered by a span is not repeated."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        """Number of grid columns."""
        return sum(cell.colspan for cell in self.rows[0])


def _spread(count: int, columns: int) -> list[int]:
    """Spans of ``count`` cells filling ``columns`` grid columns, the last one taking what is left over."""
    return [1] * (count - 1) + [columns - count + 1]


def article20(report: Report) -> Grid:
    """The table of section two: blocks stacked in one table, their value columns merged to a common width."""
    blocks = forms.article20_blocks(report.form_version)
    columns = max(len(block.columns) for block in blocks)
    rows: list[tuple[Cell, ...]] = []
    for block in blocks:
        spans = _spread(len(block.columns), columns)
        rows.append((Cell(block.caption, "caption", colspan=columns + 1),))
        heads = [Cell(c.label, "head", colspan=span) for c, span in zip(block.columns, spans, strict=True)]
        rows.append((Cell("信息内容", "head"), *heads))
        for row in block.rows:
            figures = [
                Cell(report.printed("article20", row.code, c.code), "figure", colspan=span)
                for c, span in zip(block.columns, spans, strict=True)
            ]
            rows.append((Cell(row.label, "label"), *figures))
    return Grid(tuple(rows))


def applications(report: Report) -> Grid:
    """The table of section three: three-level header, nested row headings, seven value columns."""
    applicants = forms.applicants()
    head = [
        (Cell(SUM_NOTE, "head", LABEL_COLUMNS, 3), Cell("申请人情况", "head", len(applicants))),
        (
            Cell(applicants[0].label, "head", rowspan=2),
            Cell("法人或其他组织", "head", len(applicants) - 2),
            Cell(applicants[-1].label, "head", rowspan=2),
        ),
        tuple(Cell(column.label, "head") for column in applicants[1:-1]),
    ]
    rows = forms.application_rows(report.form_version)
    results = [row for row in rows if row.group]
    body: list[tuple[Cell, ...]] = []
    opened: set[str] = set()
    for row in rows:
        labels: list[Cell] = []
        if row.group and not opened:
            labels.append(Cell("三、本年度办理结果", "label", rowspan=len(results)))
        if row.group.startswith("（") and row.group not in opened:
            labels.append(Cell(row.group, "label", rowspan=sum(r.group == row.group for r in rows)))
        opened |= {row.group} - {""}
        width = LABEL_COLUMNS if not row.group else 1 if row.group.startswith("（") else 2
        labels.append(Cell(row.label, "label", width))
        figures = [Cell(report.printed("applications", row.code, a.code), "figure") for a in applicants]
        body.append((*labels, *figures))
    return Grid((*head, *body))


def reviews(report: Report) -> Grid:
    """The table of section four: one row of fifteen figures under a three-level header."""
    channels = forms.review_channels(report.form_version)
    (first, first_outcomes), *litigation = channels
    width = len(first_outcomes)
    return Grid(
        (
            (Cell(first.label, "head", width), Cell("行政诉讼", "head", width * len(litigation))),
            (
                *(Cell(column.label, "head", rowspan=2) for column in first_outcomes),
                *(Cell(channel.label, "head", len(outcomes)) for channel, outcomes in litigation),
            ),
            tuple(Cell(column.label, "head") for _, outcomes in litigation for column in outcomes),
            tuple(
                Cell(report.printed("reviews", channel.code, column.code), "figure")
                for channel, outcomes in channels
                for column in outcomes
            ),
        )
    )
