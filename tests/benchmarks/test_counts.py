"""What is stored and asked for stays within its targets, whatever the machine."""

from pathlib import Path

import pytest

from benchmarks.sides import ZARR
from benchmarks.workload import Run, Target, Workload
from benchmarks.workloads import WORKLOADS

COUNTED = {workload.name: workload for workload in WORKLOADS if workload.counts_only and workload.peer != "needed"}


@pytest.mark.parametrize(
    ("workload", "target"),
    [
        pytest.param(workload, target, id=f"{name}: {target.quantity}")
        for name, workload in COUNTED.items()
        for target in workload.targets
    ],
)
def test_a_count_is_within_its_target(workload: Workload, target: Target, tmp_path: Path) -> None:
    run = Run(ZARR, tmp_path, workload.small)
    workload.run(run)
    assert target.is_met(run.measured[target.quantity]), run.measured
