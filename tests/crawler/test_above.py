"""Registry rows that name an article, or the list of one year: the crawl finds the column above it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import read_index
from tests.crawler.county_site import (
    Site,
    contents,
    crawl_site,
    failures,
    list_page,
    outcomes,
    report_page,
    serve,
    title,
)

CRUMBS = """<div class="pos">当前位置：<a href="/">首页</a>&gt;<a href="/zwgk/">政务公开</a>
    &gt;<a href="/zwgk/gone/">年报</a>&gt;<a href="/zwgk/nb/">政府信息公开年报</a></div>"""
ARTICLE = "/zwgk/nb/202201/t20220117_2021.html"


@pytest.fixture
def site() -> Iterator[Site]:
    """A county whose column of reports is known to its own pages only."""
    with serve() as served:
        served.put("/", list_page({ARTICLE: title(2021), "/news/1.html": "县政府召开常务会议"}))
        yield served


def fill(site: Site, years: range, extra: str = CRUMBS) -> None:
    addresses = {f"/zwgk/nb/{year + 1}01/t{year + 1}0117_{year}.html": title(year) for year in years}
    site.put("/zwgk/nb/", list_page(addresses))
    for address, name in addresses.items():
        site.put(address, report_page(int(name[5:9]), extra))


def roles(folder: Path, site: Site) -> dict[str, str]:
    return {row["url"].removeprefix(site.url): row["role"] for row in read_index(folder / "raw").to_pylist()}


def test_the_column_of_an_article_is_found_and_walked(site: Site, tmp_path: Path) -> None:
    fill(site, range(2019, 2024))
    report = crawl_site(tmp_path, {"column_url": site.url + ARTICLE})
    assert report.exit_code == 0, report
    found = roles(tmp_path, site)
    assert found.pop("/zwgk/nb/") == "list"
    assert set(found) == {f"/zwgk/nb/{year + 1}01/t{year + 1}0117_{year}.html" for year in range(2019, 2024)}
    assert set(found.values()) == {"report"}
    assert site.count(ARTICLE) == 1
    assert site.asked[:3] == ["/robots.txt", ARTICLE, "/zwgk/nb/"]
    assert report.sources[0].selected == 5
    messages = {row["url"]: row["message"] for row in outcomes(tmp_path)}
    assert messages[site.url + "/zwgk/nb/"] == f"the column of {site.url}{ARTICLE}"


def test_steps_that_lead_nowhere_are_passed_by(site: Site, tmp_path: Path) -> None:
    fill(site, range(2020, 2023), CRUMBS.replace("/zwgk/nb/", "/zwgk/missing/"))
    site.put("/zwgk/gone/", list_page({"/news/1.html": "县政府召开常务会议"}))
    report = crawl_site(tmp_path, {"column_url": site.url + ARTICLE})
    assert report.exit_code == 0, report
    assert site.asked[2:5] == ["/zwgk/missing/", "/zwgk/gone/", "/zwgk/nb/"]
    assert report.sources[0].outcomes["probe_miss"] == 2
    assert report.sources[0].selected == 3


def test_the_menu_leads_to_the_county_from_a_department(site: Site, tmp_path: Path) -> None:
    fill(site, range(2020, 2023))
    department = title(2022).replace("东川县", "东川县民政局")
    site.put("/mzj/nb/", list_page({"/mzj/nb/1.html": department}))
    menu = '<a href="/zwgk/nb/">政府信息公开年报</a>'
    crumbs = '<p>当前位置：<a href="/">首页</a>&gt;<a href="/mzj/nb/">政府信息公开年报</a></p>'
    site.put("/mzj/nb/1.html", report_page(2022, menu + crumbs))
    report = crawl_site(tmp_path, {"column_url": site.url + "/mzj/nb/1.html"})
    assert report.exit_code == 0, report
    assert site.count("/mzj/nb/") == site.count("/zwgk/nb/") == 1
    assert list(roles(tmp_path, site).values()).count("report") == 4


def test_a_report_without_tables_is_archived_as_one(site: Site, tmp_path: Path) -> None:
    fill(site, range(2020, 2023))
    attached = report_page(2015, CRUMBS + '<a href="/files/2015.pdf">附件</a>', table="")
    site.put("/zwgk/nb/201601/t20160117_2015.html", attached)
    site.put("/files/2015.pdf", b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    report = crawl_site(tmp_path, {"column_url": site.url + "/zwgk/nb/201601/t20160117_2015.html"})
    assert report.exit_code == 0, report
    found = roles(tmp_path, site)
    assert found["/zwgk/nb/201601/t20160117_2015.html"] == "report"
    assert found["/files/2015.pdf"] == "attachment"
    assert list(found.values()).count("report") == 4


def test_the_list_of_one_year_leads_to_all_years(site: Site, tmp_path: Path) -> None:
    for year in (2021, 2022):
        site.put(f"/nb/{year}n/", list_page({f"/nb/{year}n/1.html": title(year)}))
        site.put(f"/nb/{year}n/1.html", report_page(year))
    site.put("/nb/", list_page({f"/nb/{year}n/": f"{year}年" for year in (2021, 2022)}))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/2022n/"})
    assert report.exit_code == 0, report
    assert list(roles(tmp_path, site).values()).count("report") == 2
    assert site.count("/nb/2022n/") == 1


def test_the_same_page_for_other_years_is_opened(site: Site, tmp_path: Path) -> None:
    """Systems that show every report at one path, the year in the query: by links, or by a box to select from."""
    path = "/module/xxgk/xxgkAnnualReport.jsp"
    options = "".join(f'<option value="{year}">{year}年</option>' for year in (2020, 2021, 2022))
    linked = (
        '<a href="/public/column/7?type=3&amp;timeFrame=2020">2020年</a><a href="/other/?y=2019">2019年</a>'
    )
    for year in (2020, 2021, 2022):
        site.put(f"{path}?area=11&fbtime={year}", report_page(year, f"<select>{options}</select>"))
    for year in (2020, 2021):
        site.put(f"/public/column/7?type=3&timeFrame={year}", report_page(year, linked))
    boxed, links = f"{path}?area=11&fbtime=2021", "/public/column/7?type=3&timeFrame=2021"
    report = crawl_site(tmp_path, {"column_url": site.url + boxed}, {"column_url": site.url + links})
    assert report.exit_code == 0, report
    assert list(roles(tmp_path, site).values()) == ["report"] * 5
    assert site.count("/other/?y=2019") == 0


def test_an_article_without_a_column_is_archived_and_reported(site: Site, tmp_path: Path) -> None:
    site.put("/nb/2021/", report_page(2021, '<a href="/other/1.html">演示县2019年政府信息公开年报</a>'))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/2021/"})
    assert roles(tmp_path, site) == {"/nb/2021/": "report"}
    assert failures(report) == {site.url + "/nb/2021/": "empty_list"}
    assert "put the address of the list in its place" in report.sources[0].failures[0]["message"]
    assert site.count("/other/1.html") == 0


def test_a_second_crawl_from_an_article_archives_nothing(site: Site, tmp_path: Path) -> None:
    fill(site, range(2019, 2024))
    crawl_site(tmp_path, {"column_url": site.url + ARTICLE})
    before = contents(tmp_path)
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": site.url + ARTICLE})
    assert (report.exit_code, report.archived) == (0, 0)
    assert contents(tmp_path) == before
    assert site.asked[:3] == ["/robots.txt", ARTICLE, "/zwgk/nb/"]
