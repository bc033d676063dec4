"""Lines of text -> pieces: the printed cells of flattened tables, whichever way a copy has parted them.

A cell ends at the end of its line or at a pipe. A pipe right after another is an empty cell; one that opens a line
ends the cell of the line above where that has none yet. So one reading serves rows of cells between pipes, cells on
lines of their own with and without pipes, and rows broken anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transform.forms.flat import glued
from transform.forms.flat.vocabulary import is_figure, labels
from transform.forms.flat.woven import unweave
from transform.labels import MAX_LABEL, fold
from transform.numerals import DASHES

MAX_PIECES = 200_000  # a report has about 500; with the padding of layout tables some thousand

LONGEST_ROW = 400  # printed characters of a line; a longer one holds prose beside its tables, and stays text

_PIPE = re.compile("[|｜│]")
_RULE = re.compile(r"[\s|｜│:]*+(?:-{2,}+[\s|｜│:]*+)+")  # |---|---| of markdown


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell as printed, or a line of text. ``text`` is empty for an empty cell between pipes, ``label`` is it folded.

    ``line_no`` and ``col_no``: line of the document and cell of that line, from 1. ``is_piped``: a pipe ends it;
    ``is_open``: no pipe ends it on its own line. ``is_leading``: nothing is printed before it on its line.
    ``is_glued``: a figure that no blank parts from its label.
    """

    text: str
    label: str
    line_no: int
    col_no: int
    is_piped: bool = False
    is_open: bool = True
    is_leading: bool = False
    is_glued: bool = False


def pieces_of(lines: Sequence[str]) -> list[list[Piece]]:
    """The pieces of every line; none for a blank line, nor for any after the first ``MAX_PIECES``."""
    found: list[list[Piece]] = []
    is_framed = _is_framed(lines)
    last: tuple[int, int] | None = None  # place in ``found`` of a cell that a pipe may still end
    skip = total = 0
    for index, line in enumerate(lines):
        pieces: list[Piece] = []
        found.append(pieces)
        if skip:
            skip -= 1
        elif total > MAX_PIECES or not line or line.isspace():
            continue
        elif not _PIPE.search(line):
            cells, skip = _unpiped(lines, index)
            pieces.extend(cells)
            last = (index, len(pieces) - 1)
        elif not _RULE.fullmatch(line):
            opens, cells = _piped(line, index + 1, is_framed=is_framed)
            if opens and last is not None:
                row, place = last
                found[row][place] = replace(found[row][place], is_piped=True)
            elif opens and not (is_framed and any(cell.text for cell in cells)):
                pieces.append(Piece("", "", index + 1, 1, is_piped=True, is_open=False, is_leading=True))
            pieces.extend(cells)
            last = (index, len(pieces) - 1) if pieces and not pieces[-1].is_piped else None
        total += len(pieces)
    return found


def _is_framed(lines: Sequence[str]) -> bool:
    """Whether the rows are drawn as in markdown, where the pipe that opens a line ends no cell."""
    rows = [line.strip() for line in lines if len(_PIPE.findall(line[:MAX_LABEL])) > 1]
    drawn = [row for row in rows if _PIPE.sub("", row).strip()]
    return bool(drawn) and all(_PIPE.match(row) for row in drawn)


def _unpiped(lines: Sequence[str], index: int) -> tuple[list[Piece], int]:
    """The pieces of a line without pipes, and how many lines below it they use up."""
    text = lines[index].strip()
    if found := _cells(text, index + 1, 1, between_pipes=False, is_prose=len(text) > MAX_LABEL):
        return found, 0
    if (woven := unweave(lines, index)) is not None:
        cells = [
            Piece(cell, fold(cell), index + 1, col_no, is_leading=col_no == 1)
            for col_no, cell in enumerate(woven.cells, start=1)
        ]
        return cells, woven.lines - 1
    return [Piece(text, fold(text), index + 1, 1, is_leading=True)], 0


def _piped(line: str, line_no: int, *, is_framed: bool) -> tuple[bool, list[Piece]]:
    """Whether a pipe opens the line, and what follows that."""
    *ended, rest = map(str.strip, _PIPE.split(line, maxsplit=MAX_PIECES))
    opens = not ended[0]
    is_prose = sum(map(len, ended)) + len(rest) > LONGEST_ROW
    pieces: list[Piece] = []
    col_no, is_leading = 2 if opens and not is_framed else 1, True
    for text, is_piped in [*((text, True) for text in ended[opens:]), (rest, False)]:
        if not text:
            if is_piped:
                pieces.append(Piece("", "", line_no, col_no, True, is_open=False, is_leading=is_leading))
                col_no += 1
            continue
        cells = _cells(text, line_no, col_no, between_pipes=True, is_prose=is_prose)
        cells = cells or [Piece(text, fold(text), line_no, col_no)]
        cells[0] = replace(cells[0], is_leading=is_leading)
        cells[-1] = replace(cells[-1], is_piped=is_piped, is_open=not is_piped)
        pieces.extend(cells)
        col_no, is_leading = col_no + len(cells), False
    return opens, pieces


def _cells(text: str, line_no: int, first: int, *, between_pipes: bool, is_prose: bool) -> list[Piece]:
    """The cell, or the several, that a text without pipes is; empty where it is no cell of a form.

    ``is_prose``: its line is longer than a row of any form, and holds more than tables.
    """
    label = fold(text)
    is_known = is_figure(text) or label in labels()
    if not (is_known and _is_one(text)):
        found = glued.parts(text, between_pipes=between_pipes, is_prose=is_prose)
        if found:
            return [
                Piece(
                    part.text,
                    fold(part.text),
                    line_no,
                    col_no,
                    is_leading=col_no == 1,
                    is_glued=part.is_glued,
                )
                for col_no, part in enumerate(found, start=first)
            ]
        if is_known and text[-1] in DASHES:  # a label and marks that are no cells: no row begins here
            label = ""
    return [Piece(text, label, line_no, first, is_leading=first == 1)] if is_known else []


def _is_one(text: str) -> bool:
    """Whether nothing but a label can be in a text that folds to one: a dash folds away, and so does a figure that
    looks like a numbering ("0 2.重复申请", the last cell of a row before the label of the next)."""
    if is_figure(text):
        return True
    words = text.split()
    return text[-1] not in DASHES and not (len(words) > 1 and is_figure(words[0]))
