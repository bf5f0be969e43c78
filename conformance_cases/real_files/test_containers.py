"""What PyNWB makes of a real file is the same from any backend.

PyNWB brings an older file up to date as it reads it, and gives what it adds new object ids each time. So these tests
begin with the file as HDF5IO writes it today, after which nothing may change any more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance_cases.real_files.carrying import exported, opened, rewritten, tree
from conformance_cases.real_files.declared import each_rewritable_file, each_twice_rewritable_file
from harness.backend import Backend
from harness.comparison import compare_builders, compare_containers
from harness.hdf5 import BACKEND as HDF5


@pytest.mark.clause("G03", "H04", "H10", "H12")
@each_rewritable_file
def test_read(backend: Backend, real_file: Path) -> None:
    """The containers of an export are those of the file, extensions included, and name the export as their source."""
    current = rewritten(HDF5, real_file)
    export = exported(HDF5, current, backend)

    with opened(HDF5, current) as original, opened(backend, export) as copy:
        nwbfile = copy.read()
        assert compare_containers(original.read(), nwbfile) == []
        assert {container.container_source for container in nwbfile.objects.values()} == {str(export)}


@pytest.mark.clause("H02", "H03")
@each_rewritable_file
def test_export_of_containers(backend: Backend, real_file: Path) -> None:
    """An export of the containers, within the backend, has all that the file has when the file is gone."""
    current = rewritten(HDF5, real_file)
    export = exported(HDF5, current, backend)

    again = exported(backend, export, backend, containers=True)
    export.rename(export.with_name("out of reach"))

    assert compare_builders(tree(HDF5, current), tree(backend, again)) == []


@pytest.mark.clause("H05")
@each_twice_rewritable_file
def test_return(backend: Backend, real_file: Path) -> None:
    """HDF5IO makes of the export's containers the file that it was."""
    current = rewritten(HDF5, real_file)

    returned = rewritten(backend, exported(HDF5, current, backend))

    assert compare_builders(tree(HDF5, current), tree(HDF5, returned)) == []
