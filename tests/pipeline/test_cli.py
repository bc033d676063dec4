"""Verbs, exit codes and messages of the command line, without a crawl or a build."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.sites.catalogue import demo_sites
from pipeline.cli import app
from pipeline.locks import LockHeld, exclusive

GOOD = ("990104", 2022)  # a demo report that adds up
BAD = ("990202", 2022)  # the one with the planted error
VERBS = (
    "crawl",
    "import",
    "reindex",
    "build",
    "nightly",
    "demo",
    "sql",
    "coverage",
    "check",
    "explain",
    "accuracy",
    "cron",
    "sources",
    "discover",
)


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Verbs set up the root logger; the next test gets it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments), env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def page(tmp_path: Path, division_code: str, year: int) -> Path:
    site = next(site for site in demo_sites() if site.division_code == division_code)
    entry = next(entry for entry in site.entries if entry.is_report and str(year) in entry.title)
    path = tmp_path / f"{division_code}-{year}.html"
    path.write_bytes(site.respond(entry.path).body)
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_every_listed_verb_has_help(verb: str) -> None:
    assert verb in run("--help")[1]
    code, out, _ = run(verb, "--help")
    assert code == 0
    assert "--help" in out


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    assert run("no-such-verb")[0] == 2
    assert run("build", "--jobs", "0")[0] == 2
    assert run("check", str(tmp_path / "none.html"))[0] == 2


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    code, _, err = run("coverage", "--data", str(tmp_path), env={"NIANBAO_LOG_LEVEL": "LOUD"})
    assert code == 2
    assert "NIANBAO_LOG_LEVEL" in err
    assert "DEBUG" in err


@pytest.mark.parametrize("verb", ["sql", "coverage"])
def test_without_a_warehouse_a_verb_says_how_to_make_one(tmp_path: Path, verb: str) -> None:
    code, _, err = run(verb, "--data", str(tmp_path / "nothing"))
    assert code == 2
    assert "make build" in err
    assert not (tmp_path / "nothing").exists()


def test_check_passes_a_report_that_adds_up(tmp_path: Path) -> None:
    code, out, _ = run("check", str(page(tmp_path, *GOOD)))
    assert code == 0
    assert "演示北原县人民政府" in out
    assert "不通过 failed: 0" in out


def test_check_names_the_sum_that_fails(tmp_path: Path) -> None:
    code, out, _ = run("check", str(page(tmp_path, *BAD)))
    assert code == 1
    assert "L-SUM:reconsideration" in out
    assert "expected 10, found 11" in out.replace("\n", "")


def test_check_as_json_holds_every_cell_and_check(tmp_path: Path) -> None:
    code, out, _ = run("check", "--json", str(page(tmp_path, *BAD)))
    found = json.loads(out)
    assert code == 1
    assert len(found["cells"]) == 200
    sums = [check for check in found["checks"] if check["check"] in ("R-ROW", "R-CONC", "R-BAL", "L-SUM")]
    assert len(sums) == 42
    failed = [check for check in found["checks"] if check["passed"] is False]
    assert [(check["check"], check["member"], check["reason"]) for check in failed] == [
        ("L-SUM", "reconsideration", "short_of_total")
    ]
    assert all(cell["table_no"] and cell["row_no"] and cell["col_no"] for cell in found["cells"])


def test_check_of_a_page_without_tables_needs_a_person(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text("<html><body>无</body></html>", encoding="utf-8")
    assert run("check", str(path))[0] == 1


def test_what_a_page_prints_is_never_read_as_markup(tmp_path: Path) -> None:
    path = page(tmp_path, *GOOD)
    html = path.read_text(encoding="utf-8").replace(
        "演示北原县人民政府2022", "[red]演示北原县[/red]人民政府2022"
    )
    path.write_text(html, encoding="utf-8")
    assert "[red]演示北原县[/red]" in run("check", str(path))[1]


def test_cron_prints_lines_that_a_shell_reads_back(tmp_path: Path) -> None:
    data = tmp_path / "data of 100% 'quotes'"
    code, out, _ = run("cron", "--data", str(data))
    assert code == 0
    line = next(line for line in out.splitlines() if not line.startswith("#"))
    assert line.startswith("30 1 * * * ")
    shell = line.removeprefix("30 1 * * * ").replace(r"\%", "%").split(" && ")[2].split(" >> ")[0]
    printed = subprocess.run(
        ["sh", "-c", shell.replace("make --no-print-directory", "printf '%s\\n'")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"DATA={data}" in printed.stdout.splitlines()


def test_a_held_lock_is_code_75_and_nothing_is_done(tmp_path: Path) -> None:
    with exclusive(tmp_path / ".build.lock", "build"):
        code, _, err = run("build", "--data", str(tmp_path))
    assert code == 75
    assert "nothing was done" in err
    assert not (tmp_path / "parquet").exists()
    with exclusive(tmp_path / ".nightly.lock", "nightly run"):
        assert run("nightly", "--data", str(tmp_path))[0] == 75


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with exclusive(path, "test"), pytest.raises(LockHeld, match="pid"), exclusive(path, "test"):
        pass
    with exclusive(path, "test"):
        assert path.read_text(encoding="utf-8").startswith("pid ")


def test_import_goes_on_after_a_file_that_is_not_there(tmp_path: Path) -> None:
    good = page(tmp_path, *GOOD)
    code, out, err = run("import", str(tmp_path / "gone.html"), str(good), "--data", str(tmp_path / "data"))
    assert code == 1
    assert "gone.html" in err
    assert len(list((tmp_path / "data" / "raw" / "warc").glob("*.warc.gz"))) == 1
    assert "archived" in out


HEADER = "division_code,name,scope,column_url,cms,extra_hosts,enabled,evidence\n"


def test_a_registry_with_bad_rows_says_line_and_column_and_exits_with_1(tmp_path: Path) -> None:
    sources = tmp_path / "sources.csv"
    sources.write_text(
        HEADER
        + "999999,某县,,http://127.0.0.1:9/nb/,,,true,unknown code\n990101,演示东川县,nonsense,,,,maybe,bad\n",
        encoding="utf-8",
    )
    code, out, _ = run("crawl", "--sources", str(sources), "--data", str(tmp_path / "data"))
    text = out.replace("\n", " ")
    assert code == 1
    assert "line 2" in text
    assert "division_code" in text
    assert "999999" in text
    assert "line 3" in text
    assert "enabled" in text


def test_a_registry_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    sources = tmp_path / "sources.csv"
    sources.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("crawl", "--sources", str(sources), "--data", str(tmp_path / "data"))[0] == 2
