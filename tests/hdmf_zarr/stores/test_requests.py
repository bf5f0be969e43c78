"""What it costs to write and to read a file on an object store, in requests, as the server counts them."""

from __future__ import annotations

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import NWBFile, TimeSeries
from pynwb.testing.mock.ecephys import mock_ElectricalSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.errors import ZarrUserWarning

from hdmf_zarr import NWBZarrIO, ZarrDataIO, ZarrIO

FILE = "a.nwb.zarr"


@pytest.fixture(params=["s3", "s3 by obstore"])
def file(request, locations):
    return locations(request.param).arguments(FILE)


def recording() -> NWBFile:
    nwbfile = mock_NWBFile()
    for number in range(10):
        nwbfile.add_acquisition(TimeSeries(name=f"series{number}", data=np.arange(6.0), rate=1.0, unit="V"))
    mock_ElectricalSeries(nwbfile=nwbfile)
    nwbfile.add_trial_column("choice", "left or right")
    nwbfile.add_trial_column("confidence", "from 0 to 1")
    for number in range(5):
        nwbfile.add_trial(start_time=float(number), stop_time=number + 1.0, choice="left", confidence=0.5)
    return nwbfile


def write_recording(file) -> None:
    with NWBZarrIO(**file, mode="w") as io:
        io.write(recording())


def test_a_new_file_costs_little_more_than_its_objects(file, bucket):
    write_recording(file)
    asked = bucket.requests.count()
    objects = len(bucket.keys(FILE))
    assert objects > 50
    assert asked.total() <= 1.2 * objects
    assert set(asked) <= {"PUT", "LIST", "HEAD"}  # nothing is read back
    assert asked["LIST"] + asked["HEAD"] <= 3  # to know that there is nothing yet: s3fs asks in three ways


@pytest.mark.parametrize("ending", ["/c.0", "data/zarr.json"], ids=["chunks", "documents"])
def test_objects_are_put_many_at_a_time(file, bucket, ending):
    with bucket.requests.at_once(8, "PUT", ending):
        write_recording(file)


def test_a_file_is_replaced_without_deleting_what_is_written_again(file, bucket):
    write_recording(file)
    before = bucket.keys(FILE)
    bucket.requests.forget()
    write_recording(file)
    asked, objects = bucket.requests.count(), bucket.keys(FILE)
    stale = len(before - objects)
    assert asked.total() <= 1.2 * len(objects) + stale


def test_opening_is_one_request(file, bucket):
    write_recording(file)
    bucket.requests.forget()
    with NWBZarrIO(**file, mode="r") as io:
        io.read()  # the ids and dates that HDMF looks at have come with the metadata, as single values have
    assert bucket.requests.asked == [("GET", f"{bucket.name}/{FILE}/zarr.json")]


def test_asking_whether_there_is_a_file_is_one_request(bucket):
    write_recording({"path": bucket.object_store(FILE)})
    bucket.requests.forget()
    assert NWBZarrIO.can_read(bucket.object_store(FILE))
    assert len(bucket.requests.asked) == 1


def test_a_slice_is_the_chunks_that_it_touches(file, bucket):
    data = ZarrDataIO(np.arange(2000).reshape(100, 20), chunks=(10, 20))
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", data)]))
    with ZarrIO(**file, mode="r") as io:
        read = io.read_builder()["d"].data
        bucket.requests.forget()
        with bucket.requests.at_once(3, "GET"):
            np.testing.assert_array_equal(read[15:38, 3], np.arange(2000).reshape(100, 20)[15:38, 3])
        np.testing.assert_array_equal(read[20:25, 7], np.arange(2000).reshape(100, 20)[20:25, 7])
    assert sorted(bucket.requests.asked) == [("GET", f"{bucket.name}/{FILE}/d/c.{chunk}.0") for chunk in (1, 2, 3)]


def test_an_array_that_is_gone_through_is_fetched_at_once(file, bucket):
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", ZarrDataIO(np.arange(100), chunks=(10,)))]))
    with ZarrIO(**file, mode="r") as io:
        read = io.read_builder()["d"].data
        bucket.requests.forget()
        assert read[0:7].tolist() == list(range(7))
        with bucket.requests.at_once(9, "GET"):
            assert [read[start : start + 7].tolist() for start in range(7, 98, 7)][-1] == list(range(91, 98))
    assert len(bucket.requests.asked) <= 11


def test_a_table_is_read_with_each_chunk_once_all_but_the_first_column_at_once(file, bucket):
    names = ("start_time", "stop_time", "choice", "confidence")
    write_recording(file)
    with NWBZarrIO(**file, mode="r") as io:
        trials = io.read().trials
        bucket.requests.forget()
        with bucket.requests.at_once(3, "GET", tuple(f"{name}/c.0" for name in names[1:])):
            assert len(trials.to_dataframe()) == 5
        trials.to_dataframe()
    columns = {f"{bucket.name}/{FILE}/intervals/trials/{name}/c.0" for name in names}
    assert sorted(bucket.requests.asked) == sorted(("GET", column) for column in columns)


def test_scalars_of_other_writers_are_read_all_at_once(bucket):
    root = zarr.create_group(bucket.object_store(FILE), zarr_format=3)
    for number in range(20):
        root.create_array(f"s{number}", shape=(), dtype="f8")[...] = number + 0.5
    with pytest.warns(ZarrUserWarning, match="not part"):
        zarr.consolidate_metadata(root.store, zarr_format=3)
    bucket.requests.forget()
    with ZarrIO(bucket.object_store(FILE), mode="r") as io:
        with bucket.requests.at_once(20, "GET", "/c"):
            datasets = io.read_builder().datasets
        assert [datasets[f"s{number}"].data for number in range(20)] == [number + 0.5 for number in range(20)]
    assert set(bucket.requests.count()) == {"GET"}
    assert len(bucket.requests.asked) <= 2 + 20
