"""The names of zarr-python that are not public and can't be avoided, each with its reason."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from zarr.core.sync import sync as _sync

__all__ = ["wait_for"]


def wait_for[T](coroutine: Awaitable[T]) -> T:
    """Run a store's coroutine on zarr's own event loop and return its result.

    zarr keeps one loop in a thread for all synchronous calls, and the sessions of fsspec file systems belong to the
    loop that opened them: a second loop would break stores that zarr has already used. There is no public name for it.
    """
    runner: Any = _sync
    result: T = runner(coroutine)
    return result
