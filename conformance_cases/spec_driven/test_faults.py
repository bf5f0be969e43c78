"""Whatever operation of a store or a file fails: the old state, the new one, or word of it; and the next try works.

Not tried over a backend that names no seam (`harness.Backend`), nor in ways that its seam does not have.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Backend
from harness.faults.scenarios import SCENARIOS
from harness.faults.seam import seam_of
from harness.faults.trials import trials
from harness.faults.watch import WAYS, Way

pytestmark = [pytest.mark.spec_driven, pytest.mark.parametrize("way", WAYS)]


def check(backend: Backend, way: Way, scenario: str, directory: Path) -> None:
    """Let each operation of a scenario give way once."""
    seam = seam_of(backend)
    if seam is None:
        pytest.skip(f"not tried: {backend.name} names no seam, so nothing can be interrupted beneath it")
    if way in seam.untried:
        pytest.skip(f"not tried: {seam.untried[way]}")
    findings = list(trials(backend, seam, SCENARIOS[scenario], way, directory))
    assert not findings, "\n".join(map(str, findings))


@pytest.mark.clause("M21")
def test_a_new_file(backend: Backend, way: Way, tmp_path: Path) -> None:
    """Where nothing was, there is nothing, a file that says that it is unfinished, or the whole one."""
    check(backend, way, "new", tmp_path)


@pytest.mark.clause("M20")
def test_a_file_in_the_place_of_another(backend: Backend, way: Way, tmp_path: Path) -> None:
    """A file that was being replaced is the former one, or unfinished by its own word, or the new one."""
    check(backend, way, "replace", tmp_path)


@pytest.mark.clause("M24", "M23")
@pytest.mark.needs("append")
def test_objects_that_are_added(backend: Backend, way: Way, tmp_path: Path) -> None:
    """Objects, a link and a reference to them and a changed attribute are all there, or none of them is."""
    check(backend, way, "append", tmp_path)


@pytest.mark.clause("M24", "D63")
@pytest.mark.needs("append")
def test_an_element_that_is_appended(backend: Backend, way: Way, tmp_path: Path) -> None:
    """A dataset has grown, or is as it was."""
    check(backend, way, "grow", tmp_path)


@pytest.mark.clause("M20", "H01")
@pytest.mark.needs("export")
def test_an_export(backend: Backend, way: Way, tmp_path: Path) -> None:
    """What is exported over a file takes its place as a whole."""
    check(backend, way, "export", tmp_path)
