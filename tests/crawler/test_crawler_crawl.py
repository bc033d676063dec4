"""Whole crawls of a made-up site on loopback: what is archived, what is asked again, what is reported."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from county_site import Site, crawl_site, list_page, report_page, serve, title

from crawler.archive import read_index, read_record


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of its own for every test."""
    with serve() as served:
        yield served


def fill(site: Site, years: range = range(2019, 2024)) -> str:
    """A list of reports with the usual chaff; returns its address."""
    entries = {f"/art/{year}.html": title(year) for year in years}
    chaff = {"/art/law.html": "演示东川县2021年法治政府建设年度报告", "/art/guide.html": "政府信息公开指南"}
    site.put("/nb/", list_page(entries | chaff))
    for year in years:
        site.put(f"/art/{year}.html", report_page(year))
    return site.url + "/nb/"


def test_archives_every_report_and_leaves_out_look_alikes(site: Site, tmp_path: Path) -> None:
    report = crawl_site(tmp_path, {"column_url": fill(site)})
    assert report.exit_code == 0, report
    rows = {row["url"].removeprefix(site.url): row for row in read_index(tmp_path / "raw").to_pylist()}
    assert set(rows) == {"/nb/", *(f"/art/{year}.html" for year in range(2019, 2024))}
    row = rows["/art/2021.html"]
    assert (row["role"], row["division_code"], row["http_status"]) == ("report", "990101", 200)
    assert (row["landing_url"], row["link_title"]) == (site.url + "/nb/", title(2021))
    assert rows["/nb/"]["role"] == "list"
    payload = read_record(tmp_path / "raw", row["warc_file"], row["warc_offset"])
    assert payload.body.decode() == report_page(2021)
    assert report.sources[0].selected == report.sources[0].fetched == 5
    assert sum(report.sources[0].left_out.values()) == 2
