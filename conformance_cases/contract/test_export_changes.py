"""Exports of what was changed after reading, of what lies in further files, and how the data are stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import Builder, DatasetBuilder, ReferenceBuilder

from conformance_cases.contract.exporting import SIZES, exported, is_bounded, large, peak_of_memory, written
from conformance_cases.contract.parts import recording, session, sessions, tree
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs, trace
from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree

pytestmark = pytest.mark.needs("export")


def assert_exported_in_chunks(backend: Backend, directory: Path, element: Any, dtype: Any, *others: Builder) -> None:
    """Require that an export has the content and the chunks of a dataset of seven equal elements."""
    if backend.data_io is None:
        pytest.skip("H19 needs a DataIO that sets the chunk shape; the backend has none")
    path, data = backend.location(directory, "source"), backend.data_io([element] * 7, chunks=(3,))
    write_tree(backend, tree(*others, DatasetBuilder("data", data, dtype=dtype)), path)

    with read_tree(backend, path) as source, read_tree(backend, exported(backend, path)) as copy:
        assert not compare_builders(source, copy)
        found = copy["data"].data
        assert getattr(found, "dataset", found).chunks == (3,)


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
def test_removed_objects(backend: Backend, tmp_path: Path) -> None:
    """What is removed from the container is not in the export, and still in the source."""
    path, export = written(backend, tmp_path, rig(probe("kept"), probe("removed"))), backend.location(tmp_path, "new")
    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        changed = source.read()
        changed.probes.pop("removed")
        io.export(src_io=source, container=changed)

    with rigs().reading(backend, path) as source, rigs().reading(backend, export) as read:
        assert set(source.probes) == {"kept", "removed"}
        assert set(read.probes) == {"kept"}


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
def test_external_links_to_data_are_kept(backend: Backend, tmp_path: Path) -> None:
    """A link to a dataset of another file stays one, from where the export lies, and does not become a copy."""
    (tmp_path / "inner" / "innermost").mkdir(parents=True)
    places = ("inner/innermost/third", "inner/source", "export")
    third, path, export = (backend.location(tmp_path, stem) for stem in places)
    rigs().write(backend, third, rig(trace()))
    manager = rigs().manager()
    with backend.open(third, mode="r", manager=manager) as other, backend.open(path, mode="w", manager=manager) as io:
        io.write(rig(channel(trace=other.read().traces["voltage"])))

    with rigs().open(backend, path, "r") as source, rigs().open(backend, export, "w") as io:
        io.export(src_io=source)

    with read_tree(backend, export) as root:
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
def test_chunk_shapes_of_text_are_kept(backend: Backend, tmp_path: Path) -> None:
    """The dataset is chunked as it was, also where its elements have no fixed length."""
    assert_exported_in_chunks(backend, tmp_path, "a", "text")


@pytest.mark.clause("H19")
@pytest.mark.local
@pytest.mark.parametrize("kind", ["rows", "references", "rows-of-references"])
def test_chunk_shapes_of_rows_and_references_are_kept(backend: Backend, tmp_path: Path, kind: str) -> None:
    """The dataset is chunked as it was, and holds what it held, also if what it holds must be looked at."""
    target = DatasetBuilder("target", 1)
    reference, number = ReferenceBuilder(target), {"name": "number", "dtype": "int32"}
    element, dtype = {
        "rows": ((1, "a"), [number, {"name": "text", "dtype": "text"}]),
        "references": (reference, "object"),
        "rows-of-references": ((1, reference), [number, {"name": "target", "dtype": "object"}]),
    }[kind]
    assert_exported_in_chunks(backend, tmp_path, element, dtype, target)


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
def test_settings_that_are_asked_for(backend: Backend, tmp_path: Path) -> None:
    """A chunk shape that is set on the data of the container is that of the export."""
    if backend.data_io is None:
        pytest.skip("H29 needs a DataIO that sets the chunk shape; the backend has none")
    path, export = backend.location(tmp_path, "source"), backend.location(tmp_path, "export")
    data = backend.data_io(np.arange(7), chunks=(3,))
    sessions().write(backend, path, session(recording(data=data)))

    with sessions().open(backend, path, "r") as source, sessions().open(backend, export, "w") as io:
        changed = source.read()
        changed.recordings["first"].set_data_io("data", backend.data_io, {"chunks": (2,)})
        changed.recordings["first"].set_modified()
        io.export(src_io=source, container=changed)

    with sessions().reading(backend, export) as read:
        assert tuple(read.recordings["first"].data.chunks) == (2,)
        assert read.recordings["first"].data[:].tolist() == list(range(7))
