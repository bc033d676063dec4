"""Lists that only a script draws: without a browser an outcome, with one the list, whatever its page tries."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request

from crawler.archive import read_index, read_record
from crawler.archive_index import index_warc
from crawler.outcomes import Outcome
from crawler.registry import read_sources
from crawler.rendered import BROWSER, Rendering, browser_settings, find_browser
from crawler.settings import Limits
from tests.crawler.county_site import (
    Site,
    crawl_site,
    failures,
    list_page,
    report_page,
    serve,
    title,
    write_registry,
)

CHROMIUM = "chromium"
needs_browser = pytest.mark.skipif(
    not find_browser(CHROMIUM), reason="needs the extra playwright and a chromium (apt install chromium)"
)
NONE = {"NIANBAO_CHROMIUM": "/nowhere/chromium"}
# What a list of this kind sends: no link at all, a script that asks for them.
DRAWN = """<html><head><title>年报</title></head><body><ul id="list"></ul><script>
fetch("/rows?" + "channel=7").then(answer => answer.json()).then(rows => {
  for (const row of rows) {
    const link = document.createElement("a");
    link.href = row.path; link.textContent = row.name;
    document.getElementById("list").append(document.createElement("li"), link);
  }
});
%s</script></body></html>"""


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """A site whose list a script draws, and one whose list is plain."""
    with serve() as drawn, serve() as plain:
        draw(drawn)
        plain.put("/nb/", list_page({"/art/2021.html": title(2021)}))
        plain.put("/art/2021.html", report_page(2021))
        yield drawn, plain


def draw(site: Site, script: str = "") -> None:
    site.put("/nb/", DRAWN % script)
    rows = [{"path": f"/art/{year}.html", "name": title(year)} for year in (2021, 2022)]
    site.put("/rows", json.dumps(rows), headers={"Content-Type": "application/json"})
    for year in (2021, 2022):
        site.put(f"/art/{year}.html", report_page(year))


def row(site: Site, cms: str = "playwright") -> dict[str, str]:
    return {"column_url": f"{site.url}/nb/", "cms": cms}


def test_without_a_browser_the_list_ends_with_what_to_install_and_other_rows_are_unharmed(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    drawn, plain = sites
    report = crawl_site(tmp_path, row(drawn), row(plain, ""), environ=NONE)
    assert report.exit_code == 1
    [failure] = report.sources[0].failures
    assert failure["outcome"] == Outcome.NEEDS_BROWSER
    assert 'pip install "scrapy-playwright' in failure["message"]
    assert "NIANBAO_CHROMIUM" in failure["message"]
    assert drawn.asked == []
    assert (report.sources[1].failures, report.sources[1].fetched) == ([], 1)


def test_no_setting_is_added_where_no_row_needs_a_browser(tmp_path: Path) -> None:
    paths = write_registry(tmp_path, [{"column_url": "http://127.0.0.1/nb/"}])
    assert browser_settings(read_sources(*paths)[0], CHROMIUM, 1.0) == {BROWSER: ""}


def test_the_registry_takes_the_mark(tmp_path: Path) -> None:
    sources, errors = read_sources(
        *write_registry(tmp_path, [{"column_url": "http://127.0.0.1/nb/", "cms": "playwright"}])
    )
    assert ([source.cms for source in sources], errors) == (["playwright"], [])


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("BrowserType.launch: Executable doesn't exist at /usr/bin/chromium", Outcome.NEEDS_BROWSER),
        ("Page.goto: Timeout 2000ms exceeded.\nCall log:\n  - navigating", Outcome.TIMEOUT),
        ("Page.content: Target page, context or browser has been closed", Outcome.TIMEOUT),
        ("Page.goto: net::ERR_NAME_NOT_RESOLVED at http://x.gov.cn/", Outcome.OFF_HOST),
        ("Page.goto: net::ERR_CERT_DATE_INVALID at https://x.gov.cn/", Outcome.TLS),
        ("Page.goto: net::ERR_TOO_MANY_REDIRECTS at http://x.gov.cn/", Outcome.REDIRECT_LOOP),
        ("Page.goto: net::ERR_EMPTY_RESPONSE at http://x.gov.cn/", Outcome.CONNECTION),
    ],
)
def test_what_the_browser_complains_of_has_its_outcome(message: str, outcome: Outcome) -> None:
    error = type("Error", (Exception,), {"__module__": "playwright._impl._errors"})(message)
    with pytest.raises(Exception, match="in the browser: ") as raised:
        Rendering.process_exception(Rendering.__new__(Rendering), Request("http://x.gov.cn/"), error)
    assert raised.value.outcome is outcome  # type: ignore[attr-defined]


@needs_browser
def test_a_list_drawn_by_a_script_is_read_and_archived_as_a_conversion(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    drawn, plain = sites
    report = crawl_site(tmp_path, row(drawn), row(plain, ""), limits=PATIENT)
    assert report.exit_code == 0, report
    assert [source.fetched for source in report.sources] == [2, 1]
    rows = {each["url"].removeprefix(drawn.url): each for each in read_index(tmp_path / "raw").to_pylist()}
    listed = rows["/nb/"]
    assert (listed["role"], listed["content_type"]) == ("list", "text/html; charset=utf-8; rendered=chromium")
    record = read_record(tmp_path / "raw", listed["warc_file"], listed["warc_offset"])
    assert title(2022) in record.body.decode()
    assert rows["/art/2021.html"]["content_type"] == "text/html"
    [warc] = (tmp_path / "raw" / "warc").iterdir()
    table, problems = index_warc(warc)
    assert problems == []
    assert {each["url"]: each for each in table.to_pylist()}[f"{drawn.url}/nb/"] == listed
    # The reports come as they always do, with the crawler's own headers.
    assert drawn.headers_of["/art/2021.html"]["Accept-Encoding"] == "gzip, deflate"
    by_script = {name.lower(): value for name, value in drawn.headers_of["/rows?channel=7"].items()}
    assert by_script["user-agent"].startswith("nianbao/")
    again = crawl_site(tmp_path, row(drawn), limits=PATIENT)
    assert (again.exit_code, again.archived) == (0, 0)


@needs_browser
def test_a_page_reaches_no_host_its_row_does_not_name_and_loads_no_pictures(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    drawn, beside = sites
    with serve("127.0.0.2") as far:
        tries = "".join(
            f"""
            fetch("{other.url}/fetched", {{mode: "no-cors"}}).catch(() => 0);
            document.body.append(Object.assign(document.createElement("iframe"), {{src: "{other.url}/framed"}}));
            window.open("{other.url}/opened");
            """
            for other in (beside, far)
        )
        draw(
            drawn,
            f"""
            {tries}
            document.body.append(Object.assign(document.createElement("img"), {{src: "/picture.png"}}));
            new WebSocket("ws://{far.host}/socket");
            """,
        )
        report = crawl_site(tmp_path, row(drawn), limits=PATIENT)
    assert report.sources[0].fetched == 2
    assert beside.asked == far.asked == []
    assert drawn.count("/picture.png") == 0


@needs_browser
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_a_page_that_is_sent_to_another_host_is_not_kept(address: str, tmp_path: Path) -> None:
    with serve() as drawn, serve(address) as other:
        draw(other)
        drawn.put("/nb/", status=302, headers={"Location": f"{other.url}/nb/"})
        report = crawl_site(tmp_path, row(drawn), limits=PATIENT)
    assert failures(report) == {f"{drawn.url}/nb/": "off_host"}
    assert read_index(tmp_path / "raw").num_rows == 0


@needs_browser
def test_a_script_without_end_costs_its_own_row_only(sites: tuple[Site, Site], tmp_path: Path) -> None:
    drawn, plain = sites
    draw(drawn, "for (;;);")
    report = crawl_site(tmp_path, row(drawn), row(plain, ""), limits=Limits(1.5, 200_000, 0))
    assert failures(report) == {f"{drawn.url}/nb/": "timeout"}
    assert report.sources[1].fetched == 1


# default 20 s: a browser starts in a second or two, on a busy machine in ten.
PATIENT = Limits(timeout_s=20.0, max_bytes=200_000, retries=0)
