"""A conformance suite for any HDMF storage backend: cases, journeys and backends, and their product.

Names are imported when they are first used, so that asking for the pytest plugin costs a run nothing that has no use
for a backend.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from harness.case import Case, case, collect_cases

if TYPE_CHECKING:
    from harness.backend import CAPABILITIES, Backend, KnownGap
    from harness.comparison import Difference, compare_builders
    from harness.registry import Registry

_HOMES = {
    "backend": ("CAPABILITIES", "Backend", "KnownGap"),
    "comparison": ("Difference", "compare_builders"),
    "registry": ("Registry",),
}

__all__ = [
    "CAPABILITIES",
    "Backend",
    "Case",
    "Difference",
    "KnownGap",
    "Registry",
    "case",
    "collect_cases",
    "compare_builders",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
