"""From searches to proposed registry rows, each with its evidence, and to what a person must look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.discover.search import MAX_REQUESTS, Column, Search
from crawler.discover.sites import Division, Divisions
from crawler.urls import host_of

# default 3 rows a site: a county has a column or two; more are those of its departments.
MAX_ROWS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row for `sources.csv`, its cells by the registry's column names."""

    division_code: str
    name: str
    scope: str
    column_url: str
    cms: str
    extra_hosts: str
    enabled: str
    evidence: str


def proposals(search: Search, divisions: Divisions, today: date) -> tuple[list[Proposal], list[str]]:
    """The rows a search leads to, best first, and what is doubtful or missing.

    The row is disabled where the site's own SiteIDCode names another division than the one it was given for.
    """
    site = search.site
    said = divisions.of_code(search.site_id[:6])
    division = site.division or said
    doubts = list(_doubts(search, division, said))
    is_certain = division is not None and not (site.division and _is_other(search.site_id, site.division))
    rows = [
        Proposal(
            division_code=division.code if division else "",
            name=division.name if division else "",
            scope="",
            column_url=column.url,
            cms="" if column.cms == "generic" else column.cms,
            extra_hosts=" ".join(_other_hosts(column, search)),
            enabled="true" if is_certain else "false",
            evidence=_evidence(column, search, today),
        )
        for column in _best(search.columns)
    ]
    return rows, [f"{site.place}: {site.url}: {doubt}" for doubt in doubts]


def _best(columns: list[Column]) -> list[Column]:
    """Columns of the county itself, else the fullest one; none that another one already holds."""
    ranked = sorted(columns, key=lambda c: (c.own > 0, len(c.years), len(c.reports), c.folders), reverse=True)
    kept: list[Column] = []
    for column in ranked:
        is_own = column.own > 0 or not kept
        if is_own and not any(_holds(other, column) for other in kept):
            kept.append(column)
    return kept[:MAX_ROWS]


def _holds(other: Column, column: Column) -> bool:
    """Whether a column adds nothing to another one: it lies in its folder, or lists no report besides."""
    folder = other.url.rpartition("/")[0] + "/"
    return column.url.startswith(folder) or (bool(column.reports) and column.reports <= other.reports)


def _doubts(search: Search, division: Division | None, said: Division | None) -> Iterator[str]:
    if not search.is_over:
        yield "the search ended early; run it again"
    if not search.columns:
        yield _why_nothing(search)
        return
    if division is None:
        yield "no division was given and the site names none; fill in division_code and name"
    elif _is_other(search.site_id, division):
        whose = f" ({said.province}{said.prefecture}{said.name})" if said else ""
        yield (
            f"the site says it is {search.site_id[:6]}{whose} and not {division.code} {division.name}; "
            "look whose site it is before the row is enabled"
        )
    if not any(column.own for column in search.columns):
        yield "no report of the county itself was recognised in the column found; look at it"


def _why_nothing(search: Search) -> str:
    failed = [f"{outcome} {url} {message}".strip() for url, outcome, message in search.failures[:3]]
    read = f"no column of annual reports found with {search.asked} of at most {MAX_REQUESTS} requests"
    return f"{read}; {'; '.join(failed)}" if failed else f"{read}; look for it and write the row by hand"


def _is_other(site_id: str, division: Division) -> bool:
    return bool(site_id) and not site_id.startswith(division.code)


def _other_hosts(column: Column, search: Search) -> list[str]:
    """Further hosts of the site on which the column's reports lie."""
    return sorted({host_of(url) for url in column.reports} & search.hosts - {host_of(column.url)})


def _evidence(column: Column, search: Search, today: date) -> str:
    years = f" of {min(column.years)}-{max(column.years)}" if column.years else ""
    parts = [
        f"found {today.isoformat()}: {column.why}",
        f"{len(column.reports)} reports{years} on its first page" if column.reports else "",
        f"{column.folders} folders of years" if column.folders else "",
        f"read as {column.cms} ({column.reason})",
        f"SiteIDCode {search.site_id}" if search.site_id else "no SiteIDCode on the pages read",
    ]
    return " ".join("; ".join(part for part in parts if part).split())
