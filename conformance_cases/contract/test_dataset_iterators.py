"""Data that come from iterators: each element is stored where it belongs, whatever the shapes of the buffers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder
from hdmf.build.warnings import DtypeConversionWarning
from hdmf.data_utils import DataChunkIterator
from hdmf.spec import DatasetSpec

from conformance_cases.contract.datasets import (
    NAME,
    Array,
    hold,
    holder,
    is_refused,
    opened,
    reading,
    tree,
    wrapped,
    write,
)
from conformance_cases.contract.parts import recording, session, sessions
from conformance_cases.properties.reading import causes
from harness import Backend
from harness.strategies import Payload, dataset, group, root
from harness.strategies.iterators import Blocks

TEXTS = ["a", "", " é🧠 ", "long" * 500]
DATA: Array = np.arange(35 * 8, dtype="int32").reshape(35, 8) - 100


class BrokenSourceError(Exception):
    """What the source of an iterator raises in these tests."""


def assert_written(backend: Backend, directory: Path, data: Any, expected: Array, dtype: Any = None) -> None:
    """Assert that data from an iterator are read as the array that they are taken from."""
    with reading(backend, directory, data, dtype) as got:
        np.testing.assert_array_equal(got[()], expected, strict=True)


@pytest.mark.clause("D70")
@pytest.mark.parametrize("buffer_size", [1, 3, 35, 100])
@pytest.mark.parametrize(
    "data", [DATA, DATA[:, 0], DATA.reshape(35, 2, 4), np.linspace(0, 1, 7, dtype="float32"), DATA[:, 0] > 0]
)
def test_arrays(backend: Backend, tmp_path: Path, data: Array, buffer_size: int) -> None:
    """An array is stored in full, in its shape and dtype."""
    assert_written(backend, tmp_path, DataChunkIterator(data, buffer_size=buffer_size), data)


@pytest.mark.clause("D70")
@pytest.mark.parametrize("data", [[1.5, 2.5, 3.5], [[1, 2], [3, 4], [5, 6]]], ids=["flat", "nested"])
def test_lists(backend: Backend, tmp_path: Path, data: list[Any]) -> None:
    """So is a list."""
    assert_written(backend, tmp_path, DataChunkIterator(data, buffer_size=2), np.array(data))


@pytest.mark.clause("D71")
@pytest.mark.parametrize("length", [1, 2, 35])
@pytest.mark.parametrize("buffer_size", [1, 2, 10, 100])
def test_generators(backend: Backend, tmp_path: Path, length: int, buffer_size: int) -> None:
    """A generator of rows, or of numbers, is stored in the length that it turns out to have."""
    for source in (DATA[:length], DATA[:length, 0]):
        iterator = DataChunkIterator((row for row in source), buffer_size=buffer_size)
        assert_written(backend, tmp_path, iterator, source)


@pytest.mark.clause("D73")
@pytest.mark.parametrize("maxshape", [(None,), (None, 3)])
def test_nothing(backend: Backend, tmp_path: Path, maxshape: tuple[int | None, ...]) -> None:
    """An iterator of nothing is a dataset of no rows."""
    iterator = DataChunkIterator(iter(()), dtype=np.dtype("float64"), maxshape=maxshape)
    assert_written(backend, tmp_path, iterator, np.empty((0, *maxshape[1:])))


@pytest.mark.clause("D72")
@pytest.mark.parametrize("iter_axis", [0, 1, 2])
@pytest.mark.parametrize("buffer_size", [1, 2, 3])
def test_other_axes(backend: Backend, tmp_path: Path, iter_axis: int, buffer_size: int) -> None:
    """An iterator along another axis than the first puts each piece in its place."""
    data = DATA[:24, :5].reshape(4, 5, 6)
    iterator = DataChunkIterator(data, iter_axis=iter_axis, buffer_size=buffer_size)
    assert_written(backend, tmp_path, iterator, data)


@pytest.mark.clause("D74")
def test_buffers(backend: Backend, tmp_path: Path) -> None:
    """Each buffer is stored at its own selection, and the stored array has the chunks that the iterator names."""
    with reading(backend, tmp_path, Blocks(DATA, buffer_shape=(10, 8), chunk_shape=(5, 4))) as got:
        assert tuple(got.chunks) == (5, 4)
        np.testing.assert_array_equal(got[()], DATA, strict=True)


@pytest.mark.clause("D74")
@pytest.mark.parametrize("shape", [(7,), (3, 4), (2, 3, 4), (2, 1, 3, 2)])
def test_buffers_of_any_rank(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Arrays of one to four dimensions, in buffers of one element at a time."""
    data = np.arange(np.prod(shape), dtype="uint16").reshape(shape)
    ones = (1,) * len(shape)
    assert_written(backend, tmp_path, Blocks(data, buffer_shape=ones, chunk_shape=ones), data)


@pytest.mark.clause("D128")
@pytest.mark.parametrize("buffer_shape", [(35, 8), (10, 8), (7, 3), (35, 1), (1, 8)])
@pytest.mark.parametrize("chunks", [(35, 8), (10, 8), (4, 5), (1, 8), (13, 3)])
def test_buffers_need_not_match_chunks(
    backend: Backend, tmp_path: Path, buffer_shape: tuple[int, int], chunks: tuple[int, int]
) -> None:
    """Buffers that end within chunks leave no element out."""
    iterator = Blocks(DATA, buffer_shape=buffer_shape, chunk_shape=(1, 1))
    assert_written(backend, tmp_path, wrapped(backend, iterator, chunks=chunks), DATA)


@pytest.mark.clause("D78")
@pytest.mark.parametrize(("asked", "chunks"), [({}, (5, 4)), ({"chunks": (6, 2)}, (6, 2))], ids=["iterator", "both"])
def test_settings(backend: Backend, tmp_path: Path, asked: dict[str, Any], chunks: tuple[int, int]) -> None:
    """An iterator in a `DataIO` is stored with the chunks of the one, unless the other asks for some as well."""
    iterator = Blocks(DATA, buffer_shape=(10, 8), chunk_shape=(5, 4))
    with reading(backend, tmp_path, wrapped(backend, iterator, fillvalue=-1, **asked)) as got:
        assert tuple(got.chunks) == chunks
        np.testing.assert_array_equal(got[()], DATA, strict=True)


@pytest.mark.clause("D78")
def test_settings_of_unknown_length(backend: Backend, tmp_path: Path) -> None:
    """So is one whose length no one knows beforehand."""
    iterator = DataChunkIterator((row for row in DATA), buffer_size=4)
    with reading(backend, tmp_path, wrapped(backend, iterator, chunks=(6, 2))) as got:
        assert tuple(got.chunks) == (6, 2)
        np.testing.assert_array_equal(got[()], DATA, strict=True)


@pytest.mark.clause("D75")
def test_side_by_side(backend: Backend, tmp_path: Path) -> None:
    """Iterators take turns where they are not to be exhausted one by one, and all are when writing ends."""
    order: list[str] = []

    def rows(name: str) -> Iterator[int]:
        for number in range(4):
            order.append(name)
            yield number

    path = backend.location(tmp_path, "file")
    names = ("first", "second", "third")
    iterators = [DataChunkIterator(rows(name), buffer_size=1) for name in names]
    written = root([dataset(name, Payload(data)) for name, data in zip(names, iterators, strict=True)])
    with opened(backend, path, "w") as io:
        io.write_builder(written, exhaust_dci=False)
    with opened(backend, path, "r") as io:
        got = io.read_builder()
        assert [got[name].data[()].tolist() for name in names] == [[0, 1, 2, 3]] * len(names)
    assert {*order[-3:]} == {*names}, "each of them ends in the last turn"


@pytest.mark.clause("D75")
@pytest.mark.parametrize("exhaust_dci", [True, False])
def test_iterators_of_each_kind_at_once(backend: Backend, tmp_path: Path, exhaust_dci: bool) -> None:
    """So are those that are wrapped, that name their buffers, or that yield text or nothing, at any depth."""
    path = backend.location(tmp_path, "file")
    numbers = [DataChunkIterator(iter(DATA[:length]), buffer_size=2) for length in (5, 1)]
    given = {
        "rows": (numbers[0], None, DATA[:5]),
        "wrapped": (wrapped(backend, numbers[1], chunks=(2, 8)), None, DATA[:1]),
        "buffers": (Blocks(DATA, buffer_shape=(10, 3), chunk_shape=(5, 3)), None, DATA),
        "truths": (DataChunkIterator(iter(DATA[:, 0] > 0), buffer_size=3), None, DATA[:, 0] > 0),
        "text": (DataChunkIterator(iter(TEXTS), dtype=np.dtype(str), maxshape=(None,)), "utf", np.array(TEXTS, object)),
    }
    written = root([group(name, [dataset("data", Payload(data, dtype))]) for name, (data, dtype, _) in given.items()])
    with opened(backend, path, "w") as io:
        io.write_builder(written, exhaust_dci=exhaust_dci)
    with opened(backend, path, "r") as io:
        got = io.read_builder()
        for name, (_, _, expected) in given.items():
            data = got[f"{name}/data"].data
            assert data.shape == expected.shape
            assert np.array_equal(data[()], expected)


@pytest.mark.clause("D70", "D71", "D74")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_in_a_file_that_was_there(backend: Backend, tmp_path: Path, mode: str) -> None:
    """An iterator is stored as well where it is added to a file, and what was there stays."""
    path = write(backend, tmp_path, DATA)
    added = {
        "array": DataChunkIterator(DATA, buffer_size=4),
        "generator": DataChunkIterator((row for row in DATA), buffer_size=4),
        "buffers": Blocks(DATA, buffer_shape=(10, 3), chunk_shape=(5, 3)),
        "wrapped": wrapped(backend, DataChunkIterator(iter(DATA), buffer_size=4), chunks=(6, 2)),
    }
    with opened(backend, path, mode) as io:
        tree_there = io.read_builder()
        for name, data in added.items():
            tree_there.set_dataset(DatasetBuilder(name, data))
        io.write_builder(tree_there)
    with opened(backend, path, "r") as io:
        got = io.read_builder()
        for name in (NAME, *added):
            np.testing.assert_array_equal(got[name].data[()], DATA, strict=True)


@pytest.mark.clause("D75")
def test_side_by_side_in_containers(backend: Backend, tmp_path: Path) -> None:
    """`write()` of containers exhausts them as well."""
    path = backend.location(tmp_path, "file")
    recordings = [
        recording(name, data=DataChunkIterator(iter(range(length)), buffer_size=2))
        for name, length in (("short", 1), ("long", 7))
    ]
    sessions().write(backend, path, session(*recordings), exhaust_dci=False)
    with sessions().reading(backend, path) as got:
        assert got.recordings["short"].data[()].tolist() == [0]
        assert got.recordings["long"].data[()].tolist() == list(range(7))


@pytest.mark.clause("D76")
@pytest.mark.parametrize("keyword", ["utf", "utf8", "utf-8", None])
def test_text(backend: Backend, tmp_path: Path, keyword: str | None) -> None:
    """An iterator of text fills a text dataset element by element."""
    holds_texts = holder(DatasetSpec("texts", keyword, name="texts", shape=(None,)))
    iterator = DataChunkIterator(iter(TEXTS), dtype=np.dtype(str), maxshape=(None,), buffer_size=3)
    path = backend.location(tmp_path, "file")
    holds_texts.write(backend, path, hold(holds_texts, texts=iterator))
    with holds_texts.reading(backend, path) as got:
        assert list(got.texts[:]) == TEXTS


@pytest.mark.clause("D71")
@pytest.mark.parametrize("lengths", [(2, 3), (3, 2)])
def test_rows_of_unequal_lengths(backend: Backend, tmp_path: Path, lengths: tuple[int, int]) -> None:
    """Rows that do not fit those before them are refused, not filled up."""
    iterator = DataChunkIterator((np.arange(length) for length in lengths), buffer_size=1)
    assert is_refused(backend, backend.location(tmp_path, "file"), tree(iterator))


@pytest.mark.clause("D71")
@pytest.mark.parametrize("maxshape", [(None, 8), (35, 8)])
def test_rows_shorter_than_announced(backend: Backend, tmp_path: Path, maxshape: tuple[int | None, int]) -> None:
    """Rows that are to have more columns than they have are refused as well."""
    iterator = DataChunkIterator(iter(DATA[:, :5]), dtype=DATA.dtype, maxshape=maxshape, buffer_size=4)
    assert is_refused(backend, backend.location(tmp_path, "file"), tree(iterator))


@pytest.mark.clause("D79")
@pytest.mark.parametrize("position", [0, 1, 5])
@pytest.mark.parametrize("exhaust_dci", [True, False])
def test_errors(backend: Backend, tmp_path: Path, position: int, exhaust_dci: bool) -> None:
    """What an iterator raises comes out of writing, as it is or as the cause."""

    def rows() -> Iterator[int]:
        yield from range(position)
        raise BrokenSourceError(f"row {position}")

    iterator = DataChunkIterator(rows(), dtype=np.dtype("int64"), maxshape=(None,), buffer_size=1)
    written = root([dataset("data", Payload(iterator))])
    with opened(backend, backend.location(tmp_path, "file"), "w") as io:
        try:
            io.write_builder(written, exhaust_dci=exhaust_dci)
        except Exception as error:
            if any(isinstance(cause, BrokenSourceError) for cause in causes(error)):
                return
            raise
    pytest.fail("the error of the iterator got lost")


@pytest.mark.clause("D80")
@pytest.mark.parametrize(
    ("keyword", "given", "stored"),
    [("float64", "float32", "float64"), ("int", "int16", "int32"), ("uint64", "uint8", "uint64")],
)
def test_narrow_iterators(backend: Backend, tmp_path: Path, keyword: str, given: str, stored: str) -> None:
    """An iterator of a narrower dtype than is specified is stored in the specified one."""
    numbers = holder(DatasetSpec("numbers", keyword, name="numbers", shape=(None,)))
    path = backend.location(tmp_path, "file")
    data = np.array([0, 1, 100], given)
    with pytest.warns(DtypeConversionWarning):
        numbers.write(backend, path, hold(numbers, numbers=DataChunkIterator(data, buffer_size=2)))
    with numbers.reading(backend, path) as got:
        np.testing.assert_array_equal(got.numbers[()], data.astype(stored), strict=True)
