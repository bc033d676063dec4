"""Figures that the prose of a report states: what they are of, how much, and the words that say so.

A claim is what a sentence says, not what is so: checks N-01 to N-20 hold it against the tables. ``claims.csv``
says what each code means. The rules (``sentences`` applies them):

- Every occurrence counts. A figure belongs to the nearest subject before it, and a subject has one figure:
  不予公开3件，其中国家秘密1件 is three refused, and nothing is said of the 1.
- A figure that the words do not place for sure gives no claim. A bound, an approximate or a cumulative figure
  gives a claim without a value: the quote says what was printed.
- A sentence of another year gives ``other_year`` with that year instead of its figures.
- Words for nothing or everything (未收到申请, 全部办结) give the value that ``claims.csv`` says.

``quote`` is verbatim, without the breaks of wrapped lines: the clauses from the subject to the figure, at most
300 characters. Digit strings of seven and more other than the figure (telephones, identity numbers) are masked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from transform.claims.figures import plain_characters, without_asides
from transform.claims.sentences import Hit, Prose
from transform.codes import SEEDS
from transform.sections import Section

MAX_QUOTE = 300
MAX_CHARACTERS = 200_000  # of a section; the longest real reports have 60,000 in all
MAX_CLAIMS = 1_000  # of a document; real reports have up to 60
_WRAPPED = 20  # characters from which a line without a stop at its end goes on in the next one

_STOPS = "。；;！!？?：:"
_CLAUSE_EDGE = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[。;!?()]")
_LONG_DIGITS = re.compile(r"(?<!\d)(?:\d{3,4}[-－—]\d{7,8}|\d{7,})(?!\d)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure stated in the prose, a row of ``claims``.

    ``value`` is None for a bound, an approximate or a cumulative figure; ``unit`` is count, percent, yuan or
    year, the unit of its code.
    """

    claim_code: str
    value: Decimal | None
    unit: str
    quote: str
    section_no: int


@cache
def claim_units() -> dict[str, str]:
    """Every claim code and the unit of its values, from ``claims.csv``."""
    with (SEEDS / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["claim_code"]: row["unit"] for row in csv.DictReader(file)}


def claims_of(sections: Sequence[Section], report_year: int | None) -> list[Claim]:
    """The claims of a report in the order of its text.

    ``report_year`` None: no year that a sentence names can be told from the report's, figures are taken as they
    come.
    """
    units = claim_units()
    claims: list[Claim] = []
    for section in sections:
        prose = Prose(section.section_no, report_year)
        text = section.text[:MAX_CHARACTERS]
        plain = plain_characters(text)
        start = 0
        for end in _paragraph_ends(text):
            if end == start:
                start += 1
                continue
            paragraph = without_asides(plain[start:end].replace("\n", ""))
            hits = prose.read(paragraph)
            if hits:
                printed = text[start:end].replace("\n", "")
                claims.extend(
                    Claim(
                        hit.code,
                        hit.value,
                        units[hit.code],
                        _quote(printed, paragraph, hit),
                        section.section_no,
                    )
                    for hit in hits
                )
            start = end + 1
            if len(claims) >= MAX_CLAIMS:
                return claims[:MAX_CLAIMS]
    return claims


def _paragraph_ends(text: str) -> Iterator[int]:
    """Where paragraphs end: at breaks, but not at those of wrapped lines. A break between two digits ends one, for
    they may be of two figures."""
    start, at = 0, text.find("\n")
    while at >= 0:
        last, following = text[at - 1 : at], text[at + 1 : at + 2]
        is_wrapped = at - start >= _WRAPPED and last not in _STOPS
        if not is_wrapped or (last.isdigit() and following.isdigit()):
            yield at
            start = at + 1
        at = text.find("\n", at + 1)
    yield len(text)


def _quote(printed: str, plain: str, hit: Hit) -> str:
    """The clauses from subject to figure, cut to the figure's end where they are too long."""
    start = _clause_start(plain, hit.start)
    edge = _CLAUSE_EDGE.search(plain, hit.end, hit.end + MAX_QUOTE)
    end = edge.start() if edge else min(len(plain), hit.end + MAX_QUOTE)
    end = max(hit.end, min(end, start + MAX_QUOTE))
    start = max(start, end - MAX_QUOTE)
    quote = printed[start:end]
    if _LONG_DIGITS.search(quote):
        before, after = printed[start : hit.figure_start], printed[hit.end : end]
        quote = mask_long_digits(before) + printed[hit.figure_start : hit.end] + mask_long_digits(after)
    return quote.strip()


def _clause_start(plain: str, place: int) -> int:
    lowest = max(0, place - MAX_QUOTE)
    start = lowest
    for edge in ",。;:(!?":
        at = plain.rfind(edge, start, place)
        while at >= 0 and edge in ",:" and plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit():
            at = plain.rfind(edge, start, at)  # 1,204 is one figure
        start = max(start, at + 1)
    return start


def mask_long_digits(text: str) -> str:
    """Text with stars for digit strings of seven and more: telephones, identity numbers."""
    return _LONG_DIGITS.sub(lambda digits: "*" * len(digits[0]), text)
