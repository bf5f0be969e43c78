"""Trying tests and cases with mutants: what is good for something, and what is not."""

import json
from pathlib import Path

import pytest
from pynwb import NWBFile
from pynwb.device import Device

from harness import case, collect_cases
from harness.mutants import kills
from harness.registry import Registry

SUITE = """
import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from harness import compare_builders
from harness.round_trip import round_trip

@pytest.mark.clause("D08")
def test_that_compares(backend, tmp_path):
    tree = GroupBuilder("root", datasets=[DatasetBuilder("x", np.arange(5))])
    with round_trip(backend, tree, tmp_path) as got:
        assert not compare_builders(tree, got)
"""
VACUOUS = """
@pytest.mark.clause("D08")
def test_that_looks_away(backend, tmp_path):
    with round_trip(backend, GroupBuilder("root"), tmp_path):
        pass
"""
BROKEN = """
@pytest.mark.clause("D08")
def test_that_always_fails(backend):
    assert False
"""


def run(pytester: pytest.Pytester, suite: str, *options: str) -> pytest.RunResult:
    pytester.makepyfile(test_suite=suite)
    return pytester.runpytest("-p", "harness.plugin", "--backend=hdf5", *options)


def test_a_test_that_compares_kills(pytester: pytest.Pytester, tmp_path: Path) -> None:
    file = tmp_path / "kills.json"
    result = run(pytester, SUITE, "--mutants=cases", f"--kills={file}")
    assert result.ret == pytest.ExitCode.OK
    matrix = json.loads(file.read_text(encoding="utf-8"))["hdf5"]
    assert matrix["mutants"]["last_element_lost"]["killed_by"] == ["test_suite.py::test_that_compares[hdf5]"]
    assert matrix["tests_that_kill_nothing"] == []


def test_a_test_that_kills_nothing_fails_the_run(pytester: pytest.Pytester) -> None:
    result = run(pytester, SUITE + VACUOUS, "--mutants=cases")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["kills nothing: test_suite.py::test_that_looks_away?hdf5?"])
    result.stdout.no_fnmatch_line("kills nothing: *test_that_compares*")


def test_a_test_that_fails_with_the_control_kills_nothing(pytester: pytest.Pytester) -> None:
    """It would fail with any backend."""
    result = run(pytester, SUITE + BROKEN, "--mutants=cases")
    result.stdout.fnmatch_lines(["*fails with the control: test_suite.py::test_that_always_fails?hdf5?"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_suite_must_kill_each_mutant_that_it_tries(pytester: pytest.Pytester) -> None:
    result = run(pytester, SUITE, "--mutants=suite")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["survives over hdf5: floats_rounded (D08): Rounds float64*"])


def test_without_the_option_nothing_is_broken(pytester: pytest.Pytester) -> None:
    run(pytester, SUITE).assert_outcomes(passed=1)


@case("Device", find=lambda nwbfile: nwbfile.devices["probe"], clauses=("E01",))
def device(nwbfile: NWBFile) -> Device:
    """A device with a description beyond ASCII."""
    return nwbfile.create_device("probe", description="№ 7")


def test_a_case_tells_what_it_kills() -> None:
    (found,) = collect_cases(__name__)
    (hdf5,) = Registry().choose(["hdf5"])
    killed = kills(found, hdf5)
    assert {"attribute_text_reduced", "root_attributes_lost", "export_makes_ids"} <= set(killed)
    assert "nans_zeroed" not in killed
