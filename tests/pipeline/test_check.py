"""``nianbao check``: what an office sees of its page before it publishes, from a file or an address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demo.sites.catalogue import demo_sites
from pipeline import check as module
from pipeline.check import as_data, examine
from pipeline.cli import app
from pipeline.fetch import BadAddress, Fetched, FetchFailed
from tests.pipeline.test_fetch import Site, site
from transform import correction_entries, corrections

__all__ = ["site"]  # a fixture


def demo_page(division_code: str = "990104", year: int = 2022) -> bytes:
    demo = next(site for site in demo_sites() if site.division_code == division_code)
    entry = next(entry for entry in demo.entries if entry.is_report and str(year) in entry.title)
    return demo.respond(entry.path).body


GOOD = demo_page()


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs set up the root logger; here they leave it as it is."""
    monkeypatch.setattr("pipeline.cli.start_logging", lambda level: None)


def saved(tmp_path: Path, payload: bytes, name: str = "report.html") -> str:
    path = tmp_path / name
    path.write_bytes(payload)
    return str(path)


def with_error() -> tuple[bytes, str, str, str]:
    """A page that adds up but for two digits of one figure, exchanged: page, row, printed, meant."""
    good = demo_page("990202", 2023)
    findings = examine(good, "file:///good")
    assert findings.is_fine
    for cell in findings.report.cells:
        text = cell.token.text if cell.token else ""
        label = {"granted": "予以公开", "unable_not_held": "本机关不掌握相关政府信息"}.get(cell.row_code)
        if cell.col_code != "natural_person" or label is None or len(text) < 2 or text[1] in ("0", text[0]):
            continue
        slip = text[1] + text[0] + text[2:]
        html = good.decode("utf-8")
        at = html.index(text, html.index(label) + len(label))
        return (html[:at] + slip + html[at + len(text) :]).encode(), cell.row_code, slip, text
    raise AssertionError("the demo page has no figure of two digits to exchange")


def test_a_report_that_adds_up_exits_with_0_and_shows_every_check(tmp_path: Path) -> None:
    code, out, _ = run(saved(tmp_path, GOOD))
    assert code == 0
    assert len(re.findall(r"│ (?:R-ROW|R-CONC|R-BAL|L-SUM):", out)) == 42
    assert "不通过 failed: 0" in out
    assert "未发现不符的勾稽关系 no check failed" in out
    assert "疑似有误" not in out


def test_the_probable_wrong_cell_is_named_in_both_languages(tmp_path: Path) -> None:
    page, row, printed, meant = with_error()
    code, out, _ = run(saved(tmp_path, page))
    text = re.sub(r"[│\s]+", "", out)
    assert code == 1
    assert f"▶{printed}" in text
    assert f"applications/{row}/natural_person" in out
    assert "两位数字颠倒" in text
    assert "twodigitsexchanged" in text
    assert "checks failed: 2" in out


def test_json_tells_the_same_with_suspects(tmp_path: Path) -> None:
    page, row, printed, meant = with_error()
    code, out, _ = run("--json", saved(tmp_path, page))
    found = json.loads(out)
    assert code == 1
    (suspect,) = found["suspects"]
    assert suspect["cells"] == [f"applications/{row}/natural_person"]
    assert (suspect["printed"], suspect["implied"]) == (printed, meant)
    assert (suspect["pattern"], suspect["shape"]) == ("cell", "transposition")
    assert set(suspect["checks"]) == {f"R-ROW:{row}", "R-CONC:natural_person"}
    failed = [f"{c['check']}:{c['member']}" for c in found["checks"] if c["passed"] is False]
    assert set(failed) == set(suspect["checks"])
    cell = next(cell for cell in found["cells"] if cell["id"] == suspect["cells"][0])
    assert (cell["value"], cell["raw_text"]) == (printed, printed)


def test_the_shape_of_the_json_is_stable() -> None:
    data: dict[str, Any] = as_data(examine(with_error()[0], "file:///x"))
    assert set(data) >= {
        "source",
        "payload_sha256",
        "title",
        "issuer_name",
        "division_code",
        "scope",
        "report_year",
        "published_on",
        "form_version",
        "layout",
        "parse_status",
        "parse_message",
        "cells",
        "checks",
        "suspects",
        "issues",
    }
    described = as_data.__doc__ or ""
    for part in ("cells", "checks", "suspects", "issues"):
        for entry in data[part]:
            for name in entry:
                assert f"``{name}``" in described, (part, name)
    json.dumps(data)


def test_an_address_is_fetched_and_checked(site: Site) -> None:
    url = site.answer("/nb/2022.html", GOOD, Content_Type="text/html")
    code, out, _ = run("--json", url)
    assert code == 0
    assert json.loads(out)["source"] == url
    assert len(site.asked) == 1


def test_an_address_that_gives_no_page_needs_a_person(site: Site) -> None:
    code, _, err = run(site.answer("/", b"", status=404))
    assert code == 1
    assert "404" in err


@pytest.mark.parametrize(("error", "expected"), [(BadAddress("no"), 2), (FetchFailed("late"), 1)])
def test_what_fetching_raises_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: Exception, expected: int
) -> None:
    def fails(url: str) -> Fetched:
        raise error

    monkeypatch.setattr(module, "fetch", fails)
    code, _, err = run("http://www.county.example/")
    assert (code, str(error) in err) == (expected, True)


def test_neither_file_nor_address_is_wrong_usage(tmp_path: Path) -> None:
    for target in (str(tmp_path / "none.html"), str(tmp_path), "ftp://www.x.gov.cn/"):
        code, _, err = run(target)
        assert code == 2
        assert "expected a file" in err


@pytest.mark.parametrize("payload", [b"", b"<html><body><p>\xe6\x97\xa0</p></body></html>", b"\x00\x01\x02"])
def test_a_document_without_tables_needs_a_person(tmp_path: Path, payload: bytes) -> None:
    code, out, _ = run(saved(tmp_path, payload))
    assert code == 1
    assert "no tables read" in out


def test_a_reviewed_correction_counts_as_it_does_in_the_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = examine(GOOD, "file:///x")
    cell = next(c for c in findings.report.cells if (c.row_code, c.col_code) == ("granted", "total"))
    assert cell.token is not None
    entry = {
        "id": "demo-granted",
        "document": findings.payload_sha256[:16],
        "target": "applications/granted/total",
        "action": "ambiguous",
        "expect": {"status": "reported", "printed": cell.token.text},
        "reason": "For this test.",
        "evidence": {"seen": "the page"},
    }
    path = tmp_path / "corrections.yml"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    theirs = correction_entries.load(path)
    monkeypatch.setattr(corrections, "committed", lambda: theirs)
    results = {result.name: result for result in examine(GOOD, "file:///x").results}
    assert results["R-ROW:granted"].passed is None
    assert {result.name: result.passed for result in findings.results}["R-ROW:granted"] is True
