"""Who may write to an archive: one run for each shard of the registry, or one for all of it."""

import fcntl
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.shards import Shard

_NAME = re.compile(r"\.lock(?:-(\d+)-of-(\d+))?")


class LockHeld(Exception):
    """Another crawl or import is writing to this archive."""


class ArchiveLock:
    """The right to write to raw/, held by crawl, import and reindex; readers need none.

    Runs of different shards of one count go side by side; everything else waits its turn. The kernel drops the
    lock with the process, so a killed run leaves nothing to clean up. It holds for the machines that share the
    folder; over an object store nothing holds, and giving every machine a shard of its own is up to its user.
    """

    def __init__(self, raw_dir: Path, shard: Shard | None = None) -> None:
        self._shard = shard or Shard()
        self._path = raw_dir / _name(self._shard)
        self._file: int | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _take(self._path, fcntl.LOCK_EX, os.O_CREAT)
        try:
            # Taken first and looked around afterwards: of two that start at once, at least one sees the other.
            for path in sorted(self._path.parent.glob(".lock*")):
                other = _shard(path.name)
                if other is not None and other != self._shard and self._shard.overlaps(other):
                    os.close(_take(path, fcntl.LOCK_SH))
        except BaseException:
            os.close(descriptor)
            raise
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


def hold_file(descriptor: int) -> bool:
    """Hold an open WARC file for as long as its descriptor is open; False when its writer still holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take(path: Path, kind: int, flags: int = 0) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o644)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise LockHeld(
            f"{path}: held by process {holder}, which is writing to this archive; "
            "wait until it ends, or end it, and run again"
        ) from error
    return descriptor


def _name(shard: Shard) -> str:
    return ".lock" if shard.is_whole else f".lock-{shard.number}-of-{shard.count}"


def _shard(name: str) -> Shard | None:
    """The shard whose lock file this is, None for any other file."""
    match = _NAME.fullmatch(name)
    return match and Shard(int(match[1] or 1), int(match[2] or 1))
