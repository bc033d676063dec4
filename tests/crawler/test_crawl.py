"""Whole crawls of a made-up site on loopback: what is archived, what is asked again, what is reported."""

import gzip
import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import read_index, read_record
from crawler.history import SWEEP_DAYS
from crawler.run import crawl_in_child
from tests.crawler.county_site import (
    BEGIN,
    Answer,
    Site,
    contents,
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


def archive_files(folder: Path) -> dict[Path, bytes]:
    """The archive, byte for byte, without what every run writes about itself."""
    raw_dir = folder / "raw"
    files = [*(raw_dir / "warc").iterdir(), *(raw_dir / "index").iterdir()]
    return {path: path.read_bytes() for path in files}


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


def test_the_second_crawl_fetches_no_report_and_archives_nothing(site: Site, tmp_path: Path) -> None:
    column = fill(site)
    crawl_site(tmp_path, {"column_url": column})
    before = archive_files(tmp_path)
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": column})
    assert site.asked == ["/robots.txt", "/nb/"]
    after = archive_files(tmp_path)
    assert after == before
    assert (report.exit_code, report.archived) == (0, 0)
    assert (report.sources[0].already_archived, report.sources[0].fetched) == (5, 0)
    assert len({row["run_id"] for row in outcomes(tmp_path)}) == 2


def test_a_new_report_in_a_changed_list_is_all_that_is_fetched(site: Site, tmp_path: Path) -> None:
    column = fill(site, range(2019, 2022))
    crawl_site(tmp_path, {"column_url": column})
    fill(site, range(2019, 2023))
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": column})
    assert site.asked == ["/robots.txt", "/nb/", "/art/2022.html"]
    assert report.archived == 2
    lists = [row for row in read_index(tmp_path / "raw").to_pylist() if row["role"] == "list"]
    assert len({row["payload_sha256"] for row in lists}) == len(lists) == 2


def test_a_list_unchanged_by_the_servers_word_is_read_from_the_archive(site: Site, tmp_path: Path) -> None:
    column = fill(site)
    site.answers["/nb/"].headers["ETag"] = '"v1"'
    site.answers["/art/2021.html"].status = 503
    crawl_site(tmp_path, {"column_url": column})
    site.answers["/art/2021.html"].status = 200
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": column})
    assert site.headers_of["/nb/"]["If-None-Match"] == '"v1"'
    assert site.asked == ["/robots.txt", "/nb/", "/art/2021.html"]
    assert report.sources[0].outcomes == {"not_modified": 1, "ok": 1}


def test_compressed_pages_are_archived_as_sent(site: Site, tmp_path: Path) -> None:
    column = fill(site)
    sent = gzip.compress(report_page(2021).encode())
    site.put("/art/2021.html", sent, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
    crawl_site(tmp_path, {"column_url": column})
    assert "gzip" in site.headers_of["/art/2021.html"]["Accept-Encoding"]
    row = next(row for row in read_index(tmp_path / "raw").to_pylist() if "2021" in row["url"])
    assert row["payload_sha256"] == hashlib.sha256(report_page(2021).encode()).hexdigest()
    with (tmp_path / "raw" / "warc" / row["warc_file"]).open("rb") as stream:
        stream.seek(row["warc_offset"])
        assert next(iter(ArchiveIterator(stream))).raw_stream.read() == sent


def test_years_and_counties_narrow_the_crawl(site: Site, tmp_path: Path) -> None:
    column = fill(site)
    report = crawl_site(tmp_path, {"column_url": column}, years="2020-2021")
    assert sorted(path for path in site.asked if "/art/" in path) == ["/art/2020.html", "/art/2021.html"]
    assert report.sources[0].other_years == 3
    other = {"column_url": site.url + "/other/", "division_code": "990102"}
    off = {"column_url": site.url + "/off/", "division_code": "990103", "enabled": "false"}
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": column}, other, off, counties="990101")
    assert [source.division_code for source in report.sources] == ["990101"]
    assert not {"/other/", "/off/"} & set(site.asked)


def test_next_links_are_followed_to_the_end_of_a_plain_list(site: Site, tmp_path: Path) -> None:
    for number, year in enumerate((2021, 2020, 2019), 1):
        nxt = f'<a href="/nb/{min(number + 1, 3)}.html">下一页</a>'
        site.put(f"/nb/{number}.html", list_page({f"/art/{year}.html": title(year)}, nxt))
        site.put(f"/art/{year}.html", report_page(year))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/1.html"})
    assert (report.exit_code, report.sources[0].adapter) == (0, "generic")
    assert (report.sources[0].list_pages, report.sources[0].fetched) == (3, 3)


@pytest.mark.parametrize("first_number", [1, 2])
def test_trs_lists_are_walked_in_either_numbering(site: Site, tmp_path: Path, first_number: int) -> None:
    names = ["index.html", f"index_{first_number}.html", f"index_{first_number + 1}.html"]
    for current, name in enumerate(names):
        year = 2021 - current
        pager = f'<script>createPageHTML(3, {current}, "index", "html");</script>'
        page = list_page({f"./{year}01/t{year}0130_{current}.html": title(year)}, pager)
        site.put(f"/nb/{name}", page)
        if current == 0:
            site.put("/nb/", page)
        site.put(f"/nb/{year}01/t{year}0130_{current}.html", report_page(year))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
    assert (report.exit_code, report.sources[0].adapter) == (0, "trs_wcm"), report
    assert (report.sources[0].list_pages, report.sources[0].fetched) == (3, 3)
    assert report.sources[0].outcomes.get("probe_miss", 0) == first_number - 1


def test_a_wrong_guess_answered_with_another_column_is_not_believed(site: Site, tmp_path: Path) -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html");</script>'
    site.put("/nb/", list_page({"./t20220130_1.html": title(2021)}, pager))
    site.put("/nb/t20220130_1.html", report_page(2021))
    front = list_page({"/news/1.html": "本县新闻"}, pager)
    site.put("/nb/index_1.html", front)
    site.put("/nb/index_2.html", list_page({"./t20210130_2.html": title(2020)}))
    site.put("/nb/t20210130_2.html", report_page(2020))
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
    assert (report.exit_code, report.sources[0].fetched) == (0, 2)
    site.answers.pop("/nb/index_2.html")
    report = crawl_site(
        tmp_path, {"column_url": site.url + "/nb/"}, begin=BEGIN + timedelta(days=SWEEP_DAYS + 1)
    )
    assert failures(report) == {site.url + "/nb/index_2.html": "not_found"}


@pytest.mark.parametrize("counted_by", ["page", "startrecord"])
def test_hanweb_rows_beyond_the_column_page_come_from_the_proxy(
    site: Site, tmp_path: Path, counted_by: str
) -> None:
    def record(number: int) -> str:
        url = f"/art/2022/1/1/art_12_{number}.html"
        site.put(url, report_page(2000 + number))
        return f"<record><![CDATA[<li><a href='{url}'>{title(2000 + number)}</a></li>]]></record>"

    records = [record(number) for number in range(10, 17)]

    def proxy(path: str) -> Answer | None:
        query = parse_qs(urlsplit(path).query)
        if "dataproxy.jsp" not in path or query.get("columnid") != ["12"]:
            return None
        start = (int(query["page"][0]) - 1) * 3 if counted_by == "page" else int(query["startrecord"][0]) - 1
        rows = "".join(records[start : start + 3])
        xml = f"<datastore><totalrecord>7</totalrecord><recordset>{rows}</recordset></datastore>"
        return Answer(xml.encode(), headers={"Content-Type": "text/xml"})

    site.respond = proxy
    pager = '<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=12&amp;perpage=3"></a>'
    island = f"<nextgroup><![CDATA[{pager}]]></nextgroup><recordset>{''.join(records[:3])}</recordset>"
    site.put("/col/col12/index.html", f"<html><body><div><datastore>{island}</datastore></div></body></html>")
    report = crawl_site(tmp_path, {"column_url": site.url + "/col/col12/index.html"})
    assert (report.exit_code, report.sources[0].adapter) == (0, "hanweb_jcms"), report
    assert (report.sources[0].list_pages, report.sources[0].fetched) == (3, 7)


def test_a_list_without_end_is_stopped_and_reported(site: Site, tmp_path: Path) -> None:
    def endless(path: str) -> Answer | None:
        if not path.startswith("/nb/"):
            return None
        number = int(path.removeprefix("/nb/"))
        return Answer(list_page({f"/x/{number}": "无关"}, f'<a href="/nb/{number + 1}">下一页</a>').encode())

    site.respond = endless
    report = crawl_site(tmp_path, {"column_url": site.url + "/nb/1"})
    assert site.count("/nb/100") == 1
    assert site.count("/nb/101") == 0
    assert failures(report)[site.url + "/nb/101"] == "list_ceiling"


def test_attachments_are_fetched_where_the_page_has_no_tables(site: Site, tmp_path: Path) -> None:
    column = fill(site, range(2020, 2023))
    menu = '<a href="/files/app.zip">下载</a>'
    titled = f'<a href="/files/copy.pdf">{title(2021)}</a>'
    in_query = '<a href="/module/download/downfile.jsp?classid=0&filename=ab12.pdf">附件</a>'
    site.put("/art/2020.html", report_page(2020, menu))
    site.put("/art/2021.html", report_page(2021, menu + titled))
    site.put("/art/2022.html", report_page(2022, in_query, table=""))
    for path in ("/files/copy.pdf", "/module/download/downfile.jsp"):
        site.put(path, b"%PDF-1.7 " + path.encode(), headers={"Content-Type": "application/pdf"})
    report = crawl_site(tmp_path, {"column_url": column})
    assert report.exit_code == 0, report
    attachments = [row for row in read_index(tmp_path / "raw").to_pylist() if row["role"] == "attachment"]
    assert {
        (row["url"].removeprefix(site.url), row["landing_url"].removeprefix(site.url)) for row in attachments
    } == {
        ("/files/copy.pdf", "/art/2021.html"),
        ("/module/download/downfile.jsp?classid=0&filename=ab12.pdf", "/art/2022.html"),
    }
    assert site.count("/files/app.zip") == 0


def test_an_attachment_missed_once_is_fetched_later_without_its_page(site: Site, tmp_path: Path) -> None:
    column = fill(site, range(2022, 2023))
    site.put("/art/2022.html", report_page(2022, '<a href="/files/a.pdf">附件</a>', table=""))
    assert failures(crawl_site(tmp_path, {"column_url": column})) == {site.url + "/files/a.pdf": "not_found"}
    site.put("/files/a.pdf", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    site.asked.clear()
    assert crawl_site(tmp_path, {"column_url": column}).exit_code == 0
    assert site.asked == ["/robots.txt", "/nb/", "/files/a.pdf"]


def test_a_report_behind_a_redirect_is_not_fetched_twice(site: Site, tmp_path: Path) -> None:
    column = fill(site, range(2021, 2022))
    site.put("/art/2021.html", status=301, headers={"Location": "/moved/2021.html"})
    site.put("/moved/2021.html", report_page(2021))
    report = crawl_site(tmp_path, {"column_url": column})
    assert report.exit_code == 0, report
    statuses = {
        row["url"].removeprefix(site.url): row["http_status"]
        for row in read_index(tmp_path / "raw").to_pylist()
    }
    assert statuses == {"/nb/": 200, "/art/2021.html": 301, "/moved/2021.html": 200}
    site.asked.clear()
    report = crawl_site(tmp_path, {"column_url": column})
    assert site.asked == ["/robots.txt", "/nb/"]
    assert report.sources[0].already_archived == 1


def test_another_host_is_asked_when_the_row_names_it(site: Site, tmp_path: Path) -> None:
    with serve("127.0.0.2") as files:
        site.put("/nb/", list_page({files.url + "/1.html": title(2021)}))
        files.put("/1.html", report_page(2021))
        refused = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
        assert failures(refused) == {files.url + "/1.html": "off_host"}
        assert files.asked == []
        allowed = crawl_site(tmp_path, {"column_url": site.url + "/nb/", "extra_hosts": files.host})
        assert allowed.exit_code == 0
        assert files.asked == ["/robots.txt", "/1.html"]


def test_who_asks_is_told_to_the_site(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CONTACT", "someone@example.org")
    paths = write_registry(tmp_path, [{"column_url": fill(site, range(2021, 2022))}])
    report = crawl_in_child(*paths, tmp_path / "raw", begin=BEGIN)
    assert (report.exit_code, report.sources[0].fetched) == (0, 1)
    assert site.headers_of["/art/2021.html"]["User-Agent"] == "nianbao/0.1 (+someone@example.org)"


def test_a_truncated_archive_is_reported_and_the_crawl_goes_on(site: Site, tmp_path: Path) -> None:
    column = fill(site, range(2020, 2022))
    crawl_site(tmp_path, {"column_url": column})
    warc = next((tmp_path / "raw" / "warc").iterdir())
    warc.write_bytes(warc.read_bytes()[:-30])
    next((tmp_path / "raw" / "index").iterdir()).unlink()
    report = crawl_site(tmp_path, {"column_url": column})
    assert report.exit_code == 1
    assert len(report.problems) == 1
    assert warc.name in report.problems[0]
    assert report.archived == 1
    assert len(contents(tmp_path)) == 3


def test_an_archive_that_cannot_be_written_ends_the_crawl_and_is_reported(site: Site, tmp_path: Path) -> None:
    column = fill(site)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "warc").write_text("a file where the folder should be", "utf-8")
    report = crawl_site(tmp_path, {"column_url": column})
    assert report.exit_code == 1
    assert failures(report) == {column: "archive_error"}
    assert report.problems == ["the crawl ended early: archive_error; run it again to go on"]


@pytest.mark.parametrize("stop_at", ["/nb/", "/art/2019.html", "/art/2021.html", "/files/a.pdf"])
def test_killed_at_any_point_and_run_again_equals_an_undisturbed_run(
    site: Site, tmp_path: Path, stop_at: str
) -> None:
    column = fill(site)
    site.put("/art/2022.html", report_page(2022, '<a href="/files/a.pdf">附件</a>', table=""))
    site.put("/files/a.pdf", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    crawl_site(tmp_path / "calm", {"column_url": column})
    paths = write_registry(tmp_path, [{"column_url": column}])
    reached = threading.Event()
    with never() as hold:

        def tell_and_wait() -> None:
            reached.set()
            hold.wait()

        site.answers[stop_at].hold = tell_and_wait
        arguments = ["--sources", paths[0], "--divisions", paths[1]]
        arguments += ["--raw", tmp_path / "killed" / "raw", "--report", tmp_path / "report.json"]
        child = subprocess.Popen([sys.executable, "-m", "crawler", *map(str, arguments)])
        assert reached.wait(60)
        child.kill()
        child.wait()
        site.answers[stop_at].hold = None
    report = crawl_site(tmp_path / "killed", {"column_url": column})
    assert report.exit_code == 0, report
    assert contents(tmp_path / "killed") == contents(tmp_path / "calm")
    assert not list((tmp_path / "killed" / "raw" / "warc").glob("*.open"))
    rows = read_index(tmp_path / "killed" / "raw").to_pylist()
    assert len(rows) == len(contents(tmp_path / "calm"))
