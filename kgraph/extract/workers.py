"""Worker processes: batches of papers in, results out, in order, and an end at any time."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from kgraph.config import Settings
from kgraph.errors import BuildError
from kgraph.types import Paper

T = TypeVar("T")
Batch = Sequence[Paper]
Make = Callable[[Settings], Callable[[Batch], list[T]]]

_worker: dict[str, Any] = {}


def iter_parallel(
    make: Make[T], settings: Settings, batches: Iterable[Batch]
) -> Generator[T, None, None]:
    """Yield the results for each paper of all batches, in order.

    Args:
        make: Makes the function that a worker applies to each batch; a class or function of a
            module, so that it can be sent to a process.
        settings: The argument of `make`; `extract.workers` is the number of processes.
        batches: The papers.

    Raises:
        BuildError: A worker process died.
    """
    pool = ProcessPoolExecutor(
        settings.extract.workers,
        get_context("spawn"),
        initializer=_start_worker,
        initargs=(make, settings),
    )
    try:
        with _sigint_blocked():
            results = pool.map(_run, batches)
        for of_batch in results:
            yield from of_batch
    except BrokenProcessPool as error:
        raise BuildError(
            "a worker process died; run again with fewer workers (--workers 1)."
        ) from error
    finally:
        _stop(pool)


def _start_worker(make: Make[Any], settings: Settings) -> None:
    _worker["make"] = lambda: make(settings)


def _run(batch: Batch) -> list[Any]:
    # Not made when the worker starts: there an error would end the worker, here it reaches the
    # parent.
    if "run" not in _worker:
        _worker["run"] = _worker["make"]()
    results: list[Any] = _worker["run"](batch)
    return results


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach.

    They inherit the blocked signal; the parent ends them. Windows cannot block it: there they end
    by themselves.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once, with whatever it is still doing."""
    manager: Any = pool._executor_manager_thread  # a thread, or None before the first batch
    processes = list((pool._processes or {}).values())  # public only from Python 3.14 on
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
    if manager:
        manager.join()  # it closes a pipe that Python would write to at its end
