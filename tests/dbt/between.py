"""Series of reports, one a fault between reports: each clean but for what it is named after.

A series is the reports of one department for two years, unless its fault needs governments. ``PLANTED`` says
which checks between reports fail in its last report, and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from tests.dbt.reports import BLANK, Place, Printed, Report

_ARTICLE20: Final[Mapping[Place, Printed]] = {
    ("normative_documents", "made"): 3,
    ("normative_documents", "in_force"): 40,
    ("licences", "decisions"): 500,
    ("penalties", "decisions"): 120,
    ("coercions", "decisions"): 130,
    ("fees", "amount_10k_yuan"): 25,
}
_ARTICLE20_NEXT: Final[Mapping[Place, Printed]] = {
    ("normative_documents", "made"): 5,
    ("normative_documents", "repealed"): 2,
    ("normative_documents", "in_force"): 43,
    ("licences", "decisions"): 520,
    ("penalties", "decisions"): 110,
    ("coercions", "decisions"): 131,
    ("fees", "amount_10k_yuan"): 27,
}
_ITEMS: Final[Mapping[Place, Printed]] = {
    ("normative_documents", "total_disclosed"): 40,
    ("licences", "items_last_year"): 10,
    ("licences", "change"): 2,
    ("licences", "decisions"): 500,
    ("penalties", "decisions"): 120,
    ("coercions", "decisions"): 130,
}
_ITEMS_NEXT: Final[Mapping[Place, Printed]] = {
    ("normative_documents", "newly_disclosed"): 5,
    ("normative_documents", "total_disclosed"): 45,
    ("licences", "items_last_year"): 12,
    ("licences", "decisions"): 520,
    ("penalties", "decisions"): 110,
    ("coercions", "decisions"): 131,
}

_BEFORE: Final = {"new": 30, "granted": 20, "unable_not_held": 6}
_THIS: Final = {"new": 33, "carried_in": 4, "granted": 22, "unable_not_held": 10}


@dataclass(frozen=True, slots=True)
class Series:
    """Reports of one body, oldest first; ``fails``: the check instances that fail in the last one."""

    name: str
    reports: tuple[Report, ...]
    fails: frozenset[str] = frozenset()


def _report(name: str, year: int, form: str, figures: Mapping[str, int], **changes: Any) -> Report:
    fields: dict[str, Any] = {
        "division_code": "990101",
        "scope": "department",
        "issuer_name": f"between {name}",
        "published_on": date(year + 1, 1, 20),
        "figures": figures,
    }
    return Report(f"between {name} {year}", report_year=year, form=form, **(fields | changes))


def _series(
    name: str,
    *fails: str,
    before: Mapping[Place, Printed] | None = None,
    this: Mapping[Place, Printed] | None = None,
    forms: tuple[str, str] = ("2021", "2021"),
    years: tuple[int, int] = (2021, 2022),
    figures: tuple[Mapping[str, int], Mapping[str, int]] = (_BEFORE, _THIS),
    **changes: Any,
) -> Series:
    cells = (
        {**(_ARTICLE20 if forms[0] == "2021" else _ITEMS), **(before or {})},
        {**(_ARTICLE20_NEXT if forms[1] == "2021" else _ITEMS_NEXT), **(this or {})},
    )
    pair = tuple(
        _report(name, years[n], forms[n], figures[n], cells=cells[n], **(changes if n else {}))
        for n in (0, 1)
    )
    return Series(name, pair, frozenset(fails))


_OLD_FORM: Final[Any] = {"forms": ("2019", "2019"), "years": (2019, 2020)}
_NEW_FORM: Final[Any] = {"forms": ("2019", "2021"), "years": (2020, 2021)}


def _with_version(series: Series, cells: Mapping[Place, Printed], published_on: date) -> Series:
    """The series with a corrected version of its first report."""
    first = series.reports[0]
    corrected = replace(
        first, name=f"{first.name} corrected", cells={**first.cells, **cells}, published_on=published_on
    )
    return replace(series, reports=(corrected, *series.reports))


_CARRY: Final = "Y-CARRY:natural_person"
_CARRIED_6: Final[Mapping[Place, Printed]] = {
    ("carried_out", "natural_person"): 6,
    ("carried_out", "total"): 6,
}

CARRIED: Final = [
    _series("carry clean"),
    _series("carry total off", "Y-CARRY:total", this={("carried_in", "total"): 5}),
    _series(
        "carry applicants",
        _CARRY,
        "Y-CARRY:business",
        this={("carried_in", "natural_person"): 3, ("carried_in", "business"): 1},
    ),
    _series(
        "carry organisations",
        "Y-CARRY:business",
        "Y-CARRY:research",
        before={("carried_out", "business"): 1, ("carried_out", "total"): 5},
        this={("carried_in", "research"): 1, ("carried_in", "total"): 5},
    ),
    _with_version(_series("carry version", _CARRY, "Y-CARRY:total"), _CARRIED_6, date(2022, 6, 1)),
    _series(
        "carry zero",
        _CARRY,
        "Y-CARRY:total",
        this={("carried_in", "natural_person"): 0, ("carried_in", "total"): 0},
    ),
    _series(
        "carry unexplained",
        _CARRY,
        "Y-CARRY:total",
        this={("carried_in", "natural_person"): 7, ("carried_in", "total"): 7},
    ),
    _series(
        "carry without totals",
        _CARRY,
        "Y-CARRY-SUM:",
        before={("carried_out", "total"): BLANK},
        this={("carried_in", "total"): BLANK, ("carried_in", "natural_person"): 7},
    ),
    _series("carry blank", this={("carried_in", "natural_person"): BLANK}),
    _series("carry across forms", "Y-CARRY:total", this={("carried_in", "total"): 5}, **_NEW_FORM),
]

ROLLED: Final = [
    _series("documents", "Y-DOC21:normative_documents", this={("normative_documents", "in_force"): 60}),
    _series("documents lapse", "Y-DOC21:normative_documents", this={("normative_documents", "in_force"): 41}),
    _series("old clean", **_OLD_FORM),
    _series(
        "old documents",
        "Y-DOC19:normative_documents",
        this={("normative_documents", "total_disclosed"): 47},
        **_OLD_FORM,
    ),
    _series(
        "old documents fall",
        "Y-DOC19:normative_documents",
        this={("normative_documents", "total_disclosed"): 30},
        **_OLD_FORM,
    ),
    _series("old items", "Y-ITEM19:licences", this={("licences", "items_last_year"): 15}, **_OLD_FORM),
    _series("bridge clean", **_NEW_FORM),
    _series(
        "bridge",
        "Y-DOCBRIDGE:normative_documents",
        this={("normative_documents", "in_force"): 300},
        **_NEW_FORM,
    ),
]

_AGAIN: Final = {"new": 30, "carried_in": 4, "granted": 20, "unable_not_held": 7, "refused_internal": 3}
_FEW: Final = {"new": 1, "carried_in": 4, "granted": 1}
COPIED: Final = [
    _series("copied", "Y-COPY:", figures=(_AGAIN, _AGAIN)),
    _series("copied few", "Y-COPY:", figures=(_FEW, _FEW)),
    _series(
        "copied article 20",
        "Y-COPYA20:",
        this={place: _ARTICLE20[place] for place in _ARTICLE20 if place[0] != "normative_documents"},
    ),
]

JUMPS: Final = [
    _series(
        "pending",
        "Y-PENDING:reconsideration",
        before={("reconsideration", "pending"): 1, ("reconsideration", "total"): 1},
    ),
    _series(
        "applications jump",
        "P-01:",
        figures=(_BEFORE, {"new": 400, "carried_in": 4, "granted": 390, "other_other": 1}),
    ),
    _series("decisions jump", "P-08:licences", this={("licences", "decisions"): 20}),
    _series("unit", "U-02:fees", this={("fees", "amount_10k_yuan"): 250000}),
    _series("gap", "Y-GAP:", years=(2020, 2022)),
    _series("late", "D-08:", published_on=date(2023, 2, 20)),
    _series("conflict", "D-03:", years=(2020, 2021), issues=[("error", "division_conflict")]),
    _series("doubtful", years=(2020, 2021), issues=[("warning", "division_from_short_name")]),
    _series("trend right", claims=[("yoy_count", "3"), ("yoy_pct", "10")]),
    _series(
        "trend wrong",
        "N-11:yoy_count",
        "N-11:yoy_pct",
        claims=[("yoy_count", "4"), ("yoy_pct", "10.5")],
    ),
    _series("trend turned", "N-11:yoy_count", "Y-SIGN:", claims=[("yoy_count", "-3")]),
]


_REFUSING: Final = {"new": 33, "carried_in": 4, "granted": 20, "unable_not_held": 10, "refused_internal": 2}
DISPUTED: Final = [
    _series(
        "suits after no review",
        "L-POST:",
        this={
            ("litigation_after_reconsideration", "upheld"): 3,
            ("litigation_after_reconsideration", "total"): 3,
        },
    ),
    _series(
        "disputes over nothing",
        "L-ZERO:",
        figures=({}, {}),
        this={("reconsideration", "upheld"): 1, ("reconsideration", "total"): 1},
    ),
    _series(
        "suits past the review",
        "L-DIRECT24:",
        years=(2023, 2024),
        figures=(_BEFORE, _REFUSING),
        before={("litigation_direct", "upheld"): 8, ("litigation_direct", "total"): 8},
        this={("litigation_direct", "upheld"): 9, ("litigation_direct", "total"): 9},
    ),
    _series(
        "more corrected than concluded",
        "X-05:",
        figures=({"new": 2, "granted": 2}, {"new": 1, "granted": 1}),
        this={("reconsideration", "corrected"): 4, ("reconsideration", "total"): 4},
    ),
    _series(
        "in force of the year alone",
        "A21-05:normative_documents",
        "Y-DOC21:normative_documents",
        this={("normative_documents", "in_force"): 5, ("normative_documents", "repealed"): 0},
    ),
]


def _digits() -> Series:
    series = _series("digits", "P-07:", "P-08:licences", this={("licences", "decisions"): 52000})
    first = series.reports[0]
    older = replace(first, name=f"{first.name} older", report_year=2020, form="2021")
    own = {("carried_in", "natural_person"): 4, ("carried_in", "total"): 4}
    return replace(series, reports=(older, replace(first, cells={**first.cells, **own}), series.reports[1]))


def _restated(name: str, carried_in: int, *fails: str) -> Series:
    """A correction of the year before, published after the report that ``carried_in`` is printed in."""
    this = {("carried_in", "natural_person"): carried_in, ("carried_in", "total"): carried_in}
    return _with_version(_series(name, *fails, this=this), _CARRIED_6, date(2023, 6, 1))


RESTATED: Final = [
    _digits(),
    _restated("restated", 6),
    _restated("restated wrongly", 5, _CARRY, "Y-CARRY:total", "Y-RESTATE:"),
]


def _body(
    name: str, division_code: str, year: int, scope: str, figures: Mapping[str, int], **changes: Any
) -> Report:
    issuer = f"between {name}" if scope in ("department", "township") else None
    return _report(
        f"{name} {scope}",
        year,
        "2021" if year > 2020 else "2019",
        figures,
        division_code=division_code,
        scope=scope,
        issuer_name=issuer,
        **changes,
    )


# Counties of 贵州省; only their own series touch one another.
LEVELS: Final = [
    # The year before fits the office's report, not the government's own.
    Series(
        "scopes",
        (
            _body("scopes", "522323", 2022, "government", {"new": 40, "granted": 31}),
            _body("scopes", "522323", 2022, "office", {"new": 12, "granted": 8}),
            _body("scopes", "522323", 2023, "government", {"new": 41, "carried_in": 4, "granted": 38}),
        ),
        frozenset({"Y-CARRY:natural_person", "Y-CARRY:total"}),
    ),
    Series(
        "scope changed",
        (
            _body("scope changed", "522324", 2022, "government", {"new": 40, "granted": 31}),
            _body("scope changed", "522324", 2023, "office", {"new": 12, "granted": 8}),
        ),
        frozenset({"Y-SCOPE:"}),
    ),
    Series(
        "office larger",
        (
            _body("office larger", "522325", 2022, "office", {"new": 50, "granted": 50}),
            _body("office larger", "522325", 2022, "government", {"new": 42, "granted": 40}),
        ),
        frozenset({"H-01:applications"}),
    ),
    Series(
        "bodies",
        (
            _body("bodies", "522326", 2022, "office", {"new": 10, "granted": 9}),
            _body("bodies", "522326", 2022, "department", {"new": 20, "granted": 18}),
            _body("bodies", "522326", 2022, "township", {"new": 5, "granted": 5}),
            _body("bodies", "522326", 2022, "government", {"new": 35, "granted": 32}),
        ),
    ),
    Series(
        "bodies off",
        (
            _body("bodies off", "522327", 2022, "office", {"new": 10, "granted": 9}),
            _body("bodies off", "522327", 2022, "department", {"new": 20, "granted": 18}),
            _body("bodies off", "522327", 2022, "township", {"new": 5, "granted": 5}),
            _body("bodies off", "522327", 2022, "government", {"new": 36, "granted": 32}),
        ),
        frozenset({"H-02:applications", "H-04:carried_out"}),
    ),
    Series("nothing received", (_body("nothing", "522328", 2022, "government", {}),), frozenset({"P-02:"})),
]

_TWIN: Final = {
    "new": 61,
    "granted": 29,
    "refused_process": 7,
    "unable_not_held": 13,
    "rejected_petition": 11,
}
TWINS: Final = [
    Series(f"twin {code}", (_body(f"twin {code}", code, 2022, "government", _TWIN),), frozenset({"D-05:"}))
    for code in ("330106", "330108")
]

DIVISIONS: Final = [
    # 兴仁县 became 兴仁市 in 2018: one series. 邢台县 went into 信都区 in 2020: another county since.
    Series(
        "renamed",
        (
            _body("renamed", "522322", 2017, "government", {"new": 25, "granted": 21}),
            _body("renamed", "522302", 2018, "government", {"new": 26, "carried_in": 9, "granted": 30}),
        ),
        frozenset({"Y-CARRY:natural_person", "Y-CARRY:total"}),
    ),
    Series(
        "merged",
        (
            _body("merged", "130503", 2019, "government", {"new": 25, "granted": 21}),
            _body("merged", "130503", 2020, "government", {"new": 26, "carried_in": 9, "granted": 30}),
        ),
    ),
]

_MIRRORED: Final = _series("mirrored", "D-04:")
_EARLY: Final = datetime(2023, 3, 1, tzinfo=UTC)
BETWEEN_RESPONSES: Final = [
    (_MIRRORED.reports[1].url, _MIRRORED.reports[1], _EARLY),
    ("http://127.0.0.1/mirror2.html", _MIRRORED.reports[1], _EARLY),
]

PLANTED: Final = [
    *(*CARRIED, *ROLLED, *COPIED, *JUMPS, *DISPUTED, *RESTATED, *LEVELS, *TWINS, *DIVISIONS),
    _MIRRORED,
]
BETWEEN: Final = [report for series in PLANTED for report in series.reports]
