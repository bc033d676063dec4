"""Three counties of one prefecture through the years: changes of form, law, code and scope, a gap, and a lapse.

Real divisions with made-up figures, so that they are a nation apart from the made-up counties of the scenarios.
140223 goes from the 2019 form to the 2021 form, has no report for 2022, and crosses the review law of 2024;
140227 became 140215 at the end of 2018; 140224 tells what empty cells and a statement of nothing are worth.
"""

from __future__ import annotations

from typing import Any, Final

from tests.dbt.reports import BLANK, Place, Printed, Report

_COLUMNS: Final = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organisation",
    "total",
)


def _empty(*rows: str) -> dict[Place, Printed]:
    return {(row, column): BLANK for row in rows for column in _COLUMNS}


def _reviews(channel: str, upheld: int, corrected: int, other: int, pending: int) -> dict[Place, Printed]:
    return {
        (channel, "upheld"): upheld,
        (channel, "corrected"): corrected,
        (channel, "other"): other,
        (channel, "pending"): pending,
        (channel, "total"): upheld + corrected + other + pending,
    }


def _documents(made: int, repealed: int, in_force: int) -> dict[Place, Printed]:
    row = "normative_documents"
    return {(row, "made"): made, (row, "repealed"): repealed, (row, "in_force"): in_force}


def _report(code: str, year: int, figures: dict[str, int], **changes: Any) -> Report:
    form = "2019" if year < 2021 else "2021"
    return Report(
        f"{code} {year} series",
        **{"division_code": code, "report_year": year, "form": form, "figures": figures, **changes},
    )


SERIES: Final = [
    _report("140223", 2019, {"new": 10, "granted": 5, "other": 5}),
    _report(
        "140223",
        2020,
        {"new": 20, "granted": 10, "other": 5},
        cells={("normative_documents", "produced"): 6, ("penalties", "decisions"): 100},
    ),
    _report(
        "140223",
        2021,
        {
            "new": 40,
            "carried_in": 5,
            "granted": 20,
            "refused_internal": 10,
            "refused_process": 5,
            "other_uncorrected": 5,
        },
        cells={("penalties", "decisions"): 150, **_documents(8, 0, 120)},
        claims=[("processing_fee_yuan", 0)],
    ),
    _report(
        "140223",
        2023,
        {"new": 80, "carried_in": 4, "granted": 80},
        cells={
            **_documents(5, 5, 120),
            **_reviews("reconsideration", 3, 1, 0, 1),
            **_reviews("litigation_direct", 0, 2, 0, 0),
        },
    ),
    _report(
        "140223",
        2024,
        {"new": 160, "carried_in": 3, "granted": 160},
        cells={**_documents(6, 10, 112), **_reviews("reconsideration", 6, 3, 1, 0)},
        claims=[("processing_fee_yuan", 100), ("processing_fee_yuan", 200)],
    ),
    _report("140227", 2017, {"new": 10, "granted": 10}),
    _report("140215", 2018, {"new": 20, "granted": 20}),
    _report("140215", 2019, {"new": 30, "granted": 30}),
    # Every refusal is empty, and the results add up without them; then the same with a result too few.
    _report(
        "140224", 2021, {"new": 12, "granted": 12}, cells=_empty("refused_state_secret", "refused_process")
    ),
    _report(
        "140224",
        2022,
        {"new": 12, "granted": 12},
        cells={**_empty("refused_state_secret", "refused_process"), ("concluded", "total"): 13},
    ),
    # The total of the granted is empty and follows from its parts; one of the parts is in doubt.
    _report("140224", 2023, {"new": 12, "granted": 12}, cells={("granted", "total"): BLANK}),
    _report(
        "140224",
        2024,
        {"new": 12, "granted": 12},
        cells={("granted", "total"): BLANK, ("granted", "natural_person"): 11},
    ),
]

POPULATION: Final = """140223,2020,100000,census
"""
