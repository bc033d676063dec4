"""The raw archive: written, read, indexed, salvaged; damage is named and never spreads."""

import errno
import gzip
import hashlib
import io
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import (
    INDEX_SCHEMA,
    ArchiveError,
    ArchiveLock,
    ArchiveWriter,
    Exchange,
    Link,
    LockHeld,
    PayloadError,
    PayloadTooBig,
    Reindexed,
    Resource,
    ensure_indexed,
    index_warc,
    read_index,
    read_record,
    reindex,
    salvage,
)
from crawler.payload import decode_content

PAGE = "演示东川县2021年政府信息公开工作年度报告".encode("gb18030")
CONTRACT_COLUMNS = [
    "url",
    "landing_url",
    "division_code",
    "scope",
    "role",
    "fetched_at",
    "http_status",
    "content_type",
    "payload_sha256",
    "payload_bytes",
    "etag",
    "last_modified",
    "link_title",
    "warc_file",
    "warc_offset",
    "warc_length",
]


def exchange(number: int = 1, body: bytes = PAGE, encoding: str = "", **link: str) -> Exchange:
    """A page as a server sends it, with a header value that is not ASCII."""
    headers = [
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"Transfer-Encoding", b"chunked"),
        (b"ETag", b'"e1"'),
        (b"X-Name", "年报".encode()),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
    ]
    if encoding:
        headers.append((b"Content-Encoding", encoding.encode()))
    return Exchange(
        url=f"http://127.0.0.1:8001/art/{number}.html?a=1",
        link=Link("http://127.0.0.1:8001/nb/", "990101", "office", "report", link.get("link_title", "标题")),
        fetched_at=datetime(2026, 11, 24, 5, 0, 0, 123456, tzinfo=UTC),
        http_status=200,
        response_headers=headers,
        body=body,
        request_headers=[(b"Host", b"127.0.0.1:8001"), (b"User-Agent", b"nianbao/0.1")],
    )


def write(raw_dir: Path, *exchanges: Exchange) -> list[dict[str, object]]:
    """Archive into one closed WARC file; the rows the writer returned."""
    with ArchiveWriter(raw_dir) as writer:
        return [writer.write(one) for one in exchanges]


def leave_open(raw_dir: Path, *exchanges: Exchange) -> Path:
    """An unfinished file, as a run killed after its last write leaves it."""
    write(raw_dir, *exchanges)
    closed = next((raw_dir / "warc").iterdir())
    return closed.rename(closed.with_name(f"{closed.name}.open"))


def test_index_has_the_columns_of_the_contract_and_equals_what_the_writer_returned(tmp_path: Path) -> None:
    assert INDEX_SCHEMA.names == CONTRACT_COLUMNS
    rows = write(tmp_path, exchange(1), exchange(2, gzip.compress(PAGE), "gzip"))
    assert read_index(tmp_path).to_pylist() == rows
    warc = next((tmp_path / "warc").iterdir())
    table, problems = index_warc(warc)
    assert (table.to_pylist(), problems) == (rows, [])
    assert sorted(path.name for path in (tmp_path / "warc").iterdir()) == [rows[0]["warc_file"]]


def test_the_same_page_compressed_differently_is_one_document(tmp_path: Path) -> None:
    ways = [
        exchange(1),
        exchange(2, gzip.compress(PAGE), "gzip"),
        exchange(3, zlib.compress(PAGE), "deflate"),
        exchange(4, zlib.compress(PAGE)[2:-4], "deflate"),
        exchange(5, brotli.compress(PAGE), "br"),
        exchange(6, gzip.compress(PAGE[:7]) + gzip.compress(PAGE[7:]), "x-gzip"),
    ]
    rows = write(tmp_path, *ways)
    assert {row["payload_sha256"] for row in rows} == {hashlib.sha256(PAGE).hexdigest()}
    assert {row["payload_bytes"] for row in rows} == {len(PAGE)}
    for row in rows:
        payload = read_record(tmp_path, str(row["warc_file"]), int(str(row["warc_offset"])))
        assert payload.body == PAGE


def test_the_file_holds_bytes_as_received_in_the_documented_order(tmp_path: Path) -> None:
    sent = gzip.compress(PAGE)
    write(tmp_path, exchange(1, sent, "gzip"))
    with next((tmp_path / "warc").iterdir()).open("rb") as stream:
        records = []
        for record in ArchiveIterator(stream, no_record_parse=False):
            body = record.raw_stream.read()
            records.append((record.rec_type, record.rec_headers, record.http_headers, body))
    assert [kind for kind, *_ in records] == ["warcinfo", "request", "metadata", "response"]
    _, request, metadata, response = records
    assert response[3] == sent
    assert response[2].get_header("Content-Encoding") == "gzip"
    assert response[2].get_header("X-Name") == "年报"
    assert response[2].get_header("Transfer-Encoding") is None
    assert [value for name, value in response[2].headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    identity = response[1].get_header("WARC-Record-ID")
    assert metadata[1].get_header("WARC-Refers-To") == identity
    assert request[1].get_header("WARC-Concurrent-To") == identity
    assert "link_title: 标题" in metadata[3].decode()
    assert response[1].protocol == "WARC/1.1"


@pytest.mark.parametrize(
    "title",
    ["", "a: b", " 两 端 ", "第一行\r\nrole: list\n第二行", "\u2028x\x85y\x0bz", "𠮷🙂\x00\ufffd", "\ud800"],
)
def test_link_texts_survive_whatever_they_hold(tmp_path: Path, title: str) -> None:
    rows = write(tmp_path, exchange(1, link_title=title))
    index = read_index(tmp_path).to_pylist()
    assert index[0]["role"] == "report"
    assert index[0] == rows[0]
    kept = "".join(title.encode("utf-8", "replace").decode().split())
    assert "".join(index[0]["link_title"].split()) == kept


def test_reading_from_a_file_still_being_written(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path)
    row = writer.write(exchange())
    assert read_record(tmp_path, row["warc_file"], row["warc_offset"]).body == PAGE
    writer.close()
    assert read_record(tmp_path, row["warc_file"], row["warc_offset"]).body == PAGE


def test_an_empty_archive_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read_index(tmp_path / "nowhere").schema == INDEX_SCHEMA
    assert read_index(tmp_path / "nowhere").num_rows == 0
    with ArchiveWriter(tmp_path):
        pass
    assert not (tmp_path / "warc").exists()


def test_files_rotate_at_the_limit_and_each_has_its_index(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, rotate_bytes=1) as writer:
        rows = [writer.write(exchange(number)) for number in range(3)]
    assert len({row["warc_file"] for row in rows}) == 3
    assert len(list((tmp_path / "index").glob("*.parquet"))) == 3
    assert {row["url"] for row in read_index(tmp_path).to_pylist()} == {row["url"] for row in rows}


def test_bombs_and_damaged_bodies_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(70 * 1024 * 1024))
    with ArchiveWriter(tmp_path) as writer:
        with pytest.raises(PayloadTooBig, match="limit"):
            writer.write(exchange(1, bomb, "gzip"))
        with pytest.raises(PayloadTooBig, match="limit"):
            writer.write(exchange(1, brotli.compress(bytes(70 * 1024 * 1024), quality=1), "br"))
        with pytest.raises(PayloadError, match="ends early"):
            writer.write(exchange(1, gzip.compress(PAGE * 50)[:-9], "gzip"))
        with pytest.raises(PayloadError, match="damaged"):
            writer.write(exchange(1, PAGE, "gzip"))
        with pytest.raises(PayloadError, match="zstd"):
            writer.write(exchange(1, PAGE, "zstd"))
    assert not (tmp_path / "warc").exists()
    nested = gzip.compress(gzip.compress(bytes(5000)))
    with pytest.raises(PayloadTooBig):
        decode_content(nested, [("Content-Encoding", "gzip, gzip")], limit=4999)
    assert decode_content(nested, [("Content-Encoding", "gzip, gzip")], limit=5000) == bytes(5000)


def test_a_truncated_file_gives_its_whole_records_and_names_the_damage(tmp_path: Path) -> None:
    rows = write(tmp_path, exchange(1), exchange(2), exchange(3))
    warc = next((tmp_path / "warc").iterdir())
    torn_at = int(str(rows[2]["warc_offset"]))
    warc.write_bytes(warc.read_bytes()[: torn_at + 40])
    table, problems = index_warc(warc)
    assert table.to_pylist() == rows[:2]
    assert len(problems) == 1
    assert warc.name in problems[0]
    assert f"offset {torn_at}" in problems[0]
    assert "nianbao reindex" in problems[0]
    with pytest.raises(ArchiveError, match=f"{warc.name} offset {torn_at}: the file ends in the middle"):
        read_record(tmp_path, warc.name, torn_at)
    assert read_record(tmp_path, warc.name, int(str(rows[1]["warc_offset"]))).body == PAGE


def test_a_wrong_place_or_a_missing_file_is_named(tmp_path: Path) -> None:
    rows = write(tmp_path, exchange(1))
    warc_file, offset = str(rows[0]["warc_file"]), int(str(rows[0]["warc_offset"]))
    with pytest.raises(ArchiveError, match="not a whole gzip member"):
        read_record(tmp_path, warc_file, offset + 1)
    with pytest.raises(ArchiveError, match="a warcinfo record, expected a response"):
        read_record(tmp_path, warc_file, 0)
    with pytest.raises(ArchiveError, match="past the end"):
        read_record(tmp_path, warc_file, 10_000_000)
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz.* cannot be read"):
        read_record(tmp_path, "gone.warc.gz", 0)
    with pytest.raises(PayloadTooBig):
        read_record(tmp_path, warc_file, offset, limit=5)


def test_a_flipped_byte_is_found_by_the_checksum(tmp_path: Path) -> None:
    rows = write(tmp_path, exchange(1), exchange(2))
    warc = next((tmp_path / "warc").iterdir())
    data = bytearray(warc.read_bytes())
    data[-12] ^= 1
    warc.write_bytes(bytes(data))
    table, problems = index_warc(warc)
    assert table.num_rows == 1
    assert len(problems) == 1
    with pytest.raises(ArchiveError):
        read_record(tmp_path, warc.name, int(str(rows[1]["warc_offset"])))


def test_salvage_keeps_whole_exchanges_wherever_the_writer_died(tmp_path: Path) -> None:
    """Cut at every length the file can have been left at: 0, 1, 2 or 3 exchanges survive, never a part."""
    whole = leave_open(tmp_path, *(exchange(number, b"x" * 20) for number in range(3)))
    data, name = whole.read_bytes(), whole.name
    ends = [row["warc_offset"] + row["warc_length"] for row in index_warc(whole)[0].to_pylist()]
    for length in range(0, len(data) + 1, 29):
        raw_dir = tmp_path / str(length)
        (raw_dir / "warc").mkdir(parents=True)
        (raw_dir / "warc" / name).write_bytes(data[:length])
        told = salvage(raw_dir)
        survivors = sum(length >= end for end in ends)
        assert len(told) == 1
        assert not list((raw_dir / "warc").glob("*.open"))
        assert read_index(raw_dir).num_rows == survivors
        if survivors:
            closed = next((raw_dir / "warc").iterdir())
            assert closed.stat().st_size == ends[survivors - 1]
            assert index_warc(closed)[1] == []
        assert salvage(raw_dir) == []


def test_a_full_disk_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_then_full(descriptor: int, data: memoryview) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(real_write(descriptor, data[: len(data) // 2]))
        return written[0]

    written: list[int] = []
    real_write = os.write
    with ArchiveWriter(tmp_path / "later") as writer:
        first = writer.write(exchange(1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half_then_full)
            with pytest.raises(OSError, match="No space left"):
                writer.write(exchange(2))
        third = writer.write(exchange(3))
    assert read_index(tmp_path / "later").to_pylist() == [first, third]
    assert index_warc(next((tmp_path / "later" / "warc").iterdir()))[1] == []
    written.clear()
    with ArchiveWriter(tmp_path / "first") as writer, monkeypatch.context() as patch:
        patch.setattr(os, "write", half_then_full)
        with pytest.raises(OSError, match="No space left"):
            writer.write(exchange(1))
    assert list((tmp_path / "first" / "warc").iterdir()) == []


def test_an_index_can_be_lost_and_is_rebuilt_equal(tmp_path: Path) -> None:
    rows = write(tmp_path, exchange(1), exchange(2))
    index = next((tmp_path / "index").iterdir())
    before = index.read_bytes()
    index.unlink()
    assert ensure_indexed(tmp_path) == []
    assert index.read_bytes() == before
    index.write_bytes(b"PAR1 not")
    with pytest.raises(ArchiveError, match=r"not a readable index .*nianbao reindex"):
        read_index(tmp_path)
    (tmp_path / "index" / "gone.parquet").write_bytes(b"of a file that is no more")
    assert reindex(tmp_path) == Reindexed(files=1, rows=2)
    assert [path.name for path in (tmp_path / "index").iterdir()] == [index.name]
    assert read_index(tmp_path).to_pylist() == rows


def test_resources_are_archived_as_if_crawled(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    resource = Resource("file:///x/%E5%B9%B4.pdf", Link(), moment, "application/pdf", b"%PDF-1.7 \r\n\r\n")
    with ArchiveWriter(tmp_path) as writer:
        row = writer.write_resource(resource)
    assert read_index(tmp_path).to_pylist() == [row]
    assert (row["http_status"], row["role"], row["content_type"]) == (200, "report", "application/pdf")
    payload = read_record(tmp_path, row["warc_file"], row["warc_offset"])
    assert (payload.body, payload.url, payload.http_headers) == (resource.body, resource.url, [])


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with ArchiveLock(tmp_path):
        with pytest.raises(LockHeld, match=r"\.lock: held by process \d+"), ArchiveLock(tmp_path):
            pass
        assert read_index(tmp_path).num_rows == 0
    with ArchiveLock(tmp_path):
        pass


def test_other_tools_read_the_file(tmp_path: Path) -> None:
    """Every record is a gzip member of its own: the file is a plain gzip file to anything else."""
    write(tmp_path, exchange(1), exchange(2))
    data = next((tmp_path / "warc").iterdir()).read_bytes()
    text = gzip.GzipFile(fileobj=io.BytesIO(data)).read()
    assert text.count(b"WARC/1.1\r\n") == 7
