"""Lists that are more than plain links: endpoints asked by POST, folders, frames, pages that send their reader on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import read_index, read_record, reindex
from crawler.warc_format import Exchange
from crawler.warc_import import warc_documents
from tests.crawler.county_site import (
    Answer,
    Site,
    crawl_site,
    failures,
    list_page,
    report_page,
    serve,
    title,
)

SEARCH = "/module/xxgk/search.jsp"
COLUMN = f"""<html><head><title>年报</title></head><body><div id="div12"></div>
<script>$.post('{SEARCH}', {{"infotypeId":"F0201","divid":"div12"}}, show);</script></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of its own for every test."""
    with serve() as served:
        yield served


def fields(number: int) -> str:
    return f"infotypeId=F0201&divid=div12&currpage={number}"


def fill_search(site: Site) -> str:
    """A column whose two pages of rows come from a POST; returns its address."""
    site.put("/col/col12/index.html", COLUMN)
    for number, years in ((1, (2023, 2022)), (2, (2021,))):
        rows = list_page(
            {f"/art/{year}/1/9/art_12_{year}.html": title(year) for year in years}, f"共2页 第{number}页"
        )
        site.put(f"POST {SEARCH}?{fields(number)} {fields(number)}", rows)
    for year in (2021, 2022, 2023):
        site.put(f"/art/{year}/1/9/art_12_{year}.html", report_page(year))
    return site.url + "/col/col12/index.html"


def reports(folder: Path) -> set[str]:
    return {
        row["url"].rpartition("/")[2]
        for row in read_index(folder / "raw").to_pylist()
        if row["role"] == "report"
    }


def test_a_list_asked_by_post_is_walked_and_archived_by_what_was_sent(site: Site, tmp_path: Path) -> None:
    column = fill_search(site)
    report = crawl_site(tmp_path, {"column_url": column})
    assert report.exit_code == 0, report
    assert reports(tmp_path) == {f"art_12_{year}.html" for year in (2021, 2022, 2023)}
    raw = tmp_path / "raw"
    rows = read_index(raw)
    answers = [row for row in rows.to_pylist() if SEARCH in row["url"]]
    assert len({row["url"].partition("#post-")[2] for row in answers}) == 2, (
        "one address, two bodies, two answers"
    )
    second = next(row for row in answers if "currpage=2" in row["url"])
    assert title(2021).encode() in read_record(raw, second["warc_file"], second["warc_offset"]).body
    with (raw / "warc" / second["warc_file"]).open("rb") as stream:
        sent = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "request" and record.http_headers.protocol == "POST"
        ]
    assert sent == [(f"{site.url}{SEARCH}?{fields(n)}", fields(n).encode()) for n in (1, 2)]
    imported = {
        document.key
        for document in warc_documents(raw / "warc" / second["warc_file"])
        if isinstance(document, Exchange)
    }
    assert imported == {row["url"] for row in rows.to_pylist()}
    reindex(raw)
    assert sorted(read_index(raw).to_pylist(), key=str) == sorted(rows.to_pylist(), key=str)
    headers = site.headers_of[f"POST {SEARCH}?{fields(2)} {fields(2)}"]
    assert headers["Referer"] == column
    assert headers["X-Requested-With"] == "XMLHttpRequest"
    assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    again = crawl_site(tmp_path, {"column_url": column})
    assert (again.exit_code, again.archived) == (0, 0), "what was sent tells that the answers are known"


def test_folders_of_years_and_departments_are_walked_to_their_reports(site: Site, tmp_path: Path) -> None:
    site.put(
        "/gk/nb/",
        list_page({"/gk/nb/2022n/": "2022年", "/gk/nb/bm/": "县直部门", "/gk/zn/": "政府信息公开指南"}),
    )
    site.put("/gk/nb/2022n/", list_page({"/gk/nb/2022n/1.html": title(2022)}))
    site.put("/gk/nb/bm/", list_page({"/gk/nb/bm/2021n/": "2021年", "/gk/nb/": "政府信息公开年报"}))
    # A folder may hold the report itself, and name the other years.
    site.put("/gk/nb/bm/2021n/", report_page(2021, '<a href="/gk/nb/bm/2020n/">2020年</a>'))
    site.put("/gk/nb/bm/2020n/", report_page(2020))
    site.put("/gk/nb/2022n/1.html", report_page(2022))
    report = crawl_site(tmp_path, {"column_url": site.url + "/gk/nb/"})
    assert report.exit_code == 0, report
    roles = {
        row["url"].removeprefix(site.url): row["role"] for row in read_index(tmp_path / "raw").to_pylist()
    }
    assert {path for path, role in roles.items() if role == "report"} == {
        "/gk/nb/2022n/1.html", "/gk/nb/bm/2021n/", "/gk/nb/bm/2020n/",
    }  # fmt: skip
    assert site.count("/gk/nb/") == 1
    assert site.count("/gk/zn/") == 0


def test_a_list_in_a_frame_and_behind_a_redirecting_page_is_found(site: Site, tmp_path: Path) -> None:
    site.put("/nb/", "<html><script>location.replace('./index.html')</script></html>")
    site.put(
        "/nb/index.html",
        '<html><body><iframe src="/login/box.html"></iframe><iframe src="/ns/7/1"></iframe></body></html>',
    )
    site.put("/ns/7/1", list_page({"/ns/news/1.html": title(2022)}))
    site.put("/ns/news/1.html", report_page(2022))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
    assert report.exit_code == 0, report
    assert reports(tmp_path) == {"1.html"}
    assert site.count("/login/box.html") == 0


def test_folders_that_open_folders_without_end_are_walked_to_a_depth(site: Site, tmp_path: Path) -> None:
    def shelf(path: str) -> Answer | None:
        if not path.startswith("/nb/"):
            return None
        page = list_page({f"{path}a{number}/": "2022年" for number in range(3)})
        return Answer(page.encode(), 200, {"Content-Type": "text/html"})

    site.respond = shelf
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
    assert len([path for path in site.asked if path.startswith("/nb/")]) == 1 + 3 + 9 + 27
    assert failures(report) == {site.url + "/nb/": "empty_list"}
