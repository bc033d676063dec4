"""``nianbao import FILE...``: local files into the raw archive, as if they had been crawled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from crawler.import_files import ImportOutcome, import_paths
from pipeline import exits
from pipeline.console import print_table, say, warn
from pipeline.paths import DataFolder


def import_files(data: DataFolder, files: Sequence[Path]) -> int:
    """Archive files and folders; returns 1 when one of them could not be archived, the others are."""
    results = import_paths(files, data.archive)
    counts = Counter(result.outcome for result in results)
    print_table(
        "导入 Import",
        ["结果 outcome", "件 count"],
        [(str(outcome), count) for outcome, count in sorted(counts.items())],
        right="lr",
    )
    for result in results:
        if result.outcome is ImportOutcome.ERROR:
            warn(f"! {result.path}: {result.message}")
    say(f"原始档案 raw archive: {data.archive}   接着 next: nianbao build --data {data.root}")
    return exits.NEEDS_A_PERSON if counts[ImportOutcome.ERROR] else exits.OK
