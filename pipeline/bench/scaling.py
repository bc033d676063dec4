"""Scaling measured: archive to Parquet in one process, in two, on a Dask cluster of two workers, and in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import dask
from distributed import LocalCluster

from pipeline.bench import child
from pipeline.bench.child import Run
from pipeline.bench.lines import Line, ratios
from pipeline.bench.pages import write_archive

CEILING_PAGES = 200  # read by processes that share nothing: the best this machine can give
MOST_MEMORY = 1.15  # of the small archive's peak: what must grow is the index alone


@dataclass(frozen=True, slots=True)
class Memory:
    """Peaks in MB over an archive of ``documents``: parent and worker while reading, a run with nothing to read."""

    documents: int
    parent: float
    worker: float
    index: float


def scaling_lines(folder: Path, documents: int, rounds: int) -> tuple[list[Line], Memory | None]:
    """The lines of reading ``documents`` pages out of an archive below ``folder``, and what two processes took.

    One process, two and the cluster take turns, ``rounds`` times.
    """
    raw = folder / "raw"
    write_archive(raw, documents)
    pages = min(CEILING_PAGES, documents)
    alone = child.read_at_once(1, pages)
    ceiling = 2 * alone / child.read_at_once(2, pages)
    one: list[Run] = []
    two: list[Run] = []
    spread: list[Run] = []
    with (
        dask.config.set({"distributed.worker.profile.enabled": False}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        for number in range(rounds):
            target = folder / f"round-{number}"
            one.append(child.build(raw, target / "one"))
            two.append(child.build(raw, target / "two", jobs=2))
            spread.append(child.build(raw, target / "dask", scheduler=cluster.scheduler_address))
    again = child.build(raw, folder / "round-0" / "one")
    at_best = f"two processes that share nothing: {ceiling:.2f}"
    lines = [
        Line(
            "archive -> Parquet, one process",
            "reading the same pages from memory",
            "times_the_cost",
            [pages / alone / rate(run) for run in one],
            _mean_rate(one),
        ),
        Line(
            "archive -> Parquet, two processes",
            "one process",
            "times_as_fast",
            _ratios(one, two),
            _mean_rate(two),
            target=1.8,
            note=at_best,
        ),
        Line(
            "archive -> Parquet, Dask, two workers",
            "one process",
            "times_as_fast",
            _ratios(one, spread),
            _mean_rate(spread),
            target=1.6,
            note=f"cluster already up, its workers' profiler off (it takes an eighth); {at_best}",
        ),
        Line(
            "archive -> Parquet, nothing new",
            "reading everything, one process",
            "times_the_cost",
            [again.seconds / run.seconds for run in one],
            documents / again.seconds,
            note=f"{again.seconds:.2f} s to find that {documents} documents are current",
        ),
    ]
    return lines, _memory(two[0], again)


def measure_memory(folder: Path, documents: int) -> Memory | None:
    """Read an archive of ``documents`` pages below ``folder`` in two processes; None on systems without /proc."""
    write_archive(folder / "raw", documents)
    run = child.build(folder / "raw", folder / "parquet", jobs=2)
    return _memory(run, child.build(folder / "raw", folder / "parquet"))


def memory_lines(small: Memory, large: Memory) -> list[Line]:
    """How the peaks grow with the archive.

    What the index takes must grow; it is what a run with nothing to read takes, and its growth is left out of
    the ratio.
    """
    grown = large.index - small.index
    return [
        Line(
            f"peak memory of the parent, {large.documents} documents",
            f"{small.documents} documents",
            "times_the_cost",
            [(large.parent - grown) / small.parent],
            target=MOST_MEMORY,
            note=f"{large.parent:.0f} MB against {small.parent:.0f} MB, of it {grown:.0f} MB for the index",
        ),
        Line(
            f"peak memory of a worker, {large.documents} documents",
            f"{small.documents} documents",
            "times_the_cost",
            [large.worker / small.worker],
            target=MOST_MEMORY,
            note=f"{large.worker:.0f} MB against {small.worker:.0f} MB",
        ),
    ]


def rate(run: Run) -> float:
    """Documents a second."""
    return run.documents / run.seconds


def _mean_rate(runs: Sequence[Run]) -> float:
    return sum(run.documents for run in runs) / sum(run.seconds for run in runs)


def _ratios(over: Sequence[Run], under: Sequence[Run]) -> list[float]:
    return ratios([run.seconds for run in over], [run.seconds for run in under])


def _memory(run: Run, again: Run) -> Memory | None:
    if run.parent_peak is None or run.worker_peak is None or again.parent_peak is None:
        return None
    return Memory(run.documents, run.parent_peak, run.worker_peak, again.parent_peak)
