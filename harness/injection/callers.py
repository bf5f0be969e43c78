"""Who calls: the package that a question comes from."""

from __future__ import annotations

import inspect


def package_of(module: str) -> str:
    """Return the name of the top-level package of a module."""
    return module.partition(".")[0]


def calling_package(depth: int) -> str:
    """Return the package of a caller.

    Parameters
    ----------
    depth
        1 for the caller of the function that asks, 2 for the caller of that one, and so on.
    """
    frame = inspect.currentframe()
    for _ in range(depth + 1):
        frame = frame.f_back if frame is not None else None
    return package_of(frame.f_globals.get("__name__", "")) if frame is not None else ""
