"""Counties through the years: what may be set side by side, what lies between, and what an empty cell is worth."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest


def _years(
    connection: duckdb.DuckDBPyConnection, county: str, indicator: str, columns: str
) -> dict[int, tuple[Any, ...]]:
    rows = connection.execute(
        f"select report_year, {columns} from marts.compare_years where division_code = ? and indicator_code = ?",
        [county, indicator],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _values(connection: duckdb.DuckDBPyConnection, county: str, indicator: str) -> dict[int, tuple[Any, ...]]:
    rows = connection.execute(
        """
        select report_year, value, basis, why_not from marts.county_indicators
        where division_code = ? and indicator_code = ?
        """,
        [county, indicator],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_a_gap_is_not_bridged_but_the_last_year_before_it_is_shown(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = "previous_value, change, why_not, last_available_year, last_available_value"
    years = _years(warehouse, "140223", "app_new", columns)
    assert years == {
        2019: (None, None, "no_previous", None, None),
        2020: (10, 10, None, 2019, 10),
        2021: (20, 20, None, 2020, 20),
        2023: (None, None, "no_previous", 2021, 40),
        2024: (80, 80, None, 2023, 80),
    }


def test_growth_is_reckoned_from_the_first_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    years = _years(warehouse, "140223", "app_new", "cagr_first_year, round(cagr, 6), cagr_breaks")
    assert years[2021] == (2019, 100, "epidemic_2020,charging_2021")
    # From 10 to 160 in five years: 16 to the power of a fifth is 1.741101.
    assert years[2024] == (2019, 74.110113, "epidemic_2020,charging_2021")
    assert years[2019] == (None, None, None)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        # The same cell on both forms: comparable, and the change of law and form is told.
        ("penalties_total", (150, 100, 50, 50, True, None, "penalty_law_2021,form_2021")),
        # One cell on the old form, a sum of three on the new one: 5 of 15, 5 of 40.
        ("other_rate", (12.5, 33.3333, -20.8333, None, True, None, "charging_2021,form_2021")),
        # Made and produced are near, in force has no counterpart at all.
        ("docs_made", (8, 6, None, None, False, "form_changed", "form_2021")),
        ("docs_in_force", (120, None, None, None, False, "form_changed", "form_2021")),
        ("items_stock:licences", (None, 0, None, None, False, "form_changed", "form_2021")),
        ("disclosure_rate", (50, 66.6667, -16.6667, None, True, None, None)),
    ],
)
def test_the_new_form_breaks_only_what_it_changed(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, expected: tuple[Any, ...]
) -> None:
    columns = (
        "round(value, 4), round(previous_value, 4), round(change, 4), pct_change, comparable, why_not, breaks"
    )
    assert _years(warehouse, "140223", indicator, columns)[2021] == expected


def test_disputes_of_2023_and_2024_are_told_apart_by_the_review_law(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = "value, previous_value, comparable, why_not, breaks"
    assert _years(warehouse, "140223", "recon_total", columns)[2024] == (
        10,
        5,
        True,
        None,
        "review_law_2024",
    )
    assert _years(warehouse, "140223", "recon_correction_rate", columns)[2024] == (
        30,
        25,
        True,
        None,
        "review_law_2024",
    )
    # No suit was closed in 2024: no rate, where 2023 had two lost of two.
    assert _years(warehouse, "140223", "lit_loss_rate", columns)[2024] == (
        None,
        100,
        False,
        "zero_denominator",
        "review_law_2024",
    )
    assert _years(warehouse, "140223", "app_new", columns)[2024][4] is None


def test_few_cases_are_pooled_over_three_years_and_not_ranked(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "pooled_3y_numerator, pooled_3y_denominator, round(pooled_3y_value, 4), pooled_3y_years"
    pooled = _years(warehouse, "140223", "recon_correction_rate", columns)
    # 1 of 4 closed and 3 of 10; 2021 closed none, 2022 has no report.
    assert pooled[2024] == (4, 14, 28.5714, "2023,2024")
    assert pooled[2023] == (1, 4, 25, "2021,2023")
    # A case pending at the end of a year is counted again in the next: no pooling over all cases.
    assert _years(warehouse, "140223", "recon_correction_rate_all", columns)[2024] == (None, None, None, None)
    ranks = warehouse.execute(
        """
        select value, denominator, nation_rank, nation_why_not from marts.compare_counties
        where division_code = '140223' and report_year = 2023 and indicator_code = 'recon_correction_rate'
        """
    ).fetchall()
    assert ranks == [(25, 4, None, "small_n")]


def test_a_new_code_is_followed_and_its_boundaries_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "previous_value, change, why_not, breaks, previous_division_code, cagr_first_year"
    years = _years(warehouse, "140215", "app_new", columns)
    assert years == {
        2018: (10, None, "division_changed", "division_changed", "140227", None),
        2019: (20, 10, None, "reform_2019", "140215", 2018),
    }


def test_carry_over_is_held_against_the_year_before(warehouse: duckdb.DuckDBPyConnection) -> None:
    gaps = _values(warehouse, "140223", "carry_gap")
    # 2020 carried 5 out and 2021 took 5 in; 2023 carried 4 out, 2024 says 3; 2023 has no year before.
    assert {year: (value, why_not) for year, (value, _, why_not) in gaps.items()} == {
        2019: (None, "no_previous"),
        2020: (0, None),
        2021: (0, None),
        2023: (None, "no_previous"),
        2024: (-1, None),
    }
    assert _values(warehouse, "140223", "carry_gap_abs")[2024] == (1, None, None)
    beside = _years(warehouse, "140223", "carry_over_rate", "carry_gap")
    assert beside[2024] == (-1,)


def test_documents_in_force_roll_over_the_years(warehouse: duckdb.DuckDBPyConnection) -> None:
    def rounded(indicator: str, year: int) -> tuple[Any, ...]:
        value, basis, why_not = _values(warehouse, "140223", indicator)[year]
        return (None if value is None else round(value, 4), basis, why_not)

    # 120 in force, 6 made, 10 repealed, 112 left: 4 lapsed.
    assert rounded("docs_lapse", 2024) == (4, None, None)
    assert rounded("docs_repeal_ratio", 2024) == (8.3333, None, None)
    assert rounded("docs_turnover", 2024) == (13.3333, None, None)
    # Without a year before the base is worked out: 120 - 5 + 5.
    assert rounded("docs_repeal_ratio", 2023) == (4.1667, "implied_base", None)
    assert rounded("docs_turnover", 2023) == (None, None, "no_previous")
    # The year before has no such cell.
    assert rounded("docs_turnover", 2021) == (None, None, "form_changed")


def test_a_fee_is_what_the_prose_says_and_silence_is_no_zero(warehouse: duckdb.DuckDBPyConnection) -> None:
    fees = _values(warehouse, "140223", "processing_fee")
    assert fees[2021] == (0, None, None)
    assert fees[2023] == (None, None, "not_stated")
    assert fees[2024] == (None, None, "claims_disagree")
    assert fees[2020] == (None, None, "not_in_form")


def test_residents_of_another_year_serve_and_are_marked(warehouse: duckdb.DuckDBPyConnection) -> None:
    rates = _values(warehouse, "140223", "app_per_100k")
    assert rates[2019] == (None, None, "no_population")
    assert rates[2020] == (20, None, None)
    assert rates[2021] == (40, "earlier_population", None)
    assert rates[2023] == (80, "old_population", None)


def test_empty_cells_are_zero_only_where_a_sum_proves_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    rates = _values(warehouse, "140224", "refusal_rate")
    assert rates[2021] == (0, "empty_as_zero", None)
    assert rates[2022] == (None, None, "blank")
    disclosed = _values(warehouse, "140224", "disclosure_rate")
    assert disclosed[2023] == (100, "derived_total", None)
    # Eleven of the natural persons' twelve: the sum of their results fails, so the total made of it is disputed.
    value, basis, why_not = disclosed[2024]
    assert (round(value, 4), basis, why_not) == (91.6667, "derived_total", "check_failed")


def test_the_largest_kind_of_applicant_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select distinct app_top_type from marts.county_year where division_code = '140223'"
    ).fetchall()
    assert rows == [("natural_person",)]


def test_provinces_pool_what_is_known_and_say_of_how_many(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select province.report_year, province.pooled_value, province.mean_value, province.counties_with_value,
            province.counties_with_report, province.counties_disputed, nation.pooled_value
        from marts.province_year as province
        inner join marts.national_year as nation using (report_year, indicator_code, nation_code)
        where province.province_code = '140000' and province.indicator_code = 'disclosure_rate'
            and province.report_year in (2021, 2024)
        order by 1
        """
    ).fetchall()
    # 2021: 20 of 40 and 12 of 12. 2024: 160 of 160 alone, the other one is disputed.
    assert rows == [
        (2021, 100 * 32 / 52, 75, 2, 2, 0, 100 * 32 / 52),
        (2024, 100, 100, 1, 2, 1, 100),
    ]


def test_every_county_of_a_province_counts_in_its_coverage(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select numerator, denominator, counties, count(*) over () from marts.province_year
        where province_code = '140000' and indicator_code = 'coverage' and report_year = 2021
        """
    ).fetchall()
    listed = warehouse.execute(
        """
        select count(*) from marts.dim_division
        where province_code = '140000' and division_code not like '%00'
            and valid_from <= date '2021-12-31' and coalesce(valid_to, date '9999-12-31') >= date '2021-12-31'
        """
    ).fetchall()
    assert rows == [(2, listed[0][0], listed[0][0], 1)]


def test_the_quality_of_a_report_is_on_one_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select report_year, quality_grade, round(cell_completeness, 4), cells_empty, error_checks_failed, carry_gap_abs,
            is_restated
        from marts.reporting_quality where division_code = '140224' order by 1
        """
    ).fetchall()
    # 14 of 200 cells are empty, then one; R-ROW and R-CONC of natural persons fail in 2024 no more than once each.
    assert [row[2:4] for row in rows] == [(93, 14), (93, 14), (99.5, 1), (99.5, 1)]
    assert [row[6] for row in rows] == [False] * 4
    assert [row[5] for row in rows] == [None, 0, 0, 0]


def test_breaks_and_forms_are_described_for_readers(warehouse: duckdb.DuckDBPyConnection) -> None:
    unknown = warehouse.execute(
        """
        select distinct unnest(string_split(breaks, ',')) as break_code from marts.compare_years
        except select break_code from marts.dim_break
        """
    ).fetchall()
    assert unknown == []
