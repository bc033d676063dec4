"""The one way into the raw archive: WARC files written append-only in the local folder, indexed once closed."""

import asyncio
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from crawler.archive_index import INDEX_SCHEMA, OPEN_SUFFIX, header, index_row, write_index
from crawler.archive_lock import hold_file
from crawler.payload import Payload
from crawler.warc_format import (
    Exchange,
    Link,
    Resource,
    as_member,
    exchange_records,
    file_head,
    one_line,
    resource_records,
)

# default 1 GiB: the size web archives agree on; large enough to be few, small enough to copy and re-read.
ROTATE_BYTES = 1024**3
# default 1000 rows: gathered before they become Arrow columns, which take a quarter of the memory.
_ROWS_AT_ONCE = 1000


class ArchiveWriter:
    """Appends documents to `raw_dir`/warc; use as a context manager, under an ArchiveLock.

    A file is opened with the first document, so a run with nothing new leaves nothing behind. `written` counts
    documents.
    """

    def __init__(self, raw_dir: Path, rotate_bytes: int = ROTATE_BYTES) -> None:
        self._raw_dir = raw_dir
        self._rotate_bytes = rotate_bytes
        self._path: Path | None = None
        self._descriptor = -1
        self._size = 0
        self._rows: list[dict[str, Any]] = []
        self._tables: list[pa.Table] = []
        self._aside = ThreadPoolExecutor(1, "compress")
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._aside.shutdown()

    def write(self, exchange: Exchange, payload: Payload | None = None) -> dict[str, Any]:
        """Archive one exchange, whose `payload` the caller may know already; return its index row.

        Raises PayloadError or PayloadTooBig before anything is written, OSError having written nothing.
        """
        row = _exchange_row(exchange, payload)
        before, record = exchange_records(exchange, self._file_name())
        return self._append(before, as_member(record), row)

    async def write_aside(self, exchange: Exchange, payload: Payload) -> dict[str, Any]:
        """As `write`, compressed on another core while the event loop goes on; archived only once it returns."""
        row = _exchange_row(exchange, payload)
        warc_file = self._file_name()
        before, record = exchange_records(exchange, warc_file)
        member = await asyncio.get_running_loop().run_in_executor(self._aside, as_member, record)
        if warc_file != self._file_name():
            # That file has reached its size meanwhile; records name the file they stand in.
            return self.write(exchange, payload)
        return self._append(before, member, row)

    def write_resource(self, resource: Resource) -> dict[str, Any]:
        """Archive bytes that came without HTTP; return the index row. Raises PayloadTooBig and OSError."""
        row = index_row(
            one_line(resource.url),
            None,
            one_line(resource.content_type),
            (),
            resource.fetched_at.astimezone(UTC),
            _clean(resource.link),
            Payload.of(resource.body),
        )
        before, record = resource_records(resource, self._file_name())
        return self._append(before, as_member(record), row)

    def close(self) -> None:
        """Close, index and rename the current file; nothing to do when nothing was written."""
        if self._path is None:
            return
        path, self._path = self._path, None
        try:
            if self._size == 0:
                # Opened, but its first record could not be written.
                path.unlink()
                return
            os.fsync(self._descriptor)
            closed = path.with_name(path.name.removesuffix(".open"))
            os.rename(path, closed)
            self._pack_rows()
            write_index(self._raw_dir, closed.name, pa.concat_tables(self._tables))
        finally:
            os.close(self._descriptor)
            self._rows, self._tables = [], []

    def _file_name(self) -> str:
        """Name, once closed, of the file that is written to, which is opened if need be."""
        if self._path is None:
            self._path = self._open_file()
        return self._path.name.removesuffix(".open")

    def _append(self, before: bytes, members: bytes, row: dict[str, Any]) -> dict[str, Any]:
        """Append the records of one document as a whole; OSError leaves the file as it was."""
        if self._size == 0:
            before = file_head(self._file_name()) + before
        row |= {
            "warc_file": self._file_name(),
            "warc_offset": self._size + len(before),
            "warc_length": len(members),
        }
        try:
            rest = memoryview(before + members)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(before) + len(members)
        self.written += 1
        self._rows.append(row)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._pack_rows()
        if self._size >= self._rotate_bytes:
            self.close()
        return row

    def _pack_rows(self) -> None:
        self._tables.append(pa.Table.from_pylist(self._rows, schema=INDEX_SCHEMA))
        self._rows = []

    def _open_file(self) -> Path:
        folder = self._raw_dir / "warc"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"nianbao-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(8)}{OPEN_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(folder / name, flags, 0o644)
        # Runs of other shards salvage what a killed run left, and tell by this what is still written to.
        hold_file(self._descriptor)
        self._size = 0
        return folder / name


def _exchange_row(exchange: Exchange, payload: Payload | None) -> dict[str, Any]:
    headers = exchange.headers
    return index_row(
        one_line(exchange.key),
        exchange.http_status,
        header(headers, "content-type"),
        headers,
        exchange.fetched_at.astimezone(UTC),
        _clean(exchange.link),
        payload or Payload.of(exchange.body, headers),
    )


def _clean(link: Link) -> Link:
    """The link as it reads back from the file."""
    return Link(
        one_line(link.landing_url),
        one_line(link.division_code),
        one_line(link.scope),
        one_line(link.role),
        one_line(link.link_title),
    )
