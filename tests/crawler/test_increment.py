"""Night after night on one county: what is asked again, what is archived again, what is noticed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import read_index
from crawler.history import SWEEP_DAYS
from crawler.report import CrawlReport
from crawler.tables import LIST_ENTRIES, OUTCOMES, SWEEPS
from tests.crawler.county_site import Site, crawl_site, list_page, report_page, serve, title

FIRST_NIGHT = datetime(2024, 6, 1, 14, tzinfo=UTC)
YEARS = range(2015, 2024)
NEXT = '<a href="/nb/{}.html">下一页</a>'


@dataclass
class Night:
    """What one run asked, reported and left behind."""

    asked: list[str]
    conditional: dict[str, str]
    report: CrawlReport
    archived: list[dict[str, Any]]
    files: dict[str, bytes]

    @property
    def source(self) -> Any:
        return self.report.sources[0]


@dataclass
class County:
    """A county whose nights pass one after the other."""

    site: Site
    folder: Path
    nights: list[Night] = field(default_factory=list)

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    def put_lists(self, years: list[int], extra: dict[str, str] | None = None) -> None:
        """Three reports a page, the newest first; `extra` entries stand on the first page."""
        pages = [years[start : start + 3] for start in range(0, len(years), 3)]
        for number, page in enumerate(pages, 1):
            entries = {f"/art/{year}.html": title(year) for year in page}
            more = NEXT.format(number + 1) if number < len(pages) else ""
            self.put(f"/nb/{number}.html", list_page((extra or {} if number == 1 else {}) | entries, more))

    def put(self, path: str, body: str) -> None:
        """A page that knows whether it has changed."""
        etag = f'"{hash(body):x}"'
        self.site.put(path, body, headers={"Content-Type": "text/html", "ETag": etag})

    def night(self, day: float, **options: Any) -> Night:
        """Crawl on a day after the first."""
        self.site.asked.clear()
        self.site.headers_of.clear()
        before = read_index(self.raw).num_rows
        begin = FIRST_NIGHT + timedelta(days=day)
        column = {"column_url": self.site.url + "/nb/1.html"}
        report = crawl_site(self.folder, column, begin=begin, **options)
        night = Night(
            [path for path in self.site.asked if path != "/robots.txt"],
            {path: sent.get("If-None-Match", "") for path, sent in self.site.headers_of.items()},
            report,
            read_index(self.raw).to_pylist()[before:],
            {
                str(path.relative_to(self.raw)): path.read_bytes()
                for path in self.raw.rglob("*")
                if path.is_file() and path.parent.name not in ("outcomes", "raw")
            },
        )
        self.nights.append(night)
        return night

    def outcomes(self, night: Night) -> dict[str, str]:
        """Path → outcome of one night."""
        rows = OUTCOMES.read(self.raw).to_pylist()
        return {
            row["url"].removeprefix(self.site.url): row["outcome"]
            for row in rows
            if row["run_id"] == night.report.run_id
        }


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """A county with three list pages and one report a year, none of which has been crawled."""
    with serve() as site:
        county = County(site, tmp_path)
        county.put_lists(sorted(YEARS, reverse=True), {"/guide.html": "政府信息公开指南"})
        for year in YEARS:
            county.put(f"/art/{year}.html", report_page(year))
        yield county


def test_a_county_through_the_nights(county: County) -> None:
    everything = [f"/art/{year}.html" for year in sorted(YEARS, reverse=True)]
    lists = ["/nb/1.html", "/nb/2.html", "/nb/3.html"]

    first = county.night(0)
    assert sorted(first.asked) == sorted(lists + everything)
    assert first.report.exit_code == 0
    entries = LIST_ENTRIES.read(county.raw).to_pylist()
    links = {row["entry_url"].removeprefix(county.site.url): row for row in entries}
    assert set(everything) | {"/guide.html"} <= set(links)
    assert all(row["reason"] for row in entries)
    guide, report = links["/guide.html"], links["/art/2016.html"]
    assert (guide["belongs"], guide["reason"], guide["action"]) == (False, "disclosure guide", "left_out")
    assert (report["belongs"], report["report_year"], report["action"]) == (True, 2016, "fetch")
    assert report["list_url"] == county.site.url + "/nb/3.html"
    sweep = SWEEPS.read(county.raw).to_pylist()[0]
    assert (sweep["list_pages"], sweep["reports"], sweep["first_page_reports"]) == (3, 9, 3)

    # Nothing new: one request for the column, one conditional request for each recent report.
    second = county.night(1)
    assert second.asked == ["/nb/1.html", "/art/2023.html", "/art/2022.html"]
    assert all(second.conditional[path] for path in second.asked)
    assert set(county.outcomes(second).values()) == {"not_modified"}
    assert (second.report.exit_code, second.archived) == (0, [])
    assert second.files == first.files

    # A corrected report is a new version, a withdrawn one is noticed; nothing is deleted.
    county.put("/art/2023.html", report_page(2023, "更正"))
    del county.site.answers["/art/2022.html"]
    third = county.night(2)
    assert [row["url"] for row in third.archived] == [county.site.url + "/art/2023.html"]
    assert county.outcomes(third)["/art/2023.html"] == "ok"
    assert county.outcomes(third)["/art/2022.html"] == "withdrawn"
    assert third.report.exit_code == 0
    assert [note for note in third.report.notes if "/art/2022.html" in note]
    versions = [row for row in read_index(county.raw).to_pylist() if row["url"].endswith("/art/2023.html")]
    assert len({row["payload_sha256"] for row in versions}) == 2
    assert first.files.items() <= third.files.items()

    # What is known to be withdrawn is no news any more.
    fourth = county.night(3)
    assert fourth.archived == []
    assert county.outcomes(fourth)["/art/2022.html"] == "withdrawn"
    assert fourth.report.notes == []

    # A page that brings something new is followed by the next one, until one brings nothing.
    county.put_lists([2023, 2022, 2014, *range(2021, 2014, -1)])
    county.put("/art/2014.html", report_page(2014))
    fifth = county.night(4)
    assert [path for path in fifth.asked if "/nb/" in path] == ["/nb/1.html", "/nb/2.html"]
    assert "/art/2014.html" in fifth.asked
    assert [
        row["entry_url"]
        for row in LIST_ENTRIES.read(county.raw, since=FIRST_NIGHT + timedelta(4)).to_pylist()
    ] == [county.site.url + "/art/2014.html"]

    # Once a month the whole column: what was slipped in at its end is found then.
    county.put_lists([2023, 2022, *range(2021, 2012, -1)])
    county.put("/art/2013.html", report_page(2013))
    assert "/art/2013.html" not in county.night(5).asked
    whole = county.night(SWEEP_DAYS + 1)
    assert [path for path in whole.asked if "/nb/" in path] == [*lists, "/nb/4.html"]
    assert "/art/2013.html" in whole.asked
    assert "/art/2019.html" not in whole.asked
    assert county.night(SWEEP_DAYS + 2).asked == ["/nb/1.html", "/art/2023.html", "/art/2022.html"]


def test_what_a_budget_left_over_is_fetched_in_the_next_nights(county: County) -> None:
    """The list's first page brings nothing new then; what its further pages named is not forgotten."""
    limited = {"environ": {"NIANBAO_HOST_BUDGET": "8"}}
    first = county.night(0, **limited)
    assert len(first.archived) == 7
    assert list(county.outcomes(first).values()).count("over_budget") == 5
    second = county.night(0.2, **limited)
    assert second.asked[0] == "/nb/1.html"
    assert len(second.archived) == 5
    assert {row["url"] for row in read_index(county.raw).to_pylist()} == {
        county.site.url + path for path in first.asked + second.asked
    }
    assert second.report.exit_code == 0


def test_reports_without_validators_are_asked_for_again_once_a_month(county: County) -> None:
    county.site.put("/art/2023.html", report_page(2023))
    county.night(0)
    assert "/art/2023.html" not in county.night(1).asked
    county.site.put("/art/2023.html", report_page(2023, "更正"))
    night = county.night(SWEEP_DAYS + 1)
    assert [row["url"] for row in night.archived] == [county.site.url + "/art/2023.html"]
    assert "/art/2021.html" not in night.asked


def test_a_source_that_looks_different_is_listed_for_a_person(county: County) -> None:
    assert county.night(0).source.findings == []
    # The list has shrunk on the page every night looks at.
    county.put_lists([2022, 2021])
    night = county.night(1)
    assert night.report.exit_code == 1
    assert night.source.findings == ["lists 2 reports on its first page, it listed 3 on 2024-06-01"]
    # The site was rebuilt; its list is walked whole, whatever the calendar says.
    names = [(f"./202401/t2024010{year % 10}_{year}.html", year) for year in (2022, 2021, 2020)]
    pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
    county.put("/nb/1.html", list_page({name: title(year) for name, year in names}, pager))
    for name, year in names:
        county.put("/nb" + name[1:], report_page(year))
    night = county.night(2)
    assert "read as generic on 2024-06-01, now recognised as trs_wcm" in night.source.findings[0]
    assert night.source.findings[1] == "lists 3 reports in all, it listed 9 on 2024-06-01"
    assert night.source.is_swept
    # A year later a report is missing that was due, though one of the year before is still unseen as well.
    night = county.night(365)
    assert night.source.findings == ["no report for 2024, which was due; the latest listed is for 2023"]
