"""The Parquet files looked over before dbt reads them: what it would fail on, or silently lose, by file and rule.

A file that passed is not looked over again until it changes; cells without their document are searched for in all,
since it is another file that makes them so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import working_memory
from pipeline.paths import DataFolder
from transform import codes
from transform.schemas import SORT_KEYS, TABLES

# Tables of which a row is one thing that no second row may be.
_UNIQUE = ("documents", "article20", "applications", "reviews")
_CELL_TABLES = ("article20", "applications", "reviews")
MOST_LISTED = 20


class BadInput(Exception):
    """Raised when Parquet files break a rule of their tables; the message names each file, place and rule."""


def check_inputs(data: DataFolder) -> None:
    """Check every Parquet file that changed since it last passed; raises BadInput with all that is wrong."""
    files = {name: sorted((data.parquet / name).rglob("*.parquet")) for name in TABLES}
    passed = _read_passed(data.build / "inputs.json")
    now = {str(path): _stamp(path) for paths in files.values() for path in paths}
    changed = {
        name: [path for path in paths if passed.get(str(path)) != now[str(path)]]
        for name, paths in files.items()
    }
    faults = [
        fault for name, paths in changed.items() for path in paths for fault in _schema_faults(name, path)
    ]
    if not faults:
        with working_memory.connect(data) as connection:
            for name, paths in changed.items():
                if paths:
                    faults += _unknown_codes(connection, name, paths)
                if name in _UNIQUE:
                    # File by file: a million documents have too many keys to hold at once.
                    faults += [fault for path in paths for fault in _duplicates(connection, name, path)]
            faults += _documents_in_two_files(connection, files["documents"])
            for name in _CELL_TABLES:
                faults += _orphans(connection, name, files[name], files["documents"])
    if faults:
        listed = "\n  ".join(faults[:MOST_LISTED])
        more = f"\n  … and {len(faults) - MOST_LISTED} more" if len(faults) > MOST_LISTED else ""
        raise BadInput(
            f"the warehouse was not built and the old one stays in place; these files break rules of their tables:\n"
            f"  {listed}{more}\n"
            f"  Remove the folder {data.parquet} and build again: all documents are read anew from the archive."
        )
    _write_passed(data.build / "inputs.json", now)


def _schema_faults(name: str, path: Path) -> Iterator[str]:
    try:
        found = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        yield f"{path}: not a readable Parquet file ({error})"
        return
    for field in TABLES[name]:
        at = found.get_field_index(field.name)
        if at < 0:
            yield f"{path}: column {field.name} is missing; expected {field.type}"
        elif found.field(at).type != field.type:
            yield f"{path}: column {field.name} is {found.field(at).type}, expected {field.type}"


def _known() -> dict[str, dict[str, frozenset[str]]]:
    """Table, column: the codes that may stand there."""
    cells = {"cell_status": codes.CELL_STATUSES}

    def of(table: str, column: str) -> frozenset[str]:
        return frozenset(getattr(item, column) for form in codes.FORMS for item in codes.items(form, table))

    return {
        "documents": {
            "form_version": frozenset({*codes.FORMS, "2014", "none"}),
            "scope": frozenset({"government", "office", "department", "township", "other"}),
            "parse_status": frozenset({"ok", "partial", "no_tables", "not_a_report", "error"}),
        },
        "article20": cells
        | {"item_code": of("article20", "row_code"), "measure_code": of("article20", "column_code")},
        "applications": cells
        | {
            "item_code": of("applications", "row_code"),
            "applicant_code": frozenset(codes.applicants()),
        },
        "reviews": cells
        | {"channel_code": of("reviews", "row_code"), "outcome_code": of("reviews", "column_code")},
        "issues": {"severity": frozenset({"error", "warning", "info"})},
    }


def _unknown_codes(connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> list[str]:
    faults: list[str] = []
    for column, known in _known().get(name, {}).items():
        rows = connection.execute(
            f"""
            select filename, {column}, min(document_id) from read_parquet($files, filename = true)
            where not list_contains($known, {column}) group by all order by all limit {MOST_LISTED}
            """,  # noqa: S608 (column names are our own)
            {"files": [str(path) for path in paths], "known": sorted(known)},
        ).fetchall()
        faults += [
            f"{path}: document {document_id}: {column} is {code!r}, which is none of {', '.join(sorted(known))}"
            for path, code, document_id in rows
        ]
    return faults


def _duplicates(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> list[str]:
    keys = ", ".join(SORT_KEYS[name])
    rows = connection.execute(
        f"""
        select {keys}, count(*) from read_parquet($file)
        group by all having count(*) > 1 order by all limit {MOST_LISTED}
        """,  # noqa: S608 (column names are our own)
        {"file": str(path)},
    ).fetchall()
    return [
        f"{path}: {count} rows of the key ({keys}) = ({', '.join(map(str, key))}), expected one"
        for *key, count in rows
    ]


def _documents_in_two_files(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> list[str]:
    if not paths:
        return []
    rows = connection.execute(
        f"""
        select document_id, list(filename order by filename) from read_parquet($files, filename = true)
        group by document_id having count(distinct filename) > 1 order by 1 limit {MOST_LISTED}
        """,  # noqa: S608 (a number of our own)
        {"files": [str(path) for path in paths]},
    ).fetchall()
    return [
        f"{', '.join(found)}: document {document_id} is in each, expected in one"
        for document_id, found in rows
    ]


def _orphans(
    connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path], documents: Sequence[Path]
) -> list[str]:
    if not paths:
        return []
    rows = connection.execute(
        f"""
        select filename, document_id, count(*) from read_parquet($files, filename = true)
        where document_id not in (select document_id from read_parquet($documents))
        group by all order by all limit {MOST_LISTED}
        """,  # noqa: S608 (a number of our own)
        {"files": [str(path) for path in paths], "documents": [str(path) for path in documents]},
    ).fetchall()
    return [
        f"{path}: {count} rows of {name} are of document {document_id}, which is not in documents"
        for path, document_id, count in rows
    ]


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _read_passed(path: Path) -> dict[str, list[int]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}  # none yet, or cut off by a kill: all files are looked over again
    return found if isinstance(found, dict) else {}


def _write_passed(path: Path, passed: dict[str, list[int]]) -> None:
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(json.dumps(passed), encoding="utf-8")
    os.replace(temporary, path)
