"""The 2021 report of the government office of Guangling (广灵县): the page of a real county, rebuilt.

Labels and figures of its three tables are those of the published page, token by token, with what got lost
on it: the label of the row 规章, numerals before 、, and two of the six applicant cells of every result row.
The prose is written anew. ``figures/guangling-2021.txt`` holds the body as HTML text, one line of the page
a line.
"""

from __future__ import annotations

from functools import cache

from demo.reports import FIGURES

DIVISION_CODE = "140223"
REPORT_YEAR = 2021
SCOPE = "office"
TITLE = "廣靈縣人民政府辦公室2021年政府信息公開工作年度報告"
ISSUER_NAME = "廣靈縣政府辦公室"
PUBLISHED_AT = "2022-01-30 17:07"
FIRST_TABLE_LINE = "二、主動公開政府信息情況"
LAST_SECTION_LINE = "五、存在的主要問題及改進情況"


@cache
def lines() -> tuple[str, ...]:
    """Lines of the body as HTML text; a line that is empty on the page is ``&nbsp;``."""
    return tuple((FIGURES / "guangling-2021.txt").read_text(encoding="utf-8").splitlines())


def table_lines() -> tuple[str, ...]:
    """The lines from heading two up to heading five: three flattened tables and their headings."""
    body = lines()
    return body[body.index(FIRST_TABLE_LINE) : body.index(LAST_SECTION_LINE)]


def render_body() -> str:
    """The article body: one ``<p>`` a line."""
    return "\n".join(f"<p>{line}</p>" for line in lines())
