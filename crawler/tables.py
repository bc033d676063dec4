"""What a crawl leaves beside the archive: tables of one Parquet file a run, never changed once written.

::

    outcomes/<run_id>.parquet       one row per request: how it ended
    list_entries/<run_id>.parquet   one row per entry of a list that was not decided so before
    sweeps/<run_id>.parquet         one row per column whose lists were all walked to their ends

A long run writes further files, `<run_id>-001.parquet` and so on. Each folder has a file `schema.parquet`
without rows, so that a glob finds the columns before the first crawl.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SCHEMA_FILE = "schema.parquet"
RUN_ID_TIME = "%Y%m%dT%H%M%S"


def _text(name: str) -> pa.Field:
    return pa.field(name, pa.string(), nullable=False)


@dataclass(frozen=True, slots=True)
class RunTable:
    """One of the tables; `name` is its folder in raw/."""

    name: str
    schema: pa.Schema

    def write(self, raw_dir: Path, run_id: str, part: int, rows: Sequence[dict[str, Any]]) -> None:
        """Write one part of a run's rows, atomically; no file without rows."""
        if rows:
            stem = f"{run_id}-{part:03}" if part else run_id
            self._write(
                raw_dir / self.name / f"{stem}.parquet", pa.Table.from_pylist(rows, schema=self.schema)
            )

    def ensure(self, raw_dir: Path) -> None:
        """Give the folder its file without rows."""
        path = raw_dir / self.name / SCHEMA_FILE
        if not path.exists():
            self._write(path, self.schema.empty_table())

    def read(
        self,
        raw_dir: Path,
        *,
        columns: Sequence[str] | None = None,
        since: datetime | None = None,
        where: pc.Expression | None = None,
    ) -> pa.Table:
        """The rows of all runs (begun at or after `since`), oldest run first.

        Only `columns` and rows that fulfil `where`. Raises TableError for a file that cannot be read.
        """
        wanted = list(columns or self.schema.names)
        schema = pa.schema([self.schema.field(name) for name in wanted])
        tables = [self._read(path, wanted, where).cast(schema) for path in self._files(raw_dir, since)]
        return pa.concat_tables(tables) if tables else schema.empty_table()

    def _files(self, raw_dir: Path, since: datetime | None) -> Iterable[Path]:
        first = since.strftime(RUN_ID_TIME) if since else ""
        paths = sorted((raw_dir / self.name).glob("*.parquet"))
        return (path for path in paths if path.name != SCHEMA_FILE and path.name >= first)

    @staticmethod
    def _read(path: Path, columns: list[str], where: pc.Expression | None) -> pa.Table:
        try:
            return pq.read_table(path, columns=columns, filters=where, partitioning=None)
        except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
            raise TableError(f"{path}: not a readable table ({error}); restore it or delete it") from error

    @staticmethod
    def _write(path: Path, table: pa.Table) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".parquet.tmp")
        pq.write_table(table, temporary)
        os.replace(temporary, path)


class TableError(Exception):
    """A table of earlier runs cannot be read; the message names the file."""


def new_run_id(started_at: datetime) -> str:
    """Identity of a run; runs sort by the time they began, and no two machines name one alike."""
    return f"{started_at:{RUN_ID_TIME}}-{secrets.token_hex(4)}"


# `requested_at` is when the end of the request was known, after redirects and retries.
OUTCOMES = RunTable(
    "outcomes",
    pa.schema(
        [
            _text("run_id"),
            _text("url"),
            _text("division_code"),
            _text("column_url"),
            _text("role"),
            _text("outcome"),
            _text("message"),
            pa.field("http_status", pa.int32(), nullable=True),
            pa.field("requested_at", pa.timestamp("us", tz="UTC"), nullable=False),
        ]
    ),
)

# `list_url` is the page the entry stands on: a list, or for attachments the report. `role` is what the link
# is expected to lead to, `report_year` the year its title names, `action` what the crawl did about it.
LIST_ENTRIES = RunTable(
    "list_entries",
    pa.schema(
        [
            _text("run_id"),
            _text("division_code"),
            _text("column_url"),
            _text("list_url"),
            _text("entry_url"),
            _text("title"),
            _text("date"),
            pa.field("belongs", pa.bool_(), nullable=False),
            _text("reason"),
            pa.field("report_year", pa.int32(), nullable=True),
            _text("role"),
            _text("action"),
        ]
    ),
)

# `reports` counts the entries that belong, `first_page_reports` those among them that stood on the first page.
SWEEPS = RunTable(
    "sweeps",
    pa.schema(
        [
            _text("run_id"),
            _text("division_code"),
            _text("column_url"),
            _text("adapter"),
            pa.field("list_pages", pa.int32(), nullable=False),
            pa.field("entries", pa.int32(), nullable=False),
            pa.field("reports", pa.int32(), nullable=False),
            pa.field("first_page_reports", pa.int32(), nullable=False),
            pa.field("swept_at", pa.timestamp("us", tz="UTC"), nullable=False),
        ]
    ),
)

TABLES = (LIST_ENTRIES, SWEEPS, OUTCOMES)


def ensure_tables(raw_dir: Path) -> None:
    """Give every table its file without rows."""
    for table in TABLES:
        table.ensure(raw_dir)
