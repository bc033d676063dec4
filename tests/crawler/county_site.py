"""A made-up county site on loopback whose every answer the test decides, and which keeps what it was asked."""

import csv
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

import pyarrow.parquet as pq

from crawler.__main__ import main
from crawler.archive import read_index
from crawler.registry import COLUMNS
from crawler.report import CrawlReport
from crawler.settings import Limits

# No retries and small bounds: a test of a failure should not wait for it.
FAST = Limits(timeout_s=2.0, max_bytes=200_000, retries=0)

# No list of these tests ends before the report year due then, unless that is what the test is about.
BEGIN = datetime(2016, 6, 1, tzinfo=UTC)

PREPARED = multiprocessing.get_context("forkserver")
PREPARED.set_forkserver_preload(["crawler.__main__", "scrapy.core.downloader.contextfactory", "aiohttp"])


@dataclass
class Answer:
    """One answer; `hold` is called before it is sent and may wait for an event.

    `pieces` are sent as they are, from the status line on and in place of the rest; then the connection ends.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hold: Callable[[], object] | None = None
    pieces: Iterable[bytes] = ()


@dataclass
class Site:
    """Answers by path (query included where it matters); anything else is a 404."""

    host: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    respond: Callable[[str], Answer | None] | None = None
    headers_of: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def put(
        self, path: str, body: str | bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Set one answer; an HTML page unless the headers say otherwise."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(data, status, headers or {"Content-Type": "text/html"})

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)


@contextmanager
def serve(address: str = "127.0.0.1") -> Iterator[Site]:
    """Serve a Site on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """A form or a JSON body; what was asked for is `POST <path> <body>`."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.path = f"POST {self.path} {body}"
            self.do_GET()

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.asked_at.append(time.monotonic())
            site.headers_of[self.path] = dict(self.headers.items())
            answer = site.answers.get(self.path) or site.answers.get(self.path.partition("?")[0])
            if answer is None and site.respond is not None:
                answer = site.respond(self.path)
            answer = answer or Answer(b"<title>404</title>", 404)
            etag = answer.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                answer = Answer(b"", 304, {"ETag": etag})
            if answer.hold is not None:
                answer.hold()
            try:
                if answer.pieces:
                    self.close_connection = True
                    self.wfile.writelines(answer.pieces)
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                # The crawler has given up on this answer, as the test intends.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Quiet: the site keeps what it was asked."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    site = Site(f"{address}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def never() -> Iterator[threading.Event]:
    """An event that is set only when the block ends: what waits for it outlasts any download."""
    event = threading.Event()
    try:
        yield event
    finally:
        event.set()


REPORT_TABLE = "<table><tr><td>一、本年新收政府信息公开申请数量</td><td>1</td></tr></table>"


def report_page(year: int, extra: str = "", table: str = REPORT_TABLE) -> str:
    """A report of 演示东川县 with a table, as short as a report can be."""
    return (
        f"<html><head><title>演示东川县{year}年政府信息公开工作年度报告</title></head>"
        f"<body><h1>演示东川县{year}年政府信息公开工作年度报告</h1>{table}{extra}</body></html>"
    )


def list_page(entries: dict[str, str], extra: str = "") -> str:
    """A plain list: address → title."""
    rows = "".join(
        f'<li><a href="{url}" title="{title}">{title[:12]}…</a><span>2022-01-30</span></li>'
        for url, title in entries.items()
    )
    return f"<html><head><title>年报</title></head><body><ul>{rows}</ul>{extra}</body></html>"


def title(year: int) -> str:
    """A report title of 演示东川县."""
    return f"演示东川县{year}年政府信息公开工作年度报告"


DIVISION = "990101"


def write_registry(folder: Path, rows: Sequence[dict[str, str]]) -> tuple[Path, Path]:
    """A sources.csv of these rows (defaults filled in) and a divisions.csv that knows 990101 to 990109.

    All have the one name, so that a row need not give it.
    """
    sources, divisions = folder / "sources.csv", folder / "divisions.csv"
    defaults = dict.fromkeys(COLUMNS, "") | {
        "division_code": DIVISION,
        "name": "演示东川县",
        "enabled": "true",
        # What a row with a port on a public host needs; loopback hosts would do without.
        "evidence": "unusual host: made up",
    }
    with sources.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(defaults | row for row in rows)
    lines = [f"9901{number:02},演示东川县" for number in range(1, 10)]
    divisions.write_text("\n".join(["division_code,division_name", *lines, ""]), encoding="utf-8")
    return sources, divisions


def crawl_site(
    folder: Path,
    *rows: dict[str, str],
    years: str = "",
    counties: str = "",
    hours: str = "",
    begin: datetime = BEGIN,
    environ: Mapping[str, str] = MappingProxyType({}),
    limits: Limits = FAST,
) -> CrawlReport:
    """Crawl these registry rows into `folder`/raw, in a child that has imported the crawler beforehand.

    What differs from `crawl_in_child` is only that start: a new interpreter costs more than the crawl.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources, divisions = write_registry(folder, rows)
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    arguments = ["--sources", sources, "--divisions", divisions, "--raw", folder / "raw", "--report", report]
    arguments += ["--timeout", limits.timeout_s, "--max-bytes", limits.max_bytes, "--retries", limits.retries]
    arguments += ["--years", years] if years else []
    arguments += ["--counties", counties] if counties else []
    arguments += ["--hours", hours] if hours else []
    arguments += ["--begin", begin.isoformat()]
    child = PREPARED.Process(target=_main, args=(dict(environ), [str(argument) for argument in arguments]))
    child.start()
    child.join()
    return CrawlReport.from_json(report.read_text("utf-8"))


def _main(environ: dict[str, str], arguments: list[str]) -> int:
    os.environ.update(environ)
    return main(arguments)


def failures(report: CrawlReport) -> dict[str, str]:
    """Address → outcome of everything that needs a person."""
    return {failure["url"]: failure["outcome"] for source in report.sources for failure in source.failures}


def contents(folder: Path) -> set[tuple[str, str]]:
    """What is archived, free of times and file names: (url, payload_sha256)."""
    rows = read_index(folder / "raw").to_pylist()
    return {(row["url"], row["payload_sha256"]) for row in rows}


def outcomes(folder: Path) -> list[dict[str, object]]:
    """Every row of every run's outcomes table."""
    files = sorted((folder / "raw" / "outcomes").glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]
