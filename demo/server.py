"""The demo sites on loopback, one port a site: requests are counted and bounded, stopping is clean."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from demo import ports
from demo.forms import SEEDS
from demo.sites.catalogue import demo_sites
from demo.sites.model import Page, Site

HOST = "127.0.0.1"
MOST_BODY_BYTES = 16 * 1024
IDLE_SECONDS = 10
COLUMNS = ("division_code", "name", "scope", "column_url", "cms", "extra_hosts", "enabled", "evidence")

OnRequest = Callable[[str, str, str], None]

logger = logging.getLogger(__name__)


@dataclass
class DemoSites:
    """The running sites. ``requests`` counts ``(division_code, request target)``, whatever the method.

    ``moved`` says in one line each which site could not keep the port it had in the ports file.
    """

    sites: tuple[Site, ...]
    ports: dict[str, int] = field(default_factory=dict)
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    moved: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def origin(self, division_code: str) -> str:
        """``http://127.0.0.1:18431`` of a county's site."""
        return f"http://{HOST}:{self.ports[division_code]}"

    def column_url(self, site: Site) -> str:
        """Address of the site's list of annual reports."""
        return self.origin(site.division_code) + site.profile.column_path

    def report_requests(self) -> Counter[tuple[str, str]]:
        """How often each report article was asked for; articles nobody asked for are absent."""
        reports = {
            (site.division_code, entry.path)
            for site in self.sites
            for entry in site.entries
            if entry.is_report
        }
        with self._lock:
            return Counter({key: count for key, count in self.requests.items() if key in reports})

    def count(self, division_code: str, target: str) -> None:
        """Note one request."""
        with self._lock:
            self.requests[division_code, target] += 1


class _Handler(BaseHTTPRequestHandler):
    """Answers from a ``Site``; one request a connection, so that stopping never waits for idle clients."""

    server: _SiteServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "demo", ""
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        self._answer("")

    def do_HEAD(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._send(Page(b"", status=411))
        elif len(length) > 9 or int(length) > MOST_BODY_BYTES:
            self._send(Page(b"", status=413))
        else:
            self._answer(self.rfile.read(int(length)).decode("utf-8", errors="replace"))

    def _answer(self, form: str) -> None:
        site = self.server.site
        self.server.running.count(site.division_code, self.path)
        if self.server.on_request is not None:
            self.server.on_request(site.division_code, self.command, self.path)
        try:
            page = site.respond(self.path, form)
        except ValueError:
            # urllib refuses the address or the form (too many fields, a malformed host); so do real servers.
            page = Page(b"", status=400)
        self._send(page)

    def _send(self, page: Page) -> None:
        self.close_connection = True
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        unchanged = page.status == 200 and self.headers.get("If-None-Match") == tag
        zipped = self.server.site.profile.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(page.body, mtime=0) if zipped else page.body
        self.send_response(304 if unchanged else page.status)
        self.send_header("ETag", tag)
        self.send_header("Connection", "close")
        if not unchanged:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        logger.debug("demo_request site=%s line=%s", self.server.site.division_code, format % args)


class _SiteServer(ThreadingHTTPServer):
    """One site on one port. Threads are joined when it closes, so nothing of it outlives the caller."""

    daemon_threads = False

    def __init__(self, port: int, site: Site, running: DemoSites, on_request: OnRequest | None) -> None:
        self.site, self.running, self.on_request = site, running, on_request
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed in the middle of a transfer is part of the demo's use; the rest is not."""
        gone = isinstance(sys.exception(), ConnectionError | TimeoutError)
        level = logging.DEBUG if gone else logging.ERROR
        logger.log(level, "demo_request_failed site=%s", self.site.division_code, exc_info=True)


def _open(site: Site, tried: Sequence[int], running: DemoSites, on_request: OnRequest | None) -> _SiteServer:
    """A server on the first of the ports that is free; OSError where none is."""
    for port in tried:
        try:
            return _SiteServer(port, site, running, on_request)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(
        errno.EADDRINUSE,
        f"demo site {site.division_code}: every port of {HOST} that was tried is taken: "
        f"{', '.join(map(str, tried))}; free one of them",
    )


def _note_move(site: Site, kept: int, got: int, running: DemoSites) -> None:
    running.moved.append(
        f"{site.division_code} {site.profile.site_name}: port {kept} of the last run is taken, now on {got}; "
        "its pages will be fetched again"
    )
    logger.warning("demo_port_taken site=%s wanted=%d got=%d", site.division_code, kept, got)


@contextmanager
def serve(
    ports_file: Path | None = None,
    on_request: OnRequest | None = None,
    sites: Sequence[Site] | None = None,
) -> Iterator[DemoSites]:
    """Serve the sites until the block is left; on leaving, every socket is closed and every thread has ended.

    ``ports_file`` keeps the ports for the next run. ``on_request(division_code, method, target)`` is called
    in a server thread before each answer. ``sites`` defaults to all demo sites. OSError where no port is to
    be had, ValueError for a damaged ports file.
    """
    kept = {} if ports_file is None else ports.read(ports_file)
    running = DemoSites(tuple(demo_sites() if sites is None else sites))
    with ExitStack() as stack:
        for number, site in enumerate(running.sites):
            code = site.division_code
            server = _open(
                site, ports.candidates(number, len(demo_sites()), kept.get(code)), running, on_request
            )
            stack.callback(server.server_close)
            running.ports[code] = server.server_port
            if kept.get(code, server.server_port) != server.server_port:
                _note_move(site, kept[code], server.server_port, running)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        if ports_file is not None:
            ports.write(ports_file, kept | running.ports)
        yield running


def _division_names() -> dict[str, str]:
    with (SEEDS / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["division_code"]: row["division_name"] for row in csv.DictReader(file)}


def write_sources(path: Path, running: DemoSites) -> None:
    """Write a source registry for the running sites: scope and cms empty, to be worked out from the pages."""
    names = _division_names()
    rows = [
        {
            "division_code": site.division_code,
            "name": names[site.division_code],
            "scope": "",
            "column_url": running.column_url(site),
            "cms": "",
            "extra_hosts": "",
            "enabled": "true",
            "evidence": "demo site on loopback",
        }
        for site in running.sites
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
