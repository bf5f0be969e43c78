"""Arrays that are read lazily are indexed as numpy's are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import reading
from harness import Backend
from harness.strategies import (
    Payload,
    basic_indices,
    dataset,
    increasing_lists,
    masks,
    numeric_arrays,
    numeric_dtypes,
    root,
    shapes,
)

type Array = np.ndarray[Any, Any]
type Case = tuple[Array, Any]

# Without floats: what is asked here is which elements come back, and NaN is not equal to itself.
ARRAYS = numeric_arrays(numeric_dtypes(kinds="biu"))


def with_index(indices: Callable[[Array], st.SearchStrategy[Any]]) -> st.SearchStrategy[Case]:
    """Return a strategy for arrays, each with an index that fits it."""
    return ARRAYS.flatmap(lambda array: st.tuples(st.just(array), indices(array)))


@contextmanager
def stored(backend: Backend, tmp_path_factory: pytest.TempPathFactory, array: Array) -> Iterator[Any]:
    """Yield the array as it is read from a new file."""
    with reading(backend, tmp_path_factory, root([dataset("data", Payload(array))])) as got:
        yield got["data"].data


@pytest.mark.clause("D90")
@given(array=ARRAYS)
def test_dimensions(backend: Backend, tmp_path_factory: pytest.TempPathFactory, array: Array) -> None:
    """Its shape, dtype, number of dimensions and of elements, and length are numpy's."""
    with stored(backend, tmp_path_factory, array) as got:
        assert (got.shape, got.dtype, got.ndim, got.size) == (array.shape, array.dtype, array.ndim, array.size)
        assert len(got) == len(array)


@pytest.mark.clause("D91")
@given(case=with_index(lambda array: basic_indices(array.shape)))
def test_basic_indices(backend: Backend, tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """Integers, slices, an ellipsis, and tuples of these read what they read from a numpy array."""
    array, index = case
    with stored(backend, tmp_path_factory, array) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D92")
@given(case=with_index(lambda array: increasing_lists(len(array))))
def test_lists(backend: Backend, tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """A list of increasing positions reads these rows."""
    array, positions = case
    with stored(backend, tmp_path_factory, array) as got:
        np.testing.assert_array_equal(got[positions], array[np.array(positions, dtype=int)], strict=True)


@pytest.mark.clause("D94")
@given(case=with_index(lambda array: masks(array.shape[:1])))
def test_masks_of_rows(backend: Backend, tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """A mask over the first dimension reads the rows where it is true."""
    array, mask = case
    with stored(backend, tmp_path_factory, array) as got:
        np.testing.assert_array_equal(got[mask], array[mask], strict=True)


@pytest.mark.clause("D94")
@given(case=with_index(lambda array: masks(array.shape)))
def test_masks_of_elements(backend: Backend, tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """A mask of the array's shape reads the elements where it is true, in one dimension."""
    array, mask = case
    with stored(backend, tmp_path_factory, array) as got:
        np.testing.assert_array_equal(got[mask], array[mask], strict=True)


@pytest.mark.clause("D96")
@given(array=ARRAYS, beyond=st.integers(0, 3), from_end=st.booleans())
def test_positions_out_of_range(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, array: Array, beyond: int, from_end: bool
) -> None:
    """A position outside of the array raises ``IndexError`` (or, as h5py has it in places, ``ValueError``)."""
    position = -len(array) - 1 - beyond if from_end else len(array) + beyond
    with stored(backend, tmp_path_factory, array) as got, pytest.raises((IndexError, ValueError)):
        got[position]


@pytest.mark.clause("D97")
@given(array=ARRAYS)
def test_iteration(backend: Backend, tmp_path_factory: pytest.TempPathFactory, array: Array) -> None:
    """It yields its rows, and numpy makes the whole array of it."""
    with stored(backend, tmp_path_factory, array) as got:
        np.testing.assert_array_equal(np.asarray(got), array, strict=True)
        rows = list(got)
        assert len(rows) == len(array)
        for row, expected in zip(rows, array, strict=True):
            np.testing.assert_array_equal(row, expected, strict=True)


@pytest.mark.clause("D98")
@given(case=numeric_arrays(shapes=shapes(max_dims=1, empty=False)).map(lambda array: (array, len(array) - 1)))
def test_elements_are_numpy_scalars(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, case: tuple[Array, int]
) -> None:
    """An element of an array of one dimension is a numpy scalar, not an array."""
    array, position = case
    with stored(backend, tmp_path_factory, array) as got:
        assert isinstance(got[position], np.generic)
        assert got[position].dtype == array.dtype
