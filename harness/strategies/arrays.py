"""Shapes, numeric scalars, numeric arrays, and the indices that read parts of them."""

from __future__ import annotations

from collections.abc import Callable
from types import EllipsisType
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_at_least, require_range, require_strategy
from harness.strategies.dtypes import numeric_dtypes

type Shape = tuple[int, ...]
type BasicIndex = int | slice | EllipsisType | tuple[int | slice | EllipsisType, ...]


def shapes(*, min_dims: int = 1, max_dims: int = 4, max_side: int = 3, empty: bool = True) -> SearchStrategy[Shape]:
    """Draw shapes of arrays; shrinks towards few and short dimensions.

    Parameters
    ----------
    min_dims, max_dims
        Bounds of the number of dimensions; 0 for scalars.
    max_side
        The longest dimension.
    empty
        Whether dimensions of length 0 are drawn.

    Raises
    ------
    InvalidArgument
        If a bound is negative or out of order.
    """
    require_range("min_dims", min_dims, "max_dims", max_dims)
    min_side = 0 if empty else 1
    require_at_least("max_side", max_side, min_side)
    return hnp.array_shapes(min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side)


def numeric_scalars(dtypes: SearchStrategy[np.dtype[Any]] | None = None) -> SearchStrategy[np.generic]:
    """Draw numpy scalars, extremes, NaN, infinities and -0.0 among them; shrinks towards 0.

    Parameters
    ----------
    dtypes
        A strategy for their dtypes; all of `numeric_dtypes` if not given.
    """
    dtypes = numeric_dtypes() if dtypes is None else dtypes
    require_strategy("dtypes", dtypes)
    return dtypes.flatmap(hnp.from_dtype)


def numeric_arrays(
    dtypes: SearchStrategy[np.dtype[Any]] | None = None,
    shapes: SearchStrategy[Shape] | None = None,
) -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw numeric arrays, extremes, NaN, infinities and -0.0 in them; shrinks towards few zeros.

    Parameters
    ----------
    dtypes
        A strategy for their dtypes; all of `numeric_dtypes` if not given.
    shapes
        A strategy for their shapes; one to four dimensions, of length 0 among them, if not given.
    """
    dtypes = numeric_dtypes() if dtypes is None else dtypes
    shapes = _default_shapes() if shapes is None else shapes
    require_strategy("dtypes", dtypes)
    require_strategy("shapes", shapes)
    return hnp.arrays(dtype=dtypes, shape=shapes)


def nan_arrays(
    dtypes: SearchStrategy[np.dtype[Any]] | None = None,
    shapes: SearchStrategy[Shape] | None = None,
) -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw arrays of numbers that are none, of every payload and sign; shrinks towards one that is not signalling.

    Parameters
    ----------
    dtypes
        A strategy for their dtypes, which must be of floating point numbers; all of these, in both byte orders, if not
        given.
    shapes
        A strategy for their shapes; one to four dimensions, none of length 0, if not given.
    """
    dtypes = numeric_dtypes(kinds="f", byte_orders="=<>") if dtypes is None else dtypes
    shapes = _default_shapes(empty=False) if shapes is None else shapes
    require_strategy("dtypes", dtypes)
    require_strategy("shapes", shapes)
    return dtypes.flatmap(lambda dtype: hnp.arrays(_bits(dtype), shapes, elements=_nans(dtype)).map(_as(dtype)))


def basic_indices(shape: Shape) -> SearchStrategy[BasicIndex]:
    """Draw integers, slices with positive steps, an ellipsis, and tuples of these, all within ``shape``.

    Slices with negative steps are left out: not every backend has them (clause D95).

    Parameters
    ----------
    shape
        The shape of the array to be read.
    """
    return hnp.basic_indices(shape).map(_forwards)


def increasing_lists(length: int) -> SearchStrategy[list[int]]:
    """Draw lists of increasing positions on an axis of ``length`` elements; shrinks towards the empty list."""
    require_at_least("length", length, 0)
    return st.lists(st.integers(0, length - 1), unique=True).map(sorted) if length else st.just([])


def masks(shape: Shape) -> SearchStrategy[np.ndarray[Any, np.dtype[np.bool_]]]:
    """Draw boolean masks of the given shape."""
    return hnp.arrays(dtype=np.dtype(bool), shape=shape)


def _bits(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype of unsigned integers of the same width and byte order."""
    return np.dtype(f"{dtype.byteorder}u{dtype.itemsize}")


def _nans(dtype: np.dtype[Any]) -> SearchStrategy[int]:
    """Draw the bits of what is not a number: all of the exponent, any but none of the mantissa, either sign."""
    info = np.finfo(dtype)
    exponent = ((1 << info.nexp) - 1) << info.nmant
    quiet = 1 << (info.nmant - 1)
    payload = st.one_of(st.just(quiet), st.integers(1, (1 << info.nmant) - 1))
    sign = st.sampled_from([0, 1 << (info.nexp + info.nmant)])
    return st.builds(lambda sign, payload: sign | exponent | payload, sign, payload)


def _as(dtype: np.dtype[Any]) -> Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    return lambda array: array.view(dtype)


def _forwards(index: BasicIndex) -> BasicIndex:
    """Turn the slices of an index that go backwards."""
    if isinstance(index, tuple):
        return tuple(_forward(part) for part in index)
    return _forward(index)


def _forward(part: int | slice | EllipsisType) -> int | slice | EllipsisType:
    if isinstance(part, slice) and part.step is not None and part.step < 0:
        return slice(part.stop, part.start, -part.step)
    return part


_default_shapes = shapes  # `numeric_arrays` has an argument of that name
