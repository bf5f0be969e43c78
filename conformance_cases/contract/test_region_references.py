"""References to a part of a dataset, which only files of other programs hold: never whole references in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from hdmf.build import Builder, GroupBuilder, ReferenceBuilder

from conformance_cases.contract.parts import REFUSALS
from conformance_cases.contract.rigs import probe, rig, rigs, trace
from harness import Backend
from harness.foreign_files import add_region_references
from harness.round_trip import read_tree

pytestmark = pytest.mark.needs("export", "references")

_NAME = "parts"


def _hdf5_file(path: Path) -> Path:
    """Write a file whose dataset ``parts``, and whose attribute of that name, refer to elements of ``voltage``."""
    with HDF5IO(path, mode="w", manager=rigs().manager()) as io:
        io.write(rig(trace(), probe()))
    add_region_references(path, "voltage", [slice(1, 3), slice(3, None)], _NAME, holder="tetrode")
    return path


def _is_exported(source: HDMFIO, backend: Backend, path: Path) -> bool:
    """Export an open file; tell whether it was, or else refused by an error that names the object."""
    with source, rigs().open(backend, path, "w") as io:
        try:
            io.export(src_io=source, write_args={"link_data": False})
        except REFUSALS as error:
            if _NAME not in str(error):
                raise
            return False
    return True


def _is_converted(backend: Backend, directory: Path, path: Path) -> bool:
    source = HDF5IO(_hdf5_file(directory / "foreign.h5"), mode="r", manager=rigs().manager())
    return _is_exported(source, backend, path)


def _references(root: GroupBuilder) -> list[Any]:
    """Return all references of the file."""
    return [*root[_NAME].data, root["tetrode"].attributes[_NAME]]


def _assert_parts(root: GroupBuilder) -> None:
    """Assert that target and elements are those of the file that was converted."""
    for reference, expected in zip(_references(root), ([1.0, 2.0], [3.0], [1.0, 2.0]), strict=True):
        assert reference.target is root["voltage"]
        np.testing.assert_array_equal(reference.data, expected)


@pytest.mark.clause("E59")
def test_they_do_not_become_whole_references(backend: Backend, path: Path, tmp_path: Path) -> None:
    """A reference to a part is no builder, nor a reference to one, or it is refused by name."""
    if _is_converted(backend, tmp_path, path):
        with read_tree(backend, path) as root:
            assert not any(isinstance(reference, Builder | ReferenceBuilder) for reference in _references(root))


@pytest.mark.clause("E58")
def test_they_give_target_and_data(backend: Backend, path: Path, tmp_path: Path) -> None:
    """What was read has a ``target``, which is the builder, and ``data``, which are the elements."""
    if _is_converted(backend, tmp_path, path):
        with read_tree(backend, path) as root:
            _assert_parts(root)


@pytest.mark.clause("E57")
def test_they_are_kept_when_they_are_written(backend: Backend, path: Path, tmp_path: Path) -> None:
    """What was read is written to another file of the backend as it is, or refused by name."""
    again = backend.location(tmp_path, "again")
    if _is_converted(backend, tmp_path, path) and _is_exported(rigs().open(backend, path, "r"), backend, again):
        with read_tree(backend, again) as root:
            _assert_parts(root)
