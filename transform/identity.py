"""Who reports on which year: issuer, scope, division, report year, title and date, from the document's own words.

What the crawl knows (registry row, link title) only checks it or stands in where the document is silent;
every disagreement becomes an issue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from transform import codes
from transform.issues import Issue
from transform.labels import simplify
from transform.titles import HEAD_LINES, YEAR, issuer_in_title, issuer_of, scope_of, title_of

FIRST_YEAR = 2008  # the Regulation took effect on 1 May 2008

_PERIOD = re.compile(
    r"(20\d\d)\s*年\s*1\s*月\s*1\s*日[^。]{0,12}?(?:至|到|—|-|~)\s*(?:(20\d\d)\s*年)?\s*12\s*月\s*31\s*日"
)
# A place at the head of a body's name, without its kind; 市场, 区划 and the like are no places.
_PLACE = re.compile(r"^([\u4e00-\u9fff]{2,10}?)(?:省|自治区|自治州|地区|市(?!场|政|容)|州|盟|县|区(?!划)|旗)")
_ZONE = re.compile(
    r"^[\u4e00-\u9fff]{0,10}?(?:开发|园|景|社|林|矿|灌|新|保税|合作|示范|高新|经开|管理|保护|片|库)区"
)
_DATE = re.compile(r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_PUBLISHED = re.compile(r"(?:发布|发表|公开|发文|成文|生成)\s*(?:日期|时间)|^(?:日\s*期|时\s*间)\s*[::]")


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows about a document before it is read; empty strings where nothing."""

    url: str = ""
    link_title: str = ""
    division_code: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who, what and when; None where the document does not say. ``is_report``: its title is a report's."""

    title: str | None
    issuer_name: str | None
    scope: str | None
    division_code: str | None
    report_year: int | None
    published_on: date | None
    is_report: bool
    issues: list[Issue]


def identify(lines: Sequence[str], head: Mapping[str, str], known: Known) -> Identity:
    """Read the identity out of a document's text lines and head, checked against what is known."""
    issues: list[Issue] = []
    text = [line for line in lines if line and not line.isspace()]
    title, others = title_of(text, head, known.link_title)
    if others:
        issues.append(
            Issue(
                "warning",
                "title_conflict",
                f"expected one title, found others that name another year or body; {title!r} is taken",
                " | ".join(dict.fromkeys(others)),
            )
        )
    issuer = issuer_of(title, text)
    if issuer is not None and not issuer_in_title(title or ""):
        issues.append(
            Issue(
                "warning",
                "issuer_from_page",
                f"expected the reporting body in the title, found none; {issuer!r} is whom the page names as its "
                "publisher, which may be the office that posts for others: look at the page",
                title or "",
            )
        )
    published_on = _published_on(text, head, issues)
    report_year = _report_year(title, text, published_on, issues)
    if published_on is not None and report_year is not None and published_on.year <= report_year:
        issues.append(
            Issue(
                "warning",
                "published_before_year_end",
                f"expected a date after the end of {report_year}, found {published_on.isoformat()}: the year "
                "of the title or the date of the page is wrong",
                title or "",
            )
        )
    division = _division(issuer, text, known, issues)
    return Identity(
        title=title,
        issuer_name=issuer,
        scope=_scope(issuer, division, known, issues),
        division_code=division.code if division else None,
        report_year=report_year,
        published_on=published_on,
        is_report=title is not None,
        issues=issues,
    )


def _published_on(text: Sequence[str], head: Mapping[str, str], issues: list[Issue]) -> date | None:
    stated: list[tuple[str, date]] = []
    if (when := _date_in(head.get("pubdate", ""))) is not None:
        stated.append(("meta PubDate", when))
    for index, line in enumerate(text[:HEAD_LINES]):
        plain = simplify(line)
        if len(plain) > 300 or not (label := _PUBLISHED.search(plain)):
            continue
        rest = plain[label.end() :]
        following = text[index + 1] if index + 1 < len(text) and not re.sub(r"[\s::]", "", rest) else ""
        if (when := _date_in(rest) or _date_in(following)) is not None:
            stated.append((label[0], when))
    if not stated:
        return None
    published = [when for label, when in stated if "发布" in label or "PubDate" in label]
    chosen = (published or [when for _, when in stated])[0]
    if len(set(published)) > 1:
        issues.append(
            Issue(
                "warning",
                "date_conflict",
                f"expected one publication date, found several; {chosen.isoformat()} is taken, the first",
                "; ".join(f"{label} {when.isoformat()}" for label, when in stated),
            )
        )
    return chosen


def _date_in(text: str) -> date | None:
    match = _DATE.search(simplify(text))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _report_year(
    title: str | None, text: Sequence[str], published_on: date | None, issues: list[Issue]
) -> int | None:
    stated: dict[str, int] = {}
    if title is not None and (match := YEAR.search(simplify(title))):
        stated["title"] = int(match[1])
    for line in text:
        match = _PERIOD.search(simplify(line)) if "31" in line or "31" in line else None
        if match:
            stated["statistical period"] = int(match[1])
            break
    if len(set(stated.values())) > 1:
        issues.append(
            Issue(
                "error",
                "year_conflict",
                f"expected title and statistical period to name one year, found {stated}; the title's is "
                "taken: look at the page",
                title or "",
            )
        )
    if stated:
        year = next(iter(stated.values()))
    elif published_on is not None:
        year = published_on.year - 1
        issues.append(
            Issue(
                "warning",
                "year_from_date",
                f"expected a year in the title or a statistical period, found neither; {year} is the year "
                f"before its publication on {published_on.isoformat()}",
                title or "",
            )
        )
    else:
        issues.append(Issue("error", "year_not_found", "expected a report year, found none", title or ""))
        return None
    if year < FIRST_YEAR:
        issues.append(
            Issue("error", "year_not_found", f"expected a report year from {FIRST_YEAR} on, found {year}")
        )
        return None
    return year


def _division(
    issuer: str | None, text: Sequence[str], known: Known, issues: list[Issue]
) -> codes.Division | None:
    """The division that the issuer's name names, else the registry's if the name does not speak of another."""
    registered = next((d for d in codes.divisions() if d.code == known.division_code), None)
    plain = simplify(issuer or "")
    named = [d for d in codes.divisions() if d.name in plain]
    longest = max((len(d.name) for d in named), default=0)
    named = [d for d in named if len(d.name) == longest]
    if registered in named:
        return registered
    if len(named) > 1:
        named = [d for d in named if any(d.prefecture_name in simplify(line) for line in text[:HEAD_LINES])]
    if len(named) == 1 and registered is None:
        return named[0]
    if not named and registered is not None and _may_belong_to(plain, registered):
        return registered
    if len(named) == 1 or registered is not None:
        taken = f"that of {named[0].name} ({named[0].code}) is taken" if len(named) == 1 else "none is taken"
        assert registered is not None
        issues.append(
            Issue(
                "error",
                "division_conflict",
                f"expected a body of {registered.name} ({registered.code}), the division of its source, found "
                f"{issuer!r}; {taken}: look at the page",
                issuer or "",
            )
        )
        return named[0] if len(named) == 1 else None
    issues.append(
        Issue(
            "error",
            "division_not_found",
            f"expected one county of divisions.csv in the issuer's name, found {issuer!r}, and no division comes "
            "with the source: add the county there",
        )
    )
    return None


def _may_belong_to(issuer: str, division: codes.Division) -> bool:
    """Whether a body that does not give the county's full name can be one of its own: 县教育局, 三都县教育局.

    A body that names another place, or the prefecture or province alone, is not the county's.
    """
    if _ZONE.search(issuer):
        return True
    place = _PLACE.match(issuer)
    if place is None:
        return True
    return division.name.startswith(place[1]) and len(place[1]) >= 2


def _scope(
    issuer: str | None, division: codes.Division | None, known: Known, issues: list[Issue]
) -> str | None:
    scope = scope_of(issuer, division.name if division else None)
    if scope is None:
        if not known.scope:
            issues.append(
                Issue(
                    "error",
                    "scope_not_found",
                    f"expected a body whose kind its name tells, found {issuer!r}: name the scope in the source",
                )
            )
        return known.scope or None
    if known.scope and known.scope != scope:
        issues.append(
            Issue(
                "warning",
                "scope_conflict",
                f"expected scope {known.scope} from the source, the issuer's name says {scope}; the "
                "document's own words are taken",
                issuer or "",
            )
        )
    return scope
