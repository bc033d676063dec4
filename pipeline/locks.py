"""One run at a time over a data folder. The kernel drops the lock with the process, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockHeld(Exception):
    """Raised when another process is doing the same work on the same data folder."""


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file at ``path`` for the time of ``what`` (named in the message); raises LockHeld."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 200).decode("utf-8", "replace").strip()
            raise LockHeld(
                f"another {what} holds {path} ({holder or 'no details'}): wait for it to end, nothing was done"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"pid {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
