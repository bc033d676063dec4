"""The night: crawl and build under one lock, with broken sources among the good ones."""

from __future__ import annotations

import json

import pytest

from demo.reports import reports
from tests.e2e.conftest import Night, rows

pytestmark = pytest.mark.slow


def test_a_night_with_broken_sources_does_all_the_rest(night: Night) -> None:
    """A malformed row, an unknown division, a column that is a 404: told by name; the other counties are built."""
    assert night.done.returncode == 1, night.done.stdout + night.done.stderr
    (report_path,) = (night.data / "logs").glob("nightly-*.json")
    report = json.loads(report_path.read_text(encoding="utf-8"))
    problems = "\n".join(report["problems"])
    assert f"not_found {night.gone}" in problems
    for row, words in enumerate(("999999", "column_url"), len(night.good) + 3):
        (problem,) = [line for line in report["problems"] if f"line {row}" in line]
        assert words in problem
    assert len(report["problems"]) == 3
    log = report_path.with_suffix(".log").read_text(encoding="utf-8")
    assert log.count("event=needs_a_person") == 3
    assert (
        f"url={night.gone}" in log
    )  # every request of the crawl is there, though a child process makes them
    found = rows(night.warehouse, "select division_code, report_year, scope from marts.fct_reports")
    drawn = {report.key for report in reports() if report.division_code in night.good}
    assert set(found) == drawn | {("140223", 2021, "office")}
    assert not list((night.data / "raw" / "warc").glob("*.open"))
