"""Links and references between files: relative, kept when files move together, harmless when the target is gone."""

import shutil

import numpy as np
import pytest
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb import NWBHDF5IO, get_manager
from pynwb.ophys import OpticalChannel
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrIO


@pytest.fixture
def linked(tmp_path):
    """A file whose group links to a dataset of another, in one folder."""
    (tmp_path / "here").mkdir()
    with ZarrIO(tmp_path / "here" / "target.zarr", mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(tmp_path / "here" / "target.zarr", mode="r") as other:
        target = other.read_builder()["d"]
        group = GroupBuilder("g", links=[LinkBuilder(target, name="far")])
        with ZarrIO(tmp_path / "here" / "source.zarr", mode="w") as io:
            io.write_builder(GroupBuilder("root", groups=[group], attributes={"ref": ReferenceBuilder(target)}))
    return tmp_path / "here"


def test_links_and_references_arrive(linked):
    with ZarrIO(linked / "source.zarr", mode="r") as io:
        root = io.read_builder()
        assert root["g"].links["far"].builder.data[:].tolist() == [0, 1, 2]
        assert root.attributes["ref"] is root["g"].links["far"].builder
        assert root.attributes["ref"].source == str(linked / "target.zarr")


def test_files_may_move_together(linked, tmp_path):
    shutil.move(linked, tmp_path / "there")
    with ZarrIO(tmp_path / "there" / "source.zarr", mode="r") as io:
        assert io.read_builder()["g"].links["far"].builder.data[:].tolist() == [0, 1, 2]


def test_a_target_that_is_gone_costs_the_link_and_not_the_file(linked):
    shutil.rmtree(linked / "target.zarr")
    with ZarrIO(linked / "source.zarr", mode="r") as io, pytest.warns(BrokenLinkWarning) as caught:
        root = io.read_builder()
    assert not root["g"].links
    assert any("'far'" in str(warning.message) for warning in caught)


def test_exporting_copies_what_is_linked_if_asked_to(linked, tmp_path):
    with ZarrIO(linked / "source.zarr", mode="r") as source, ZarrIO(tmp_path / "whole.zarr", mode="w") as target:
        target.export(src_io=source, write_args={"link_data": False})
    shutil.rmtree(linked)
    with ZarrIO(tmp_path / "whole.zarr", mode="r") as io:
        root = io.read_builder()
        assert root["g"].datasets["far"].data[:].tolist() == [0, 1, 2]
        assert root.attributes["ref"] is root["g"].datasets["far"]


@pytest.fixture(params=[(NWBHDF5IO, ".nwb"), (NWBZarrIO, ".nwb.zarr")], ids=["hdf5", "zarr"])
def planes(request, tmp_path):
    """Make a file with imaging planes whose device is in another file; returns the open file."""
    io_class, suffix = request.param

    def planes(*names, devices=()):
        manager = get_manager()
        first = mock_NWBFile()
        first.create_device(name="microscope")
        with io_class(tmp_path / f"first{suffix}", mode="w") as io:
            io.write(first)
        with io_class(tmp_path / f"first{suffix}", mode="r", manager=manager) as other:
            device = other.read().devices["microscope"]
            second = mock_NWBFile()
            for name in devices:
                second.create_device(name=name)
            for name in names:
                channel = OpticalChannel(name="channel", description="one", emission_lambda=500.0)
                plane = {"description": "a plane", "indicator": "GCaMP", "location": "V1", "excitation_lambda": 600.0}
                second.create_imaging_plane(name=name, optical_channel=channel, device=device, **plane)
            with io_class(tmp_path / f"second{suffix}", mode="w", manager=manager) as io:
                io.write(second)
        return io_class(tmp_path / f"second{suffix}", mode="r")

    return planes


@pytest.mark.parametrize("through_containers", [False, True], ids=["builders", "containers"])
def test_what_the_schema_knows_as_a_link_stays_one_to_a_copy(planes, tmp_path, through_containers):
    with planes("one", "two") as source, NWBZarrIO(tmp_path / "whole.nwb.zarr", mode="w") as target:
        nwbfile = source.read() if through_containers else None
        target.export(src_io=source, nwbfile=nwbfile, write_args={"link_data": False})
    with NWBZarrIO(tmp_path / "whole.nwb.zarr", mode="r") as io:
        nwbfile = io.read()
        assert list(nwbfile.devices) == ["microscope"]
        for plane in nwbfile.imaging_planes.values():
            assert plane.device is nwbfile.devices["microscope"]
        assert {node.source for node in io.read_builder()["general/devices"].groups.values()} == {io.source}


def test_a_copy_whose_place_is_taken_is_told_of(planes, tmp_path):
    with (
        planes("one", devices=["microscope"]) as source,
        NWBZarrIO(tmp_path / "whole.nwb.zarr", mode="w") as target,
        pytest.warns(UserWarning, match=r"'device' leads to /general/devices/microscope of .*another object is there"),
    ):
        target.export(src_io=source, write_args={"link_data": False})
    with NWBZarrIO(tmp_path / "whole.nwb.zarr", mode="r") as io:
        copy = io.read_builder()["general/optophysiology/one"].groups["device"]
    assert copy.attributes["neurodata_type"] == "Device"
