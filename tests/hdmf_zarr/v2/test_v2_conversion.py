"""Conversion to Zarr v3 and to HDF5 leaves nothing out, or says what and writes nothing."""

import shutil

import pytest
from pynwb import NWBHDF5IO, validate

from harness import compare_builders, compare_containers
from hdmf_zarr import IncompleteConversionError, NWBZarrIO, NWBZarrV2IO


def test_to_v3_every_value_arrives(v2_file, tmp_path):
    target = tmp_path / "new.nwb.zarr"
    NWBZarrV2IO.convert_to_v3(v2_file, target)
    with NWBZarrIO(v2_file) as old, NWBZarrIO(target) as new:
        differences = compare_builders(old.read_builder(), new.read_builder())
        # what was linked to in another file is copied
        assert {difference.path for difference in differences} == {
            "/acquisition/far",
            "/acquisition/far/data",
            "/acquisition/far/starting_time",
        }
        assert compare_containers(old.read(), new.read()) == []


def test_to_v3_needs_the_other_files_no_more(newest, content, tmp_path):
    target = tmp_path / "new.nwb.zarr"
    NWBZarrV2IO.convert_to_v3(newest, target)
    shutil.rmtree(newest)
    shutil.rmtree(newest.with_name("other.nwb.zarr"))
    assert validate(path=str(target)) == []
    with NWBZarrIO(target) as io:
        nwbfile = io.read()
        assert nwbfile.acquisition["far"].data[:].tolist() == content.FAR.tolist()
        assert [group.name for group in nwbfile.electrodes["group"][:]] == content.GROUPS


def test_to_hdf5(v2_file, tmp_path):
    with NWBZarrIO(v2_file) as old, NWBHDF5IO(tmp_path / "new.nwb", mode="w") as new:
        new.export(src_io=old, write_args={"link_data": False})
    with NWBZarrIO(v2_file) as old, NWBHDF5IO(tmp_path / "new.nwb", mode="r") as new:
        assert compare_containers(old.read(), new.read()) == []


def test_what_was_changed_is_converted(newest, tmp_path):
    with NWBZarrV2IO(newest) as io:
        nwbfile = io.read()
        nwbfile.add_acquisition(type(nwbfile.acquisition["speed"])(name="more", data=[1.0], unit="m", rate=1.0))
        io.export_to_v3(tmp_path / "new.nwb.zarr", nwbfile=nwbfile)
    with NWBZarrIO(tmp_path / "new.nwb.zarr") as io:
        assert {"lfp", "speed", "far", "more"} == io.read().acquisition.keys()


@pytest.mark.filterwarnings("ignore::hdmf.backends.warnings.BrokenLinkWarning")
def test_a_link_that_leads_nowhere_stops_it(newest, tmp_path):
    shutil.rmtree(newest.with_name("other.nwb.zarr"))
    with pytest.raises(IncompleteConversionError, match="far"):
        NWBZarrV2IO.convert_to_v3(newest, tmp_path / "new.nwb.zarr")
    assert not (tmp_path / "new.nwb.zarr").exists()


def test_a_chunk_that_can_not_be_decoded_stops_it(newest, tmp_path):
    (newest / "general" / "extracellular_ephys" / "electrodes" / "group" / "0").write_bytes(b"damaged")
    with pytest.raises(IncompleteConversionError, match="electrodes/group"):
        NWBZarrV2IO.convert_to_v3(newest, tmp_path / "new.nwb.zarr")
    assert not (tmp_path / "new.nwb.zarr").exists()
