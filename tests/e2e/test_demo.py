"""The main job, twice in a row: everything planted is found, nothing else is, nothing is done twice."""

from __future__ import annotations

import duckdb
import pytest

from crawler.archive import read_record
from demo.reports import planted_faults, reports
from demo.sites.catalogue import demo_sites
from tests.e2e.conftest import DemoRuns, FirstRun, contents, nianbao, rows
from tests.transform.archives import hashes
from transform.decode import decode
from transform.layouts.html import read_html

pytestmark = pytest.mark.slow


def test_the_first_run_shows_what_it_found(first_run: FirstRun) -> None:
    for heading in ("Crawl", "Build", "Counties compared", "through the years", "Failed checks", "make sql"):
        assert heading in first_run.done.stdout


def test_the_second_run_ends_well(demo_runs: DemoRuns) -> None:
    assert demo_runs.second.returncode == 0, demo_runs.second.stderr


def test_the_second_crawl_archives_nothing(demo_runs: DemoRuns) -> None:
    assert hashes(demo_runs.data / "raw" / "warc") == demo_runs.warcs_after_first
    fetched = rows(
        demo_runs.warehouse,
        f"""
        select count(*) filter (role <> 'list')
        from read_parquet('{demo_runs.data}/raw/outcomes/*.parquet')
        group by run_id order by run_id desc limit 1
        """,
    )
    assert fetched == [(0,)]


def test_the_second_build_changes_no_byte_of_parquet(demo_runs: DemoRuns) -> None:
    assert hashes(demo_runs.data / "parquet") == demo_runs.parquet_after_first
    after = contents(demo_runs.warehouse)
    for name, table in demo_runs.tables_after_first.items():
        if name != "coverage":  # it tells when a column was last tried
            assert after[name] == table, name


def test_every_report_is_there_once(demo_runs: DemoRuns) -> None:
    found = set(
        rows(
            demo_runs.warehouse,
            "select division_code, report_year, scope from fct_reports".replace("fct_", "marts.fct_"),
        )
    )
    assert found == {drawn.key for drawn in reports()} | {("140223", 2021, "office")}


def test_the_failed_checks_are_the_planted_ones(demo_runs: DemoRuns) -> None:
    found = rows(
        demo_runs.warehouse,
        """
        select reports.division_code, reports.report_year, check_code, member, expected, actual, residual,
            responsibility
        from marts.fct_checks join marts.fct_reports as reports using (report_id)
        where passed = false and severity = 'error'
        """,
    )
    odd = rows(
        demo_runs.warehouse,
        """
        select reports.division_code, reports.report_year, check_code, member
        from marts.fct_checks join marts.fct_reports as reports using (report_id)
        where passed = false and severity <> 'error'
        """,
    )
    assert sorted(odd) == sorted(
        (fault.division_code, fault.report_year, fault.check_code, fault.member)
        for fault in planted_faults()
        if fault.fault == "oddity"
    )
    planted = [fault for fault in planted_faults() if fault.fault == "arithmetic_error"]
    assert [row[:4] for row in found] == [
        (fault.division_code, fault.report_year, fault.check_code, fault.member) for fault in planted
    ]
    for row, fault in zip(found, planted, strict=True):
        assert (row[4], row[5]) == (int(fault.expected), int(fault.actual))
        assert row[6] == row[5] - row[4]
        assert row[7] == "source"


def test_the_report_posted_twice_counts_once(demo_runs: DemoRuns) -> None:
    (fault,) = [fault for fault in planted_faults() if fault.fault == "posted_twice"]
    documents = rows(
        demo_runs.warehouse,
        f"""
        select document_id, is_current, duplicate_of from marts.fct_documents
        where division_code = '{fault.division_code}' and report_year = {fault.report_year} order by is_current
        """,
    )
    assert [row[1] for row in documents] == [False, True]
    assert documents[0][2] == documents[1][0]


def test_the_missing_year_is_missing_and_not_zero(demo_runs: DemoRuns) -> None:
    (fault,) = [fault for fault in planted_faults() if fault.fault == "missing_year"]
    where = f"division_code = '{fault.division_code}' and report_year = {fault.report_year}"
    assert rows(demo_runs.warehouse, f"select status, document_count from marts.coverage where {where}") == [
        ("missing", 0)
    ]
    assert rows(demo_runs.warehouse, f"select * from marts.county_year where {where}") == []
    after = f"division_code = '{fault.division_code}' and report_year = {fault.report_year + 1}"
    reasons = rows(
        demo_runs.warehouse, f"select distinct why_not, comparable from marts.compare_years where {after}"
    )
    assert ("no_previous", False) in reasons
    assert not any(comparable for _, comparable in reasons)


def test_every_number_leads_back_to_its_page(demo_runs: DemoRuns) -> None:
    """From a cell of the warehouse to the archived bytes, and the printed text at its table, row and column."""
    found = rows(
        demo_runs.warehouse,
        """
        select documents.warc_file, documents.warc_offset, documents.source_url, documents.layout,
            cells.table_no, cells.row_no, cells.col_no, cells.raw_text
        from marts.fct_applications as cells
        join marts.fct_documents as documents on documents.document_id = cells.document_id
        where cells.value > 0 order by all
        """,
    )
    assert {layout for _, _, _, layout, *_ in found} == {"html", "text"}
    assert len(found) > 1000
    for warc_file, offset, url, layout, table_no, row_no, col_no, raw_text in found[::20]:
        record = read_record(demo_runs.data / "raw", warc_file, offset)
        assert record.url == url
        document = read_html(decode(record.body).text)
        if layout == "text":
            assert document.lines_without(set())[row_no - 1].strip() == raw_text
        else:
            row = document.grids[table_no - 1].rows[row_no - 1]
            assert [cell.text for cell in row if cell.col == col_no] == [raw_text]


def test_no_blank_became_a_zero(demo_runs: DemoRuns) -> None:
    for table in ("fct_article20", "fct_applications", "fct_reviews"):
        assert rows(
            demo_runs.warehouse,
            f"select count(*) from marts.{table} where (value is not null) <> (cell_status = 'reported')",
        ) == [(0,)]
    states = dict(
        rows(demo_runs.warehouse, "select cell_status, count(*) from marts.fct_applications group by all")
    )
    assert states["blank"] > 100
    assert states["dash"] > 100


def test_demo_counties_are_never_ranked_with_real_ones(demo_runs: DemoRuns) -> None:
    groups = rows(
        demo_runs.warehouse,
        "select distinct division_code like '99%', nation_code from marts.dim_division order by all",
    )
    assert groups == [(False, "cn"), (True, "demo")]
    counties = {site.division_code for site in demo_sites()} - {"140223"}
    sizes = rows(
        demo_runs.warehouse,
        "select distinct nation_n from marts.compare_counties where division_code like '99%' and report_year = 2022",
    )
    assert sizes == [(len(counties),)]


def test_sql_answers(demo_runs: DemoRuns) -> None:
    done = nianbao(
        "sql",
        "select division_name, province_rank from marts.compare_counties where report_year = 2022 and "
        "indicator_code = 'disclosure_rate' and province_rank = 1",
        "--data",
        str(demo_runs.data),
    )
    assert done.returncode == 0
    assert "演示东川县" in done.stdout
    wrong = nianbao("sql", "select nothing from nowhere", "--data", str(demo_runs.data))
    assert wrong.returncode == 2
    assert "nowhere" in wrong.stderr


def test_sql_cannot_write(demo_runs: DemoRuns) -> None:
    done = nianbao("sql", "drop table marts.coverage", "--data", str(demo_runs.data))
    assert done.returncode == 2
    assert "read-only" in done.stderr


def test_coverage_and_check_speak_the_contracts_exit_codes(demo_runs: DemoRuns) -> None:
    assert nianbao("coverage", "--data", str(demo_runs.data)).returncode == 1
    assert nianbao("coverage", "--data", str(demo_runs.data), "--counties", "990101").returncode == 0


def test_the_published_file_is_written_for_older_clients(demo_runs: DemoRuns) -> None:
    """Bytes 12 to 20 of a DuckDB file hold its storage version; 65 is the newest that DuckDB 1.2 reads."""
    header = demo_runs.warehouse.read_bytes()[:64]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") <= 65
    with duckdb.connect(str(demo_runs.warehouse), read_only=True) as connection:
        schemas = connection.execute(
            "select distinct table_schema, table_type from information_schema.tables"
        ).fetchall()
    assert schemas == [("marts", "BASE TABLE")]
