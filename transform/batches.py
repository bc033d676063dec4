"""Long work as a map of a pure function over batches: in this process, over a pool of processes, or over a Dask
cluster. One interface, so that what runs on a laptop runs on a cluster as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from distributed import Client

Batch = TypeVar("Batch")
Result = TypeVar("Result")

IN_FLIGHT = 2  # batches a worker: one being done, one waiting, so that memory stays flat and no worker idles
MOST_LOST = 3  # times a batch may lose its worker before the run stops; Dask's own default
SECONDS_TO_ANSWER = 30  # for a scheduler to answer
SECONDS_FOR_A_WORKER = 30  # for its first worker to be there


class ReadingStopped(Exception):
    """Raised when not a document but what reads them fails; everything written so far stays."""


class SchedulerError(ReadingStopped):
    """Raised when the cluster named by ``--scheduler`` cannot be used; the message says what to do."""


class WorkersLost(ReadingStopped):
    """Raised when workers die again and again over the same batches."""


def map_batches(
    function: Callable[[Batch], Result], batches: Iterable[Batch], *, jobs: int, scheduler: str | None = None
) -> Generator[Result, None, None]:
    """Results in the order of the batches; at most two batches a worker are in flight, so memory stays flat.

    ``scheduler`` is the address of a Dask scheduler (``tcp://host:port``) whose workers do the work; without
    it ``jobs`` processes of this machine do, or this process alone. ``function`` and its batches must pickle
    and be pure: a batch whose worker is lost is done again by another. Files that a batch names must be there
    under the same path on every worker. Dask's workers profile themselves unless told not to, which takes an
    eighth of the time of reading: ``DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False dask worker …``.

    Closing the generator, as Ctrl-C does, takes back what has not begun. Raises what ``function`` raises,
    SchedulerError, and WorkersLost.
    """
    if scheduler is not None:
        yield from _over_cluster(function, batches, scheduler)
    elif jobs > 1:
        yield from _over_processes(function, batches, jobs)
    else:
        yield from map(function, batches)


def _over_processes(
    function: Callable[[Batch], Result], batches: Iterable[Batch], jobs: int
) -> Iterator[Result]:
    """A pool that lost a worker is broken for good: a new one does again what was in flight."""
    left = iter(batches)
    undone: deque[Batch] = deque()
    lost = 0
    while undone or (undone := deque(islice(left, IN_FLIGHT * jobs))):
        pending: deque[Future[Result]] = deque()
        # Spawned, not forked: Arrow's threads do not survive a fork.
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
        try:
            pending.extend(pool.submit(function, batch) for batch in undone)
            while pending:
                result = pending[0].result()
                pending.popleft()
                undone.popleft()
                lost = 0
                yield result  # before anything is handed to the pool, which may be broken by now
                for batch in islice(left, 1):
                    undone.append(batch)
                    pending.append(pool.submit(function, batch))
        except BrokenProcessPool as error:
            lost += 1
            if lost == MOST_LOST:
                raise WorkersLost(
                    f"a reading process died {lost} times over the same batches, killed from outside or out of "
                    "memory; what was read before stays. Run again with fewer --jobs, and look at the system's "
                    "log for what killed it"
                ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _over_cluster(
    function: Callable[[Batch], Result], batches: Iterable[Batch], scheduler: str
) -> Iterator[Result]:
    with _client(scheduler) as client:
        pending: deque[Any] = deque()
        try:
            for batch in batches:
                pending.append(client.submit(function, batch, pure=False))
                # Asked anew each time: workers may join and leave while the work goes on.
                if len(pending) >= IN_FLIGHT * max(_workers(client, scheduler), 1):
                    yield _result(pending.popleft())
            while pending:
                yield _result(pending.popleft())
        finally:
            client.cancel(list(pending))


def _result(future: Any) -> Any:
    """The future's result. Dask has done lost batches again by itself, up to its ``allowed-failures``."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        raise WorkersLost(f"the cluster lost its worker again and again over one batch: {error}") from error


def _workers(client: Client, scheduler: str) -> int:
    """How many there are; a worker of several threads is refused, since not all readers may share a process."""
    threads = client.nthreads()
    if wide := [address for address, count in threads.items() if count != 1]:
        raise SchedulerError(
            f"--scheduler {scheduler}: expected workers of one thread, found more at {', '.join(wide)}; start one "
            f"worker a core with `dask worker {scheduler} --nthreads 1`"
        )
    return len(threads)


def _client(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise SchedulerError(
            "--scheduler needs the package distributed, which is not installed: install nianbao with its extra "
            "dask, here and on every worker"
        ) from error
    try:
        client = Client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SchedulerError(
            f"--scheduler {scheduler}: expected a Dask scheduler (tcp://host:port), found none ({error}); "
            "start one with `dask scheduler`"
        ) from error
    try:
        client.wait_for_workers(1, timeout=SECONDS_FOR_A_WORKER)
    except TimeoutError as error:
        client.close()
        raise SchedulerError(
            f"--scheduler {scheduler}: expected workers, found none after {SECONDS_FOR_A_WORKER} s; start some "
            f"with `dask worker {scheduler} --nthreads 1`"
        ) from error
    return client
