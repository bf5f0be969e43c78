"""A chunk that was stored and is missing or altered is an error when it is read, and never the fill value.

Contract I14, I15.
"""

import numpy as np
import pytest
import zarr
from damaging import chunk, edit, flip
from hdmf.build import DatasetBuilder
from hdmf.data_utils import DataChunkIterator
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import DamagedFileError, NWBZarrIO, ZarrDataIO, ZarrIO

LARGE = np.zeros(2_000_000)
WAYS = {
    "small": lambda: np.zeros(3),
    "large": lambda: ZarrDataIO(LARGE, chunks=LARGE.shape),
    "in shards": lambda: ZarrDataIO(np.zeros(40), chunks=(10,), shards=(40,)),
    "from an iterator": lambda: ZarrDataIO(
        DataChunkIterator(iter(np.zeros(3)), maxshape=(None,), dtype=np.dtype("f8")), chunks=(3,)
    ),
    "through codecs of zarr": lambda: ZarrDataIO(np.zeros((3, 3)), filters=[zarr.codecs.TransposeCodec(order=(1, 0))]),
    "text": lambda: ["", ""],
}


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_a_missing_chunk_is_an_error_though_it_held_the_fill_value(write, make):
    path = write(DatasetBuilder("d", make()), DatasetBuilder("sound", np.arange(3)))
    chunk(path, "d").unlink()
    with ZarrIO(path) as io:
        root = io.read_builder()
        for selection in (slice(None), 0):
            with pytest.raises(DamagedFileError, match=r"/d .*missing"):
                root["d"].data[selection]
        assert root["sound"].data[:].tolist() == [0, 1, 2]


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_an_altered_chunk_is_an_error(write, make):
    path = write(DatasetBuilder("d", make()))
    flip(chunk(path, "d"))
    with ZarrIO(path) as io:
        data = io.read_builder()["d"].data
        with pytest.raises(DamagedFileError, match="/d"):
            data[:]


def test_what_is_only_allocated_reads_as_the_fill_value(write, read):
    path = write(DatasetBuilder("d", ZarrDataIO(shape=(3,), dtype=np.dtype("f4"))))
    assert read(path)["d"].data[:].tolist() == [0, 0, 0]


def test_gaps_that_an_iterator_left_read_as_the_fill_value(write, read):
    iterator = DataChunkIterator(iter([1, 2]), maxshape=(100,), dtype=np.dtype("i4"), buffer_size=1)
    path = write(DatasetBuilder("d", ZarrDataIO(iterator, chunks=(10,))))
    assert read(path)["d"].data[:].tolist() == [1, 2, *[0] * 98]


def test_chunks_that_another_program_left_out_read_as_the_fill_value(write, read):
    path = write(DatasetBuilder("d", np.zeros(3)))
    edit(path, "d", lambda document: document.pop("hdmf"))
    chunk(path, "d").unlink()
    assert read(path)["d"].data[:].tolist() == [0, 0, 0]


def test_an_array_that_has_grown_may_have_gaps(write, read):
    path = write(DatasetBuilder("d", ZarrDataIO(np.ones(3), chunks=(3,))))
    with ZarrIO(path, mode="r+") as io:
        data = io.read_builder()["d"].data
        data.resize((9,))
        data[8] = 2
    assert read(path)["d"].data[:].tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 2]


def test_a_copied_array_is_as_complete_as_its_source(write, tmp_path):
    path = write(DatasetBuilder("d", np.zeros(3)))
    with ZarrIO(path) as source, ZarrIO(tmp_path / "b.zarr", mode="w") as target:
        target.export(source)
    chunk(tmp_path / "b.zarr", "d").unlink()
    with ZarrIO(tmp_path / "b.zarr") as io, pytest.raises(DamagedFileError, match="missing"):
        io.read_builder()["d"].data[:]


def test_the_other_objects_of_an_nwb_file_are_there(tmp_path):
    nwbfile = mock_NWBFile()
    for name in ("damaged", "sound"):
        nwbfile.add_acquisition(TimeSeries(name=name, data=[1.0, 2.0], rate=1.0, unit="V"))
    path = tmp_path / "a.nwb.zarr"
    with NWBZarrIO(path, mode="w") as io:
        io.write(nwbfile)
    chunk(path, "acquisition/damaged/data").unlink()
    with NWBZarrIO(path) as io:
        read = io.read()
        assert read.acquisition["sound"].data[:].tolist() == [1.0, 2.0]
        with pytest.raises(DamagedFileError, match="/acquisition/damaged/data"):
            read.acquisition["damaged"].data[:]


def test_where_the_damaged_part_is_needed_the_error_names_it(tmp_path):
    path = tmp_path / "a.nwb.zarr"
    with NWBZarrIO(path, mode="w") as io:
        io.write(mock_NWBFile())
    chunk(path, "file_create_date").unlink()
    with NWBZarrIO(path) as io, pytest.raises(DamagedFileError, match=r"chunk .* of /file_create_date was stored"):
        io.read()
