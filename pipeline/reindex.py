"""``nianbao reindex``: the index of the raw archive rebuilt from its WARC files, as if the old one were lost."""

from __future__ import annotations

from crawler.archive import ArchiveLock, deliver, reindex, salvage
from pipeline import exits
from pipeline.console import print_table, say, warn, working
from pipeline.paths import DataFolder


def reindex_archive(data: DataFolder) -> int:
    """Close what killed runs left open, then index every WARC file anew; returns 1 when one is damaged.

    Raises LockHeld while a crawl or import writes, StoreFailed when an object store does not answer.
    """
    with ArchiveLock(data.raw):
        notes = salvage(data.archive)
        with working("重建索引 reindex"):
            done = reindex(data.archive)
        problems = [*done.problems, *deliver(data.archive)]
    print_table(
        "重建索引 Reindex",
        ["项 item", "数 figure"],
        [("WARC 文件 files", done.files), ("记录 records", done.rows), ("损坏处 problems", len(problems))],
        right="lr",
    )
    for note in notes:
        say(f"  {note}")
    for problem in problems:
        warn(f"! {problem}")
    say(
        f"索引 index: {data.archive}/index   outcomes 与 list_entries 不能由 WARC 重建，保持原样 "
        "outcomes and list_entries cannot be rebuilt from WARC files and were left as they are"
    )
    return exits.NEEDS_A_PERSON if problems else exits.OK
