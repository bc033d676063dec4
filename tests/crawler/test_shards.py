"""Shards: every row in exactly one, whatever runs at once; two of them crawl one archive at the same time."""

import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawler.archive import ArchiveLock, LockHeld, read_index
from crawler.shards import Shard
from tests.crawler.county_site import (
    BEGIN,
    Site,
    contents,
    list_page,
    report_page,
    serve,
    title,
    write_registry,
)


@pytest.mark.parametrize("text", ["", "3", "0/4", "5/4", "1/0", "1/1001", "-1/4", "1/4/2", "a/b", "1.5/4"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected K/N"):
        Shard.parse(text)


def test_every_host_is_in_one_shard_of_a_count() -> None:
    columns = [f"https://www.county{number}.gov.cn/nb/" for number in range(4000)]
    for count in (1, 2, 16):
        sizes = [
            sum(Shard(number, count).holds(column) for column in columns) for number in range(1, count + 1)
        ]
        assert sum(sizes) == len(columns)
        assert min(sizes) > 0.75 * len(columns) / count


def test_the_host_alone_decides_and_always_the_same_way() -> None:
    """Pinned: another hash would send every site to another machine, and forget what is open there."""
    assert [
        next(number for number in range(1, 17) if Shard(number, 16).holds(f"http://{host}/"))
        for host in ("www.guangling.gov.cn", "www.hunyuan.gov.cn", "127.0.0.1")
    ] == [3, 2, 13]
    one = next(Shard(number, 16) for number in range(1, 17) if Shard(number, 16).holds("http://x.gov.cn/a/"))
    for column in ("https://x.gov.cn/b/", "http://x.gov.cn:8080/", "HTTP://X.GOV.CN/"):
        assert one.holds(column)


def test_shards_of_one_count_run_side_by_side_and_nothing_else_does(tmp_path: Path) -> None:
    with ArchiveLock(tmp_path, Shard(1, 2)), ArchiveLock(tmp_path, Shard(2, 2)):
        for other in (Shard(1, 2), Shard(3, 16), None):
            with pytest.raises(LockHeld, match="held by process"), ArchiveLock(tmp_path, other):
                pass
    with ArchiveLock(tmp_path), pytest.raises(LockHeld), ArchiveLock(tmp_path, Shard(1, 2)):
        pass
    with ArchiveLock(tmp_path, Shard(3, 16)):
        pass


def test_two_shards_at_once_archive_what_one_run_would(tmp_path: Path) -> None:
    hosts = [f"127.0.0.{number}" for number in range(1, 9)]
    with ExitStack() as stack:
        sites = [stack.enter_context(serve(host)) for host in hosts]
        columns = [fill(site) for site in sites]
        # A column on two hosts stays in the shard of the first, wherever the second would be.
        extra = {"extra_hosts": sites[1].url.removeprefix("http://")}
        rows = [{"column_url": column} for column in columns]
        sites[0].put("/nb/", list_page({f"{sites[1].url}/art/2019.html": title(2019)}))
        sites[1].put("/art/2019.html", report_page(2019))
        rows[0] |= extra
        sources, divisions = write_registry(tmp_path, rows)
        halves = [[row for row in columns if Shard(number, 2).holds(row)] for number in (1, 2)]
        assert all(halves)
        # Both are on their way at the same time: each column waits until the other half was asked for.
        met = threading.Barrier(2, timeout=60)
        for half in halves:
            site = next(site for site in sites if half[0].startswith(site.url))
            site.answers["/nb/"].hold = lambda: met.wait() and None
        arguments = ["--sources", sources, "--divisions", divisions, "--raw", tmp_path / "raw"]
        arguments += ["--begin", BEGIN.isoformat()]
        children = [
            subprocess.Popen(
                [sys.executable, "-m", "crawler", *map(str, arguments)]
                + ["--shard", f"{number}/2", "--report", str(tmp_path / f"{number}.json")]
            )
            for number in (1, 2)
        ]
        assert [child.wait() for child in children] == [0, 0]
    index = read_index(tmp_path / "raw").to_pylist()
    assert len(index) == len(contents(tmp_path))
    assert len({row["warc_file"] for row in index}) == 2
    asked = [
        {str(url) for url in pq.read_table(file)["column_url"].to_pylist()}
        for file in (tmp_path / "raw" / "outcomes").glob("*-*.parquet")
    ]
    assert sorted(sorted(columns) for columns in asked) == sorted(sorted(half) for half in halves)


def fill(site: Site) -> str:
    """A list of two reports; its address."""
    for year in (2020, 2021):
        site.put(f"/art/{year}.html", report_page(year, f"<p>{site.url}</p>"))
    site.put("/nb/", list_page({f"/art/{year}.html": title(year) for year in (2020, 2021)}))
    return f"{site.url}/nb/"
