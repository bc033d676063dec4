"""Who reports on which year: issuer, scope, division, report year, title and date, from the document's own words.

What the crawl knows (registry row, link title) only checks it or stands in where the document is silent;
every disagreement becomes an issue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from transform.identity.belonging import division_of
from transform.identity.dates import Stated, choose_date, stated_dates
from transform.identity.metadata import pairs_of
from transform.identity.titles import (
    Title,
    above_first_section,
    issuer_in_title,
    issuer_of,
    publisher_of,
    scope_of,
    title_of,
)
from transform.identity.years import report_year_of
from transform.issues import Issue


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
    text = [line for line in lines if line and not line.isspace()]
    above, _ = above_first_section(text)
    pairs = pairs_of(text[:above])
    title = title_of(text, head, known.link_title, pairs)
    issuer = issuer_of(title, text, pairs)
    stated = stated_dates(pairs, head, text, title.line, known.url)
    year, about_year = report_year_of(title.text, text, _first_named(stated))
    published_on, about_date = choose_date(stated, year)
    found = division_of(issuer, year, text[:above], publisher_of(pairs), known.division_code, known.url)
    issues = [*_about_title(title, issuer, found.place), *about_year, *about_date, *found.issues]
    return Identity(
        title=title.text,
        issuer_name=issuer,
        scope=_scope(issuer, found.place, known, issues),
        division_code=found.division.code if found.division else None,
        report_year=year,
        published_on=published_on,
        is_report=title.text is not None,
        issues=issues,
    )


def _first_named(stated: Sequence[Stated]) -> date | None:
    """The date that may stand in for a year: one that the page itself calls its publication's."""
    return next((one.on for one in stated if one.trust <= 3), None)


def _about_title(title: Title, issuer: str | None, place: str) -> list[Issue]:
    issues: list[Issue] = []
    if title.others:
        issues.append(
            Issue(
                "warning",
                "title_conflict",
                f"expected one title, found others that name another year or body; {title.text!r} is taken",
                " | ".join(dict.fromkeys(title.others)),
            )
        )
    if title.quoted:
        issues.append(
            Issue(
                "warning",
                "title_from_text",
                f"expected a title of its own, found only {title.text!r} inside a sentence: look at the page",
                title.text or "",
            )
        )
    if title.joined:
        # A line that names no place may be one of a menu: 政务服务中心 above 2021年政府信息公开工作年度报告.
        issues.append(
            Issue(
                "info" if place else "warning",
                "title_from_lines",
                f"expected a title on one line, found it on several; {title.text!r} is what they give",
                title.text or "",
            )
        )
    if issuer is not None and not issuer_in_title(title.text or ""):
        issues.append(
            Issue(
                "warning",
                "issuer_from_page",
                f"expected the reporting body in the title, found none; {issuer!r} is whom the page names as its "
                "publisher, which may be the office that posts for others: look at the page",
                title.text or "",
            )
        )
    return issues


def _scope(issuer: str | None, place: str | None, known: Known, issues: list[Issue]) -> str | None:
    scope = scope_of(issuer, place)
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
