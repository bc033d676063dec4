"""The only place that writes Parquet. Files are pure functions of the documents in them: sorted by key, in row
groups of a fixed size, written to a temporary name and renamed, so equal input gives equal bytes and a reader
never sees half a file.

Layout: ``<table>/report_year=<YYYY>/part-<h>.parquet`` with ``h`` the first hex digit of ``document_id``; a
table always has ``report_year=__HIVE_DEFAULT_PARTITION__/part-schema.parquet`` without rows, so that a glob
matches and a schema is there before the first document is.

Rows pass through as they come, so memory does not grow with the archive: an old file and the fresh rows are
both in the order of their documents, and are merged like two sorted lists.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transform.schemas import SORT_KEYS, TABLES

NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
BUCKETS = "0123456789abcdef"

# Rows held back for one file until they make a row group: some 3 MB of cells, or of the longer texts.
ROW_GROUP = 32_768
ROW_GROUP_OF_TEXTS = 4_096
_TEXTS = frozenset({"documents", "sections", "claims", "issues"})

# The documents table is published last: a document counts as read once its row is there.
WRITE_ORDER = [*(name for name in TABLES if name != "documents"), "documents"]

YearTables: TypeAlias = dict[str, dict[int | None, pa.Table]]  # table name -> report year -> rows
Packed: TypeAlias = dict[str, dict[int | None, list[bytes]]]  # the same, its batches as Arrow writes them


class SchemaMismatch(ValueError):
    """Raised when rows do not fit a table's declared schema: a broken assumption of the code, not of a page."""


def table_of(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Columns as an Arrow table of the declared schema, sorted by the table's key.

    Raises SchemaMismatch on other columns, columns of different lengths, or missing values.
    """
    schema = TABLES[name]
    if columns.keys() != set(schema.names):
        raise SchemaMismatch(f"{name}: expected columns {sorted(schema.names)}, found {sorted(columns)}")
    lengths = {column: len(values) for column, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise SchemaMismatch(f"{name}: expected columns of one length, found {lengths}")
    arrays = [pa.array(columns[field.name], field.type) for field in schema]
    for field, array in zip(schema, arrays, strict=True):
        if not field.nullable and array.null_count:
            raise SchemaMismatch(f"{name}.{field.name}: expected a value in every row, found NULL")
    return _sorted(name, pa.Table.from_arrays(arrays, schema=schema))


def packed(tables: YearTables) -> Packed:
    """Tables as bytes to hand to another process: Arrow's own take a fifth of the time of pickled tables."""
    return {
        name: {
            year: [batch.serialize().to_pybytes() for batch in table.to_batches()]
            for year, table in years.items()
        }
        for name, years in tables.items()
    }


def unpacked(tables: Packed) -> YearTables:
    """Tables out of their bytes."""
    return {
        name: {
            year: pa.Table.from_batches(
                [pa.ipc.read_record_batch(pa.py_buffer(batch), TABLES[name]) for batch in batches],
                TABLES[name],
            )
            for year, batches in years.items()
        }
        for name, years in tables.items()
    }


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
            with _writer(name, path) as writer:
                writer.write_table(TABLES[name].empty_table())
            _publish(path)


def replace_documents(
    parquet_dir: Path,
    bucket: str,
    years: Collection[int | None],
    fresh: Iterable[YearTables],
    replaced_ids: Collection[str],
) -> None:
    """In the files of ``bucket``, take out ``replaced_ids`` and put in the ``fresh`` rows.

    ``years`` are the report years that documents of ``replaced_ids`` were written under. ``fresh`` are tables
    of ``table_of``, the documents of each after those of the one before. Nothing is changed before all of it is
    there; then file by file is. Running it again with the same arguments changes nothing; killed in between, the
    next call for the bucket clears away what it left, also if it reads a document under another year.
    """
    unfinished = _unfinished(parquet_dir, bucket)
    years = {*years, *_years_in(unfinished)}
    stale = pa.array(sorted(replaced_ids), pa.string())
    files: dict[tuple[str, int | None], _File] = {}

    def file(name: str, year: int | None) -> _File:
        if (name, year) not in files:
            files[name, year] = _File(name, partition(parquet_dir, name, year, bucket), stale)
        return files[name, year]

    try:
        for tables in fresh:
            for name, by_year in tables.items():
                for year, rows in by_year.items():
                    file(name, year).add(rows)
        for name in WRITE_ORDER:
            for year in years:
                file(name, year)
        for each in files.values():
            each.finish()
    finally:
        for each in files.values():
            each.close()
    _note_years(unfinished, {year for _, year in files})
    for name in WRITE_ORDER:
        for year in sorted({year for table, year in files if table == name}, key=lambda year: year or 0):
            files[name, year].publish()
    unfinished.unlink()


def _unfinished(parquet_dir: Path, bucket: str) -> Path:
    """Note of the report years whose files of a bucket are being published; there only meanwhile."""
    return parquet_dir / f".unfinished-{bucket}"


def _years_in(note: Path) -> set[int | None]:
    lines = note.read_text(encoding="ascii").split() if note.exists() else []
    return {None if line == NO_YEAR else int(line) for line in lines}


def _note_years(note: Path, years: Collection[int | None]) -> None:
    lines = sorted(NO_YEAR if year is None else str(year) for year in years)
    note.parent.mkdir(parents=True, exist_ok=True)
    _temporary(note).write_text("\n".join(lines), encoding="ascii")
    _publish(note)


class _File:
    """One file on its way: rows kept from the old one and fresh ones, in the order of the key."""

    def __init__(self, name: str, path: Path, stale: pa.Array) -> None:
        self._name = name
        self._path = path
        self._group = ROW_GROUP_OF_TEXTS if name in _TEXTS else ROW_GROUP
        self._source = pq.ParquetFile(path) if path.exists() else None
        self._old = self._kept(stale)
        self._held = TABLES[name].empty_table()  # old rows after the fresh ones so far
        self._waiting: list[pa.Table] = []  # rows in their final order, not yet a row group
        self._count = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, fresh: pa.Table) -> None:
        """Put in rows that come after all that were added before, and the old rows up to the last of them."""
        last = fresh["document_id"][-1]
        parts = [fresh]
        while True:
            if before := pc.less_equal(self._held["document_id"], last).to_pylist().count(True):
                parts.append(self._held.slice(0, before))
                self._held = self._held.slice(before)
            if self._held.num_rows or (held := next(self._old, None)) is None:
                break
            self._held = held
        self._append(fresh if len(parts) == 1 else _sorted(self._name, pa.concat_tables(parts)))

    def finish(self) -> None:
        """Write everything that is left."""
        self._append(self._held)
        for rows in self._old:
            self._append(rows)
        if self._count:
            self._write(pa.concat_tables(self._waiting))

    def close(self) -> None:
        """Let go of both files."""
        if self._source is not None:
            self._source.close()
        if self._writer is not None:
            self._writer.close()

    def publish(self) -> None:
        """Put the new file in the place of the old one; one without rows is none."""
        if self._writer is not None:
            _publish(self._path)
        elif self._source is not None:
            self._path.unlink()

    def _kept(self, stale: pa.Array) -> Iterator[pa.Table]:
        if self._source is not None:
            for number in range(self._source.num_row_groups):
                rows = self._source.read_row_group(number)
                kept = rows.filter(pc.invert(pc.is_in(rows["document_id"], value_set=stale)))
                yield _as_declared(self._name, kept)

    def _append(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        self._count += rows.num_rows
        if self._count < self._group:
            return
        waiting = pa.concat_tables(self._waiting)
        whole = self._count - self._count % self._group
        for start in range(0, whole, self._group):
            self._write(waiting.slice(start, self._group))
        self._waiting = [waiting.slice(whole).combine_chunks()]
        self._count -= whole

    def _write(self, rows: pa.Table) -> None:
        if self._writer is None:
            self._writer = _writer(self._name, self._path)
        self._writer.write_table(rows.combine_chunks(), row_group_size=self._group)


def read_documents(parquet_dir: Path, columns: Sequence[str]) -> pa.Table:
    """The ``columns`` of every document written so far, and ``report_year`` (int32, NULL where unknown)."""
    schema = pa.schema([TABLES["documents"].field(column) for column in columns])
    tables = [schema.empty_table().append_column("report_year", pa.array([], pa.int32()))]
    for path in sorted((parquet_dir / "documents").glob("report_year=*/part-?.parquet")):
        rows = pq.read_table(path, columns=list(columns), partitioning=None).cast(schema)
        year = path.parent.name.removeprefix("report_year=")
        value = pa.scalar(None if year == NO_YEAR else int(year), pa.int32())
        tables.append(rows.append_column("report_year", pa.repeat(value, rows.num_rows)))
    return pa.concat_tables(tables)


def _as_declared(name: str, rows: pa.Table) -> pa.Table:
    """Rows of an older file under today's schema; a column that it did not have yet is NULL."""
    schema = TABLES[name]
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.schema.names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _sorted(name: str, rows: pa.Table) -> pa.Table:
    return rows.sort_by([(key, "ascending") for key in SORT_KEYS[name]])


def _writer(name: str, path: Path) -> pq.ParquetWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return pq.ParquetWriter(_temporary(path), TABLES[name], compression="zstd")


def _publish(path: Path) -> None:
    os.replace(_temporary(path), path)


def _temporary(path: Path) -> Path:
    return path.with_name(path.name + ".tmp")
