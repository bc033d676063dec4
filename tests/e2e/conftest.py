"""The command line in child processes, as people and cron run it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo import ports
from demo.sites.catalogue import demo_sites
from tests.shared import made_once
from tests.transform.archives import hashes

PROJECT = Path(__file__).resolve().parents[2]
FIRST_PORT = 21000
CALL = "from pipeline.cli import app; app()"


def command(*arguments: str) -> list[str]:
    """``nianbao`` with these arguments, by the interpreter that runs the tests."""
    return [sys.executable, "-c", CALL, *arguments]


def nianbao(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end; output and exit code are the result's."""
    return subprocess.run(
        command(*arguments),
        cwd=PROJECT,
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


def clean_environment() -> dict[str, str]:
    """This environment without settings of the program, so that a developer's own do not change the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "DBT_"))}


def rows(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query on a published warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def contents(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of a warehouse with its sorted rows."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by all"
        ).fetchall()
        return {
            name: connection.execute(f'select * from marts."{name}" order by all').fetchall()
            for (name,) in names
        }


@dataclass(frozen=True)
class DemoRuns:
    """The demo run twice on one data folder."""

    data: Path
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    parquet_after_first: dict[str, str]
    warcs_after_first: dict[str, str]
    tables_after_first: dict[str, list[tuple[Any, ...]]]

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"


@pytest.fixture(scope="session")
def demo_runs(tmp_path_factory: pytest.TempPathFactory) -> DemoRuns:
    """Made once for all workers. Tests only read its folder."""
    return made_once(tmp_path_factory, "demo data", _run_twice)


def _run_twice(data: Path) -> DemoRuns:
    _keep_own_ports(data)
    first = nianbao("demo", "--data", str(data), "--jobs", "2")
    assert first.returncode == 0, first.stdout + first.stderr
    parquet, warcs = hashes(data / "parquet"), hashes(data / "raw" / "warc")
    tables = contents(data / "warehouse.duckdb")
    second = nianbao("demo", "--data", str(data), "--jobs", "2")
    return DemoRuns(data, first, second, parquet, warcs, tables)


def _keep_own_ports(data: Path) -> None:
    """Give the demo sites ports that no other test uses: tests run side by side, and a site whose port is taken
    between two runs has every page fetched again."""
    codes = [site.division_code for site in demo_sites()]
    ports.write(data / "ports.json", {code: FIRST_PORT + number for number, code in enumerate(codes)})
