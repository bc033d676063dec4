"""One night over the demo sites and every fault site: nothing good is lost, everything bad has its name and reason."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.archive import read_index
from crawler.report import CrawlReport, SourceReport
from crawler.settings import Limits
from demo.server import DemoSites
from demo.server import serve as serve_demo
from pipeline.crawl import problems
from tests.crawler.county_site import Site, crawl_site, outcomes, serve
from tests.crawler.fault_sites import FAULTS, HUGE, Fault, Stage, lay_out

LIMITS = Limits(timeout_s=1.5, max_bytes=200_000, retries=0)


@dataclass(frozen=True)
class Night:
    """A finished crawl of everything, and what its sites were asked in a second one."""

    folder: Path
    report: CrawlReport
    sites: dict[str, Site]
    asked: dict[str, list[str]]
    asked_again: dict[str, list[str]]
    stage: Stage
    demo: DemoSites
    archived: set[str]

    def source(self, fault: Fault) -> SourceReport:
        """What the run report says of a site."""
        column_url = self.sites[fault.name].url + "/nb/"
        return next(source for source in self.report.sources if source.column_url == column_url)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """Crawl twice; the tests below look at what came of it."""
    folder = tmp_path_factory.mktemp("faults") / "data"
    with ExitStack() as stack:
        released = threading.Event()
        forbidden = stack.enter_context(serve("127.0.3.250"))
        stage = Stage(forbidden, released)
        served = [stack.enter_context(serve(f"127.0.3.{number}")) for number in range(1, len(FAULTS) + 1)]
        stack.callback(released.set)
        sites = {fault.name: site for fault, site in lay_out(served, stage)}
        demo = stack.enter_context(serve_demo())
        columns = [site.url + "/nb/" for site in served] + [demo.column_url(site) for site in demo.sites]
        rows = [{"column_url": url} for url in columns]
        report = crawl_site(folder, *rows, limits=LIMITS)
        index = read_index(folder / "raw").to_pylist()
        archived = {row["url"] for row in index if row["role"] != "list" and row["http_status"] == 200}
        asked = {name: list(site.asked) for name, site in sites.items()}
        again = "session ids"
        sites[again].asked.clear()
        crawl_site(folder, {"column_url": sites[again].url + "/nb/"}, limits=LIMITS)
        yield Night(folder, report, sites, asked, {again: list(sites[again].asked)}, stage, demo, archived)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_site_is_named_with_its_outcome_and_its_good_reports_are_archived(
    night: Night, fault: Fault
) -> None:
    site, source = night.sites[fault.name], night.source(fault)
    named = {failure["url"].removeprefix(site.url): failure["outcome"] for failure in source.failures}
    assert named == fault.outcomes
    assert all(failure["message"] for failure in source.failures)
    assert fault.reason in " ".join(failure["message"] for failure in source.failures)
    here = {url.removeprefix(site.url) for url in night.archived if url.startswith(site.url + "/")}
    assert here == fault.archived
    assert len(night.asked[fault.name]) <= fault.asked


def test_the_run_ends_with_exit_code_1_and_a_line_for_every_trouble(night: Night) -> None:
    assert night.report.exit_code == 1
    assert [
        "left alone" in line and night.sites["busy"].host.partition(":")[0] in line
        for line in night.report.problems
    ] == [True]
    printed = problems(night.report)[1:]
    expected = [
        (night.sites[fault.name].url, end) for fault in FAULTS for end in set(fault.outcomes.values())
    ]
    assert len(printed) == len(expected)
    for url, end in expected:
        assert [line for line in printed if f": {end} {url}/" in line and "→" in line]


def test_every_report_of_the_demo_sites_is_archived(night: Night) -> None:
    wanted = {
        night.demo.origin(site.division_code) + entry.path
        for site in night.demo.sites
        for entry in site.entries
        if entry.is_report
    }
    assert len(wanted) > 30
    assert wanted <= night.archived


def test_no_host_is_asked_that_no_row_names(night: Night) -> None:
    assert night.stage.forbidden.asked == []
    own = {site.host for site in night.sites.values()} | {
        f"127.0.0.1:{port}" for port in night.demo.ports.values()
    }
    off_host = [row for row in outcomes(night.folder) if str(row["url"]).split("/")[2] not in own]
    assert off_host == []


def test_a_huge_file_is_let_go_long_before_its_end(night: Night) -> None:
    assert set(night.stage.sent) == {"/nb/said.html", "/nb/unsaid.html"}
    assert max(night.stage.sent.values()) < HUGE / 10


def test_no_name_from_a_site_becomes_a_path(night: Night) -> None:
    assert [path.name for path in night.folder.parent.iterdir()] == [night.folder.name]
    folders = {path.relative_to(night.folder).parts[:2] for path in night.folder.rglob("*") if path.is_file()}
    assert {parts[1] for parts in folders if parts[0] == "raw"} <= {
        "warc",
        "index",
        "outcomes",
        "list_entries",
        "sweeps",
        ".lock",
    }
    assert not list(Path("/tmp").glob("nianbao-201[45].pdf"))


def test_the_same_page_at_two_addresses_is_one_document(night: Night) -> None:
    site = night.sites["duplicates"]
    rows = [row for row in read_index(night.folder / "raw").to_pylist() if row["url"].startswith(site.url)]
    assert len({row["payload_sha256"] for row in rows if row["role"] == "report"}) == 1


def test_links_that_carry_a_session_lead_to_no_second_copy(night: Night) -> None:
    assert "session" not in " ".join(night.asked["session ids"]).lower()
    assert [path for path in night.asked_again["session ids"] if path.startswith("/nb/2")] == []
