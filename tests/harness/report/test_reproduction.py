"""A failure comes with a program that shows it with the backend alone, as long as it is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from harness.comparison import compare_builders
from harness.report.reproduction.literals import Literals, NotLiteralError

INTACT = """
from pynwb import NWBHDF5IO

class Mine(NWBHDF5IO):
    pass
"""
#: Reads arrays of numbers without their last element.
BROKEN = """
import h5py
from pynwb import NWBHDF5IO

class Mine(NWBHDF5IO):
    spoilt = False

    def read_builder(self):
        root = super().read_builder()
        if not self.spoilt:
            self.spoilt = True
            spoil(root)
        return root

def spoil(group):
    for dataset in group.datasets.values():
        if isinstance(dataset.data, h5py.Dataset) and dataset.data.shape[0]:
            dataset["data"] = dataset.data[:-1]
    for child in group.groups.values():
        spoil(child)
"""
TESTS = (
    "conformance_cases.test_roundtrip::test_roundtrip[TimeSeries-write_read-Mine]",
    "conformance_cases.properties.test_numbers::test_arrays[Mine]",
    "conformance_cases.contract.test_lifecycle::test_closing_twice[Mine]",
    "conformance_cases.spec_driven.test_stateful::test_histories[Mine]",
)


def environment(directory: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(directory), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What a run over a broken backend, a class in a module on the path, says of four tests."""
    directory = tmp_path_factory.mktemp("run")
    (directory / "mine.py").write_text(BROKEN)
    command = [sys.executable, "-m", "pytest", "-p", "harness.plugin", "-q", "-p", "no:cacheprovider"]
    options = ["--backend=mine:Mine", "--conformance-report=report", "--pyargs", *TESTS]
    run = subprocess.run(
        [*command, *options], cwd=directory, env=environment(directory), capture_output=True, text=True, check=False
    )
    made = json.loads((directory / "report" / "report.json").read_text(encoding="utf-8"))
    for result in made["results"]:
        assert result["script"] in run.stdout
    return [{name: result[name] for name in ("case", "script", "replay")} for result in made["results"]]


def test_each_failure_has_a_script_of_its_own(failures: list[dict[str, str]]) -> None:
    assert [each["case"] for each in failures] == ["TimeSeries", "test_arrays", "test_closing_twice", "test_histories"]
    for each in failures:
        assert not each["script"].startswith("# No script")
        code = [line for line in each["script"].splitlines() if not line.startswith("#")]
        assert "harness" not in "\n".join(code)
        assert "conformance_cases" not in "\n".join(code)
        assert len(code) < 220


def test_a_script_fails_with_the_broken_backend_and_not_with_an_intact_one(
    failures: list[dict[str, str]], tmp_path: Path
) -> None:
    for source, status in ((BROKEN, 1), (INTACT, 0)):
        (tmp_path / "mine.py").write_text(source)
        for each in failures:
            run = subprocess.run(
                [sys.executable, "-c", each["script"]],
                cwd=tmp_path,
                env=environment(tmp_path),
                capture_output=True,
                text=True,
                check=False,
            )
            assert run.returncode == status, f"{each['case']}\n{run.stdout}\n{run.stderr}"


def test_a_failure_is_replayed_by_its_id(failures: list[dict[str, str]]) -> None:
    assert failures[0]["replay"] == f"pytest -p harness.plugin --pyargs --backend=mine:Mine '{TESTS[0]}'"


def made_from(tree: GroupBuilder) -> GroupBuilder:
    """Return what the source code of a tree makes."""
    literals = Literals()
    name = literals.code(tree)
    names: dict[str, object] = {}
    exec("\n".join([*literals.imports, *literals.statements]), names)
    made = names[name]
    assert isinstance(made, GroupBuilder)
    return made


def test_a_tree_is_made_of_its_source_code() -> None:
    inner = GroupBuilder("inner", attributes={"unit": "µV", "nan": float("nan"), "list": [1, 2]})
    array = DatasetBuilder("array", np.array([[1, -2]], dtype=">i2"), attributes={"flag": np.True_})
    compound = DatasetBuilder("compound", np.array([(1, b"a")], dtype=[("x", "<i4"), ("y", "S1")]))
    root = GroupBuilder("root", groups={"inner": inner}, datasets={"array": array, "compound": compound})
    root.set_link(LinkBuilder(inner, "link"))
    inner.set_attribute("target", ReferenceBuilder(array))
    inner.set_link(LinkBuilder(root, "circle"))
    assert compare_builders(root, made_from(root)) == []


def test_what_has_no_source_code_is_refused() -> None:
    with pytest.raises(NotLiteralError, match="object has no form as source code"):
        Literals().code([object()])


def test_what_contains_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(NotLiteralError, match="within itself"):
        Literals().code(circle)


def test_a_builder_that_was_replaced_is_refused() -> None:
    replaced = DatasetBuilder("array", 1)
    root = GroupBuilder("root", datasets=[replaced])
    root.set_link(LinkBuilder(replaced, "link"))
    root.datasets["array"] = DatasetBuilder("array", 2)
    with pytest.raises(NotLiteralError, match="'array' is not in the tree"):
        Literals().code(root)
