"""The map over batches: in order, bounded, the same over processes and over a cluster, and lost workers made up for."""

from __future__ import annotations

import builtins
import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from tests.transform.archives import archive, demo_exchanges, hashes
from tests.transform.batch_work import dies_always, dies_once, fails_at_three, slow_at_first, square
from transform import batches, run
from transform.batches import SchedulerError, WorkersLost, map_batches
from transform.run import WorkerDiffers, transform


@pytest.fixture(autouse=True)
def no_client_left() -> Iterator[None]:
    """A client that could not connect ends here: collected in the loop thread of the next cluster it would wait for
    that very loop."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers of one thread, each a process, on loopback."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as started:
        yield started


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """An archive of two demo sites, its documents in several batches."""
    archive(tmp_path / "raw", [*demo_exchanges("990104"), *demo_exchanges("990101")])
    return tmp_path / "raw"


def where(jobs: int, cluster: LocalCluster | None) -> dict[str, Any]:
    return {"jobs": jobs, "scheduler": cluster.scheduler_address if cluster else None}


def wait_for_death(mark: Path, seconds: float = 30) -> None:
    """Wait until the process that left ``mark`` is gone for good, so that its pool knows too."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if mark.exists() and (pid := mark.read_text()):
            try:
                os.kill(int(pid), 0)
            except ProcessLookupError:
                return
        time.sleep(0.01)
    pytest.fail(f"{mark}: no process died")


@pytest.mark.parametrize("place", ["here", "processes", "cluster"])
def test_results_come_in_the_order_of_the_batches(place: str, cluster: LocalCluster) -> None:
    target = where(2 if place == "processes" else 1, cluster if place == "cluster" else None)
    assert list(map_batches(square, range(20), **target)) == [number * number for number in range(20)]
    assert list(map_batches(slow_at_first, range(6), **target)) == list(range(6))
    assert list(map_batches(square, [], **target)) == []


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_no_more_batches_are_taken_than_the_workers_need(place: str, cluster: LocalCluster) -> None:
    """However long the input, batches are made as results are taken: memory stays flat."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    target = where(2 if place == "processes" else 1, cluster if place == "cluster" else None)
    results = map_batches(square, endless(), **target)
    assert [next(results) for _ in range(10)] == [number * number for number in range(1, 11)]
    results.close()
    assert taken <= 10 + batches.IN_FLIGHT * 2


@pytest.mark.parametrize("place", ["here", "processes", "cluster"])
def test_what_a_batch_raises_reaches_the_caller(place: str, cluster: LocalCluster) -> None:
    target = where(2 if place == "processes" else 1, cluster if place == "cluster" else None)
    with pytest.raises(ValueError, match="batch three"):
        list(map_batches(fails_at_three, range(6), **target))


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_the_batch_of_a_lost_worker_is_done_again(place: str, cluster: LocalCluster, tmp_path: Path) -> None:
    target = where(2 if place == "processes" else 1, cluster if place == "cluster" else None)
    results = map_batches(dies_once, [(str(tmp_path), number) for number in range(6)], **target)
    first = next(results)
    wait_for_death(tmp_path / "2")
    assert [first, *results] == list(range(6))


def test_a_batch_that_always_kills_its_worker_ends_the_run_with_a_message() -> None:
    with pytest.raises(WorkersLost, match="died 3 times"):
        list(map_batches(dies_always, range(4), jobs=2))


def test_a_cluster_writes_the_same_bytes_as_one_process(
    raw: Path, tmp_path: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    transform(raw, tmp_path / "alone")
    monkeypatch.setattr(run, "POOL_FROM", 1)
    monkeypatch.setattr(run, "BATCH_DOCUMENTS", 2)
    summary = transform(raw, tmp_path / "cluster", scheduler=cluster.scheduler_address)
    assert summary.read_now == 11
    assert hashes(tmp_path / "cluster") == hashes(tmp_path / "alone")


def test_a_worker_with_another_reader_writes_nothing(
    raw: Path, tmp_path: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "POOL_FROM", 1)
    monkeypatch.setattr(run, "EXTRACTOR_VERSION", "another")
    with pytest.raises(WorkerDiffers, match="install the same version"):
        transform(raw, tmp_path / "parquet", scheduler=cluster.scheduler_address)
    assert not list((tmp_path / "parquet").rglob("part-?.parquet"))


def test_a_worker_that_does_not_see_the_archive_writes_no_errors_into_the_tables(
    raw: Path, tmp_path: Path
) -> None:
    """Without this every document would be put down as unreadable because of a folder that is not mounted."""
    batch = run.Batch(tmp_path / "not mounted", run.extractor_version(), [])
    with pytest.raises(WorkerDiffers, match="under the same path"):
        run.read_batch(batch)


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SECONDS_TO_ANSWER", 1)
    with pytest.raises(SchedulerError, match=r"--scheduler tcp://127\.0\.0\.1:9: expected a Dask scheduler"):
        list(map_batches(square, range(3), jobs=1, scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(SchedulerError, match="expected a Dask scheduler"):
        list(map_batches(square, range(3), jobs=1, scheduler="no address"))


def test_a_cluster_without_workers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SECONDS_FOR_A_WORKER", 1)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(SchedulerError, match="dask worker"),
    ):
        list(map_batches(square, range(3), jobs=1, scheduler=empty.scheduler_address))


def test_workers_of_several_threads_are_refused() -> None:
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as wide,
        pytest.raises(SchedulerError, match="--nthreads 1"),
    ):
        list(map_batches(square, range(3), jobs=1, scheduler=wide.scheduler_address))


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "distributed":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SchedulerError, match="extra dask"):
        list(map_batches(square, range(3), jobs=1, scheduler="tcp://127.0.0.1:9"))
