"""Files with a history: whatever was done to one, it says what a model in memory says."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from harness import Backend
from harness.histories import Histories

pytestmark = pytest.mark.spec_driven


def steps() -> settings:
    """Return the settings of the chosen profile: of half as many examples, each of them a history."""
    return settings(stateful_step_count=25, max_examples=max(10, settings().max_examples // 2))


@pytest.mark.clause("A04", "A05", "A24", "A25", "M04", "M15", "D63", "M16", "F22", "H01")
@pytest.mark.needs("append")
def test_histories(backend: Backend, tmp_path: Path) -> None:
    """Each file says what was written to it, after any order of changes."""
    machine: Any = partial(Histories, backend, directory=tmp_path)
    run_state_machine_as_test(machine, settings=steps())


@pytest.mark.clause("A04", "M04", "M19", "B10", "E42")
@pytest.mark.needs("append")
def test_wild_histories(backend: Backend, tmp_path: Path) -> None:
    """The same, with values that are refused in between, and links and references from anywhere to anywhere."""
    machine: Any = partial(Histories, backend, directory=tmp_path, wild=True)
    run_state_machine_as_test(machine, settings=steps())


@pytest.mark.clause("H04", "H28", "M04")
@pytest.mark.needs("append")
def test_histories_of_two(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """What one backend has written, changed and moved is exported by another one, whose file has a history too."""
    if len({backend.name for backend in backend_pair}) == 1:
        pytest.skip("a backend with itself is what test_histories is about")
    machine: Any = partial(Histories, *backend_pair, directory=tmp_path)
    run_state_machine_as_test(machine, settings=steps())
