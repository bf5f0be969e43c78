"""Compounds with a field of references."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder

from conformance_cases.contract.parts import tree
from conformance_cases.contract.rigs import probe_rows, probes, rigs, target_of, written_rig
from harness import Backend
from harness.round_trip import round_trip

ROW = [{"name": "number", "dtype": "int32"}, {"name": "reference", "dtype": "object"}]


def row(single: Any) -> tuple[Any, ...]:
    """Return the fields of a compound of rank zero, however lazily it is held."""
    value = single[()] if not isinstance(single, tuple) and np.ndim(single) == 0 else single
    return tuple(value)


@pytest.mark.clause("E29")
def test_references_in_compounds(backend: Backend, tmp_path: Path) -> None:
    """In each row the field is the target's container, and the other fields are as they were."""
    targets = probes(2)
    path = written_rig(backend, tmp_path, *targets, probe_rows([(targets[1], 5, "last"), (targets[0], -7, "§ first")]))

    with rigs().reading(backend, path) as read:
        rows = read.probe_rows["rows"].data
        assert [tuple(rows[index]) for index in range(len(rows))] == [
            (read.probes["probe 1"], 5, "last"),
            (read.probes["probe 0"], -7, "§ first"),
        ]


@pytest.mark.clause("E29")
def test_several_references_in_compounds(backend: Backend, tmp_path: Path) -> None:
    """Each field of references has the targets of its own."""
    one, other = DatasetBuilder("one", 1), DatasetBuilder("other", 2)
    rows = [(ReferenceBuilder(one), ReferenceBuilder(other)), (ReferenceBuilder(other), ReferenceBuilder(one))]
    dtype = [{"name": name, "dtype": "object"} for name in ("from", "to")]
    with round_trip(backend, tree(one, other, DatasetBuilder("rows", rows, dtype=dtype)), tmp_path) as got:
        found = got["rows"].data
        assert [tuple(target_of(field).name for field in found[index]) for index in (0, 1)] == [
            ("one", "other"),
            ("other", "one"),
        ]


@pytest.mark.clause("E29")
@pytest.mark.parametrize(
    ("keyword", "values"),
    [
        ("int64", [2**60 + 1, -(2**63), 2**63 - 1]),
        ("uint64", [2**64 - 1, 0, 2**53 + 1]),
        ("float32", [0.1, np.inf, -0.0]),
        ("bool", [True, False, True]),
        ("utf", ["", "é" * 1000, " a "]),
    ],
)
def test_what_stands_beside_references(backend: Backend, tmp_path: Path, keyword: str, values: list[Any]) -> None:
    """Values beside a reference are kept to the last bit."""
    target = DatasetBuilder("target", 1)
    dtype = [{"name": "value", "dtype": keyword}, {"name": "to", "dtype": "object"}]
    rows = DatasetBuilder("rows", [(value, ReferenceBuilder(target)) for value in values], dtype=dtype)
    with round_trip(backend, tree(target, rows), tmp_path) as got:
        found = [got["rows"].data[index][0] for index in range(len(values))]
    assert found == (values if keyword != "float32" else np.array(values, "float32").tolist())


@pytest.mark.clause("E30")
def test_compounds_with_references_are_indexed_by_rows(backend: Backend, tmp_path: Path) -> None:
    """Positions, slices and lists of positions give rows."""
    targets = probes(3)
    path = written_rig(backend, tmp_path, *targets, probe_rows([(target, 1, target.name) for target in targets]))

    with rigs().reading(backend, path) as read:
        rows = read.probe_rows["rows"].data
        every = [(read.probes[target.name], 1, target.name) for target in targets]
        assert tuple(rows[-1]) == every[-1]
        for got, expected in (
            (rows[:], every),
            (rows[()], every),
            (iter(rows), every),
            (rows[1:], every[1:]),
            (rows[[0, 2]], every[::2]),
        ):
            assert [tuple(row) for row in got] == expected


@pytest.mark.clause("E30")
def test_compounds_with_references_are_indexed_by_masks(backend: Backend, tmp_path: Path) -> None:
    """A mask gives the rows where it is true."""
    targets = probes(3)
    path = written_rig(backend, tmp_path, *targets, probe_rows([(target, 1, target.name) for target in targets]))

    with rigs().reading(backend, path) as read:
        got = read.probe_rows["rows"].data[np.array([True, False, True])]
        assert [tuple(row) for row in got] == [(read.probes[targets[n].name], 1, targets[n].name) for n in (0, 2)]


@pytest.mark.clause("E30")
def test_compounds_with_references_are_indexed_by_fields(backend: Backend, tmp_path: Path) -> None:
    """The name of a field gives a column: of containers where it holds references."""
    targets = probes(2)
    path = written_rig(backend, tmp_path, *targets, probe_rows([(target, 4, target.name) for target in targets]))

    with rigs().reading(backend, path) as read:
        rows = read.probe_rows["rows"].data
        assert list(rows["gain"]) == [4, 4]
        assert list(rows["label"]) == ["probe 0", "probe 1"]
        assert list(rows["probe"]) == [read.probes["probe 0"], read.probes["probe 1"]]


@pytest.mark.clause("E54")
def test_a_single_compound_holds_a_reference(backend: Backend, tmp_path: Path) -> None:
    """The reference in a compound of rank zero reaches its target."""
    target = GroupBuilder("target")
    single = DatasetBuilder("single", (3, ReferenceBuilder(target)), dtype=ROW)

    with round_trip(backend, GroupBuilder("root", groups=[target], datasets=[single]), tmp_path) as root:
        number, reference = row(root["single"].data)
        assert number == 3
        assert target_of(reference) is root["target"]


@pytest.mark.clause("E55")
def test_a_null_reference_in_a_compound(backend: Backend, tmp_path: Path) -> None:
    """None in the reference field of a row is None."""
    target = GroupBuilder("target")
    rows = DatasetBuilder("rows", [(3, ReferenceBuilder(target)), (4, None)], dtype=ROW)

    with round_trip(backend, GroupBuilder("root", groups=[target], datasets=[rows]), tmp_path) as root:
        data = root["rows"].data
        assert [target_of(data[index][1]) for index in range(2)] == [root["target"], None]
