"""The benchmarks run; what they measure is not judged here, machines are noisy."""

from __future__ import annotations

import subprocess
import sys


def test_the_benchmarks_print_a_ratio_each() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.bench", "--documents", "2"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "bytes -> cells" in done.stdout
    assert done.stdout.count("archive -> Parquet") == 2
