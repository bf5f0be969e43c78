"""Datasets and columns of references: each element is the target's own container."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, ReferenceBuilder
from hdmf.common import DynamicTable, DynamicTableRegion, VectorData, VectorIndex
from hdmf.query import BuilderResolver, ContainerResolver

from conformance_cases.contract.parts import tree
from conformance_cases.contract.rigs import add, probe, probe_list, probe_rows, probes, rigs, trace, written_rig
from harness import Backend
from harness.round_trip import round_trip


@pytest.mark.clause("E24", "E31")
def test_arrays_of_references(backend: Backend, tmp_path: Path) -> None:
    """Each element of a dataset of references is the target's container, the same one each time."""
    targets = probes(3)
    path = written_rig(backend, tmp_path, *targets, probe_list([targets[2], targets[0], targets[2]]))

    with rigs().reading(backend, path) as read:
        data = read.probe_lists["list"].data
        assert data.dtype == "object"
        assert not isinstance(data, list | np.ndarray)
        expected = [read.probes[name] for name in ("probe 2", "probe 0", "probe 2")]
        assert all(data[index] is target for index, target in enumerate(expected))


@pytest.mark.clause("E24", "C04")
def test_arrays_refer_to_odd_names(backend: Backend, tmp_path: Path) -> None:
    """Each element leads to the object of that very name, with the spaces before and after it."""
    targets = [DatasetBuilder(name, number) for number, name in enumerate(("odd", "odd ", " odd", "\todd"))]
    references = [ReferenceBuilder(target) for target in reversed(targets)]
    with round_trip(backend, tree(*targets, DatasetBuilder("references", references, dtype="object")), tmp_path) as got:
        found = [builder.name for builder in got["references"].data]
    assert found == [target.name for target in reversed(targets)]


@pytest.mark.clause("E25")
def test_arrays_of_references_are_indexed_as_numpy(backend: Backend, tmp_path: Path) -> None:
    """An index of any kind gives one container, or a list of them."""
    targets = probes(4)
    path = written_rig(backend, tmp_path, *targets, probe_list(targets))

    with rigs().reading(backend, path) as read:
        data = read.probe_lists["list"].data
        every = [read.probes[target.name] for target in targets]
        assert data[-1] is every[-1]
        assert len(data) == len(every)
        mask = [True, False, True, False]
        for got, expected in (
            (data[:], every),
            (data[()], every),
            (iter(data), every),
            (data[1:3], every[1:3]),
            (data[::2], every[::2]),
            (data[[0, 3]], [every[0], every[3]]),
            (data[mask], every[::2]),
            (data[np.array(mask)], every[::2]),
        ):
            assert [id(container) for container in got] == [id(container) for container in expected]


@pytest.mark.clause("E27")
def test_views_are_inverted(backend: Backend, tmp_path: Path) -> None:
    """The view that gives builders becomes the one that gives containers, and back."""
    target = probe()
    path = written_rig(backend, tmp_path, target, probe_list([target]), probe_rows([(target, 1, "a")]))

    with rigs().open(backend, path, "r") as io:
        root, read = io.read_builder(), io.read()
        for name in ("list", "rows"):
            builders = root[name].data
            containers = builders.invert()
            assert isinstance(builders, BuilderResolver)
            assert isinstance(containers, ContainerResolver)
            assert isinstance(containers.invert(), BuilderResolver)
        assert root["list"].data[0] is root["tetrode"]
        assert root["list"].data.invert()[0] is read.probes["tetrode"]
        assert root["list"].data.invert().invert()[0] is root["tetrode"]


@pytest.mark.clause("E28", "E29")
def test_empty_arrays_of_references(backend: Backend, tmp_path: Path) -> None:
    """No references, and no rows that have some, are still a dataset, of length zero."""
    path = written_rig(backend, tmp_path, probe_list([]), probe_rows([]))

    with rigs().reading(backend, path) as read:
        assert len(read.probe_lists["list"].data) == len(read.probe_rows["rows"].data) == 0


@pytest.mark.clause("E31")
def test_references_are_resolved_on_demand(backend: Backend, tmp_path: Path) -> None:
    """Reading makes one container of each object, and resolving hundreds of references to them makes no other."""
    targets = probes(200)
    path = written_rig(backend, tmp_path, *targets, probe_list(targets * 2))

    with rigs().reading(backend, path) as read:
        made = {id(container) for container in read.all_objects.values()}
        resolved = list(read.probe_lists["list"].data)
        assert [container.name for container in resolved] == [target.name for target in targets * 2]
        assert {id(container) for container in resolved} <= made
        assert {id(container) for container in read.all_objects.values()} == made


@pytest.mark.clause("E34")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_references_are_appended_later(backend: Backend, tmp_path: Path, mode: str) -> None:
    """A container of the file, be it new, joins a dataset of references; any other one is refused."""
    targets = probes(2)
    if backend.data_io is None:
        pytest.skip("E34 needs a dataset that can grow, which the backend's DataIO asks for; it has none")
    data = backend.data_io(targets[:1], maxshape=(None,))
    path = written_rig(backend, tmp_path, *targets, probe_list(data))

    with rigs().open(backend, path, mode) as io:
        read = io.read()
        read.probe_lists["list"].append(read.probes["probe 1"])
        with pytest.raises(ValueError, match=r"written|built"):
            read.probe_lists["list"].append(probe("stranger"))
        add(read, probe("new"))
        io.write(read)
        read.probe_lists["list"].append(read.probes["new"])

    with rigs().reading(backend, path) as read:
        assert list(read.probe_lists["list"].data) == [read.probes[name] for name in ("probe 0", "probe 1", "new")]


@pytest.mark.clause("E34")
@pytest.mark.local
@pytest.mark.needs("append")
def test_references_to_another_file_are_not_appended(backend: Backend, tmp_path: Path) -> None:
    """A container that was read from another file is refused, also if here is one of the same path."""
    if backend.data_io is None:
        pytest.skip("E34 needs a dataset that can grow, which the backend's DataIO asks for; it has none")
    (tmp_path / "elsewhere").mkdir()
    elsewhere = written_rig(backend, tmp_path / "elsewhere", probe("same"))
    target = probe("same")
    path = written_rig(backend, tmp_path, target, probe_list(backend.data_io([target], maxshape=(None,))))

    manager = rigs().manager()
    with backend.open(elsewhere, mode="r", manager=manager) as other, backend.open(path, "r+", manager=manager) as io:
        stranger, data = other.read().probes["same"], io.read().probe_lists["list"]
        with pytest.raises(ValueError, match=r"written|built"):
            data.append(stranger)

    with rigs().reading(backend, path) as read:
        assert list(read.probe_lists["list"].data) == [read.probes["same"]]


@pytest.mark.clause("E35")
def test_references_are_appended_before_writing(backend: Backend, tmp_path: Path) -> None:
    """A container appended to a list in memory is one more reference."""
    targets = probes(2)
    members = probe_list(targets[:1])
    members.append(targets[1])
    path = written_rig(backend, tmp_path, *targets, members)

    with rigs().reading(backend, path) as read:
        assert list(read.probe_lists["list"].data) == [read.probes["probe 0"], read.probes["probe 1"]]


@pytest.mark.clause("E37")
def test_a_null_reference_is_none(backend: Backend, tmp_path: Path) -> None:
    """None among containers is a reference to nothing."""
    target = probe()
    column = VectorData(name="probe", description="some lack it", data=[target, None, target])
    path = written_rig(backend, tmp_path, target, DynamicTable(name="table", description="rows", columns=[column]))

    with rigs().reading(backend, path) as read:
        found = read.probes["tetrode"]
        assert list(read.dynamic_tables["table"]["probe"].data) == [found, None, found]


@pytest.mark.clause("E38")
@pytest.mark.parametrize(("make", "field"), [(probe, "probes"), (trace, "traces")], ids=["groups", "datasets"])
def test_columns_of_containers(backend: Backend, tmp_path: Path, make: Callable[[str], Any], field: str) -> None:
    """Containers in a column of a table are references to them."""
    targets = [make("one"), make("other")]
    column = VectorData(name="target", description="by row", data=targets[::-1])
    path = written_rig(backend, tmp_path, *targets, DynamicTable(name="table", description="rows", columns=[column]))

    with rigs().reading(backend, path) as read:
        data, found = read.dynamic_tables["table"]["target"].data, getattr(read, field)
        assert not isinstance(data, list | np.ndarray)
        assert list(data) == [found["other"], found["one"]]


@pytest.mark.clause("E24", "E38")
def test_ragged_columns_of_containers(backend: Backend, tmp_path: Path) -> None:
    """So are those of which a row has any number, and each row has its own."""
    targets = probes(2)
    column = VectorData(name="probes", description="by row", data=[*targets, targets[0]])
    index = VectorIndex(name="probes_index", target=column, data=[1, 1, 3])
    table = DynamicTable(name="table", description="rows", columns=[column, index])

    with rigs().reading(backend, written_rig(backend, tmp_path, *targets, table)) as read:
        rows = read.dynamic_tables["table"]["probes"]
        one, other = (read.probes[target.name] for target in targets)
        assert [list(rows[number]) for number in range(3)] == [[one], [], [other, one]]


@pytest.mark.clause("E39")
def test_table_regions(backend: Backend, tmp_path: Path) -> None:
    """A region keeps its row numbers and its table, and its elements are rows of that table."""
    table = DynamicTable(
        name="table", description="rows", columns=[VectorData(name="code", description="of a row", data=[10, 20, 30])]
    )
    region = DynamicTableRegion(name="region", description="some rows", data=[2, 0], table=table)
    path = written_rig(backend, tmp_path, table, DynamicTable(name="picks", description="picks", columns=[region]))

    with rigs().reading(backend, path) as read:
        found = read.dynamic_tables["picks"]["region"]
        assert found.table is read.dynamic_tables["table"]
        assert list(found.data[:]) == [2, 0]
        assert found[0]["code"].tolist() == [30]
        assert found[:]["code"].tolist() == [30, 10]
