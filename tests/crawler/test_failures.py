"""One crawl over counties in every kind of trouble: each is named, none stops another."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import ArchiveLock, read_index
from crawler.report import CrawlReport
from crawler.run import CrawlFailed, crawl_in_child
from crawler.settings import Limits
from tests.crawler.county_site import (
    Site,
    crawl_site,
    failures,
    list_page,
    never,
    outcomes,
    report_page,
    serve,
    title,
    write_registry,
)


@dataclass(frozen=True)
class Troubled:
    """A finished crawl of one good and many bad sites."""

    folder: Path
    report: CrawlReport
    site: Site
    other: Site
    forbidding: Site
    never_asked: Site
    closed_port: int

    def outcome(self, path: str) -> str | None:
        """The failure recorded for an address of the main site."""
        return failures(self.report).get(self.site.url + path)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    """Crawl once; the tests below look at what came of it."""
    folder = tmp_path_factory.mktemp("troubled")
    with ExitStack() as stack:
        site, other, forbidding, never_asked = (
            stack.enter_context(serve(f"127.0.0.{number}")) for number in (1, 2, 3, 4)
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.5", 0))
            closed_port = probe.getsockname()[1]
        html = {"Content-Type": "text/html"}
        articles: dict[str, dict[str, Any]] = {
            "/nb/fine.html": {"body": report_page(2018)},
            "/nb/slow.html": {"body": report_page(2019)},
            "/nb/broken.html": {"status": 500},
            "/nb/refused.html": {"status": 403},
            "/nb/gate.html": {"status": 412, "body": "<script>gate()</script>"},
            "/nb/away.html": {"status": 302, "headers": {"Location": never_asked.url + "/nb/2019.html"}},
            "/nb/loop.html": {"status": 302, "headers": {"Location": "/nb/loop.html"}},
            "/nb/inward.html": {"status": 302, "headers": {"Location": "http://169.254.169.254/latest/"}},
            "/nb/big.html": {"body": b"x" * 300_000},
            "/nb/bomb.html": {
                "body": gzip.compress(bytes(5_000_000)),
                "headers": html | {"Content-Encoding": "gzip"},
            },
            "/nb/torn.html": {
                "body": gzip.compress(report_page(2020).encode() * 20)[:-20],
                "headers": html | {"Content-Encoding": "gzip"},
            },
            "/nb/soft.html": {"body": "<html><head><title>404 页面不存在</title></head></html>"},
            "/nb/human.html": {"body": "<html><head><title>安全验证</title></head></html>"},
            "/nb/empty.html": {"body": ""},
        }
        site.put("/nb/", list_page({path: title(2018) for path in [*articles, "/nb/gone.html"]}))
        for path, answer in articles.items():
            site.put(path, **answer)
        site.answers["/nb/slow.html"].hold = stack.enter_context(never()).wait
        other.put("/nb/", list_page({"/nb/1.html": title(2021)}))
        other.put("/nb/1.html", report_page(2021))
        other.put("/news/", list_page({"/a.html": "本县召开会议", "/b.html": "2021年法治政府建设年度报告"}))
        forbidding.put("/robots.txt", "User-agent: *\nDisallow: /\n")
        forbidding.put("/nb/", list_page({"/nb/1.html": title(2021)}))
        report = crawl_site(
            folder,
            {"column_url": site.url + "/nb/"},
            {"column_url": site.url + "/moved/"},
            {"column_url": other.url + "/nb/", "division_code": "990102"},
            {"column_url": other.url + "/news/", "division_code": "990102"},
            {"column_url": forbidding.url + "/nb/", "division_code": "990103"},
            {"column_url": f"http://127.0.0.5:{closed_port}/nb/", "division_code": "990104"},
            {"column_url": f"https://{other.host}/nb/", "division_code": "990105"},
            {"column_url": "http://www.example.invalid/nb/", "division_code": "990106"},
            {"column_url": other.url + "/x/", "division_code": "123456"},
            limits=Limits(timeout_s=1.5, max_bytes=200_000, retries=0),
        )
        yield Troubled(folder, report, site, other, forbidding, never_asked, closed_port)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/moved/", "not_found"),
        ("/nb/gone.html", "not_found"),
        ("/nb/slow.html", "timeout"),
        ("/nb/broken.html", "server_error"),
        ("/nb/refused.html", "client_error"),
        ("/nb/gate.html", "challenge"),
        ("/nb/human.html", "challenge"),
        ("/nb/away.html", "off_host"),
        ("/nb/inward.html", "off_host"),
        ("/nb/loop.html", "redirect_loop"),
        ("/nb/big.html", "too_big"),
        ("/nb/bomb.html", "too_big"),
        ("/nb/torn.html", "decode"),
        ("/nb/soft.html", "soft_404"),
        ("/nb/empty.html", "soft_404"),
    ],
)
def test_every_trouble_has_its_name(troubled: Troubled, path: str, outcome: str) -> None:
    assert troubled.outcome(path) == outcome


def test_troubles_of_whole_sites(troubled: Troubled) -> None:
    named = failures(troubled.report)
    assert named[troubled.forbidding.url + "/nb/"] == "robots"
    assert named[f"http://127.0.0.5:{troubled.closed_port}/nb/"] == "connection"
    assert named[f"https://{troubled.other.host}/nb/"] == "tls"
    assert named["http://www.example.invalid/nb/"] == "no_contact"
    assert named[troubled.other.url + "/news/"] == "empty_list"


def test_nothing_but_the_named_troubles(troubled: Troubled) -> None:
    assert len(failures(troubled.report)) == 15 + 5
    assert "crawler_error" not in failures(troubled.report).values()


def test_the_rest_of_the_run_completes_with_exit_code_1(troubled: Troubled) -> None:
    assert troubled.report.exit_code == 1
    reports = [row for row in read_index(troubled.folder / "raw").to_pylist() if row["http_status"] == 200]
    documents = {row["url"] for row in reports if row["role"] == "report"}
    assert documents == {troubled.site.url + "/nb/fine.html", troubled.other.url + "/nb/1.html"}


def test_refused_hosts_and_forbidden_pages_are_never_asked(troubled: Troubled) -> None:
    assert troubled.never_asked.asked == []
    assert troubled.forbidding.asked == ["/robots.txt"]


def test_the_unknown_division_is_named_with_its_line(troubled: Troubled) -> None:
    assert len(troubled.report.problems) == 1
    assert "line 10, column division_code" in troubled.report.problems[0]
    assert "'123456'" in troubled.report.problems[0]


def test_messages_say_what_to_do(troubled: Troubled) -> None:
    messages = {
        failure["url"]: failure["message"]
        for source in troubled.report.sources
        for failure in source.failures
    }
    assert "add it to extra_hosts" in messages[troubled.site.url + "/nb/away.html"]
    assert troubled.never_asked.host in messages[troubled.site.url + "/nb/away.html"]
    assert "NIANBAO_CONTACT" in messages["http://www.example.invalid/nb/"]
    assert "column_url" in messages[troubled.other.url + "/news/"]


def test_outcomes_are_kept_as_a_table(troubled: Troubled) -> None:
    rows = outcomes(troubled.folder)
    assert {row["run_id"] for row in rows} == {troubled.report.run_id}
    lists = {row["column_url"]: row for row in rows if row["role"] == "list"}
    assert lists[troubled.site.url + "/moved/"]["outcome"] == "not_found"
    assert lists[troubled.site.url + "/moved/"]["http_status"] == 404
    assert lists[troubled.other.url + "/nb/"]["outcome"] == "ok"
    assert lists[troubled.other.url + "/nb/"]["division_code"] == "990102"
    assert sum(row["outcome"] not in ("ok", "not_modified") for row in rows) == 20


def test_a_run_that_cannot_start_says_so(tmp_path: Path) -> None:
    paths = write_registry(tmp_path, [{"column_url": "http://127.0.0.1:1/"}])
    raw_dir = tmp_path / "raw"
    for years, counties in (("soon", ""), ("", "990109")):
        with pytest.raises(CrawlFailed) as usage:
            crawl_in_child(*paths, raw_dir, years=years, counties=counties)
        assert usage.value.exit_code == 2
    with ArchiveLock(raw_dir), pytest.raises(CrawlFailed) as locked:
        crawl_in_child(*paths, raw_dir)
    assert locked.value.exit_code == 75
