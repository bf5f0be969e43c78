"""The normal form of an array part by part: what is larger than memory can be hashed too."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from hdmf.data_utils import AbstractDataChunkIterator, DataIO
from hdmf.term_set import TermSetWrapper

from harness.values import Refer, Value, dtype_name, is_stored, normal_value

#: What an element of variable length is taken to need in memory.
_OBJECT_BYTES: Final = 128


def slabs(data: object, dtype: object = None, *, refer: Refer, nbytes: int) -> Iterator[Value]:
    """Yield the normal form of a value in parts, so that an array larger than memory can be read.

    Parameters
    ----------
    data, dtype, refer
        As of `normal_value`.
    nbytes
        About the largest part that is in memory; an array in a file that is larger is read in parts.

    Yields
    ------
    Values of the dtype and the shape of the whole, whose elements, one after the other in C order, are its elements.
    """
    if not _is_large(data, nbytes) or not _says_its_dtype(data, dtype):
        yield normal_value(data, dtype, refer=refer)
        return
    array: Any = data
    for selection in _selections(array, nbytes):
        yield _of_shape(normal_value(_Slab(array, selection), dtype, refer=refer), tuple(array.shape))


def _of_shape(value: Value, shape: tuple[int, ...]) -> Value:
    fields = {name: _of_shape(field, shape) for name, field in value.fields.items()} if value.fields else None
    return replace(value, shape=(*shape, *value.shape[len(shape) :]), fields=fields)


def _is_large(data: Any, nbytes: int) -> bool:
    if isinstance(data, TermSetWrapper | DataIO | AbstractDataChunkIterator) or not is_stored(data):
        return False
    shape: tuple[int, ...] = getattr(data, "shape", ())
    return bool(shape) and math.prod(shape) * _itemsize(data) > nbytes


def _selections(data: Any, nbytes: int) -> Iterator[tuple[slice, ...]]:
    """Yield what selects an array part by part in C order: along one axis, for each index of the axes before it."""
    shape = tuple(data.shape)
    itemsize = _itemsize(data)
    last = len(shape) - 1
    axis = next((axis for axis in range(last) if math.prod(shape[axis + 1 :]) * itemsize <= nbytes), last)
    rows = max(1, nbytes // (math.prod(shape[axis + 1 :]) * itemsize))
    chunk = (getattr(data, "chunks", None) or (1,) * len(shape))[axis]
    rows -= rows % chunk if rows >= chunk else 0  # so that no chunk is decoded twice
    for before in itertools.product(*map(range, shape[:axis])):
        for start in range(0, shape[axis], rows):
            yield (*(slice(index, index + 1) for index in before), slice(start, min(start + rows, shape[axis])))


def _itemsize(data: Any) -> int:
    dtype = getattr(data, "dtype", None)
    return dtype.itemsize if isinstance(dtype, np.dtype) and not dtype.hasobject else _OBJECT_BYTES


def _says_its_dtype(data: Any, dtype: object) -> bool:
    """Tell whether the dtype is known without a look at the elements."""
    own = getattr(data, "dtype", None)
    return isinstance(own, list) or any(dtype_name(one) is not None for one in (own, dtype))


@dataclass(frozen=True, slots=True)
class _Slab:
    """A part of an array that a backend holds, with the dtype of the whole."""

    whole: Any
    selection: tuple[slice, ...]

    @property
    def dtype(self) -> Any:
        return self.whole.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        lengths = tuple(part.stop - part.start for part in self.selection)
        return (*lengths, *self.whole.shape[len(lengths) :])

    def __getitem__(self, _: tuple[()]) -> Any:
        return self.whole[self.selection[0] if len(self.selection) == 1 else self.selection]
