"""The one way into the raw archive: WARC files written append-only, indexed once closed, salvaged if torn."""

import fcntl
import io
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.archive_index import OPEN_SUFFIX, index_row, write_index
from crawler.warc_format import (
    PAYLOAD_RECORD_TYPES,
    Exchange,
    Link,
    Resource,
    StoredRecord,
    TornMember,
    iter_members,
    one_line,
    parse_record,
    start_file,
    write_exchange,
    write_resource,
)

# default 1 GiB: the size web archives agree on; large enough to be few, small enough to copy and re-read.
ROTATE_BYTES = 1024**3


class LockHeld(Exception):
    """Another crawl or import is writing to this archive."""


class ArchiveLock:
    """Exclusive right to write to raw/, held by crawl and import; readers need none.

    The kernel drops it with the process, so a killed run leaves nothing to clean up.
    """

    def __init__(self, raw_dir: Path) -> None:
        self._path = raw_dir / ".lock"
        self._file: int | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise LockHeld(
                f"{self._path}: held by process {holder}, which is writing to this archive; "
                "wait until it ends, or end it, and run again"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._file = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class ArchiveWriter:
    """Appends exchanges to raw/warc/; use as a context manager, under an ArchiveLock.

    A file is opened with the first exchange, so a run with nothing new leaves nothing behind.
    """

    def __init__(self, raw_dir: Path, rotate_bytes: int = ROTATE_BYTES) -> None:
        self._raw_dir = raw_dir
        self._rotate_bytes = rotate_bytes
        self._path: Path | None = None
        self._descriptor = -1
        self._size = 0
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, exchange: Exchange) -> dict[str, Any]:
        """Archive one exchange; return its index row.

        Raises PayloadError or PayloadTooBig before anything is written.
        """
        record = StoredRecord(
            record_type="response",
            record_id="",
            url=one_line(exchange.key),
            date=exchange.fetched_at.astimezone(UTC),
            content_type="",
            refers_to="",
            http_status=exchange.http_status,
            http_headers=exchange.headers,
            body=exchange.body,
        )
        row = index_row(record, _clean(exchange.link), "", 0, 0)
        block = io.BytesIO()
        return self._append(block, row, *write_exchange(block, exchange))

    def write_resource(self, resource: Resource) -> dict[str, Any]:
        """Archive bytes that came without HTTP; return the index row. Raises PayloadTooBig."""
        record = StoredRecord(
            record_type=resource.record_type,
            record_id="",
            url=one_line(resource.url),
            date=resource.fetched_at.astimezone(UTC),
            content_type=resource.content_type,
            refers_to="",
            http_status=None,
            http_headers=[],
            body=resource.body,
        )
        row = index_row(record, _clean(resource.link), "", 0, 0)
        block = io.BytesIO()
        return self._append(block, row, *write_resource(block, resource))

    def close(self) -> None:
        """Close, rename and index the current file; nothing to do when nothing was written."""
        if self._path is None:
            return
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        path, self._path = self._path, None
        if self._size == 0:
            # Opened, but its first record could not be written.
            path.unlink()
            return
        closed = path.with_name(path.name.removesuffix(".open"))
        os.rename(path, closed)
        write_index(self._raw_dir, closed)

    def _append(self, block: io.BytesIO, row: dict[str, Any], offset: int, length: int) -> dict[str, Any]:
        """Append the records of one document as a whole; OSError leaves the file as it was."""
        data = block.getvalue()
        if self._path is None:
            self._path = self._open_file()
        if self._size == 0:
            head = io.BytesIO()
            start_file(head, self._path.name.removesuffix(".open"))
            data = head.getvalue() + data
            offset += len(head.getvalue())
        row |= {
            "warc_file": self._path.name.removesuffix(".open"),
            "warc_offset": self._size + offset,
            "warc_length": length,
        }
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(data)
        self.written += 1
        if self._size >= self._rotate_bytes:
            self.close()
        return row

    def _open_file(self) -> Path:
        folder = self._raw_dir / "warc"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"nianbao-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}{OPEN_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(folder / name, flags, 0o644)
        self._size = 0
        return folder / name


def salvage(raw_dir: Path) -> list[str]:
    """Close the files a killed run left open; return what was done, one line a file. Needs the ArchiveLock.

    Whole records are kept, the torn tail is cut; a file without one whole response is removed.
    """
    done: list[str] = []
    for path in sorted((raw_dir / "warc").glob(f"*{OPEN_SUFFIX}")):
        keep, records = _whole_part(path)
        cut = path.stat().st_size - keep
        if records == 0:
            path.unlink()
            done.append(f"{path.name}: removed, it holds no whole response")
            continue
        with path.open("r+b") as stream:
            stream.truncate(keep)
            os.fsync(stream.fileno())
        closed = path.with_name(path.name.removesuffix(".open"))
        os.rename(path, closed)
        write_index(raw_dir, closed)
        done.append(f"{closed.name}: salvaged with {records} responses, {cut} bytes cut")
    return done


def _whole_part(path: Path) -> tuple[int, int]:
    """Bytes up to the end of the last whole payload record, and how many of those there are."""
    keep = records = 0
    with path.open("rb") as stream:
        try:
            for member in iter_members(stream):
                if parse_record(member).record_type in PAYLOAD_RECORD_TYPES:
                    keep, records = member.offset + member.length, records + 1
        except TornMember:
            # The expected end of a killed writer's file: everything before it is whole.
            return keep, records
    return keep, records


def _clean(link: Link) -> Link:
    """The link as it reads back from the file."""
    return Link(
        one_line(link.landing_url),
        one_line(link.division_code),
        one_line(link.scope),
        one_line(link.role),
        one_line(link.link_title),
    )
