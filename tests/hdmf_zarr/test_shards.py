"""Shards: many chunks in few objects, by default for long recordings, and read a chunk at a time."""

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator
from zarr.storage import MemoryStore, WrapperStore

from hdmf_zarr import DamagedFileError, ZarrDataIO, ZarrIO

DATA = np.arange(500 * 6, dtype="i4").reshape(500, 6)


def test_an_hour_of_recording_is_not_a_multitude_of_files(write):
    hour = (3600 * 30_000, 384)
    path = write(DatasetBuilder("d", ZarrDataIO(shape=hour, dtype=np.dtype("i2"))))
    stored = zarr.open_array(path / "d", mode="r")
    assert np.prod([-(-length // step) for length, step in zip(hour, stored.shards, strict=True)]) < 5000
    assert 4 * 2**20 <= np.prod(stored.chunks) * 2 <= 16 * 2**20


@pytest.mark.parametrize("shards", [(100, 6), (50, 3), (300, 4), (700, 8)])
def test_zarr_reads_what_is_written(write, shards):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(50, 1), shards=shards)))
    np.testing.assert_array_equal(zarr.open_array(path / "d", mode="r")[:], DATA)


@pytest.mark.parametrize(
    "selection",
    [
        np.s_[:],
        np.s_[123],
        np.s_[-1, 2],
        np.s_[40:320:7, 1:5],
        np.s_[..., 3],
        np.s_[400:100:-3],
        [3, 499, 3, 120],
        DATA[:, 0] % 13 == 0,
        DATA % 11 == 0,
        np.s_[10:10],
    ],
    ids=["all", "row", "element", "steps", "column", "backwards", "list", "rows by mask", "mask", "nothing"],
)
def test_what_zarr_writes_is_read_as_numpy_indexes(tmp_path, selection):
    group = zarr.open_group(tmp_path / "a.zarr", mode="w")
    group.create_array("d", data=DATA, chunks=(20, 2), shards=(100, 4))
    with ZarrIO(tmp_path / "a.zarr", mode="r") as io:
        np.testing.assert_array_equal(io.read_builder()["d"].data[selection], DATA[selection])


def test_iterators_fill_them(write, read):
    data = ZarrDataIO(DataChunkIterator(DATA, buffer_size=33), chunks=(20, 2), shards=(100, 4))
    np.testing.assert_array_equal(read(write(DatasetBuilder("d", data)))["d"].data[:], DATA)


class Counting(WrapperStore[MemoryStore]):
    """Notes what is asked for."""

    def __init__(self, store):
        super().__init__(store)
        self.asked = []

    async def get(self, key, prototype, byte_range=None):
        self.asked.append((key, type(byte_range).__name__))
        return await self._store.get(key, prototype, byte_range)


def test_a_slice_asks_for_the_index_once_and_for_the_chunks_that_it_touches():
    kept = MemoryStore()
    with ZarrIO(kept, mode="w") as io:
        big = np.arange(4_000_000, dtype="i4")
        data = ZarrDataIO(big, chunks=(100_000,), shards=(1_000_000,))
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", data)]))
    store = Counting(kept)
    with ZarrIO(store, mode="r") as io:
        data = io.read_builder()["d"].data
        store.asked.clear()
        np.testing.assert_array_equal(data[150_000:250_000], big[150_000:250_000])
        (key,) = {key for key, _ in store.asked}
        assert store.asked == [(key, "SuffixByteRequest")] + 2 * [(key, "RangeByteRequest")]
        data[350_000:360_000]
        assert store.asked[3:] == [(key, "RangeByteRequest")]
        data[355_000:356_000]  # of the chunk that was decoded last
        assert len(store.asked) == 4


def test_a_damaged_index_is_an_error_and_no_values(write):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(20, 2), shards=(100, 4))))
    shard = min(path.glob("d/c*"))
    shard.write_bytes(shard.read_bytes()[:-1] + b"?")
    with ZarrIO(path, mode="r") as io, pytest.raises(DamagedFileError, match="/d"):
        io.read_builder()["d"].data[:]
