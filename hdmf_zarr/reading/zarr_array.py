"""A `zarr.Array` that behaves as HDMF expects of arrays, which zarr's own does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import zarr

__all__ = ["HDMFZarrArray"]


class HDMFZarrArray(zarr.Array[Any]):
    """An array with a length and elements to iterate over, whose text is `str` and whose single values are scalars.

    What is read from a file is a `LazyArray`, which is one of these. An array that zarr has opened becomes one by being
    given this class.
    """

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the elements in memory; ``object`` for text, as HDMF expects it."""
        own = np.dtype(super().dtype)
        return np.dtype(object) if own.kind == "T" else own

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of unsized object")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        for row in range(len(self)):
            yield self[row]

    def __getitem__(self, selection: Any) -> Any:
        values = super().__getitem__(selection)
        if not isinstance(values, np.ndarray):
            return values
        values = values.astype(object) if values.dtype.kind == "T" else values
        return values if values.ndim else values[()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if copy is False:
            raise ValueError(f"`copy=False` is not supported: {self.name} is read from a file")
        return np.asarray(self[...], dtype=self.dtype if dtype is None else dtype)
