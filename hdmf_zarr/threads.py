"""The threads that encode and decode chunks: one pool, as many as there are processors."""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor

__all__ = ["number_of_threads", "threads"]


def number_of_threads() -> int:
    """Return how many chunks are worked on side by side."""
    return os.process_cpu_count() if hasattr(os, "process_cpu_count") else (os.cpu_count() or 1)


@functools.cache
def threads() -> ThreadPoolExecutor:
    """Return the pool, made when it is first needed."""
    return ThreadPoolExecutor(number_of_threads(), thread_name_prefix="hdmf-zarr")


if hasattr(os, "register_at_fork"):
    # threads do not survive a fork, and the pool of a forked process would wait for them for ever
    os.register_at_fork(after_in_child=threads.cache_clear)
