"""One warehouse for all dbt tests: built once a session by a child process, data tests and unit tests included."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawler import tables
from pipeline.dbt_process import run_dbt_process
from tests.dbt.reports import Report, write_index, write_parquet
from tests.dbt.scenarios import OUTCOMES, POPULATION_CSV, REPORTS, RESPONSES, SOURCES_CSV, TODAY
from tests.shared import made_once

PROJECT = Path(__file__).parents[2] / "dbt_project"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Folders and files of one build."""

    root: Path

    def write(self, reports: list[Report], outcomes: list[dict[str, Any]], population: str = "") -> None:
        """Lay out what the pipeline hands to dbt."""
        write_parquet(reports, self.root / "parquet")
        tables.ensure_tables(self.root / "raw")
        table = pa.Table.from_pylist(outcomes, schema=tables.OUTCOMES.schema)
        pq.write_table(table, self.root / "raw" / "outcomes" / "run.parquet")
        (self.root / "sources.csv").write_text(SOURCES_CSV, encoding="utf-8")
        if population:
            (self.root / "population.csv").write_text(population, encoding="utf-8")
        (self.root / "build").mkdir(exist_ok=True)

    def dbt(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run dbt on the project, as the pipeline does: in a process of its own."""
        population = self.root / "population.csv"
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "DBT_"))
        }
        return run_dbt_process(
            ["--no-use-colors", *arguments, "--vars", f"{{today: '{TODAY}'}}"],
            inherited
            | {
                "DBT_PROJECT_DIR": str(PROJECT),
                "DBT_PROFILES_DIR": str(PROJECT),
                "DBT_TARGET_PATH": str(self.root / "target"),
                "DBT_LOG_PATH": str(self.root / "logs"),
                "NIANBAO_BUILD_DIR": str(self.root / "build"),
                "NIANBAO_PARQUET": str(self.root / "parquet"),
                "NIANBAO_RAW": str(self.root / "raw"),
                "NIANBAO_SOURCES": str(self.root / "sources.csv"),
                "NIANBAO_POPULATION": str(population) if population.exists() else "",
            }
            | environment,
        )

    @property
    def warehouse(self) -> Path:
        """The file that would be published."""
        return self.root / "build" / "warehouse.duckdb"

    @property
    def empty(self) -> Path:
        """The file as it is built before anything was archived, without a population file."""
        return self.root / "empty.duckdb"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """The scenarios, built once for all workers; before them the project with nothing archived, see ``empty``.

    A failing data test or unit test of the project fails here, with dbt's own words.
    """
    return made_once(tmp_path_factory, "it's a build", _build)


def _build(root: Path) -> Inputs:
    inputs = Inputs(root)
    inputs.write([], [])
    done = inputs.dbt("build", "--resource-types", "seed", "model")
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    shutil.copy(inputs.warehouse, inputs.empty)
    # In the same place, which saves dbt from parsing the project twice.
    inputs.write(REPORTS, OUTCOMES, POPULATION_CSV)
    write_index(RESPONSES, root / "raw")
    inputs.warehouse.unlink()
    (root / "build" / "scratch.duckdb").unlink()
    done = inputs.dbt("build")
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return inputs


@pytest.fixture(scope="session")
def warehouse(built: Inputs) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file alone, read-only, as a reader opens it."""
    connection = duckdb.connect(str(built.warehouse), read_only=True)
    yield connection
    connection.close()
