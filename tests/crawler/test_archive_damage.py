"""Damage inside WARC files: what is whole is found again, what a server sent is never taken for a record."""

import os
from pathlib import Path

from crawler.archive import Link, Reindexed, index_warc, read_index, reindex, salvage
from crawler.archive_lock import hold_file
from crawler.warc_format import Exchange, as_member, exchange_records
from tests.crawler.test_archive import exchange, leave_open, write


def place(row: dict[str, object]) -> tuple[int, int]:
    """First and last byte of a response in its file."""
    offset = int(str(row["warc_offset"]))
    return offset, offset + int(str(row["warc_length"]))


def overwrite(path: Path, start: int, end: int) -> None:
    data = bytearray(path.read_bytes())
    data[start:end] = os.urandom(end - start)
    path.write_bytes(bytes(data))


def test_records_behind_damage_are_found_again_and_the_place_is_named(tmp_path: Path) -> None:
    rows = write(tmp_path, *(exchange(number) for number in range(6)))
    warc = next((tmp_path / "warc").iterdir())
    start, end = place(rows[2])
    overwrite(warc, start, end - 20)
    table, problems = index_warc(warc)
    assert table.to_pylist() == [*rows[:2], *rows[3:]]
    assert len(problems) == 1
    assert f"{warc}: damaged from offset {start} to {end} ({end - start} bytes)" in problems[0]
    assert reindex(tmp_path) == Reindexed(files=1, rows=5, problems=problems)
    assert read_index(tmp_path).to_pylist() == table.to_pylist()


def test_a_response_whose_metadata_is_damaged_is_kept_without_its_link(tmp_path: Path) -> None:
    rows = write(tmp_path, *(exchange(number) for number in range(3)))
    warc = next((tmp_path / "warc").iterdir())
    overwrite(warc, place(rows[0])[1], place(rows[1])[0] - 3)
    table, problems = index_warc(warc)
    found = {str(row["url"]): row for row in table.to_pylist()}
    assert found[str(rows[1]["url"])]["division_code"] == ""
    assert found[str(rows[2]["url"])] == rows[2]
    assert len(problems) == 1


def test_lost_head_and_several_wounds_cost_no_whole_record(tmp_path: Path) -> None:
    rows = write(tmp_path, *(exchange(number) for number in range(8)))
    warc = next((tmp_path / "warc").iterdir())
    overwrite(warc, 0, 200)
    for hurt in (rows[3], rows[6]):
        overwrite(warc, place(hurt)[0] + 30, place(hurt)[0] + 60)
    table, problems = index_warc(warc)
    kept = {row["url"] for row in table.to_pylist()}
    assert kept == {row["url"] for number, row in enumerate(rows) if number not in (3, 6)}
    assert len(problems) == 3


def test_a_record_made_up_by_a_server_is_not_found(tmp_path: Path) -> None:
    """A body that is itself gzip lies in the file as it came: searching must not take its inside for ours."""
    forged = Exchange(
        "http://forged.example/", Link("", "110101"), exchange().fetched_at, 200, [(b"A", b"b")], b"forged"
    )
    inside = as_member(exchange_records(forged, "nianbao-20260101000000-0000000000000000.warc.gz")[1])
    filler = os.urandom(60_000)
    rows = write(tmp_path, exchange(1), exchange(2, filler + inside + filler), exchange(3))
    warc = next((tmp_path / "warc").iterdir())
    assert inside in warc.read_bytes()
    overwrite(warc, place(rows[1])[0], place(rows[1])[0] + 40)
    table, problems = index_warc(warc)
    assert table.to_pylist() == [rows[0], rows[2]]
    assert len(problems) == 1


def test_salvage_keeps_what_follows_damage_and_says_where_it_is(tmp_path: Path) -> None:
    path = leave_open(tmp_path, *(exchange(number) for number in range(4)))
    rows = index_warc(path)[0].to_pylist()
    data = path.read_bytes()
    path.write_bytes(data + as_member(exchange_records(exchange(9), "x.warc.gz")[1])[:70])
    overwrite(path, *place(rows[1]))
    (told,) = salvage(tmp_path)
    assert "salvaged with 3 responses, 70 bytes cut; damaged from offset" in told
    assert read_index(tmp_path).to_pylist() == [rows[0], *rows[2:]]
    closed = next((tmp_path / "warc").iterdir())
    assert closed.stat().st_size == len(data)


def test_salvage_leaves_alone_what_another_run_still_writes(tmp_path: Path) -> None:
    path = leave_open(tmp_path, exchange())
    descriptor = os.open(path, os.O_RDWR)
    assert hold_file(descriptor)
    assert salvage(tmp_path) == []
    assert path.exists()
    os.close(descriptor)
    assert len(salvage(tmp_path)) == 1
    assert not path.exists()
