"""Scaling measured: archive to Parquet in one process, in two, on a Dask cluster of two workers, and in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from distributed import LocalCluster

from pipeline.bench import child
from pipeline.bench.child import Run
from pipeline.bench.lines import Line
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


def scaling_lines(folder: Path, documents: int) -> tuple[list[Line], Memory | None]:
    """The lines of reading ``documents`` pages out of an archive below ``folder``, and what two processes took."""
    raw = folder / "raw"
    write_archive(raw, documents)
    pages = min(CEILING_PAGES, documents)
    alone = child.read_at_once(1, pages)
    ceiling = 2 * alone / child.read_at_once(2, pages)
    one = child.build(raw, folder / "one")
    again = child.build(raw, folder / "one")
    two = child.build(raw, folder / "two", jobs=2)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        dask = child.build(raw, folder / "dask", scheduler=cluster.scheduler_address)
    reading = pages / alone
    at_best = f"two processes that share nothing: {ceiling:.2f}"
    lines = [
        Line(
            "archive -> Parquet, one process",
            "reading the same pages from memory",
            "times_the_cost",
            [reading / rate(one)],
            rate(one),
        ),
        Line(
            "archive -> Parquet, two processes",
            "one process",
            "times_as_fast",
            [one.seconds / two.seconds],
            rate(two),
            target=1.8,
            note=at_best,
        ),
        Line(
            "archive -> Parquet, Dask, two workers",
            "one process",
            "times_as_fast",
            [one.seconds / dask.seconds],
            rate(dask),
            target=1.6,
            note=f"cluster already up; {at_best}",
        ),
        Line(
            "archive -> Parquet, nothing new",
            "reading everything, one process",
            "times_the_cost",
            [again.seconds / one.seconds],
            one.documents / again.seconds,
            note=f"{again.seconds:.2f} s to find that {one.documents} documents are current",
        ),
    ]
    return lines, _memory(two, again)


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


def _memory(run: Run, again: Run) -> Memory | None:
    if run.parent_peak is None or run.worker_peak is None or again.parent_peak is None:
        return None
    return Memory(run.documents, run.parent_peak, run.worker_peak, again.parent_peak)
