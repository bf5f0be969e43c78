"""Exports of what was changed after reading, of what lies in further files, and how the data are stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import Builder, DatasetBuilder, ReferenceBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData

from conformance_cases.contract.datasets import compressor, wrapped
from conformance_cases.contract.exporting import SIZES, exported, is_bounded, large, peak_of_memory, written
from conformance_cases.contract.parts import recording, session, sessions, tree
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs, trace
from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree

pytestmark = pytest.mark.needs("export")

#: What lazy arrays of one backend or another say of how they are stored.
SETTINGS = (
    "chunks", "shards", "compression", "compression_opts", "shuffle", "fletcher32", "scaleoffset", "compressors",
    "filters", "serializer",
)  # fmt: skip


def storage(builder: DatasetBuilder) -> dict[str, Any]:
    """Return how a dataset is stored, as far as its lazy array says it, under the names of its backend."""
    array = getattr(builder.data, "dataset", builder.data)
    return {name: getattr(array, name) for name in SETTINGS if hasattr(array, name)}


def boxed(column: VectorData) -> SimpleMultiContainer:
    """Make a root that holds a container, which holds a table, which has the column."""
    table = DynamicTable(name="table", description="x", columns=[column])
    return SimpleMultiContainer(name="root", containers=[SimpleMultiContainer(name="box", containers=[table])])


def assert_stored_as_before(
    backend: Backend, directory: Path, element: Any, dtype: Any, *others: Builder, compressed: bool | None = None
) -> None:
    """Require that an export has the content of a dataset of many equal elements, stored as it is in its source."""
    if backend.data_io is None:
        pytest.skip("H19 needs a DataIO that sets how data are stored; the backend has none")
    settings = {} if compressed is None else {compressor(backend): compressed}
    path, data = backend.location(directory, "source"), wrapped(backend, [element] * 700, chunks=(300,), **settings)
    write_tree(backend, tree(*others, DatasetBuilder("data", data, dtype=dtype)), path)

    with read_tree(backend, path) as source, read_tree(backend, exported(backend, path)) as copy:
        assert not compare_builders(source, copy)
        assert storage(source["data"])["chunks"] == (300,)
        assert storage(copy["data"]) == storage(source["data"])


@pytest.mark.clause("H11")
def test_new_ids(backend: Backend, tmp_path: Path) -> None:
    """New ids are in the export, and the source keeps those that it has."""
    path, export = written(backend, tmp_path), backend.location(tmp_path, "export")
    with rigs().reading(backend, path) as read:
        before = set(read.all_objects)
    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        changed = source.read()
        changed.generate_new_id()
        expected = set(changed.all_objects)
        io.export(src_io=source, container=changed)

    with rigs().reading(backend, path) as source, rigs().reading(backend, export) as read:
        assert set(source.all_objects) == before
        assert set(read.all_objects) == expected
        assert not before & expected


@pytest.mark.clause("H13")
@pytest.mark.parametrize(("make", "field"), [(probe, "probes"), (trace, "traces")], ids=["group", "dataset"])
def test_removed_objects(backend: Backend, tmp_path: Path, make: Callable[[str], Any], field: str) -> None:
    """What is removed from the container is not in the export, and still in the source."""
    path, export = written(backend, tmp_path, rig(make("kept"), make("removed"))), backend.location(tmp_path, "new")
    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        changed = source.read()
        getattr(changed, field).pop("removed")
        io.export(src_io=source, container=changed)

    with rigs().reading(backend, path) as source, rigs().reading(backend, export) as read:
        assert set(getattr(source, field)) == {"kept", "removed"}
        assert set(getattr(read, field)) == {"kept"}


@pytest.mark.clause("H13", "H14")
def test_changes_below_the_root(backend: Backend, tmp_path: Path) -> None:
    """The same holds of datasets, and of what lies in groups within groups: of tables, and of the columns of one."""
    path, export = backend.location(tmp_path, "source"), backend.location(tmp_path, "export")
    made = boxed(VectorData(name="old", description="x", data=[1, 2]))
    made["box"].add_container(DynamicTable(name="removed", description="x"))
    sessions().write(backend, path, made)
    with sessions().open(backend, path, "r") as source, sessions().open(backend, export, "w") as io:
        changed = source.read()
        changed["box"].containers.pop("removed")
        changed["box"].add_container(DynamicTable(name="added", description="x"))
        changed["box"]["table"].add_column(name="new", description="x", data=["a", "é"])
        io.export(src_io=source, container=changed)

    with sessions().reading(backend, path) as source, sessions().reading(backend, export) as read:
        assert set(source["box"].containers) == {"table", "removed"}
        assert source["box"]["table"].colnames == ("old",)
        assert set(read["box"].containers) == {"table", "added"}
        assert read["box"]["table"].colnames == ("old", "new")
        assert list(read["box"]["table"]["new"][:]) == ["a", "é"]


@pytest.mark.clause("H13")
def test_an_open_source_says_what_it_said(backend: Backend, tmp_path: Path) -> None:
    """After an export, the reader of the source has the objects and the data that it had."""
    path, export = written(backend, tmp_path, rig(probe(), trace())), backend.location(tmp_path, "export")
    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        before = normal_form(source.read_builder())
        io.export(src_io=source)
        assert not compare_builders(before, source.read_builder())


@pytest.mark.clause("H14")
def test_added_objects(backend: Backend, tmp_path: Path) -> None:
    """What is added to the container is in the export, and not in the source."""
    path, export = written(backend, tmp_path), backend.location(tmp_path, "export")
    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        changed = source.read()
        add(changed, trace("added", np.arange(3), unit="A"))
        add(changed, channel("linking", probe=changed.probes["tetrode"]))
        io.export(src_io=source, container=changed)

    with rigs().reading(backend, path) as source, rigs().reading(backend, export) as read:
        assert set(source.traces) == {"voltage"}
        assert read.traces["added"].data[:].tolist() == [0, 1, 2]
        assert read.traces["added"].unit == "A"
        assert read.channels["linking"].probe is read.probes["tetrode"]


@pytest.mark.clause("H15")
@pytest.mark.local
@pytest.mark.needs("external_links")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_external_links_to_data_are_kept(backend: Backend, tmp_path: Path, read: bool) -> None:
    """A link to a dataset of another file stays one, from where the export lies, and does not become a copy.

    It leads there, too, in an export of the export, which needs neither of the files that it came from.
    """
    (tmp_path / "inner" / "innermost").mkdir(parents=True)
    places = ("inner/innermost/third", "inner/source", "export")
    third, path, export = (backend.location(tmp_path, stem) for stem in places)
    rigs().write(backend, third, rig(trace()))
    manager = rigs().manager()
    with backend.open(third, mode="r", manager=manager) as other, backend.open(path, mode="w", manager=manager) as io:
        io.write(rig(channel(trace=other.read().traces["voltage"])))

    exported(backend, path, export, read=read)
    again = exported(backend, export, backend.location(tmp_path, "again"), read=read)

    with read_tree(backend, export) as root:
        assert root["channel"].links["trace"].builder.source == str(third)
    for each in (path, export):
        each.rename(each.with_name("gone"))
    with read_tree(backend, again) as root:
        assert root["channel"].links["trace"].builder.source == str(third)


@pytest.mark.clause("H15")
@pytest.mark.local
@pytest.mark.needs("external_links")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_external_links_are_kept(backend: Backend, tmp_path: Path, read: bool) -> None:
    """The export links to the same object of the same third file, from where the export lies."""
    (tmp_path / "inner" / "innermost").mkdir(parents=True)
    # A reader may follow only links to what lies in the folder of a file, or below (F19).
    third, path = (
        backend.location(tmp_path / "inner" / "innermost", "third"),
        backend.location(tmp_path / "inner", "source"),
    )
    export = backend.location(tmp_path, "export")
    rigs().write(backend, third, rig(probe()))
    manager = rigs().manager()
    with backend.open(third, mode="r", manager=manager) as other, backend.open(path, mode="w", manager=manager) as io:
        io.write(rig(channel(probe=other.read().probes["tetrode"])))

    exported(backend, path, export, read=read)

    with rigs().open(backend, export, "r") as io:
        assert io.read_builder()["channel"].links["probe"].builder.source == str(third)
        assert io.read().channels["channel"].probe.serial == "№ 7"


@pytest.mark.clause("H16")
@pytest.mark.local
@pytest.mark.needs("external_links")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_linked_datasets_are_copied_on_demand(backend: Backend, tmp_path: Path, read: bool) -> None:
    """Without links to data, the export has the data that the source links to in another file."""
    third, path = backend.location(tmp_path, "third"), backend.location(tmp_path, "source")
    sessions().write(backend, third, session(recording(data=np.arange(5))))
    with sessions().reading(backend, third) as other:
        sessions().write(backend, path, session(recording(data=other.recordings["first"].data)), link_data=True)
    with read_tree(backend, path) as root:
        assert set(root["first"].links) == {"data"}

    export = backend.location(tmp_path, "export")
    with sessions().open(backend, path, "r") as source, sessions().open(backend, export, "w") as io:
        container = source.read() if read else None
        io.export(src_io=source, container=container, write_args={"link_data": False})

    third.rename(third.with_name("gone"))
    with read_tree(backend, export) as root:
        assert not root["first"].links
        assert root["first"].datasets["data"].data[:].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.clause("H15", "H16")
@pytest.mark.local
@pytest.mark.needs("external_links")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
@pytest.mark.parametrize(
    "values",
    [np.arange(6).reshape(2, 3), ["a", "é"], np.array([True, False])],
    ids=["numbers", "text", "truths"],
)
def test_linked_datasets_of_any_kind_are_kept_or_copied(
    backend: Backend, tmp_path: Path, values: Any, read: bool
) -> None:
    """So it has them of whatever elements they are, where the link stands in a group within a group; else the links."""
    third, path, export = (backend.location(tmp_path, stem) for stem in ("third", "source", "export"))
    sessions().write(backend, third, boxed(VectorData(name="values", description="x", data=values)))
    with sessions().reading(backend, third) as other:
        linking = VectorData(name="values", description="x", data=other["box"]["table"]["values"].data)
        sessions().write(backend, path, boxed(linking), link_data=True)
    with read_tree(backend, path) as root:
        assert set(root["box/table"].links) == {"values"}

    with read_tree(backend, exported(backend, path, export, read=read)) as root:
        assert root["box/table"].links["values"].builder.source == str(third)

    exported(backend, path, export, read=read, write_args={"link_data": False})

    third.rename(third.with_name("gone"))
    with read_tree(backend, export) as root:
        assert not root["box/table"].links
        assert np.array_equal(root["box/table/values"].data[:], values)


@pytest.mark.clause("H19")
@pytest.mark.local
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_chunk_shapes_are_kept(backend: Backend, tmp_path: Path, read: bool) -> None:
    """The dataset is chunked as it was."""
    if backend.data_io is None:
        pytest.skip("H19 needs a DataIO that sets the chunk shape; the backend has none")
    path = written(backend, tmp_path, rig(trace(data=backend.data_io(np.arange(7.0), chunks=(3,)))))

    with rigs().reading(backend, exported(backend, path, read=read)) as copy:
        assert tuple(copy.traces["voltage"].data.chunks) == (3,)


@pytest.mark.clause("H19")
@pytest.mark.local
@pytest.mark.parametrize(("element", "dtype"), [(0.5, "float64"), ("a", "text")], ids=["numbers", "text"])
@pytest.mark.parametrize("compressed", [None, True, False], ids=["by-default", "compressed", "plain"])
def test_settings_are_kept(backend: Backend, tmp_path: Path, element: Any, dtype: str, compressed: bool | None) -> None:
    """The dataset is chunked and compressed as it was, also where that is not the default."""
    assert_stored_as_before(backend, tmp_path, element, dtype, compressed=compressed)


@pytest.mark.clause("H19")
@pytest.mark.local
@pytest.mark.parametrize("kind", ["rows", "references", "rows-of-references"])
def test_settings_of_rows_and_references_are_kept(backend: Backend, tmp_path: Path, kind: str) -> None:
    """So it is, and holds what it held, also if what it holds must be looked at."""
    target = DatasetBuilder("target", 1)
    reference, number = ReferenceBuilder(target), {"name": "number", "dtype": "int32"}
    element, dtype = {
        "rows": ((1, "a"), [number, {"name": "text", "dtype": "text"}]),
        "references": (reference, "object"),
        "rows-of-references": ((1, reference), [number, {"name": "target", "dtype": "object"}]),
    }[kind]
    assert_stored_as_before(backend, tmp_path, element, dtype, target)


@pytest.mark.clause("H23")
@pytest.mark.local
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_memory_does_not_grow_with_the_data(backend: Backend, tmp_path: Path, read: bool) -> None:
    """A dataset of more than twice the size needs about as much memory."""
    peaks = []
    for mebibytes in SIZES:
        path = large(backend, tmp_path, mebibytes)
        with peak_of_memory(mebibytes) as peak:
            exported(backend, path, read=read)
        peaks.append(peak())

    assert is_bounded(peaks)


@pytest.mark.clause("H29")
@pytest.mark.parametrize("marked", [pytest.param(True, id="marked"), pytest.param(False, id="unmarked")])
def test_settings_that_are_asked_for(backend: Backend, tmp_path: Path, *, marked: bool) -> None:
    """A chunk shape that is set on the data of the container is that of the export, told of as a change or not."""
    if backend.data_io is None:
        pytest.skip("H29 needs a DataIO that sets the chunk shape; the backend has none")
    path, export = backend.location(tmp_path, "source"), backend.location(tmp_path, "export")
    data = backend.data_io(np.arange(7), chunks=(3,))
    sessions().write(backend, path, session(recording(data=data)))

    with sessions().open(backend, path, "r") as source, sessions().open(backend, export, "w") as io:
        changed = source.read()
        changed.recordings["first"].set_data_io("data", backend.data_io, {"chunks": (2,)})
        if marked:
            changed.recordings["first"].set_modified()
        io.export(src_io=source, container=changed)

    with sessions().reading(backend, export) as read:
        assert tuple(read.recordings["first"].data.chunks) == (2,)
        assert read.recordings["first"].data[:].tolist() == list(range(7))
