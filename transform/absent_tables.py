"""Reports without the three tables: what was to be expected of them, and where a table may be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transform.claims import mask_long_digits
from transform.claims.figures import plain_characters
from transform.forms.form_2014 import OlderTables
from transform.issues import Issue
from transform.sections import Section

LAST_YEAR_OF_PROSE = (
    2019  # the first year of the tables, when many still used the outline of the years before
)
_MOST_QUOTED = 3
_LONGEST_QUOTE = 120
_MAY_ANNOUNCE = re.compile("附[件表]|[统統][计計]|[报報]告表")
_ANNOUNCED = re.compile(r"附[件表]|(?:情况|指标)统计|统计(?:数据|情况)?(?:附|汇总)?表|年度报告表")
_OF_FORM = re.compile("收到和处理|收到和處理")
_OF_OLDER_OUTLINE = re.compile("概述|收费|收費|依申请公开|依申請公開|申诉|申訴|减免|減免")


def absent_tables(
    older: OlderTables,
    sections: Sequence[Section],
    lines: Sequence[str],
    report_year: int | None,
    title: str,
    pictures: Sequence[str],
) -> tuple[list[Issue], str, str]:
    """Issues, parse_status and parse_message of a report in which none of the three tables was found.

    A statistical table of the older kind is ``partial``: it is there and not read. Before the form of 2019 a report
    was prose by law (国办发〔2014〕32号 asks for figures to be sent upwards, not to be printed), so that no table is
    missing from one that has none.
    """
    if (issue := older.issue(beside_later_form=False)) is not None:
        return [issue], "partial", "its statistical table is of an older form, recognised and not read yet"
    announced = _announcement(lines)
    if _is_prose_by_law(sections, report_year):
        prose = Issue(
            "info",
            "no_tables_prose_only",
            "expected no table in a report of these years, found none: its text, sections and claims are kept",
            title,
        )
        return [prose, *announced], "no_tables", "a report of the years before the forms, in prose alone"
    absent = Issue(
        "error",
        "no_tables",
        "expected the three tables of the form, found none; they may stand in an attachment or a picture",
        title,
    )
    message = "none of the three tables is in the document"
    if pictures:
        message += f"; it shows {len(pictures)} pictures"
        announced.append(
            Issue(
                "warning",
                "image_only",
                f"expected the tables as text, found none and {len(pictures)} pictures, which may show them: archive "
                "those with `nianbao import`, or look at the page",
                " | ".join(pictures[:_MOST_QUOTED]),
            )
        )
    return [absent, *announced], "no_tables", message


def _is_prose_by_law(sections: Sequence[Section], report_year: int | None) -> bool:
    headings = [section.heading for section in sections if section.heading]
    if any(_OF_FORM.search(heading) for heading in headings):
        return False
    if report_year is not None:
        return report_year < LAST_YEAR_OF_PROSE or (
            report_year == LAST_YEAR_OF_PROSE and _is_older_outline(headings)
        )
    return _is_older_outline(headings)


def _is_older_outline(headings: Sequence[str]) -> bool:
    return any(_OF_OLDER_OUTLINE.search(heading) for heading in headings)


def _announcement(lines: Sequence[str]) -> list[Issue]:
    found: list[str] = []
    for line in lines:
        if _MAY_ANNOUNCE.search(line) and (match := _ANNOUNCED.search(plain_characters(line))):
            start = max(0, match.start() - _LONGEST_QUOTE // 2)
            found.append(mask_long_digits(line[start : start + _LONGEST_QUOTE]).strip())
    if not found:
        return []
    return [
        Issue(
            "warning",
            "table_announced",
            "the text announces a table or an annex that is not in this document: look among the links of its page "
            "and archive what they lead to",
            " | ".join(dict.fromkeys(found[:_MOST_QUOTED])),
        )
    ]
