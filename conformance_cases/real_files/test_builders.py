"""What a real file holds arrives as it is: each group, dataset, attribute, link and reference, however old the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pynwb import validate

from conformance_cases.real_files.carrying import copied, exported, opened, tree
from conformance_cases.real_files.declared import each_file
from harness.backend import Backend
from harness.comparison import compare_builders
from harness.hdf5 import BACKEND as HDF5


@pytest.mark.clause("H01", "H04", "H10", "H18")
@each_file
def test_export(backend: Backend, real_file: Path) -> None:
    """An export of the file has all that the file has, and nothing more."""
    original = tree(HDF5, real_file)

    assert compare_builders(original, tree(backend, exported(HDF5, real_file, backend))) == []


@pytest.mark.clause("H05")
@each_file
def test_return(backend: Backend, real_file: Path) -> None:
    """A copy in HDF5 of the export equals the file."""
    original = tree(HDF5, real_file)

    returned = copied(backend, exported(HDF5, real_file, backend))

    assert compare_builders(original, tree(HDF5, returned)) == []


@pytest.mark.clause("J01", "J05")
@each_file
def test_validation(backend: Backend, real_file: Path) -> None:
    """PyNWB finds the same faults in the export as in the file."""
    export = exported(HDF5, real_file, backend)

    with opened(HDF5, real_file) as original, opened(backend, export) as copy:
        assert sorted(map(str, validate(io=copy))) == sorted(map(str, validate(io=original)))
