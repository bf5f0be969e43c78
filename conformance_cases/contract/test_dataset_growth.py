"""Datasets that can grow: data that asked for it, columns of tables, types that are named (D63, D65, D129, D131)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.common import DynamicTable, VectorData, get_manager
from hdmf.data_utils import DataChunkIterator, append_data
from hdmf.spec import DatasetSpec

from conformance_cases.contract.datasets import (
    REFUSALS,
    Array,
    hold,
    holder,
    reopened,
    wrapped,
    write,
)
from conformance_cases.contract.parts import Schema, recording, schema, session, sessions
from harness import Backend

#: What grows, and its dtype.
GROWING: dict[str, tuple[Array, str | None]] = {
    "numbers": (np.arange(8, dtype="uint64"), None),
    "pairs": (np.arange(16, dtype="float32").reshape(8, 2), None),
    "truths": (np.arange(8) % 3 == 0, None),
    "text": (np.array(["a", "", "é" * 100, "d", "long" * 500, "f", " g ", "h"], object), "utf"),
}


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


@pytest.mark.clause("D63")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
@pytest.mark.parametrize("start", [0, 1, 3], ids=["from nothing", "from one", "from a whole chunk"])
@pytest.mark.parametrize("name", ["numbers", "pairs", "truths", "text"])
def test_growing_data_of_each_kind(backend: Backend, tmp_path: Path, name: str, start: int, mode: str) -> None:
    """So are they whatever they hold, however much there was, over the ends of chunks, and time and again."""
    data, dtype = GROWING[name]
    others = data.shape[1:]
    first = wrapped(backend, data[:start], maxshape=(None, *others), chunks=(3, *others))
    path = write(backend, tmp_path, first, dtype)
    for rows in (data[start : start + 1], data[start + 1 :]):
        with reopened(backend, path, mode) as got:
            for row in rows:
                append_data(got, row)
    with reopened(backend, path) as got:
        assert got.shape == data.shape
        assert np.array_equal(got[()], data)


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
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_columns_grow_however_they_were_given(backend: Backend, tmp_path: Path, mode: str) -> None:
    """So are they where the data of a column came with settings, from an iterator, or are no numbers."""
    path = backend.location(tmp_path, "file")
    columns = {
        "wrapped": (wrapped(backend, [1, 2], chunks=(2,)), 3),
        "iterated": (DataChunkIterator(iter([1, 2]), buffer_size=1), 3),
        "truth": (np.array([True, False]), True),
        "text": (["a", "b"], "long" * 100),
    }
    made = [VectorData(name=name, description="-", data=data) for name, (data, _) in columns.items()]
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(DynamicTable(name="root", description="-", columns=made, id=[0, 1]))
    with table_at(backend, path, mode) as got:
        got.add_row(**{name: added for name, (_, added) in columns.items()})
    with table_at(backend, path, "r") as got:
        read = {name: list(got[name][:]) for name in columns}
        assert read == {
            "wrapped": [1, 2, 3],
            "iterated": [1, 2, 3],
            "truth": [True, False, True],
            "text": ["a", "b", "long" * 100],
        }
        assert {got[name].data.shape for name in columns} == {(3,)}


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
