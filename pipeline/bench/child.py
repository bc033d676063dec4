"""A measured run in a process of its own: what it costs must not depend on what the benchmark did before.

``python -m pipeline.bench.child build RAW PARQUET JOBS [SCHEDULER]``, ``… crawl RAW COLUMNS`` (a file of addresses),
``… read COUNT``, ``… warehouse DATA WITH_TESTS`` or ``… by_hand DATA``; prints one JSON object. A second run over the
same folders finds nothing new.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

TODAY = date(2026, 1, 1)  # of the warehouses, so that every run has the same years due
SAMPLED_EVERY = 0.1  # seconds; the kernel keeps the peak, so only a worker's last moments can be missed


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. Peaks in MB, of the process itself and of its largest worker; None without ``/proc``."""

    documents: int  # read, or archived, now
    seconds: float
    parent_peak: float | None
    worker_peak: float | None


@dataclass(frozen=True, slots=True)
class Built:
    """A warehouse made from Parquet: seconds, processor seconds, peak memory and most spilled to disk, both in MB."""

    seconds: float
    processor_seconds: float
    peak: float
    spilled: float


def warehouse(data_dir: Path, *, tests: bool = True, whole: bool = True) -> Built:
    """Build the warehouse of a data folder that has ``sources.csv`` beside its Parquet, with its data tests or not;
    the whole of it, or what changed since it was built last."""
    return Built(
        **json.loads(
            _finish(_start("warehouse", str(data_dir), "tests" if tests else "", "whole" if whole else ""))
        )
    )


def by_hand(data_dir: Path) -> Built:
    """Make the main tables of a data folder by the hand-written script, in ``by_hand.duckdb``."""
    return Built(**json.loads(_finish(_start("by_hand", str(data_dir)))))


def build(raw_dir: Path, parquet_dir: Path, *, jobs: int = 1, scheduler: str | None = None) -> Run:
    """Archive to Parquet in a child process."""
    arguments = ["build", str(raw_dir), str(parquet_dir), str(jobs), *([scheduler] if scheduler else [])]
    return Run(**json.loads(_finish(_start(*arguments))))


def crawl(raw_dir: Path, columns: Path) -> Run:
    """Crawl the columns a file names, one address a line, in a child process; RuntimeError if anything failed."""
    return Run(**json.loads(_finish(_start("crawl", str(raw_dir), str(columns)))))


def bare_crawl(addresses: Path) -> Run:
    """Ask for the addresses a file names with a spider that does nothing else, in a child process."""
    child = subprocess.Popen(
        [sys.executable, "-m", "demo.bare_spider", str(addresses)], stdout=subprocess.PIPE, text=True
    )
    done = json.loads(_finish(child))
    return Run(done["pages"], done["seconds"], None, None)


def read_at_once(processes: int, count: int) -> float:
    """Seconds until each of several processes has read ``count`` pages, all working at the same time.

    They share nothing, so two against one is what this machine can give at best.
    """
    children = [_start("read", str(count)) for _ in range(processes)]
    return max(float(json.loads(_finish(child))["seconds"]) for child in children)


def _start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline.bench.child", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _finish(child: subprocess.Popen[str]) -> str:
    out, _ = child.communicate()
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, child.args))} ended with {child.returncode}")  # type: ignore[arg-type]
    return out


def peak(pid: int | str = "self") -> float | None:
    """Peak resident memory of a process in MB; None where there is no ``/proc``, or the process is gone.

    Not ``getrusage``: what it says of a child begins with the size of the parent it was started from.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else None


class _Workers(threading.Thread):
    """Watches the peak memory of this process's workers until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak: float | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLED_EVERY):
            peaks = [peak(child.pid) for child in multiprocessing.active_children() if child.pid]
            self.peak = max([self.peak or 0.0, *filter(None, peaks)]) or None

    def stop(self) -> float | None:
        self._ended.set()
        self.join()
        return self.peak


def _build(raw_dir: str, parquet_dir: str, jobs: str, scheduler: str | None = None) -> Run:
    from transform.run import transform

    workers = _Workers()
    workers.start()
    started = time.perf_counter()
    summary = transform(Path(raw_dir), Path(parquet_dir), jobs=int(jobs), scheduler=scheduler)
    seconds = time.perf_counter() - started
    return Run(summary.read_now, seconds, peak(), workers.stop())


def _crawl(raw_dir: str, columns: str) -> Run:
    from crawler.registry import Source
    from crawler.run import crawl as crawl_sources

    addresses = Path(columns).read_text(encoding="utf-8").split()
    sources = [
        Source("990101", f"演示{line}县", "", address, "", (), True, "", line)
        for line, address in enumerate(addresses, 2)
    ]
    started = time.perf_counter()
    report = crawl_sources(sources, Path(raw_dir))
    seconds = time.perf_counter() - started
    if report.exit_code:
        raise RuntimeError(
            f"the crawl met faults: {report.problems} {[one.failures for one in report.sources]}"
        )
    return Run(report.archived, seconds, peak(), None)


def _read(count: str) -> dict[str, float]:
    from pipeline.bench.pages import page
    from transform.read_report import read_report

    bodies = [page(number) for number in range(int(count))]
    read_report(bodies[0])  # loads the seeds
    started = time.perf_counter()
    for body in bodies:
        read_report(body)
    return {"seconds": time.perf_counter() - started}


class _Spill(threading.Thread):
    """Watches how much lies in a folder until told to stop."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self._most = 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLED_EVERY):
            with suppress(FileNotFoundError):  # what DuckDB took back between the look and the question
                self._most = max(self._most, sum(file.stat().st_size for file in self._folder.rglob("*")))

    def stop(self) -> float:
        self._ended.set()
        self.join()
        return self._most / 1e6


def _warehouse(data_dir: str, tests: str, whole: str) -> Built:
    from pipeline.paths import DataFolder
    from pipeline.warehouse import build_warehouse

    data = DataFolder.at(Path(data_dir))

    def run() -> None:
        build_warehouse(
            data,
            data.root / "sources.csv",
            years=None,
            today=TODAY,
            jobs=2,
            with_tests=bool(tests),
            whole=bool(whole),
        )

    # dbt is a child of this process, and what the system says of it begins with this one's size, which is smaller.
    return _built(run, data.build / "spill", resource.RUSAGE_CHILDREN)


def _by_hand(data_dir: str) -> Built:
    from pipeline.bench.hand_written import make_tables

    spill = Path(data_dir) / "by_hand.spill"
    return _built(lambda: make_tables(Path(data_dir), spill), spill, resource.RUSAGE_SELF)


def _built(run: Callable[[], None], spill: Path, whose: int) -> Built:
    watch = _Spill(spill)
    watch.start()
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    used = resource.getrusage(whose)
    return Built(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, watch.stop())


_VERBS: dict[str, Callable[..., object]] = {
    "build": lambda *rest: asdict(_build(*rest)),
    "crawl": lambda *rest: asdict(_crawl(*rest)),
    "read": _read,
    "warehouse": lambda *rest: asdict(_warehouse(*rest)),
    "by_hand": lambda *rest: asdict(_by_hand(*rest)),
}

if __name__ == "__main__":
    verb, *arguments_given = sys.argv[1:]
    print(json.dumps(_VERBS[verb](*arguments_given)))
