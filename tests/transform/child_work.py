"""What the tests have the reading child do: work, and every way not to finish it."""

from __future__ import annotations

import ctypes
import os
import signal

from transform import bounded


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        pass


def hang() -> None:
    signal.pause()


def starve() -> int:
    return len(bytearray(2_000_000_000))


def grow(size: int) -> int:
    return len(b"x" * size)


def crash() -> None:
    ctypes.string_at(0)


def fail() -> None:
    raise ValueError("no such thing")


def chatter() -> str:
    print("from Python")  # noqa: T201
    os.write(1, b"from a library")
    return "answer"


def process_of_child(limits: bounded.Limits) -> int:
    """Asked of a worker: the process of the child it reads with."""
    return bounded.run(limits, os.getpid)
