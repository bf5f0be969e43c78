"""Export from one backend to another: from each to each, and from one that keeps everything in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder

from conformance_cases.contract.datasets import GAPS, wrapped
from conformance_cases.contract.exporting import SIZES, exported, full_rig, is_bounded, peak_of_memory, tree, written
from conformance_cases.contract.memory import Countdown, MemoryIO
from conformance_cases.contract.rigs import rig, rigs, trace
from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree

pytestmark = pytest.mark.needs("export")
COPY = {"link_data": False}


@pytest.mark.clause("H04")
@pytest.mark.local
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_export_is_complete(backend_pair: tuple[Backend, Backend], tmp_path: Path, read: bool) -> None:
    """Every object, attribute, link and reference is there, after the source is gone."""
    source, target = backend_pair
    path = written(source, tmp_path)
    before = tree(source, path)

    export = exported(source, path, target=target, read=read, write_args=dict(COPY))

    path.rename(path.with_name("gone"))
    assert compare_builders(before, tree(target, export)) == []


@pytest.mark.clause("H05")
@pytest.mark.local
def test_there_and_back(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """What comes back from another backend is what went there."""
    here, there = backend_pair
    path = written(here, tmp_path)

    export = exported(here, path, target=there, write_args=dict(COPY))
    back = exported(there, export, here.location(tmp_path, "back"), target=here, write_args=dict(COPY))

    assert compare_builders(tree(here, path), tree(here, back)) == []


@pytest.mark.clause("H04", "D67", "D61")
@pytest.mark.local
@pytest.mark.parametrize(("dtype", "fill"), [gap for gap in GAPS if gap[0] != "bool"])  # the field is of numbers
def test_gaps_read_as_they_did(backend_pair: tuple[Backend, Backend], tmp_path: Path, dtype: str, fill: float) -> None:
    """Elements that were never written are what they were asked to be in the export, too."""
    source, target = backend_pair
    path = source.location(tmp_path, "source")
    allocated = wrapped(source, shape=(7,), dtype=np.dtype(dtype), fillvalue=fill, chunks=(2,))
    with rigs().open(source, path, "w") as io:
        io.write(rig(trace(data=allocated)))
        allocated.dataset[2:4] = 1

    export = exported(source, path, target=target, write_args=dict(COPY))

    expected = np.array([fill, fill, 1, 1, fill, fill, fill], dtype)
    with read_tree(target, export) as root:
        np.testing.assert_array_equal(root["voltage"].data[()], expected, strict=True)


@pytest.mark.clause("H06")
def test_links_into_a_foreign_file_are_refused(backend: Backend, tmp_path: Path) -> None:
    """No dataset can be a link into a file of another format."""
    with rigs().open(backend, backend.location(tmp_path, "export"), "w") as io, pytest.raises(UnsupportedOperation):
        io.export(src_io=in_memory(), write_args={"link_data": True})


@pytest.mark.clause("H04")
def test_export_from_any_backend_is_complete(backend: Backend, tmp_path: Path) -> None:
    """A backend of which nothing is known but the interface is copied in full, if copies are asked for."""
    source, export = in_memory(), backend.location(tmp_path, "export")
    before = normal_form(source.read_builder())
    with rigs().open(backend, export, "w") as io:
        io.export(src_io=source, write_args=dict(COPY))

    assert compare_builders(before, tree(backend, export)) == []


@pytest.mark.clause("H27")
def test_export_from_any_backend_just_works(backend: Backend, tmp_path: Path) -> None:
    """The same holds without any argument."""
    source, export = in_memory(), backend.location(tmp_path, "export")
    before = normal_form(source.read_builder())
    with rigs().open(backend, export, "w") as io:
        io.export(src_io=source)

    assert compare_builders(before, tree(backend, export)) == []


@pytest.mark.clause("H28")
def test_no_classes_are_needed_across(backend: Backend, tmp_path: Path) -> None:
    """What is exported from another backend without a container is not made containers of: its types may be unknown."""
    members = [DatasetBuilder("numbers", [1, 2]), DatasetBuilder("text", "§")]
    tree_of_no_type = GroupBuilder("root", groups=[GroupBuilder("group", attributes={"a": 1})], datasets=members)
    source, export = MemoryIO("nowhere", rigs().manager(), tree_of_no_type), backend.location(tmp_path, "export")
    before = normal_form(tree_of_no_type)
    with rigs().open(backend, export, "w") as io:
        io.export(src_io=source, write_args=dict(COPY))

    assert compare_builders(before, tree(backend, export)) == []


@pytest.mark.clause("H24")
def test_memory_does_not_grow_with_the_data(backend: Backend, tmp_path: Path) -> None:
    """A dataset of more than twice the size needs about as much memory."""
    peaks = []
    for mebibytes in SIZES:
        source = in_memory(trace(data=Countdown(mebibytes << 17)))
        path = backend.location(tmp_path, f"export {mebibytes}")
        with rigs().open(backend, path, "w") as io, peak_of_memory(mebibytes) as peak:
            io.export(src_io=source, write_args=dict(COPY))
        peaks.append(peak())
        with read_tree(backend, path) as root:
            assert root["voltage"].data[-2:].tolist() == [1.0, 0.0]

    assert is_bounded(peaks)


def in_memory(*members: Any) -> MemoryIO:
    """Return a backend that holds a rig of these members; a full one if none is given."""
    io = MemoryIO("nowhere", rigs().manager())
    io.write(rig(*members) if members else full_rig())
    return io
