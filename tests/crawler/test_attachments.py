"""Files a page carries, in every form county sites use to hide a PDF in a page."""

from pathlib import Path

import pytest

from crawler.archive import read_index
from crawler.attachments import attachment_type, attachments, is_attachment, viewed_file
from crawler.page import Page
from tests.crawler.county_site import crawl_site, failures, list_page, report_page, serve, title

ARTICLE = "http://www.dongchuan.gov.cn/info/1677/56001.htm"
HOST = "http://www.dongchuan.gov.cn"


def files_of(markup: str) -> dict[str, str]:
    """Address → title of the files of an article with this body; nothing may be sealed."""
    found = attachments(
        Page(ARTICLE, f"<html><head><title>{title(2022)}</title></head><body>{markup}</body></html>")
    )
    assert found.sealed == ()
    return {entry.url.removeprefix(HOST): entry.title for entry in found.files}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://x.cn/a/P020220120385421.PDF", ".pdf"),
        ("http://x.cn/downfile.jsp?classid=0&filename=ab.docx", ".docx"),
        ("http://x.cn/2021.et", ".et"),
        ("http://x.cn/2021.ofd", ".ofd"),
        ("http://x.cn/2021.rar", ".rar"),
        ("http://x.cn/pdf.html", ""),
        ("http://x.cn/planet", ""),
    ],
)
def test_types_are_told_by_path_or_query(url: str, kind: str) -> None:
    assert attachment_type(url) == kind


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://x.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77", ""),
        ("http://x.cn/virtual_attach_file.vsb?afc=oM7L2nR&oid=1&tid=2&nid=3&e=.pdf", ""),
        ("http://x.cn/DownLoadFile.aspx?id=9", "附件"),
        ("http://x.cn/cms/file/6f1a", "附件：2021年政府信息公开年报.docx"),
        ("http://x.cn/cms/file/6f1a", "2021年年报.pdf（1.2MB）"),
    ],
)
def test_servlets_and_links_named_as_files_lead_to_files(url: str, text: str) -> None:
    assert is_attachment(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://x.cn/download.jsp", "下载中心"),
        ("http://x.cn/download/", "2021年年报.pdf"),
        ("http://x.cn/info/1/2.htm", "2021年政府信息公开年报"),
        ("http://x.cn/downloads/list.html?page=2", "下载"),
    ],
)
def test_pages_are_no_files(url: str, text: str) -> None:
    assert not is_attachment(url, text)


def test_links_keep_their_text_and_files_without_one_are_titled_as_their_page() -> None:
    markup = '<a href="/f/1.doc" title="附件1  年报">附…</a><a href="/f/1.doc"></a><a href="2.xls"><img></a>'
    assert files_of(markup) == {"/f/1.doc": "附件1 年报", "/info/1677/2.xls": title(2022)}


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="/__local/A/1.pdf" width="100%"></iframe>',
        '<embed type="application/pdf" src="/__local/A/1.pdf#toolbar=0">',
        '<object data="/__local/A/1.pdf" type="application/pdf"></object>',
        '<iframe src="/pdfjs/web/viewer.html?file=/__local/A/1.pdf"></iframe>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2F__local%2FA%2F1.pdf#page=2"></iframe>',
        '<a href="/system/resource/pdfjs/viewer.html?file=../../../__local/A/1.pdf">查看</a>',
        '<a href="/show.html?a=1&fileUrl=http://www.dongchuan.gov.cn/__local/A/1.pdf">查看</a>',
        '<script>showVsbpdfIframe("/__local/A/1.pdf","100%","600","0","","file")</script>',
        "<script>\nshowVsbpdfIframe( '/__local/A/1.pdf' , '100%');</script>",
    ],
)
def test_a_pdf_in_a_frame_or_viewer_is_the_file_itself(markup: str) -> None:
    assert list(files_of(markup)) == ["/__local/A/1.pdf"]


def test_frames_and_links_that_show_no_file_are_left_alone() -> None:
    markup = (
        '<iframe src="/visitcount.html?url=/info/1677/56001.htm"></iframe><iframe></iframe><object></object>'
        '<a href="javascript:showVsbpdf()">x</a><a href="data:application/pdf;base64,AA.pdf">x</a>'
        '<a href="/share.html?url=http%3A%2F%2Fwww.dongchuan.gov.cn%2Finfo%2F1677%2F56001.htm">分享</a>'
    )
    assert files_of(markup) == {}


def test_a_viewer_given_a_cipher_is_named_and_not_deciphered() -> None:
    viewer = "/jslib/pdfview/viewer.html?fileurl=U2FsdGVkX18kQ3l1eXl1"
    found = attachments(Page(ARTICLE, f'<iframe src="{viewer}"></iframe>'))
    assert found.files == ()
    assert found.sealed == (HOST + viewer,)
    assert viewed_file(HOST + viewer) is None


@pytest.mark.timeout(20)
def test_hostile_pages_are_read_in_time() -> None:
    for piece in (
        "<iframe src=a.pdf>",
        "showVsbpdfIframe('",
        "<a href=viewer.html?file=",
        "<object data='x'>",
    ):
        assert len(attachments(Page(ARTICLE, piece * 100_000)).files) <= 1


def test_files_are_tied_to_their_page_and_what_cannot_be_had_is_told(tmp_path: Path) -> None:
    years = range(2018, 2023)
    with serve() as site:
        site.put("/nb/", list_page({f"/art/{year}.html": title(year) for year in years}
                                   | {"/pdfjs/web/viewer.html?file=/files/2017.pdf": title(2017)}))  # fmt: skip
        carriers = {
            2018: '<iframe src="/pdfjs/web/viewer.html?file=/files/2018.pdf"></iframe>',
            2019: '<script>showVsbpdfIframe("/files/2019.pdf")</script>',
            2020: '<a href="/system/_content/download.jsp?urltype=news&wbfileid=9">附件</a>',
            2021: '<iframe src="/jslib/viewer.html?fileurl=U2FsdGVk"></iframe>',
            2022: '<a href="/system/_content/download.jsp?urltype=news&wbfileid=8">附件</a>',
        }
        for year, markup in carriers.items():
            site.put(f"/art/{year}.html", report_page(year, markup, table=""))
        pdf = {"Content-Type": "application/pdf"}
        for year in (2017, 2018, 2019):
            site.put(f"/files/{year}.pdf", b"%PDF-1.7 " + str(year).encode(), headers=pdf)
        servlet = "/system/_content/download.jsp?urltype=news&wbfileid="
        site.put(servlet + "9", b"PK\x03\x04", headers={"Content-Type": "application/octet-stream"})
        site.put(servlet + "8", "<title>下载</title><form>请输入验证码<input name=code></form>")
        report = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
        rows = read_index(tmp_path / "raw").to_pylist()
        assert {
            row["url"].removeprefix(site.url): row["landing_url"].removeprefix(site.url)
            for row in rows
            if row["role"] == "attachment"
        } == {
            "/files/2017.pdf": "/nb/",
            "/files/2018.pdf": "/art/2018.html",
            "/files/2019.pdf": "/art/2019.html",
            servlet + "9": "/art/2020.html",
        }
        assert failures(report) == {
            site.url + "/jslib/viewer.html?fileurl=U2FsdGVk": "sealed_viewer",
            site.url + servlet + "8": "challenge",
        }
        assert not [path for path in site.asked if "viewer" in path]


def test_a_page_that_only_sends_on_is_followed_once(tmp_path: Path) -> None:
    with serve() as site:
        site.put("/nb/", list_page({f"/art/{year}.html": title(year) for year in (2020, 2021, 2022)}))
        site.put("/art/2020.html", "<script>window.location.href='/real/2020.html';</script>")
        site.put("/art/2021.html", '<meta http-equiv="refresh" content="0;url=http://127.0.0.9:1/away.html">')
        site.put("/art/2022.html", '<meta http-equiv="refresh" content="0;url=/art/again.html">')
        site.put("/art/again.html", "<script>location.replace('/art/2022.html');</script>")
        site.put("/real/2020.html", report_page(2020))
        first = crawl_site(tmp_path, {"column_url": site.url + "/nb/"})
        rows = {row["url"].removeprefix(site.url): row for row in read_index(tmp_path / "raw").to_pylist()}
        assert rows["/real/2020.html"]["role"] == "report"
        assert rows["/real/2020.html"]["landing_url"] == site.url + "/art/2020.html"
        assert rows["/real/2020.html"]["link_title"] == title(2020)
        away = {"http://127.0.0.9:1/away.html": "off_host"}
        assert failures(first) == away | {site.url + "/art/2022.html": "redirect_loop"}
        site.asked.clear()
        # Pages that are archived are not looked into again before the next sweep; what was never had is tried.
        assert failures(crawl_site(tmp_path, {"column_url": site.url + "/nb/"})) == away
        assert "/real/2020.html" not in site.asked
