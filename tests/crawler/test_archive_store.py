"""The archive in an object store: a real S3 server on loopback, written, read by ranges, rebuilt, and absent."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError  # type: ignore[import-untyped]
from moto.server import ThreadedMotoServer

from crawler.archive import (
    ArchiveError,
    ArchiveWriter,
    Place,
    StoreFailed,
    deliver,
    ensure_indexed,
    fetch_tables,
    read_index,
    read_record,
    reindex,
    warc_place,
)
from crawler.archive_place import Store
from crawler.import_files import import_paths
from crawler.run import crawl_in_child
from crawler.tables import OUTCOMES
from tests.crawler.county_site import BEGIN, FAST, Site, list_page, report_page, serve, title, write_registry
from tests.crawler.test_archive import PAGE, exchange
from tests.crawler.test_archive_damage import overwrite
from transform.run import transform


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server, its bucket `archive` made."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        address = "http://{}:{}".format(*server.get_host_and_port())
        patch.setenv("AWS_ENDPOINT_URL", address)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        Store("s3://archive")._fs.mkdir("archive")
        yield address
    server.stop()


@pytest.fixture
def place(endpoint: str, tmp_path: Path) -> Place:
    """An archive of its own in the bucket."""
    return Place(tmp_path / "raw", f"s3://archive/{tmp_path.name}/raw")


@pytest.fixture
def elsewhere(place: Place, tmp_path: Path) -> Place:
    """The same archive as another machine sees it."""
    return Place(tmp_path / "elsewhere", place.url)


def fill(site: Site, years: range) -> str:
    for year in years:
        site.put(f"/art/{year}.html", report_page(year))
    site.put("/nb/", list_page({f"/art/{year}.html": title(year) for year in years}))
    return f"{site.url}/nb/"


def test_a_crawl_is_delivered_and_goes_on_from_another_machine(
    place: Place, elsewhere: Place, tmp_path: Path
) -> None:
    with serve() as site:
        paths = write_registry(tmp_path, [{"column_url": fill(site, range(2020, 2022))}])
        first = crawl_in_child(*paths, place, limits=FAST, begin=BEGIN)
        assert (first.exit_code, first.archived) == (0, 3)
        assert list((place.folder / "warc").iterdir()) == []
        fill(site, range(2020, 2023))
        second = crawl_in_child(*paths, elsewhere, limits=FAST, begin=BEGIN)
        assert (second.exit_code, second.archived) == (0, 2)
        assert [site.count(f"/art/{year}.html") for year in (2020, 2021, 2022)] == [1, 1, 1]
    fetch_tables(place)
    assert OUTCOMES.read(place.folder, columns=["url"]) == OUTCOMES.read(elsewhere.folder, columns=["url"])
    rows = read_index(place).to_pylist()
    assert len(rows) == 5
    nowhere = Place(tmp_path / "a new machine", place.url)
    summary = transform(nowhere, tmp_path / "parquet")
    assert (summary.documents, summary.read_now) == (3, 3)
    assert summary.issues["error", "archive_unreadable"] == 0
    assert not nowhere.folder.exists()


def test_records_are_read_by_range_and_what_is_wrong_is_named(place: Place) -> None:
    with ArchiveWriter(place.folder) as writer:
        rows = [writer.write(exchange(number, PAGE * 3000)) for number in range(30)]
    assert warc_place(place, rows[0]["warc_file"]).startswith(str(place.folder))
    assert deliver(place) == []
    for row in (rows[0], rows[17], rows[-1]):
        assert read_record(place, row["warc_file"], row["warc_offset"]).body == PAGE * 3000
    name, last = rows[-1]["warc_file"], rows[-1]["warc_offset"]
    assert warc_place(place, name) == f"{place.url}/warc/{name}"
    with pytest.raises(ArchiveError, match=rf"{name} offset 9000000: past the end"):
        read_record(place, name, 9_000_000)
    with pytest.raises(ArchiveError, match="not a whole gzip member"):
        read_record(place, name, last + 1)
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz offset 0: cannot be read"):
        read_record(place, "gone.warc.gz", 0)


def test_a_lost_or_damaged_store_index_is_rebuilt_from_the_store(place: Place, elsewhere: Place) -> None:
    with ArchiveWriter(place.folder) as writer:
        rows = [writer.write(exchange(number)) for number in range(5)]
    name = rows[0]["warc_file"]
    warc = place.folder / "warc" / name
    overwrite(warc, rows[2]["warc_offset"] + 20, rows[2]["warc_offset"] + 60)
    assert deliver(place) == []
    store = Store(place.url)
    store.remove(f"index/{name.removesuffix('.warc.gz')}.parquet")
    fetch_tables(elsewhere)
    assert read_index(elsewhere).num_rows == 0
    (problem,) = ensure_indexed(elsewhere)
    assert problem.startswith(f"{place.url}/warc/{name}: damaged from offset")
    assert read_index(elsewhere).to_pylist() == [*rows[:2], *rows[3:]]
    assert read_index(place).num_rows == 5
    store.put(elsewhere.folder / "index" / f"{name.removesuffix('.warc.gz')}.parquet", "index/stale.parquet")
    done = reindex(elsewhere)
    assert (done.files, done.rows, done.problems) == (1, 4, [problem])
    fetch_tables(place)
    assert read_index(place).num_rows == 4
    assert store.names("index", ".parquet") == [f"{name.removesuffix('.warc.gz')}.parquet"]


def test_what_cannot_be_delivered_stays_and_goes_next_time(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "a.html"
    page.write_text(report_page(2021), "utf-8")

    def refuse(store: Store, source: Path, name: str) -> None:
        raise StoreFailed(f"{name}: SlowDown")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", refuse)
        told, archived = import_paths([page], place)
    assert (told.outcome, archived.outcome) == ("error", "archived")
    assert "SlowDown; it stays in" in told.message
    (row,) = read_index(place).to_pylist()
    assert read_record(place, row["warc_file"], row["warc_offset"]).body == page.read_bytes()
    assert [str(result.outcome) for result in import_paths([page], place)] == ["unchanged"]
    assert list((place.folder / "warc").iterdir()) == []
    assert read_record(place, row["warc_file"], row["warc_offset"]).body == page.read_bytes()


def test_a_bucket_that_is_not_there_and_a_url_of_no_use_are_said(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="there is no missing; make it, or correct NIANBAO_ARCHIVE"):
        read_index(Place(tmp_path, "s3://missing/raw"))
    with pytest.raises(ArchiveError, match="NIANBAO_ARCHIVE=s9://x: expected a URL that fsspec knows"):
        read_index(Place(tmp_path, "s9://x"))


def test_a_store_that_does_not_answer_says_nothing_about_the_document(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not become a row that says the document cannot be read: the build stops instead."""

    def no_answer(*arguments: object, **options: object) -> bytes:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")

    monkeypatch.setattr(Store(place.url)._fs, "cat_file", no_answer)
    with pytest.raises(StoreFailed, match="EndpointConnectionError"):
        read_record(place, "x.warc.gz", 0)


def test_any_file_system_of_fsspec_will_do(tmp_path: Path) -> None:
    place = Place(tmp_path / "raw", f"memory://{tmp_path.name}/raw")
    with ArchiveWriter(place.folder) as writer:
        row = writer.write(exchange())
    assert deliver(place) == []
    assert read_index(place).to_pylist() == [row]
    assert read_record(place, row["warc_file"], row["warc_offset"]).body == PAGE
    with contextlib.suppress(FileNotFoundError):
        Store(place.url)._fs.rm(f"/{tmp_path.name}", recursive=True)
