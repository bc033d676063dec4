"""``--scheduler`` reaches the reading, and a cluster that cannot be used ends a verb with a message and a code."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import exits
from pipeline.cli import app
from transform import batches, run
from transform.batches import ReadingStopped, WorkersLost

NOWHERE = "tcp://127.0.0.1:9"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Verbs set up the root logger; the next test gets it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(autouse=True)
def use_the_cluster_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "POOL_FROM", 0)
    monkeypatch.setattr(batches, "SECONDS_TO_ANSWER", 1)


def invoke(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*arguments, "--data", str(tmp_path / "data")])
    return done.exit_code, done.output


def test_a_build_with_a_scheduler_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    code, output = invoke(tmp_path, "build", "--scheduler", NOWHERE)
    assert code == exits.USAGE
    assert f"--scheduler {NOWHERE}: expected a Dask scheduler" in " ".join(output.split())
    assert not (tmp_path / "data" / "warehouse.duckdb").exists()


@pytest.mark.parametrize("failure", [WorkersLost("all gone"), ReadingStopped("stopped")])
def test_a_build_whose_workers_fail_needs_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def stops(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("pipeline.build.transform", stops)
    code, output = invoke(tmp_path, "build", "--scheduler", NOWHERE)
    assert code == exits.NEEDS_A_PERSON
    assert str(failure) in output
