"""A clean report of each form, and the same with one thing changed: what the tests of the checks are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pipeline.check_cells import form_cells
from transform.claims import claims_of
from transform.forms.cells import Cell, Token
from transform.identity import Identity
from transform.issues import Issue
from transform.numerals import Numeral, read_amount, read_count
from transform.read_report import Report
from transform.sections import Section

YEARS = {"2021": 2022, "2019": 2020}

_APPLICATIONS = {
    "new": (42, 12, 0, 1, 2, 0, 57),
    "carried_in": (3, 1, 0, 0, 0, 0, 4),
    "granted": (15, 5, 0, 1, 1, 0, 22),
    "partly_granted": (4, 1, 0, 0, 0, 0, 5),
    "refused_internal": (2, 0, 0, 0, 0, 0, 2),
    "refused_process": (1, 1, 0, 0, 0, 0, 2),
    "unable_not_held": (12, 4, 0, 0, 1, 0, 17),
    "rejected_petition": (4, 0, 0, 0, 0, 0, 4),
    "other_uncorrected": (2, 1, 0, 0, 0, 0, 3),
    "other": (2, 1, 0, 0, 0, 0, 3),
    "concluded": (40, 12, 0, 1, 2, 0, 55),
    "carried_out": (5, 1, 0, 0, 0, 0, 6),
}
SIX = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")
COLUMNS = (*SIX, "total")
Cells = dict[tuple[str, str], str | None]
FIGURES: dict[tuple[str, str], str] = {
    **{
        (row, column): str(figure)
        for row, figures in _APPLICATIONS.items()
        for column, figure in zip(COLUMNS, figures, strict=True)
    },
    ("reconsideration", "upheld"): "3",
    ("reconsideration", "corrected"): "1",
    ("reconsideration", "pending"): "1",
    ("reconsideration", "total"): "5",
    ("litigation_direct", "upheld"): "14",
    ("litigation_direct", "corrected"): "3",
    ("litigation_direct", "other"): "2",
    ("litigation_direct", "pending"): "6",
    ("litigation_direct", "total"): "25",
    ("normative_documents", "made"): "6",
    ("normative_documents", "repealed"): "10",
    ("normative_documents", "in_force"): "112",
    ("normative_documents", "produced"): "6",
    ("normative_documents", "newly_disclosed"): "6",
    ("normative_documents", "total_disclosed"): "120",
    ("licences", "items_last_year"): "203",
    ("licences", "change"): "+3",
    ("licences", "decisions"): "4321",
    ("other_services", "items_last_year"): "51",
    ("other_services", "change"): "-2",
    ("other_services", "decisions"): "77",
    ("penalties", "items_last_year"): "301",
    ("penalties", "decisions"): "1234",
    ("coercions", "items_last_year"): "21",
    ("coercions", "decisions"): "56",
    ("fees", "items_last_year"): "12",
    ("fees", "change"): "-1",
    ("fees", "amount_10k_yuan"): "2512.35",
    ("procurement", "projects"): "34",
    ("procurement", "amount"): "2512.35万元",
}
"""What is printed, by row and column of either form; 0 in the cells that are not here."""

SECTIONS = {
    0: "所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    1: "全年新收政府信息公开申请57件，上年结转4件，本年度办结55件，结转下年度继续办理6件。",
    2: "",
    3: "",
    4: "",
    5: "部分单位对公开范围的把握还不够准，答复文书不够规范，下一步将开展专题培训。",
    6: "本年度未收取信息处理费。",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is other than in the clean report. ``cells``: by row and column what is printed, None where the page has
    no such cell; ``sections``: text by number, None where it has none; ``more``: said behind section one."""

    cells: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    sections: Mapping[int, str | None] = field(default_factory=dict)
    more: str = ""
    identity: Mapping[str, Any] = field(default_factory=dict)
    issues: Sequence[tuple[str, str, str]] = ()


def report(form: str, change: Change | None = None) -> Report:
    """A report on a form: the clean one, or with a change; its claims are read from its prose."""
    change = change or Change()
    year = YEARS[form]
    identity = Identity(
        f"演示县{year}年政府信息公开工作年度报告",
        "演示县人民政府",
        "government",
        "990101",
        year,
        date(year + 1, 3, 20),
        True,
        [],
    )
    texts = {**SECTIONS, 1: SECTIONS[1] + change.more, **change.sections}
    sections = [
        Section(number, f"第{number}部分" if number else None, text.format(year=year))
        for number, text in texts.items()
        if text is not None
    ]
    printed = {**FIGURES, **change.cells}
    cells = [
        _cell(form, number, *key, printed.get(key[1:], "0"))
        for number, key in enumerate(form_cells(form), start=1)
    ]
    return Report(
        replace(identity, **change.identity),
        form,
        "html",
        "ok",
        None,
        cells,
        sections,
        claims_of(sections, year),
        [Issue(*issue) for issue in change.issues],
    )


def _cell(form: str, number: int, table: str, row: str, column: str, printed: str | None) -> Cell:
    if printed is None:
        return Cell(table, row, column, "missing", None, None, None)
    read = _read(row, column, printed)
    return Cell(table, row, column, read.status, read.value, read.unit, Token(printed, 1, number, 1))


def _read(row: str, column: str, printed: str) -> Numeral:
    if column == "amount_10k_yuan":
        return read_amount(printed, heading_unit="万元")
    if column == "amount":
        return read_amount(printed, heading_unit=None)
    return read_count(printed, signed=column == "change")
