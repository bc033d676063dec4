"""All demo sites, put together from figures, look-alikes and site profiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from html import escape

from demo import chaff, guangling, reports
from demo.render import render_body
from demo.sites import hanweb, plain, trs, ucap
from demo.sites.chrome import is_made_up
from demo.sites.model import Entry, Profile, Site, article_path

BUILDERS = {"plain": plain.build, "trs": trs.build, "hanweb": hanweb.build, "ucap": ucap.build}
# Second address and date of the report that planted.csv says was posted twice.
SECOND_ADDRESS = "/gk/ndbg/show_{year}.html"
SECOND_POSTED_AT = "{year}-05-08 10:30"
YEARS = (2019, 2020, 2021, 2022, 2023)


def profiles() -> tuple[Profile, ...]:
    """The rows of ``figures/sites.csv``."""
    return tuple(
        Profile(
            division_code=row["division_code"],
            family=row["family"],
            site_name=row["site_name"],
            column_path=row["column_path"],
            page_path=row["page_path"],
            article_path=row["article_path"],
            per_page=int(row["per_page"]),
            first_id=int(row["first_id"]),
            cut_titles=row["cut_titles"] == "yes",
            gzip=row["gzip"] == "yes",
            encoding=row["encoding"],
        )
        for row in reports.read_figures("sites.csv")
    )


def _report_entries(profile: Profile) -> list[Entry]:
    twice = {
        (fault.division_code, fault.report_year, fault.scope)
        for fault in reports.planted_faults()
        if fault.fault == "posted_twice"
    }
    entries = []
    for report in reports.reports():
        if report.division_code != profile.division_code:
            continue
        entry = Entry(
            title=report.title,
            published_at=report.published_at,
            issuer_name=report.issuer_name,
            body=render_body(report),
            is_report=True,
        )
        entries.append(entry)
        if report.key in twice:
            year = report.report_year + 1
            entries.append(
                replace(
                    entry,
                    path=SECOND_ADDRESS.format(year=report.report_year),
                    published_at=SECOND_POSTED_AT.format(year=year),
                    template="print",
                )
            )
    return entries


def _guangling_entry() -> Entry:
    return Entry(
        title=guangling.TITLE,
        published_at=guangling.PUBLISHED_AT,
        issuer_name=guangling.ISSUER_NAME,
        body=guangling.render_body(),
        is_report=True,
    )


def _chaff_entries(items: Iterable[chaff.Chaff], issuer_name: str) -> list[Entry]:
    return [
        Entry(
            title=item.title,
            published_at=item.published_at,
            issuer_name=issuer_name,
            body="\n".join(f"<p>{escape(text)}</p>" for text in item.paragraphs),
            is_report=False,
        )
        for item in items
    ]


def _entries(profile: Profile) -> tuple[Entry, ...]:
    """Entries of one site, newest first; articles are numbered in the order they were published in."""
    if is_made_up(profile):
        found = _report_entries(profile)
        county = found[0].issuer_name.removesuffix("人民政府")
        items = chaff.county_chaff(county, YEARS)
    else:
        found = [_guangling_entry()]
        items = chaff.generic_chaff()
    found += _chaff_entries(items, found[0].issuer_name)
    found.sort(key=lambda entry: (entry.published_at, entry.title))
    numbered = [
        entry
        if entry.path
        else replace(entry, path=article_path(profile, entry.published_at, profile.first_id + number))
        for number, entry in enumerate(found)
    ]
    return tuple(reversed(numbered))


@cache
def demo_sites() -> tuple[Site, ...]:
    """Every demo site, in the order of ``figures/sites.csv``; same figures, same bytes."""
    return tuple(BUILDERS[profile.family](profile, _entries(profile)) for profile in profiles())
