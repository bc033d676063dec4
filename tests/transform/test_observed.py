"""Every observed report with figures, printed in the layout it was found in and read back.

``data/observed.jsonl``: a report a line. ``article20``, ``applications`` and ``reviews`` hold the texts of its cells as
read on the page, by row code; ``labels`` what it prints for labels of the form; ``layout`` a function of
``observed.py``. ``lost`` names the rows (table.row_code) that this layout does not give back, and why. The address is
left out where it is a copy on a foreign domain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo import forms
from tests.transform import observed
from tests.transform.observed import LAYOUTS, Printing, RowKey
from transform.forms.cells import Cell
from transform.forms.recognise import Tables, read_tables
from transform.layouts.html import read_html
from transform.layouts.text import read_text
from transform.numerals import read_amount, read_count

DATA = Path(__file__).parent / "data" / "observed.jsonl"
# The files the data was taken from lie beside the project where it is developed.
SOURCES = Path(__file__).resolve().parents[3] / "shared" / "reference"
SOURCE_FILES = {"2021form": "observed-2021form.jsonl", "2019form": "observed-2019form-and-earlier.jsonl"}

Record = dict[str, Any]
CellKey = tuple[str, str, str]

RECORDS: list[Record] = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def _id(record: Record) -> str:
    return f"{record['source']}:{record['line']}-{record['layout']}"


def figures(record: Record) -> dict[RowKey, list[str]]:
    """The texts of every recorded row of the forms."""
    rows: dict[RowKey, list[str]] = {
        (table, code): texts
        for table in ("article20", "applications")
        for code, texts in record.get(table, {}).items()
    }
    if "reviews" in record:
        rows["reviews", ""] = record["reviews"]
    return rows


def printing(record: Record) -> Printing:
    """The record's tables whole: rows it does not show are filled in its own manner, blank or 0."""
    has_blanks = any("" in texts for texts in record.get("applications", {}).values())
    return Printing(
        form=record["form"],
        figures=figures(record),
        filler="" if has_blanks else "0",
        labels=record.get("labels", {}),
        extra_rows=record.get("extra_rows", ()),
        sub_rows=record.get("sub_rows", {}),
        trailing=record.get("trailing", 0),
        script=record.get("script", ""),
    )


def read(record: Record) -> Tables:
    parts = observed.parts_of(printing(record))
    if record["layout"] == "drawn":
        return read_tables(read_html(observed.drawn(parts)))
    return read_tables(read_text("\n".join(LAYOUTS[record["layout"]](parts))))


def columns_of(form: str, table: str, row: str) -> list[CellKey]:
    """The cells that the form has in a row, in order."""
    return [key for key in forms.cell_keys(form) if key[0] == table and (key[1] == row or table == "reviews")]


def as_recorded(text: str, cell: Cell, form: str) -> bool:
    """Whether a cell is what its printed text says, and keeps that text."""
    if cell.table_name == "article20" and cell.col_code.startswith("amount"):
        numeral = read_amount(text, heading_unit="万元" if form == "2021" else None)
    else:
        numeral = read_count(text, signed=cell.col_code == "change")
    raw = cell.token.text if cell.token else ""
    return (cell.status, cell.value, raw) == (numeral.status, numeral.value, text)


@pytest.mark.parametrize("record", [pytest.param(record, id=_id(record)) for record in RECORDS])
def test_a_report_reads_as_recorded(record: Record) -> None:
    tables = read(record)
    assert tables.form_version == record["form"]
    found = {(cell.table_name, cell.row_code, cell.col_code): cell for cell in tables.cells}
    lost = dict(record.get("lost", {}))
    for (table, row), texts in figures(record).items():
        keys = columns_of(record["form"], table, row)
        right = [
            key in found and as_recorded(text, found[key], record["form"])
            for key, text in zip(keys, texts, strict=False)
        ]
        name = f"{table}.{row}"
        if lost.pop(name, None) is None:
            assert len(texts) == len(keys), name
            assert all(right), (name, [found.get(key) for key in keys])
            continue
        assert not all(right) or len(texts) != len(keys), f"{name} reads as recorded: take it out of 'lost'"
        for key, is_right in zip(keys, [*right, *[False] * len(keys)], strict=False):
            assert is_right or key not in found or found[key].value is None, key
        assert tables.issues
    assert lost == {}


def _cells(rows: Any) -> Iterator[str]:
    for texts in rows:
        yield from [text for own in texts.values() for text in own] if isinstance(texts, dict) else texts


@pytest.mark.skipif(not SOURCES.exists(), reason="the observation files are not here")
def test_the_data_agrees_with_the_observation_files() -> None:
    """As many reports as have figures there, each with the same cells in the same order."""
    for source, name in SOURCE_FILES.items():
        lines = (SOURCES / name).read_text(encoding="utf-8").splitlines()
        own = {record["line"]: record for record in RECORDS if record["source"] == source}
        shown = {number: json.loads(line) for number, line in enumerate(lines, start=1)}
        shown = {
            number: report
            for number, report in shown.items()
            if report.get("art20") or report.get("applications")
        }
        assert own.keys() == shown.keys()
        for number, report in shown.items():
            expected = [
                *_cells(report.get("art20", {}).values()),
                *_cells(report.get("applications", {}).values()),
            ]
            expected += _cells(report.get("review_litigation", {}).values())
            record = own[number]
            kept = [*_cells(record.get("article20", {}).values())]
            kept += [text for _, _, texts in record.get("extra_rows", ()) for text in texts]
            kept += [
                text
                for rows in record.get("sub_rows", {}).values()
                for texts in rows.values()
                for text in texts
            ]
            kept += [*_cells(record.get("applications", {}).values()), *record.get("reviews", ())]
            assert (kept, record["issuer"]) == (expected, report["issuer"])
