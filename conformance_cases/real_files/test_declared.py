"""The files that tests of containers leave out are those that PyNWB and HDF5IO cannot write anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.build.errors import OrphanContainerBuildError

from conformance_cases.real_files.carrying import rewritten, tree
from conformance_cases.real_files.declared import LOSES_LINKS, WITHOUT_PARENT, each
from harness.hdf5 import BACKEND as HDF5


@each(WITHOUT_PARENT)
def test_cannot_be_rewritten(real_file: Path) -> None:
    """A device links to a model that is in no file."""
    with pytest.raises(OrphanContainerBuildError, match=r"Linked DeviceModel .* has no parent"):
        rewritten(HDF5, real_file)


@each(LOSES_LINKS)
def test_cannot_be_rewritten_twice(real_file: Path) -> None:
    """The links to the models run in circles."""
    current = rewritten(HDF5, real_file)

    again = rewritten(HDF5, current)

    with pytest.raises(RecursionError):
        tree(HDF5, again)
