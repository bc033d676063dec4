"""Cases with typed-in truth: a folder with a saved ``response.*``, ``golden.json`` and ``note.md``.

``golden.json`` holds what a person read on the page, never what the reader said: ``identity`` (title,
issuer_name, scope, report_year, published_on, form_version); ``article20``, ``applications``, ``reviews``: for
every row code the printed text of each cell in the order of the form's columns, null for a cell the page lacks;
``values``: for single cells (``table.row.column``) what does not follow from the text alone, as ``status``,
``value`` and ``unit``; ``issues``: the codes of the issues that must stand beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.check_cells import CellKey, columns_of, form_cells
from pipeline.paths import PROJECT
from transform.numerals import DASHES

CASES = PROJECT / "tests" / "cases"


class BadCase(Exception):
    """Raised for a case folder that lacks a file or whose golden does not fit its form; says what to do."""


@dataclass(frozen=True, slots=True)
class TrueCell:
    """What the page prints in a cell; ``text`` is stripped. ``unit`` only where the golden gives one."""

    status: str
    value: Decimal | None
    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the bytes as served, and the truth about them."""

    name: str
    payload: bytes = field(repr=False)
    identity: dict[str, Any]
    issues: frozenset[str]
    cells: dict[CellKey, TrueCell] = field(repr=False)

    @property
    def form_version(self) -> str:
        """The form that the page uses."""
        return str(self.identity["form_version"])


def find_cases(folder: Path) -> list[Path]:
    """The case folders of a folder, or the folder itself where it is one; raises BadCase if there is none."""
    if (folder / "golden.json").is_file():
        return [folder]
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not found:
        raise BadCase(f"{folder}: expected folders with response.*, golden.json and note.md, found none")
    return found


def load_case(folder: Path) -> Case:
    """Load one case; raises BadCase."""
    responses = list(folder.glob("response.*"))
    if len(responses) != 1:
        raise BadCase(f"{folder}: expected one response.*, found {len(responses)}: save the page as served")
    for name in ("golden.json", "note.md"):
        if not (folder / name).is_file():
            raise BadCase(f"{folder}: expected {name}, found none: write it by hand, from the page")
    golden: dict[str, Any] = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    form = golden["identity"]["form_version"]
    return Case(
        folder.name,
        responses[0].read_bytes(),
        golden["identity"],
        frozenset(golden["issues"]),
        dict(_cells(folder, golden, form)) if form != "none" else {},
    )


def _cells(folder: Path, golden: dict[str, Any], form: str) -> list[tuple[CellKey, TrueCell]]:
    """Every cell of the form; a table that the golden leaves out is one that the page has not."""
    texts: dict[CellKey, str | None] = {}
    for table in ("article20", "applications", "reviews"):
        for row, printed in golden.get(table, {}).items():
            columns = columns_of(form, table, row)
            if len(columns) != len(printed):
                raise BadCase(
                    f"{folder}: {table} {row}: expected {len(columns)} texts as on form {form}, found "
                    f"{len(printed)}"
                )
            texts |= {
                CellKey(table, row, column): text for column, text in zip(columns, printed, strict=True)
            }
    special: dict[CellKey, dict[str, str]] = {
        CellKey(*name.split(".")): values for name, values in golden.get("values", {}).items()
    }
    tables = {key.table_name for key in texts}
    return [
        (key, _true_cell(texts.get(key), special.get(key, {})))
        for key in form_cells(form)
        if key.table_name in tables
    ]


def _true_cell(text: str | None, special: dict[str, str]) -> TrueCell:
    if text is None:
        return TrueCell("missing", None, "")
    status = special.get("status") or ("blank" if not text else "dash" if text in DASHES else "reported")
    value = Decimal(special.get("value", text)) if status == "reported" else None
    return TrueCell(status, value, text, special.get("unit"))
