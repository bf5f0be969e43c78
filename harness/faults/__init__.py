"""Faults beneath a backend: a store, or a file, that fails or stops at each operation in turn.

`seam_of` says where that can be tried of a backend, `SCENARIOS` what is done, and `trials` what came of it. `Counts`
tells what it costs.
"""

from harness.faults.scenarios import SCENARIOS, Scenario
from harness.faults.seam import SEAMS, NoSuchSeamError, Seam, seam_of
from harness.faults.trials import Finding, trials
from harness.faults.watch import WAYS, Counts, Fault, InjectedError, Operation, Watch, Way

__all__ = [
    "SCENARIOS",
    "SEAMS",
    "WAYS",
    "Counts",
    "Fault",
    "Finding",
    "InjectedError",
    "NoSuchSeamError",
    "Operation",
    "Scenario",
    "Seam",
    "Watch",
    "Way",
    "seam_of",
    "trials",
]
