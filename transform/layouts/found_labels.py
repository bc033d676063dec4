"""Labels of the forms among the words of a page: words below one another that together print one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from transform.labels import fold
from transform.layouts.geometry import Word, lines_of

MAX_LABEL_LINES = 12  # the longest label in the narrowest column
PHRASE_GAP = 0.4  # ems; what stands closer on one line is one cell


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """A label as found: its folded text, its phrases top to bottom."""

    text: str
    phrases: tuple[Word, ...]

    @property
    def x0(self) -> float:
        """Left end."""
        return min(phrase.x0 for phrase in self.phrases)

    @property
    def x1(self) -> float:
        """Right end."""
        return max(phrase.x1 for phrase in self.phrases)

    @property
    def centre(self) -> float:
        """Middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def top(self) -> float:
        """Upper end of its type."""
        return self.phrases[0].baseline - self.phrases[0].em

    @property
    def bottom(self) -> float:
        """Lower end of its type."""
        return self.phrases[-1].baseline + 0.3 * self.phrases[-1].em

    @property
    def printed(self) -> str:
        """Its text as printed, lines joined."""
        return "".join(phrase.text for phrase in self.phrases)


def phrases_of(words: Sequence[Word]) -> Iterator[Word]:
    """Words of a line that stand closer than cells do, as one."""
    for line in lines_of(words):
        run: list[Word] = []
        for word in line.words:
            if run and word.x0 - run[-1].x1 > PHRASE_GAP * word.em:
                yield _phrase(run)
                run = []
            run.append(word)
        yield _phrase(run)


def _phrase(run: Sequence[Word]) -> Word:
    return Word(
        "".join(word.text for word in run),
        run[0].x0,
        run[-1].x1,
        run[0].baseline,
        max(word.em for word in run),
    )


def find_labels(phrases: Sequence[Word], wanted: Collection[str]) -> list[FoundLabel]:
    """The ``wanted`` labels that phrases print, alone or continued in the lines below; each phrase in one label, and
    longer labels first."""
    prefixes = {label[:end] for label in wanted for end in range(1, len(label) + 1)}
    found: list[FoundLabel] = []
    for first in phrases:
        run, text = [first], fold(first.text)
        while text in prefixes:
            if text in wanted:
                found.append(FoundLabel(text, tuple(run)))
            following = _below(run[-1], phrases) if len(run) < MAX_LABEL_LINES else None
            if following is None:
                break
            run.append(following)
            text = fold("".join(phrase.text for phrase in run))
    found.sort(key=lambda label: len(label.text), reverse=True)
    taken: set[int] = set()
    kept: list[FoundLabel] = []
    for label in found:
        own = {id(phrase) for phrase in label.phrases}
        if not own & taken:
            taken |= own
            kept.append(label)
    return kept


def _below(phrase: Word, phrases: Sequence[Word]) -> Word | None:
    """The next phrase below, if it stands in the same column of text."""
    near = [
        other
        for other in phrases
        if 0.5 * phrase.em < other.baseline - phrase.baseline <= 2.2 * phrase.em
        and min(other.x1, phrase.x1) - max(other.x0, phrase.x0)
        >= 0.5 * min(other.x1 - other.x0, phrase.x1 - phrase.x0)
    ]
    return min(near, key=lambda other: other.baseline, default=None)


def is_group_of(group: FoundLabel, row: FoundLabel) -> bool:
    """Whether a label stands left of a row's own, as the heading of a group of rows."""
    return group.x1 <= row.x0 and group.top < row.bottom and row.top < group.bottom


def in_one_band(labels: Sequence[FoundLabel], count: int) -> list[FoundLabel]:
    """The ``count`` labels that stand nearest to one height, where so many stand side by side."""
    ordered = sorted(labels, key=lambda label: label.bottom)
    best: list[FoundLabel] = []
    for start in range(len(ordered) - count + 1):
        band = ordered[start : start + count]
        spread = band[-1].bottom - band[0].bottom
        if spread <= 4 * band[0].phrases[0].em and (not best or spread < best[-1].bottom - best[0].bottom):
            best = band
    return best


def bands(heads: Sequence[FoundLabel]) -> list[list[FoundLabel]]:
    """Headings side by side, each band left to right, bands top to bottom."""
    found: list[list[FoundLabel]] = []
    for head in sorted(heads, key=lambda head: head.top):
        if found and head.top <= max(other.bottom for other in found[-1]):
            found[-1].append(head)
        else:
            found.append([head])
    return [sorted(band, key=lambda head: head.centre) for band in found]
