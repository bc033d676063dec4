"""The benchmarks run and say what they measure; how fast is not judged here, machines are noisy."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas  # type: ignore[import-untyped]
import pytest

from pipeline.bench import child
from pipeline.bench.lines import Line, ratios, take_turns
from pipeline.bench.pages import DRAWN, PAGE_BYTES, page
from transform.read_report import read_report
from transform.run import POOL_FROM


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """One run of everything, as small as it gets: with fewer documents no workers would be started."""
    command = [sys.executable, "-m", "pipeline.bench", "--json"]
    sizes = ["--pages", "2", "--rounds", "1", "--turns", "1", "--documents", str(POOL_FROM + 1)]
    sizes += ["--reports", "2", "--hosts", "10", "--warehouse", "0"]
    done = subprocess.run([*command, *sizes], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_every_line_names_its_baseline_and_says_whether_its_target_was_met(measured: dict[str, Any]) -> None:
    lines = {(line["what"], line["baseline"]): line for line in measured["lines"]}
    expected = {
        ("bytes -> checked cells", "pandas.read_html (lxml): tables only"): (3.0, 6.0),
        ("bytes -> checked cells", "bare lxml parse"): (2.5, 1.5),
        ("archive -> Parquet, two processes", "one process"): (1.8, None),
        ("archive -> Parquet, Dask, two workers", "one process"): (1.6, None),
        ("crawl, archive and index written", "a bare Scrapy spider that keeps nothing"): (0.7, 0.9),
    }
    for key, limits in expected.items():
        assert (lines[key]["target"], lines[key]["goal"]) == limits
        assert lines[key]["met"] in (True, False)
        assert lines[key]["documents_per_second"] > 0
    assert all(line["ratio"] > 0 for line in lines.values())
    if sys.platform == "linux":
        assert len([what for what, _ in lines if what.startswith("peak memory")]) == 3
    assert any(what.startswith("archive -> Parquet, nothing new") for what, _ in lines)
    for what in ("recall", "precision"):
        assert lines[f"{what} of reports on saved lists", "typed in"]["ratio"] == 1.0
    again = next(line for (what, _), line in lines.items() if what == "requests of a crawl with nothing new")
    assert again["ratio"] <= 1.0
    assert "20 lists and" in again["note"]
    assert "0 records, 0 bytes archived" in again["note"]
    assert "memory over 20000 documents: --full" in measured["skipped"]
    assert "Parquet -> warehouse: --warehouse 0" in measured["skipped"]


@pytest.mark.parametrize(
    ("sense", "measured_ratio", "verdict"),
    [
        ("times_as_fast", 6.5, "goal met"),
        ("times_as_fast", 3.0, "met"),
        ("times_as_fast", 2.9, "NOT MET"),
        ("times_the_cost", 2.9, "goal met"),
        ("share", 3.0, "goal met"),
        ("times_the_cost", 3.1, "NOT MET"),
    ],
)
def test_a_target_is_a_least_speed_or_a_most_cost(sense: Any, measured_ratio: float, verdict: str) -> None:
    goal = 6.0 if sense == "times_as_fast" else 2.9
    line = Line("ours", "theirs", sense, [measured_ratio, measured_ratio, 100.0], target=3.0, goal=goal)
    assert line.verdict == verdict
    assert Line("ours", "theirs", sense, [measured_ratio]).verdict == ""


def test_sides_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[str] = []
    seconds = take_turns({"ours": lambda: turns.append("ours"), "theirs": lambda: turns.append("theirs")}, 2)
    assert turns == ["ours", "theirs"] * 3
    assert [len(rounds) for rounds in seconds.values()] == [2, 2]
    assert ratios([6.0, 8.0], [2.0, 4.0]) == [3.0, 2.0]


def test_pages_are_different_reports_that_read_whole_in_the_size_of_a_county_page() -> None:
    pages = [page(number) for number in range(0, 60, 7)]
    assert len({*pages, page(DRAWN)}) == len(pages) + 1  # beyond the drawn ones only the address differs
    for body in pages:
        assert 0.9 * PAGE_BYTES < len(body) < 1.5 * PAGE_BYTES
        report = read_report(body)
        assert len(report.cells) in (198, 200)  # of the 2019 and the 2021 form
        assert not {cell.status for cell in report.cells} & {"missing", "ambiguous", "unreadable"}


def test_the_baseline_finds_the_tables_that_ours_reads() -> None:
    """A baseline that skipped the tables would be a strawman."""
    for number in (0, 1):  # filled in on the site, and pasted from a word processor
        assert len(pandas.read_html(io.StringIO(page(number).decode()), flavor="lxml")) >= 3


def test_a_run_that_fails_is_told_and_never_counted(tmp_path: Path) -> None:
    (tmp_path / "raw" / "index").mkdir(parents=True)
    (tmp_path / "raw" / "index" / "broken.parquet").write_bytes(b"no index")
    with pytest.raises(RuntimeError, match="ended with 1"):
        child.build(tmp_path / "raw", tmp_path / "parquet")
