"""What no dataset can hold as it is given: refused, and not made to fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.data_utils import DataChunkIterator

from conformance_cases.contract.datasets import (
    assert_kept,
    assert_kept_or_refused,
    assert_refused,
    reading,
    wrapped,
)
from harness import Backend


@pytest.mark.clause("D118")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([[1, 2], [3]], None),
        ([[1], [2, 3]], "int32"),
        ([[1.5, 2.5], []], None),
        ([[[1], [2]], [[3], [4, 5]]], None),
        ([[1, 2], 3], None),
        ([1, [2, 3]], None),
        ([["a", "b"], ["c"]], "utf"),
        ([["a"], ["b", "c"]], "utf"),
        ([["a"], "b"], "utf"),
        ([np.arange(2), np.arange(3)], None),
    ],
    ids=[
        *("shorter", "longer", "empty", "within", "number last", "number first"),
        *("shorter text", "longer text", "text last", "arrays"),
    ],
)
def test_ragged_lists(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """Nested lists of unequal lengths or depths have no shape, and are given none."""
    assert_refused(backend, tmp_path, data, dtype)


@pytest.mark.clause("D121")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([300, 1], "int8"),
        ([-1, 1], "uint8"),
        ([2**40, 1], "int32"),
        ([2**64 - 1, 1], "int64"),
        ([-1, 1], "uint64"),
        ([0.5, 1], "int32"),
        ([np.nan, 1], "int64"),
        ([np.inf, 1], "int16"),
        ([2, 0], "bool"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[0]),
)
def test_values_beyond_the_stated_dtype(backend: Backend, tmp_path: Path, data: Any, dtype: str) -> None:
    """A number that is not in the dtype of the builder is refused, in an array and alone."""
    array = np.array(data)
    for given in (array, array[0]):
        assert_refused(backend, tmp_path, given, dtype)


@pytest.mark.clause("D121")
@pytest.mark.parametrize(("data", "dtype"), [([1, 300], "int8"), ([1, -1], "uint8"), ([1, 2**40], "int32")])
def test_lists_beyond_the_stated_dtype(backend: Backend, tmp_path: Path, data: list[int], dtype: str) -> None:
    """So is it in a list, a tuple or a nested list, be it the last one, and alone as Python has it."""
    _assert_each_refused(backend, tmp_path, data, dtype)


@pytest.mark.clause("D121")
@pytest.mark.parametrize(("data", "dtype"), [([1, 0.5], "int32"), ([0, 2], "bool")])
def test_lists_of_what_would_be_cut(backend: Backend, tmp_path: Path, data: list[float], dtype: str) -> None:
    """So is there a fraction for an integer, and a number for a truth value."""
    _assert_each_refused(backend, tmp_path, data, dtype)


def _assert_each_refused(backend: Backend, directory: Path, data: list[Any], dtype: str) -> None:
    for given in (data, tuple(data), [data, data], data[-1]):
        assert_refused(backend, directory, given, dtype)


@pytest.mark.clause("D121")
@pytest.mark.parametrize(("data", "dtype"), [([1, 300], "int8"), ([1, -1], "uint8"), ([1, 0.5], "int32")])
def test_iterators_beyond_the_stated_dtype(backend: Backend, tmp_path: Path, data: list[Any], dtype: str) -> None:
    """So is one that an iterator yields, after some that fit."""
    assert_refused(backend, tmp_path, DataChunkIterator(np.array(data), buffer_size=1), dtype)


@pytest.mark.clause("D118", "D119", "D120")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [([[1, 2], [3]], None), (["a", None], "utf"), (["a", 1], "utf"), ([1, "a"], None)],
    ids=["ragged", "missing", "number", "text"],
)
def test_wrapped_data(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """Storage settings make nothing fit that does not."""
    assert_refused(backend, tmp_path, wrapped(backend, data, chunks=(1,) * np.ndim(data[0]) + (1,)), dtype)


@pytest.mark.clause("D120")
def test_numbers_among_text_from_iterators(backend: Backend, tmp_path: Path) -> None:
    """A number that an iterator yields after text is refused as in a list."""
    iterator = DataChunkIterator(iter(["a", "b", 3]), dtype=np.dtype(str), maxshape=(None,), buffer_size=1)
    assert_refused(backend, tmp_path, iterator, "utf")


@pytest.mark.clause("D121")
@pytest.mark.parametrize(
    ("data", "dtype"), [([1.0, -2.0], "int32"), ([1, 0], "uint8"), ([7, -7], "float64"), ([1, 0], "bool")]
)
def test_values_within_the_stated_dtype(backend: Backend, tmp_path: Path, data: Any, dtype: str) -> None:
    """One that is in it takes that dtype."""
    with reading(backend, tmp_path, np.array(data), dtype) as got:
        np.testing.assert_array_equal(got[()], np.array(data, dtype), strict=True)


@pytest.mark.clause("D127")
@pytest.mark.parametrize("mask", [[False, True], [True, True]], ids=["one", "all"])
def test_masked_arrays(backend: Backend, tmp_path: Path, mask: list[bool]) -> None:
    """What a mask hides is not stored as if it were data."""
    assert_refused(backend, tmp_path, np.ma.masked_array([1, 2], mask))


@pytest.mark.clause("D127")
def test_masked_arrays_that_hide_nothing(backend: Backend, tmp_path: Path) -> None:
    """A mask that hides nothing is no reason to refuse the data."""
    assert_kept(backend, tmp_path, np.ma.masked_array([1, 2], [False, False]))


@pytest.mark.clause("D14")
@pytest.mark.parametrize("data", [[b"\xff"], [b"a", b"\xed\xa0\x80"], [b"a\0b"]], ids=repr)
def test_bytes_that_are_no_text(backend: Backend, tmp_path: Path, data: list[bytes]) -> None:
    """Bytes in an array that are no UTF-8, or hold NUL, come back as they were or are refused."""
    assert_kept_or_refused(backend, tmp_path, data, "ascii")
