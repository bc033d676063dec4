"""Long work as a map of a pure function over batches: in this process, or over a pool of processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def map_batches(
    function: Callable[[Batch], Result], batches: Iterable[Batch], *, jobs: int
) -> Iterator[Result]:
    """Results in the order of the batches; at most two batches a worker are in flight, so memory stays flat.

    ``function`` and its batches must pickle. Workers are spawned, not forked: Arrow's threads do not survive
    a fork.
    """
    if jobs <= 1:
        yield from map(function, batches)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        pending: deque[Future[Result]] = deque()
        for batch in batches:
            pending.append(pool.submit(function, batch))
            if len(pending) >= 2 * jobs:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
