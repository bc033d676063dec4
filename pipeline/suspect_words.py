"""Suspects as data, and what is said of them to the office that printed the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check_cells import CellKey
from pipeline.console import figure
from pipeline.form_labels import cell_zh
from pipeline.slips import SHAPES
from transform.read_report import Report

# pattern -> (Chinese, English). {cell}: the cell's place; {printed}, {implied}: numbers; {more}: row or column.
_WORDS: dict[str, tuple[str, str]] = {
    "cell": (
        "{cell}印作 {printed}，相关各项合计都要求 {implied}",
        "{cell} is printed as {printed}; every sum that holds it asks for {implied}",
    ),
    "one_of": ("下列单元格之一有误：{cell}", "one of these cells is wrong: {cell}"),
    "left_out": (
        "{cell}为空，合计要求此处为 {implied}，疑似漏填",
        "{cell} is empty; the sums leave {implied} for it, probably left out",
    ),
    "pending_left_out": (
        "{cell}：总计印作 {printed}，加上尚未审结为 {implied}，疑似总计未含尚未审结，或尚未审结有误",
        "{cell}: the total is printed as {printed}, with the pending cases it is {implied}: they were left out of it, "
        "or their number is wrong",
    ),
    "column_shift": (
        "「{more}」一行的数移动一栏后各项合计全部相符，疑似读取时丢了空格",
        "all sums hold once the row {more} is moved by one column: an empty cell was probably lost in reading",
    ),
    "moved_between_applicants": (
        "两栏的办理结果合计相差相等：某一行有件数记在{more}，行不能确定",
        "two columns are off by the same: in some row, cases stand under {more}; which row cannot be told",
    ),
    "totals_exchanged": (
        "两行的总计互换后都相符：{cell}",
        "the totals of two rows fit once they are exchanged: {cell}",
    ),
    "moved_between_rows": (
        "两行的横向合计相差相等：某一栏有件数记在{more}，栏不能确定",
        "two rows are off by the same: in some column, cases stand in {more}; which column cannot be told",
    ),
    "row_lost": (
        "各栏办理结果都少于总计，且差额横向相加相符：疑似有一行办理结果漏填或未读到",
        "the results fall short of the total in the columns, by figures that add up: a row of results was left out "
        "by the office, or not read",
    ),
    "row_counted_twice": (
        "各栏差额都等于「{more}」一行：疑似该行重复计入，或把小计当作了结果",
        "the excess of every column is the row {more}: it was probably counted twice, or is a subtotal",
    ),
    "partly_granted_counted_twice": (
        "各栏差额都等于「部分公开」：疑似部分公开又计入了不予公开",
        "the excess of every column is the partly granted ones: probably counted again under a ground of refusal",
    ),
    "carried_in_left_out": (
        "各栏差额都等于上年结转：疑似总计未含上年结转的申请",
        "every column is off by what was carried in: the total seems to leave last year's cases out",
    ),
    "carried_out_included": (
        "各栏差额都等于结转下年：疑似总计已含结转下年度的申请",
        "every column is off by what was carried over: the total seems to hold those cases already",
    ),
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """A hint where the error is, beside the checks that failed; no value is changed by it.

    ``pattern``: a key of the table of explanations: ``cell`` (one cell, ``printed`` as read, ``implied`` as the
    sums ask for), ``one_of`` (several cells, one of them wrong), ``left_out`` (a blank that a number is missing
    from), or a habit (numbers, if any, are those of the first cell).
    ``shape``: the slip that makes the one number of the other, see ``pipeline.slips``.
    ``responsibility``: ``source`` (printed so), ``extraction`` (we misread it) or ``unknown``.
    """

    pattern: str
    cells: tuple[CellKey, ...]
    printed: Decimal | None
    implied: Decimal | None
    shape: str
    checks: tuple[str, ...]
    explanation_zh: str
    explanation_en: str
    responsibility: str


def suspect(
    report: Report,
    pattern: str,
    cells: Sequence[CellKey],
    *,
    printed: Decimal | None = None,
    implied: Decimal | None = None,
    shape: str = "",
    checks: Iterable[str],
    more: tuple[str, str] = ("", ""),
    responsibility: str = "unknown",
) -> Suspect:
    """A suspect with its explanation in both languages. ``more``: row or column in Chinese and in English."""
    chinese, english = _WORDS[pattern]
    form = report.form_version
    numbers = {"printed": figure(printed), "implied": figure(implied) or "?"}
    zh = chinese.format(cell="、".join(cell_zh(form, key) for key in cells), more=more[0], **numbers)
    en = english.format(cell=", ".join(map(str, cells)), more=more[1], **numbers)
    if shape:
        zh, en = f"{zh}（{SHAPES[shape][0]}）", f"{en} ({SHAPES[shape][1]})"
    return Suspect(pattern, tuple(cells), printed, implied, shape, tuple(checks), zh, en, responsibility)


def responsibility_of(report: Report, table_name: str, shape: str) -> str:
    """Whose error a wrong figure in a table is: the office's where the table was read whole from clean markup.

    A part of a number may be the office's slip or a cell cut in reading: not told.
    """
    cells = [cell for cell in report.cells if cell.table_name == table_name]
    is_whole = all(cell.status not in ("missing", "ambiguous", "unreadable") for cell in cells)
    is_doubted = any(issue.severity != "info" and table_name in issue.message for issue in report.issues)
    is_drawn = report.layout not in ("text", "ocr", "none")
    return "source" if is_whole and is_drawn and not is_doubted and shape != "broken_number" else "unknown"
