"""What each release of hdmf-zarr wrote is read as what it was: values, links and references.

0.14 wrote Zarr v3; its file is among the others because a reader should not have to know which is which.
"""

import numpy as np
import pytest
from pynwb import read_nwb

from hdmf_zarr import NWBZarrIO


@pytest.fixture(scope="module", params=["0.3.0", "0.5.0", "0.8.0", "0.10.0", "0.11.3", "0.13.0", "0.14.0"])
def path(request, unpack, tmp_path_factory):
    return unpack(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def nwbfile(path):
    with NWBZarrIO(path) as io:
        yield io.read()


def test_text(nwbfile, content):
    assert nwbfile.identifier == content.IDENTIFIER
    assert nwbfile.session_description == content.DESCRIPTION
    assert list(nwbfile.keywords) == content.KEYWORDS
    assert list(nwbfile.experimenter) == content.EXPERIMENTERS
    assert list(nwbfile.scratch["words"].data) == content.WORDS


def test_dates(nwbfile, content):
    assert nwbfile.session_start_time == content.START
    assert nwbfile.subject.date_of_birth == content.BORN
    assert len(nwbfile.file_create_date) == 1


def test_numbers(nwbfile, content):
    data = nwbfile.acquisition["lfp"].data
    assert data.dtype == content.LFP.dtype
    assert data.chunks == content.LFP_CHUNKS
    np.testing.assert_array_equal(data[:], content.LFP)
    np.testing.assert_array_equal(data[3:15:2, [0, 3]], content.LFP[3:15:2, [0, 3]])
    np.testing.assert_array_equal(nwbfile.acquisition["speed"].data[:], content.SPEED)
    assert np.isnan(nwbfile.acquisition["speed"].resolution)


def test_a_table_with_references(nwbfile, content):
    electrodes = nwbfile.electrodes.to_dataframe()
    assert electrodes["location"].tolist() == content.LOCATIONS
    assert electrodes["good"].tolist() == content.GOOD
    np.testing.assert_array_equal(electrodes["imp"], content.IMPEDANCES)
    assert [group.name for group in electrodes["group"]] == content.GROUPS
    assert electrodes["group"][0] is nwbfile.electrode_groups["shank0"]


def test_a_region_of_a_table(nwbfile, content):
    region = nwbfile.acquisition["lfp"].electrodes
    assert region.table is nwbfile.electrodes
    assert list(region.data) == content.LFP_ELECTRODES


def test_compounds_with_references(nwbfile, content):
    for row, (start, stop, tags, references) in enumerate(content.EPOCHS):
        epoch = nwbfile.epochs[row]
        assert (epoch["start_time"].item(), epoch["stop_time"].item()) == (start, stop)
        assert list(epoch["tags"].item()) == tags
        found = nwbfile.epochs["timeseries"][row]
        assert [(item.timeseries.name, item.idx_start, item.count) for item in found] == references
        assert all(item.timeseries is nwbfile.acquisition[item.timeseries.name] for item in found)


def test_compounds_without_references(nwbfile, content):
    masks = nwbfile.processing["ophys"]["ImageSegmentation"]["cells"]["pixel_mask"]
    assert [[tuple(pixel) for pixel in mask] for mask in masks[:]] == content.PIXELS


def test_ragged_columns(nwbfile, content):
    for row, (times, electrodes) in enumerate(content.UNITS):
        assert list(nwbfile.units["spike_times"][row]) == times
        assert nwbfile.units["electrodes"][row].index.tolist() == electrodes


def test_trials(nwbfile, content):
    assert [tuple(row) for row in nwbfile.trials.to_dataframe().itertuples(index=False)] == content.TRIALS


def test_links_in_the_file(nwbfile):
    assert nwbfile.acquisition["speed"].timestamps is not None
    np.testing.assert_array_equal(nwbfile.acquisition["speed"].timestamps, nwbfile.acquisition["lfp"].timestamps)
    assert nwbfile.electrode_groups["shank1"].device is nwbfile.devices["probe"]


def test_links_to_another_file(nwbfile, content, path):
    far = nwbfile.acquisition["far"]
    np.testing.assert_array_equal(far.data[:], content.FAR)
    assert far.container_source == str(path.parent / "other.nwb.zarr")


def test_cached_namespaces(path):
    assert {"core", "hdmf-common", "hdmf-experimental"} <= NWBZarrIO.get_namespaces(path).keys()


def test_pynwb_finds_the_backend(path, content):
    assert NWBZarrIO.can_read(path)
    nwbfile = read_nwb(path)
    assert nwbfile.identifier == content.IDENTIFIER
    nwbfile.read_io.close()
