"""The day a report was published: what the page states, in order of trust, and the address as a last resort."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from transform.identity.metadata import PUBLISHED, WRITTEN, Pair
from transform.issues import Issue
from transform.labels import simplify

FIRST_YEAR = 2008  # the Regulation took effect on 1 May 2008; 1970-01-01 is a clock that was never set

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_TIME = r"(?:\s*日)?(?:[\sT/]*\d{1,2}\s*:\s*\d\d(?:\s*:\s*\d\d)?)?"
# A line of a date, its time, and no more than a source, a body or the buttons of the page behind it.
_ALONE = re.compile(rf"^[^\w]*{_DATE.pattern}{_TIME}(?:[^\w。]+[^。]{{0,60}})?$")
_UNDER_TITLE = re.compile(rf"^\(\s*{_DATE.pattern}\s*日?\s*\)$")
# A signature is written out; dates with hyphens at the end of a page are those of other articles.
_SIGNED = re.compile(r"^(?:[\u4e00-\u9fff]{2,30}\s*)?(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$")
_CLOCK = ("星期", "今天", "周一", "周二", "周三", "周四", "周五", "周六", "周日")
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        r"[/_-]t(20\d\d)(0[1-9]|1[0-2])([0-3]\d)_",  # /202301/t20230118_123.html
        r"(?<!\d)(20\d\d)[-/_]?(1[0-2]|0?[1-9])[-/_](3[01]|[12]\d|0?[1-9])(?![0-9A-Za-z])",  # /2024/1/22/ /2023_01/19_
        r"(?<!\d)(20\d\d)[-/](0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z])",  # /2021/0129/
        r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{6,9})?(?![0-9A-Za-z])",  # /20220124145934053.html
    )
)
_NEAR_TITLE = 6  # lines above and below the title in which a date without a name is the page's own
_LAST_LINES = 12  # lines at the end in which a signature stands, above the footer


class Stated(NamedTuple):
    """A date and who says so; ``trust`` 1 (the page's date of publication) to 6 (the address)."""

    trust: int
    source: str
    on: date


def date_in(text: str) -> date | None:
    """The first date in a text: 2023-01-30, 2024年1月31日, 2024/01/31/ 17:33, 2020.01.20 …; None without a day."""
    match = _DATE.search(simplify(text))
    return _date(match) if match else None


def stated_dates(
    pairs: Sequence[Pair],
    head: Mapping[str, str],
    text: Sequence[str],
    title_at: int | None,
    url: str,
) -> list[Stated]:
    """Every date that may be the publication's, most trusted first. ``title_at``: line of the title in text."""
    found: list[Stated] = []
    for pair in pairs:
        trust = 1 if pair.name in PUBLISHED else 3 if pair.name in WRITTEN else 0
        if trust and not _is_clock(pair.value) and (when := _first(pair.value)):
            found.append(Stated(trust, pair.name, when))
    if when := date_in(head.get("pubdate", "")):
        found.append(Stated(2, "meta PubDate", when))
    if title_at is not None:
        for line in text[max(title_at - _NEAR_TITLE, 0) : title_at + _NEAR_TITLE]:
            found.extend(_printed(line))
    for line in text[-_LAST_LINES:]:
        if (
            "20" in line
            and len(line) < 80
            and not _is_clock(line)
            and (match := _SIGNED.match(simplify(line)))
        ):
            found.extend(Stated(5, "signature", when) for when in (_date(match),) if when)
    if when := date_in_address(url):
        found.append(Stated(6, "address", when))
    return sorted(found, key=lambda stated: stated.trust)


def date_in_address(url: str) -> date | None:
    """The day in an address, as most systems put it there; None where it has none or only a month."""
    path = urlsplit(url).path
    for pattern in _ADDRESSES:
        for match in pattern.finditer(path):
            if when := _date(match):
                return when
    return None


def choose_date(stated: Sequence[Stated], report_year: int | None) -> tuple[date | None, list[Issue]]:
    """The publication date: the most trusted that is after the report year; and what is doubtful about it."""
    issues: list[Issue] = []
    said = "; ".join(f"{one.source} {one.on.isoformat()}" for one in stated)
    if unset := [one for one in stated if one.on.year < FIRST_YEAR]:
        issues.append(
            Issue(
                "info",
                "date_implausible",
                f"expected a date from {FIRST_YEAR} on, found {unset[0].on.isoformat()} ({unset[0].source}): "
                "not taken",
                said,
            )
        )
    possible = [one for one in stated if one.on.year >= FIRST_YEAR]
    if not possible:
        return None, issues
    plausible = [one for one in possible if report_year is None or one.on.year > report_year]
    chosen = (plausible or possible)[0]
    rivals = {one.on for one in possible if one.trust <= 2} | {chosen.on}
    address = next((one for one in possible if one.trust == 6), None)
    if (
        address is not None
        and chosen.trust < 6
        and (chosen.on - address.on).days > 31
        and address in plausible
    ):
        rivals.add(address.on)
    if len(rivals) > 1:
        issues.append(
            Issue(
                "warning",
                "date_conflict",
                f"expected one publication date, found several; {chosen.on.isoformat()} ({chosen.source}) is taken",
                said,
            )
        )
    if chosen.trust >= 4:
        issues.append(_less_trusted(chosen, report_year, said))
    if report_year is not None and not plausible:
        issues.append(
            Issue(
                "warning",
                "published_before_year_end",
                f"expected a date after the end of {report_year}, found {chosen.on.isoformat()}: the year "
                "of the title or the date of the page is wrong",
                said,
            )
        )
    return chosen.on, issues


def _less_trusted(chosen: Stated, report_year: int | None, said: str) -> Issue:
    code = {4: "date_without_name", 5: "date_from_signature", 6: "date_from_url"}[chosen.trust]
    # Moving a site resets the dates in its addresses: years after the report they say nothing of it.
    late = chosen.trust == 6 and report_year is not None and chosen.on.year > report_year + 1
    return Issue(
        "warning" if late else "info",
        code,
        f"expected a named date of publication, found none; {chosen.on.isoformat()} is taken from the "
        f"{chosen.source}" + (", years after the report: the site may have moved" if late else ""),
        said,
    )


def _printed(line: str) -> list[Stated]:
    """A date without a name beside the title: in brackets under it, or alone on its line."""
    if len(line) > 120 or not ("20" in line or "２０" in line) or _is_clock(line):
        return []
    plain = simplify(line)
    if (match := _UNDER_TITLE.match(plain)) and (when := _date(match)):
        return [Stated(5, "line under the title", when)]
    if (match := _ALONE.match(plain)) and (when := _date(match)):
        return [Stated(4, "line beside the title", when)]
    return []


def _is_clock(text: str) -> bool:
    return any(word in text for word in _CLOCK)


def _first(value: str) -> date | None:
    """The date that a value begins with: behind other words it is not the value of this name."""
    value = simplify(value[:40])
    match = _DATE.search(value)
    return _date(match) if match and not re.search(r"[^\W_]", value[: match.start()]) else None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
