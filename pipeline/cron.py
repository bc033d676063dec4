"""The crontab lines that run the night."""

from __future__ import annotations

import shlex
from pathlib import Path

from pipeline.paths import PROJECT

HOUR, MINUTE = 1, 30  # sites are idle then, and a long crawl ends before the offices open


def crontab(data: Path, sources: Path, *, jobs: int) -> str:
    """Lines for ``crontab -``: absolute paths, since cron starts in the home folder with a bare environment."""
    command = " ".join(
        [
            f"mkdir -p {shlex.quote(str(data / 'logs'))} && cd {shlex.quote(str(PROJECT))} &&",
            "make --no-print-directory nightly",
            f"DATA={shlex.quote(str(data))}",
            f"SOURCES={shlex.quote(str(sources.resolve()))}",
            f"JOBS={jobs}",
        ]
    ).replace("%", r"\%")  # cron reads % as the end of the line
    return "\n".join(
        [
            "# nianbao: crawl and build every night; exit code 75 means that last night's run still goes on",
            "# NIANBAO_CONTACT=name@example.org   (needed for hosts that are not loopback)",
            f"{MINUTE} {HOUR} * * * {command} >> {shlex.quote(str(data / 'logs' / 'cron.log'))} 2>&1",
        ]
    )
