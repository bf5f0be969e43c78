"""How HDF5 stores data is how Zarr stores them, unless something else is asked for."""

import h5py
import numpy as np
import pytest
import zarr
from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, TypeMap
from hdmf.data_utils import DataChunkIterator
from hdmf.spec import NamespaceCatalog
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrDataIO, ZarrIO

DATA = np.arange(60_000, dtype="i4").reshape(600, 100)
CHUNKS = (60, 50)

#: What h5py is asked for -> the codecs between bytes and bytes that do the same.
FILTERS = {
    "gzip": ({"compression": "gzip"}, [("gzip", {"level": 4})]),
    "gzip level": ({"compression": "gzip", "compression_opts": 7}, [("gzip", {"level": 7})]),
    "shuffled": (
        {"compression": "gzip", "compression_opts": 2, "shuffle": True},
        [("blosc", {"cname": "zstd", "clevel": 2, "shuffle": "shuffle"})],
    ),
    "lzf": ({"compression": "lzf"}, [("blosc", {"cname": "lz4", "shuffle": "noshuffle"})]),
}


@pytest.fixture(params=FILTERS.values(), ids=FILTERS)
def filters(request):
    return request.param


@pytest.fixture
def export(tmp_path):
    """Export an HDF5 file with one dataset; returns the array."""

    def export(data=DATA, write_args=None, **settings) -> zarr.Array:
        with h5py.File(tmp_path / "a.h5", "w") as file:
            file.create_dataset("d", data=data, **settings)
        manager = BuildManager(TypeMap(NamespaceCatalog()))
        with HDF5IO(tmp_path / "a.h5", "r", manager) as source, ZarrIO(tmp_path / "a.zarr", "w") as io:
            io.export(source, write_args=write_args)
        return zarr.open_group(tmp_path / "a.zarr", mode="r")["d"]

    return export


def codecs_of(array):
    return [(codec["name"], codec.get("configuration", {})) for codec in array.metadata.to_dict()["codecs"]]


def assert_compressed(array, wanted):
    """Tell whether the array's codecs are those, a checksum behind them."""
    _, *codecs, checksum = codecs_of(array)
    assert checksum[0] == "crc32c"
    assert [name for name, _ in codecs] == [name for name, _ in wanted]
    for (_, found), (_, configuration) in zip(codecs, wanted, strict=True):
        assert configuration.items() <= found.items()


# ---- data that lie in an HDF5 file


def test_chunks_are_kept(export):
    array = export(chunks=CHUNKS)
    assert array.chunks == CHUNKS
    np.testing.assert_array_equal(array[:], DATA)


def test_chunks_are_no_longer_than_the_data(export):
    assert export(np.arange(5), chunks=(1000,), maxshape=(None,)).chunks == (5,)


def test_many_chunks_share_a_file(export):
    array = export(chunks=(1, 10))
    assert array.chunks == (1, 10)
    assert array.shards is not None
    np.testing.assert_array_equal(array[:], DATA)


def test_compression_is_kept(export, filters):
    settings, wanted = filters
    array = export(chunks=CHUNKS, **settings)
    assert_compressed(array, wanted)
    np.testing.assert_array_equal(array[:], DATA)


def test_data_without_compression_are_compressed_by_default(export):
    assert_compressed(export(chunks=CHUNKS), [("blosc", {"cname": "zstd"})])


def test_a_filter_that_zarr_does_not_have_is_replaced_by_the_default(export):
    with pytest.warns(UserWarning, match="no counterpart"):
        array = export(DATA, chunks=CHUNKS, scaleoffset=0)
    assert_compressed(array, [("blosc", {"cname": "zstd"})])
    np.testing.assert_array_equal(array[:], DATA)


def test_byte_order_is_kept(export):
    array = export(DATA.astype(">i4"))
    assert codecs_of(array)[0] == ("bytes", {"endian": "big"})
    np.testing.assert_array_equal(array[:], DATA)


def test_the_fill_value_is_kept(export):
    assert export(fillvalue=-1).fill_value == -1


def test_all_is_laid_out_anew_if_asked(export):
    array = export(DATA.astype(">i4"), {"layout": "default"}, chunks=CHUNKS, compression="gzip", fillvalue=-1)
    assert array.chunks == DATA.shape
    assert array.fill_value == 0
    assert codecs_of(array)[0] == ("bytes", {"endian": "little"})
    assert_compressed(array, [("blosc", {"cname": "zstd"})])


def test_text_keeps_its_chunks(export):
    array = export(np.array([f"text {number}" for number in range(100)], h5py.string_dtype()), chunks=(10,))
    assert array.chunks == (10,)
    assert array[99] == "text 99"


# ---- data in an H5DataIO


def stored(write, data=DATA, **settings) -> zarr.Array:
    return zarr.open_group(write(DatasetBuilder("d", H5DataIO(data, **settings))), mode="r")["d"]


@pytest.mark.filterwarnings("ignore:lzf compression:UserWarning")
def test_what_an_h5dataio_asks_for(write, filters):
    settings, wanted = filters
    array = stored(write, chunks=CHUNKS, fillvalue=-1, **settings)
    assert array.chunks == CHUNKS
    assert array.fill_value == -1
    assert_compressed(array, wanted)
    np.testing.assert_array_equal(array[:], DATA)


@pytest.mark.parametrize("chunks", [True, None])
def test_what_an_h5dataio_leaves_open(write, chunks):
    array = stored(write, chunks=chunks, compression=False)
    assert array.chunks == DATA.shape
    assert_compressed(array, [("blosc", {"cname": "zstd"})])


def test_an_iterator_in_an_h5dataio(write):
    array = stored(write, DataChunkIterator(iter(DATA), buffer_size=50), compression="gzip", chunks=CHUNKS)
    assert array.chunks == CHUNKS
    assert_compressed(array, [("gzip", {"level": 4})])
    np.testing.assert_array_equal(array[:], DATA)


def test_allocating_with_an_h5dataio(write, read):
    wrapper = H5DataIO(shape=(5,), dtype=np.dtype("f8"), fillvalue=-1.0)
    path = write(DatasetBuilder("d", wrapper))
    wrapper.dataset[1:3] = [1.5, 2.5]
    assert read(path)["d"].data[:].tolist() == [-1.0, 1.5, 2.5, -1.0, -1.0]


# ---- data of a container that was read


def series_file(io):
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="series", data=DATA, rate=1.0, unit="V"))
    with io:
        io.write(nwbfile)


@pytest.mark.parametrize(("source_class", "name"), [(NWBHDF5IO, "a.nwb"), (NWBZarrIO, "a.nwb.zarr")])
def test_settings_put_on_what_was_read_are_those_of_the_export(tmp_path, source_class, name):
    series_file(source_class(tmp_path / name, "w"))
    with source_class(tmp_path / name, "r") as source, NWBZarrIO(tmp_path / "b.zarr", "w") as io:
        nwbfile = source.read()
        nwbfile.acquisition["series"].set_data_io("data", ZarrDataIO, {"chunks": CHUNKS, "compressors": False})
        io.export(source, nwbfile=nwbfile)
    array = zarr.open_group(tmp_path / "b.zarr", mode="r")["acquisition/series/data"]
    assert array.chunks == CHUNKS
    assert array.compressors == ()
    np.testing.assert_array_equal(array[:], DATA)


@pytest.mark.parametrize(("layout", "chunks"), [("keep", CHUNKS), ("default", DATA.shape)])
def test_the_layout_of_zarr_is_kept_or_made_anew(write, tmp_path, layout, chunks):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=CHUNKS)))
    with ZarrIO(path) as source, ZarrIO(tmp_path / "b.zarr", "w") as io:
        io.export(source, write_args={"layout": layout})
    array = zarr.open_group(tmp_path / "b.zarr", mode="r")["d"]
    assert array.chunks == chunks
    np.testing.assert_array_equal(array[:], DATA)


def test_an_hdf5_dataset_in_a_group_of_its_own(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        data = file.create_dataset("d", data=DATA, chunks=CHUNKS, compression="gzip")
        wrapper = ZarrDataIO.from_h5py_dataset(data, chunks=(30, 10))
        with ZarrIO(tmp_path / "a.zarr", "w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", wrapper)]))
    array = zarr.open_group(tmp_path / "a.zarr", mode="r")["d"]
    assert array.chunks == (30, 10)
    assert_compressed(array, [("gzip", {"level": 4})])
