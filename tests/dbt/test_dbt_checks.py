"""Consistency checks in the warehouse: the three-valued results, one report a rule."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from pipeline.check_tables import SEED_TABLES, STATIC_MODELS, plain_sql
from pipeline.checks import MODELS, RESULTS
from tests.dbt.conftest import PROJECT, Inputs

Answer = tuple[bool | None, str, float | None, float | None]

# Department named after its rule -> (instance, (passed, reason, residual, implied value)).
RULES: dict[str, tuple[str, Answer]] = {
    "closed": ("R-ROW:granted", (True, "closed", 0, None)),
    "closed_empty_as_zero": ("R-ROW:granted", (True, "closed_empty_as_zero", 0, None)),
    "exceeds_total": ("R-ROW:granted", (False, "exceeds_total", -1, None)),
    "exceeds_total_unreadable": ("R-ROW:granted", (False, "exceeds_total", -1, None)),
    "short_of_total": ("R-ROW:granted", (False, "short_of_total", 1, None)),
    "residual_in_one_blank": ("R-ROW:granted", (None, "residual_in_one_blank", 5, 5)),
    "residual_in_blanks": ("R-ROW:granted", (None, "residual_in_blanks", 5, None)),
    "cell_ambiguous": ("R-ROW:granted", (None, "cell_not_readable", 0, None)),
    "cell_missing": ("R-ROW:granted", (None, "cell_not_readable", 0, None)),
    "total_not_printed": ("R-ROW:granted", (None, "total_not_printed", None, None)),
    "empty_row": ("R-ROW:granted", (None, "total_not_printed", None, None)),
    "balance_closed_empty": ("R-BAL:natural_person", (True, "closed_empty_as_zero", 0, None)),
    "balance_short_right": ("R-BAL:natural_person", (False, "exceeds_total", -1, None)),
    "balance_short_blank": ("R-BAL:natural_person", (None, "residual_in_one_blank", -1, 1)),
    "balance_short_dash": ("R-BAL:natural_person", (False, "exceeds_total", -1, None)),
    "balance_blank_on_long_side": ("R-BAL:natural_person", (False, "exceeds_total", -1, None)),
    "balance_unreadable": ("R-BAL:natural_person", (None, "cell_not_readable", -1, None)),
}


def _checks(connection: duckdb.DuckDBPyConnection, issuer: str) -> dict[str, Answer]:
    rows = connection.execute(
        """
        select check_code || ':' || member, passed, reason_code, residual, implied_value
        from marts.fct_checks inner join marts.fct_reports using (report_id)
        where issuer_name = ?
        """,
        [issuer],
    ).fetchall()
    return {
        instance: (passed, reason, residual, implied) for instance, passed, reason, residual, implied in rows
    }


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_gives_its_reason(warehouse: duckdb.DuckDBPyConnection, rule: str) -> None:
    instance, expected = RULES[rule]
    assert _checks(warehouse, rule)[instance] == expected


def _codes(**where: str) -> set[str]:
    """Codes of the checks on a report's own document whose columns in ``checks.csv`` are ``where``."""
    with (PROJECT / "seeds" / "checks.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["kind"].startswith("between")]
    return {row["check_code"] for row in rows if where.items() <= row.items()}


# Rows only where there is something to hold against the table, or a sum that cannot be told or does not close.
def _occasional() -> set[str]:
    return _codes(kind="claim") | (_codes() - _codes(instead_of="")) | {"R-PART"}


def test_a_clean_report_passes_all_instances_of_its_form(warehouse: duckdb.DuckDBPyConnection) -> None:
    answers = _checks(warehouse, "closed")
    own = {name: answer for name, answer in answers.items() if name.partition(":")[0] in _codes()}
    families = [instance.partition(":")[0] for instance in own]
    counts = {family: families.count(family) for family in families}
    assert set(counts) == _codes() - _occasional()
    assert {family: counts[family] for family in ("R-ROW", "R-CONC", "R-BAL", "L-SUM")} == {
        "R-ROW": 25,
        "R-CONC": 7,
        "R-BAL": 7,
        "L-SUM": 3,
    }
    assert {answer[0] for instance, answer in own.items() if instance.startswith(("R-", "L-"))} == {True}
    assert not [instance for instance, answer in own.items() if answer[0] is False]
    not_in_form = {name.rstrip(":") for name, answer in own.items() if answer[1] == "not_in_form"}
    assert not_in_form == _codes(forms="2019")


def test_the_2019_form_has_its_own_instances(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select member, passed from marts.fct_checks
        where report_id = '990101-2020-government' and check_code in ('R-ROW', 'R-CONC', 'R-BAL', 'L-SUM')
        """
    ).fetchall()
    assert len(rows) == 40
    assert ("other", True) in rows
    assert not {"other_uncorrected", "other_unpaid", "other_other"} & {member for member, _ in rows}


def test_a_form_without_the_cells_says_so_and_no_form_says_nothing(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    answers = _checks(warehouse, "not_in_form")
    own = {name: answer for name, answer in answers.items() if name.partition(":")[0] in _codes()}
    assert own == {f"{code}:": (None, "not_in_form", None, None) for code in _codes(instead_of="")}
    assert _checks(warehouse, "no_form") == {}


def test_responsibility_is_told_from_how_the_table_was_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select distinct issuer_name, responsibility
        from marts.fct_checks inner join marts.fct_reports using (report_id)
        where check_code = 'R-ROW' and passed = false
            and issuer_name in ('exceeds_total', 'exceeds_total_unreadable', 'exceeds_total_row_lost')
        """
    ).fetchall()
    assert dict(rows) == {
        "exceeds_total": "source",
        "exceeds_total_unreadable": "unknown",
        "exceeds_total_row_lost": "extraction",
    }
    others = warehouse.execute(
        "select count(*) from marts.fct_checks where responsibility is not null and passed is distinct from false"
    ).fetchall()
    assert others == [(0,)]


def test_the_cell_that_both_failed_sums_share_is_suspected(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select check_code, member, suspected_cell, suspected_value, detail
        from marts.fct_checks inner join marts.fct_reports using (report_id)
        where issuer_name = 'one wrong cell' and suspected_cell is not null order by check_code
        """
    ).fetchall()
    cell = "applications/unable_not_held/natural_person"
    assert [row[:4] for row in rows] == [
        ("R-CONC", "natural_person", cell, 12),
        ("R-ROW", "unable_not_held", cell, 12),
    ]
    assert all(f"；疑为 {cell} | " in row[4] and row[4].endswith(f"; probably {cell}") for row in rows)


def test_details_are_in_both_languages(warehouse: duckdb.DuckDBPyConnection) -> None:
    (detail,) = warehouse.execute(
        """
        select detail from marts.fct_checks inner join marts.fct_reports using (report_id)
        where issuer_name = 'short_of_total' and check_code = 'R-ROW' and member = 'granted'
        """
    ).fetchall()[0]
    assert (
        detail == "分项之和小于合计：应为 3，实为 4；疑为 applications/granted/total | "
        "the parts fall short of the total: expected 3, found 4; probably applications/granted/total"
    )


def test_the_same_files_evaluate_reports_without_dbt(
    built: Inputs, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch.duckdb"
    scratch.write_bytes((built.warehouse.parent / "scratch.duckdb").read_bytes())
    alone = duckdb.connect()
    alone.execute(f"attach '{scratch}' as scratch (read_only)")
    for seed in SEED_TABLES:
        path = PROJECT / "seeds" / f"{seed}.csv"
        alone.execute(f"create table {seed} as select * from read_csv('{path}', all_varchar = true)")
    (numbers,) = alone.execute(
        "select list(report_no) from scratch.intermediate.int_checks__reports where report_id like '990101-2022-%'"
    ).fetchall()[0]
    for table in ("reports", "cells", "claims", "sections", "issues"):
        source = f"scratch.intermediate.int_checks__{table}"
        if table in ("claims", "sections", "issues"):  # views over Parquet, which lies where it lay
            alone.execute(f"create table int_checks__{table} as from {source} limit 0")
        else:
            alone.execute(
                f"create table int_checks__{table} as from {source} where list_contains(?, report_no)",
                [numbers],
            )
    for model in (*STATIC_MODELS, *MODELS, RESULTS):
        alone.execute(f"create table {model} as {plain_sql(model)}")
    where = (
        "where report_id like '990101-2022-%' and check_code in (select check_code from int_checks__worded)"
    )
    assert (
        alone.execute("from int_checks__worded order by all").fetchall()
        == alone.execute(f"from scratch.intermediate.int_checks__worded {where} order by all").fetchall()
    )
    alone.close()
