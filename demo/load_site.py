"""Sites to measure a crawl with: many hosts on loopback, one list and many reports each, answered from memory.

``python -m demo.load_site FOLDER HOSTS``: every host ``127.0.1.1``, ``127.0.1.2`` … serves ``/nb/``, the file
``list.html`` of FOLDER, and ``/nb/<n>.html``, its files ``report-*.html`` in turn, ``@@number@@`` in them replaced
by host and number. Prints the port; then, for every line on standard input, what was asked since the last
one, as JSON; ends with standard input. Its answers carry an ETag and honour it.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

MARK = b"@@number@@"
ETAG = b'"1"'
_REQUEST = re.compile(rb"GET (/nb/(?:(\d+)\.html)?) HTTP/1\.1\r\n")
_HOSTS_A_NET = 250


def addresses(count: int) -> list[str]:
    """The first ``count`` loopback addresses the sites are served on."""
    return [f"127.0.{1 + number // _HOSTS_A_NET}.{1 + number % _HOSTS_A_NET}" for number in range(count)]


class _Answers(asyncio.Protocol):
    """One connection. Requests come one by one: the crawler does not pipeline."""

    def __init__(self, pages: Sequence[bytes], listing: bytes, asked: Counter[str]) -> None:
        self._pages, self._listing, self._asked = pages, listing, asked
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0].encode()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        match = _REQUEST.match(head)
        if match is None:
            self._asked["other"] += 1
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        number = match[2]
        self._asked["list" if number is None else "report"] += 1
        if ETAG in head:
            self._asked["not_modified"] += 1
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + ETAG + b"\r\n\r\n"
        body = self._listing
        if number is not None:
            body = self._pages[int(number) % len(self._pages)].replace(MARK, self._host + b"-" + number)
        kind = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: " + ETAG
        return b"%s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body)


async def _serve(folder: Path, hosts: int) -> None:
    pages = [path.read_bytes() for path in sorted(folder.glob("report-*.html"))]
    listing = (folder / "list.html").read_bytes()
    asked: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    first, *rest = addresses(hosts)

    def answers() -> _Answers:
        return _Answers(pages, listing, asked)

    server = await loop.create_server(answers, first, 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    servers = [server, *[await loop.create_server(answers, host, port) for host in rest]]
    print(port, flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(asked), flush=True)
        asked.clear()
    for one in servers:
        one.close()


if __name__ == "__main__":
    # Every host listens on its own, and every crawler's connection is a file too.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
