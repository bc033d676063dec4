"""Printed text of a cell -> number and state. Nothing is guessed: what is not plainly one number is unreadable.

The marks and units below are data; ``tests/transform/numerals.csv`` is the table of examples they answer to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

# Marks for "nothing": the office wrote something, but no number.
DASHES = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "–", "―", "─", "无", "無", "不涉及", "不适用", "不適用"}
)

# Units of counting that may follow a count; they change nothing.
COUNTERS = frozenset(
    ["件", "项", "項", "个", "個", "条", "條", "次", "宗", "起", "份", "例", "篇", "人次", "件次"]
)

# Units of money -> factor to 10k yuan (the unit of the forms).
MONEY = {
    "万元": Decimal(1),
    "萬元": Decimal(1),
    "元": Decimal("0.0001"),
    "亿元": Decimal(10000),
    "億元": Decimal(10000),
}

# Signs in words or arrows, printed in the column 本年增/减 of the 2019 form.
SIGNS = {
    "+": 1,
    "-": -1,
    "−": -1,
    "增加": 1,
    "增": 1,
    "减少": -1,
    "減少": -1,
    "减": -1,
    "減": -1,
    "↑": 1,
    "↓": -1,
}
NO_CHANGE = frozenset({"无变化", "無變化", "持平"})

MAX_DIGITS = 15  # beyond this it is two numbers run together; also what DECIMAL(20,4) holds
MAX_AMOUNT = Decimal(10) ** 15  # 10k yuan; what DECIMAL(20,4) holds with room to spare
_FOUR_PLACES = Decimal("0.0001")

# Full-width forms become plain ones and characters without width go. Nothing wider (NFKC) is safe here: it
# would make the footnote mark of 3① a second digit.
_PLAIN: dict[int, int | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_SIGN = re.compile("|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A cell's text as read.

    ``status`` is ``reported``, ``blank``, ``dash`` or ``unreadable``; ``value`` exists only where reported.
    ``unit`` is ``count``, ``10k_yuan``, ``unknown`` (money without a unit) or None. ``notes`` names what is
    unusual about the printing: each becomes an issue row.
    """

    status: str
    value: Decimal | None = None
    unit: str | None = None
    notes: tuple[str, ...] = ()


_UNREADABLE = Numeral("unreadable")


@lru_cache(maxsize=65536)
def read_count(text: str, *, signed: bool = False) -> Numeral:
    """Read a count; ``signed`` for the column 本年增/减, where words and arrows give the direction."""
    plain = _plain(text)
    if (empty := _empty(plain)) is not None:
        return empty
    if signed and plain in NO_CHANGE:
        return Numeral("reported", Decimal(0), "count", ("worded_number",))
    parsed = _signed_number(plain)
    if parsed is None:
        return _UNREADABLE
    sign, number, rest, notes = parsed
    if rest in COUNTERS:
        notes += ("printed_unit",)
    elif rest:
        return _UNREADABLE
    if number != number.to_integral_value():
        return _UNREADABLE
    if sign < 0 and not signed and number:
        notes += ("negative_count",)
    if sign > 0 and not signed:
        notes += ("signed_count",)
    return Numeral("reported", (number if sign >= 0 else -number).to_integral_value(), "count", notes)


@lru_cache(maxsize=65536)
def read_amount(text: str, *, heading_unit: str | None) -> Numeral:
    """Read an amount of money into 10k yuan.

    ``heading_unit`` is the unit printed in the column heading (``万元`` on the 2021 form, None on the 2019
    form, whose 采购总金额 has none). A bare figure under a heading without unit keeps its number and gets
    unit ``unknown``: 808 for three projects can be yuan or 10k yuan.
    """
    plain = _plain(text)
    if (empty := _empty(plain)) is not None:
        return empty
    parsed = _signed_number(plain)
    if parsed is None:
        return _UNREADABLE
    sign, number, rest, notes = parsed
    if sign < 0 and number:
        notes += ("negative_amount",)
    unit = rest or heading_unit
    if unit is None:
        if number:
            notes += ("unit_unknown",)
        value, stored = number, "unknown"
    elif unit in MONEY:
        value, stored = number * MONEY[unit], "10k_yuan"
        if rest and MONEY[rest] != 1:
            notes += ("unit_converted",)
        elif rest and heading_unit:
            notes += ("printed_unit",)
    else:
        return _UNREADABLE
    if value >= MAX_AMOUNT:
        return _UNREADABLE
    if value != (rounded := value.quantize(_FOUR_PLACES, ROUND_HALF_EVEN)):
        notes += ("amount_rounded",)
    return Numeral("reported", -rounded if sign < 0 else rounded, stored, notes)


def _plain(text: str) -> str:
    return text.translate(_PLAIN).strip()


def _empty(plain: str) -> Numeral | None:
    if not plain:
        return Numeral("blank")
    if "".join(plain.split()) in DASHES:
        return Numeral("dash")
    return None


def _signed_number(plain: str) -> tuple[int, Decimal, str, tuple[str, ...]] | None:
    """(sign or 0, number, trailing text, notes), or None where the text does not start with one number."""
    sign, notes = 0, tuple[str, ...]()
    if match := _SIGN.match(plain):
        sign, plain = SIGNS[match[0]], plain[match.end() :].lstrip()
        notes = () if match[0] in "+-−" else ("worded_number",)
    match = _NUMBER.match(plain)
    if match is None:
        return None
    digits = match[0].replace(",", "")
    if len(digits) > MAX_DIGITS:
        return None
    number = Decimal(digits)
    return sign, number, plain[match.end() :].strip(), notes
