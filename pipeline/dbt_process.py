"""dbt in a process of its own, which ends when the process that started it does, however that one ended."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

# default 100,000 (Python's own is 700): what dbt makes stays, and looking through it for garbage so often takes a
# fourteenth of its time.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def run_dbt_process(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run dbt with these arguments to its end; its output and exit code are the result's."""
    ours, kept_open = os.pipe()  # the child reads its end, to which nothing is ever written
    try:
        return subprocess.run(
            [sys.executable, "-P", str(Path(__file__).resolve()), *arguments],
            env=dict(environment),
            stdin=ours,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(kept_open)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _main() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from dbt.cli.main import cli

    cli()


if __name__ == "__main__":
    _main()
