"""Pages of lines and tables -> the blocks of a document: page numbers and running heads left out, paragraphs that
run over lines and pages joined, tables that run over pages joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transform.grid import Grid
from transform.layouts.form_words import is_label
from transform.layouts.geometry import Line
from transform.layouts.joining import continues, grid_of, join
from transform.layouts.ruled import DrawnTable

MARGIN = 0.12  # of the height of a page, where page numbers and running heads stand
LEAST_PROSE = 12  # characters of a line that a paragraph may go on after

_MARKS = r"[\s—–―\-－_~·•]*"
_PAGE_NUMBER = re.compile(
    rf"{_MARKS}(?:第\s*)?(\d{{1,4}})\s*(?:页)?(?:\s*[/／,，]?\s*共?\s*\d{{1,4}}\s*页?)?{_MARKS}"
)
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}[.、．])")


@dataclass(frozen=True, slots=True)
class LaidPage:
    """One page: its lines outside tables and its tables, each top to bottom, in points."""

    width: float
    height: float
    lines: list[Line]
    tables: list[DrawnTable]


def blocks_of(pages: Sequence[LaidPage]) -> list[str | Grid]:
    """The text and the tables of all pages in reading order; tables numbered from 1."""
    left, right = _text_margins(pages)
    running = _running(pages)
    blocks: list[str | DrawnTable] = []
    last: Line | None = None  # the line that the last block ends with
    for number, page in enumerate(pages):
        items: list[Line | DrawnTable] = [
            *(line for line in page.lines if id(line) not in running),
            *page.tables,
        ]
        items.sort(key=lambda item: item.baseline if isinstance(item, Line) else item.ys[0])
        for position, item in enumerate(items):
            if isinstance(item, DrawnTable):
                open_table = blocks[-1] if blocks else None
                if (
                    position == 0
                    and number
                    and isinstance(open_table, DrawnTable)
                    and continues(open_table, item)
                ):
                    blocks[-1] = join(open_table, item)
                else:
                    blocks.append(item)
                last = None
            elif last is not None and isinstance(blocks[-1], str) and _goes_on(last, item, left, right):
                blocks[-1] = _glue(blocks[-1], item.text)
                last = item
            else:
                blocks.append(item.text)
                last = item
    done: list[str | Grid] = []
    tables = 0
    for block in blocks:
        if isinstance(block, DrawnTable):
            tables += 1
            done.append(grid_of(tables, block))
        else:
            done.append(block)
    return done


def _is_prose(line: Line) -> bool:
    return len(line.text) >= LEAST_PROSE and "  " not in line.text


def _text_margins(pages: Sequence[LaidPage]) -> tuple[float, float]:
    """Where running text begins and ends from left to right."""
    prose = [line for page in pages for line in page.lines if _is_prose(line)]
    return min((line.x0 for line in prose), default=0.0), max((line.x1 for line in prose), default=0.0)


def _goes_on(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether a paragraph goes on in the next line: the first reaches the right margin, the next is not indented."""
    return (
        _is_prose(line)
        and line.x1 >= right - 1.5 * line.em
        and following.x0 <= left + line.em
        and abs(line.em - following.em) <= 0.2 * line.em
        and "  " not in following.text
        and not _NUMBERED.match(following.text)
        and not any(is_label(word.text) for word in (*line.words, *following.words))
    )


def _glue(text: str, rest: str) -> str:
    needs_blank = text[-1:].isascii() and text[-1:].isalpha() and rest[:1].isascii() and rest[:1].isalpha()
    return f"{text} {rest}" if needs_blank else text + rest


def _running(pages: Sequence[LaidPage]) -> set[int]:
    """Identities of the lines that are page numbers or repeat a running head.

    A bare number is taken for a page number only where it counts with the pages; a running head stays on the
    first page that has it.
    """
    found: set[int] = set()
    bare: list[tuple[int, Line]] = []  # number minus page, line
    heads: dict[tuple[str, int], list[Line]] = {}
    for index, page in enumerate(pages):
        for line in _outermost(page):
            match = _PAGE_NUMBER.fullmatch(line.text)
            if match is None:
                if not any(is_label(word.text) for word in line.words):
                    heads.setdefault((line.text, round(line.baseline / 4)), []).append(line)
            elif line.text.strip() != match[1]:
                found.add(id(line))
            else:
                bare.append((int(match[1]) - index, line))
    for lines in heads.values():
        found |= {id(line) for line in lines[1:]}
    offsets = Counter(offset for offset, _ in bare)
    for offset, line in bare:
        if offset == 1 or offsets[offset] > 1:
            found.add(id(line))
    return found


def _outermost(page: LaidPage) -> list[Line]:
    """The first and the last line of a page, where they stand in its margins and outside all tables."""
    top = min((table.ys[0] for table in page.tables), default=page.height)
    bottom = max((table.ys[-1] for table in page.tables), default=0.0)
    found: list[Line] = []
    for line in (page.lines[0], page.lines[-1]) if page.lines else ():
        at_head = line.baseline <= MARGIN * page.height and line.baseline <= top
        at_foot = line.baseline >= (1 - MARGIN) * page.height and line.baseline >= bottom
        if (at_head or at_foot) and line not in found:
            found.append(line)
    return found
