"""Handles that are closed when their owner is gone."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

__all__ = ["close_with"]


def close_with(owner: object, close: Callable[..., object], *args: Any) -> Callable[[], object]:
    """Let ``close(*args)`` be called once: when ``owner`` is collected, or by calling what is returned.

    Not when the interpreter exits, as `weakref.finalize` would have it: HDMF then closes the files that were left open
    (contract A15), and needs their handles and their locks for that. Handles left over are the operating system's.
    """
    finalizer = weakref.finalize(owner, close, *args)
    finalizer.atexit = False
    return finalizer
