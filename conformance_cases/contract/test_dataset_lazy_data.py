"""Lazy arrays given as data: to containers and builders, of the same backend and of another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.spec import DatasetSpec, DtypeSpec

from conformance_cases.contract.datasets import (
    NAME,
    Array,
    hold,
    holder,
    opened,
    plain,
    reopened,
    wrapped,
    write,
)
from harness import Backend
from harness.strategies import structured

TEXTS = ["a", "", " é🧠 ", "long" * 500]
ARRAYS = {
    "vector": np.arange(7, dtype="int64"),
    "narrow": np.arange(7, dtype="uint8"),
    "matrix": np.arange(6, dtype="float32").reshape(2, 3),
    "truths": np.array([True, False]),
    "empty": np.empty((0, 2)),
    "one": np.array([4.5]),
    "beyond int64": np.array([2**64 - 1, 0], "uint64"),
    "cube": np.arange(24, dtype="int16").reshape(2, 3, 4),
}
DTYPE = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}]

per_array = pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)


@contextmanager
def lazy(backend: Backend, directory: Path, data: Any, dtype: Any = None) -> Iterator[Any]:
    """Yield data as they are read lazily from a file of their own."""
    (directory / "source").mkdir()
    with reopened(backend, write(backend, directory / "source", data, dtype)) as got:
        yield got


@pytest.mark.clause("D105", "D130")
@per_array
def test_arrays(backend_pair: tuple[Backend, Backend], tmp_path: Path, array: Array) -> None:
    """A lazy array of a backend is copied by any other, and by itself, with values and dtype."""
    source, destination = backend_pair
    with lazy(source, tmp_path, array) as data:
        path = write(destination, tmp_path, wrapped(destination, data))
    with reopened(destination, path) as got:
        np.testing.assert_array_equal(got[()], array, strict=True)


@pytest.mark.clause("D106", "D130")
@pytest.mark.parametrize("shape", [(4,), (2, 2)])
def test_text(backend_pair: tuple[Backend, Backend], tmp_path: Path, shape: tuple[int, ...]) -> None:
    """So is a lazy array of text, each element equal."""
    source, destination = backend_pair
    array = np.array(TEXTS, object).reshape(shape)
    with lazy(source, tmp_path, array, "utf") as data:
        path = write(destination, tmp_path, wrapped(destination, data), "utf")
    with reopened(destination, path) as got:
        assert got.shape == shape
        assert all(got[position] == array[position] for position in np.ndindex(shape))


@pytest.mark.clause("D130")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([b"a", b"", b"x" * 3000], "ascii"),
        (np.empty((0, 2), object), "utf"),
        (np.array([0.1, np.inf], "float16"), None),
    ],
    ids=["bytes", "no text", "half precision"],
)
def test_other_data(backend_pair: tuple[Backend, Backend], tmp_path: Path, data: Any, dtype: Any) -> None:
    """So are bytes, which stay bytes, text of no elements, and numbers that no keyword names."""
    source, destination = backend_pair
    with lazy(source, tmp_path, data, dtype) as given:
        path = write(destination, tmp_path, wrapped(destination, given), dtype)
    with reopened(destination, path) as got:
        assert got.shape == np.shape(data)
        assert got[()].tolist() == np.array(data, object).tolist() if dtype else np.array_equal(got[()], data)


@pytest.mark.clause("D130")
@pytest.mark.needs("append")
@pytest.mark.parametrize("link_data", [True, False])
@pytest.mark.parametrize(
    ("values", "dtype"),
    [(np.arange(5), "int64"), (np.array([True, False]), "bool"), (TEXTS, "utf")],
    ids=["numbers", "truths", "text"],
)
def test_data_of_the_same_file(backend: Backend, tmp_path: Path, values: Any, dtype: str, link_data: bool) -> None:
    """A lazy array is taken as data of another object of its own file, and stays what it was."""
    path = write(backend, tmp_path, values, dtype)
    with opened(backend, path, "r+") as io:
        root = io.read_builder()
        given = root[NAME].data
        root.set_group(GroupBuilder("deeper", datasets=[DatasetBuilder("again", given, dtype=dtype)]))
        io.write_builder(root, link_data=link_data)
    with opened(backend, path, "r") as io:
        root = io.read_builder()
        again = root["deeper"].links["again"].builder if root["deeper"].links else root["deeper/again"]
        assert list(root[NAME].data[:]) == list(again.data[:]) == list(values)


@pytest.mark.clause("D130")
@per_array
def test_arrays_in_containers(backend_pair: tuple[Backend, Backend], tmp_path: Path, array: Array) -> None:
    """The constructors of containers take a lazy array, which is written as an array."""
    source, destination = backend_pair
    values = holder(DatasetSpec("values", array.dtype.name, name="values", shape=(None,) * array.ndim))
    path = destination.location(tmp_path, "file")
    with lazy(source, tmp_path, array) as data:
        container = hold(values, values=data)
        values.write(destination, path, container, link_data=False)
    with values.reading(destination, path) as got:
        np.testing.assert_array_equal(got.values[()], array, strict=True)


@pytest.mark.clause("D130")
def test_text_in_containers(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """They take lazy text as well."""
    source, destination = backend_pair
    texts = holder(DatasetSpec("texts", "utf", name="texts", shape=(None,)))
    path = destination.location(tmp_path, "file")
    with lazy(source, tmp_path, TEXTS, "utf") as data:
        texts.write(destination, path, hold(texts, texts=data), link_data=False)
    with texts.reading(destination, path) as got:
        assert list(got.texts[:]) == TEXTS


@pytest.mark.clause("D130")
def test_narrow_arrays_in_containers(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """A lazy array of a narrower dtype than is specified is widened or kept, and no value changes."""
    source, destination = backend_pair
    values = holder(DatasetSpec("values", "float64", name="values", shape=(None,)))
    path = destination.location(tmp_path, "file")
    array = np.array([0.5, -1.5], "float32")
    with lazy(source, tmp_path, array) as data:
        values.write(destination, path, hold(values, values=data), link_data=False)
    with values.reading(destination, path) as got:
        np.testing.assert_array_equal(got.values[()], array)


@pytest.mark.clause("D130")
def test_compounds(backend: Backend, tmp_path: Path) -> None:
    """A lazy compound dataset is copied with its fields."""
    rows = structured([(1, "a"), (2, "é" * 100)], DTYPE)
    with lazy(backend, tmp_path, rows, DTYPE) as data:
        path = write(backend, tmp_path, wrapped(backend, data), DTYPE)
    with reopened(backend, path) as got:
        assert [tuple(row) for row in got[()]] == rows.tolist()


@pytest.mark.clause("D130")
def test_rows_in_containers(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """So they take lazy rows."""
    source, destination = backend_pair
    spec = [DtypeSpec(field["name"], "of a row", field["dtype"]) for field in DTYPE]
    rows = DatasetSpec("rows", spec, shape=(None,), data_type_def="Rows", data_type_inc="Data")
    rowed = holder(DatasetSpec("rows", name="rows", data_type_inc="Rows"), rows)
    path = destination.location(tmp_path, "file")
    with lazy(source, tmp_path, structured([(1, "a"), (2, "é" * 100)], DTYPE), DTYPE) as data:
        container = hold(rowed, rows=rowed.type("Rows")(name="rows", data=data))
        rowed.write(destination, path, container, link_data=False)
    with rowed.reading(destination, path) as got:
        assert plain(got.rows.data[:]) == [(1, "a"), (2, "é" * 100)]


@pytest.mark.clause("D104")
@pytest.mark.local
@pytest.mark.parametrize("link_data", [pytest.param(True, marks=pytest.mark.goes_by("external_links")), False])
@pytest.mark.parametrize(
    ("values", "dtype"),
    [(np.arange(5), "int64"), (np.array([True, False]), "bool"), (TEXTS, "utf")],
    ids=["numbers", "truths", "text"],
)
def test_data_of_another_file(backend: Backend, tmp_path: Path, values: Any, dtype: str, link_data: bool) -> None:
    """A lazy array of another file of the backend becomes an external link, or a copy that needs that file no more."""
    first, second = backend.location(tmp_path, "first"), backend.location(tmp_path, "second")
    holding = holder(DatasetSpec("values", dtype, name="values", shape=(None,)))
    holding.write(backend, first, hold(holding, values=values))
    with holding.reading(backend, first) as got:
        holding.write(backend, second, hold(holding, values=got.values), link_data=link_data)
    if not link_data:
        first.rename(tmp_path / "out of reach")
    with opened(backend, second, "r") as io:
        is_link = isinstance(io.read_builder()["values"], LinkBuilder)
        assert is_link is (link_data and "external_links" in backend.capabilities)
    with holding.reading(backend, second) as got:
        assert list(got.values[:]) == list(values)
