"""``make bench``: measure, and print one table. Machines are noisy, so every figure is a ratio of two sides that
ran in turns or one after the other, and a missed target is printed, not an exit code."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.bench.crawling import REPORTS, SITES, crawling_lines, hosts_lines, selection_lines
from pipeline.bench.lines import Line
from pipeline.bench.pages import PAGE_BYTES, page
from pipeline.bench.reading import reading_lines
from pipeline.bench.scaling import measure_memory, memory_lines, scaling_lines
from pipeline.bench.warehouse import FULL_SIZES, warehouse_lines
from pipeline.console import print_table, say, start_logging, working
from transform.run import POOL_FROM

DOCUMENTS = 6_000  # of the scaling lines: starting two workers, a good second, is then a few hundredths
FULL_DOCUMENTS = 20_000
WAREHOUSE = 1_000  # documents of the warehouse lines: three builds in a minute
PAGES = 400  # default 400: as many as are drawn, and a batch of checks in which planning is a fourth
ROUNDS = 3
TURNS = 2
HOSTS = 3_000  # of the line that tells what grows with the number of hosts: the counties there are
_SENSE = {"times_as_fast": "x as fast", "times_the_cost": "x the cost", "share": "of it"}
_LIMIT = {"times_as_fast": ">=", "times_the_cost": "<=", "share": ">="}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks and print their table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages of the reading lines")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of the reading lines")
    parser.add_argument("--turns", type=int, default=TURNS, help="rounds of the scaling lines")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="documents of the scaling lines")
    parser.add_argument("--reports", type=int, default=REPORTS, help="reports a site of the crawl lines")
    parser.add_argument("--hosts", type=int, default=HOSTS, help="hosts of the line of many hosts")
    parser.add_argument(
        "--warehouse", type=int, default=WAREHOUSE, help="documents of the warehouse lines; 0: none"
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"memory over {FULL_DOCUMENTS} documents, warehouses of up to {FULL_SIZES[-1]}: an hour and 50 GB",
    )
    parser.add_argument("--json", action="store_true", help="print the lines as JSON")
    options = parser.parse_args(arguments)
    start_logging("WARNING" if options.json else "INFO")
    started = time.monotonic()
    with working(f"reading {options.pages} pages, {options.rounds} rounds"):
        lines = reading_lines([page(number) for number in range(options.pages)], options.rounds)
    lines += selection_lines()
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as name:
        folder = Path(name)
        with working(f"crawl of {SITES} sites with {options.reports} reports each, and with nothing new"):
            lines += crawling_lines(folder / "crawling", options.reports, options.turns)
        with working(f"crawl of {options.hosts} hosts"):
            lines += hosts_lines(folder / "hosts", options.hosts)
        with working(f"archive -> Parquet, {options.documents} documents, three ways"):
            scaled, memory = scaling_lines(folder / "scaling", options.documents, options.turns)
            lines += scaled
        other = FULL_DOCUMENTS if options.full else max(options.documents // 4, POOL_FROM)
        with working(f"memory over {other} documents"):
            measured = [one for one in (memory, measure_memory(folder / "memory", other)) if one is not None]
        if len(measured) == 2:
            lines += memory_lines(*sorted(measured, key=lambda one: one.documents))
        sizes = FULL_SIZES if options.full else tuple(filter(None, [options.warehouse]))
        if sizes:
            with working(f"Parquet -> warehouse, {', '.join(map(str, sizes))} documents"):
                lines += warehouse_lines(folder / "warehouse", sizes)
    skipped = [] if sizes else ["Parquet -> warehouse: --warehouse 0"]
    if not options.full:
        skipped += [f"memory over {FULL_DOCUMENTS} documents: --full", f"warehouses of {FULL_SIZES}: --full"]
    if len(measured) < 2:
        skipped.append("memory: no /proc on this system, or too few documents to start workers for")
    seconds = time.monotonic() - started
    if options.json:
        say(json.dumps(_as_json(lines, skipped, seconds), ensure_ascii=False, indent=2))
    else:
        _print(lines, skipped, seconds)


def _as_json(lines: Sequence[Line], skipped: Sequence[str], seconds: float) -> dict[str, object]:
    return {
        "page_bytes": PAGE_BYTES,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "seconds": round(seconds, 1),
        "lines": [line.as_json() for line in lines],
        "skipped": list(skipped),
    }


def _print(lines: Sequence[Line], skipped: Sequence[str], seconds: float) -> None:
    rows = [
        (
            line.what,
            line.baseline,
            "" if line.documents_per_second is None else f"{line.documents_per_second:.0f}",
            f"{line.ratio:.2f} {_SENSE[line.sense]}",
            f"{min(line.ratios):.2f} - {max(line.ratios):.2f}" if len(line.ratios) > 1 else "",
            _limits(line),
            line.verdict,
            line.note,
        )
        for line in lines
    ]
    print_table(
        f"评测 Benchmarks: pages of about {PAGE_BYTES // 1000} KB, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        [
            "项 what",
            "对照 against",
            "份/秒 docs/s",
            "比 ratio",
            "范围 from - to",
            "目标 target",
            "达到 met",
            "注 note",
        ],
        rows,
        right="llrrrll",
        note="\n".join([*(f"未测 skipped: {line}" for line in skipped), f"用时 {seconds:.0f} 秒 seconds"]),
    )


def _limits(line: Line) -> str:
    if line.target is None:
        return ""
    goal = "" if line.goal is None else f" (goal {line.goal:g})"
    return f"{_LIMIT[line.sense]} {line.target:g}{goal}"


if __name__ == "__main__":
    main()
