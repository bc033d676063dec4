"""Which document speaks for a report, and how good the report is."""

from __future__ import annotations

from datetime import datetime

import duckdb

from tests.dbt.scenarios import REPORTS

TITLES = {report.document_id: report.name for report in REPORTS}


def test_the_newest_cells_are_current_and_the_first_document_holds_them(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        select title, is_current, duplicate_of, superseded_by
        from marts.fct_documents where issuer_name = 'versions'
        """
    ).fetchall()
    named = {title: (current, TITLES.get(dup), TITLES.get(sup)) for title, current, dup, sup in rows}
    assert named == {
        "first": (False, None, "corrected"),
        "corrected": (True, None, None),
        "corrected again": (False, "corrected", None),
        "first, undated": (False, "first", "corrected"),
    }


def test_facts_hold_the_current_document_only(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select value from marts.fct_applications inner join marts.fct_reports using (report_id)
        where issuer_name = 'versions' and item_code = 'new' and applicant_code = 'total'
        """
    ).fetchall()
    assert rows == [(2,)]


def test_documents_that_are_no_report_are_listed_but_not_used(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    listed = warehouse.execute(
        "select title, is_current, report_id from marts.fct_documents where report_id is null"
    ).fetchall()
    assert sorted(listed) == [
        ("no county", False, None),
        ("no year", False, None),
        ("not a report", False, None),
    ]
    count = warehouse.execute("select count(*) from marts.fct_documents").fetchall()
    assert count == [(len(REPORTS),)]


def test_a_report_without_a_year_comes_from_the_default_partition(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute("select report_year from marts.fct_documents where title = 'no year'").fetchall()
    assert rows == [(None,)]


def test_grades_follow_the_worst_finding(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select issuer_name, quality_grade, article20_grade, applications_grade, reviews_grade, checks_failed
        from marts.fct_reports where issuer_name like 'grade %'
        """
    ).fetchall()
    assert sorted(rows) == [
        ("grade A", "A", "A", "A", "A", 0),
        ("grade B", "B", "A", "A", "A", 0),
        ("grade C", "C", "A", "C", "A", 1),
        ("grade D", "D", "A", "D", "A", 3),
        ("grade D table missing", "D", "E", "A", "A", 1),
        ("grade E", "E", "E", "E", "E", 1),
    ]


def test_issues_keep_their_report(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select issuer_name, severity, issue_code, message
        from marts.fct_issues inner join marts.fct_reports using (report_id)
        where issuer_name like 'grade %'
        """
    ).fetchall()
    assert rows == [("grade B", "warning", "doubtful_header", "doubtful_header in grade B")]


def test_cells_keep_what_was_printed(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select applicant_code, value, cell_status, raw_text
        from marts.fct_applications inner join marts.fct_reports using (report_id)
        where issuer_name = 'closed_empty_as_zero' and item_code = 'granted'
            and applicant_code in ('natural_person', 'business', 'research')
        """
    ).fetchall()
    assert sorted(rows) == [
        ("business", None, "dash", "/"),
        ("natural_person", 3, "reported", "3"),
        ("research", None, "blank", ""),
    ]


def test_each_report_says_why_its_document_is_current(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select issuer_name, document_id, current_reason, document_count, version_count, first_document_id
        from marts.fct_reports where issuer_name in ('versions', 'carriers', 'withdrawn', 'closed')
        """
    ).fetchall()
    named = {
        issuer: (TITLES[current], reason, documents, versions, TITLES[first])
        for issuer, current, reason, documents, versions, first in rows
    }
    assert named == {
        "closed": ("closed", "only_document", 1, 1, "closed"),
        "versions": ("corrected", "newest_published", 4, 2, "first, undated"),
        "carriers": ("attachment", "fullest_carrier", 2, 1, "attachment"),
        "withdrawn": ("still there", "others_withdrawn", 2, 2, "still there"),
    }


def test_what_is_gone_or_carried_twice_is_kept_and_marked(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select title, is_current, carrier_of, withdrawn_at, address_count
        from marts.fct_documents where issuer_name in ('carriers', 'withdrawn')
        """
    ).fetchall()
    assert {row[0]: (row[1], TITLES.get(row[2]), row[3], row[4]) for row in rows} == {
        "page": (False, "attachment", None, 1),
        "attachment": (True, None, None, 1),
        "still there": (True, None, None, 2),
        "taken down": (False, None, datetime(2024, 2, 14, 20), 1),  # noqa: DTZ001 - UTC without a zone
    }


def test_revisions_list_what_changed(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select revision_no, from_document_id, to_document_id, row_code, col_code, old_value, new_value, is_first
        from marts.fct_revisions inner join marts.fct_reports using (report_id)
        where issuer_name = 'versions' and col_code = 'total'
        """
    ).fetchall()
    assert sorted((no, TITLES[old], TITLES[new], *rest) for no, old, new, *rest in rows) == [
        (1, "first", "corrected", "carried_out", "total", 1, 2, True),
        (1, "first", "corrected", "new", "total", 1, 2, True),
    ]


def test_a_series_can_be_read_as_first_published(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select value, raw_text, first_published.document_id
        from marts.fct_first_published as first_published inner join marts.fct_reports using (report_id)
        where issuer_name = 'versions' and row_code = 'new' and col_code = 'total'
        """
    ).fetchall()
    assert [(value, raw, TITLES[document]) for value, raw, document in rows] == [(1, "1", "first, undated")]
