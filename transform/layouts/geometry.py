"""Words and ruling lines on a page, in points from its upper left corner: what PDF pages and pictures share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

# In ems (heights of the text). Type set solid leaves no gap, a blank leaves 0.25 to 0.5, and what belongs to two
# cells stands further apart than their padding.
TOUCHING = 0.3
WIDE_GAP = 1.5


class Word(NamedTuple):
    """Text set without a gap. ``baseline`` is the line it stands on, ``em`` the height of its type."""

    text: str
    x0: float
    x1: float
    baseline: float
    em: float

    @property
    def centre(self) -> float:
        """Middle of the word from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def middle(self) -> float:
        """Middle of the word from top to bottom."""
        return self.baseline - 0.35 * self.em

    @property
    def advance(self) -> float:
        """Width of one of its characters."""
        return (self.x1 - self.x0) / len(self.text)


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: horizontal at height ``at`` from ``start`` to ``end``, or vertical at ``at`` alike."""

    is_horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line of text, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The line as text: gaps as one blank, gaps wider than a blank as two."""
        parts = [self.words[0].text]
        for left, right in zip(self.words, self.words[1:], strict=False):
            gap = (right.x0 - left.x1) / max(left.em, right.em)
            parts += ["" if gap <= TOUCHING else "  " if gap > WIDE_GAP else " ", right.text]
        return "".join(parts)

    @property
    def x0(self) -> float:
        """Left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return max(word.x1 for word in self.words)

    @property
    def baseline(self) -> float:
        """The line it stands on."""
        return self.words[0].baseline

    @property
    def em(self) -> float:
        """Height of its largest type."""
        return max(word.em for word in self.words)


def lines_of(words: Iterable[Word], *, tolerance: float = 0.45) -> list[Line]:
    """Words gathered into lines, top to bottom; ``tolerance`` in ems is how far baselines of a line may differ."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=attrgetter("baseline", "x0")):
        if lines and word.baseline - lines[-1][0].baseline <= tolerance * min(word.em, lines[-1][0].em):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line(tuple(sorted(line, key=attrgetter("x0")))) for line in lines]


def joined(words: Sequence[Word]) -> list[Word]:
    """Single characters, or runs of them, joined to words where they touch on one baseline."""
    done: list[Word] = []
    for line in lines_of(words, tolerance=0.2):
        open_word: list[Word] = []
        for word in line.words:
            if open_word and word.x0 - open_word[-1].x1 > TOUCHING * word.em:
                done.append(_join(open_word))
                open_word = []
            open_word.append(word)
        done.append(_join(open_word))
    return done


def _join(parts: Sequence[Word]) -> Word:
    if len(parts) == 1:
        return parts[0]
    return Word(
        "".join(part.text for part in parts),
        min(part.x0 for part in parts),
        max(part.x1 for part in parts),
        parts[0].baseline,
        max(part.em for part in parts),
    )


def clusters(values: Iterable[float], tolerance: float) -> list[float]:
    """Positions that lie within ``tolerance`` of the first of their group, as the middle of each group."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def nearest(value: float, positions: Sequence[float]) -> int:
    """Index of the position (of an ascending sequence) next to ``value``."""
    after = bisect_left(positions, value)
    around = range(max(after - 1, 0), min(after + 1, len(positions)))
    return min(around, key=lambda index: abs(positions[index] - value))
