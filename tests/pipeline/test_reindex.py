"""`nianbao reindex`: an index that is lost comes back from the WARC files alone."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import ArchiveLock, LockHeld, read_index, read_record
from pipeline.paths import DataFolder
from pipeline.reindex import reindex_archive
from tests.crawler.test_archive import PAGE
from tests.crawler.test_archive_damage import overwrite

WRITER = """
import sys
from pathlib import Path
from crawler.archive import ArchiveLock, ArchiveWriter
from tests.crawler.test_archive import exchange
raw = Path(sys.argv[1])
with ArchiveLock(raw), ArchiveWriter(raw) as writer:
    for number in range(20):
        writer.write(exchange(number))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_reindex_after_a_kill_equals_the_index_that_was_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw_dir = tmp_path / "raw"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(raw_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        child.kill()
    assert child.returncode == -signal.SIGKILL
    with next((raw_dir / "warc").glob("*.open")).open("ab") as stream:
        stream.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:-6])
    (raw_dir / "outcomes").mkdir()
    (raw_dir / "outcomes" / "run.parquet").write_bytes(b"left alone")
    assert reindex_archive(DataFolder.at(tmp_path)) == 0
    printed = capsys.readouterr().out
    assert "salvaged with 20 responses" in printed
    assert "bytes cut" in printed
    assert "outcomes and list_entries cannot be rebuilt" in printed
    index = read_index(raw_dir)
    assert index.num_rows == 20
    row = index.to_pylist()[-1]
    assert read_record(raw_dir, row["warc_file"], row["warc_offset"]).body == PAGE
    files = {path: path.read_bytes() for path in (raw_dir / "index").iterdir()}
    for path in files:
        path.unlink()
    assert reindex_archive(DataFolder.at(tmp_path)) == 0
    assert {path: path.read_bytes() for path in (raw_dir / "index").iterdir()} == files
    assert (raw_dir / "outcomes" / "run.parquet").read_bytes() == b"left alone"
    overwrite(next((raw_dir / "warc").iterdir()), row["warc_offset"] + 30, row["warc_offset"] + 60)
    assert reindex_archive(DataFolder.at(tmp_path)) == 1
    assert "damaged from offset" in capsys.readouterr().err
    assert read_index(raw_dir).num_rows == 19


def test_reindex_waits_for_no_crawl(tmp_path: Path) -> None:
    with ArchiveLock(tmp_path / "raw"), pytest.raises(LockHeld):
        reindex_archive(DataFolder.at(tmp_path))
