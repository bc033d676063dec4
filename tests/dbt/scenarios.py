"""The reports, registry and crawl outcomes the warehouse of the dbt tests is built from.

The build is made for 15 February 2024: the report for 2022 is due, the one for 2023 is not.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from crawler.outcomes import Outcome
from tests.dbt.between import BETWEEN, BETWEEN_RESPONSES
from tests.dbt.reports import AMBIGUOUS, BLANK, DASH, MISSING, UNREADABLE, Report, department
from tests.dbt.series import POPULATION, SERIES

TODAY: Final = "2024-02-15"

ORGANISATIONS: Final = ("business", "research", "public_interest", "legal_service", "other_organisation")


def _granted(code: str, granted: int, concluded: int = 20, **changes: object) -> Report:
    """A government report for 2021 with ``granted`` of ``concluded`` applications disclosed."""
    figures = {"new": concluded, "granted": granted, "unable_not_held": concluded - granted}
    return Report(name=f"{code} {concluded}", division_code=code, figures=figures, **changes)  # type: ignore[arg-type]


RANKING: Final = [
    _granted("990101", 10),
    _granted("990102", 15),
    _granted("990103", 15),
    _granted("990104", 5),
    _granted("990105", 20),
    _granted("990201", 0),
    _granted("990202", 5, concluded=5),
    _granted("990203", 20, scope="office"),
    # 8 printed for 18: the row still agrees with itself, but the results no longer add up to 20.
    _granted(
        "990204", 18, cells={("granted", "natural_person"): 8, ("granted", "total"): 8}, parse_status="ok"
    ),
    # Without a division on file.
    _granted("999999", 10),
]

YEARS: Final = [
    Report("990101 2018", report_year=2018, form="2019", figures={"new": 4, "granted": 4}),
    Report("990101 2020", report_year=2020, form="2019", figures={"new": 4, "granted": 2, "other": 2}),
    Report("990102 2019", division_code="990102", report_year=2019, form="2019", figures={"new": 0}),
    Report(
        "990102 2020",
        division_code="990102",
        report_year=2020,
        form="2019",
        figures={"new": 10, "granted": 5, "other": 5},
        cells={("normative_documents", "produced"): 6},
    ),
    Report("990203 2020", division_code="990203", report_year=2020, form="2019", figures={"new": 3}),
    Report("990204 2022", division_code="990204", report_year=2022, figures={"new": 30, "granted": 30}),
    # Everything about `new` is empty but for one number that is not a sum: nothing proves a zero.
    Report(
        "990103 2022",
        division_code="990103",
        report_year=2022,
        figures={"granted": 3},
        cells={("new", a): BLANK for a in ("natural_person", *ORGANISATIONS, "total")}
        | {("concluded", "total"): MISSING, ("normative_documents", "made"): BLANK},
    ),
    Report("990104 2022", division_code="990104", report_year=2022, cells={("new", "total"): BLANK}),
]
"""990102 has 2019, 2020 (2019 form) and 2021; 990203 changes from government to office."""

CHECKED: Final = [
    department("closed", figures={"new": 3, "granted": 3}),
    department(
        "closed_empty_as_zero",
        figures={"new": 3, "granted": 3},
        cells={("granted", a): BLANK for a in ORGANISATIONS} | {("granted", "business"): DASH},
    ),
    department("exceeds_total", figures={"granted": 3}, cells={("granted", "total"): 2}),
    department(
        "exceeds_total_unreadable",
        figures={"granted": 3},
        cells={("granted", "total"): 2, ("granted", "business"): UNREADABLE},
    ),
    # A row that was not found: whatever else is wrong in the table may be our own error.
    department(
        "exceeds_total_row_lost",
        figures={"granted": 3},
        cells={("granted", "total"): 2}
        | {("unable_not_held", a): MISSING for a in ("natural_person", *ORGANISATIONS, "total")},
    ),
    # 21 for 12, in a row and a column that add up otherwise.
    department(
        "one wrong cell",
        figures={"new": 20, "granted": 8, "unable_not_held": 12},
        cells={("unable_not_held", "natural_person"): 21},
    ),
    department(
        "short_of_total",
        figures={"granted": 3},
        cells={("granted", "total"): 4, ("granted", "business"): DASH},
    ),
    department(
        "residual_in_one_blank",
        figures={"granted": 17},
        cells={("granted", "total"): 22, ("granted", "business"): BLANK},
    ),
    department(
        "residual_in_blanks",
        figures={"granted": 17},
        cells={
            ("granted", "total"): 22,
            ("granted", "business"): BLANK,
            ("granted", "research"): BLANK,
        },
        parse_status="partial",
    ),
    department("cell_ambiguous", figures={"granted": 3}, cells={("granted", "business"): AMBIGUOUS}),
    department("cell_missing", figures={"granted": 3}, cells={("granted", "business"): MISSING}),
    department("total_not_printed", figures={"granted": 3}, cells={("granted", "total"): BLANK}),
    department(
        "empty_row",
        cells={("granted", a): BLANK for a in ("natural_person", *ORGANISATIONS, "total")},
    ),
    department("not_in_form", form="2014", tables=()),
    department("no_form", form="none", tables=()),
    # Balance of natural persons, one rule a report.
    department(
        "balance_closed_empty",
        figures={"new": 2, "granted": 2},
        cells={("carried_in", "natural_person"): BLANK},
    ),
    department(
        "balance_short_right", figures={"new": 3, "granted": 2}, cells={("carried_out", "natural_person"): 0}
    ),
    department(
        "balance_short_blank",
        figures={"new": 3, "granted": 2},
        cells={("carried_out", "natural_person"): BLANK},
    ),
    department(
        "balance_short_dash",
        figures={"new": 3, "granted": 2},
        cells={("carried_out", "natural_person"): DASH},
    ),
    department(
        "balance_blank_on_long_side",
        figures={"new": 3, "granted": 2},
        cells={("carried_out", "natural_person"): 0, ("carried_in", "natural_person"): BLANK},
    ),
    department(
        "balance_unreadable",
        figures={"new": 3, "granted": 2},
        cells={("carried_out", "natural_person"): UNREADABLE},
    ),
]
"""One department a rule of the three-valued results, named after it."""

_VERSION = {"issuer_name": "versions", "scope": "department", "division_code": "990105", "report_year": 2022}

VERSIONS: Final = [
    Report("first", published_on=date(2023, 1, 5), figures={"new": 1}, **_VERSION),  # type: ignore[arg-type]
    Report("corrected", published_on=date(2023, 2, 5), figures={"new": 2}, **_VERSION),  # type: ignore[arg-type]
    Report("corrected again", published_on=date(2023, 3, 5), figures={"new": 2}, **_VERSION),  # type: ignore[arg-type]
    Report("first, undated", published_on=None, figures={"new": 1}, **_VERSION),  # type: ignore[arg-type]
]
"""Four documents of one report; the cells of "corrected" are current, and "corrected" was there first."""

_CARRIED = {"scope": "department", "division_code": "990105", "report_year": 2022, "figures": {"new": 5}}

CARRIERS: Final = [
    Report(
        "page",
        issuer_name="carriers",
        source_url="http://127.0.0.1/page.html",
        tables=("reviews",),
        parse_status="partial",
        **_CARRIED,  # type: ignore[arg-type]
    ),
    Report(
        "attachment",
        issuer_name="carriers",
        landing_url="http://127.0.0.1/page.html",
        fetched_at=datetime(2023, 1, 1, tzinfo=UTC),
        cells={("reconsideration", "total"): 1, ("reconsideration", "upheld"): 1},
        **_CARRIED,  # type: ignore[arg-type]
    ),
    Report("still there", issuer_name="withdrawn", published_on=date(2023, 1, 5), **_CARRIED),  # type: ignore[arg-type]
    Report(
        "taken down",
        issuer_name="withdrawn",
        published_on=date(2023, 2, 5),
        cells={("rules", "made"): 1},
        **_CARRIED,  # type: ignore[arg-type]
    ),
]
"""An attachment read better than its page; and a newer version that every address says is gone."""

GRADED: Final = [
    department("grade A", figures={"new": 3, "granted": 3}),
    department("grade B", figures={"new": 3}, issues=[("warning", "doubtful_header")]),
    department("grade C", figures={"new": 3, "granted": 3}, cells={("granted", "business"): UNREADABLE}),
    department("grade D", figures={"new": 3, "granted": 3}, cells={("concluded", "total"): 9}),
    department("grade D table missing", figures={"new": 3}, tables=("applications", "reviews")),
    department("grade E", tables=(), parse_status="partial"),
]

UNUSED: Final = [
    Report("no year", report_year=None),
    Report("no county", division_code=None),
    Report("not a report", parse_status="not_a_report", form="none", tables=(), report_year=2022),
]

REPORTS: Final = [*RANKING, *YEARS, *CHECKED, *VERSIONS, *CARRIERS, *GRADED, *UNUSED, *SERIES, *BETWEEN]

SOURCES_CSV: Final = """division_code,name,scope,column_url,cms,extra_hosts,enabled,evidence
990101,演示东川县,,http://127.0.0.1/a/,,,true,
990101,演示东川县,,http://127.0.0.1/a2/,,,true,
990104,演示北原县,,http://127.0.0.1/d/,,,true,
990202,演示白水县,,http://127.0.0.1/w/,,,true,
990201,演示青石县,,http://127.0.0.1/q/,,,false,
99x,broken
"""

POPULATION_CSV: Final = f"""division_code,year,residents,source
990101,2021,200000,census
{POPULATION}"""

_OLD = datetime(2024, 2, 1, 20, tzinfo=UTC)
_NEW = datetime(2024, 2, 14, 20, tzinfo=UTC)


_STILL_THERE, _TAKEN_DOWN = CARRIERS[2:]

RESPONSES: Final = [
    (_STILL_THERE.url, _STILL_THERE, _OLD),
    ("http://127.0.0.1/mirror.html", _STILL_THERE, _OLD),
    (_TAKEN_DOWN.url, _TAKEN_DOWN, _OLD),
    *BETWEEN_RESPONSES,
]
"""The archive's index: address, what it gave, when."""


def _request(run_id: str, division_code: str, outcome: Outcome, requested_at: datetime) -> dict[str, Any]:
    url = f"http://127.0.0.1/{division_code}/{outcome}"
    return {
        "run_id": run_id,
        "url": url,
        "division_code": division_code,
        "column_url": f"http://127.0.0.1/{division_code}/",
        "role": "list",
        "outcome": str(outcome),
        "message": "",
        "http_status": None,
        "requested_at": requested_at,
    }


OUTCOMES: Final = [
    # 990101 failed once and was fine in the latest run; 990104 fails now; 990202 was never tried.
    _request("r1", "990101", Outcome.TIMEOUT, _OLD),
    _request("r2", "990101", Outcome.OK, _NEW),
    _request("r2", "990104", Outcome.NOT_FOUND, _NEW),
    _request("r1", "990105", Outcome.OK, _OLD) | {"url": _TAKEN_DOWN.url, "role": "report"},
    _request("r2", "990105", Outcome.OK, _NEW)
    | {"url": _TAKEN_DOWN.url, "role": "report", "outcome": "withdrawn"},
    # Of a county that is not registered: one request for each way a request can end.
    *(_request("r2", "990299", outcome, _NEW) for outcome in Outcome),
]
