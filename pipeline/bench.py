"""``make bench``: what reading costs, each figure as a ratio against a baseline run side by side.

Machines are noisy: the two sides of a ratio take turns, round by round, and the median ratio is printed with its
smallest and largest.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lxml import html as lxml_html

from crawler.archive import ArchiveWriter, Exchange, Link
from demo.sites.catalogue import demo_sites
from pipeline.console import print_table
from transform import run
from transform.read_report import read_report

PAGE_BYTES = 100_000  # a county page with its menus; the demo's own pages are smaller
ROUNDS = 7


def pages(count: int) -> list[bytes]:
    """``count`` different report pages of about 100 KB: demo pages with menus around them."""
    drawn = [
        site.respond(entry.path).body
        for site in demo_sites()
        for entry in site.entries
        if entry.is_report and site.profile.encoding == "utf-8"
    ]
    made: list[bytes] = []
    for number in range(count):
        page = drawn[number % len(drawn)]
        item = f'<li class="menu"><a href="/column/{number}/index.html" title="政务公开">政务公开 {number}</a></li>'
        menu = item.encode() * max((PAGE_BYTES - len(page)) // len(item.encode()), 0)
        made.append(page.replace(b"</body>", b"<ul>" + menu + b"</ul></body>"))
    return made


def ratio(ours: Callable[[], object], baseline: Callable[[], object]) -> tuple[float, list[float]]:
    """(median seconds of ours, the ratios ours / baseline of every round), after one round to warm up."""
    seconds, ratios = [], []
    for number in range(ROUNDS + 1):
        started = time.perf_counter()
        ours()
        middle = time.perf_counter()
        baseline()
        ended = time.perf_counter()
        if number:
            seconds.append(middle - started)
            ratios.append((middle - started) / (ended - middle))
    return statistics.median(seconds), ratios


def _row(name: str, documents: int, measured: tuple[float, list[float]]) -> tuple[object, ...]:
    seconds, ratios = measured
    return (
        name,
        f"{documents / seconds:.0f}",
        f"{statistics.median(ratios):.2f}",
        f"{min(ratios):.2f} - {max(ratios):.2f}",
    )


def _archive(folder: Path, bodies: Sequence[bytes]) -> None:
    with ArchiveWriter(folder) as writer:
        for number, body in enumerate(bodies):
            writer.write(
                Exchange(
                    url=f"http://127.0.0.1/{number}",
                    link=Link(division_code="990101"),
                    fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
                    http_status=200,
                    response_headers=[(b"Content-Type", b"text/html")],
                    body=body,
                )
            )


def main() -> None:
    """Run the benchmarks and print their table."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench", description=__doc__)
    parser.add_argument("--documents", type=int, default=200, help="pages of about 100 KB to read")
    count = parser.parse_args().documents
    bodies = pages(count)

    def parse() -> None:
        for body in bodies:
            lxml_html.document_fromstring(body)

    def read() -> None:
        for body in bodies:
            read_report(body)

    rows = [_row("bytes -> cells, against the bare lxml parse", count, ratio(read, parse))]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        _archive(raw, bodies)
        target = iter(range(1000))

        def build(jobs: int) -> Callable[[], object]:
            return lambda: run.transform(raw, Path(folder) / f"parquet-{next(target)}", jobs=jobs)

        rows.append(
            _row("archive -> Parquet, one process, against reading alone", count, ratio(build(1), read))
        )
        rows.append(_row("archive -> Parquet, two processes, against one", count, ratio(build(2), build(1))))
    print_table(
        f"{count} pages of about {PAGE_BYTES // 1000} KB, {ROUNDS} rounds",
        ["what", "documents/s", "ratio", "from - to"],
        rows,
        right="lrrr",
        note="ratio: time of the first against the second, taken in turns; smaller is faster",
    )


if __name__ == "__main__":
    main()
