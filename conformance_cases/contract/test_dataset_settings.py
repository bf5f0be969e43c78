"""Storage settings: what the backend's `DataIO` asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator
from hdmf.utils import get_data_shape

from conformance_cases.contract.datasets import (
    GAPS,
    NAME,
    Array,
    assert_kept_or_refused,
    compressor,
    opened,
    plain,
    reading,
    reopened,
    tree,
    wrapped,
    write,
)
from conformance_cases.contract.parts import recording, session, sessions
from harness import Backend
from harness.round_trip import read_tree
from harness.strategies import structured

ROW = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}, {"name": "share", "dtype": "float64"}]

#: What is neither of numbers nor of text, and its dtype.
KINDS = {
    "truths": (np.array([True, False, True, True, False]), None),
    "bytes": ([b"a", b"bc", b"", b"d", b"e"], "ascii"),
    "rows": (structured([(number, "é" * number, 0.5) for number in range(5)], ROW), ROW),
}
DATA: Array = np.arange(60, dtype="int32").reshape(12, 5)


@pytest.mark.clause("D60")
@pytest.mark.parametrize("data", [DATA, [3, 1, 2], np.array([0.5, np.nan])], ids=["array", "list", "floats"])
def test_wrapped_data(backend: Backend, data: Any) -> None:
    """A `DataIO` looks like what it wraps."""
    got = wrapped(backend, data)
    assert len(got) == len(data)
    assert get_data_shape(got) == np.shape(data)
    assert got.valid
    np.testing.assert_array_equal(got[1], data[1])
    np.testing.assert_array_equal(list(got), list(data))
    np.testing.assert_array_equal(np.asarray(got), np.asarray(data))
    if isinstance(data, np.ndarray):
        assert (got.shape, got.dtype) == (data.shape, data.dtype)


@pytest.mark.clause("D60")
def test_nothing_wrapped(backend: Backend) -> None:
    """One without data says that there is nothing to use, and which shape and dtype there will be."""
    got = wrapped(backend, shape=(2, 3), dtype=np.dtype("int16"))
    assert not got.valid
    assert (tuple(got.shape), np.dtype(got.dtype)) == ((2, 3), np.dtype("int16"))


@pytest.mark.clause("D61", "D66")
@pytest.mark.parametrize("chunks", [(3, 2), (12, 5), (5, 1)])
def test_chunks(backend: Backend, tmp_path: Path, chunks: tuple[int, int]) -> None:
    """The stored array has the chunk shape that was asked for."""
    with reading(backend, tmp_path, wrapped(backend, DATA, chunks=chunks)) as got:
        assert tuple(got.chunks) == chunks
        np.testing.assert_array_equal(got[()], DATA, strict=True)


@pytest.mark.clause("D61", "D66")
def test_chunks_of_text(backend: Backend, tmp_path: Path) -> None:
    """So has one of text, compressed or not."""
    _assert_stored_as_asked(backend, tmp_path, ["a", "é" * 100, "", "d", "e"], "utf")


@pytest.mark.clause("D61", "D66")
@pytest.mark.parametrize(("data", "dtype"), KINDS.values(), ids=KINDS)
def test_chunks_of_other_data(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """So has one of truth values, bytes or rows."""
    _assert_stored_as_asked(backend, tmp_path, data, dtype)


def _assert_stored_as_asked(backend: Backend, directory: Path, data: Any, dtype: Any) -> None:
    name = compressor(backend)
    for asked in (True, False):
        with reading(backend, directory, wrapped(backend, data, chunks=(2,), **{name: asked}), dtype) as got:
            stored = getattr(got, "dataset", got)  # HDF5IO wraps text
            assert stored.chunks == (2,)
            assert bool(getattr(stored, name)) is asked
            assert plain(got[()]) == plain(data)


@pytest.mark.clause("D61", "D66")
@pytest.mark.parametrize("asked", [True, False])
def test_compressor(backend: Backend, tmp_path: Path, asked: bool) -> None:
    """The stored array has a compressor if one was asked for, none if none was, and its values in either case."""
    name = compressor(backend)
    with reading(backend, tmp_path, wrapped(backend, DATA, chunks=(3, 5), **{name: asked})) as got:
        assert bool(getattr(got, name)) is asked
        np.testing.assert_array_equal(got[()], DATA, strict=True)


@pytest.mark.clause("D62")
def test_settings_for_another_backend(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """What another backend's `DataIO` wraps is written with its values, or refused."""
    writer, other = backend_pair
    for data in (DATA, DATA.tolist()):
        assert_kept_or_refused(writer, tmp_path, wrapped(other, data, chunks=(1, 1)))


@pytest.mark.clause("D64")
def test_allocated_and_filled_later(backend: Backend, tmp_path: Path) -> None:
    """A dataset without data is written, and filled through its handle before the IO is closed."""
    path = backend.location(tmp_path, "file")
    allocated = wrapped(backend, shape=(4, 2), dtype=np.dtype("int16"))
    written = tree(allocated)
    with opened(backend, path, "w") as io:
        io.write_builder(written)
        allocated.dataset[1:3] = [[1, 2], [3, 4]]
        allocated.dataset[3, 1] = 5
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], np.array([[0, 0], [1, 2], [3, 4], [0, 5]], "int16"), strict=True)


@pytest.mark.clause("D64")
@pytest.mark.needs("append")
@pytest.mark.parametrize("dtype", ["float64", "bool", "uint8"])
def test_allocated_in_a_file_that_was_there(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """So is one that is added to a file, beside what is there, with chunks that were asked for."""
    path = write(backend, tmp_path, DATA)
    allocated = wrapped(backend, shape=(5, 2), dtype=np.dtype(dtype), chunks=(3, 2))
    with opened(backend, path, "r+") as io:
        root = io.read_builder()
        root.set_dataset(DatasetBuilder("later", allocated))
        io.write_builder(root)
        allocated.dataset[2:4] = 1
    with read_tree(backend, path) as got:
        expected = np.zeros((5, 2), dtype)
        expected[2:4] = 1
        np.testing.assert_array_equal(got["later"].data[()], expected, strict=True)
        assert tuple(got["later"].data.chunks) == (3, 2)
        np.testing.assert_array_equal(got[NAME].data[()], DATA, strict=True)


@pytest.mark.clause("D64")
def test_several_are_allocated(backend: Backend, tmp_path: Path) -> None:
    """Each has a handle of its own, whatever the others are called."""
    path = backend.location(tmp_path, "file")
    allocated = {place: wrapped(backend, shape=(2,), dtype=np.dtype("int16")) for place in ("first", "second")}
    groups = [GroupBuilder(place, datasets=[DatasetBuilder("same", data)]) for place, data in allocated.items()]
    with opened(backend, path, "w") as io:
        io.write_builder(GroupBuilder("root", groups=groups))
        for number, data in enumerate(allocated.values()):
            data.dataset[:] = number + 1
    with read_tree(backend, path) as got:
        assert got["first/same"].data[:].tolist() == [1, 1]
        assert got["second/same"].data[:].tolist() == [2, 2]


@pytest.mark.clause("D67", "D61")
@pytest.mark.parametrize(("dtype", "fill"), GAPS)
def test_gaps_in_allocated_data(backend: Backend, tmp_path: Path, dtype: str, fill: float) -> None:
    """What is allocated and never set reads as the fill value, to the last bit."""
    path = backend.location(tmp_path, "file")
    allocated = wrapped(backend, shape=(5,), dtype=np.dtype(dtype), fillvalue=fill)
    written = tree(allocated)
    with opened(backend, path, "w") as io:
        io.write_builder(written)
        allocated.dataset[1:3] = [7, 8]
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], np.array([fill, 7, 8, fill, fill], dtype), strict=True)


@pytest.mark.clause("D67", "D61")
def test_gaps_in_iterators(backend: Backend, tmp_path: Path) -> None:
    """What an iterator leaves out reads as the fill value."""
    iterator = DataChunkIterator(iter([1.5, None, None, 4.5]), dtype=np.dtype("f8"), maxshape=(None,), buffer_size=1)
    with reading(backend, tmp_path, wrapped(backend, iterator, fillvalue=-1.0)) as got:
        assert got[()].tolist() == [1.5, -1.0, -1.0, 4.5]


@pytest.mark.clause("D132")
def test_set_dataio(backend: Backend, tmp_path: Path) -> None:
    """The class of the IO wraps data in the backend's `DataIO`."""
    with opened(backend, backend.location(tmp_path, "file"), "w") as io:
        got = io.set_dataio(data=DATA, chunks=(3, 5))
    assert backend.data_io is not None
    assert isinstance(got, backend.data_io)
    assert got.data is DATA
    with reading(backend, tmp_path, got) as stored:
        assert tuple(stored.chunks) == (3, 5)


@pytest.mark.clause("D68")
def test_set_data_io(backend: Backend, tmp_path: Path) -> None:
    """A container wraps the data of a field, with settings that the next write follows."""
    path = backend.location(tmp_path, "file")
    container = recording(data=np.arange(6))
    container.set_data_io("data", backend.data_io, {"chunks": (2,)})
    sessions().write(backend, path, session(container))
    with sessions().reading(backend, path) as got:
        assert tuple(got.recordings["first"].data.chunks) == (2,)
        assert got.recordings["first"].data[()].tolist() == list(range(6))
