"""Which division a reporting body belongs to: what its name says, held against the registry and the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from transform.codes import Division
from transform.identity.names import (
    Reading,
    by_code,
    in_year,
    named_in,
    place_in_front,
    plain_name,
    read_name,
)
from transform.issues import Issue
from transform.labels import simplify

# Second-level names of provinces below gov.cn, as the state assigns them (cqyz.gov.cn is none of them).
_HOSTS = {
    **{
        "bj": "11",
        "tj": "12",
        "he": "13",
        "sx": "14",
        "nmg": "15",
        "nm": "15",
        "ln": "21",
        "jl": "22",
        "hl": "23",
    },
    **{
        "sh": "31",
        "js": "32",
        "zj": "33",
        "ah": "34",
        "fj": "35",
        "jx": "36",
        "sd": "37",
        "ha": "41",
        "hb": "42",
    },
    **{
        "hn": "43",
        "gd": "44",
        "gx": "45",
        "hi": "46",
        "cq": "50",
        "sc": "51",
        "gz": "52",
        "yn": "53",
        "xz": "54",
    },
    **{"sn": "61", "gs": "62", "qh": "63", "nx": "64", "xj": "65"},
}
_CONTEXT_LINE = (
    80  # characters; breadcrumbs, titles and names of sites are short, prose names other places too
)


@dataclass(frozen=True, slots=True)
class Belonging:
    """The division a body belongs to, None where it cannot be told; ``place``: the words that name it."""

    division: Division | None
    place: str = ""
    issues: list[Issue] = field(default_factory=list)


def division_of(
    issuer: str | None,
    year: int | None,
    text: Sequence[str],
    publisher: str | None,
    registered_code: str,
    url: str,
) -> Belonging:
    """The division of a body in the report year.

    The name decides; the registry decides between places of one name and stands in where the name names no place
    (县教育局). ``text`` (the lines above the first section), ``publisher`` and the host decide last.
    """
    registered = by_code(registered_code, year) if registered_code else None
    here = _only(in_year(registered, year)) or registered if registered else None
    reading = read_name(issuer or "", year)
    plain = plain_name(issuer or "")
    place = plain[: len(plain) - len(reading.rest)]
    if registered is not None and here is not None and _is_own(reading, plain, registered, here):
        return Belonging(here, place)
    issues: list[Issue] = []
    division = _only(reading.candidates)
    if division is None and len(reading.candidates) > 1:
        division, told_by = _by_context(reading.candidates, text, url)
        issues.append(_ambiguous(issuer, reading, division, told_by))
    if division is None and not reading.candidates and registered is None and publisher:
        division = _only(read_name(publisher, year).candidates)
        if division is not None:
            issues.append(_from_page(issuer, publisher, division))
    if division is not None:
        issues.extend(_doubts(issuer, reading, division, year))
    if registered is not None:
        return Belonging(division, place, [*issues, _conflict(issuer, registered, division)])
    if division is None and not reading.candidates:
        issues.append(_not_found(issuer))
    return Belonging(division, place, issues)


def _is_own(reading: Reading, plain: str, registered: Division, here: Division) -> bool:
    """Whether the body is one of the registered division, as far as its name tells."""
    candidates = reading.candidates
    if not candidates:
        return _may_belong_to(plain, registered)
    if here.code in {d.code for d in candidates} or registered.code in {d.code for d in candidates}:
        return True
    # 重庆永川高新区 and the like: a zone called after the prefecture may be the county's own.
    above = {here.prefecture_code or here.province_code, here.province_code}
    return reading.by_stem and any(d.code in above for d in candidates)


def _may_belong_to(issuer: str, division: Division) -> bool:
    """Whether a body that names no division of the seeds can be one of this county's: 县教育局, 水头镇.

    A body that names another place, one that is not in the seeds, is not the county's.
    """
    place = place_in_front(issuer)
    return not place or division.name.startswith(place)


def _by_context(candidates: Sequence[Division], text: Sequence[str], url: str) -> tuple[Division | None, str]:
    """The one candidate whose prefecture or province the page or its host names, and the words that told."""
    short = [line for line in text if len(line) <= _CONTEXT_LINE]
    words, found = named_in(simplify("\n".join(short)), candidates)
    if division := _only(found):
        return division, words
    labels = (urlsplit(url).hostname or "").split(".")
    if labels[-2:] == ["gov", "cn"] and len(labels) > 2 and (province := _HOSTS.get(labels[-3])):
        return _only([d for d in candidates if d.code.startswith(province)]), ".".join(labels)
    return None, ""


def _only(divisions: Sequence[Division]) -> Division | None:
    return divisions[0] if len({d.code for d in divisions}) == 1 else None


def _list(divisions: Sequence[Division]) -> str:
    return ", ".join(f"{d.code} {d.prefecture_name or d.province_name}{d.name}" for d in divisions)


def _ambiguous(issuer: str | None, reading: Reading, division: Division | None, told_by: str) -> Issue:
    if division is not None:
        return Issue(
            "info",
            "division_from_context",
            f"expected a name that one division has, found {issuer!r}, which {len(reading.candidates)} have; "
            f"{division.code} is taken, because the page names {told_by!r}",
            _list(reading.candidates),
        )
    return Issue(
        "error",
        "division_ambiguous",
        f"expected a name that one division has, found {issuer!r}, which is the name of {_list(reading.candidates)}; "
        "none is taken: register the source with its division code",
        issuer or "",
    )


def _from_page(issuer: str | None, publisher: str, division: Division) -> Issue:
    return Issue(
        "warning",
        "division_from_page",
        f"expected a county in the name of the body, found {issuer!r}; {division.name} ({division.code}) is that of "
        f"{publisher!r}, whom the page names as its publisher",
        issuer or "",
    )


def _doubts(issuer: str | None, reading: Reading, division: Division, year: int | None) -> list[Issue]:
    issues: list[Issue] = []
    if reading.by_stem:
        issues.append(
            Issue(
                "warning",
                "division_from_short_name",
                f"expected the full name of a division, found {issuer!r}; {division.name} ({division.code}) is what "
                "it is called after: register the source if it belongs to another",
                issuer or "",
            )
        )
    if reading.moved:
        issues.append(
            Issue(
                "info",
                "division_renamed",
                f"expected a name that was in use at the end of {year}, found {issuer!r}; in that year the division "
                f"was {division.name} ({division.code}), which is taken",
                issuer or "",
            )
        )
    if reading.out_of_year:
        issues.append(
            Issue(
                "warning",
                "division_not_of_year",
                f"expected a division that existed at the end of {year}, found {issuer!r}; {division.name} "
                f"({division.code}) is taken, which did not",
                issuer or "",
            )
        )
    return issues


def _conflict(issuer: str | None, registered: Division, division: Division | None) -> Issue:
    taken = f"that of {division.name} ({division.code}) is taken" if division else "none is taken"
    return Issue(
        "error",
        "division_conflict",
        f"expected a body of {registered.name} ({registered.code}), the division of its source, found "
        f"{issuer!r}; {taken}: look at the page",
        issuer or "",
    )


def _not_found(issuer: str | None) -> Issue:
    return Issue(
        "error",
        "division_not_found",
        f"expected one county of divisions.csv in the issuer's name, found {issuer!r}, and no division comes "
        "with the source: add the county there",
    )
