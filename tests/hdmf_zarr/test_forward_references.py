"""References and links to what is not in the file yet, but will be."""

import warnings

import numpy as np
import pytest
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrIO


@pytest.fixture
def path(tmp_path):
    """Return a file with a table of electrodes, whose groups are references."""
    nwbfile = mock_NWBFile()
    device = nwbfile.create_device("device")
    group = nwbfile.create_electrode_group("first", description="d", location="l", device=device)
    nwbfile.add_electrode(location="l", group=group)
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    return tmp_path / "a.nwb.zarr"


def test_what_has_been_added_is_referred_to_before_it_is_written(path):
    with NWBZarrIO(path, mode="a") as io:
        nwbfile = io.read()
        device = nwbfile.devices["device"]
        second = nwbfile.create_electrode_group("second", description="d", location="l", device=device)
        nwbfile.add_electrode(location="l", group=second)
        io.write(nwbfile)
    with NWBZarrIO(path) as io:
        nwbfile = io.read()
        assert nwbfile.electrodes["group"].data[1] is nwbfile.electrode_groups["second"]


def test_what_has_not_been_added_is_not_referred_to(path):
    with NWBZarrIO(path, mode="a") as io:
        stranger = mock_NWBFile().create_device("stranger")
        with pytest.raises(ValueError, match="'stranger' has not been written"):
            io.read().electrodes["group"].data.append(stranger)


def test_closing_tells_of_what_was_never_written(path):
    io = NWBZarrIO(path, mode="a")
    nwbfile = io.read()
    device = nwbfile.devices["device"]
    second = nwbfile.create_electrode_group("second", description="d", location="l", device=device)
    nwbfile.electrodes["group"].data.append(second)
    with pytest.warns(BrokenLinkWarning, match="/general/extracellular_ephys/second, where nothing"):
        io.close()


def test_closing_is_complete_though_its_warning_is_an_error(tmp_path, read):
    io = ZarrIO(tmp_path / "a.zarr", mode="w")
    io.write_attributes(io._file, {"missing": GroupBuilder("missing"), "kept": 1})
    with warnings.catch_warnings():
        warnings.simplefilter("error", BrokenLinkWarning)
        with pytest.raises(BrokenLinkWarning, match="/missing, where nothing"):
            io.close()
    assert not io.is_open()
    with pytest.warns(BrokenLinkWarning):
        assert read(tmp_path / "a.zarr").attributes["kept"] == 1
    ZarrIO(tmp_path / "a.zarr", mode="r+").close()  # nothing has been left locked


def test_nodes_are_written_in_any_order(tmp_path, read):
    later, group = DatasetBuilder("later", np.arange(3)), GroupBuilder("group")
    with warnings.catch_warnings(), ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        warnings.simplefilter("error", BrokenLinkWarning)
        root = io._file
        io.write_attributes(root, {"data": later, "group": ReferenceBuilder(group)})
        assert root.attrs["data"] == {"_REFERENCE": {"source": ".", "path": "/later"}}
        io.write_link(root, LinkBuilder(later, "link"))
        io.write_dataset(root, later)
        io.write_group(root, group)
    root = read(tmp_path / "a.zarr")
    assert root.attributes["data"] is root.links["link"].builder is root["later"]
    assert root.attributes["group"] is root["group"]
