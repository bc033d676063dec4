"""The carrier is told by the bytes, packages give the report in them, and what fails fails alone."""

from __future__ import annotations

import base64
import os
import quopri
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from demo.render import render_body
from tests.transform import child_work
from tests.transform.archives import archive, exchange, hashes
from tests.transform.office_files import (
    TITLE,
    docx_of,
    expected_cells,
    printed_cells,
    report_of,
    xlsx_of,
    zip_of,
)
from transform import bounded, extras
from transform.bounded import LimitReached, Limits, WorkFailed
from transform.carriers import Carrier, carrier_of, is_light, lay_out, without_pictures
from transform.layouts import office
from transform.layouts.zipped import MAX_PART_BYTES, Package, PackageError
from transform.read_report import Report, read_report
from transform.run import transform

DATA = Path(__file__).parent / "data"
REPORT = report_of()
PAGE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{render_body(REPORT)}</body></html>"
DOC = (DATA / "report-2021.doc").read_bytes()


def codes(read: Report) -> list[str]:
    return [issue.code for issue in read.issues]


@pytest.mark.parametrize(
    ("payload", "carrier"),
    [
        (b"<!DOCTYPE html><p>", Carrier.PAGE),
        (b"\r\n  <html>", Carrier.PAGE),
        (b"\xef\xbb\xbf<html>", Carrier.PAGE),
        ("<html>".encode("utf-16"), Carrier.PAGE),
        ("<html>".encode("utf-16-le"), Carrier.PAGE),
        ("<html>".encode("utf-16-be"), Carrier.PAGE),
        (TITLE.encode(), Carrier.PAGE),
        (TITLE.encode("gb18030"), Carrier.PAGE),
        (b"BMW 2021", Carrier.PAGE),
        (b"%PDF-1.7\n", Carrier.PDF),
        (b"\n%PDF-1.4\n", Carrier.PDF),
        (b"junk before it %PDF-1.4\n", Carrier.PDF),
        (b"PK\x03\x04\x14\x00", Carrier.PACKAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Carrier.OLE),
        (b"{\\rtf1\\ansi", Carrier.FOREIGN),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', Carrier.FOREIGN),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Carrier.MHTML),
        (b"From: <Saved by Windows Internet Explorer 8>\r\nContent-Type: text/html", Carrier.MHTML),
        (b"Rar!\x1a\x07\x00", Carrier.RAR),
        (b"7z\xbc\xaf\x27\x1c", Carrier.SEVEN_ZIP),
        (b"\x1f\x8b\x08\x00", Carrier.GZIP),
        (b"\x89PNG\r\n", Carrier.PICTURE),
        (b"\xff\xd8\xff\xe0", Carrier.PICTURE),
        (b"GIF89a", Carrier.PICTURE),
        (b"II*\x00", Carrier.PICTURE),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00", Carrier.PICTURE),
        (b"\x7fELF\x02\x01\x01" + bytes(50), Carrier.BINARY),
    ],
)
def test_carriers_by_their_bytes(payload: bytes, carrier: Carrier) -> None:
    assert carrier_of(payload) is carrier


def test_a_page_costs_microseconds() -> None:
    payload = PAGE.encode() * 4
    started = time.process_time()
    for _ in range(100):
        assert is_light(without_pictures(payload))
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("name", [".doc", ".xls"])
def test_a_page_saved_as_an_office_file_is_a_page(name: str) -> None:
    word = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><!--[if gte mso 9]><xml></xml><![endif]-->'
    )
    assert printed_cells(read_report(PAGE.replace("<html>", word).encode())) == expected_cells(REPORT)


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_with_its_pictures_in_one_file(coding: str) -> None:
    html = PAGE.replace("</h1>", "</h1>\n<!--\n-->\n").encode("gb18030")
    body = {
        "quoted-printable": quopri.encodestring(html),
        "base64": base64.encodebytes(html),
        "8bit": html,
    }[coding]
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html"; boundary="--=_Next_1"\n\n'
    )
    part = f"----=_Next_1\nContent-Location: file:///C:/a.htm\nContent-Transfer-Encoding: {coding}\n"
    picture = b"\n----=_Next_1\nContent-Type: image/png\n\niVBORw0KGgo=\n----=_Next_1--\n"
    mhtml = (head + part + 'Content-Type: text/html; charset="gb2312"\n\n').encode() + body + picture
    assert printed_cells(read_report(mhtml)) == expected_cells(REPORT)
    assert printed_cells(read_report(mhtml.replace(b"\n", b"\r\n"))) == expected_cells(REPORT)


def test_a_saved_page_without_a_page() -> None:
    assert codes(read_report(b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc")) == ["carrier_not_read"]


# --- ZIP


def read_zip(**members: bytes) -> Report:
    return read_report(zip_of({name.replace("__", "."): body for name, body in members.items()}))


@pytest.mark.parametrize(
    "member", [PAGE.encode(), docx_of(REPORT), xlsx_of(REPORT)], ids=["page", "docx", "xlsx"]
)
def test_the_one_report_of_a_zip_file_is_read(member: bytes) -> None:
    read = read_zip(年报__doc=member, 说明__txt="请见附件".encode(), Thumbs__db=b"\xd0\xcf")
    assert printed_cells(read) == expected_cells(REPORT)
    assert codes(read)[-1] == "read_from_zip"
    assert "年报.doc" in read.issues[-1].message


def test_the_same_report_twice_is_one_report() -> None:
    read = read_zip(a__docx=docx_of(REPORT), b__html=PAGE.encode())
    assert (printed_cells(read), read.layout) == (expected_cells(REPORT), "docx")


def test_different_reports_in_one_file_are_not_mixed_up() -> None:
    other = report_of({("applications", "new", "natural_person"): "13"})
    read = read_zip(一__docx=docx_of(REPORT), 二__docx=docx_of(other))
    assert (read.parse_status, codes(read), read.cells) == ("error", ["several_reports"], [])
    assert "一.docx, 二.docx" in read.issues[0].message


def test_a_zip_file_in_a_zip_file_is_opened_once() -> None:
    once = zip_of({"年报.html": PAGE.encode()})
    assert printed_cells(read_zip(a__zip=once)) == expected_cells(REPORT)
    assert codes(read_zip(a__zip=zip_of({"b.zip": once}))) == ["carrier_not_read", "member_not_read"]


def test_names_are_shown_as_their_writer_saw_them_and_are_no_paths() -> None:
    payload = bytearray(zip_of({"../../etc/XXXX.doc": DOC[:3000]}))
    raw = "年报".encode("gb18030")
    while (at := payload.find(b"XXXX")) >= 0:
        payload[at : at + 4] = raw
    (issue, *_) = read_report(bytes(payload)).issues
    assert issue.message.startswith("../../etc/年报.doc: ")


def test_a_locked_member_is_told() -> None:
    payload = bytearray(zip_of({"a.html": PAGE.encode()}))
    payload[6] |= 1
    payload[payload.find(b"PK\x01\x02") + 8] |= 1
    (issue, *_) = [issue for issue in read_report(bytes(payload)).issues if issue.code == "member_not_read"]
    assert "password" in issue.message


def test_methods_that_unfold_without_bound_are_refused() -> None:
    package = Package(zip_of({"a": b"x" * 1000}, compression=zipfile.ZIP_LZMA))
    with pytest.raises(PackageError, match="compression method 14"):
        package.read(package.members[0])


def test_sizes_are_counted_and_not_believed() -> None:
    payload = bytearray(zip_of({"a": bytes(MAX_PART_BYTES + 1)}))
    at = payload.find(b"PK\x01\x02")
    payload[at + 24 : at + 28] = (10).to_bytes(4, "little")
    package = Package(bytes(payload))
    with pytest.raises(PackageError):
        package.read(package.members[0])


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"OFD.xml": b"<a/>"}, "OFD"),
        ({"[Content_Types].xml": b"", "ppt/p.xml": b""}, "PPTX"),
        ({"a/": b""}, "no file"),
    ],
)
def test_packages_that_hold_no_report(members: dict[str, bytes], word: str) -> None:
    (issue,) = read_report(zip_of(members)).issues
    assert (issue.severity, issue.code) == ("error", "carrier_not_read")
    assert word in issue.message


# --- the child


FEW = Limits(cpu_seconds=0.5, wall_seconds=4, memory_bytes=200 << 20)


@pytest.mark.parametrize(
    ("function", "code", "words"),
    [
        (child_work.spin, "time_limit", "0.5 s of processor time"),
        (child_work.hang, "time_limit", "within 4 s"),
        (child_work.starve, "memory_limit", "200 MB"),
        (child_work.crash, "carrier_failed", "SIGSEGV"),
    ],
)
def test_what_the_child_cannot_finish_is_told_and_the_next_goes_on(
    function: object, code: str, words: str
) -> None:
    with pytest.raises(LimitReached, match=words) as raised:
        bounded.run(FEW, function)  # type: ignore[arg-type]
    assert raised.value.code == code
    assert bounded.run(FEW, child_work.double, 21) == 42


def test_what_the_function_raises_is_told_with_its_place() -> None:
    with pytest.raises(WorkFailed, match="ValueError: no such thing") as raised:
        bounded.run(FEW, child_work.fail)
    assert "in fail" in raised.value.__notes__[0]


def test_what_is_printed_in_the_child_does_not_harm() -> None:
    assert bounded.run(FEW, child_work.chatter) == "answer"


def test_a_large_process_keeps_its_child() -> None:
    """The kernel counts the parent's memory as the child's until it runs its program."""
    bounded.close()
    large = b"x" * (310 * 1024 * 1024)
    children = {bounded.run(FEW, os.getpid) for _ in range(3)}
    assert (len(large), len(children)) == (310 * 1024 * 1024, 1)
    # To touch so much takes a busy machine more than FEW allows.
    bounded.run(
        Limits(10 * FEW.cpu_seconds, 10 * FEW.wall_seconds, 2 * len(large)), child_work.grow, len(large)
    )
    assert bounded.run(FEW, os.getpid) not in children


def test_threads_share_the_child() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(
            threads.map(lambda number: bounded.run(FEW, child_work.double, number), range(20))
        ) == list(range(0, 40, 2))


def test_workers_of_a_pool_have_a_child_each_and_leave_none() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        children = set(pool.map(child_work.process_of_child, [FEW] * 6))
        assert 1 <= len(children) <= 2
        assert all(_runs(process) for process in children)
    _wait_until(lambda: not any(_runs(process) for process in children))


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        os.sched_yield()


def _runs(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


# --- LibreOffice


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a soffice of our own, alone on the PATH with the shell's own programs."""
    bin_dir = tmp_path / "bin"
    bin_dir.mkdir()
    for name in ("sh", "sleep", "cp"):
        found = shutil.which(name)
        assert found is not None
        (bin_dir / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(bin_dir))
    return bin_dir / "soffice"


def write_program(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_without_a_converter_the_issue_says_what_to_install(program: Path) -> None:
    document = lay_out(DOC)
    assert document.is_unread
    assert [(issue.severity, issue.code) for issue in document.issues] == [("error", "converter_missing")]
    assert "libreoffice-writer" in document.issues[0].message


def test_a_converter_that_makes_nothing(program: Path) -> None:
    write_program(program, "exit 1")
    assert [issue.code for issue in lay_out(DOC).issues] == ["carrier_not_read"]


def test_a_converter_that_hangs_is_ended_with_all_it_started(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1.0)
    write_program(program, f"sleep 300 & echo $! > {tmp_path}/started\nwait")
    assert [issue.code for issue in lay_out(DOC).issues] == ["time_limit"]
    started = int((tmp_path / "started").read_text())
    _wait_until(lambda: not _runs(started))


def test_what_a_converter_makes_is_read(program: Path, tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(docx_of(REPORT))
    # The last arguments are --outdir, the folder, the file.
    write_program(program, f'while [ $# -gt 2 ]; do shift; done\ncp {tmp_path}/made.docx "$1/document.docx"')
    document = lay_out(DOC)
    assert (document.kind, document.issues, len(document.grids)) == ("doc", [], 3)


def test_a_document_that_awaits_a_converter_is_read_once_there_is_one(program: Path, tmp_path: Path) -> None:
    raw, parquet = tmp_path / "raw", tmp_path / "parquet"
    archive(
        raw, [exchange("http://127.0.0.1/a.doc", DOC), exchange("http://127.0.0.1/a.html", PAGE.encode())]
    )
    # The child would keep the PATH it was started with.
    bounded.close()
    assert transform(raw, parquet).statuses == {"ok": 1, "error": 1}
    before = hashes(parquet)
    assert transform(raw, parquet).read_now == 0
    assert hashes(parquet) == before
    (tmp_path / "made.docx").write_bytes(docx_of(REPORT))
    write_program(program, f'while [ $# -gt 2 ]; do shift; done\ncp {tmp_path}/made.docx "$1/document.docx"')
    bounded.close()
    summary = transform(raw, parquet)
    assert (summary.read_now, summary.statuses) == (1, {"ok": 1})
    assert transform(raw, parquet).read_now == 0
    bounded.close()


def test_marks_name_what_was_missing(program: Path) -> None:
    issues = lay_out(DOC).issues
    assert extras.marks(issues) == "-no-soffice"
    write_program(program, "exit 1")
    assert extras.marks(issues) == ""


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_real_doc_file_reads_as_drawn() -> None:
    read = read_report(DOC)
    assert (printed_cells(read), read.layout, read.issues) == (expected_cells(REPORT), "doc", [])


def test_ole_files_by_the_streams_in_them() -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00")

    def entry(name: str) -> bytes:
        return name.encode("utf-16-le").ljust(128, b"\x00")

    assert codes(read_report(start + entry("EncryptedPackage"))) == ["encrypted"]
    assert codes(read_report(start + entry("PowerPoint Document"))) == ["carrier_not_read"]
    assert codes(read_report(start + entry("Workbook"))) == ["carrier_not_read"]  # named, but not there
