"""The night: crawl and build under one lock, with broken sources among the good ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from demo.server import serve, write_sources
from tests.e2e.conftest import DemoRuns, nianbao, rows

pytestmark = pytest.mark.slow


def test_a_night_with_broken_sources_does_all_the_rest(demo_runs: DemoRuns, tmp_path: Path) -> None:
    """A malformed row, an unknown division, a column that is a 404: told by name; the other counties are built."""
    data = tmp_path / "data"
    shutil.copytree(demo_runs.data / "raw", data / "raw")
    shutil.copy(demo_runs.data / "ports.json", data / "ports.json")
    sources = tmp_path / "sources.csv"
    with serve(ports_file=data / "ports.json") as sites:
        write_sources(sources, sites)
        gone = sites.origin("990101") + "/nothing/here/"
        with sources.open("a", encoding="utf-8") as file:
            file.write(f"990101,演示东川县,,{gone},,,true,moved away\n")
            file.write("999999,无此县,,http://127.0.0.1:9/,,,true,unknown code\n")
            file.write("990102,演示西坪县,,not an address,,,true,malformed\n")
        done = nianbao("nightly", "--data", str(data), "--sources", str(sources), "--years", "2019-2023")
    assert done.returncode == 1, done.stdout + done.stderr
    (report_path,) = (data / "logs").glob("nightly-*.json")
    report = json.loads(report_path.read_text(encoding="utf-8"))
    problems = "\n".join(report["problems"])
    assert f"not_found {gone}" in problems
    assert "line 13" in problems
    assert "999999" in problems
    assert "line 14" in problems
    assert "column_url" in problems
    assert len(report["problems"]) == 3
    log = report_path.with_suffix(".log").read_text(encoding="utf-8")
    assert log.count("event=needs_a_person") == 3
    found = rows(data / "warehouse.duckdb", "select count(*) from marts.fct_reports")
    assert found == [(len(demo_runs.tables_after_first["fct_reports"]),)]
    assert not list((data / "raw" / "warc").glob("*.open"))
