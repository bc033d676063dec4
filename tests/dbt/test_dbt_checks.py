"""Consistency checks in the warehouse: the three-valued results, one report a rule."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

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


def test_a_clean_report_passes_all_instances_of_its_form(warehouse: duckdb.DuckDBPyConnection) -> None:
    answers = _checks(warehouse, "closed")
    families = [instance.partition(":")[0] for instance in answers]
    assert {family: families.count(family) for family in families} == {
        "R-ROW": 25,
        "R-CONC": 7,
        "R-BAL": 7,
        "L-SUM": 3,
    }
    assert {answer[0] for answer in answers.values()} == {True}


def test_the_2019_form_has_its_own_instances(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select member, passed from marts.fct_checks where report_id = '990101-2020-government'"
    ).fetchall()
    assert len(rows) == 40
    assert ("other", True) in rows
    assert not {"other_uncorrected", "other_unpaid", "other_other"} & {member for member, _ in rows}


def test_a_form_without_the_cells_says_so_and_no_form_says_nothing(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _checks(warehouse, "not_in_form") == {
        f"{code}:": (None, "not_in_form", None, None) for code in ("R-ROW", "R-CONC", "R-BAL", "L-SUM")
    }
    assert _checks(warehouse, "no_form") == {}


def test_responsibility_needs_a_failure_and_a_full_reading(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select distinct documents.parse_status, checks.passed, checks.responsibility
        from marts.fct_checks as checks
        inner join marts.fct_documents as documents on checks.report_id = documents.report_id and is_current
        """
    ).fetchall()
    assert set(rows) == {
        ("ok", True, None),
        ("ok", None, None),
        ("ok", False, "source"),
        ("partial", True, None),
        ("partial", None, None),
        ("partial", False, "unknown"),
    }


def test_details_are_in_both_languages(warehouse: duckdb.DuckDBPyConnection) -> None:
    (detail,) = warehouse.execute(
        """
        select detail from marts.fct_checks inner join marts.fct_reports using (report_id)
        where issuer_name = 'short_of_total' and check_code = 'R-ROW' and member = 'granted'
        """
    ).fetchall()[0]
    assert (
        detail == "分项之和小于合计：应为 3，实为 4 | the parts fall short of the total: expected 3, found 4"
    )


def _plain_sql(model: str) -> str:
    """The file of a model with every ref turned into a table name: all that `nianbao check` does to it."""
    sql = (PROJECT / "models" / "intermediate" / f"{model}.sql").read_text(encoding="utf-8")
    plain = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", sql)
    assert "{{" not in plain
    assert "{%" not in plain
    return plain


def test_the_same_files_evaluate_one_report_without_dbt(
    built: Inputs, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch.duckdb"
    scratch.write_bytes((built.warehouse.parent / "scratch.duckdb").read_bytes())
    alone = duckdb.connect()
    alone.execute(f"attach '{scratch}' as scratch (read_only)")
    for seed in ("items", "applicants", "checks", "check_terms", "reasons"):
        path = PROJECT / "seeds" / f"{seed}.csv"
        alone.execute(f"create table {seed} as select * from read_csv('{path}', all_varchar = true)")
    for table in ("int_cells__unioned", "int_reports__current"):
        source = f"scratch.intermediate.{table}"
        if table == "int_cells__unioned":
            (view,) = alone.execute(f"select sql from duckdb_views() where view_name = '{table}'").fetchall()[
                0
            ]
            assert "parquet" not in view, "reads the staging views only, never files of its own"
        alone.execute(f"create table {table} as select * from {source} where report_id like '990101-2022-%'")
    for model in ("int_checks__terms", "int_checks__evaluated"):
        alone.execute(f"create table {model} as {_plain_sql(model)}")
    order = "order by report_id, check_code, member"
    assert (
        alone.execute(f"from int_checks__evaluated {order}").fetchall()
        == warehouse.execute(f"from marts.fct_checks where report_id like '990101-2022-%' {order}").fetchall()
    )
    alone.close()
