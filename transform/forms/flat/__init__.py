"""Flattened tables: the text of tables that lost their markup, in whatever way it was copied.

``pieces`` turns lines into a stream of printed cells, ``walk`` goes through it once (known labels open rows, the
figures and empty cells that follow belong to the row last opened), ``margins`` tells padding from empty columns,
``settle`` hands the rows to the readers of the three tables. A figure is placed by its label and its order only
where the row has as many cells as the form has columns; otherwise it stays ambiguous, with an issue.
"""

from __future__ import annotations

from collections.abc import Sequence

from transform.forms.cells import Reading
from transform.forms.flat.pieces import LONGEST_ROW, MAX_PIECES, Piece, pieces_of
from transform.forms.flat.settle import settle
from transform.forms.flat.vocabulary import is_caption, is_figure, telling_labels
from transform.forms.flat.walk import Walker
from transform.issues import Issue

MAX_LINES_APART = 400  # between two labels of the same report; sections of prose may stand between its tables
LEAST_LABELS = 5  # of a flattened table; fewer stand in menus
MOSTLY = 0.9  # of the figures of a table whose cells pipes end: a page number or two may stand among them


def read_lines(lines: Sequence[str], readings: dict[str, Reading], wanted: set[str]) -> set[int]:
    """Read the ``wanted`` tables out of flattened lines into ``readings``; returns the lines that were tables."""
    if not wanted:
        return set()
    pieces = pieces_of(lines)
    if sum(map(len, pieces)) > MAX_PIECES:
        readings[min(wanted)].issues.append(_too_many_cells())
    first, last = _zone(pieces)
    zone = pieces[first - 1 : last]
    gap = None if _is_piped(zone) else _line_gap(zone)
    walker = Walker(skips_bare=_is_closed(zone))
    blanks = 0
    for line_no in range(first, last + 1):
        if not lines[line_no - 1].strip():
            blanks += 1
            continue
        if gap is not None and blanks > gap:
            empty, rest = divmod(blanks - gap, gap + 1)
            for _ in range(empty):
                walker.take(Piece("", "", line_no, 1))
            if rest:
                walker.take_ragged_gap()
        blanks = 0
        for piece in pieces[line_no - 1]:
            walker.take(piece)
    if gap is not None and _blanks_after(lines, last) > gap:
        walker.take_blank_end()
    walk = walker.finish()
    walk.is_parted = any(map(_is_parted, zone))
    settle(walk, readings, wanted)
    return {number for number in walk.used_lines if _is_row(pieces[number - 1])}


def _blanks_after(lines: Sequence[str], line_no: int) -> int:
    """Blank lines between a line and the next one that is none; 0 at the end of the text, which may be trimmed."""
    for number, line in enumerate(lines[line_no:]):
        if line.strip():
            return number
    return 0


def _is_row(pieces: Sequence[Piece]) -> bool:
    return sum(len(piece.text) for piece in pieces) <= LONGEST_ROW


def _zone(pieces: Sequence[Sequence[Piece]]) -> tuple[int, int]:
    """First and last line (from 1) that can belong to a flattened table; (1, 0) where there is none."""
    clusters: list[list[int]] = [[]]  # the line of every label
    for number, line in enumerate(pieces, start=1):
        for piece in line:
            if not (piece.label in telling_labels() or is_caption(piece.label)):
                continue
            if clusters[-1] and number - clusters[-1][-1] > MAX_LINES_APART:
                clusters.append([])
            clusters[-1].append(number)
    found = max(clusters, key=len)
    if len(found) < LEAST_LABELS:
        return 1, 0
    last = found[-1]
    for number in range(last + 1, len(pieces) + 1):  # the figures after the last label
        printed = [piece.text for piece in pieces[number - 1] if piece.text]
        if not all(map(is_figure, printed)):
            break
        if pieces[number - 1]:
            last = number
    return found[0], last


def _is_piped(zone: Sequence[Sequence[Piece]]) -> bool:
    """Whether pipes part the cells, so that blank lines among them mean nothing."""
    return any(piece.is_piped and is_figure(piece.text) for line in zone for piece in line if piece.text)


def _is_parted(line: Sequence[Piece]) -> bool:
    """Whether pipes part the cells of a line and none ends the last."""
    return len(line) > 1 and line[-2].is_piped and bool(line[-1].text) and not line[-1].is_piped


def _is_closed(zone: Sequence[Sequence[Piece]]) -> bool:
    """Whether nearly every figure has a pipe behind it on its line, so that one alone on a line is a page number."""
    ends = [not piece.is_open for line in zone for piece in line[-1:] if piece.text and is_figure(piece.text)]
    return sum(ends) > MOSTLY * len(ends)


def _line_gap(zone: Sequence[Sequence[Piece]]) -> int:
    """Blank lines between two neighbouring cells: the smallest distance of two figures anywhere in the tables.

    Of figures alone: a heading broken over two lines stands closer than cells do. Without two neighbouring
    figures, the smallest distance of any two lines.
    """
    distances: dict[bool, int] = {}  # whether between figures -> smallest
    blanks, previous = 0, ""
    for line in zone:
        if not line:
            blanks += 1
            continue
        if previous:
            between_figures = is_figure(previous) and is_figure(line[0].text)
            distances[between_figures] = min(blanks, distances.get(between_figures, blanks))
        blanks, previous = 0, line[-1].text
    return distances.get(True, distances.get(False, 0))


def _too_many_cells() -> Issue:
    return Issue(
        "error",
        "text_cut",
        f"the text has more than {MAX_PIECES} cells, a report some hundred; what lies beyond was not read as a table",
    )
