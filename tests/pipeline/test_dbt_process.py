"""dbt does not outlive who started it: what it went on to write would meet the next build's files."""

from __future__ import annotations

import subprocess
import sys

from pipeline import dbt_process


def test_it_ends_when_the_process_that_started_it_is_gone() -> None:
    """Nothing but the end of its input tells: a killed process can say nothing."""
    command = [sys.executable, "-P", dbt_process.__file__, "--version"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(timeout=60) == 1
