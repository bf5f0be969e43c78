"""Datasets of numbers: scalars and arrays of every dtype come back with dtype, shape and value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hdmf.build import GroupBuilder
from hypothesis import given

from conformance_cases.properties.reading import assert_read_as_written, reading
from harness import Backend
from harness.strategies import (
    Payload,
    flat_trees,
    numeric_arrays,
    numeric_dtypes,
    numeric_scalars,
    python_numbers,
    shapes,
)


def of(values: Any) -> Any:
    """Return a strategy for trees of datasets that hold such values."""
    return flat_trees(values.map(Payload))


@pytest.mark.clause("D01")
@given(tree=of(numeric_scalars()))
def test_scalars(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A number keeps its dtype and value, whether extreme, not finite, or -0.0."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D01")
@given(tree=of(numeric_scalars()))
def test_scalars_are_numpy_scalars(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """A number is read as a numpy scalar, not as an array that has yet to be read."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert all(isinstance(dataset.data, np.generic) for dataset in got.datasets.values())


@pytest.mark.clause("D02")
@given(tree=of(python_numbers()))
def test_python_numbers(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Python's ``int``, ``float`` and ``bool`` come back as int64, float64 and bool."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D08", "D19", "D20")
@given(tree=of(numeric_arrays(shapes=shapes(empty=False))))
def test_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Arrays of one to four dimensions keep dtype, shape and values; booleans and float16 too."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D08")
@given(tree=of(numeric_arrays()))
def test_arrays_are_read_lazily(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """An array is read as an object that has yet to read its values."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert not any(isinstance(dataset.data, np.ndarray) for dataset in got.datasets.values())


@pytest.mark.clause("D09")
@given(tree=of(numeric_arrays(numeric_dtypes(byte_orders="><"))))
def test_byte_orders(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """The order of bytes in memory does not change a value."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D10")
@given(tree=of(numeric_arrays(shapes=shapes().filter(lambda shape: 0 in shape))))
def test_empty_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Arrays without elements keep dtype and shape."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B13")
@given(tree=of(numeric_arrays()))
def test_builders_state_dtype_and_maxshape(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """The builder of an array states its dtype, and how far it can grow."""
    with reading(backend, tmp_path_factory, tree) as got:
        for name, dataset in got.datasets.items():
            assert dataset.dtype == tree[name].data.dtype
            assert len(dataset.maxshape) == tree[name].data.ndim
