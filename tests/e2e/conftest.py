"""The command line in child processes, as people and cron run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo import ports
from demo.server import serve, write_sources
from demo.sites.catalogue import demo_sites
from tests.shared import made_once
from tests.transform.archives import hashes

PROJECT = Path(__file__).resolve().parents[2]
SEED = PROJECT.parent / "shared" / "seeds" / "guangling-2021.txt"
FIRST_PORT = 21000
YEARS = ("--years", "2019-2023")
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


def kill_when(condition: Callable[[], bool], *arguments: str, meanwhile: Callable[[], object]) -> None:
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


@dataclass(frozen=True)
class FirstRun:
    """The demo run once, and what it left."""

    data: Path
    done: subprocess.CompletedProcess[str]
    parquet: dict[str, str]
    warcs: dict[str, str]
    tables: dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class DemoRuns:
    """The demo run twice on one data folder, and between the two a build that was killed while dbt was writing."""

    data: Path
    second: subprocess.CompletedProcess[str]
    parquet_after_first: dict[str, str]
    warcs_after_first: dict[str, str]
    tables_after_first: dict[str, list[tuple[Any, ...]]]
    asked_before_the_kill: subprocess.CompletedProcess[str]
    kill_left_the_warehouse: bool

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Made once for all workers, apart from the rest: a test has only so much time."""
    return made_once(tmp_path_factory, "demo data", _run_first)


@pytest.fixture(scope="session")
def demo_runs(first_run: FirstRun, tmp_path_factory: pytest.TempPathFactory) -> DemoRuns:
    """Made once for all workers. Tests only read its folder."""
    return made_once(tmp_path_factory, "demo runs", lambda _: _run_again(first_run))


def _run_first(data: Path) -> FirstRun:
    _keep_own_ports(data)
    done = nianbao("demo", "--data", str(data), "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    return FirstRun(
        data,
        done,
        hashes(data / "parquet"),
        hashes(data / "raw" / "warc"),
        contents(data / "warehouse.duckdb"),
    )


def _run_again(first: FirstRun) -> DemoRuns:
    data = first.data
    before = (data / "warehouse.duckdb").read_bytes()
    answers: list[subprocess.CompletedProcess[str]] = []
    kill_when(
        (data / "build" / "warehouse.duckdb.wal").exists,
        *("build", "--data", str(data), "--sources", str(data / "sources.csv"), *YEARS),
        meanwhile=lambda: answers.append(
            nianbao("sql", "select count(*) as n from marts.fct_reports", "--data", str(data))
        ),
    )
    left = (data / "warehouse.duckdb").read_bytes() == before

    second = nianbao("demo", "--data", str(data), "--jobs", "2")
    return DemoRuns(data, second, first.parquet, first.warcs, first.tables, answers[0], left)


def _keep_own_ports(data: Path) -> None:
    """Give the demo sites ports that no other test uses: tests run side by side, and a site whose port is taken
    between two runs has every page fetched again."""
    codes = [site.division_code for site in demo_sites()]
    ports.write(data / "ports.json", {code: FIRST_PORT + number for number, code in enumerate(codes)})


def guangling_page() -> bytes:
    """The rebuilt page of Guangling's report of 2021."""
    site = next(site for site in demo_sites() if site.division_code == "140223")
    entry = next(entry for entry in site.entries if entry.is_report)
    return site.respond(entry.path).body


@dataclass(frozen=True)
class Night:
    """A night after the report of Guangling was imported from a file.

    ``good`` are the counties whose sites were all right; ``gone`` is the address of a column that was not there.
    """

    data: Path
    imported: subprocess.CompletedProcess[str]
    done: subprocess.CompletedProcess[str]
    good: tuple[str, ...]
    gone: str

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Made once for all workers. Tests only read its folder."""
    return made_once(tmp_path_factory, "night data", _run_night)


def _run_night(data: Path) -> Night:
    data.mkdir()
    report = SEED
    if not SEED.exists():
        report = data / "guangling.html"
        report.write_bytes(guangling_page())
    imported = nianbao("import", str(report), "--data", str(data))
    sites = [site for site in demo_sites() if site.division_code in ("990101", "990102", "990103")]
    sources = data / "sources.csv"
    with serve(sites=sites) as served:
        write_sources(sources, served)
        gone = served.origin("990101") + "/nothing/here/"
        with sources.open("a", encoding="utf-8") as file:
            file.write(f"990101,演示东川县,,{gone},,,true,moved away\n")
            file.write("999999,无此县,,http://127.0.0.1:9/,,,true,unknown code\n")
            file.write("990102,演示西坪县,,not an address,,,true,malformed\n")
        done = nianbao("nightly", "--data", str(data), "--sources", str(sources), *YEARS)
    return Night(data, imported, done, tuple(site.division_code for site in sites), gone)
