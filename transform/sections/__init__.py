"""The sections of a report, found by the words of their headings: the numerals are often wrong.

Both notices prescribe six. Reports before 2019 follow the Regulation of 2008 (Art. 32: 概述, 主动公开, 依申请公开,
收费及减免, 复议诉讼, 问题和改进) or a local outline. Their parts get the number of the section with the same
subject; a part that the form does not have (收费及减免, 机构建设, 咨询处理 …) is a section of number 0 with its
heading. Number 0 without a heading is the preface, or the whole text of a report without headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transform.sections.headings import Heading, choose_headings, heading_lines
from transform.sections.signoff import end_of_report

_TITLE_LINES = 2  # a line with the title in it that is longer than this many titles is prose


@dataclass(frozen=True, slots=True)
class Section:
    """A section: ``section_no`` 1 to 6 as the form numbers them, else 0 (see the module)."""

    section_no: int
    heading: str | None
    text: str


def split_sections(lines: Sequence[str], title: str | None) -> list[Section]:
    """Split the lines of a report, tables left out, into its sections in the order of the text.

    ``title``: the preface begins after its last occurrence above the first heading, so that menus stay out. What
    follows the sign-off (links, footer) stays out too. Without headings the text is one section if ``title`` is
    given, and there are none if it is not: a page of which nothing says that it is a report.
    """
    whole = heading_lines(lines)
    headings = choose_headings(whole)
    if not headings and title is None:
        return []
    first = headings[0].index if headings else len(whole)
    start = _after_title(whole[:first], title)
    end = end_of_report(whole, headings[-1].index + 1 if headings else start)
    sections: list[Section] = []
    for heading, begin, stop in _spans(headings, start, end):
        text = "\n".join(whole[begin:stop])
        if heading is not None or text:
            sections.append(
                Section(heading.number if heading else 0, heading.printed if heading else None, text)
            )
    return sections


def _spans(headings: Sequence[Heading], start: int, end: int) -> Iterator[tuple[Heading | None, int, int]]:
    """Each heading, None for the preface, with the lines of its text."""
    stops = [heading.index for heading in headings[1:]] + [end]
    yield None, start, headings[0].index if headings else end
    for heading, stop in zip(headings, stops, strict=True) if headings else ():
        yield heading, heading.index + 1, max(stop, heading.index + 1)


def _after_title(lines: Sequence[str], title: str | None) -> int:
    if not title:
        return 0
    return max(
        (
            index + 1
            for index, line in enumerate(lines)
            if title in line and len(line) <= _TITLE_LINES * len(title)
        ),
        default=0,
    )
