"""One page by its address, for ``nianbao check URL``: one request, bounded in size, time and redirects.

A person typed the address, so it may be on this machine or in a private network if it spells that out (a test
server's ``127.0.0.1``). What a redirect or a name leads to must be public: a page must not make this machine
fetch from its own network. The address that is checked is the one connected to, so that a name cannot change
its mind in between. The rules for crawling many pages (robots.txt, pauses, contact) do not apply to one.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event, Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from w3lib.url import safe_url_string

from crawler.frontier import MAX_REDIRECTS, REDIRECTS
from crawler.payload import PayloadError, decode_content
from crawler.settings import USER_AGENT_NAME, environment
from crawler.urls import MAX_URL_LENGTH, literal_address

MAX_BYTES = 20 * 1024 * 1024  # as sent and unfolded: scanned reports reach some 20 MB
TIMEOUT_S = 60.0  # from the first connection to the last byte, redirects included: county servers are slow
_STEP = 64 * 1024

_PORTS = {"http": 80, "https": 443}


class BadAddress(Exception):
    """Raised for an address that is not asked at all; says why."""


class FetchFailed(Exception):
    """Raised when the page could not be had whole; says what was found."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as meant (content decoding undone), and the address it came from after redirects."""

    url: str
    content_type: str
    payload: bytes = field(repr=False)


def is_address(target: str) -> bool:
    """Whether what was typed is an address to fetch, and not a file."""
    return target.lower().startswith(("http://", "https://"))


def fetch(url: str, *, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES) -> Fetched:
    """Fetch one page; raises BadAddress or FetchFailed.

    ``timeout_s`` bounds the whole exchange, ``max_bytes`` the body, compressed and unfolded.
    """
    typed = _parts(url)
    parts = typed
    with _deadline(timeout_s) as clock:
        for _ in range(MAX_REDIRECTS + 1):
            if clock.is_up.is_set():
                raise FetchFailed(f"{url}: no whole answer within {timeout_s:g} s")
            response = _ask(parts, clock, may_be_private=parts.netloc == typed.netloc)
            location = response.getheader("Location")
            if response.status not in REDIRECTS or not location:
                return _page(parts.geturl(), response, clock, max_bytes)
            response.close()
            parts = _parts(urljoin(parts.geturl(), location))
    raise FetchFailed(f"{url}: more than {MAX_REDIRECTS} redirects, the last to {parts.geturl()}")


def _parts(url: str) -> SplitResult:
    try:
        if len(url) > MAX_URL_LENGTH:
            raise ValueError(f"longer than {MAX_URL_LENGTH} characters")
        parts = urlsplit(safe_url_string(url.strip(), encoding="utf-8"))
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"{url[:200]}: not an address ({error})") from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise BadAddress(f"{url[:200]}: expected an http or https address")
    if parts.username is not None or parts.password is not None:
        raise BadAddress(f"{parts.hostname}: expected an address without a user name")
    return parts


class _Clock:
    """The time of one exchange: when it is up, the connection in use is cut under its reader."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_up = Event()
        self.connection: _Pinned | _PinnedTls | None = None
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, at least a moment: 0 would mean a socket that never waits."""
        return max(self._ends - time.monotonic(), 0.001)

    def ring(self) -> None:
        """Called by the timer: whoever reads from the connection gets the end of it at once."""
        self.is_up.set()
        if self.connection is not None:
            self.connection.cut()


@contextmanager
def _deadline(seconds: float) -> Iterator[_Clock]:
    clock = _Clock(seconds)
    timer = Timer(seconds, clock.ring)
    timer.daemon = True
    timer.start()
    try:
        yield clock
    finally:
        timer.cancel()
        if clock.connection is not None:
            clock.connection.close()


def _ask(parts: SplitResult, clock: _Clock, *, may_be_private: bool) -> HTTPResponse:
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    address = _address(host, port, may_be_private=may_be_private)
    if clock.connection is not None:
        clock.connection.close()
    kind = _PinnedTls if parts.scheme == "https" else _Pinned
    clock.connection = connection = kind(host, port, address, clock.left)
    contact = environment().contact
    agent = f"{USER_AGENT_NAME} (+{contact})" if contact else USER_AGENT_NAME
    headers = {"User-Agent": agent, "Accept-Encoding": "gzip, deflate", "Accept-Language": "zh-CN,zh;q=0.9"}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _failures(parts.geturl(), clock):
        connection.request("GET", path, headers=headers)
        return connection.getresponse()


@contextmanager
def _failures(url: str, clock: _Clock) -> Iterator[None]:
    """Turn what the network raises into FetchFailed, and name the deadline where it was that."""
    try:
        yield
    except (OSError, HTTPException) as error:
        late = clock.is_up.is_set() or isinstance(error, TimeoutError)
        why = f"no whole answer within {clock.seconds:g} s" if late else f"{type(error).__name__}: {error}"
        raise FetchFailed(f"{url}: {why}") from error


def _address(host: str, port: int, *, may_be_private: bool) -> str:
    """The address to connect to: a public one, or the private one that the typed address itself spells out."""
    literal = literal_address(host)
    if literal is not None and may_be_private:
        return str(literal)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailed(f"{host}: no such host ({error})") from error
    addresses = [str(entry[4][0]) for entry in found]
    public = [address for address in addresses if ipaddress.ip_address(address).is_global]
    if not public:
        raise BadAddress(
            f"{host} leads to {addresses[0]}, which is not a public address; such an address is asked only when "
            "it is typed as it is"
        )
    return public[0]


class _Pinned(HTTPConnection):
    """A connection to an address that has been checked, under the name it was checked for."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._open: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the checked address, which no name can change any more."""
        self.sock = self._open = socket.create_connection((self._address, self.port), self.timeout)

    def cut(self) -> None:
        """End the connection, also where a response has taken it over and ``sock`` is gone."""
        _shut_down(self._open)


class _PinnedTls(HTTPSConnection):
    """The same with TLS; the certificate must be that of the name."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._open: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the checked address and shake hands under the name."""
        self._open = socket.create_connection((self._address, self.port), self.timeout)
        tls = ssl.create_default_context().wrap_socket(self._open, server_hostname=self.host)
        self.sock = self._open = tls

    def cut(self) -> None:
        """End the connection, also where a response has taken it over and ``sock`` is gone."""
        _shut_down(self._open)


def _shut_down(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # it has ended by itself meanwhile
            # Not the TLS socket's own shutdown, which would leave its reader with a ValueError.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _page(url: str, response: HTTPResponse, clock: _Clock, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise FetchFailed(f"{url}: expected status 200, found {response.status} {response.reason}")
    body = bytearray()
    with _failures(url, clock):
        while chunk := response.read(min(_STEP, max_bytes + 1 - len(body))):
            body += chunk
            if len(body) > max_bytes:
                raise FetchFailed(f"{url}: more than {max_bytes} bytes; save the file and check that")
    if clock.is_up.is_set():
        raise FetchFailed(f"{url}: no whole answer within {clock.seconds:g} s")
    if response.length:  # http.client says nothing when a body ends before its announced length
        raise FetchFailed(f"{url}: the answer ended {response.length} bytes early")
    try:
        payload = decode_content(bytes(body), response.getheaders(), max_bytes)
    except PayloadError as error:
        raise FetchFailed(f"{url}: {error}") from error
    return Fetched(url, response.getheader("Content-Type") or "", payload)
