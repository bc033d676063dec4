"""Two printed lines that are one row: headings broken inside their columns, and labels broken around the figures.

The text of a PDF page prints what stands at one height as one line:

    结果  结果  其他  尚未  总计          （二）部分公开（区分处理的，只计这一    0  0  0
    维持  纠正  结果  审结                情形，不计其他情形）
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transform.forms.flat.vocabulary import heading_labels, is_figure, labels, row_labels
from transform.labels import MAX_LABEL, fold

MOST_LINES = 2  # of a label above the line with its figures, and below it


class Woven(NamedTuple):
    """The cells that ``lines`` lines, beginning with the one asked for, print together."""

    cells: list[str]
    lines: int


def unweave(lines: Sequence[str], index: int) -> Woven | None:
    """The headings or the labelled row that ``lines[index]`` and its neighbours print together, if they do."""
    words = lines[index].split()
    if len(words) < 2 or len(lines[index]) > MAX_LABEL:
        return None
    if is_figure(words[-1]):
        return _label_around_figures(lines, index, words)
    if index + 1 < len(lines):
        headings = _headings(words, lines[index + 1].split())
        return Woven(headings, 2) if headings else None
    return None


def _headings(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Headings whose second halves stand in the line below: every word is used, or none."""
    if not lower or len(lower) > len(upper):
        return []
    headings: list[str] = []
    used = 0
    for word in upper:
        if used < len(lower) and fold(word + lower[used]) in heading_labels():
            headings.append(word + lower[used])
            used += 1
        elif fold(word) in heading_labels():
            headings.append(word)
        else:
            return []
    return headings if used == len(lower) else []


def _label_around_figures(lines: Sequence[str], index: int, words: Sequence[str]) -> Woven | None:
    first = len(words)
    while first and is_figure(words[first - 1]):
        first -= 1
    own = "".join(words[:first])
    if fold(own) in labels():
        return None
    for above in range(MOST_LINES + 1):
        for below in range(MOST_LINES + 1):
            if index < above or index + below >= len(lines) or not above + below:
                continue
            printed = [*lines[index - above : index], own, *lines[index + 1 : index + 1 + below]]
            if any(fold(line) in labels() for line in printed):
                continue
            if fold(label := "".join(line.strip() for line in printed)) in row_labels():
                return Woven([label, *words[first:]], 1 + below)
    return None
