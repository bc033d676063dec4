"""Parquet -> warehouse: dbt builds into a new file, which replaces the published one in a single rename.

The new file begins empty, or as a copy of the published one of which dbt makes the affected divisions anew.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline import increment, settings
from pipeline.dbt_process import run_dbt_process
from pipeline.increment import Increment
from pipeline.inputs import check_inputs
from pipeline.paths import DBT_PROJECT, DataFolder

_FAILED = ("error", "fail", "runtime error")


class BuildFailed(Exception):
    """Raised when dbt does not finish clean: the published warehouse stays as it was.

    The message names each model or test that failed, what it said, and where the log lies.
    """


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was built: models, seeds and tests that ran, warnings for a person, and how much was made anew."""

    nodes: int
    warnings: list[str]
    increment: Increment


def build_warehouse(
    data: DataFolder,
    sources: Path,
    *,
    years: str | None,
    today: date | None,
    jobs: int,
    with_tests: bool = True,
    whole: bool = False,
) -> BuildResult:
    """Build the warehouse from ``data.parquet`` and swap it in; raises BadInput or BuildFailed and changes nothing.

    ``today`` decides which years are due; without it, the day of the build. ``with_tests=False`` leaves the data
    tests out, to measure what the models alone take. ``whole`` makes everything anew, whatever changed.
    """
    data.build.mkdir(parents=True, exist_ok=True)
    check_inputs(data)
    for left in [*data.build.glob("*.duckdb*"), *data.build.glob("target/run_results.json")]:
        left.unlink()  # by a build that was killed, or that failed
    shutil.rmtree(data.build / "spill", ignore_errors=True)
    share = increment.plan(data, whole=whole)
    new = data.build / data.warehouse.name
    if not share.why_whole:
        shutil.copyfile(data.warehouse, new)
    nodes, warnings = _run_dbt(
        data, sources, share, years=years, today=today, jobs=jobs, with_tests=with_tests
    )
    _close_for_good(new)
    os.replace(new, data.warehouse)
    _sync(data.root)
    increment.remember(data)
    return BuildResult(nodes, warnings, share)


def _run_dbt(
    data: DataFolder,
    sources: Path,
    share: Increment,
    *,
    years: str | None,
    today: date | None,
    jobs: int,
    with_tests: bool,
) -> tuple[int, list[str]]:
    done = run_dbt(
        data,
        sources,
        "build",
        *("--threads", str(max(jobs, 1))),
        *("--exclude-resource-types", "unit_test", *(() if with_tests else ("test",))),
        *(("--vars", json.dumps({"today": today.isoformat()})) if today else ()),
        years=years,
        night=data.build / "night" if not share.why_whole else None,
    )
    target, logs = data.build / "target", data.build / "logs"
    results = _results(target / "run_results.json")
    failed = [f"{name}: {message}" for name, status, message in results if status in _FAILED]
    if done.returncode != 0 or failed:
        reasons = failed or [done.stdout.strip()[-3000:] or done.stderr.strip()[-3000:]]
        raise BuildFailed(
            "the warehouse was not built and the old one stays in place; "
            + "\n  ".join(["dbt says:", *reasons])
            + f"\n  its log: {logs / 'dbt.log'}"
        )
    warnings = [f"{name}: {message}" for name, status, message in results if status == "warn"]
    return len(results), warnings


def run_dbt(
    data: DataFolder,
    sources: Path,
    verb: str,
    *arguments: str,
    years: str | None = None,
    night: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run dbt on the project in a process of its own, to its end; its output and exit code are the result's.

    ``night``: what to make anew of the warehouse that is there, see pipeline/increment.py; without it, all.

    The target folder stays from run to run: with the last parse in it dbt starts seconds sooner.
    """
    environment = settings.child_environment(
        NIANBAO_BUILD_DIR=str(data.build),
        NIANBAO_NIGHT=str(night or ""),
        NIANBAO_PARQUET=str(night or data.parquet),
        NIANBAO_RAW=str(data.raw),
        NIANBAO_SOURCES=str(sources.resolve()),
        NIANBAO_POPULATION=str(data.population) if data.population.exists() else "",
        NIANBAO_YEARS=years or "",
        NIANBAO_MEMORY_LIMIT=settings.load().memory_limit,
        DO_NOT_TRACK="1",
    )
    return run_dbt_process(
        [
            *("--no-version-check", "--log-path", str(data.build / "logs"), *verb.split()),
            *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
            *("--target-path", str(data.build / "target"), *arguments),
        ],
        environment,
    )


def _results(path: Path) -> list[tuple[str, str, str]]:
    if not path.exists():
        return []
    return [
        (result["unique_id"], result["status"], (result.get("message") or "").strip())
        for result in json.loads(path.read_text(encoding="utf-8"))["results"]
    ]


def _close_for_good(path: Path) -> None:
    """Fold the write-ahead log into the file: renaming the file alone would lose what is still in the log."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("checkpoint")
    if path.with_name(path.name + ".wal").exists():
        raise BuildFailed(f"{path} still has a write-ahead log after its checkpoint; nothing was replaced")
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
