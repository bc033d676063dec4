"""What the workers of ``test_batches.py`` do: a module of little, since every process of a pool imports it anew."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def slow_at_first(number: int) -> int:
    """Later batches are done sooner, so that results come back in another order than they were asked for."""
    time.sleep(0.3 if number == 0 else 0.0)
    return number


def fails_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("batch three")
    return number


def dies_once(place: tuple[str, int]) -> int:
    """Kill this very process the first time, as the system does when memory runs out."""
    folder, number = place
    mark = Path(folder) / f"{number}"
    if number == 2 and not mark.exists():
        mark.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dies_always(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number
