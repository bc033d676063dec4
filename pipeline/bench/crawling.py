"""Crawling measured, on loopback and with politeness off, as it is there: speed against a spider that keeps nothing,
the run that finds nothing new, what grows with the number of hosts, and the choice of list entries."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from crawler.list_cases import recall_precision
from demo.load_site import addresses
from pipeline.bench import child
from pipeline.bench.child import Run
from pipeline.bench.lines import Line, ratios
from pipeline.bench.pages import template
from pipeline.paths import PROJECT

SITES = 20  # more than there are requests on their way for each of them: hosts are asked one by one
REPORTS = 100  # a site: as many as a county with its offices publishes in a year
TEMPLATES = 60  # different pages in the server's memory; each answer differs by its address
YEARS = 10  # back from the last year due, in turn over the reports of a list
RECENT = 2  # report years that are asked for again, by condition
LIST_CASES = PROJECT / "tests" / "crawler" / "lists"


class Site:
    """Hosts that serve; ``columns`` and ``pages`` are files of addresses, one a line."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], hosts: int, reports: int) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout
        port = int(self._stdout.readline())
        columns = [f"http://{address}:{port}/nb/" for address in addresses(hosts)]
        pages = [f"{column}{number}.html" for number in range(reports) for column in columns]
        self.columns, self.pages = folder / "columns", folder / "pages"
        self.columns.write_text("\n".join(columns), encoding="utf-8")
        self.pages.write_text("\n".join([*columns, *pages]), encoding="utf-8")

    def asked(self) -> dict[str, int]:
        """Requests since the last call: ``list``, ``report``, ``other``; of all, ``not_modified``."""
        self._stdin.write("\n")
        self._stdin.flush()
        found: dict[str, int] = json.loads(self._stdout.readline())
        return found


@contextmanager
def serving(folder: Path, hosts: int, reports: int) -> Iterator[Site]:
    """Serve from a process of its own until the block ends."""
    folder.mkdir(parents=True)
    for number in range(min(TEMPLATES, reports)):
        (folder / f"report-{number:02}.html").write_bytes(template(number))
    (folder / "list.html").write_text(_list_page(reports), encoding="utf-8")
    command = [sys.executable, "-m", "demo.load_site", str(folder), str(hosts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Site(folder, process, hosts, reports)
        process.communicate()


def crawling_lines(folder: Path, reports: int, rounds: int) -> list[Line]:
    """A crawl into an empty archive and the bare spider in turns, then a crawl of the same sites once more."""
    ours: list[Run] = []
    bare: list[Run] = []
    with serving(folder / "site", SITES, reports) as site:
        for number in range(rounds):
            bare.append(child.bare_crawl(site.pages))
            ours.append(child.crawl(folder / f"raw-{number}", site.columns))
        raw = folder / "raw-0"
        before = _sizes(raw)
        site.asked()
        again = child.crawl(raw, site.columns)
        asked = site.asked()
    written = {path: size for path, size in _sizes(raw).items() if path not in before}
    archived = sum(size for path, size in written.items() if path.parent.name in ("warc", "index"))
    recent = sum(number % YEARS < RECENT for number in range(reports)) * SITES
    return [
        Line(
            "crawl, archive and index written",
            "a bare Scrapy spider that keeps nothing",
            "times_as_fast",
            ratios(
                [run.seconds / run.documents for run in bare], [run.seconds / run.documents for run in ours]
            ),
            sum(run.documents for run in ours) / sum(run.seconds for run in ours),
            target=0.7,
            goal=0.9,
            note=f"bare {sum(run.documents for run in bare) / sum(run.seconds for run in bare):.0f} pages/s",
        ),
        Line(
            "requests of a crawl with nothing new",
            f"one a column page, one a report of the last {RECENT} years",
            "times_the_cost",
            [(asked.get("list", 0) + asked.get("report", 0)) / (SITES + recent)],
            target=1.0,
            note=f"{asked.get('list', 0)} lists and {asked.get('report', 0)} of {reports * SITES} reports asked for, "
            f"{asked.get('not_modified', 0)} times 304; {again.documents} records, {archived} bytes archived, "
            f"{sum(written.values())} bytes of outcomes; {again.seconds:.1f} s",
        ),
    ]


def hosts_lines(folder: Path, hosts: int) -> list[Line]:
    """One column with one report on each of many hosts, against a tenth of them."""
    few = max(hosts // 10, 1)
    runs = []
    for count in (few, hosts):
        with serving(folder / f"site-{count}", count, 1) as site:
            runs.append(child.crawl(folder / f"raw-{count}", site.columns))
    small, large = runs
    lines = [
        Line(
            f"time a host, crawl of {hosts} hosts x 1 column",
            f"{few} hosts",
            "times_the_cost",
            [(large.seconds / hosts) / (small.seconds / few)],
            large.documents / large.seconds,
            note=f"{large.seconds:.1f} s against {small.seconds:.1f} s; three requests a host, robots.txt among them",
        )
    ]
    if small.parent_peak is not None and large.parent_peak is not None:
        grown = 1000 * (large.parent_peak - small.parent_peak) / (hosts - few)
        lines.append(
            Line(
                f"peak memory, crawl of {hosts} hosts x 1 column",
                f"{few} hosts",
                "times_the_cost",
                [large.parent_peak / small.parent_peak],
                note=f"{large.parent_peak:.0f} MB against {small.parent_peak:.0f} MB: {grown:.0f} MB for 1,000 hosts",
            )
        )
    return lines


def selection_lines() -> list[Line]:
    """Recall and precision of the choice of list entries over all saved lists."""
    found = recall_precision(LIST_CASES)
    note = f"{found.entries} entries of {found.cases} lists, {found.reports} of them reports"
    return [
        Line("recall of reports on saved lists", "typed in", "share", [found.recall], target=1.0, note=note),
        Line(
            "precision of reports on saved lists",
            "typed in",
            "share",
            [found.precision],
            target=1.0,
            note=note,
        ),
    ]


def _list_page(reports: int) -> str:
    """The list of a site: reports of the last years in turn, an office each."""
    last = date.today().year - 1  # noqa: DTZ011 - the crawl reckons years by the same calendar
    rows = "".join(
        f'<li><a href="{number}.html" title="演示第{number}局{last - number % YEARS}年政府信息公开工作年度报告">'
        f"演示第{number}局…</a><span>{last - number % YEARS + 1}-01-30</span></li>\n"
        for number in range(reports)
    )
    return f"<html><head><title>政府信息公开年报</title></head><body><ul>\n{rows}</ul></body></html>"


def _sizes(raw_dir: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in raw_dir.rglob("*.*") if path.is_file()}
