"""Local files and archives made by others, imported as if crawled."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import ArchiveLock, ArchiveWriter, LockHeld, read_index, read_record
from crawler.import_files import content_type_of, import_paths
from tests.crawler.test_archive import exchange

PAGE = "<html>演示东川县2021年政府信息公开工作年度报告</html>".encode()


def outcomes(paths: list[Path], raw_dir: Path) -> list[tuple[str, str]]:
    """(file name, outcome) of an import."""
    return [(Path(result.path).name, str(result.outcome)) for result in import_paths(paths, raw_dir)]


def foreign_warc(path: Path, compressed: bool = True) -> Path:
    """An archive as Common Crawl's tools write it: a chunked response, an error, a request, a conversion."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compressed, warc_version="1.0")
        ok = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1"
        )
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
        gone = StatusAndHeaders("404 Not Found", [], protocol="HTTP/1.1")
        for url, headers, body in (
            ("http://www.x.gov.cn/1.html", ok, chunked),
            ("http://www.x.gov.cn/2.html", gone, b"gone"),
        ):
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=headers,
                warc_headers_dict={"WARC-Date": "2022-02-01T00:00:00Z"},
            )  # fmt: skip
            writer.write_record(record)
        text = "年度报告".encode()
        conversion = writer.create_warc_record(
            "http://www.x.gov.cn/3.html", "conversion", payload=io.BytesIO(text), length=len(text),
            warc_content_type="text/plain",
        )  # fmt: skip
        writer.write_record(conversion)
    return path


def test_files_are_archived_under_their_own_address_once(tmp_path: Path) -> None:
    folder, raw_dir = tmp_path / "年报", tmp_path / "raw"
    (folder / "sub").mkdir(parents=True)
    (folder / "2021.html").write_bytes(PAGE)
    (folder / "sub" / "2020.pdf").write_bytes(b"%PDF-1.7")
    (folder / "notes.md").write_text("mine", "utf-8")
    (folder / ".hidden.html").write_bytes(PAGE)
    assert outcomes([folder], raw_dir) == [
        ("2021.html", "archived"),
        ("notes.md", "skipped"),
        ("2020.pdf", "archived"),
    ]
    rows = read_index(raw_dir).to_pylist()
    assert [(row["url"], row["content_type"], row["role"]) for row in rows] == [
        ((folder / "2021.html").as_uri(), "text/html", "report"),
        ((folder / "sub" / "2020.pdf").as_uri(), "application/pdf", "report"),
    ]
    assert read_record(raw_dir, rows[0]["warc_file"], rows[0]["warc_offset"]).body == PAGE
    files = sorted(raw_dir.rglob("*.warc.gz"))
    assert dict(outcomes([folder], raw_dir))["2021.html"] == "unchanged"
    assert sorted(raw_dir.rglob("*.warc.gz")) == files
    (folder / "2021.html").write_bytes(PAGE + b" ")
    assert dict(outcomes([folder], raw_dir)) == {
        "2021.html": "archived",
        "notes.md": "skipped",
        "2020.pdf": "unchanged",
    }


def test_what_cannot_be_imported_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    good, empty, other = tmp_path / "good.txt", tmp_path / "empty.html", tmp_path / "photo.jpg"
    good.write_bytes("索 引 号".encode())
    empty.write_bytes(b"")
    other.write_bytes(b"\xff\xd8\xff\x00")
    results = import_paths([tmp_path / "missing.html", empty, other, good], tmp_path / "raw")
    assert [str(result.outcome) for result in results] == ["error", "error", "error", "archived"]
    assert "missing.html: cannot be read (No such file or directory)" in results[0].message
    assert "found an empty file" in results[1].message
    assert "expected one of .html" in results[2].message
    assert read_index(tmp_path / "raw").num_rows == 1


@pytest.mark.parametrize("compressed", [True, False])
def test_foreign_archives_are_copied_record_by_record(tmp_path: Path, compressed: bool) -> None:
    path = foreign_warc(tmp_path / "CC-MAIN.warc.gz", compressed)
    assert outcomes([path], tmp_path / "raw") == [("CC-MAIN.warc.gz", "archived")] * 2
    rows = read_index(tmp_path / "raw").to_pylist()
    assert [row["url"] for row in rows] == ["http://www.x.gov.cn/1.html", "http://www.x.gov.cn/3.html"]
    assert [row["content_type"] for row in rows] == ["text/html", "text/plain"]
    assert rows[0]["fetched_at"].isoformat() == "2022-02-01T00:00:00+00:00"
    assert read_record(tmp_path / "raw", rows[0]["warc_file"], rows[0]["warc_offset"]).body == PAGE
    assert outcomes([path], tmp_path / "raw") == [("CC-MAIN.warc.gz", "unchanged")] * 2


def test_our_own_archives_keep_what_is_known_about_their_records(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "first") as writer:
        row = writer.write(exchange(1, gzip.compress(PAGE), "gzip"))
    import_paths([tmp_path / "first" / "warc" / row["warc_file"]], tmp_path / "second")
    copied = read_index(tmp_path / "second").to_pylist()
    places = ("warc_file", "warc_offset", "warc_length")
    assert {k: v for k, v in copied[0].items() if k not in places} == {
        k: v for k, v in row.items() if k not in places
    }


@pytest.mark.parametrize("compressed", [True, False])
def test_a_truncated_foreign_archive_gives_what_is_whole(tmp_path: Path, compressed: bool) -> None:
    path = foreign_warc(tmp_path / "torn.warc.gz", compressed)
    path.write_bytes(path.read_bytes()[:-12])
    results = import_paths([path], tmp_path / "raw")
    assert [str(result.outcome) for result in results] == ["archived", "error"]
    assert "1 documents before it are imported" in results[1].message
    assert read_index(tmp_path / "raw").num_rows == 1


def test_kinds_are_told_by_bytes_before_names() -> None:
    def package(name: str) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, "x")
        return stream.getvalue()

    assert content_type_of("a.html", b"%PDF-1.4") == "application/pdf"
    assert content_type_of("a.doc", package("word/document.xml")).endswith("wordprocessingml.document")
    assert content_type_of("a", package("xl/workbook.xml")).endswith("spreadsheetml.sheet")
    assert content_type_of("a.docx", package("readme.txt")) == "application/zip"
    assert content_type_of("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "application/vnd.ms-excel"
    assert content_type_of("page", b" <!DOCTYPE html>") == "text/html"
    assert content_type_of("a.docx", b"PK\x03\x04 torn") == "application/zip"
    assert content_type_of("a.exe", b"MZ\x00") == ""


def test_an_import_waits_for_nobody(tmp_path: Path) -> None:
    with ArchiveLock(tmp_path), pytest.raises(LockHeld):
        import_paths([], tmp_path)
