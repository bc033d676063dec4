"""The report year: of the title, the statistical period, the preface or, at last, the date of publication.

Years of the Regulation (2019), of document numbers 〔2021〕 and of foundings are none of these places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from transform.identity.dates import FIRST_YEAR
from transform.identity.titles import years_in
from transform.issues import Issue
from transform.labels import simplify

_Y, _M = r"\s*[年/.-]\s*", r"\s*[月/.-]\s*"
# 统计期限自2021年1月1日起至2021年12月31日止; some end a few days or weeks earlier.
_PERIOD = re.compile(
    rf"(?<!\d)(20\d\d){_Y}0?1{_M}0?1(?!\d)\s*日?[^。\d]{{0,12}}?(?:至|到|—|-|~)\s*"
    rf"(?:(20\d\d){_Y})?1[0-2]{_M}[0-3]?\d(?!\d)"
)
# Copies that lost 年 and 月: 自20201月1日起至202012月31日止, 202011日起至20201231日止.
_DAMAGED = re.compile(
    r"(?<!\d)(20\d\d)\s*年?\s*1\s*月?\s*1\s*日[^。\d]{0,12}?(?:至|到|—|-|~)\s*\1\s*年?\s*12\s*月?\s*31\s*日"
)
# 现将2021年政府信息公开工作情况报告如下; no bracket or other figure between the year and the words.
_PREFACE = re.compile(
    r"(?<!\d)(20\d\d)\s*年?度?[^。《》〔〕()\[\]\d]{0,40}?信息公开[^。《》〔〕()\[\]\d]{0,20}?(?:报告|年报|情况|公布|公开)"
)
MAX_LINE = 20_000  # characters of a line that are searched; whole reports stand on one line


def report_year_of(
    title: str | None, text: Sequence[str], published_on: date | None
) -> tuple[int | None, list[Issue]]:
    """The report year, None where nothing tells it; and the issues of years that are doubtful or at odds."""
    in_title = years_in(title) if title else []
    period = next(_periods(text, _PERIOD), [])
    context = title or ""
    if in_title:
        year = in_title[-1]
        if {*in_title, *period} != {year}:
            found = f"{in_title} in the title" + (
                f" and {period} in the statistical period" if period else ""
            )
            return _checked(
                year,
                Issue(
                    "error",
                    "year_conflict",
                    f"expected title and statistical period to name one year, found {found}; {year} is taken: "
                    "look at the page",
                    context,
                ),
            )
        return _checked(year)
    if period:
        if len(set(period)) == 1:
            return _checked(period[0])
        return _checked(
            period[-1],
            Issue(
                "error",
                "year_conflict",
                f"expected a statistical period of one year, found {period}; the year of its end is taken",
                context,
            ),
        )
    for code, years, place in (
        ("year_from_text", _preface_years(text), "a sentence of the preface"),
        ("year_from_damaged_period", next(_periods(text, _DAMAGED), []), "a period that lost characters"),
        (
            "year_from_date",
            [published_on.year - 1] if published_on else [],
            f"the date {published_on}, the year before it",
        ),
    ):
        if years:
            issue = Issue(
                "warning",
                code,
                f"expected a year in the title or a statistical period, found neither; {years[0]} is of {place}",
                context,
            )
            return _checked(years[0], issue)
    return None, [Issue("error", "year_not_found", "expected a report year, found none", context)]


def _checked(year: int, *issues: Issue) -> tuple[int | None, list[Issue]]:
    if year < FIRST_YEAR:
        issue = Issue("error", "year_not_found", f"expected a report year from {FIRST_YEAR} on, found {year}")
        return None, [*issues, issue]
    return year, list(issues)


def _periods(text: Sequence[str], pattern: re.Pattern[str]) -> Iterator[list[int]]:
    """The years of the periods that lines state, start and end."""
    for line in text:
        if ("日" in line or "-" in line) and ("31" in line or "12" in line or "１２" in line):
            for match in pattern.finditer(simplify(line[:MAX_LINE])):
                yield [int(year) for year in match.groups() if year]


def _preface_years(text: Sequence[str]) -> list[int]:
    for line in text:
        if "20" in line and ("公开" in line or "公開" in line):
            match = _PREFACE.search(simplify(line[:MAX_LINE]))
            if match:
                return [int(match[1])]
    return []
