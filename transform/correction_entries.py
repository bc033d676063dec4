"""The entries of a corrections file, and their validation: a wrong entry stops the run before a document is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from transform import codes
from transform.numerals import Numeral, read_amount, read_count

SCOPES = ("government", "office", "department", "township", "other")
STATUSES = ("ok", "partial", "no_tables", "not_a_report", "error")
FIELDS = ("title", "issuer_name", "scope", "division_code", "report_year", "published_on")
CELL_ACTIONS = ("read", "ambiguous", "unreadable")
FIRST_YEAR, LAST_YEAR = 2008, 2100  # the Regulation took effect in 2008

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,79}")
_DOCUMENT = re.compile(r"[0-9a-f]{16}|[0-9a-f]{64}")
_KEYS = {"id", "document", "target", "action", "value", "expect", "reason", "evidence"}
_PLACE = ("table", "row", "column")


class CorrectionsError(Exception):
    """Raised when a corrections file is not valid; names the file, and each entry and field that is wrong."""


@dataclass(frozen=True, slots=True)
class CellExpected:
    """What the reader says of a cell: its state and the printed text, empty where the cell is missing."""

    status: str
    printed: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry. ``cell`` is None for a field or the whole document; the place is 0 but for ``read``."""

    id: str
    document: str
    target: str
    cell: tuple[str, str, str] | None
    action: str
    value: object
    expect: object
    reason: str
    seen: str
    printed: str = ""
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Corrections:
    """The entries of a file. ``digest``: eight hex digits that change whenever an entry does, comments apart."""

    digest: str
    by_document: Mapping[str, Sequence[Correction]] = field(default_factory=dict)

    def of(self, payload_sha256: str) -> Sequence[Correction]:
        """The entries for a document, by its id or its whole hash, in the order of the file."""
        short = self.by_document.get(payload_sha256[:16], ())
        return [*short, *self.by_document.get(payload_sha256, ())]


def read_printed(cell: tuple[str, str, str], printed: str) -> Numeral:
    """A quoted text as the reader reads it in a cell; fees without a unit are in that of the form's heading."""
    table, row, column = cell
    if table == "article20" and codes.article20_unit(row, column) == "10k_yuan":
        return read_amount(printed, heading_unit="万元" if column == "amount_10k_yuan" else None)
    return read_count(printed, signed=column == "change")


def load(path: Path) -> Corrections:
    """Read and check a corrections file; raises CorrectionsError with every fault of it."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorrectionsError(f"{path}: not a readable YAML file: {error}") from error
    if not isinstance(rows, list):
        raise CorrectionsError(f"{path}: expected a list of entries, found {type(rows).__name__}")
    faults: list[str] = []
    entries: list[Correction] = []
    for number, row in enumerate(rows, start=1):
        name = repr(row["id"]) if isinstance(row, dict) and "id" in row else f"no. {number}"
        try:
            entries.append(_entry(row))
        except _Fault as fault:
            faults.append(f"{path}: entry {name}, {fault}")
    faults += [f"{path}: {fault}" for fault in _doubles(entries)]
    if faults:
        raise CorrectionsError("\n".join(faults))
    by_document: dict[str, list[Correction]] = defaultdict(list)
    for entry in entries:
        by_document[entry.document].append(entry)
    canonical = json.dumps(rows, sort_keys=True, default=str, ensure_ascii=False)
    return Corrections(hashlib.sha256(canonical.encode()).hexdigest()[:8], dict(by_document))


class _Fault(Exception):
    """One field of an entry is wrong."""

    def __init__(self, name: str, expected: str, found: object) -> None:
        super().__init__(f"field {name!r}: expected {expected}, found {found!r}")


def _entry(row: Any) -> Correction:
    if not isinstance(row, dict):
        raise _Fault("", "a mapping of fields", row)
    if unknown := row.keys() - _KEYS:
        raise _Fault(str(min(unknown, key=str)), f"one of {', '.join(sorted(_KEYS))}", "an unknown field")
    for name in ("id", "document", "target", "action", "reason"):
        _text(row, name)
    if not _ID.fullmatch(row["id"]):
        raise _Fault("id", "3 to 80 letters, digits and hyphens", row["id"])
    if not _DOCUMENT.fullmatch(row["document"]):
        raise _Fault("document", "16 or 64 lower-case hex digits, quoted", row["document"])
    if "expect" not in row:
        raise _Fault("expect", "what the reader says today", "nothing")
    target, action = row["target"], row["action"]
    place = _evidence(row, has_place=action == "read")
    common = {"id": row["id"], "document": row["document"], "target": target, "action": action}
    common |= {"reason": row["reason"], **place}
    if target == "document":
        _only_action(action, ("exclude",))
        _no_value(row)
        if row["expect"] not in STATUSES:
            raise _Fault("expect", f"one of {', '.join(STATUSES)}", row["expect"])
        return Correction(cell=None, value=None, expect=row["expect"], **common)
    if target in FIELDS:
        _only_action(action, ("set",))
        if "value" not in row:
            raise _Fault("value", "the field's value, or null", "nothing")
        value, expect = (_field(target, name, row[name]) for name in ("value", "expect"))
        if value == expect:
            raise _Fault("value", "another value than the reader's own", value)
        said = expect.isoformat() if isinstance(expect, date) else expect
        return Correction(cell=None, value=value, expect=said, **common)
    cell = _cell(target)
    _only_action(action, CELL_ACTIONS)
    expected = _expected_cell(row["expect"])
    value = None
    if action == "read":
        value = _read_value(row, cell, place["printed"])
    else:
        _no_value(row)
    return Correction(cell=cell, value=value, expect=expected, **common)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _Fault(name, "a text (numbers in quotes)", value)
    return value


def _evidence(row: Mapping[str, Any], *, has_place: bool) -> dict[str, Any]:
    evidence = row.get("evidence")
    wanted = {"seen", *_PLACE, "printed"} if has_place else {"seen"}
    if not isinstance(evidence, dict) or evidence.keys() != wanted:
        raise _Fault("evidence", f"a mapping of {', '.join(sorted(wanted))}", evidence)
    place: dict[str, Any] = {"seen": _text(evidence, "seen")}
    if has_place:
        for name in _PLACE:
            if type(evidence[name]) is not int or evidence[name] < 1:
                raise _Fault(f"evidence.{name}", "a number from 1 on", evidence[name])
            place[name] = evidence[name]
        if not isinstance(evidence["printed"], str):
            raise _Fault("evidence.printed", "the printed text, quoted", evidence["printed"])
        place["printed"] = evidence["printed"]
    else:
        place["printed"] = ""
    return place


def _only_action(action: str, allowed: Sequence[str]) -> None:
    if action not in allowed:
        raise _Fault("action", f"{' or '.join(allowed)} for this target", action)


def _no_value(row: Mapping[str, Any]) -> None:
    if "value" in row:
        raise _Fault("value", "no value with this action", row["value"])


def _cell(target: str) -> tuple[str, str, str]:
    parts = tuple(target.split("/"))
    is_known = len(parts) == 3 and any(
        parts[0] in ("article20", "applications", "reviews")
        and item.row_code == parts[1]
        and (parts[2] in codes.applicants() if parts[0] == "applications" else item.column_code == parts[2])
        for form in codes.FORMS
        for item in (
            codes.items(form, parts[0]) if parts[0] in ("article20", "applications", "reviews") else ()
        )
    )
    if not is_known:
        raise _Fault("target", f"a cell as table/row/column, document, or one of {', '.join(FIELDS)}", target)
    return parts[0], parts[1], parts[2]


def _expected_cell(value: Any) -> CellExpected:
    if (
        not isinstance(value, dict)
        or value.keys() != {"status", "printed"}
        or value["status"] not in codes.CELL_STATUSES
        or not isinstance(value["printed"], str)
    ):
        raise _Fault("expect", "{status: a cell_status, printed: a quoted text}", value)
    return CellExpected(value["status"], value["printed"])


def _read_value(row: Mapping[str, Any], cell: tuple[str, str, str], printed: str) -> Decimal | None:
    """The value of a ``read`` entry: exactly the number that the quoted text reads as."""
    numeral = read_printed(cell, printed)
    if numeral.status == "unreadable":
        raise _Fault("evidence.printed", "one number, an empty text or a dash", printed)
    try:
        value = None if row.get("value") is None else Decimal(str(row["value"]))
    except InvalidOperation:
        raise _Fault("value", "a number", row["value"]) from None
    if value != numeral.value:
        expected = "no value" if numeral.value is None else f"{numeral.value:f}"
        raise _Fault("value", f"{expected}, which is what {printed!r} reads as", row.get("value"))
    return value


def _field(target: str, name: str, value: Any) -> object:
    if value is None:
        return None
    if target == "report_year":
        if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
            raise _Fault(name, f"a year from {FIRST_YEAR} on", value)
        return value
    if target == "published_on":
        if type(value) is not date:
            raise _Fault(name, "a date, YYYY-MM-DD", value)
        return value
    if not isinstance(value, str) or not value.strip():
        raise _Fault(name, "a text (numbers in quotes)", value)
    if target == "scope" and value not in SCOPES:
        raise _Fault(name, f"one of {', '.join(SCOPES)}", value)
    if target == "division_code" and name == "value":
        known = {division.code for division in codes.divisions()}
        if value not in known:
            raise _Fault(name, "a division_code of divisions.csv", value)
    return value


def _doubles(entries: Sequence[Correction]) -> list[str]:
    faults: list[str] = []
    ids: set[str] = set()
    targets: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.id in ids:
            faults.append(f"entry {entry.id!r}, field 'id': expected a name of its own, found it twice")
        ids.add(entry.id)
        other = targets.setdefault((entry.document[:16], entry.target), entry.id)
        if other != entry.id:
            faults.append(
                f"entry {entry.id!r}, field 'target': expected one entry for {entry.target} of this document, "
                f"found {other!r} too"
            )
    return faults
