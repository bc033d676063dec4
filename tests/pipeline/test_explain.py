"""``nianbao explain``: from an id back to the bytes, and whether they still say what is stored."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from crawler.archive import Link
from pipeline.check_cells import CellKey
from pipeline.cli import app
from pipeline.touching import names_cell
from tests.transform.archives import archive, demo_exchanges, exchange
from transform import correction_entries, corrections
from transform.forms.cells import Token
from transform.issues import Issue
from transform.run import transform

BAD_YEAR = 2022  # of demo county 990202: one total of the review table is planted wrong


@dataclass(frozen=True, slots=True)
class Data:
    """A data folder without a warehouse, and the documents of one county in it."""

    root: Path
    ids: dict[int, str]  # report year -> document_id of the county's own report
    body: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Data:
    root = tmp_path_factory.mktemp("data")
    exchanges = demo_exchanges("990202")
    county = next(item for item in exchanges if b"2022" in item.body and "2022" in item.link.link_title)
    # The same report once more with a figure changed and a later date: the two compete for the year.
    later = re.sub(rb"2023-01-29", b"2023-03-15", county.body)
    later = later.replace(b">79<", b">80<")
    assert later != county.body
    landing = Link(
        landing_url="http://127.0.0.1/col/", division_code="990202", link_title=county.link.link_title
    )
    archive(
        root / "raw", [*exchanges, exchange("http://127.0.0.1/later.html", later, link=landing, minutes=99)]
    )
    transform(root / "raw", root / "parquet")
    rows = duckdb.execute(
        f"select report_year, document_id from read_parquet('{root}/parquet/documents/*/*.parquet', "
        "hive_partitioning = true) where scope = 'government' order by published_on"
    ).fetchall()
    return Data(root, {int(year): document_id for year, document_id in rows}, county.body)


@pytest.fixture
def data(made: Data, tmp_path: Path) -> Data:
    """A copy that a test may break."""
    shutil.copytree(made.root, tmp_path / "data")
    return Data(tmp_path / "data", made.ids, made.body)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs set up the root logger; here they leave it as it is."""
    monkeypatch.setattr("pipeline.cli.start_logging", lambda level: None)


def run(name: str, data: Data) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["explain", name, "--data", str(data.root)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def first(data: Data) -> str:
    """The document of the competing two that was published first."""
    return hashlib.sha256(data.body).hexdigest()[:16]


def test_a_document_leads_to_its_url_archive_record_and_reading(made: Data) -> None:
    code, out, _ = run(first(made), made)
    sha256 = hashlib.sha256(made.body).hexdigest()
    assert code == 0
    assert sha256 in out
    assert re.search(r"raw/warc/nianbao-\S+\.warc\.gz @ \d+", out)
    assert "2024-05-01" in out
    assert "http://127.0.0.1/" in out
    assert "the bytes still say so" in out
    assert "L-SUM:reconsideration" in out
    assert "演示白水县人民政府" in out


def test_the_current_document_of_a_report_is_named_with_the_rule(made: Data) -> None:
    code, out, _ = run(first(made), made)
    newer = next(id_ for year, id_ in made.ids.items() if year == BAD_YEAR)
    assert code == 0
    assert newer != first(made)
    assert re.search(rf"{newer}[^\n]*现行 current", out)
    assert re.search(rf"{first(made)}[^\n]*被 {newer} 取代 superseded", re.sub(r"\s*│\s*", " ", out))
    assert "the newest publication date counts" in out.replace("\n", " ")


def test_a_report_id_leads_to_its_current_document(made: Data) -> None:
    code, out, _ = run("990202-2022-government", made)
    assert code == 0
    assert "http://127.0.0.1/later.html" in out
    assert "http://127.0.0.1/col/" in out  # the landing page
    assert out.index(made.ids[2022]) < out.index(first(made))


def test_a_cell_leads_to_its_printed_place_and_the_checks_that_hold_it(made: Data) -> None:
    code, out, _ = run(f"{first(made)}/reviews/reconsideration/total", made)
    assert code == 0
    assert re.search(r"table \d+ row \d+ column 5", out)
    assert "原文 printed text │ '11'" in out
    assert "「行政复议」行「总计」栏" in out
    assert re.search(r"▶ reviews/reconsideration/total +│ +11", out)
    assert re.search(r"reviews/reconsideration/upheld +│ +5", out)
    assert "L-SUM:reconsideration" in out
    assert "expected 10, found 11" in out
    assert "R-ROW" not in out
    assert "one of these cells is wrong" in out
    again = run("990202-2022-government/reviews/reconsideration/total", made)[1]
    assert again.count(f"{made.ids[2022]}/reviews/reconsideration/total") == 1


def test_an_issue_is_shown_with_the_cells_it_speaks_of_and_no_others(data: Data) -> None:
    page = data.body.replace(b">61330<", b"><").replace(b">3369<", "约三千".join("><").encode())
    archive(data.root / "raw", [exchange("http://127.0.0.1/x.html", page, link=Link(division_code="990202"))])
    transform(data.root / "raw", data.root / "parquet")
    name = hashlib.sha256(page).hexdigest()[:16]
    assert "unreadable_cell" in run(f"{name}/article20/penalties/decisions", data)[1]
    assert "no issue speaks of it" in run(f"{name}/article20/licences/decisions", data)[1]


def test_a_cell_that_the_page_lacks_is_explained_as_missing(data: Data) -> None:
    text = data.body.decode("utf-8")
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*行政强制.*?</tr>", text, re.DOTALL)
    assert row is not None
    page = text.replace(row[0], "").encode()
    archive(data.root / "raw", [exchange("http://127.0.0.1/x.html", page, link=Link(division_code="990202"))])
    transform(data.root / "raw", data.root / "parquet")
    code, out, _ = run(f"{hashlib.sha256(page).hexdigest()[:16]}/article20/coercions/decisions", data)
    assert code == 0
    assert re.search(r"状态 cell_status +│ missing", out)
    assert "The row as printed" not in out


@pytest.mark.parametrize(
    "name",
    [
        "0" * 16,
        "990202-2031-government",
        "990202-2022-nonsense",
        "白水县",
        "../../etc/passwd",
        "{first}/applications/granted",
        "{first}/applications/granted/nobody",
        "{first}/applications/other/total",  # a row of the other form
    ],
)
def test_an_unknown_id_is_wrong_usage_and_said_so(made: Data, name: str) -> None:
    name = name.format(first=first(made))
    code, out, err = run(name, made)
    assert (code, out) == (2, "")
    assert name.split("/")[0] in err
    assert "expected" in err or "no " in err


def test_a_folder_without_documents_is_said_so_and_not_made(tmp_path: Path, made: Data) -> None:
    nowhere = Data(tmp_path / "nothing", {}, b"")
    assert run("0" * 16, nowhere)[0] == 2
    assert not nowhere.root.exists()
    nowhere.root.mkdir()
    code, _, err = run("0" * 16, nowhere)
    assert code == 2
    assert "nianbao build" in err


def test_bytes_that_are_gone_or_others_need_a_person(data: Data) -> None:
    for path in (data.root / "raw" / "warc").iterdir():
        path.unlink()
    code, out, _ = run(first(data), data)
    assert code == 1
    plain = " ".join(out.split())  # lines break where a long path makes them
    assert "cannot be read" in plain
    assert "differs" in plain


def test_what_the_bytes_no_longer_say_is_shown_side_by_side(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {
        "id": "demo-total",
        "document": first(data),
        "target": "reviews/reconsideration/total",
        "action": "unreadable",
        "expect": {"status": "reported", "printed": "11"},
        "reason": "Smudged on the page.",
        "evidence": {"seen": "the page"},
    }
    path = tmp_path / "corrections.yml"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    theirs = correction_entries.load(path)
    monkeypatch.setattr(corrections, "committed", lambda: theirs)
    code, out, _ = run(first(data), data)
    assert code == 1
    assert "the next build reads again" in out
    assert re.search(r"reviews/reconsideration/total +│ reported 11 [^│]*│ unreadable", out)
    transform(data.root / "raw", data.root / "parquet")
    code, out, _ = run(f"{first(data)}/reviews/reconsideration/total", data)
    assert code == 0
    assert "更正 Corrections" in out
    assert "demo-total" in out
    assert "Corrections" not in run(f"{first(data)}/reviews/reconsideration/upheld", data)[1]


def test_the_published_warehouse_is_asked_where_there_is_one(data: Data) -> None:
    with duckdb.connect(str(data.root / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute(
            "create table marts.fct_reports as select '990202-2022-government' as report_id, "
            "'e8362518b30fac40' as document_id, 'C' as quality_grade"
        )
    code, out, _ = run("990202-2022-government", data)
    assert code == 0
    assert re.search(r"warehouse: document_id e8362518b30fac40 +等级 quality_grade C", out)
    assert "the next build brings it" in run("990202-2021-government", data)[1]


KEY = CellKey("applications", "granted", "total")
AT = Token("12", 2, 6, 9)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("table 2 row 6 column 9 (applications granted.total): expected a number", True),
        ("table 2 row 6 column 8 (applications granted.other_organisation): expected a number", False),
        ("table 2 row 6 (applications granted.business): expected one cell", False),
        ("table 2 row 6 (applications granted): expected 7 cells, found 6", True),
        ("table 2 row 4 (applications total): expected one column of this heading, found 2", True),
        ("table 2 row 6: expected a row label of the form, found 'x'", True),
        ("table 2 row 61: expected a row label of the form, found 'x'", False),
        ("table 12 row 6: expected a row label of the form, found 'x'", False),
        ("table 2 row 6 column 4: expected something", False),
        ("table 2 row 5 (applications carried_in): expected 7 cells, found 6", False),
        ("lines 5 to 9 (applications): expected a row label of the form before 3 figures", True),
        ("lines 5 to 9 (article20): expected a row label of the form before 3 figures", False),
        ("lines 7 to 9 (applications): expected a row label of the form before 3 figures", False),
        ("expected one title, found others", False),
        ("table 1 row 6 (article20 granted): expected 3 cells", False),
    ],
)
def test_which_issues_name_a_cell(message: str, named: bool) -> None:
    assert names_cell(Issue("warning", "x", message), KEY, AT) is named


def test_a_missing_cell_is_named_by_its_codes_alone() -> None:
    assert names_cell(Issue("warning", "x", "table 2 row 6 (applications granted): short"), KEY, None)
    assert not names_cell(Issue("warning", "x", "table 2 row 6: unknown row"), KEY, None)
