"""kill -9 in the middle of a build: the old warehouse answers meanwhile, and the next run makes up for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import YEARS, DemoRuns, kill_when
from tests.transform.archives import hashes
from transform.run import transform

pytestmark = pytest.mark.slow


def test_a_build_killed_while_reading_is_made_up_for(demo_runs: DemoRuns, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_runs.data / "raw", data / "raw")
    kill_when(
        lambda: any(data.glob("parquet/documents/report_year=2*/*.parquet")),
        *("build", "--data", str(data), "--sources", str(demo_runs.data / "sources.csv"), *YEARS),
        meanwhile=lambda: None,
    )
    assert not (data / "warehouse.duckdb").exists()
    transform(data / "raw", data / "parquet")
    assert hashes(data / "parquet") == demo_runs.parquet_after_first


def test_a_build_killed_while_dbt_writes_leaves_the_old_warehouse(demo_runs: DemoRuns) -> None:
    """What the next run makes of it is held against the first in test_demo.py."""
    assert demo_runs.asked_before_the_kill.returncode == 0, demo_runs.asked_before_the_kill.stderr
    assert str(len(demo_runs.tables_after_first["fct_reports"])) in demo_runs.asked_before_the_kill.stdout
    assert demo_runs.kill_left_the_warehouse
    assert demo_runs.second.returncode == 0, demo_runs.second.stderr
