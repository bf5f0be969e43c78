"""A number of workers, as hdmf-zarr's arguments have it -> an executor."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from numcodecs import blosc

__all__ = ["workers"]


@contextmanager
def workers(
    executor: Executor | None,
    number_of_jobs: int = 1,
    max_threads_per_process: int | None = None,
    multiprocessing_context: str | None = None,
) -> Iterator[Executor | None]:
    """Give the executor that is asked for by itself or by a number of jobs, for as long as it is needed.

    Parameters
    ----------
    executor
        One that the caller has; it is not shut down.
    number_of_jobs
        How many workers to use; with 1, the default of threads.
    max_threads_per_process
        How many threads the codecs of each worker process may use.
    multiprocessing_context
        How processes are begun: ``"fork"``, ``"spawn"`` or ``"forkserver"``. If not given, the workers are threads,
        which need no copy of the data, no importable main module, and no fork of a program with threads.

    Raises
    ------
    ValueError
        If the number is less than one, or both an executor and a number are given.
    """
    if number_of_jobs < 1:
        raise ValueError(f"number_of_jobs is {number_of_jobs}; there must be at least one")
    if executor is not None and number_of_jobs > 1:
        raise ValueError("give an executor or number_of_jobs, not both")
    if number_of_jobs == 1:
        yield executor
    elif multiprocessing_context is None:
        with ThreadPoolExecutor(number_of_jobs) as pool:
            yield pool
    else:
        context = multiprocessing.get_context(multiprocessing_context)
        begin = None if max_threads_per_process is None else partial(blosc.set_nthreads, max_threads_per_process)
        with ProcessPoolExecutor(number_of_jobs, context, initializer=begin) as pool:
            yield pool
