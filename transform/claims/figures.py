"""Figures in running text: 12件, 1,204 条, 三百余条, 2.4万条, 100%, 0.05万元. Bounds are told from values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from transform.labels import simplify

MAX_DIGITS = 15  # what DECIMAL(20,4) holds; more digits are several numbers run together

_CHINESE = "零〇一二两三四五六七八九十百千"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMERALS = re.compile(rf"[\d{_CHINESE}]+")
# Characters of numbers occur in every other sentence (一是, 十分): those before anything else hold no figure.
_AFTER = frozenset("余多几千万亿件条宗例项起份篇部次个人元%,.。;、) \t\u3000\xa0")
# 第二十条 is an article of a law, 统一条件 and 逐件 hold no number. A number before punctuation has lost its counter,
# if it ever had one.
FIGURE = re.compile(
    r"(?<!第)(?<!\d[.,])(?:"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?"
    rf"|(?<![统同唯之单专任每某逐另其进万])[{_CHINESE}]+)\s*"
    r"(?P<loose>[余多几])?(?P<scale>[千万亿])?(?P<loose_too>[余多])?\s*"
    r"(?:(?P<percent>%)|(?P<points>个百分点)|(?P<money>元)"
    r"|(?P<counter>[件条人篇]次|件(?!事)|条(?!例|款|件)|宗|例(?!如|行)|项(?!目)|起(?!草|来|步|诉)|份(?!额)|篇"
    r"|部(?!门|分|委)|次(?!性)|个(?!百分点|月|工作|小时)))"
    r"(?P<about>左右|以上|以内|上下|余|多)?"
    r"|(?P<bare>\d+|零)(?=\s*[,。;、)]))"
)
_BOUND_BEFORE = re.compile(r"(?:近|约|超|超过|逾|突破|多达|不足|不到|至少|最多|不少于|不低于|不超过)\s*$")
_ENDS_OF_BOUNDS = frozenset("近约超过逾破达足到少多于 ")
_RANGE = frozenset("-—~至到 ")
_RANGE_BEFORE = re.compile(r"\d[%件条]?\s*[-—~至到]\s*$")
_RANGE_AFTER = re.compile(r"\s*[-—~至到]\s*\d")
# Titles and document numbers hold figures and years that are none of the report's.
_ASIDE = re.compile(r"《[^《》]{0,100}》|[〔\[【﹝(]\s*20\d\d\s*[〕\]】﹞)]\s*第?\s*\d{0,4}\s*号?")
HIDDEN = "\ue000"


class Figure(NamedTuple):
    """A figure as read. ``value`` is None for a bound or an approximate number; ``counter`` is the printed word."""

    value: Decimal | None
    unit: str  # count, yuan, percent, points, or bare where the counter was left out
    counter: str


class _PlainCharacters(dict[int, str]):
    """Code point -> its simplified, half-width form where that is one character, so that places stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = simplify(char)
        self[code] = plain if len(plain) == 1 else char
        return self[code]


_PLAIN = _PlainCharacters()
# Every end of a sentence becomes 。, so that one search finds it.
_WIDE = dict(zip("，；：（）％！？．－０１２３４５６７８９", ",;:()%。。.-0123456789", strict=True))
_TRADITIONAL = "開請報條無處結與關發務餘"  # no report in traditional characters lacks them all


def plain_characters(text: str) -> str:
    """Text of the same length in simplified, half-width characters."""
    if any(char in text for char in _TRADITIONAL):
        return text.translate(_PLAIN)
    for (
        wide,
        half,
    ) in _WIDE.items():  # a dozen plain replacements take a fifth of the time of a translation
        if wide in text:
            text = text.replace(wide, half)
    return text


def without_asides(plain: str) -> str:
    """Plain text of the same length with titles in 《》 and document numbers hidden."""
    return _ASIDE.sub(lambda aside: HIDDEN * len(aside[0]), plain)


def figure_places(plain: str) -> list[re.Match[str]]:
    """Where the figures of a plain text stand, in order; ``read_figure`` reads one."""
    places: list[re.Match[str]] = []
    end = 0
    for numerals in _NUMERALS.finditer(plain):
        start, after = numerals.span()
        if start >= end and plain[after : after + 1] in _AFTER and (place := FIGURE.match(plain, start)):
            places.append(place)
            end = place.end()
    return places


def read_figure(place: re.Match[str]) -> Figure | None:
    """The figure at a place; None for one end of a range (3至5件)."""
    text, start, end = place.string, place.start(), place.end()
    before = text[start - 1 : start]
    if before in _RANGE and _RANGE_BEFORE.search(text, max(0, start - 8), start):
        return None
    if text[end : end + 1] in _RANGE and _RANGE_AFTER.match(text, end):
        return None
    bare, counter, percent, points, *loose = place.group(
        "bare", "counter", "percent", "points", "loose", "loose_too", "about"
    )
    unit = (
        "bare" if bare else "count" if counter else "percent" if percent else "points" if points else "yuan"
    )
    is_bound = any(loose) or (
        before in _ENDS_OF_BOUNDS and _BOUND_BEFORE.search(text, max(0, start - 4), start)
    )
    return Figure(None if is_bound else _value(place), unit, counter or "")


def _value(place: re.Match[str]) -> Decimal | None:
    number = (place["number"] or place["bare"]).replace(",", "")
    scale = _SCALES[place["scale"] or ""]
    if number[0] in _CHINESE:
        counted = chinese_number(number)
        return None if counted is None else Decimal(counted * scale)
    return Decimal(number) * scale if len(number) <= MAX_DIGITS else None


def chinese_number(text: str) -> int | None:
    """A number in Chinese characters below ten thousand; None for what is not written as one.

    >>> chinese_number("三百二十"), chinese_number("十二"), chinese_number("一〇五"), chinese_number("百千")
    (320, 12, None, None)
    """
    total, digit = 0, None
    last_tens = 10_000
    for char in text:
        if char in _TENS:
            tens = _TENS[char]
            if tens >= last_tens or digit == 0 or (digit is None and (tens > 10 or total)):
                return None
            total += (1 if digit is None else digit) * tens
            last_tens, digit = tens, None
        elif digit in (None, 0):
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)
