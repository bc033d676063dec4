"""Hosts that ask to slow down, refuse, or have had enough: alone, then in one crawl beside a healthy one."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.hosts import MAX_FAILURES, MAX_PAUSE_S, Hosts
from crawler.hours import Hours
from crawler.outcomes import Outcome
from crawler.report import CrawlReport
from crawler.settings import Limits
from tests.crawler import many_hosts
from tests.crawler.county_site import Answer, Site, crawl_site, list_page, outcomes, report_page, serve, title

BUDGET = 9


def test_a_host_is_left_alone_after_failures_running_and_only_then() -> None:
    hosts = Hosts(budget=100)
    for _ in range(MAX_FAILURES - 1):
        hosts.failed("x", Outcome.CLIENT_ERROR, "status 403")
    hosts.answered("x")
    hosts.failed("x", Outcome.TIMEOUT, "took too long")
    assert hosts.refusal("x") is None
    for _ in range(MAX_FAILURES - 1):
        hosts.failed("x", Outcome.TIMEOUT, "took too long")
    refusal = hosts.refusal("x")
    assert refusal is not None
    assert refusal[0] is Outcome.LEFT_ALONE
    assert "timeout took too long" in refusal[1]
    assert hosts.refusal("y") is None
    assert len(hosts.problems()) == 1
    assert "host x: left alone" in hosts.problems()[0]


def test_a_pause_ends_and_a_longer_one_ends_the_night() -> None:
    seconds = 0.0
    hosts = Hosts(100, clock=lambda: seconds)
    hosts.pause("x", 30)
    hosts.pause("x", 10)
    assert hosts.is_paused("x")
    assert not hosts.is_paused("y")
    seconds = 30.0
    assert not hosts.is_paused("x")
    assert hosts.refusal("x") is None
    hosts.failed("x", Outcome.RATE_LIMITED, "status 429")
    hosts.pause("x", MAX_PAUSE_S + 1)
    assert not hosts.is_paused("x")
    refusal = hosts.refusal("x")
    assert refusal is not None
    assert refusal[0] is Outcome.LEFT_ALONE


@pytest.mark.parametrize(
    ("text", "beijing_hours"),
    [("22-6", {22, 23, 0, 1, 2, 3, 4, 5}), ("8-20", set(range(8, 20))), ("20-24", {20, 21, 22, 23})],
)
def test_hours_are_those_of_the_sites(text: str, beijing_hours: set[int]) -> None:
    hours = Hours.parse(text)
    allowed = {hour for hour in range(24) if hours.contain(datetime(2026, 1, 1, hour, 59, tzinfo=UTC))}
    assert {(hour + 8) % 24 for hour in allowed} == beijing_hours


@pytest.mark.parametrize("text", ["", "22", "22-22", "24-6", "0-24", "10-25", "-1-5", "ten-six"])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected two different hours"):
        Hours.parse(text)


@dataclass(frozen=True)
class Night:
    """A crawl of hosts of every temper."""

    report: CrawlReport
    rows: list[dict[str, object]]
    slow_down: Site
    closed: Site
    large: Site
    not_tonight: Site

    def of(self, site: Site) -> dict[str, object]:
        """Path → outcome of a site's requests."""
        return {
            str(row["url"]).removeprefix(site.url): row["outcome"]
            for row in self.rows
            if str(row["url"]).startswith(site.url)
        }


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """Crawl once; the tests below look at what came of it."""
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as stack:
        slow_down, closed, large, not_tonight = sites = [
            stack.enter_context(serve(f"127.0.1.{number}")) for number in (1, 2, 3, 4)
        ]
        for number, site in enumerate(sites):
            years = range(2010, 2013 if number == 0 else 2020)
            site.put("/nb/", list_page({f"/{year}.html": title(year) for year in years}))
            for year in years:
                site.put(f"/{year}.html", report_page(year), status=403 if site is closed else 200)
        answers = [
            Answer(status=503, headers={"Retry-After": "1"}),
            slow_down.answers.pop("/2010.html"),
        ]
        slow_down.respond = lambda path: answers.pop(0) if path == "/2010.html" else None
        not_tonight.put("/2010.html", status=429, headers={"Retry-After": "100000"})
        report = crawl_site(
            folder,
            *(
                {"column_url": site.url + "/nb/", "division_code": f"99010{number}"}
                for number, site in enumerate(sites, 1)
            ),
            environ={"NIANBAO_HOST_BUDGET": str(BUDGET)},
            limits=Limits(timeout_s=5, retries=1),
        )
        yield Night(report, outcomes(folder), slow_down, closed, large, not_tonight)


def test_retry_after_is_waited_for_and_holds_up_no_other_host(night: Night) -> None:
    assert night.of(night.slow_down) == dict.fromkeys(
        ["/nb/", "/2010.html", "/2011.html", "/2012.html"], "ok"
    )
    before, after = night.slow_down.asked[:3], night.slow_down.asked[3:]
    assert before == ["/robots.txt", "/nb/", "/2010.html"]
    assert sorted(after) == ["/2010.html", "/2011.html", "/2012.html"]
    assert night.slow_down.asked_at[3] - night.slow_down.asked_at[2] >= 1
    assert night.large.asked_at[-1] < night.slow_down.asked_at[3]


def test_a_host_that_refuses_everything_is_left_alone(night: Night) -> None:
    assert len(night.closed.asked) == 2 + MAX_FAILURES
    ends = list(night.of(night.closed).values())
    assert ends.count("client_error") == MAX_FAILURES
    assert ends.count("left_alone") == 10 - MAX_FAILURES
    assert [
        problem for problem in night.report.problems if "127.0.1.2" in problem and "left alone" in problem
    ]


def test_a_host_is_asked_no_more_than_its_budget(night: Night) -> None:
    assert len(night.large.asked) == BUDGET
    ends = list(night.of(night.large).values())
    assert ends.count("over_budget") == 2 + 10 - BUDGET
    assert [note for note in night.report.notes if "127.0.1.3" in note and "budget" in note]
    assert not [problem for problem in night.report.problems if "127.0.1.3" in problem]


def test_a_pause_longer_than_the_night_ends_it_for_this_host(night: Night) -> None:
    assert night.not_tonight.asked == ["/robots.txt", "/nb/", "/2010.html"]
    ends = night.of(night.not_tonight)
    assert ends.pop("/2010.html") == "rate_limited"
    assert ends.pop("/nb/") == "ok"
    assert set(ends.values()) == {"left_alone"}


def test_outside_the_hours_nothing_is_asked_and_the_crawl_ends_well(tmp_path: Path) -> None:
    with serve("127.0.1.5") as site:
        noon_in_china = datetime(2026, 1, 1, 4, tzinfo=UTC)
        report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"}, hours="22-6", begin=noon_in_china)
        assert site.asked == []
    assert report.exit_code == 0
    assert [row["outcome"] for row in outcomes(tmp_path)] == ["outside_hours"]


def test_many_hosts_need_few_connections() -> None:
    """Kept open, those of hosts that are done with would soon be more than a process may have."""
    measured = many_hosts.measure(120, open_files=160)
    assert measured.archived == 120 * (1 + many_hosts.REPORTS)
    assert measured.failures == 0
    assert measured.most_open <= 80
