"""Compound datasets without references: rows, fields, types, and what does not fit them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.data_utils import append_data

from conformance_cases.contract.datasets import (
    REFUSALS,
    Array,
    assert_kept,
    assert_kept_or_refused,
    assert_refused,
    reading,
    reopened,
    tree,
    wrapped,
    write,
)
from harness import Backend
from harness.round_trip import write_tree
from harness.strategies import structured

DTYPE = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}, {"name": "share", "dtype": "float64"}]
ROWS = [(3, "é", 0.5), (-(2**31), "", -0.0), (2**31 - 1, "🧠 long " * 40, 1e300), (0, " x ", np.pi)]
FIELDS = ("number", "text", "share")


def rows_of(array: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a structured array as tuples."""
    return [tuple(row) for row in array]


@pytest.mark.clause("D40", "D41", "D43")
@pytest.mark.parametrize("data", [ROWS, structured(ROWS, DTYPE)], ids=["tuples", "structured"])
def test_rows(backend: Backend, tmp_path: Path, data: Any) -> None:
    """Rows, given as tuples or as a structured array, keep their values, and their fields name, order and type."""
    assert_kept(backend, tmp_path, data, DTYPE)
    with reading(backend, tmp_path, data, DTYPE) as got:
        rows = got[()]
        assert rows_of(rows) == ROWS
        assert rows.dtype.names == FIELDS
        assert (rows.dtype["number"], rows.dtype["share"]) == (np.dtype("int32"), np.dtype("float64"))
        for position, expected in enumerate(ROWS):
            row = got[position]
            assert isinstance(row[1], str)
            assert tuple(row[field] for field in FIELDS) == expected
            assert (row["number"].dtype, row["share"].dtype) == (np.dtype("int32"), np.dtype("float64"))


@pytest.mark.clause("D42")
@pytest.mark.parametrize("field", FIELDS)
def test_indexing_by_field(backend: Backend, tmp_path: Path, field: str) -> None:
    """The name of a field selects its values."""
    with reading(backend, tmp_path, ROWS, DTYPE) as got:
        assert list(got[field]) == [row[FIELDS.index(field)] for row in ROWS]


@pytest.mark.clause("D42")
@pytest.mark.parametrize("mask", [[True, False, True, True], [False] * 4], ids=["some", "none"])
def test_indexing_by_mask(backend: Backend, tmp_path: Path, mask: list[bool]) -> None:
    """A boolean mask selects rows."""
    with reading(backend, tmp_path, ROWS, DTYPE) as got:
        assert rows_of(got[np.array(mask)]) == [row for row, chosen in zip(ROWS, mask, strict=True) if chosen]


@pytest.mark.clause("D40", "D41")
@pytest.mark.parametrize("index", [slice(None), slice(1, 3), slice(0, 0), slice(None, None, 2), [0, 2], ()], ids=repr)
def test_indexing_by_position(backend: Backend, tmp_path: Path, index: Any) -> None:
    """Slices, lists and the empty tuple select the rows that they select in numpy; so do integers."""
    array = structured(ROWS, DTYPE)
    with reading(backend, tmp_path, array, DTYPE) as got:
        assert rows_of(got[index]) == rows_of(array[index])
        assert [tuple(got[position]) for position in (0, 3, -1, -4)] == [ROWS[0], ROWS[3], ROWS[3], ROWS[0]]


@pytest.mark.clause("D44")
@pytest.mark.parametrize(
    ("keyword", "value"),
    [("int8", 128), ("int32", 2**40), ("int64", 2**63), ("uint8", -1), ("uint8", 256), ("uint64", -1)],
)
def test_overflow(backend: Backend, tmp_path: Path, keyword: str, value: int) -> None:
    """A number that a field cannot hold is refused."""
    assert_refused(backend, tmp_path, [(1, "a"), (value, "b")], [{"name": "n", "dtype": keyword}, DTYPE[1]])


@pytest.mark.clause("D44")
@pytest.mark.parametrize(("keyword", "value"), [("int8", 128), ("int32", -(2**40)), ("uint16", -1), ("uint8", 256)])
def test_overflow_of_structured_arrays(backend: Backend, tmp_path: Path, keyword: str, value: int) -> None:
    """So it is where the array has room for it."""
    rows = np.array([(1, 0.5), (value, 1.5)], [("n", "int64"), ("share", "float64")])
    assert_refused(backend, tmp_path, rows, [{"name": "n", "dtype": keyword}, DTYPE[2]])


@pytest.mark.clause("D45")
@pytest.mark.parametrize("data", [[], structured([], DTYPE)], ids=["list", "structured"])
def test_no_rows(backend: Backend, tmp_path: Path, data: Any) -> None:
    """Without rows, the fields and their types are still there."""
    assert_kept(backend, tmp_path, data, DTYPE)
    with reading(backend, tmp_path, data, DTYPE) as got:
        assert len(got) == 0
        assert got[()].dtype.names == FIELDS


@pytest.mark.clause("D46")
@pytest.mark.parametrize("row", ROWS[:3], ids=["first", "lowest", "long"])
def test_a_single_value(backend: Backend, tmp_path: Path, row: tuple[Any, ...]) -> None:
    """One structured value without dimensions keeps its fields."""
    assert_kept(backend, tmp_path, structured(row, DTYPE), DTYPE)


@pytest.mark.clause("D46")
def test_a_single_tuple(backend: Backend, tmp_path: Path) -> None:
    """A tuple is one such value, and not as many rows as it has fields."""
    assert_kept_or_refused(backend, tmp_path, (1, 0.5), [DTYPE[0], DTYPE[2]])


@pytest.mark.clause("D124")
@pytest.mark.parametrize("shape", [(2, 2), (4, 1), (1, 2, 2), (2, 0)])
def test_several_dimensions(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Structured arrays of more than one dimension keep their shape."""
    array = np.zeros(shape, [("number", "int32"), ("share", "float64")])
    array["share"] = np.arange(array.size).reshape(shape) / 8
    assert_kept(backend, tmp_path, array, [DTYPE[0], DTYPE[2]])


@pytest.mark.clause("D124", "D41")
@pytest.mark.parametrize("shape", [(2, 2), (4, 1), (1, 2, 2)])
def test_text_in_several_dimensions(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """With fields of text they keep their shape as well, and the text is `str`."""
    array = structured(ROWS, DTYPE).reshape(shape)
    with reading(backend, tmp_path, array, DTYPE) as got:
        assert got[()].shape == shape
        assert rows_of(got[()].flat) == ROWS


@pytest.mark.clause("D122")
def test_fields_in_another_order(backend: Backend, tmp_path: Path) -> None:
    """The fields of a structured array go to those of their names."""
    array = np.array([(2, 1), (4, 3)], [("second", "int32"), ("first", "int32")])
    stated = [{"name": "first", "dtype": "int32"}, {"name": "second", "dtype": "int32"}]
    with reading(backend, tmp_path, array, stated) as got:
        assert got[()]["first"].tolist() == [1, 3]
        assert got[()]["second"].tolist() == [2, 4]


@pytest.mark.clause("D134")
@pytest.mark.parametrize(
    "fields",
    [["number"], ["number", "text"], ["number", "other"], ["number", "text", "share", "other"]],
    ids=["two short", "one short", "renamed", "one more"],
)
def test_fields_that_do_not_correspond(backend: Backend, tmp_path: Path, fields: list[str]) -> None:
    """A structured array with fewer, more or other fields than are stated is refused."""
    types = {"number": "int32", "text": object, "share": "float64", "other": "int32"}
    array = np.zeros(2, [(name, types[name]) for name in fields])
    if "text" in fields:
        array["text"] = "a"
    assert_refused(backend, tmp_path, array, DTYPE)


@pytest.mark.clause("D134")
@pytest.mark.parametrize("row", [(1,), (1, "a"), (1, "a", 0.5, 2)], ids=["one", "two", "four"])
def test_rows_that_do_not_correspond(backend: Backend, tmp_path: Path, row: tuple[Any, ...]) -> None:
    """So is a row with fewer or more values."""
    assert_refused(backend, tmp_path, [(1, "a", 0.5), row], DTYPE)


@pytest.mark.clause("D123")
@pytest.mark.parametrize("stated", [[{"name": "place", "dtype": "int32"}, {"name": "share", "dtype": "float64"}], None])
def test_fields_that_are_arrays(backend: Backend, tmp_path: Path, stated: Any) -> None:
    """A field of three numbers is kept or refused, and not cut to the first of them."""
    array = np.array([([1, 2, 3], 0.5), ([4, 5, 6], 1.5)], [("place", "int32", (3,)), ("share", "float64")])
    assert_kept_or_refused(backend, tmp_path, array, stated)


def growable(backend: Backend, path: Path, data: Array | list[Any], dtype: Any = DTYPE) -> None:
    """Write a compound dataset that can grow."""
    write_tree(backend, tree(wrapped(backend, data, maxshape=(None,)), dtype), path)


@pytest.mark.clause("D108")
@pytest.mark.needs("append")
def test_growing(backend: Backend, tmp_path: Path) -> None:
    """Rows that are appended after reopening are read after those that were there."""
    path = backend.location(tmp_path, "file")
    growable(backend, path, structured(ROWS[:2], DTYPE))
    with reopened(backend, path, "r+") as got:
        append_data(got, ROWS[2])
        append_data(got, structured(ROWS[3], DTYPE)[()])
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == ROWS


@pytest.mark.clause("D108", "D122")
@pytest.mark.needs("append")
def test_growing_by_fields_in_another_order(backend: Backend, tmp_path: Path) -> None:
    """The fields of a structured row that is appended go to those of their names."""
    path = backend.location(tmp_path, "file")
    stated = [{"name": "first", "dtype": "int32"}, {"name": "second", "dtype": "int32"}]
    growable(backend, path, structured([(1, 2)], stated), stated)
    with reopened(backend, path, "r+") as got:
        append_data(got, np.array([(4, 3)], [("second", "int32"), ("first", "int32")])[0])
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == [(1, 2), (3, 4)]


@pytest.mark.clause("D44")
@pytest.mark.needs("append")
@pytest.mark.parametrize("value", [2**31, -(2**40), 0.5, None, "1"], ids=repr)
def test_growing_by_what_does_not_fit(backend: Backend, tmp_path: Path, value: object) -> None:
    """A number beyond its field, a fraction or what is none is refused, and nothing is appended."""
    path = backend.location(tmp_path, "file")
    growable(backend, path, structured(ROWS[:2], DTYPE))
    with reopened(backend, path, "r+") as got, pytest.raises(REFUSALS):
        append_data(got, (value, "a", 0.5))
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == ROWS[:2]


@pytest.mark.clause("D108", "D45")
@pytest.mark.needs("append")
def test_growing_from_no_rows(backend: Backend, tmp_path: Path) -> None:
    """Rows are appended where there were none."""
    path = backend.location(tmp_path, "file")
    growable(backend, path, structured([], DTYPE))
    with reopened(backend, path, "r+") as got:
        for row in ROWS:
            append_data(got, row)
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == ROWS


@pytest.mark.clause("D108", "D125", "M08")
@pytest.mark.needs("append")
@pytest.mark.parametrize(
    "row", [("a", "é" * 1000), ("é" * 1000, "a"), ("é" * 1000, "é" * 2000)], ids=["2", "1", "both"]
)
def test_growing_by_longer_texts(backend: Backend, tmp_path: Path, row: tuple[str, str]) -> None:
    """So is each of several texts in a row."""
    path = backend.location(tmp_path, "file")
    dtype = [{"name": name, "dtype": "utf"} for name in ("first", "second")]
    growable(backend, path, structured([("b", "c")], dtype), dtype)
    with reopened(backend, path, "r+") as got:
        append_data(got, row)
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == [("b", "c"), row]


@pytest.mark.clause("D125")
@pytest.mark.needs("append")
@pytest.mark.parametrize("length", [2, 1000, 70_000])
def test_growing_by_longer_text(backend: Backend, tmp_path: Path, length: int) -> None:
    """Text longer than all that was there is appended whole or refused, and what was there stays as it is."""
    path = backend.location(tmp_path, "file")
    rows = [(1, "a", 0.5)]
    growable(backend, path, structured(rows, DTYPE))
    with reopened(backend, path, "r+") as got, suppress(*REFUSALS):
        append_data(got, (2, "é" * length, 0.5))
        rows.append((2, "é" * length, 0.5))
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == rows


@pytest.mark.clause("D117", "D125")
@pytest.mark.needs("append")
@pytest.mark.parametrize("length", [2, 1000, 70_000])
def test_setting_rows(backend: Backend, tmp_path: Path, length: int) -> None:
    """A row that is set in a lazy compound dataset is stored in full, or refused."""
    rows = [(1, "a", 0.5), (2, "b", 1.5)]
    path = write(backend, tmp_path, rows, DTYPE)
    row = (3, "é" * length, -0.5)
    with reopened(backend, path, "r+") as got, suppress(*REFUSALS):
        got[0] = row
        rows[0] = row
    with reopened(backend, path) as got:
        assert rows_of(got[()]) == rows
