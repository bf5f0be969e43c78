"""A backend that names one class opens any hierarchy and NWB files with it, in the way that works."""

from functools import partial
from typing import Any

import pytest
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from pynwb import NWBHDF5IO

from harness import Backend, check
from harness.openers import open_with_types, openers_of


class OwnIO(NWBHDF5IO):
    """Says itself what is read: no base stands in for it."""

    def read_builder(self) -> Any:
        return super().read_builder()


def test_a_class_for_nwb_files_leaves_other_hierarchies_to_its_base() -> None:
    assert openers_of(NWBHDF5IO) == (HDF5IO, NWBHDF5IO)


def test_a_class_that_knows_no_types_is_given_those_of_pynwb() -> None:
    open_any, open_nwb = openers_of(HDF5IO)
    assert open_any is HDF5IO
    assert isinstance(open_nwb, partial)
    assert (open_nwb.func, open_nwb.args) == (open_with_types, (HDF5IO,))


def test_no_base_stands_in_for_a_class_that_reads_otherwise() -> None:
    assert openers_of(OwnIO) == (OwnIO, OwnIO)


def test_an_abstract_class_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(TypeError, match=r"hdmf\.backends\.io:HDMFIO cannot be opened: .* lacks .*read_builder"):
        openers_of(HDMFIO)


def test_what_is_named_is_left_as_it_is() -> None:
    backend = Backend.from_entry("mine", {"io": OwnIO, "nwb_io": NWBHDF5IO})
    assert (backend.open, backend.open_nwb) == (OwnIO, NWBHDF5IO)


@pytest.mark.parametrize("io", [NWBHDF5IO, HDF5IO])
def test_a_class_alone_carries_cases_and_trees(io: type[HDMFIO]) -> None:
    """With types of an extension, which a reader learns from the file."""
    cases = ["test_arrays_of_keywords", "test_kept_by_containers", "test_a_link_to_a_group", "LabMetaData", "Device"]
    assert check(io, cases=cases).conforms
