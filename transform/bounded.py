"""Work on hostile input in a child process with limits of time and memory.

PDF, Office files and very large pages go through native code and unfold to many times their size. One child a
process reads them, one after the other; when it is killed, starved or crashes, the document gets an issue and
the next one a new child. It is started by the first such document: most batches have none.
"""

from __future__ import annotations

import atexit
import os
import pickle
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_HEADER = 8  # bytes of a frame's length
_GRACE = (
    2.0  # seconds between asking the child to end and killing it: it may have a program of its own to end
)
# Said by allocators that give up instead of raising (Rust, C++, Python's own start).
_STARVED = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"annot allocate memory")
# default 300 MB: a child that once grew beyond is not used again, what it freed may be in pieces
_WORN_BYTES = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: processor seconds (of all threads), seconds on the clock, bytes of address space above
    what the child holds at its start.

    The processor's time is what normally ends a call, so that a busy machine gives the same answers; the clock
    is for what waits without working.
    """

    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int


class LimitReached(Exception):
    """The child could not finish. ``code`` is the issue's: time_limit, memory_limit or carrier_failed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WorkFailed(Exception):
    """The function raised in the child; the message names what, a note holds the traceback."""


def run(
    limits: Limits, function: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """``function(*args, **kwargs)`` in the child; all of it must pickle. Raises LimitReached and WorkFailed."""
    with _lock:
        global _child
        if _child is None or not _child.is_usable():
            if _child is not None:
                _child.close()
            _child = _Child()
        return _child.call(limits, (function, args, kwargs))


class _Child:
    """The parent's end of one child process."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._process = subprocess.Popen(
            [sys.executable, "-m", "transform.bounded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=Path(__file__)
            .resolve()
            .parents[1],  # -m looks there first: parent and child run the same code
        )
        self._is_worn = False

    def is_usable(self) -> bool:
        """Whether it runs, belongs to this process (not to the one this was forked from) and is not worn."""
        return self._owner == os.getpid() and not self._is_worn and self._process.poll() is None

    def call(self, limits: Limits, work: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            _write(self._process.stdin, pickle.dumps((limits, work)))
            reply = _read_within(self._process.stdout, time.monotonic() + limits.wall_seconds)
        except (EOFError, BrokenPipeError):
            raise self._death(limits) from None
        except TimeoutError:
            self.close()
            raise LimitReached(
                "time_limit", f"expected to be read within {limits.wall_seconds:g} s, was ended then"
            ) from None
        except BaseException:  # interrupted: the child still works on what nobody waits for
            self.close()
            raise
        outcome, value, self._is_worn = pickle.loads(reply)
        if outcome == "returned":
            return value
        if outcome == "starved":
            raise _memory_limit(limits)
        failed = WorkFailed(value.strip().rpartition("\n")[2])
        failed.add_note(value)
        raise failed

    def _death(self, limits: Limits) -> LimitReached:
        status = self._process.wait()
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - 4096))
        said = self._said.read()
        self.close()
        if status == -signal.SIGPROF:
            return LimitReached(
                "time_limit",
                f"expected to be read in {limits.cpu_seconds:g} s of processor time, was ended then",
            )
        if any(mark in said for mark in _STARVED):
            return _memory_limit(limits)
        how = signal.Signals(-status).name if status < 0 else f"exit code {status}"
        return LimitReached(
            "carrier_failed", f"expected to be read, but the program that reads it ended with {how}"
        )

    def close(self) -> None:
        """End the child; harmless when it ended already, or is another process's."""
        if self._owner == os.getpid():
            self._process.terminate()
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue  # what was not sent to a dead child is lost with it


def _memory_limit(limits: Limits) -> LimitReached:
    return LimitReached(
        "memory_limit",
        f"expected to be read in {limits.memory_bytes // 1024 // 1024} MB of memory, it asked for more",
    )


_child: _Child | None = None
_lock = threading.Lock()


@atexit.register
def close() -> None:
    """End the child, if there is one; the next call starts another."""
    global _child
    with _lock:
        if _child is not None:
            _child.close()
        _child = None


def _write(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(len(body).to_bytes(_HEADER, "big"))
    pipe.write(body)
    pipe.flush()


def _read_within(pipe: IO[bytes], deadline: float) -> bytes:
    """One frame; EOFError where the pipe ends before it does, TimeoutError past ``deadline``."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        body = bytearray()
        size: int | None = None
        while size is None or len(body) < size:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            wanted = _HEADER if size is None else size
            part = os.read(pipe.fileno(), min(wanted - len(body), 1 << 20))
            if not part:
                raise EOFError
            body += part
            if size is None and len(body) == _HEADER:
                size = int.from_bytes(body, "big")
                body.clear()
    return bytes(body)


def _serve() -> None:
    """The child: read a call, work within its limits, answer; until the pipe ends."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between two answers
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    while header := requests.read(_HEADER):
        body = requests.read(int.from_bytes(header, "big"))
        _write(replies, _answer(body))


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _answer(body: bytes) -> bytes:
    limits, (function, args, kwargs) = pickle.loads(body)
    _confine(limits)
    try:
        outcome, value = "returned", function(*args, **kwargs)
    except MemoryError:
        outcome, value = "starved", None
    except Exception:  # noqa: BLE001 - the parent raises it
        import traceback

        outcome, value = "raised", traceback.format_exc()
    signal.setitimer(signal.ITIMER_PROF, 0)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return pickle.dumps((outcome, value, _peak_bytes() > _WORN_BYTES))


def _peak_bytes() -> int:
    """The most memory this process held. ``getrusage`` would begin with what the process held that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _confine(limits: Limits) -> None:
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)  # nobody handles its signal: it ends the process
    statm = Path("/proc/self/statm")  # only Linux tells, and only Linux keeps to the limit
    if statm.exists():
        held = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + limits.memory_bytes, resource.RLIM_INFINITY))


if __name__ == "__main__":
    _serve()
