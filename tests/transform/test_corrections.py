"""Corrections: what a person may say of a document, what not, and that a stale entry changes nothing."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.transform.archives import archive, demo_exchanges
from transform import corrections
from transform.correction_entries import Corrections, CorrectionsError, load
from transform.corrections import correct
from transform.forms.cells import Cell
from transform.identity import Known
from transform.read_report import Report, read_report
from transform.run import extractor_version, transform

PAGE = demo_exchanges()[0].body
SHA = hashlib.sha256(PAGE).hexdigest()
KNOWN = Known(division_code="990104")


def as_read() -> Report:
    return read_report(PAGE, KNOWN)


def cell(report: Report, target: str) -> Cell:
    key = tuple(target.split("/"))
    return next(c for c in report.cells if (c.table_name, c.row_code, c.col_code) == key)


def entry(target: str = "applications/granted/total", **changes: Any) -> dict[str, Any]:
    """A valid entry for a cell of the demo page, with fields changed; a field changed to ... is left out."""
    at = cell(as_read(), target)
    assert at.token is not None
    row: dict[str, Any] = {
        "id": "demo-granted",
        "document": SHA[:16],
        "target": target,
        "action": "ambiguous",
        "expect": {"status": at.status, "printed": at.token.text},
        "reason": "Two rows of the page run together here.",
        "evidence": {"seen": "the page's second table, row 5"},
    }
    row |= changes
    return {name: value for name, value in row.items() if value is not ...}


def read_entry(
    target: str, printed: str, value: str | None, *, at: str | None = None, **changes: Any
) -> dict[str, Any]:
    """An entry that says which printed text stands in a cell; ``at`` is the cell where that text is printed."""
    token = cell(as_read(), at or target).token
    assert token is not None
    place = {"table": token.table_no, "row": token.row_no, "column": token.col_no}
    evidence = {"seen": "the page's second table", **place, "printed": printed}
    return entry(target, action="read", value=... if value is None else value, evidence=evidence, **changes)


def file_of(tmp_path: Path, *rows: Any) -> Path:
    path = tmp_path / "corrections.yml"
    path.write_text(yaml.safe_dump(list(rows), allow_unicode=True), encoding="utf-8")
    return path


def loaded(tmp_path: Path, *rows: dict[str, Any]) -> Corrections:
    return load(file_of(tmp_path, *rows))


def corrected(tmp_path: Path, *rows: dict[str, Any]) -> Report:
    return correct(as_read(), SHA, loaded(tmp_path, *rows))


def codes_of(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


def test_the_committed_file_is_valid_and_holds_no_entry() -> None:
    assert dict(corrections.committed().by_document) == {}
    assert correct(as_read(), SHA) == as_read()


def test_a_cell_taken_out_keeps_its_text_and_place_and_makes_the_report_partial(tmp_path: Path) -> None:
    before = cell(as_read(), "applications/granted/total")
    report = corrected(tmp_path, entry())
    after = cell(report, "applications/granted/total")
    assert (after.status, after.value, after.token) == ("ambiguous", None, before.token)
    assert report.parse_status == "partial"
    (issue,) = [issue for issue in report.issues if issue.code == "corrected"]
    assert issue.severity == "info"
    assert "demo-granted" in issue.message
    assert "applications/granted/total" in issue.message
    assert "Two rows of the page run together" in issue.message
    assert issue.context == "the page's second table, row 5"
    others = [c for c in report.cells if c is not after]
    assert others == [c for c in as_read().cells if c != before]


def test_a_printed_text_may_be_said_to_stand_in_another_cell_of_its_row(tmp_path: Path) -> None:
    """The place quoted is where the text is printed; what is printed nowhere in the row is refused."""
    source = cell(as_read(), "applications/granted/total")
    assert source.token is not None
    assert source.value
    report = corrected(
        tmp_path,
        read_entry(
            "applications/granted/business",
            source.token.text,
            str(source.value),
            at="applications/granted/total",
        ),
    )
    moved = cell(report, "applications/granted/business")
    assert (moved.status, moved.value, moved.token) == ("reported", source.value, source.token)
    assert codes_of(report) == [*codes_of(as_read()), "corrected"]


def test_a_number_that_the_row_does_not_print_is_not_taken(tmp_path: Path) -> None:
    report = corrected(tmp_path, read_entry("applications/granted/business", "987654", "987654"))
    assert report.cells == as_read().cells
    (issue,) = [issue for issue in report.issues if issue.code == "correction_stale"]
    assert issue.severity == "warning"
    assert "987654" in issue.message


def test_a_cell_is_not_called_blank_where_no_blank_is_printed(tmp_path: Path) -> None:
    report = corrected(tmp_path, read_entry("applications/granted/business", "", None))
    assert report.cells == as_read().cells
    assert "correction_stale" in codes_of(report)


@pytest.mark.parametrize(
    "expect", [{"status": "reported", "printed": "12345678"}, {"status": "blank", "printed": ""}]
)
def test_an_entry_whose_reading_has_changed_is_stale(tmp_path: Path, expect: dict[str, str]) -> None:
    report = corrected(tmp_path, entry(expect=expect))
    assert (report.cells, report.parse_status) == (as_read().cells, as_read().parse_status)
    assert codes_of(report) == [*codes_of(as_read()), "correction_stale"]
    assert "remove it" in report.issues[-1].message


def test_entries_of_other_documents_do_not_touch_this_one(tmp_path: Path) -> None:
    assert corrected(tmp_path, entry(document="0" * 16)) == as_read()
    assert corrected(tmp_path, entry(document="0" * 64)) == as_read()
    assert corrected(tmp_path, entry(document=SHA)) != as_read()


def field(target: str, value: Any, expect: Any, **changes: Any) -> dict[str, Any]:
    return (
        entry()
        | {
            "id": f"demo-{target}".replace("_", "-"),
            "target": target,
            "action": "set",
            "value": value,
            "expect": expect,
        }
        | changes
    )


def test_identity_fields_are_set_where_the_reader_says_what_is_expected(tmp_path: Path) -> None:
    identity = as_read().identity
    report = corrected(
        tmp_path,
        field("report_year", 2018, identity.report_year),
        field("scope", "office", identity.scope),
        field("division_code", "990101", identity.division_code),
        field("issuer_name", "演示北原县人民政府办公室", identity.issuer_name),
        field("published_on", date(2019, 3, 1), identity.published_on),
    )
    now = report.identity
    assert (now.report_year, now.scope, now.division_code) == (2018, "office", "990101")
    assert (now.issuer_name, now.published_on) == ("演示北原县人民政府办公室", date(2019, 3, 1))
    assert now.title == identity.title
    assert codes_of(report)[-5:] == ["corrected"] * 5
    stale = corrected(tmp_path, field("report_year", 2018, 1999 + 10))
    assert stale.identity == identity


def test_a_document_is_declared_no_report_and_keeps_what_was_read(tmp_path: Path) -> None:
    row = entry() | {"target": "document", "action": "exclude", "expect": as_read().parse_status}
    report = corrected(tmp_path, row)
    assert report.parse_status == "not_a_report"
    assert report.parse_message == row["reason"]
    assert report.cells == as_read().cells


BAD = [
    (entry() | {"note": "?"}, "note"),
    (entry(reason=...), "reason"),
    (entry(reason=""), "reason"),
    (entry(evidence=...), "evidence"),
    (entry(evidence={"seen": "page", "table": 1}), "evidence"),
    (entry(expect=...), "expect"),
    (entry(expect="reported"), "expect"),
    (entry(expect={"status": "wrong", "printed": ""}), "expect"),
    (entry(expect={"status": "reported", "printed": 12}), "expect"),
    (entry(id=...), "id"),
    (entry(id="a b"), "id"),
    (entry(document=SHA[:15]), "document"),
    (entry(document=int("12" * 8)), "document"),
    (entry() | {"target": "applications/granted/nobody"}, "target"),
    (entry() | {"target": "licences"}, "target"),
    (entry(action="set"), "action"),
    (entry(action="repair"), "action"),
    (entry(value="5"), "value"),
    (read_entry("applications/granted/total", "12", "21"), "value"),
    (read_entry("applications/granted/total", "12", None), "value"),
    (read_entry("applications/granted/total", "", "0"), "value"),
    (read_entry("applications/granted/total", "/", "0"), "value"),
    (read_entry("applications/granted/total", "12", "twelve"), "value"),
    (read_entry("applications/granted/total", "十二", "12"), "evidence.printed"),
    (field("report_year", "2021", 2020), "value"),
    (field("report_year", 1997, 2020), "value"),
    (field("report_year", 2020, 2020), "value"),
    (field("scope", "county", None), "value"),
    (field("division_code", "123456", None), "value"),
    (field("published_on", "soon", None), "value"),
    (field("issuer_name", "", None), "value"),
    (entry() | {"target": "document", "action": "exclude", "expect": "fine"}, "expect"),
    ("text", ""),
]


@pytest.mark.parametrize(("row", "name"), BAD, ids=range(len(BAD)))
def test_a_wrong_entry_is_refused_with_file_entry_and_field(tmp_path: Path, row: Any, name: str) -> None:
    path = file_of(tmp_path, row)
    with pytest.raises(CorrectionsError) as raised:
        load(path)
    message = str(raised.value)
    assert str(path) in message
    assert f"field '{name}'" in message
    assert "demo-" in message or "no. 1" in message or "'a b'" in message


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError) as raised:
        loaded(
            tmp_path,
            entry(action="repair"),
            entry(id="second", reason=""),
            entry(id="third"),
            entry(id="third"),
        )
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize("text", ["a: [", "entries: {}", "", "- !!python/object/apply:os.getcwd []"])
def test_a_file_that_is_no_list_of_entries_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionsError, match="corrections.yml"):
        load(path)


def test_amounts_read_in_the_unit_that_is_printed_or_the_forms_own(tmp_path: Path) -> None:
    amount = "article20/fees/amount_10k_yuan"
    for printed, value in (("26.55", "26.55"), ("251000元", "25.1"), ("43.788万元", "43.788")):
        (row,) = loaded(tmp_path, read_entry(amount, printed, value)).by_document[SHA[:16]]
        assert row.value == Decimal(value)
    with pytest.raises(CorrectionsError, match=r"25\.1"):
        loaded(tmp_path, read_entry(amount, "251000元", "251000"))


def test_comments_do_not_change_the_digest_but_entries_do(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry())
    digest = load(path).digest
    path.write_text("# seen again in 2024\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(path).digest == digest
    assert loaded(tmp_path, entry(reason="Another reason.")).digest != digest
    assert loaded(tmp_path).digest != digest


def test_a_changed_file_is_another_reader_version_and_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, parquet = tmp_path / "raw", tmp_path / "parquet"
    archive(raw, demo_exchanges())
    assert transform(raw, parquet).read_now == 5
    before = extractor_version()
    theirs = loaded(tmp_path, entry())
    monkeypatch.setattr(corrections, "committed", lambda: theirs)
    assert extractor_version() != before
    assert transform(raw, parquet).read_now == 5
    rows = duckdb.execute(
        f"select document_id, cell_status, value from '{parquet}/applications/*/*.parquet' "
        "where item_code = 'granted' and applicant_code = 'total' and cell_status <> 'reported'"
    ).fetchall()
    assert rows == [(SHA[:16], "ambiguous", None)]
    issues = duckdb.execute(
        f"select document_id from '{parquet}/issues/*/*.parquet' where issue_code = 'corrected'"
    ).fetchall()
    assert issues == [(SHA[:16],)]
