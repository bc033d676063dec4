"""One page by its address: whole or not at all, bounded, and never into a private network by a detour."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline import fetch as module
from pipeline.fetch import BadAddress, FetchFailed, fetch, is_address

PAGE = "<html><body><p>演示县2022年政府信息公开工作年度报告</p></body></html>".encode()

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on loopback: a path's answer is a function of the handler."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the library's name
                site.asked.append((self.path, self.headers["User-Agent"]))
                site.answers[self.path](self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def answer(
        self, path: str, body: bytes = PAGE, *, status: int = 200, length: int | None = None, **headers: str
    ) -> str:
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body) if length is None else length))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = send
        return self.base + path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    yield site
    site.over.set()
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def test_a_page_is_fetched_with_one_request_that_says_who_asks(site: Site) -> None:
    page = fetch(site.answer("/art/2023/1/29/1.html", Content_Type="text/html"))
    assert (page.payload, page.content_type) == (PAGE, "text/html")
    assert page.url == f"{site.base}/art/2023/1/29/1.html"
    ((path, agent),) = site.asked
    assert path == "/art/2023/1/29/1.html"
    assert str(agent).startswith("nianbao/")


def test_content_coding_is_undone(site: Site) -> None:
    url = site.answer("/", gzip.compress(PAGE), Content_Encoding="gzip")
    assert fetch(url).payload == PAGE


def test_chinese_in_an_address_is_sent_as_servers_expect_it(site: Site) -> None:
    site.answer("/%E5%B9%B4%E6%8A%A5.html?n=1")
    assert fetch(f"{site.base}/年报.html?n=1#top").payload == PAGE


def test_redirects_are_followed_and_the_last_address_is_told(site: Site) -> None:
    site.answer("/new")
    url = site.answer("/old", b"", status=302, Location="/new")
    assert fetch(url).url == f"{site.base}/new"


def test_a_ring_of_redirects_ends(site: Site) -> None:
    url = site.answer("/a", b"", status=302, Location="/a")
    with pytest.raises(FetchFailed, match="redirects"):
        fetch(url)
    assert len(site.asked) <= 10


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://192.168.1.1/x", "http://127.0.0.2/", "http://[::1]/", "http://localhost/"],
)
def test_a_redirect_into_a_private_network_is_not_followed(site: Site, target: str) -> None:
    url = site.answer("/", b"", status=302, Location=target)
    with pytest.raises(BadAddress, match="not a public address"):
        fetch(url)


@pytest.mark.parametrize(
    "target", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x/", "http://u:p@127.0.0.1/"]
)
def test_a_redirect_to_something_else_than_a_page_is_not_followed(site: Site, target: str) -> None:
    url = site.answer("/", b"", status=302, Location=target)
    with pytest.raises(BadAddress):
        fetch(url)


def resolve_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(module.socket, "getaddrinfo", getaddrinfo)


def test_a_name_that_leads_to_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "10.1.2.3")
    with pytest.raises(BadAddress, match=r"10\.1\.2\.3"):
        fetch("http://www.county.example/")


def test_a_public_page_cannot_send_us_to_this_machine(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name: the connection goes to the public address that was checked (here led to the test's server)."""
    resolve_to(monkeypatch, "93.184.216.34")
    connected: list[tuple[str, int]] = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(("127.0.0.1", site.server.server_port))
        return made

    monkeypatch.setattr(module.socket, "create_connection", create_connection)
    site.answer("/page")
    assert fetch("http://www.county.example/page").payload == PAGE
    site.answer("/", b"", status=301, Location=f"{site.base}/page")
    monkeypatch.setattr(module.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 80))])
    with pytest.raises(BadAddress):
        fetch("http://www.county.example/")
    assert connected == [("93.184.216.34", 80)]


def test_more_than_the_limit_is_refused_as_sent_and_unfolded(site: Site) -> None:
    with pytest.raises(FetchFailed, match="1000 bytes"):
        fetch(site.answer("/plain", b"x" * 1001), max_bytes=1000)
    bomb = gzip.compress(b"0" * 1_000_000)
    assert len(bomb) < 2000
    with pytest.raises(FetchFailed, match="2000"):
        fetch(site.answer("/bomb", bomb, Content_Encoding="gzip"), max_bytes=2000)


def test_a_page_cut_off_is_not_taken_for_whole(site: Site) -> None:
    with pytest.raises(FetchFailed, match="5 bytes early"):
        fetch(site.answer("/", PAGE, length=len(PAGE) + 5))


@pytest.mark.parametrize("status", [404, 500, 304])
def test_an_answer_that_is_no_page_is_named(site: Site, status: int) -> None:
    with pytest.raises(FetchFailed, match=str(status)):
        fetch(site.answer("/", b"", status=status))


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_a_server_that_does_not_finish_is_left(site: Site, begins: bytes) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begins)
        handler.wfile.flush()
        site.over.wait()

    site.answers["/"] = hang
    with pytest.raises(FetchFailed, match=r"within 0\.3 s"):
        fetch(f"{site.base}/", timeout_s=0.3)


def test_a_server_that_sends_a_byte_now_and_then_is_left_all_the_same(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not site.over.wait(0.05):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    site.answers["/"] = drip
    with pytest.raises(FetchFailed, match=r"within 0\.5 s"):
        fetch(f"{site.base}/", timeout_s=0.5)


def test_nobody_listening_is_told_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FetchFailed, match="ConnectionRefusedError"):
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")


@pytest.mark.parametrize("url", ["http://", "http://x:99999/", "https://", f"http://127.0.0.1/{'a' * 3000}"])
def test_what_is_no_address_is_said_so(url: str) -> None:
    with pytest.raises(BadAddress):
        fetch(url)


def test_files_are_told_from_addresses() -> None:
    assert is_address("HTTP://www.x.gov.cn/a")
    assert not is_address("http.html")
    assert not is_address("/tmp/https:/x")
