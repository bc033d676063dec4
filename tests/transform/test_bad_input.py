"""Hostile and damaged documents: bounded time and memory, an issue each, and the rest of the batch unharmed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.transform.archives import archive, exchange
from tests.transform.bad_documents import BAD, page
from transform.run import transform

PROJECT = Path(__file__).parents[2]
MOST_SECONDS = 5.0  # of processor time, so that a busy machine changes nothing
MOST_MEGABYTES = 500


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """What reading each took, measured in a process that does nothing else.

    A shell starts it, and stays: the peak memory that the kernel tells of a process begins with that of its parent,
    and this one has run other tests before.
    """
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m tests.transform.bad_documents; exit $?', sys.executable],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        timeout=200,
    )
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_bounded_and_told(measured: dict[str, dict[str, Any]], name: str) -> None:
    line = measured[name]
    assert line["seconds"] < MOST_SECONDS
    assert max(line["megabytes"]) < MOST_MEGABYTES
    _, expected = BAD[name]
    if expected is None:
        assert (line["codes"], line["reported"]) == (["ok"], 200)
    else:
        assert set(expected.split(" or ")) & set(line["codes"])
        assert line["codes"][0] != "ok"


def test_a_batch_of_them_leaves_a_good_report_whole(tmp_path: Path) -> None:
    """Those that take no time, among them one of each way to fail; the others differ in nothing but size."""
    quick = [
        "empty file",
        "billion laughs in a DOCX",
        "zip bomb as a DOCX",
        "DOCX of a million different paragraphs",
        "cut XLSX",
        "encrypted PDF",
        "RAR",
        "GBK declared UTF-8",
    ]
    bodies = [BAD[name][0]() for name in quick]
    archive(
        tmp_path / "raw",
        [
            exchange(f"http://127.0.0.1/{number}", body)
            for number, body in enumerate([*bodies, page().encode()])
        ],
    )
    summary = transform(tmp_path / "raw", tmp_path / "parquet")
    assert (summary.documents, summary.read_now) == (len(quick) + 1, len(quick) + 1)
    assert (summary.statuses["ok"], summary.statuses["error"]) == (2, len(quick) - 1)
    expected = {code for name, (_, code) in BAD.items() if name in quick and code}
    assert expected <= {code for _, code in summary.issues}
    cells = duckdb.execute(
        f"""
        select documents.source_url, count(*) from read_parquet('{tmp_path}/parquet/applications/*/*.parquet') as cells
        join read_parquet('{tmp_path}/parquet/documents/*/*.parquet') as documents using (document_id)
        where cells.cell_status = 'reported' group by all order by all
        """
    ).fetchall()
    assert cells == [(f"http://127.0.0.1/{len(quick) - 1}", 175), (f"http://127.0.0.1/{len(quick)}", 175)]
