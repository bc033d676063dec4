"""kill -9 in the middle of a build: the old warehouse answers meanwhile, and the next run makes up for it."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import PROJECT, DemoRuns, clean_environment, command, contents, nianbao
from tests.transform.archives import hashes

pytestmark = pytest.mark.slow


def kill_when(
    condition: Callable[[], bool], *arguments: str, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Start a verb, wait until ``condition`` holds, do ``meanwhile``, kill it with a signal nobody can catch."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=PROJECT,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not condition():
            try:
                process.wait(timeout=0.005)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail("the build ended before it was to be killed")
        meanwhile()
    finally:
        process.kill()
    assert process.wait() == -signal.SIGKILL


def test_a_killed_build_is_made_up_for(demo_runs: DemoRuns, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_runs.data / "raw", data / "raw")
    arguments = ("build", "--data", str(data), "--sources", str(demo_runs.data / "sources.csv"))
    years = ("--years", "2019-2023")

    kill_when(lambda: any(data.glob("parquet/documents/report_year=2*/*.parquet")), *arguments, *years)
    assert not (data / "warehouse.duckdb").exists()

    shutil.copy(demo_runs.warehouse, data / "warehouse.duckdb")
    before = (data / "warehouse.duckdb").read_bytes()

    def still_answers() -> None:
        done = nianbao("sql", "select count(*) as n from marts.fct_reports", "--data", str(data))
        assert done.returncode == 0
        assert str(len(demo_runs.tables_after_first["fct_reports"])) in done.stdout

    kill_when((data / "build" / "scratch.duckdb").exists, *arguments, *years, meanwhile=still_answers)
    assert (data / "warehouse.duckdb").read_bytes() == before

    done = nianbao(*arguments, *years)
    assert done.returncode == 0, done.stdout + done.stderr
    assert hashes(data / "parquet") == hashes(demo_runs.data / "parquet")
    assert contents(data / "warehouse.duckdb") == contents(demo_runs.warehouse)
