"""Rows proposed for sites that have none: searched in a child process, written as CSV for a person to judge."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crawler.registry import COLUMNS
from pipeline.console import warn
from pipeline.paths import DIVISIONS


class BadList(Exception):
    """Raised when the list of sites cannot be used, or when the file to write is there already."""


def discover(sites: Sequence[str], out: Path | None) -> bool:
    """Search `sites` (files or addresses), write proposed rows to `out` or standard output.

    Returns whether a person is needed: a site without a row, or with a doubtful one. Raises BadList.
    """
    if out is not None and out.exists():
        raise BadList(
            f"{out} is there already: name a new file; rows are proposed, never put in by themselves"
        )
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "findings.json"
        command = [sys.executable, "-m", "crawler.discover"]
        command += ["--divisions", str(DIVISIONS), "--report", str(report), "--", *sites]
        done = subprocess.run(command, check=False)
        if not report.exists():
            raise BadList(f"the search ended with status {done.returncode}; its reason is printed above")
        findings = json.loads(report.read_text("utf-8"))
    text = _csv(findings["rows"])
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
    for problem in findings["problems"]:
        warn(f"! {problem}")
    place = "" if out is None else f" {out}"
    warn(
        f"网站 sites: {findings['sites']}  建议来源 rows proposed: {len(findings['rows'])}{place}  "
        f"待查 to look at: {len(findings['problems'])}"
    )
    return bool(findings["problems"])


def _csv(rows: Sequence[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
