"""The six sections of a report, found by the words of their headings: the numerals are often wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transform.labels import simplify

MAX_HEADING = 40
_NUMERAL = re.compile(r"^\s*[((]?[一二三四五六七八九]\s*[))]?\s*[、..]?\s*")

# In the order of the form (both notices); the first words that match decide.
_WORDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"主动公开(?:的)?(?:政府)?信息(?:的)?(?:情况)?|主要公开政府信息情况")),
    (3, re.compile(r"收到和处理.{0,12}申请")),
    (4, re.compile(r"复议.{0,8}诉讼")),
    (5, re.compile(r"问题.{0,8}(?:改进|措施|整改)")),
    (6, re.compile(r"其他(?:需要)?报告")),
    (1, re.compile(r"总体(?:工作)?情况|基本情况|工作开展情况|概述")),
)

# A character that every heading has, in either script: what lacks all of them need not be folded to be told.
_MAY_BE_HEADING = re.compile("公|复|復|问题|問題|其他|总体|總體|基本|工作|概述")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: ``section_no`` 1 to 6 as the form numbers them, 0 for the text before the first."""

    section_no: int
    heading: str | None
    text: str


def split_sections(lines: Sequence[str], title: str | None) -> list[Section]:
    """Split the text of a report into its sections; each number once, in the form's order.

    ``title``: the preface (section 0) begins after its last occurrence, so that menus above it stay out.
    """
    start = 0
    if title:
        start = max(
            (i + 1 for i, line in enumerate(lines) if title in line and len(line) <= 2 * len(title)),
            default=0,
        )
    sections: list[tuple[int, str | None, list[str]]] = [(0, None, [])]
    for line in lines[start:]:
        number = _heading_number(line, after=sections[-1][0])
        if number is not None:
            sections.append((number, line.strip(), []))
        elif line.strip():
            sections[-1][2].append(line.strip())
    if len(sections) == 1:
        return []
    return [
        Section(number, heading, "\n".join(text)) for number, heading, text in sections if heading or text
    ]


def _heading_number(line: str, *, after: int) -> int | None:
    if len(line) > MAX_HEADING or not _MAY_BE_HEADING.search(line):
        return None
    plain = simplify(line)
    numeral = _NUMERAL.match(plain)
    if numeral is None or numeral[0].strip().isdigit():
        return None
    words = plain[numeral.end() :]
    if len(words) > 30:
        return None
    for number, pattern in _WORDS:
        if pattern.search(words):
            return number if number > after else None
    return None
