"""A run with mutants says of each backend which test kills what, in its report too, and gives no verdict on any."""

import json
from pathlib import Path
from typing import Any

import pytest

BACKENDS = """
    from dataclasses import replace
    from harness import KnownGap
    from harness.hdf5 import BACKEND

    GAP = KnownGap(clause="D08", raises=(KeyError,), kind="by design", reason="r", cases=("test_of_something_else",))

    def pytest_hdmf_backends(config):
        return [replace(BACKEND, name="sound"), replace(BACKEND, name="gapped", known_gaps=(GAP,))]
"""
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

@pytest.mark.clause("D08")
def test_that_compares_over_one(backend, tmp_path):
    tree = GroupBuilder("root", datasets=[DatasetBuilder("x", np.array([1 / 3]))])
    with round_trip(backend, tree, tmp_path) as got:
        assert backend.name.startswith("gapped") or not compare_builders(tree, got)
"""
COMPARES, OVER_ONE = "test_suite.py::test_that_compares", "test_suite.py::test_that_compares_over_one"


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(test_suite=SUITE)
    return pytester


def report(suite: pytest.Pytester, *options: str) -> dict[str, Any]:
    arguments = ("-p", "harness.plugin", "--backend=sound,gapped", "--mutants=cases", "--conformance-report=out")
    suite.runpytest(*arguments, *options)
    return json.loads(Path(suite.path, "out", "report.json").read_text(encoding="utf-8"))


def test_each_backend_has_a_matrix_of_its_own(suite: pytest.Pytester) -> None:
    kills = report(suite)["kills"]
    assert kills["sound"]["mutants"]["floats_rounded"]["killed_by"] == [f"{OVER_ONE}[sound]"]
    assert "killed_by" not in kills["gapped"]["mutants"]["floats_rounded"]
    assert f"{COMPARES}[gapped]" in kills["gapped"]["mutants"]["last_element_lost"]["killed_by"]
    assert kills["sound"]["tests_that_kill_nothing"] == []
    assert kills["gapped"]["tests_that_kill_nothing"] == [f"{OVER_ONE}[gapped]"]


def test_the_known_gap_of_one_backend_excuses_no_other(suite: pytest.Pytester) -> None:
    kills = report(suite)["kills"]
    fates = {name: matrix["mutants"]["axes_swapped"] for name, matrix in kills.items()}
    assert {name: fate["outcome"] for name, fate in fates.items()} == {"sound": "survived", "gapped": "known gap"}
    assert f"{COMPARES}[sound]" in fates["sound"]["outlived"]


def test_where_another_process_runs_the_tests_it_is_the_same(suite: pytest.Pytester) -> None:
    """With several, other tests may be spared what is known: that depends on who comes first."""
    assert report(suite, "-n1")["kills"] == report(suite)["kills"]


def test_no_verdict_is_given(suite: pytest.Pytester) -> None:
    made = report(suite)
    assert made["results"] == []
    assert made["backends_verdict"] == {}
    (restriction,) = made["restrictions"]
    assert "nothing is said of the backends" in restriction


def test_what_a_part_of_the_tests_kills_is_said_to_be_that(suite: pytest.Pytester) -> None:
    kills = report(suite, "-k", "over_one and sound")["kills"]
    assert list(kills) == ["sound"]
    assert kills["sound"]["restrictions"] == ["-k over_one and sound"]


def test_the_file_of_kills_has_what_the_report_has(suite: pytest.Pytester) -> None:
    kills = report(suite, "--kills=kills.json")["kills"]
    assert json.loads(Path(suite.path, "kills.json").read_text(encoding="utf-8")) == kills
