"""Growing a file in place: what is added is there after closing, in the consolidated metadata too."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import NWBFile, TimeSeries, validate

from hdmf_zarr import NWBZarrIO, StorageError, ZarrIO


@pytest.fixture
def trials(tmp_path):
    nwbfile = NWBFile("two trials", "id", datetime(2020, 1, 1, tzinfo=UTC))
    nwbfile.add_trial_column("label", "a word")
    nwbfile.add_trial(start_time=0.0, stop_time=1.0, label="a")
    nwbfile.add_trial(start_time=1.0, stop_time=2.0, label="b")
    nwbfile.add_acquisition(TimeSeries(name="first", data=[1.0, 2.0], rate=1.0, unit="V"))
    path = tmp_path / "trials.nwb.zarr"
    with NWBZarrIO(path, mode="w") as io:
        io.write(nwbfile)
    return path


@pytest.mark.parametrize("mode", ["r+", "a"])
def test_rows_added_without_writing_again(trials, mode):
    with NWBZarrIO(trials, mode=mode) as io:
        io.read().add_trial(start_time=2.0, stop_time=3.0, label="a longer word")
    with NWBZarrIO(trials, mode="r") as io:
        frame = io.read().trials.to_dataframe()
    assert frame["label"].tolist() == ["a", "b", "a longer word"]
    assert frame["stop_time"].tolist() == [1.0, 2.0, 3.0]


def test_a_column_and_a_series_added(trials):
    with NWBZarrIO(trials, mode="r+") as io:
        nwbfile = io.read()
        nwbfile.add_trial_column("score", "a number", data=[0.5, 0.25])
        nwbfile.add_acquisition(TimeSeries(name="second", data=[3.0], rate=1.0, unit="V"))
        io.write(nwbfile)
    with NWBZarrIO(trials, mode="r") as io:
        nwbfile = io.read()
        assert nwbfile.trials["score"][:].tolist() == [0.5, 0.25]
        assert nwbfile.trials.colnames == ("start_time", "stop_time", "label", "score")
        assert sorted(nwbfile.acquisition) == ["first", "second"]
    assert validate(path=str(trials)) == []


def test_values_changed_in_place(write, read):
    path = write(DatasetBuilder("d", np.arange(4)))
    with ZarrIO(path, mode="r+") as io:
        io.read_builder()["d"].data[1] = 9
    assert read(path)["d"].data[:].tolist() == [0, 9, 2, 3]


def test_writing_a_second_time_adds_only_what_is_new(tmp_path, read):
    root = GroupBuilder("root", datasets=[DatasetBuilder("a", 1)])
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        io.write_builder(root)
        root.set_dataset(DatasetBuilder("b", 2))
        io.write_builder(root)
    assert sorted(read(tmp_path / "a.zarr").datasets) == ["a", "b"]


def test_another_object_in_the_place_of_one_is_refused(write, read):
    path = write(DatasetBuilder("d", 1))
    other = GroupBuilder("root", datasets=[DatasetBuilder("d", 2)])
    with ZarrIO(path, mode="a") as io, pytest.raises(ValueError, match="/d is already in the file"):
        io.write_builder(other)
    assert read(path)["d"].data == 1


@pytest.mark.parametrize("values", [(1.5, float("nan")), (float("nan"), 1.5), (np.int8(1), "text")])
def test_an_attribute_changed_in_place_takes_its_type_along(write, read, values):
    before, after = values
    path = write(GroupBuilder("g", attributes={"x": before, "_DTYPE": "mine"}))
    with ZarrIO(path, mode="r+") as io:
        root = io.read_builder()
        root["g"].set_attribute("x", after)
        io.write_builder(root)
    attributes = read(path)["g"].attributes
    assert attributes["_DTYPE"] == "mine"
    np.testing.assert_equal(attributes["x"], after)


@pytest.mark.parametrize("name", ["units.nwb.zarr", "units.nwb.zarr.zip"])
def test_an_index_outgrows_its_type(tmp_path, name):
    lengths = [100, 200, 0, 70_000]
    nwbfile = NWBFile("a unit", "id", datetime(2020, 1, 1, tzinfo=UTC))
    nwbfile.add_unit(spike_times=np.arange(100.0))
    with NWBZarrIO(tmp_path / name, mode="w") as io:
        io.write(nwbfile)
    for length in lengths[1:]:
        with NWBZarrIO(tmp_path / name, mode="r+") as io:
            io.read().add_unit(spike_times=np.arange(float(length)))
    with NWBZarrIO(tmp_path / name, mode="r") as io:
        units = io.read().units
        assert [len(times) for times in units["spike_times"][:]] == lengths
        assert units["spike_times"].data.dtype == np.dtype("uint32")
        assert validate(io=io) == []


def test_only_an_index_outgrows_its_type(write):
    path = write(DatasetBuilder("d", np.array([1, 2], "u1")))
    with ZarrIO(path, mode="r+") as io, pytest.raises(StorageError, match="uint8 can't hold"):
        io.read_builder()["d"].data.append(300)
