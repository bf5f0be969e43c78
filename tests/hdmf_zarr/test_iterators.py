"""Data that come from iterators, whatever the shapes of their buffers and of the chunks."""

import numpy as np
import pytest
from hdmf.build import DatasetBuilder
from hdmf.data_utils import AbstractDataChunkIterator, DataChunk, DataChunkIterator, GenericDataChunkIterator

from hdmf_zarr import StorageError, ZarrDataIO

DATA = np.arange(35 * 8, dtype="i4").reshape(35, 8)


class Blocks(GenericDataChunkIterator):
    def _get_data(self, selection):
        return DATA[selection]

    def _get_maxshape(self):
        return DATA.shape

    def _get_dtype(self):
        return DATA.dtype


@pytest.mark.parametrize("buffer_shape", [(35, 8), (10, 8), (7, 3), (35, 1)])
@pytest.mark.parametrize("chunks", [(35, 8), (10, 8), (4, 5), (1, 8)])
def test_buffers_need_not_fit_chunks(write, read, buffer_shape, chunks):
    iterator = Blocks(buffer_shape=buffer_shape, chunk_shape=(1, 1))
    path = write(DatasetBuilder("d", ZarrDataIO(iterator, chunks=chunks)))
    np.testing.assert_array_equal(read(path)["d"].data[:], DATA)


@pytest.mark.parametrize("buffer_size", [1, 4, 100])
def test_a_generator_of_unknown_length(write, read, buffer_size):
    iterator = DataChunkIterator((row for row in DATA), buffer_size=buffer_size)
    path = write(DatasetBuilder("d", iterator))
    np.testing.assert_array_equal(read(path)["d"].data[:], DATA)


def test_another_axis_than_the_first(write, read):
    path = write(DatasetBuilder("d", DataChunkIterator(DATA, iter_axis=1, buffer_size=3)))
    np.testing.assert_array_equal(read(path)["d"].data[:], DATA)


def test_an_iterator_of_nothing_is_an_empty_dataset(write, read):
    path = write(DatasetBuilder("d", DataChunkIterator(iter(()), dtype=np.dtype("f8"), maxshape=(None,))))
    assert read(path)["d"].data.shape == (0,)


def test_texts(write, read):
    texts = ["a", "é√😀", "", "long" * 100]
    path = write(DatasetBuilder("d", DataChunkIterator(iter(texts), dtype=np.dtype(str), buffer_size=3), dtype="utf8"))
    assert read(path)["d"].data[:].tolist() == texts


def test_gaps_read_as_the_fill_value(write, read):
    rows = iter([1.0, None, 3.0, None, None, 6.0])
    iterator = DataChunkIterator(rows, dtype=np.dtype("f8"), maxshape=(None,), buffer_size=1)
    path = write(DatasetBuilder("d", ZarrDataIO(iterator, fill_value=-1.0)))
    assert read(path)["d"].data[:].tolist() == [1.0, -1.0, 3.0, -1.0, -1.0, 6.0]


def test_several_side_by_side(write, read):
    order = []

    def rows(name):
        for index in range(3):
            order.append(name)
            yield index

    datasets = [DatasetBuilder(name, DataChunkIterator(rows(name), buffer_size=1)) for name in "ab"]
    path = write(*datasets, exhaust_dci=False)
    assert read(path)["a"].data[:].tolist() == read(path)["b"].data[:].tolist() == [0, 1, 2]
    assert order != sorted(order)


class Windows(Blocks):
    """Buffers that overlap, and come back to what is already stored."""

    def __iter__(self):
        return iter([DataChunk(DATA[rows], (rows, slice(0, 8))) for rows in self.rows])

    rows = (slice(0, 6), slice(2, 8), slice(8, 9), slice(5, 20), slice(20, 35), slice(19, 21))

    def __next__(self):
        self.pending = getattr(self, "pending", iter(self))
        return next(self.pending)


@pytest.mark.parametrize("settings", [{}, {"shards": (10, 8)}], ids=["chunks", "shards"])
def test_buffers_may_overlap_and_come_back(write, read, settings):
    iterator = Windows(buffer_shape=(35, 8), chunk_shape=(5, 8))
    path = write(DatasetBuilder("d", ZarrDataIO(iterator, chunks=(5, 8), **settings)))
    np.testing.assert_array_equal(read(path)["d"].data[:], DATA)


class Parts(AbstractDataChunkIterator):
    """An iterator over parts that it is given."""

    dtype = np.dtype("i8")
    maxshape = (4, 2)

    def __init__(self, *parts):
        self.parts = iter(parts)

    def __iter__(self):
        return self

    def __next__(self):
        return DataChunk(*next(self.parts))

    def recommended_chunk_shape(self):
        return None

    def recommended_data_shape(self):
        return self.maxshape


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        (([5, 6], np.s_[1]), [[0, 0], [5, 6], [0, 0], [0, 0]]),
        (([5, 6], (np.int64(3), slice(None))), [[0, 0], [0, 0], [0, 0], [5, 6]]),
        (([[5, 6]], np.s_[2, :]), [[0, 0], [0, 0], [5, 6], [0, 0]]),
        (([5, 6], np.s_[1:3, 1]), [[0, 0], [0, 5], [0, 6], [0, 0]]),
        (([[5, 6]] * 4, np.s_[:]), [[5, 6]] * 4),
    ],
)
def test_parts_lie_where_they_are_for(write, read, part, rows):
    data, selection = part
    path = write(DatasetBuilder("d", Parts((np.array(data), selection))))
    assert read(path)["d"].data[:].tolist() == rows


@pytest.mark.parametrize(
    ("shape", "selection"),
    [
        pytest.param((2, 2), np.s_[0:4:2], id="with gaps"),
        pytest.param((3, 2), np.s_[0:2], id="too long"),
        pytest.param((2, 2), np.s_[0:3], id="too short"),
        pytest.param((4, 1), np.s_[:], id="too narrow"),
        pytest.param((2, 2), [0, 2], id="list"),
        pytest.param((2, 2), np.s_[-2:], id="from the end"),
        pytest.param((4,), np.s_[0:2], id="of another rank"),
    ],
)
def test_parts_for_which_they_do_not_fit_are_refused(write, shape, selection):
    with pytest.raises(StorageError, match=r"^/d: .* from an iterator"):
        write(DatasetBuilder("d", Parts((np.ones(shape, "i8"), selection))))
