"""What a file of n objects costs stays within what is stated, counted in operations and bytes."""

from __future__ import annotations

import pytest

from harness import Backend
from harness.budgets import ACTS, overruns
from harness.faults.seam import seam_of

pytestmark = pytest.mark.spec_driven


@pytest.mark.clause("D101")
@pytest.mark.parametrize("act", ACTS)
def test_costs(backend: Backend, act: str) -> None:
    """Neither a small file nor a larger one costs more than it may."""
    seam = seam_of(backend)
    if seam is None:
        pytest.skip(f"not tried: {backend.name} names no seam, so nothing can be counted beneath it")
    assert [overrun for objects in (1, 10, 60) for overrun in overruns(backend, seam, act, objects)] == []
