"""Whole crawls of lists whose further pages are no links: forms, data, and addresses that are guessed."""

import json
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.archive import read_index
from tests.crawler.county_site import (
    Site,
    contents,
    crawl_site,
    failures,
    list_page,
    report_page,
    serve,
    title,
)


def reports(site: Site, *years: int) -> dict[str, str]:
    """Put the reports of these years; their addresses and titles, as `list_page` takes them."""
    for year in years:
        site.put(f"/nb/{year}.html", report_page(year))
    return {f"/nb/{year}.html": title(year) for year in years}


def sent_bodies(folder: Path) -> list[bytes]:
    """The bodies of the requests in the archive."""
    bodies = []
    for path in sorted((folder / "raw" / "warc").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, no_record_parse=False):
                if record.rec_type == "request":
                    bodies.append(record.content_stream().read())
    return [body for body in bodies if body]


def test_a_list_paged_by_a_form_is_walked_archived_by_its_requests_and_asked_again_whole(
    tmp_path: Path,
) -> None:
    def page(number: int) -> str:
        form = f'<form method="post"><input type="hidden" name="pageNo" value="{number}"></form>共3页'
        return f'{form}<a href="javascript:goPage({min(number + 1, 3)})">下一页</a>'

    with serve() as site:
        site.put("/nb/list.do", list_page(reports(site, 2022), page(1)))
        for number, year in ((2, 2021), (3, 2020)):
            site.put(f"POST /nb/list.do pageNo={number}", list_page(reports(site, year), page(number)))
        report = crawl_site(tmp_path, {"column_url": site.url + "/nb/list.do"})
        assert (report.exit_code, report.sources[0].list_pages, report.sources[0].fetched) == (0, 3, 3), (
            report
        )
        assert sent_bodies(tmp_path) == [b"pageNo=2", b"pageNo=3"]
        keys = {row["url"] for row in read_index(tmp_path / "raw").to_pylist() if row["role"] == "list"}
        assert len(keys) == 3
        before = contents(tmp_path)
        again = crawl_site(tmp_path, {"column_url": site.url + "/nb/list.do"})
        assert (again.exit_code, again.archived, contents(tmp_path)) == (0, 0, before)


def test_a_list_drawn_by_a_script_is_read_from_its_data(tmp_path: Path) -> None:
    def rows(entries: dict[str, str]) -> str:
        return json.dumps(
            {"total": 3, "rows": [{"title": text, "url": url} for url, text in entries.items()]}
        )

    with serve() as site:
        call = "fetch('/api/list?channel=7&pageNo=1&pageSize=2').then(draw);"
        site.put(
            "/nb/",
            f"<html><body><a href='/'>首页</a><div id='list'></div><script>{call}</script></body></html>",
        )
        data = {"Content-Type": "application/json"}
        site.put("/api/list?channel=7&pageNo=1&pageSize=2", rows(reports(site, 2022, 2021)), headers=data)
        site.put("/api/list?channel=7&pageNo=2&pageSize=2", rows(reports(site, 2020)), headers=data)
        report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
        assert (report.exit_code, report.sources[0].fetched) == (0, 3), report
        landings = {
            row["landing_url"] for row in read_index(tmp_path / "raw").to_pylist() if row["role"] == "report"
        }
        assert all(url.startswith(site.url) for url in landings)


def test_a_guess_answered_with_the_front_page_is_passed_over_and_one_that_fails_is_told(
    tmp_path: Path,
) -> None:
    with serve() as site:
        front = list_page({f"/xw/{number}.html": f"今日要闻{number}" for number in range(5)})
        site.put("/nb/", list_page(reports(site, 2022), "共2页"))
        site.put("/nb/index_1.html", front)
        site.put("/nb/index_2.html", list_page(reports(site, 2021)))
        found = crawl_site(tmp_path / "found", {"column_url": site.url + "/nb/"})
        assert (found.exit_code, found.sources[0].fetched) == (0, 2), found
        assert found.sources[0].outcomes["probe_miss"] == 1
        del site.answers["/nb/index_2.html"]
        site.respond = lambda path: site.answers["/nb/index_1.html"]
        lost = crawl_site(tmp_path / "lost", {"column_url": site.url + "/nb/"})
        assert lost.exit_code == 1
        assert list(failures(lost).values()) == ["empty_list"]
