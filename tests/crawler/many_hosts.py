"""A crawl of thousands of hosts on loopback, one column each: time, memory and connections it takes.

Every address of 127.0.0.0/8 is this machine, so one server on all of them is as many hosts as are needed.
`python -m tests.crawler.many_hosts 3000` prints the figures.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.registry import Source
from crawler.run import crawl

REPORTS = 2


@dataclass
class Server:
    """A server on every loopback address; `most_open` counts connections that were open at a time."""

    port: int = 0
    requests: int = 0
    open: int = 0
    most_open: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection: a list at /nb/, reports below it, no robots.txt."""
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.requests += 1
                path = head.split(b" ", 2)[1].decode()
                writer.write(_answer(path))
                await writer.drain()
                if b"connection: close" in head.lower():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            # The crawler has closed the connection, as it may after any answer.
            pass
        finally:
            self.open -= 1
            writer.close()


def _answer(path: str) -> bytes:
    status = "200 OK"
    if path == "/nb/":
        rows = "".join(f'<li><a href="/nb/{y}.html">县{y}年政府信息公开年度报告</a></li>' for y in _years())
        body = f"<html><title>年报</title><ul>{rows}</ul></html>"
    elif path.startswith("/nb/"):
        body = (
            f"<html><title>{path}</title><table><tr><td>本年新收政府信息公开申请数量</td></tr></table></html>"
        )
    else:
        status, body = "404 Not Found", ""
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _years() -> range:
    return range(2010, 2010 + REPORTS)


@contextmanager
def serve() -> Iterator[Server]:
    """Serve until the block ends."""
    server = Server()
    ready = threading.Event()
    stop: asyncio.Event
    loop: asyncio.AbstractEventLoop

    async def run() -> None:
        nonlocal stop, loop
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        async with await asyncio.start_server(server.answer, "0.0.0.0", 0, backlog=1024) as listening:  # noqa: S104
            server.port = listening.sockets[0].getsockname()[1]
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def sources(hosts: int, port: int) -> list[Source]:
    """A registry row for each of so many hosts."""
    rows = []
    for number in range(hosts):
        address = f"127.1.{number // 250}.{number % 250 + 1}:{port}"
        rows.append(
            Source("990101", "演示", "", f"http://{address}/nb/", "", (), True, "made up", number + 2)
        )
    return rows


@dataclass(frozen=True)
class Measured:
    """What a crawl took: seconds, peak memory of its process in MB, connections open at a time."""

    hosts: int
    seconds: float
    peak_mb: float
    archived: int
    failures: int
    most_open: int


def measure(hosts: int, open_files: int = 1024) -> Measured:
    """Crawl so many hosts into a new archive, in a process that may open no more than so many files."""
    with serve() as server, tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tests.crawler.many_hosts",
            str(hosts),
            str(server.port),
            folder,
            str(open_files),
        ]
        environ = {**os.environ, "NIANBAO_LOG_LEVEL": "ERROR"}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environ)
        return Measured(hosts=hosts, most_open=server.most_open, **json.loads(done.stdout))


def crawl_here(hosts: int, port: int, folder: Path, open_files: int) -> dict[str, float]:
    """Crawl in this process; what Measured has to say about it."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    begin = time.monotonic()
    report = crawl(sources(hosts, port), folder / "raw")
    seconds = time.monotonic() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    failures = sum(len(source.failures) for source in report.sources) + len(report.problems)
    return {"seconds": seconds, "peak_mb": peak, "archived": report.archived, "failures": failures}


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(measure(int(sys.argv[1])))
    else:
        hosts, port, folder, open_files = sys.argv[1:]
        print(json.dumps(crawl_here(int(hosts), int(port), Path(folder), int(open_files))))
