"""Pickled arrays of objects, decoded without running anything of what the pickle says (pure).

hdmf-zarr up to 0.13 pickled references, and compounds with references. A pickle is a program: it names functions and
calls them. The ones in those files name no more than numpy arrays and `ZarrReference`. Here plain classes of this
module stand in for these, which take the arguments and keep the values; every other name is refused, and numpy's own
unpickling, which trusts what a pickle says of memory, is not used either.
"""

from __future__ import annotations

import io
import pickle  # nothing is loaded with it but through the unpickler below
from typing import Any

import numpy as np

__all__ = ["PickledArray", "unpickle"]

_NUMBERS = "biufc"


class _Dtype:
    """What stands in for `numpy.dtype`."""

    __slots__ = ("code", "order")

    def __init__(self, code: str, *_: Any) -> None:
        self.code = code
        self.order = "="

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = state[1]

    def decode(self, data: bytes, count: int) -> list[Any]:
        """Return ``count`` numbers that are pickled as bytes."""
        dtype = np.dtype(self.code)
        if dtype.kind not in _NUMBERS:
            raise ValueError(f"its pickle has bytes for values of dtype {self.code!r}")
        values: list[Any] = np.frombuffer(data, dtype.newbyteorder(">" if self.order == ">" else "<"), count).tolist()
        return values


class PickledArray:
    """What stands in for a numpy array: its shape, and its values in C order.

    Attributes
    ----------
    shape
        Length along each axis.
    items
        The values; of a structured array, a tuple per element.
    """

    __slots__ = ("items", "shape")

    def __init__(self, *_: Any) -> None:
        self.shape: tuple[int, ...] = (0,)
        self.items: list[Any] = []

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, dtype, in_columns, data = state
        self.shape = tuple(shape)
        count = int(np.prod(self.shape, dtype=int))
        self.items = data if isinstance(data, list) else dtype.decode(data, count)
        if in_columns and not isinstance(data, list):
            self.items = np.array(self.items).reshape(self.shape, order="F").reshape(-1).tolist()
        if len(self.items) != count:
            raise ValueError(f"its pickle has {len(self.items)} values for an array of shape {self.shape}")


class _ArrayClass:
    """What stands in for the class `numpy.ndarray`, which pickles name and never call."""

    __slots__ = ()


class _Scalar:
    """What stands in for the function that makes numpy scalars."""

    __slots__ = ()

    def __new__(cls, dtype: _Dtype, data: bytes) -> Any:
        """Return the number."""
        return dtype.decode(data, 1)[0]


_ALLOWED: dict[tuple[str, str], type] = {
    ("numpy", "ndarray"): _ArrayClass,
    ("numpy", "dtype"): _Dtype,
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,
    ("numpy.core.multiarray", "scalar"): _Scalar,
    ("numpy._core.multiarray", "scalar"): _Scalar,
    ("hdmf_zarr.utils", "ZarrReference"): dict,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return what stands in for a name."""
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise ValueError(
                f"its pickle asks for {module}.{name}, which no file of hdmf-zarr does; it was not called"
            ) from None


def unpickle(data: bytes) -> PickledArray:
    """Return the array of objects that is pickled as ``data``.

    Raises
    ------
    ValueError
        If the pickle names anything that files of hdmf-zarr don't, is damaged, or is no array.
    """
    try:
        value = _Unpickler(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, TypeError, AttributeError, LookupError, OverflowError) as error:
        raise ValueError(f"its pickle can't be decoded: {error}") from error
    if not isinstance(value, PickledArray):
        raise ValueError(f"its pickle is {type(value).__name__}, not an array")
    return value
