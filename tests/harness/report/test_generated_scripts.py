"""A property that fails comes with a program of the tree that hypothesis shrank to, and of nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROPERTIES = """
import pytest
from hypothesis import given

from harness.round_trip import round_trip_differences
from harness.strategies import Payload, flat_trees, numeric_arrays

ARRAYS = flat_trees(numeric_arrays().map(Payload))


class Found:
    def __init__(self, tree):
        self.tree = tree


def check(backend, directory, tree):
    differences = round_trip_differences(backend, tree, directory)
    assert not differences, differences


@pytest.mark.clause("B03")
@pytest.mark.parametrize("kind", [object()], ids=["kind"])
def test_a_property_within(backend, kind, tmp_path):
    @given(tree=ARRAYS)
    def holds(tree):
        check(backend, tmp_path, tree)

    holds()


@pytest.mark.clause("B03")
@pytest.mark.parametrize("kind", [object()], ids=["kind"])
@given(found=ARRAYS.map(Found))
def test_a_property_of_what_has_a_tree(backend, kind, tmp_path_factory, found):
    check(backend, tmp_path_factory.getbasetemp(), found.tree)


@pytest.mark.clause("B03")
@pytest.mark.parametrize("kind", [object()], ids=["kind"])
def test_without_a_tree(backend, kind):
    assert kind is None
"""
INTACT = "from hdmf.backends.hdf5 import HDF5IO as Mine\n"
#: Reads arrays of numbers without their last element.
BROKEN = """
import h5py
from hdmf.backends.hdf5 import HDF5IO

class Mine(HDF5IO):
    def read_builder(self):
        root = super().read_builder()
        for dataset in root.datasets.values():
            if isinstance(dataset.data, h5py.Dataset) and dataset.data.shape[0]:
                dataset["data"] = dataset.data[:-1]
        return root
"""


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(directory), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The program of each failure."""
    directory = tmp_path_factory.mktemp("run")
    (directory / "mine.py").write_text(BROKEN)
    (directory / "test_properties.py").write_text(PROPERTIES)
    options = ["-p", "harness.plugin", "-p", "no:cacheprovider", "--backend=mine:Mine", "--conformance-report=report"]
    printed = run(directory, "-m", "pytest", *options, "test_properties.py").stdout
    made = json.loads((directory / "report" / "report.json").read_text(encoding="utf-8"))
    assert all(result["script"] in printed for result in made["results"])
    names = ("within", "with a tree", "without a tree")
    return dict(zip(names, (result["script"] for result in made["results"]), strict=True))


@pytest.mark.parametrize("name", ["within", "with a tree"])
def test_the_tree_is_written_and_read(programs: dict[str, str], tmp_path: Path, name: str) -> None:
    for source, status in ((BROKEN, 1), (INTACT, 0)):
        (tmp_path / "mine.py").write_text(source)
        found = run(tmp_path, "-c", programs[name])
        assert found.returncode == status, found.stdout + found.stderr
        assert "Traceback" not in found.stderr


@pytest.mark.parametrize("name", ["within", "with a tree"])
def test_the_tree_is_the_smallest_that_fails(programs: dict[str, str], name: str) -> None:
    code = [line for line in programs[name].splitlines() if not line.startswith("#")]
    assert "harness" not in "\n".join(code)
    root, *datasets = [line.partition(" = ")[2] for line in code if "Builder(" in line and " = " in line]
    assert root == "GroupBuilder('root')"
    assert "DatasetBuilder('a')" in datasets
    assert len(datasets) <= 2  # older versions of hypothesis leave one that does not matter
    assert "np.array([False], dtype=np.dtype('|b1'))" in programs[name]


def test_where_there_is_no_tree_the_program_says_so(programs: dict[str, str]) -> None:
    assert programs["without a tree"].startswith("# No script of its own: its argument kind")
