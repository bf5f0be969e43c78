"""A conformance suite for any HDMF storage backend: cases, journeys and backends, and their product.

Names are imported when they are first used, so that asking for the pytest plugin costs a run nothing that has no use
for a backend.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from harness.case import Case, VacuousCaseError, case, collect_cases

if TYPE_CHECKING:
    from harness.adoption import adopt
    from harness.arrival import Outcome
    from harness.backend import CAPABILITIES, Backend, KnownGap
    from harness.checking import check
    from harness.comparison import compare_builders, compare_containers
    from harness.contract import load_contract
    from harness.differences import Difference
    from harness.files import compare_files
    from harness.journeys import JOURNEYS, Journey
    from harness.registry import Registry
    from harness.trip import NotConformingError, Trip
    from harness.verdict import Verdict

_HOMES = {
    "adoption": ("adopt",),
    "arrival": ("Outcome",),
    "backend": ("CAPABILITIES", "Backend", "KnownGap"),
    "checking": ("check",),
    "comparison": ("compare_builders", "compare_containers"),
    "contract": ("load_contract",),
    "differences": ("Difference",),
    "files": ("compare_files",),
    "journeys": ("JOURNEYS", "Journey"),
    "registry": ("Registry",),
    "trip": ("NotConformingError", "Trip"),
    "verdict": ("Verdict",),
}

__all__ = [
    "CAPABILITIES",
    "JOURNEYS",
    "Backend",
    "Case",
    "Difference",
    "Journey",
    "KnownGap",
    "NotConformingError",
    "Outcome",
    "Registry",
    "Trip",
    "VacuousCaseError",
    "Verdict",
    "adopt",
    "case",
    "check",
    "collect_cases",
    "compare_builders",
    "compare_containers",
    "compare_files",
    "load_contract",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
