"""A number and its format -> the text that Excel shows (ECMA-376 part 1, §18.8.30 and §18.8.31).

What is printed counts: a zero under a format that leaves zeros out is a blank cell, 0.5 under ``0%`` is ``50%``.
Widths of columns are not regarded (Excel prints ``###`` in narrow ones), nor are colours.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

# Formats known by number alone. The numbers from 27 on are dates in Chinese Excel.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0;-",
    42: "#,##0;-#,##0;-",
    43: "#,##0.00;-#,##0.00;-",
    44: "#,##0.00;-#,##0.00;-",
    49: "@",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|@)|(?P<digits>[#0?][#0?,.]*|\.[0#?]+)|(?P<percent>%)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOURS = frozenset({"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"})
_DATE = re.compile(r"[yYdDhHsS年月日]")
_SECTION_EDGE = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_EXACT_BELOW = 1e15  # Excel keeps 15 digits; infinities and what is no number are not below either
_MAX_FORMAT = 255  # characters, Excel's own bound
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a date on paper has no zone; 1900 counts as a leap year there
_LAST_DAY = 2958465  # 9999-12-31


def shown(value: float, code: str) -> str:
    """Text of a number under a format; one that is not understood shows the number itself."""
    if code in ("General", "@", "") or len(code) > _MAX_FORMAT or not abs(value) < _EXACT_BELOW:
        return general(value)
    sections = _SECTION_EDGE.split(code)
    section, is_signed = _section(value, sections)
    tokens = list(_TOKEN.finditer(section))
    if any(token["bracket"] and token["bracket"].lower() not in _COLOURS for token in tokens):
        return general(value)  # conditions, digits in Chinese characters, elapsed time
    if any(token["literal"] and _DATE.match(token["literal"]) for token in tokens):
        return _date(value)
    if sum(token["digits"] is not None for token in tokens) > 1 or re.search(r"[eE][+-]", section):
        return general(value)  # fractions, numbers cut in groups, powers
    number = Decimal(general(abs(value) if not is_signed else value))
    if any(token["percent"] for token in tokens):
        number *= 100
    text = "".join(_text(token, number) for token in tokens).strip()
    return f"-{text}" if is_signed and value < 0 and text and Decimal(general(value)) != 0 else text


def general(value: float) -> str:
    """A number under no format: up to 15 digits, as many as Excel keeps; whole ones without a point."""
    return format(value, ".15g").upper()


def _section(value: float, sections: list[str]) -> tuple[str, bool]:
    """The part of the format for a number of this sign, and whether the minus sign is still to be printed."""
    if len(sections) >= 2 and value < 0:
        return sections[1], False
    if len(sections) >= 3 and value == 0:
        return sections[2], False
    return sections[0], True


def _text(token: re.Match[str], number: Decimal) -> str:
    if token["digits"] is not None:
        return _digits(abs(number), token["digits"])
    if token["general"] is not None:
        return format(abs(number).normalize(), "f")
    return next(
        (token[name] for name in ("quoted", "escaped", "currency", "percent", "literal") if token[name]), ""
    )


def _digits(number: Decimal, pattern: str) -> str:
    while pattern.endswith(","):  # a comma after the last digit counts in thousands
        pattern, number = pattern[:-1], number / 1000
    whole, _, decimals = pattern.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    left, _, right = format(rounded, "f").partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", left)
    for place in reversed(decimals):
        if place == "0" or not right.endswith("0"):
            break
        right = right[:-1]
    return f"{left}.{right}" if right else left


def _date(value: float) -> str:
    if not 0 <= value <= _LAST_DAY:
        return general(value)
    moment = _EPOCH + timedelta(days=value)
    return moment.strftime("%Y-%m-%d") if value == int(value) else moment.isoformat(" ", timespec="minutes")
