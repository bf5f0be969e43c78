"""`ZarrDataIO`: the storage settings that it asks for are those of the stored array."""

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder
from numcodecs import GZip
from zarr.codecs import BloscCodec, BytesCodec, TransposeCodec, ZstdCodec

from hdmf_zarr import StorageError, ZarrDataIO

DATA = np.arange(600, dtype="i4").reshape(60, 10)


def stored(write, **settings) -> zarr.Array:
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, **settings)))
    array = zarr.open_group(path, mode="r")["d"]
    np.testing.assert_array_equal(array[:], DATA)
    return array


@pytest.mark.parametrize("chunks", [(20, 10), [20, 10]])
def test_chunks(write, chunks):
    assert stored(write, chunks=chunks).chunks == (20, 10)


def test_one_chunk(write):
    assert stored(write, chunks=False).chunks == DATA.shape


def test_shards(write):
    array = stored(write, chunks=(10, 10), shards=(30, 10))
    assert array.shards == (30, 10)
    assert array.chunks == (10, 10)


def test_shards_are_read_lazily_like_chunks(write, read):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(10, 10), shards=(30, 10))))
    data = read(path)["d"].data
    assert data.chunks == (10, 10)
    np.testing.assert_array_equal(data[25:35, 3], DATA[25:35, 3])


@pytest.mark.parametrize("codec", [ZstdCodec(level=7), BloscCodec(cname="lz4")])
def test_compressors(write, codec):
    assert [type(found) for found in stored(write, compressors=[codec]).compressors] == [type(codec)]


@pytest.mark.parametrize("nothing", [False, []])
def test_no_compressor(write, nothing):
    assert stored(write, compressors=nothing).compressors == ()


def test_codecs_of_numcodecs_by_the_older_name(write):
    assert [type(codec).__name__ for codec in stored(write, compressor=GZip(5)).compressors] == ["GzipCodec"]


def test_filters(write):
    assert len(stored(write, filters=[TransposeCodec(order=(1, 0))]).filters) == 1


def test_serializer(write):
    assert stored(write, serializer=BytesCodec(endian="big")).serializer == BytesCodec(endian="big")


@pytest.mark.parametrize("name", ["fillvalue", "fill_value"])
def test_fill_value(write, name):
    assert stored(write, **{name: -1}).fill_value == -1


def test_shards_must_be_a_multiple_of_chunks():
    with pytest.raises(ValueError, match="multiple"):
        ZarrDataIO(DATA, chunks=(20, 10), shards=(30, 10))


def test_settings_that_do_not_fit_name_the_dataset(write):
    with pytest.raises(StorageError, match="/d"):
        write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(2, 2, 2), shards=(4, 4, 4))))


def test_two_spellings_at_once_are_refused():
    with pytest.raises(TypeError, match="not both"):
        ZarrDataIO(DATA, compressors=[ZstdCodec()], compressor=GZip(5))


def test_allocating_an_array_and_filling_it_later(write, read):
    wrapper = ZarrDataIO(shape=(5,), dtype=np.dtype("f8"), fill_value=-1.0)
    path = write(DatasetBuilder("d", wrapper))
    wrapper.dataset[1:3] = [1.5, 2.5]
    assert read(path)["d"].data[:].tolist() == [-1.0, 1.5, 2.5, -1.0, -1.0]


@pytest.mark.parametrize("link_data", [True, False])
def test_data_of_another_file_are_linked_or_copied(write, read, link_data):
    first = write(DatasetBuilder("d", DATA), name="first.zarr")
    second = write(DatasetBuilder("e", ZarrDataIO(read(first)["d"].data, link_data=link_data)), name="second.zarr")
    assert list(read(second).links) == (["e"] if link_data else [])
    np.testing.assert_array_equal(read(second)["e"].builder.data if link_data else read(second)["e"].data, DATA)
