"""Archive to Parquet: incremental, the same bytes from the same archive, one bad document stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.transform.archives import archive, demo_exchanges, exchange, hashes
from transform import run, writer
from transform.run import TransformSummary, transform
from transform.schemas import TABLES
from transform.writer import SchemaMismatch, YearTables, replace_documents, table_of


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    return tmp_path / "parquet"


def query(parquet: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(
        f"select {columns} from read_parquet('{parquet}/{table}/*/*.parquet', hive_partitioning = true) order by all"
    ).fetchall()


def test_every_table_has_its_schema_even_when_the_archive_is_empty(raw: Path, parquet: Path) -> None:
    assert transform(raw, parquet).documents == 0
    for name, schema in TABLES.items():
        files = list((parquet / name).rglob("*.parquet"))
        assert len(files) == 1
        assert pq.read_schema(files[0]).equals(schema, check_metadata=True)
        assert query(parquet, name, "count(*)") == [(0,)]


def test_a_second_run_changes_no_byte(raw: Path, parquet: Path) -> None:
    archive(raw, demo_exchanges())
    first = transform(raw, parquet)
    assert (first.documents, first.read_now) == (5, 5)
    before = hashes(parquet)
    second = transform(raw, parquet)
    assert (second.documents, second.read_now) == (5, 0)
    assert hashes(parquet) == before


def test_any_order_of_arrival_gives_the_same_tables(tmp_path: Path) -> None:
    exchanges = demo_exchanges()
    one, two = tmp_path / "one", tmp_path / "two"
    archive(one / "raw", exchanges)
    transform(one / "raw", one / "parquet")
    for item in reversed(exchanges):
        archive(two / "raw", [item])
        transform(two / "raw", two / "parquet")
    for name in ("article20", "applications", "reviews", "sections", "issues"):
        assert query(one / "parquet", name, "*") == query(two / "parquet", name, "*")
    place = "* exclude (warc_file, warc_offset)"
    assert query(one / "parquet", "documents", place) == query(two / "parquet", "documents", place)


def test_a_pool_of_processes_writes_the_same_bytes(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(raw, demo_exchanges() + demo_exchanges("990101"))
    transform(raw, tmp_path / "alone")
    monkeypatch.setattr(run, "POOL_FROM", 1)
    transform(raw, tmp_path / "pool", jobs=2)
    assert hashes(tmp_path / "pool") == hashes(tmp_path / "alone")


def test_another_reader_version_reads_everything_again(
    raw: Path, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(raw, demo_exchanges())
    transform(raw, parquet)
    before = hashes(parquet)
    monkeypatch.setattr(run, "EXTRACTOR_VERSION", "next")
    assert transform(raw, parquet).read_now == 5
    assert {version.split("-")[0] for (version,) in query(parquet, "documents", "extractor_version")} == {
        "next"
    }
    monkeypatch.undo()
    transform(raw, parquet)
    assert hashes(parquet) == before


def test_a_run_killed_between_any_two_files_is_taken_up(
    raw: Path, parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop after the n-th written file, for every n, and run again: as if never stopped."""
    archive(raw, demo_exchanges())
    transform(raw, tmp_path / "undisturbed")
    expected = hashes(tmp_path / "undisturbed")
    publish = writer._publish

    class Killed(BaseException):
        pass

    for survived in range(len(expected)):
        target = tmp_path / f"killed-{survived}"
        left = survived

        def limited(path: Path) -> None:
            nonlocal left
            if left == 0:
                writer._temporary(path).write_bytes(b"half")
                raise Killed
            left -= 1
            publish(path)

        monkeypatch.setattr(writer, "_publish", limited)
        with pytest.raises(Killed):
            transform(raw, target)
        monkeypatch.setattr(writer, "_publish", publish)
        transform(raw, target)
        assert hashes(target) == expected


def test_the_same_payload_at_two_addresses_is_one_document(raw: Path, parquet: Path) -> None:
    first = demo_exchanges()[0]
    copy = exchange("http://127.0.0.1/copy", first.body, link=first.link, minutes=60)
    archive(raw, [copy, first])
    assert transform(raw, parquet).documents == 1
    assert query(parquet, "documents", "source_url") == [(first.url,)]


def test_lists_and_failures_are_not_documents(raw: Path, parquet: Path) -> None:
    from crawler.archive import Link

    archive(
        raw,
        [
            exchange("http://127.0.0.1/list", b"<html>list</html>", link=Link(role="list")),
            exchange("http://127.0.0.1/gone", b"<html>gone</html>", status=404),
        ],
    )
    assert transform(raw, parquet).documents == 0


BAD = {
    "no tables": (b"<html><body><h1>\xe6\xbc\x94\xe7\xa4\xba</h1></body></html>", "not_a_report", None),
    "empty": (b"", "error", "empty_payload"),
    "pdf": (b"%PDF-1.7 ...", "error", "pdf_unreadable"),
    "zip": (b"PK\x03\x04....", "error", "carrier_not_read"),
    "report without tables": (
        "<html><body><h1>演示东川县人民政府2022年政府信息公开工作年度报告</h1><img src=a.png></body></html>".encode(),
        "no_tables",
        "no_tables",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_a_row_that_says_why_and_the_rest_is_read(
    raw: Path, parquet: Path, name: str
) -> None:
    body, status, issue = BAD[name]
    archive(raw, [*demo_exchanges(), exchange("http://127.0.0.1/bad", body)])
    summary = transform(raw, parquet)
    assert (summary.documents, summary.statuses[status], summary.statuses["ok"]) == (6, 1, 5)
    assert (
        query(parquet, "documents", "parse_status, source_url").count((status, "http://127.0.0.1/bad")) == 1
    )
    assert (issue is None) or issue in {code for (code,) in query(parquet, "issues", "issue_code")}


def test_a_wrong_charset_is_read_all_the_same(raw: Path, parquet: Path) -> None:
    page = demo_exchanges()[0].body.decode()
    lying = page.replace("utf-8", "iso-8859-1").encode("gb18030")
    archive(raw, [exchange("http://127.0.0.1/gbk", lying), exchange("http://127.0.0.1/utf8", page.encode())])
    transform(raw, parquet)
    cells = query(parquet, "applications", "* exclude (table_no, row_no)")
    one, two = (
        [row[1:] for row in cells if row[0] == document_id]
        for document_id in sorted({row[0] for row in cells})
    )
    assert one == two


def test_a_document_that_breaks_the_reader_is_an_issue(
    raw: Path, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges = demo_exchanges()
    read = run.read_report

    def breaks(payload: bytes, known: Any) -> Any:
        if payload == exchanges[2].body:
            raise RuntimeError("boom")
        return read(payload, known)

    monkeypatch.setattr(run, "read_report", breaks)
    archive(raw, exchanges)
    assert transform(raw, parquet).statuses == {"ok": 4, "error": 1}
    assert ("reader_failed", "error") in query(parquet, "issues", "issue_code, severity")


def test_a_truncated_warc_loses_its_tail_only(raw: Path, parquet: Path) -> None:
    path = archive(raw, demo_exchanges())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    summary = transform(raw, parquet)
    assert summary.statuses["error"] >= 1
    assert summary.statuses["ok"] >= 2
    assert "archive_unreadable" in {code for _, code in summary.issues}
    messages = [
        text for text, code in query(parquet, "issues", "message, issue_code") if code == "archive_unreadable"
    ]
    assert all(path.name in message for message in messages)


def test_a_truncated_warc_without_index_gives_its_whole_records_and_a_problem(
    raw: Path, parquet: Path
) -> None:
    path = archive(raw, demo_exchanges())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    for index in (raw / "index").glob("*.parquet"):
        index.unlink()
    summary: TransformSummary = transform(raw, parquet)
    assert 2 <= summary.documents < 5
    assert len(summary.archive_problems) == 1
    assert path.name in summary.archive_problems[0]


def test_rows_that_do_not_fit_the_schema_are_refused() -> None:
    columns: dict[str, list[Any]] = {name: [None] for name in TABLES["sections"].names}
    with pytest.raises(SchemaMismatch, match="expected columns"):
        table_of("sections", columns | {"extra": [1]})
    with pytest.raises(SchemaMismatch, match="of one length"):
        table_of("sections", columns | {"text": ["one", "two"]})
    with pytest.raises(SchemaMismatch, match="found NULL"):
        table_of("sections", columns)


def section(document_id: str, text: str) -> pa.Table:
    return table_of(
        "sections", {"document_id": [document_id], "section_no": [1], "heading": [None], "text": [text]}
    )


def test_a_document_that_moves_to_another_year_leaves_the_old_one(parquet: Path) -> None:
    table = section("ab", "x")
    replace_documents(parquet, "a", [2020], [{"sections": {2020: table}}], ["ab"])
    replace_documents(parquet, "a", [2020], [{"sections": {2021: table}}], ["ab"])
    assert [path.parent.name for path in parquet.rglob("*.parquet")] == ["report_year=2021"]


@pytest.mark.parametrize("first", [0b0000000, 0b0101010, 0b1110001, 0b0001110, 0b1000001, 0b1111111])
def test_fresh_rows_are_merged_into_an_old_file_in_order(
    parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """Whatever was written before, in row groups that fresh rows fall before, into, between and after."""
    monkeypatch.setattr(writer, "ROW_GROUP_OF_TEXTS", 2)
    ids = [f"a{number}" for number in range(7)]
    old = [document_id for place, document_id in enumerate(ids) if first >> place & 1]
    new = [document_id for document_id in ids if document_id not in old]

    def write(target: Path, documents: list[str]) -> None:
        fresh: list[YearTables] = [
            {"sections": {2020: section(document_id, f"text of {document_id}")}} for document_id in documents
        ]
        replace_documents(target, "a", [2020], fresh, documents)

    write(parquet, old)
    write(parquet, new)
    write(tmp_path / "at once", ids)
    assert [row[0] for row in query(parquet, "sections", "document_id")] == ids
    assert hashes(parquet) == hashes(tmp_path / "at once")


def test_a_file_of_an_older_schema_keeps_its_rows(parquet: Path) -> None:
    """A column that a later version adds is NULL in rows that were not read again yet."""
    replace_documents(parquet, "a", [], [{"sections": {2020: section("a1", "old")}}], ["a1"])
    (path,) = parquet.rglob("*.parquet")
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns(["heading"]), path)
    replace_documents(parquet, "a", [], [{"sections": {2020: section("a2", "new")}}], ["a2"])
    assert query(parquet, "sections", "document_id, heading, text") == [
        ("a1", None, "old"),
        ("a2", None, "new"),
    ]


def test_a_killed_run_leaves_no_cells_under_a_year_that_the_next_one_reads_otherwise(
    parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed with the cells published and the document not, whose year a better reader then corrects."""
    publish = writer._publish

    class Killed(BaseException):
        pass

    def until_the_cells_are_there(path: Path) -> None:
        publish(path)
        if path.suffix == ".parquet":
            raise Killed

    monkeypatch.setattr(writer, "_publish", until_the_cells_are_there)
    with pytest.raises(Killed):
        replace_documents(parquet, "a", [], [{"sections": {2021: section("a1", "x")}}], ["a1"])
    monkeypatch.setattr(writer, "_publish", publish)
    assert query(parquet, "sections", "report_year") == [(2021,)]
    replace_documents(parquet, "a", [], [{"sections": {2020: section("a1", "x")}}], ["a1"])
    assert query(parquet, "sections", "report_year") == [(2020,)]
    assert not list(parquet.glob(".unfinished-*"))


def test_nothing_is_changed_when_reading_fails_half_way(parquet: Path) -> None:
    replace_documents(parquet, "a", [], [{"sections": {2020: section("a1", "old")}}], ["a1"])
    before = hashes(parquet)

    def fails() -> Iterator[YearTables]:
        yield {"sections": {2020: section("a1", "new")}}
        raise RuntimeError("a worker is gone")

    with pytest.raises(RuntimeError, match="gone"):
        replace_documents(parquet, "a", [2020], fails(), ["a1"])
    assert {name: digest for name, digest in hashes(parquet).items() if name in before} == before
