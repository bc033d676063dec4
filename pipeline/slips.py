"""What kind of slip turns one number into another: a hint for whoever looks for a wrong figure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from itertools import combinations

# shape -> (Chinese, English), in the order in which they are tried: the closest description first
SHAPES: dict[str, tuple[str, str]] = {
    "transposition": ("两位数字颠倒", "two digits exchanged"),
    "digit_too_many": ("多了一位数字", "a digit too many"),
    "digit_lost": ("少了一位数字", "a digit lost"),
    "broken_number": ("数字被拆开，只剩一部分", "only a part of the number is there"),
    "neighbour_value": ("与上下行的数相同，疑为串行", "the value of the row above or below stands here"),
    "row_slip": (
        "差额等于上下行的数，疑为串行",
        "the difference is the value of the row above or below",
    ),
}

# Slips that the digits themselves show; equal neighbours are common, and no reason to prefer one cell.
DIGIT_SLIPS = frozenset({"transposition", "digit_too_many", "digit_lost", "broken_number"})


def shape_of(printed: Decimal, implied: Decimal, neighbours: Collection[Decimal]) -> str:
    """The slip that makes ``printed`` of ``implied``, a key of SHAPES; empty where none fits.

    ``neighbours``: the values printed above and below in the same column. Shapes are those of the reference on
    locating wrong cells: an exchange changes a number by a multiple of 9, a stray digit by the factor 10.
    """
    if printed == implied or min(printed, implied) < 0 or not (_is_count(printed) and _is_count(implied)):
        return ""
    shown, meant = str(int(printed)), str(int(implied))
    if _is_exchange(shown, meant):
        return "transposition"
    if implied and _loses_one_digit(shown, meant):
        return "digit_too_many"
    if printed and _loses_one_digit(meant, shown):
        return "digit_lost"
    if printed and len(shown) < len(meant) and (meant.startswith(shown) or meant.endswith(shown)):
        return "broken_number"
    if printed and printed in neighbours:
        return "neighbour_value"
    if abs(printed - implied) in neighbours:
        return "row_slip"
    return ""


def _is_count(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _is_exchange(one: str, other: str) -> bool:
    """Whether exchanging two digits of one number gives the other."""
    if len(one) != len(other) or sorted(one) != sorted(other):
        return False
    return any(
        one[:i] + one[j] + one[i + 1 : j] + one[i] + one[j + 1 :] == other
        for i, j in combinations(range(len(one)), 2)
    )


def _loses_one_digit(longer: str, shorter: str) -> bool:
    """Whether leaving one digit out of the longer number gives the shorter one."""
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
