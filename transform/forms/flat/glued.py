"""Labels and figures that share a line: parted by blanks, run together, or a whole report in one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from transform.forms.flat.vocabulary import (
    first_characters,
    is_figure,
    label_pattern,
    paragraph_headings,
)
from transform.labels import MAX_LABEL, simplify

LEAST_HEADINGS = 2  # in a paragraph before it is searched for tables
_PAGE_NUMBER = re.compile(r"\s*[-—–―]+\s*\d+\s*[-—–―]+\s*")
_ZEROS = re.compile(r"00+(?![0-9.])")
_WORD = re.compile(rf"\S{{1,{MAX_LABEL}}}")  # bounded, so that a paragraph without blanks takes linear time


class Part(NamedTuple):
    """A stretch of a line as printed. ``is_glued``: a figure with no blank before it; what it runs on from is a
    label, so its digits may be the figures of several cells."""

    text: str
    kind: Literal["label", "figure", "text"]
    is_glued: bool = False


def parts(text: str, *, between_pipes: bool, is_prose: bool) -> list[Part]:
    """The labels and figures that ``text`` is made of; empty where it is made of something else.

    Text that is no prose must be covered by them whole, prose (a paragraph that holds tables) is searched for them.
    Between pipes, figures alone, parted by blanks, are no cells of their own; elsewhere a paragraph must hold
    headings of the forms before it is taken apart.
    """
    if _PAGE_NUMBER.fullmatch(text):
        return []
    plain = simplify(text)
    if not is_prose:
        if plain[:1] not in first_characters() and not plain.startswith("第二十条"):
            return []  # most often: it need not be taken apart to be told
        found = _scan(text, is_whole=True)
        labels = sum(part.kind == "label" for part in found)
        return found if len(found) > 1 and (labels or not between_pipes) else []
    if between_pipes or sum(heading in plain for heading in paragraph_headings()) >= LEAST_HEADINGS:
        found = _scan(text, is_whole=False)
        return found if any(part.kind == "label" for part in found) else []
    return []


def _plain_characters(text: str) -> list[str]:
    """One character for each of ``text``, so that places in the plain text are places in the printed one."""
    return [plain if len(plain := simplify(character)) == 1 else "�" for character in text]


def _scan(text: str, *, is_whole: bool) -> list[Part]:
    """``text`` cut into parts; empty where ``is_whole`` and some of it is neither label nor figure."""
    if is_whole and not (label_pattern().match(simplify(text)) or is_figure(text.split(maxsplit=1)[0])):
        return []
    plain = "".join(_plain_characters(text))
    found: list[Part] = []
    at = 0
    for label in label_pattern().finditer(plain):
        between = list(_between_labels(text, plain, at, label.start(), is_first=not at))
        if is_whole and any(part.kind == "text" for part in between):
            return []
        found += [*between, Part(text[label.start() : label.end()], "label")]
        at = label.end()
    found += _between_labels(text, plain, at, len(plain), is_first=not at)
    return [] if is_whole and any(part.kind == "text" for part in found) else found


def _between_labels(text: str, plain: str, start: int, stop: int, *, is_first: bool) -> Iterator[Part]:
    """The words between two labels: figures, and others."""
    for word in _WORD.finditer(plain, start, stop):
        at, end = word.span()
        is_glued = at == start and not is_first
        if is_glued and (zeros := _ZEROS.match(plain, at, end)) is not None:  # whatever runs on behind them
            yield Part(text[at : zeros.end()], "figure", is_glued=True)
            at = zeros.end()
        if at == end:
            continue
        is_number = is_figure(text[at:end]) or (is_glued and text[at:end].isdecimal())
        yield Part(text[at:end], "figure" if is_number else "text", is_glued=is_glued and is_number)
