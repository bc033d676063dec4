"""Section headings in lines of text: candidates by their words and numerals, of which the likeliest chain is taken.

A report has one level of headings that are its sections. Sub-headings of section 一 repeat their words
((一)主动公开情况), lists of contents repeat them all, numerals are doubled or missing, and in copies a heading is
broken over two lines or stands inside a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from transform.labels import simplify

MAX_HEADING = 40  # characters of a line; the longest heading of the forms has 23
MAX_CANDIDATES = 200  # a real report has up to 40
_LONGEST_NUMERAL = 6  # characters of a numeral alone on its line
_INLINE_FROM = 80  # a line from this length may hold headings inside

_MARKS = "、,.，．：:)）"
_DIGITS = "一二三四五六七八九十"
_NUMERAL = re.compile(
    rf"^\s*(?:(?P<section>[{_DIGITS}]{{1,3}})\s*(?P<mark>[、,，..．:：]|(?=\s))"
    rf"|[（(]?\s*(?P<bracket>[{_DIGITS}]{{1,3}})\s*[）)]\s*[、.．]?"
    rf"|第(?P<part>[{_DIGITS}]{{1,3}})(?:部分|章)[、:：]?)\s*"
)
_NUMERAL_ALONE = re.compile(
    rf"^(?:[{_DIGITS}]{{1,3}}\s*[、.．]?|[（(]?[{_DIGITS}]{{1,3}}[）)]、?|第[{_DIGITS}]{{1,3}}部分)$"
)
_NUMERAL_STARTS = frozenset(f"{_DIGITS}（(第㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩")
_ENCLOSED = {ord("㈠") + value: f"({digit})" for value, digit in enumerate(_DIGITS)}

# In the order of the form (both notices); the first words that match decide.
_WORDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (4, re.compile(r"复议|诉讼|申诉")),
    (3, re.compile(r"收到和处理.{0,12}申请|依申请公开|申请公开.{0,4}(?:情况|办理)|信息公开申请")),
    (2, re.compile(r"主[动要]公开")),
    (5, re.compile(r"问题|困难|不足|改进|整改|下一步|今后|打算")),
    (6, re.compile(r"其[他它](?:需要)?.{0,6}(?:报告|说明|事项|情况)|需要.{0,6}(?:报告|说明)|^其[他它]$")),
    (
        1,
        re.compile(
            r"总体|概述|概况|综述|基本(?:工作)?情况|工作(?:开展|推进|基本)?(?:总体)?(?:推进)?情况|引言"
        ),
    ),
)
# The forms' own words, with the variants seen: these are headings even without a numeral, or inside a line.
_OF_FORM = (
    r"总体情况|(?:行政机关)?主[动要]公开政府信息(?:的)?情况"
    r"|(?:行政机关)?收到和处理政府信息公开(?:的)?申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作)?(?:被申请|被)?(?:行政)?复议(?:、|和)?(?:被?提起)?(?:行政)?诉讼(?:的)?情况"
    r"|(?:政府信息公开(?:工作)?)?存在的?(?:主要)?问题(?:及|和|以及|与)(?:其)?改进(?:情况|措施)"
    r"|其[他它]需要?报告的?(?:有关)?(?:事项|情况)"
)
_EXACT = re.compile(rf"(?:{_OF_FORM})[。:]?")
# All of them end with one of these, in either script, or with a mark behind it.
_ENDS = frozenset("况況施项項。:： ")
# Worth the folding of a long line: a numeral before the first words of a section, in either script.
_MAY_BE_INLINE = re.compile(
    rf"[{_DIGITS}][）)、.．][、]?\s*(?:总体|總體|行政|主[动動要]|收到|因?政府|存在|其)"
)
_INLINE = re.compile(rf"(?:(?<=[。;；!:：\s])|^)[（(]?[{_DIGITS}][）)、.．][、]?\s*(?:{_OF_FORM})")
# A list of contents, a menu or a sentence may begin as a heading does; none of these stands in one.
_NO_HEADING = re.compile(r"[,;!?]|。.|\d\s*[条件篇次项]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads a section: its ``index`` among the lines and its section ``number``, 0 for a part that the
    form does not have."""

    index: int
    number: int
    printed: str
    level: str  # section (一、), bracket ((一)), part (第一部分) or none, as its numeral is written
    numeral: int  # 0 where it has none
    is_exact: bool


def heading_lines(lines: Sequence[str]) -> list[str]:
    """The printed lines without blank ones, each heading on a line of its own and whole."""
    printed = [text for line in lines if (text := line.strip())]
    whole: list[str] = []
    done = 0
    for index in [
        index
        for index, text in enumerate(printed)
        if len(text) >= _INLINE_FROM or (text[0] in _NUMERAL_STARTS and len(text) <= _LONGEST_NUMERAL)
    ]:
        if index < done:
            continue
        whole += printed[done:index]
        text, done = printed[index], index + 1
        if (
            len(text) < _INLINE_FROM
            and done < len(printed)
            and _NUMERAL_ALONE.match(text.translate(_ENCLOSED))
        ):
            # A numeral alone belongs to the words of the next line.
            text, done = f"{text}{'' if text[-1] in _MARKS else ' '}{printed[done]}", done + 1
        if len(text) >= _INLINE_FROM and _MAY_BE_INLINE.search(text):
            whole.extend(_with_inline_headings(text))
        else:
            whole.append(text)
    return whole + printed[done:]


def _with_inline_headings(text: str) -> Iterator[str]:
    plain = simplify(text)
    if len(plain) != len(text):
        yield text
        return
    start = 0
    for match in _INLINE.finditer(plain):
        for part in (text[start : match.start()], text[match.start() : match.end()]):
            if part.strip():
                yield part.strip()
        start = match.end()
        if plain[start : start + 1] in "。:":
            start += 1
    if rest := text[start:].strip():
        yield rest


def choose_headings(lines: Sequence[str]) -> list[Heading]:
    """The headings of the sections, in the order of the text; section numbers 1 to 6 rise."""
    candidates = list(_candidates(lines))
    known = [heading for heading in candidates if heading.number]
    if not known:
        return []
    top = _top_level(known)
    chain = _best_chain([heading for heading in known if _may_stand(heading, top)], top)
    return sorted([*chain, *_other_parts(candidates, chain, top)], key=lambda heading: heading.index)


def _candidates(lines: Sequence[str]) -> Iterator[Heading]:
    # Without a numeral only the form's own words are a heading.
    places = [
        index
        for index, line in enumerate(lines)
        if (line[0] in _NUMERAL_STARTS or line[-1] in _ENDS) and len(line) <= MAX_HEADING
    ]
    found = ((index, heading) for index in places if (heading := _heading(lines[index])) is not None)
    for index, heading in islice(found, MAX_CANDIDATES):
        yield replace(heading, index=index)


@lru_cache(maxsize=4096)  # reports are headed alike
def _heading(line: str) -> Heading | None:
    """The heading that a line may be, at the index 0."""
    plain = simplify(line.translate(_ENCLOSED))
    match = _NUMERAL.match(plain)
    title = plain[match.end() :].strip() if match else plain.strip()
    if not title or _NO_HEADING.search(title):
        return None
    is_exact = _EXACT.fullmatch(title) is not None
    if match is None and not is_exact:
        return None
    level, numeral = _level(match)
    number = next((number for number, pattern in _WORDS if pattern.search(title)), 0)
    return Heading(0, number, line, level, numeral, is_exact)


def _level(match: re.Match[str] | None) -> tuple[str, int]:
    if match is None:
        return "none", 0
    level = next(name for name in ("section", "bracket", "part") if match[name])
    digits = match[level]
    tens, _, ones = digits.rpartition("十")
    if "十" not in digits:
        return level, _DIGITS.find(digits[0]) + 1
    return level, (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)


def _top_level(known: Sequence[Heading]) -> str:
    """The level of the sections: that of 总体情况, which comes before all sub-headings, else the commonest."""
    first = next((heading for heading in known if heading.number == 1 and heading.level != "none"), None)
    if first is not None and (first.numeral == 1 or first.level == "section"):
        return first.level
    numbers = {
        level: {h.number for h in known if h.level == level} for level in ("section", "part", "bracket")
    }
    return max(numbers, key=lambda level: len(numbers[level]))


def _may_stand(heading: Heading, top: str) -> bool:
    """A heading of another level is a section only in the form's words and with the form's numeral, or none."""
    if heading.level == top:
        return True
    return heading.is_exact and heading.numeral in (0, heading.number)


def _weight(heading: Heading, top: str) -> int:
    weight = 10 if heading.level == top else 6
    if heading.is_exact:
        weight += 3
    return weight + 2 if heading.numeral == heading.number else weight


def _best_chain(known: Sequence[Heading], top: str) -> list[Heading]:
    """The chain of rising section numbers that weighs most; of equal ones the later, which skips a list of contents.

    A numeral that falls back to one begins a list inside a section (五、问题: 一、… 二、…) and costs more than the
    heading adds.
    """
    best: list[tuple[int, list[Heading]]] = []
    for heading in known:
        weight, chain = _weight(heading, top), [heading]
        for earlier_weight, earlier in best:
            last = earlier[-1]
            if last.number >= heading.number:
                continue
            falls = heading.level == last.level and heading.numeral < last.numeral
            total = earlier_weight + _weight(heading, top) - (12 if falls else 0)
            if total >= weight:
                weight, chain = total, [*earlier, heading]
        best.append((weight, chain))
    heaviest = max((weight for weight, _ in best), default=0)
    return next((chain for weight, chain in reversed(best) if weight == heaviest), [])


def _other_parts(candidates: Sequence[Heading], chain: Sequence[Heading], top: str) -> list[Heading]:
    """Top-level headings of an older outline that the form does not have: they go on with the numerals of the chain."""
    taken = {heading.index: heading for heading in chain}
    if not chain:
        return []
    others: list[Heading] = []
    numeral = 0
    for heading in candidates:
        if heading.index in taken:
            numeral = max(numeral, heading.numeral)
        elif heading.level == top and heading.numeral == numeral + 1 and not heading.is_exact:
            later = [h.numeral for h in chain if h.index > heading.index and h.level == top]
            if heading.index > chain[0].index and all(heading.numeral < other for other in later):
                others.append(replace(heading, number=0))
                numeral = heading.numeral
    return others
