"""Calling a function in another process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any


def elsewhere[T](function: Callable[..., T], *arguments: Any) -> T:
    """Call a function in a process of its own, which has ended when this returns; it finds both by import.

    Raises
    ------
    BrokenProcessPool
        If the process came to its end before the function did.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(function, *arguments).result()
