"""Storage settings: what the backend's `DataIO` asks for, and which datasets can grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.common import DynamicTable, VectorData, get_manager
from hdmf.data_utils import DataChunkIterator, append_data
from hdmf.spec import DatasetSpec
from hdmf.utils import get_data_shape

from conformance_cases.contract.datasets import (
    REFUSALS,
    Array,
    assert_kept_or_refused,
    compressor,
    hold,
    holder,
    opened,
    reading,
    reopened,
    tree,
    wrapped,
)
from conformance_cases.contract.parts import Schema, recording, schema, session, sessions
from harness import Backend
from harness.round_trip import read_tree

DATA: Array = np.arange(60, dtype="int32").reshape(12, 5)


def growing() -> Schema:
    """Return a schema of a ``Signal``: data of its own type, of any length and three channels."""
    signal = DatasetSpec("values", "numeric", data_type_def="Signal", data_type_inc="Data", shape=(None, 3))
    return holder(DatasetSpec("a signal", name="signal", data_type_inc="Signal"), signal)


def table() -> DynamicTable:
    """Return a table of two columns, one of them of pairs."""
    columns = [
        VectorData(name="number", description="-", data=[1, 2]),
        VectorData(name="pair", description="-", data=np.zeros((2, 2))),
    ]
    return DynamicTable(name="root", description="-", columns=columns, id=[10, 11])


@contextmanager
def table_at(backend: Backend, path: Path, mode: str) -> Iterator[Any]:
    """Yield the table of a file."""
    with backend.open(path, mode=mode, manager=get_manager()) as io:
        yield io.read()


def write_table(backend: Backend, path: Path, **options: Any) -> None:
    """Write a table to a new file."""
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(table(), **options)


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


@pytest.mark.clause("D61")
def test_chunks_of_text(backend: Backend, tmp_path: Path) -> None:
    """So has one of text."""
    with reading(backend, tmp_path, wrapped(backend, ["a", "b", "c", "d", "e"], chunks=(2,))) as got:
        stored = getattr(got, "dataset", got)  # HDF5IO wraps text
        assert stored.chunks == (2,)
        assert list(got[:]) == ["a", "b", "c", "d", "e"]


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
@pytest.mark.parametrize(("dtype", "fill"), [("int32", -1), ("float64", -0.5), ("float32", np.nan), ("uint8", 255)])
def test_gaps_in_allocated_data(backend: Backend, tmp_path: Path, dtype: str, fill: float) -> None:
    """What is allocated and never set reads as the fill value."""
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


@pytest.mark.clause("D63")
@pytest.mark.needs("append")
@pytest.mark.parametrize("maxshape", [(None,), (8,)])
def test_growing_data(backend: Backend, tmp_path: Path, maxshape: tuple[int | None]) -> None:
    """Data whose length is open are appended to after reopening."""
    path = backend.location(tmp_path, "file")
    data = wrapped(backend, np.array([0.5, 1.5]), maxshape=maxshape)
    sessions().write(backend, path, session(recording(data=data)))
    for value in (2.5, 3.5):
        with sessions().reading(backend, path, "r+") as got:
            append_data(got.recordings["first"].data, value)
    with sessions().reading(backend, path) as got:
        assert got.recordings["first"].data[()].tolist() == [0.5, 1.5, 2.5, 3.5]


@pytest.mark.clause("D63b")
@pytest.mark.needs("append")
def test_growing_and_writing(backend: Backend, tmp_path: Path) -> None:
    """They are so too when `write()` follows, which adds something else."""
    path = backend.location(tmp_path, "file")
    sessions().write(backend, path, session(recording(data=wrapped(backend, np.arange(2), maxshape=(None,)))))
    with sessions().open(backend, path, "r+") as io:
        got = io.read()
        append_data(got.recordings["first"].data, 9)
        got.add_recordings(recording("second"))
        io.write(got)
    with sessions().reading(backend, path) as got:
        assert got.recordings["first"].data[()].tolist() == [0, 1, 9]
        assert got.recordings["second"].data[()].tolist() == [1, 2, 3]


@pytest.mark.clause("D65")
@pytest.mark.needs("append")
def test_columns_grow(backend: Backend, tmp_path: Path) -> None:
    """Rows are added to a table after reopening: to its columns and ids, which did not ask for it."""
    path = backend.location(tmp_path, "file")
    write_table(backend, path)
    with table_at(backend, path, "r+") as got:
        got.add_row(number=3, pair=[0.5, 1.5], id=12)
    with table_at(backend, path, "r") as got:
        assert got["number"][:].tolist() == [1, 2, 3]
        assert got["pair"][:].tolist() == [[0, 0], [0, 0], [0.5, 1.5]]
        assert got.id[:].tolist() == [10, 11, 12]


@pytest.mark.clause("D65")
@pytest.mark.needs("append")
def test_columns_of_further_types_grow(backend: Backend, tmp_path: Path) -> None:
    """So are they where the type of a column is of another namespace."""
    levels = schema(DatasetSpec("levels", "float64", data_type_def="Levels", data_type_inc="VectorData"))
    path = backend.location(tmp_path, "file")
    column = levels.type("Levels")(name="level", description="-", data=[0.5, 1.5])
    levels.write(backend, path, DynamicTable(name="root", description="-", columns=[column]))
    with levels.reading(backend, path, "r+") as got:
        got.add_row(level=2.5)
    with levels.reading(backend, path) as got:
        assert got["level"][:].tolist() == [0.5, 1.5, 2.5]


@pytest.mark.clause("D65", "B13")
def test_columns_can_grow_in_each_open_dimension(backend: Backend, tmp_path: Path) -> None:
    """A column says of itself that it can grow where its specification does not say how long it is."""
    path = backend.location(tmp_path, "file")
    write_table(backend, path)
    with backend.open(path, mode="r", manager=get_manager()) as io:
        root = io.read_builder()
        assert {name: root[name].maxshape for name in ("id", "number", "pair")} == {
            "id": (None,),
            "number": (None,),
            "pair": (None, None),
        }


@pytest.mark.clause("D65", "D129")
@pytest.mark.needs("append")
def test_other_data(backend: Backend, tmp_path: Path) -> None:
    """An append to any other dataset is an error, or read afterwards."""
    path = backend.location(tmp_path, "file")
    sessions().write(backend, path, session(recording(data=np.arange(3))))
    with sessions().reading(backend, path, "r+") as got:
        expected = [0, 1, 2, *appended(got.recordings["first"].data, 4)]
    with sessions().reading(backend, path) as got:
        assert got.recordings["first"].data[()].tolist() == expected


def appended(data: Any, value: Any) -> list[Any]:
    """Append a value to data that were not written to grow, and return the list of it unless that is refused."""
    try:
        append_data(data, value)
    except REFUSALS:
        return []
    return [value]


@pytest.mark.clause("D131")
@pytest.mark.needs("append")
def test_named_types_grow(backend: Backend, tmp_path: Path) -> None:
    """Types that `write()` is told of grow, in the dimensions that are open."""
    path = backend.location(tmp_path, "file")
    signals = growing()
    container = hold(signals, signal=signals.type("Signal")(name="signal", data=np.zeros((2, 3))))
    signals.write(backend, path, container, expandable=["Signal"])
    with signals.reading(backend, path, "r+") as got:
        got.signal.append([1.0, 2.0, 3.0])
    with signals.reading(backend, path) as got:
        assert got.signal.data[()].tolist() == [[0, 0, 0], [0, 0, 0], [1, 2, 3]]


@pytest.mark.clause("D131", "D129")
@pytest.mark.needs("append")
def test_no_types_named(backend: Backend, tmp_path: Path) -> None:
    """If there are none, tables are written as they are; an append to them is an error, or read afterwards."""
    path = backend.location(tmp_path, "file")
    write_table(backend, path, expandable=[])
    with table_at(backend, path, "r+") as got:
        numbers = [1, 2, *appended(got["number"].data, 3)]
        pairs = [[0, 0], [0, 0], *appended(got["pair"].data, [0.5, 1.5])]
        ids = [10, 11, *appended(got.id.data, 12)]
    with table_at(backend, path, "r") as got:
        assert (got["number"][:].tolist(), got["pair"][:].tolist(), got.id[:].tolist()) == (numbers, pairs, ids)


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
