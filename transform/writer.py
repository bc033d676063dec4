"""The only place that writes Parquet. Files are pure functions of the documents in them: sorted by key, written
to a temporary name and renamed, so equal input gives equal bytes and a reader never sees half a file.

Layout: ``<table>/report_year=<YYYY>/part-<h>.parquet`` with ``h`` the first hex digit of ``document_id``; a
table always has ``report_year=__HIVE_DEFAULT_PARTITION__/part-schema.parquet`` without rows, so that a glob
matches and a schema is there before the first document is.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transform.schemas import SORT_KEYS, TABLES

NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
BUCKETS = "0123456789abcdef"

# The documents table is written last: a document counts as read once its row is there.
WRITE_ORDER = [*(name for name in TABLES if name != "documents"), "documents"]


class SchemaMismatch(ValueError):
    """Raised when rows do not fit a table's declared schema: a broken assumption of the code, not of a page."""


def table_of(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the declared schema; raises SchemaMismatch on other columns or missing values.

    (Arrow itself drops extra keys and fills absent ones without a word.)
    """
    schema = TABLES[name]
    expected = set(schema.names)
    for row in rows:
        if row.keys() != expected:
            raise SchemaMismatch(f"{name}: expected columns {sorted(expected)}, found {sorted(row)}")
    table = pa.Table.from_pylist(list(rows), schema=schema)
    _check_required(name, table)
    return table


def _check_required(name: str, table: pa.Table) -> None:
    for field in table.schema:
        if not field.nullable and table.column(field.name).null_count:
            raise SchemaMismatch(f"{name}.{field.name}: expected a value in every row, found NULL")


def partition(parquet_dir: Path, name: str, report_year: int | None, bucket: str) -> Path:
    """File of one table, year and bucket."""
    year = NO_YEAR if report_year is None else f"{report_year:04d}"
    return parquet_dir / name / f"report_year={year}" / f"part-{bucket}.parquet"


def ensure_schema_files(parquet_dir: Path) -> None:
    """Give every table its empty file, and clear away what a killed run left half written."""
    for stale in parquet_dir.glob("*/*/*.parquet.tmp"):
        stale.unlink()
    for name in TABLES:
        path = partition(parquet_dir, name, None, "schema")
        if not path.exists() or pq.read_schema(path) != TABLES[name]:
            _write(TABLES[name].empty_table(), path)


def replace_documents(
    parquet_dir: Path,
    bucket: str,
    years: Iterable[int | None],
    fresh: dict[str, dict[int | None, pa.Table]],
    stale_ids: Collection[str],
) -> None:
    """In the files of ``bucket`` for ``years``, take out ``stale_ids`` and put in the ``fresh`` rows.

    ``fresh``: table name -> report year -> rows. Running it again with the same arguments changes nothing.
    """
    stale = pa.array(sorted(stale_ids), pa.string())
    for name in WRITE_ORDER:
        for year in years:
            path = partition(parquet_dir, name, year, bucket)
            parts = [fresh.get(name, {}).get(year, TABLES[name].empty_table())]
            if path.exists():
                old = pq.read_table(path, schema=TABLES[name], partitioning=None)
                parts.append(old.filter(pc.invert(pc.is_in(old["document_id"], value_set=stale))))
            table = pa.concat_tables(parts)
            if table.num_rows:
                _write(table.sort_by([(key, "ascending") for key in SORT_KEYS[name]]), path)
            elif path.exists():
                path.unlink()


def read_documents(parquet_dir: Path, columns: Sequence[str]) -> list[tuple[int | None, dict[str, Any]]]:
    """(report year, row) of every document written so far, with the ``columns`` asked for."""
    rows: list[tuple[int | None, dict[str, Any]]] = []
    for path in sorted((parquet_dir / "documents").glob("report_year=*/part-?.parquet")):
        year = path.parent.name.removeprefix("report_year=")
        for row in pq.read_table(path, columns=list(columns), partitioning=None).to_pylist():
            rows.append((None if year == NO_YEAR else int(year), row))
    return rows


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".parquet.tmp")
    pq.write_table(table.combine_chunks(), temporary, compression="zstd")
    os.replace(temporary, path)
