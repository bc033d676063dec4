"""The server counts, bounds and stops: what crawl tests and the demo rely on."""

from __future__ import annotations

import csv
import gzip
import http.client
import json
import logging
import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest

from demo import ports
from demo.server import HOST, MOST_BODY_BYTES, DemoSites, serve, write_sources
from demo.sites import hanweb
from demo.sites.catalogue import demo_sites
from demo.sites.model import Site

SITES = {site.division_code: site for site in demo_sites()}
PLAIN, TRS, HANWEB = SITES["990101"], SITES["990104"], SITES["990202"]
TWO = (PLAIN, HANWEB)


@pytest.fixture(autouse=True)
def own_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports that no other test uses: which of them are free is what some of these tests are about."""
    monkeypatch.setattr(ports, "FIRST_PORT", 23000)


def request(
    running: DemoSites,
    site: Site,
    method: str,
    target: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    with closing(
        http.client.HTTPConnection(HOST, running.ports[site.division_code], timeout=10)
    ) as connection:
        connection.request(method, target, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_every_site_answers_at_its_own_origin() -> None:
    with serve() as running:
        assert len(set(running.ports.values())) == len(running.sites) == len(SITES)
        for site in running.sites:
            status, headers, body = request(running, site, "GET", site.profile.column_path)
            assert status == 200
            assert headers["Content-Type"] == "text/html"
            assert body == site.respond(site.profile.column_path).body
            assert running.column_url(site).startswith(running.origin(site.division_code))


def test_stopping_closes_every_socket_and_thread() -> None:
    before = threading.active_count()
    with serve(sites=TWO) as running:
        request(running, PLAIN, "GET", "/")
        used = list(running.ports.values())
        assert all(is_listening(port) for port in used)
    assert not any(is_listening(port) for port in used)
    assert threading.active_count() == before


def test_it_stops_when_the_block_fails() -> None:
    before = threading.active_count()
    used: list[int] = []

    def fail_inside() -> None:
        with serve(sites=TWO) as running:
            used.extend(running.ports.values())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert len(used) == 2
    assert not any(is_listening(port) for port in used)
    assert threading.active_count() == before


def test_requests_are_counted_per_site_and_target() -> None:
    report = next(entry for entry in PLAIN.entries if entry.is_report)
    other = next(entry for entry in PLAIN.entries if not entry.is_report)
    with serve(sites=TWO) as running:
        for target in (report.path, report.path, other.path, "/nothing"):
            request(running, PLAIN, "GET", target)
        request(running, HANWEB, "POST", hanweb.PROXY_PATH, body="page=1")
        assert running.requests == {
            ("990101", report.path): 2,
            ("990101", other.path): 1,
            ("990101", "/nothing"): 1,
            ("990202", hanweb.PROXY_PATH): 1,
        }
        assert running.report_requests() == {("990101", report.path): 2}


def test_the_hook_sees_each_request_before_its_answer() -> None:
    seen: list[tuple[str, str, str]] = []
    with serve(on_request=lambda *event: seen.append(event), sites=TWO) as running:
        request(running, PLAIN, "GET", "/robots.txt")
        assert seen == [("990101", "GET", "/robots.txt")]


def test_ports_are_kept_between_runs(tmp_path: Path) -> None:
    ports_file = tmp_path / "demo" / "ports.json"
    with serve(ports_file, sites=TWO) as running:
        first = dict(running.ports)
    assert json.loads(ports_file.read_text()) == first
    with serve(ports_file, sites=TWO) as running:
        assert running.ports == first
        assert running.moved == []


def test_a_taken_port_is_replaced_and_said_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ports_file = tmp_path / "ports.json"
    with socket.socket() as squatter:
        squatter.bind((HOST, 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        ports_file.write_text(json.dumps({"990101": taken, "140223": 18999}))
        with caplog.at_level(logging.WARNING), serve(ports_file, sites=TWO) as running:
            got = running.ports["990101"]
            assert got != taken
            assert request(running, PLAIN, "GET", "/")[0] == 200
            (line,) = running.moved
    assert "990101" in line
    assert str(taken) in line
    assert str(got) in line
    assert "demo_port_taken" in caplog.text
    # The new port is kept, and that of a site that was not served this time.
    assert json.loads(ports_file.read_text())["990101"] == got
    assert json.loads(ports_file.read_text())["140223"] == 18999


def test_two_runs_at_once_do_not_meet() -> None:
    with serve(sites=TWO) as one, serve(sites=TWO) as other:
        assert not set(one.ports.values()) & set(other.ports.values())
        assert request(other, PLAIN, "GET", "/")[0] == 200


@pytest.mark.parametrize("text", ["not json", "[1]", '{"990101": "18431"}', '{"990101": 99999}'])
def test_a_damaged_ports_file_is_named(tmp_path: Path, text: str) -> None:
    ports_file = tmp_path / "ports.json"
    ports_file.write_text(text)
    with pytest.raises(ValueError, match=r"ports\.json: .*delete it"), serve(ports_file, sites=TWO):
        pass


def test_no_free_port_says_which_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(sites=(PLAIN,)) as running:
        taken = running.ports["990101"]
        monkeypatch.setattr(ports, "candidates", lambda *_: [taken])
        with pytest.raises(OSError, match=f"990101.*{taken}"), serve(sites=(PLAIN,)):
            pass


@pytest.mark.parametrize(("length", "status"), [(str(MOST_BODY_BYTES + 1), 413), ("9" * 30, 413), ("x", 411)])
def test_bodies_are_bounded(length: str, status: int) -> None:
    with serve(sites=TWO) as running:
        headers = {"Content-Length": length}
        assert request(running, HANWEB, "POST", hanweb.PROXY_PATH, headers=headers)[0] == status


def test_a_form_with_too_many_fields_is_a_bad_request() -> None:
    form = "&".join(f"f{number}=1" for number in range(200))
    with serve(sites=TWO) as running:
        assert request(running, HANWEB, "POST", hanweb.PROXY_PATH, body=form)[0] == 400


def test_gzip_only_where_the_site_does_it_and_the_client_takes_it() -> None:
    plain_body = PLAIN.respond("/").body
    with serve(sites=TWO) as running:
        status, headers, body = request(running, PLAIN, "GET", "/", headers={"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"], gzip.decompress(body)) == (200, "gzip", plain_body)
        _, headers, body = request(running, PLAIN, "GET", "/")
        assert "Content-Encoding" not in headers
        assert body == plain_body
        _, headers, _ = request(running, HANWEB, "GET", "/", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in headers


def test_an_unchanged_page_is_a_304() -> None:
    with serve(sites=TWO) as running:
        tag = request(running, PLAIN, "GET", "/")[1]["ETag"]
        status, _, body = request(running, PLAIN, "GET", "/", headers={"If-None-Match": tag})
        assert (status, body) == (304, b"")
        assert request(running, PLAIN, "GET", "/", headers={"If-None-Match": '"x"'})[0] == 200
        status, headers, body = request(running, PLAIN, "HEAD", "/")
        assert (status, body) == (200, b"")
        assert int(headers["Content-Length"]) == len(PLAIN.respond("/").body)


def test_a_client_that_breaks_off_leaves_the_server_well(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), serve(sites=TWO) as running:
        with socket.create_connection((HOST, running.ports["990101"]), timeout=10) as client:
            client.sendall(b"GET / HTT")
        assert request(running, PLAIN, "GET", "/")[0] == 200
    assert caplog.records == []


def test_a_fault_of_the_hook_is_logged_as_one(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: str) -> None:
        raise RuntimeError("hook")

    with serve(on_request=fail, sites=TWO) as running, pytest.raises(http.client.RemoteDisconnected):
        request(running, PLAIN, "GET", "/")
    assert "demo_request_failed site=990101" in caplog.text


def test_sources_name_every_site_and_leave_recognition_to_the_crawler(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "sources.csv"
    with serve(sites=(TRS, SITES["140223"])) as running:
        write_sources(path, running)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["division_code"], row["name"]) for row in rows] == [
            ("990104", "演示北原县"),
            ("140223", "广灵县"),
        ]
        for row, site in zip(rows, running.sites, strict=True):
            assert row["column_url"] == running.column_url(site)
            assert (row["scope"], row["cms"], row["extra_hosts"], row["enabled"]) == ("", "", "", "true")
