"""What protects sites and this network: settings, host guard, resolver, addresses, outcomes."""

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.settings import Settings
from scrapy.utils.misc import load_object
from twisted.internet.error import DNSLookupError
from twisted.internet.error import TimeoutError as ConnectTimeoutError

from crawler.archive import ArchiveWriter, read_index
from crawler.context import CrawlContext
from crawler.failures import Refused, classify
from crawler.frontier import Frontier
from crawler.history import History
from crawler.hosts import Hosts
from crawler.hours import Hours
from crawler.items import Task
from crawler.middlewares import HostGuard
from crawler.outcomes import Outcome
from crawler.page import Page, decode_text
from crawler.recorder import Recorder
from crawler.registry import Source
from crawler.rendered import BROWSER
from crawler.report import CrawlReport, SourceReport
from crawler.resolver import GuardedResolver
from crawler.settings import Environment, Limits, crawl_settings, environment
from crawler.urls import host_of, is_loopback, normalise, resolve, same_column
from tests.crawler.county_site import list_page, report_page, serve, title, write_registry


def source(column_url: str, *extra_hosts: str) -> Source:
    """A registry row for this column."""
    return Source("990101", "演示东川县", "", column_url, "", extra_hosts, True, "made up", 2)


PUBLIC = source("http://www.x.gov.cn/nb/", "files.x.gov.cn")
LOCAL = source("http://127.0.0.1:8001/nb/", "10.0.0.7")


def settings(*sources: Source) -> Settings:
    """The settings of a crawl of these rows, over Scrapy's defaults."""
    return Settings(crawl_settings(sources, Environment("someone@example.org", "INFO"), Limits()))


def test_the_crawl_is_polite_to_every_public_host() -> None:
    ours = settings(PUBLIC, LOCAL)
    assert ours.getbool("ROBOTSTXT_OBEY")
    assert ours.getbool("AUTOTHROTTLE_ENABLED")
    assert ours.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert ours.getint("CONCURRENT_REQUESTS") <= 128
    assert ours.getfloat("DOWNLOAD_DELAY") * (1 - ours.getfloat("DOWNLOAD_DELAY_JITTER")) >= 1
    assert ours.getfloat("AUTOTHROTTLE_START_DELAY") >= 1
    assert set(ours.getdict("DOWNLOAD_SLOTS")) == {"127.0.0.1"}
    assert "someone@example.org" in ours["USER_AGENT"]
    assert not ours.getbool("COOKIES_ENABLED")
    assert not ours.getbool("TELNETCONSOLE_ENABLED")
    assert 0 < ours.getint("DOWNLOAD_MAXSIZE") <= 64 * 1024 * 1024
    assert 0 < ours.getfloat("DOWNLOAD_TIMEOUT") <= 120
    assert ours.getbool("DOWNLOAD_VERIFY_CERTIFICATES")


def test_every_setting_is_one_scrapy_knows_and_every_class_exists() -> None:
    known = set(Settings().keys()) | {"NIANBAO_HOSTS", BROWSER}
    ours = crawl_settings([PUBLIC], Environment(), Limits())
    assert set(ours) <= known
    assert issubclass(load_object(ours["SCHEDULER"]), BaseScheduler)
    for group in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS"):
        for name in ours[group]:
            assert load_object(name)
    assert load_object(ours["TWISTED_DNS_RESOLVER"]) is GuardedResolver


def test_the_environment_is_checked_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    monkeypatch.setenv("NIANBAO_LOG_LEVEL", "debug")
    assert environment() == Environment("", "DEBUG")
    monkeypatch.setenv("NIANBAO_HOST_BUDGET", "300")
    monkeypatch.setenv("NIANBAO_HOURS", "22-6")
    assert environment() == Environment("", "DEBUG", 300, Hours(22, 6))
    monkeypatch.setenv("NIANBAO_CONTACT", "a@example.org\r\nX-Injected: 1")
    assert environment().contact == "a@example.org X-Injected: 1"
    monkeypatch.setenv("NIANBAO_LOG_LEVEL", "loud")
    with pytest.raises(ValueError, match="NIANBAO_LOG_LEVEL: expected DEBUG"):
        environment()


@pytest.fixture
def context(tmp_path: Path) -> CrawlContext:
    """A crawl of a public and a local row with a contact set."""
    rows = (PUBLIC, LOCAL)
    frontier = Frontier(tmp_path, read_index(tmp_path))
    return CrawlContext(
        sources=rows,
        years=None,
        has_contact=True,
        writer=ArchiveWriter(tmp_path),
        frontier=frontier,
        history=History(tmp_path, rows, _now()),
        recorder=Recorder(tmp_path, rows, _now),
        hosts=Hosts(100),
        hours=None,
        now=_now,
    )


def _now() -> datetime:
    return datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "url"),
    [
        (PUBLIC, "http://evil.example/nb/"),
        (PUBLIC, "http://x.gov.cn/nb/"),
        (PUBLIC, "http://www.x.gov.cn.evil.example/"),
        (PUBLIC, "http://www.x.gov.cn:8080/"),
        (PUBLIC, "http://127.0.0.1:8001/nb/"),
        (PUBLIC, "http://169.254.169.254/"),
        (PUBLIC, "http://2130706433/"),
        (PUBLIC, "http://[::1]/"),
        (LOCAL, "http://127.0.0.1/nb/"),
        (LOCAL, "http://127.0.0.2:8001/nb/"),
        (LOCAL, "http://localhost:8001/nb/"),
        (LOCAL, "http://www.x.gov.cn/nb/"),
    ],
)
def test_only_hosts_of_the_row_itself_are_asked(context: CrawlContext, row: Source, url: str) -> None:
    with pytest.raises(Refused) as refused:
        HostGuard(context).process_request(Request(url, cb_kwargs={"task": Task(row, "report")}))
    assert refused.value.outcome is Outcome.OFF_HOST


@pytest.mark.parametrize(
    ("row", "url"),
    [
        (PUBLIC, "http://www.x.gov.cn/nb/"),
        (PUBLIC, "https://WWW.x.gov.cn:443/nb/"),
        (PUBLIC, "https://files.x.gov.cn/a.pdf"),
        (LOCAL, "http://127.0.0.1:8001/a"),
        (LOCAL, "http://10.0.0.7/a"),
    ],
)
def test_hosts_of_the_row_pass(context: CrawlContext, row: Source, url: str) -> None:
    request = Request(url, cb_kwargs={"task": Task(row, "report")})
    HostGuard(context).process_request(request)
    assert request.meta.get("autothrottle_dont_adjust_delay", False) is is_loopback(host_of(url))


def test_no_public_name_may_lead_into_a_private_network() -> None:
    resolver = GuardedResolver(None, 0, 1.0, frozenset({"www.x.gov.cn", "10.0.0.7", "localhost"}))
    assert resolver.check("8.8.8.8", "www.x.gov.cn") == "8.8.8.8"
    assert resolver.check("10.0.0.7", "www.x.gov.cn") == "10.0.0.7"
    assert resolver.check("127.0.0.1", "localhost") == "127.0.0.1"
    for address in (
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "::1",
    ):
        with pytest.raises(DNSLookupError, match="not a public address"):
            resolver.check(address, "www.x.gov.cn")


NAME_SERVER_THAT_LIES = """
import socket, sys
socket.gethostbyname = lambda name: "127.0.0.1"
from crawler.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("name", "outcome"), [("www.x.gov.cn", "private_address"), ("localhost", "ok")])
def test_a_name_that_leads_to_loopback_is_not_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, outcome: str
) -> None:
    monkeypatch.setenv("NIANBAO_CONTACT", "someone@example.org")
    with serve() as site:
        site.put("/nb/", list_page({"/1.html": title(2021)}))
        site.put("/1.html", report_page(2021))
        url = f"http://{name}:{site.host.rpartition(':')[2]}/nb/"
        paths = write_registry(tmp_path, [{"column_url": url}])
        arguments = ["--sources", paths[0], "--divisions", paths[1], "--raw", tmp_path / "raw"]
        arguments += ["--report", tmp_path / "report.json", "--retries", "0"]
        command = [sys.executable, "-c", NAME_SERVER_THAT_LIES, *map(str, arguments)]
        subprocess.run(command, check=False)
        report = CrawlReport.from_json((tmp_path / "report.json").read_text("utf-8"))
        assert next(iter(report.sources[0].outcomes)) == outcome
        assert bool(site.asked) is (outcome == "ok")


def test_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    with serve() as site:
        site.put("/nb/", list_page({"/1.html": title(2021), "/2.html": title(2020)}))
        site.put("/1.html", report_page(2021))
        paths = write_registry(tmp_path, [{"column_url": site.url + "/nb/"}])
        arguments = ["--sources", paths[0], "--divisions", paths[1], "--raw", tmp_path / "raw"]
        arguments += ["--report", tmp_path / "report.json"]
        ours, theirs = pty.openpty()
        environ = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
        with subprocess.Popen(
            [sys.executable, "-m", "crawler", *map(str, arguments)], stderr=theirs, stdin=theirs, env=environ
        ) as child:
            os.close(theirs)
            shown = b""
            try:
                while part := os.read(ours, 4096):
                    shown += part
            except OSError:
                os.close(ours)
        assert child.returncode == 1
    text = shown.decode()
    assert "抓取" in text
    assert "3/3" in text
    assert "outcome=not_found" in text
    assert "outcome=ok" not in text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.X.gov.cn:80/a/../b?x=1#top", "http://www.x.gov.cn/a/../b?x=1"),
        ("https://www.x.gov.cn", "https://www.x.gov.cn/"),
        ("http://www.x.gov.cn/年报/1.html?q=年", "http://www.x.gov.cn/%E5%B9%B4%E6%8A%A5/1.html?q=%E5%B9%B4"),
        (
            "http://x.cn/202301/t20230131_87229140.html?isMobile=true",
            "http://x.cn/202301/t20230131_87229140.html",
        ),
        ("http://x.cn/t20210203_8862455_wap.html", "http://x.cn/t20210203_8862455.html"),
        ("http://x.gov.cn/content/mpost_123.html", "http://x.gov.cn/content/post_123.html"),
        ("http://x.cn/a.jsp;jsessionid=1A2B.node1?id=7", "http://x.cn/a.jsp?id=7"),
        ("http://x.cn/a.php?PHPSESSID=0f3e&id=7", "http://x.cn/a.php?id=7"),
        ("http://x.cn/a.php?id=7&phpsessid=0f3e", "http://x.cn/a.php?id=7"),
        ("http://[::1]:8001/a", "http://[::1]:8001/a"),
    ],
)
def test_one_spelling_per_page(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected
    assert Request(expected).url == expected


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=40),
)
def test_what_is_asked_is_spelled_as_it_is_archived(path: str, query: str) -> None:
    """Else a report would be asked for again every night."""
    url = resolve("http://www.x.gov.cn/nb/", f"/nb/{path}?q={query}")
    if url is not None:
        assert normalise(url) == url
        assert Request(url).url == url


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#a",
        "javascript:void(0)",
        "mailto:a@x.cn",
        "ftp://x.cn/",
        "http://[bad/",
        "/" + "x" * 2000,
    ],
)
def test_links_that_lead_to_no_page(href: str) -> None:
    assert resolve("http://x.cn/nb/", href) is None


def test_columns_are_told_apart_by_host_and_first_segment() -> None:
    assert same_column("http://x.cn/nb/2022/1.html", "http://x.cn/nb/")
    assert not same_column("http://x.cn/news/1.html", "http://x.cn/nb/")
    assert not same_column("http://y.cn/nb/1.html", "http://x.cn/nb/")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DownloadTimeoutError("took longer"), Outcome.TIMEOUT),
        (ConnectTimeoutError(), Outcome.TIMEOUT),
        (CannotResolveHostError("no such name"), Outcome.DNS),
        (DownloadFailedError("[<class 'OpenSSL.SSL.Error'>]"), Outcome.TLS),
        (DownloadFailedError("lost"), Outcome.CONNECTION),
        (ConnectionResetError(), Outcome.CONNECTION),
        (DownloadCancelledError("Received 300 bytes"), Outcome.TOO_BIG),
        (IgnoreRequest("Forbidden by robots.txt"), Outcome.ROBOTS),
        (IgnoreRequest("max redirections reached"), Outcome.REDIRECT_LOOP),
        (Refused(Outcome.DECODE, "torn", 200), Outcome.DECODE),
        (KeyError("a mistake of ours"), Outcome.CRAWLER_ERROR),
    ],
)
def test_what_scrapy_reports_has_one_meaning(error: Exception, outcome: Outcome) -> None:
    found, message, _ = classify(error)
    assert found is outcome
    assert message


def test_pages_are_decoded_by_their_bytes() -> None:
    text = "演示东川县㐀𠀀年度报告"
    assert decode_text(text.encode("utf-8")) == text
    assert decode_text(text.encode("gb18030")) == text
    assert decode_text(text.encode("utf-8-sig")) == text
    assert decode_text(text.encode("utf-16")) == text
    assert decode_text(b"\xff" + text.encode("utf-8") * 3).count(text) == 3


def test_a_report_is_recognised_through_the_markup_inside_its_words() -> None:
    spans = "<td>一、本年<span class='x'>新收</span>政府信息\n公开&nbsp;申请数量</td>"
    assert Page("http://x.cn/", spans).is_report
    assert not Page("http://x.cn/", "本年新收文件").is_report


def test_reports_of_a_crawl_read_back_equal() -> None:
    report = CrawlReport("1", "now", problems=["x"])
    report.sources.append(SourceReport("990101", "演示东川县", "http://x.cn/", 2, left_out={"notice": 1}))
    assert CrawlReport.from_json(report.to_json()) == report
    assert report.exit_code == 1
    report.problems.clear()
    assert report.exit_code == 0
