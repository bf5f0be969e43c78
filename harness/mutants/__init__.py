"""Backends broken on purpose, each in one way: what a suite must see, and what each of its tests is good for.

Names are imported when they are first used: the pytest plugin that is here must cost nothing where it is not used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.mutants.catalog import mutants
    from harness.mutants.killing import kills
    from harness.mutants.mutant import Mutant

_HOMES = {"Mutant": "mutant", "kills": "killing", "mutants": "catalog"}

__all__ = ["Mutant", "kills", "mutants"]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
