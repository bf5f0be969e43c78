"""What a reader is handed: lazy arrays, which describe themselves, are indexed and iterated over as numpy's are."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.container import Data
from hdmf.spec import DatasetSpec

from conformance_cases.contract.datasets import (
    REFUSALS,
    Array,
    assert_kept,
    hold,
    holder,
    plain,
    reading,
    reopened,
    wrapped,
    write,
)
from conformance_cases.contract.parts import recording, session, sessions
from harness import Backend

ARRAYS = {
    "vector": np.arange(7, dtype="int16"),
    "matrix": np.arange(35, dtype="float32").reshape(7, 5),
    "cube": np.arange(105, dtype="uint64").reshape(7, 5, 3),
    "truths": np.arange(7) % 3 == 0,
    "one": np.array([4.5]),
}
#: What is no number, and its dtype.
OTHERS = {
    "text": (["a", "é" * 100, ""], "utf"),
    "bytes": ([b"a", b"bc", b""], "ascii"),
    "rows": ([(1, "a"), (2, "é" * 100)], [{"name": "number", "dtype": "int"}, {"name": "text", "dtype": "utf"}]),
}
#: Each fits an array of seven rows.
INDICES = {
    "first": 0,
    "last": -1,
    "numpy integer": np.int64(3),
    "all": slice(None),
    "middle": slice(2, 5),
    "from the end": slice(-3, None),
    "beyond": slice(5, 99),
    "none": slice(3, 3),
    "each second": slice(None, None, 2),
    "each third": slice(1, 6, 3),
    "ellipsis": ...,
    "empty tuple": (),
    "tuple of one": (2,),
    "tuple with ellipsis": (slice(1, 3), ...),
    "ellipsis last": (..., -1),
}
#: Each fits an array of seven rows and five columns.
PAIRS = {
    "element": (3, -1),
    "row": (-2, slice(None)),
    "column": (slice(None), 0),
    "block": (slice(1, 4), slice(None, None, 2)),
    "column after ellipsis": (..., slice(1, 3)),
}

per_array = pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
of_rows = pytest.mark.parametrize("name", ["vector", "matrix", "cube", "truths"])


@pytest.mark.clause("D90")
@per_array
def test_description(backend: Backend, tmp_path: Path, array: Array) -> None:
    """Shape, dtype, number of dimensions and of elements, and length are those of the array that was written."""
    with reading(backend, tmp_path, array) as got:
        assert (got.shape, got.dtype, got.ndim, got.size) == (array.shape, array.dtype, array.ndim, array.size)
        assert len(got) == len(array)


@pytest.mark.clause("D91")
@of_rows
@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_basic_indexing(backend: Backend, tmp_path: Path, name: str, index: Any) -> None:
    """Integers, slices, an ellipsis and tuples of these select what they select in numpy."""
    array = ARRAYS[name]
    with reading(backend, tmp_path, array) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D91")
@pytest.mark.parametrize("name", ["matrix", "cube"])
@pytest.mark.parametrize("index", PAIRS.values(), ids=PAIRS)
def test_indexing_of_two_axes(backend: Backend, tmp_path: Path, name: str, index: Any) -> None:
    """So do pairs of them."""
    array = ARRAYS[name]
    with reading(backend, tmp_path, array) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D92")
@of_rows
@pytest.mark.parametrize("rows", [[0, 2, 5], [6], [0, 1, 2, 3, 4, 5, 6], []], ids=repr)
def test_increasing_lists(backend: Backend, tmp_path: Path, name: str, rows: list[int]) -> None:
    """Increasing lists and arrays of integers select rows."""
    array = ARRAYS[name]
    with reading(backend, tmp_path, array) as got:
        for index in (rows, np.array(rows, dtype=int)):
            np.testing.assert_array_equal(got[index], array[np.array(rows, dtype=int)], strict=True)


@pytest.mark.clause("D93")
@of_rows
@pytest.mark.parametrize("rows", [[3, 1], [2, 2], [6, 0, 6], [-1, 0]], ids=repr)
def test_unordered_lists(backend: Backend, tmp_path: Path, name: str, rows: list[int]) -> None:
    """Other lists select what they select in numpy, or are refused."""
    assert_as_numpy_or_refused(backend, tmp_path, ARRAYS[name], rows)


@pytest.mark.clause("D95")
@of_rows
@pytest.mark.parametrize("rows", [slice(None, None, -1), slice(5, 1, -2), slice(0, 3, -1)], ids=repr)
def test_negative_steps(backend: Backend, tmp_path: Path, name: str, rows: slice) -> None:
    """Slices that go backwards give what they give in numpy, or are refused."""
    assert_as_numpy_or_refused(backend, tmp_path, ARRAYS[name], rows)


def assert_as_numpy_or_refused(backend: Backend, directory: Path, array: Array, index: Any) -> None:
    """Assert that an index that is open to backends selects the right elements or none."""
    with reading(backend, directory, array) as stored:
        try:
            got = stored[index]
        except REFUSALS:
            return
        np.testing.assert_array_equal(got, array[index], strict=True)


@pytest.mark.clause("D94")
@of_rows
@pytest.mark.parametrize("rows", [[0, 2, 5], [], range(7)], ids=["some", "none", "all"])
def test_masks_of_rows(backend: Backend, tmp_path: Path, name: str, rows: list[int]) -> None:
    """A mask over the first axis selects the rows where it is true."""
    array = ARRAYS[name]
    mask = np.isin(np.arange(7), rows)
    with reading(backend, tmp_path, array) as got:
        np.testing.assert_array_equal(got[mask], array[mask], strict=True)


@pytest.mark.clause("D94")
@of_rows
@pytest.mark.parametrize("step", [1, 2, 1000], ids=["all", "some", "one"])
def test_masks_of_elements(backend: Backend, tmp_path: Path, name: str, step: int) -> None:
    """A mask of the array's shape selects the elements where it is true, in one dimension."""
    array = ARRAYS[name]
    mask = (np.arange(array.size) % step == 0).reshape(array.shape)
    with reading(backend, tmp_path, array) as got:
        np.testing.assert_array_equal(got[mask], array[mask], strict=True)


@pytest.mark.clause("D96")
@per_array
def test_out_of_range(backend: Backend, tmp_path: Path, array: Array) -> None:
    """A position beyond either end of the array is an error."""
    with reading(backend, tmp_path, array) as got:
        for position in (len(array), -len(array) - 1, len(array) + 1000):
            with pytest.raises(IndexError):
                got[position]


@pytest.mark.clause("D96")
def test_out_of_range_of_large_arrays(backend: Backend, tmp_path: Path) -> None:
    """So it is where the array is not kept in memory, and its last chunk reaches beyond its end."""
    array = np.arange(1_500_001.0)
    with reading(backend, tmp_path, wrapped(backend, array, chunks=(1000,))) as got:
        assert got[len(array) - 1] == array[-1]
        for position in (len(array), -len(array) - 1):
            with pytest.raises(IndexError):
                got[position]


@pytest.mark.clause("D96")
@pytest.mark.parametrize("index", [(0, 5), (0, -6), (7, 0), (-8, 0), (slice(None), 5), (..., 99)], ids=str)
def test_out_of_range_of_either_axis(backend: Backend, tmp_path: Path, index: Any) -> None:
    """So is one beyond the end of another axis than the first."""
    with reading(backend, tmp_path, ARRAYS["matrix"]) as got, pytest.raises(IndexError):
        got[index]


@pytest.mark.clause("D96")
@pytest.mark.parametrize(("data", "dtype"), OTHERS.values(), ids=OTHERS)
def test_out_of_range_of_other_data(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """So it is where the elements are no numbers."""
    with reading(backend, tmp_path, data, dtype) as got:
        for position in (len(data), -len(data) - 1):
            with pytest.raises(IndexError):
                got[position]


@pytest.mark.clause("D97")
@per_array
def test_iteration_and_conversion(backend: Backend, tmp_path: Path, array: Array) -> None:
    """A lazy array yields its rows, and numpy makes an equal array of it, or one of the dtype that is asked for."""
    with reading(backend, tmp_path, array) as got:
        np.testing.assert_array_equal(np.asarray(got), array, strict=True)
        np.testing.assert_array_equal(np.array(got), array, strict=True)
        np.testing.assert_array_equal(np.asarray(got, dtype="float64"), array.astype("float64"), strict=True)
        rows = list(got)
        assert len(rows) == len(array)
        for row, expected in zip(rows, array, strict=True):
            np.testing.assert_array_equal(row, expected, strict=True)


@pytest.mark.clause("D97")
@per_array
def test_iterations_at_once(backend: Backend, tmp_path: Path, array: Array) -> None:
    """Two iterations over one lazy array do not take the rows of each other."""
    with reading(backend, tmp_path, array) as got:
        pairs = list(zip(got, got, strict=True))
        assert len(pairs) == len(array)
        assert all(np.array_equal(left, right) for left, right in pairs)


@pytest.mark.clause("D98")
@pytest.mark.parametrize("name", ["vector", "truths", "one"])
def test_elements(backend: Backend, tmp_path: Path, name: str) -> None:
    """An element of a vector is a numpy scalar."""
    with reading(backend, tmp_path, ARRAYS[name]) as got:
        for element in (got[0], got[-1], next(iter(got))):
            assert isinstance(element, np.generic)
            assert element.dtype == got.dtype


@pytest.mark.clause("D100")
@pytest.mark.needs("append")
@of_rows
def test_setting_elements(backend: Backend, tmp_path: Path, name: str) -> None:
    """Setting elements changes a file that is open in 'r+', and what is read of it from then on."""
    expected = ARRAYS[name].copy()
    path = write(backend, tmp_path, expected)
    with reopened(backend, path, "r+") as got:
        np.testing.assert_array_equal(got[()], expected, strict=True)
        for index in (0, slice(2, 4), -1):
            got[index] = expected[index] = ~expected[index] if expected.dtype == bool else expected[index] + 1
        np.testing.assert_array_equal(got[()], expected, strict=True)
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], expected, strict=True)


@pytest.mark.clause("D100")
@of_rows
def test_setting_elements_of_a_reader(backend: Backend, tmp_path: Path, name: str) -> None:
    """It raises an error, and changes nothing, in 'r'."""
    array = ARRAYS[name]
    path = write(backend, tmp_path, array)
    with reopened(backend, path) as got, pytest.raises(REFUSALS):
        got[0] = array[3]
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], array, strict=True)


@pytest.mark.clause("D100")
@pytest.mark.parametrize(("data", "dtype"), OTHERS.values(), ids=OTHERS)
def test_setting_other_elements_of_a_reader(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """So does setting text, bytes and rows."""
    path = write(backend, tmp_path, data, dtype)
    with reopened(backend, path) as got, pytest.raises(REFUSALS):
        got[0] = data[1]
    with reopened(backend, path) as got:
        assert plain(got[:]) == data


@pytest.mark.clause("D129")
@pytest.mark.parametrize(("data", "dtype"), OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("mode", ["r", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_appending_other_elements(backend: Backend, tmp_path: Path, data: Any, dtype: Any, mode: str) -> None:
    """Appending text, bytes or a row to what was not written to grow is an error, or read afterwards."""
    path = write(backend, tmp_path, data, dtype)
    expected = data
    with reopened(backend, path, mode) as got, suppress(*REFUSALS, AttributeError):
        got.append(data[1])
        expected = [*data, data[1]]
    with reopened(backend, path) as got:
        assert plain(got[:]) == expected


@pytest.mark.clause("D129")
@pytest.mark.parametrize("name", ["vector", "matrix", "truths"])
def test_appending_in_mode_r(backend: Backend, tmp_path: Path, name: str) -> None:
    """An append to a lazy array of a file that is only read raises an error, or is there for the next reader."""
    _append_and_read(backend, tmp_path, name, "r")


@pytest.mark.clause("D129")
@pytest.mark.needs("append")
@pytest.mark.parametrize("name", ["vector", "matrix", "truths"])
def test_appending(backend: Backend, tmp_path: Path, name: str) -> None:
    """So does one to an array of a file that can be changed."""
    _append_and_read(backend, tmp_path, name, "r+")


def _append_and_read(backend: Backend, tmp_path: Path, name: str, mode: str) -> None:
    array = ARRAYS[name]
    path = write(backend, tmp_path, array)
    with reopened(backend, path, mode) as got:
        try:
            got.append(array[1])
        except (*REFUSALS, AttributeError, IndexError):
            expected = array
        else:
            expected = np.concatenate([array, array[1:2]])
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], expected, strict=True)


@pytest.mark.clause("D101", "D08")
def test_reading_a_tree_loads_no_arrays(backend: Backend, tmp_path: Path) -> None:
    """Ten arrays of a million elements are not in memory when the tree of their containers is."""
    path = backend.location(tmp_path, "file")
    array = np.arange(1_000_000, dtype="int64")
    sessions().write(backend, path, session(*(recording(f"r{number}", data=array) for number in range(10))))
    tracemalloc.start()
    try:
        with sessions().reading(backend, path) as got:
            _, peak = tracemalloc.get_traced_memory()
            assert got.recordings["r3"].data[-1] == 999_999
    finally:
        tracemalloc.stop()
    assert peak < 10 * array.nbytes / 8


@pytest.mark.clause("D102")
@pytest.mark.needs("append")
def test_data_containers(backend: Backend, tmp_path: Path) -> None:
    """A typed `Data` container has the length and the elements of its lazy array, and appends to it."""
    signals = holder(
        DatasetSpec("a signal", name="signal", data_type_inc="Signal"),
        DatasetSpec("values", "float64", data_type_def="Signal", data_type_inc="Data", shape=(None,)),
    )
    path = backend.location(tmp_path, "file")
    data = wrapped(backend, np.array([0.5, 1.5, 2.5]), maxshape=(None,))
    signals.write(backend, path, hold(signals, signal=signals.type("Signal")(name="signal", data=data)))
    with signals.reading(backend, path, "r+") as got:
        signal = got.signal
        assert len(signal) == 3
        assert (signal[1], signal.get(2), signal[-1]) == (1.5, 2.5, 2.5)
        assert signal[1:].tolist() == signal.get(slice(1, None)).tolist() == [1.5, 2.5]
        assert signal.get([0, 2]).tolist() == [0.5, 2.5]
        signal.append(3.5)
        signal.extend([4.5, 5.5])
        assert len(signal) == 6
    with signals.reading(backend, path) as got:
        assert got.signal[:].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]


@pytest.mark.clause("D103")
def test_one_element(backend: Backend, tmp_path: Path) -> None:
    """Typed data of one element read as an array of one or as a scalar, with its value either way."""
    values = holder(DatasetSpec("a value", name="value", data_type_inc="Data"))
    path = backend.location(tmp_path, "file")
    values.write(backend, path, hold(values, value=Data(name="value", data=np.array([7]))))
    with values.reading(backend, path) as got:
        assert np.ravel(np.asarray(got.value.data)).tolist() == [7]


@pytest.mark.clause("D08")
@pytest.mark.parametrize("shape", [(3, 3), (2, 2, 2), (1,), (1, 1)], ids=str)
def test_axes_stay_what_they_are(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Axes of one length are not taken for one another, and those of length one are not left out."""
    assert_kept(backend, tmp_path, np.arange(np.prod(shape)).reshape(shape))


@pytest.mark.clause("D08")
@pytest.mark.parametrize("rows", [255, 256, 257, 65_535, 65_536, 65_537])
def test_long_arrays(backend: Backend, tmp_path: Path, rows: int) -> None:
    """Not one row is lost of arrays whose length is near that which one byte or two can count."""
    for data in (np.arange(1, rows + 1, dtype="uint32"), np.arange(1.0, 2 * rows + 1).reshape(rows, 2)):
        assert_kept(backend, tmp_path, data)
