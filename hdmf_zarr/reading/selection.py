"""What a selection asks of each chunk that it touches (pure).

A selection is looked at one axis at a time: an integer, a slice with a positive step, or on one axis an array of
indices. For each chunk along the axis that it touches, there is the part of the chunk and the part of the result.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdmf_zarr.grid import Point

__all__ = ["Selection", "select", "whole"]

type Part = slice | np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class _Axis:
    """A selection along one axis: its length, chunk -> (part of the chunk, part of the result), if it is dropped."""

    length: int
    parts: dict[int, tuple[Part, Part]]
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of an array.

    Attributes
    ----------
    shape
        Of the result, axes selected by an integer included with length 1.
    dropped
        The axes that an integer selects, and the result does not have.
    """

    shape: tuple[int, ...]
    dropped: tuple[int, ...]
    _axes: tuple[_Axis, ...]

    def chunks(self) -> Iterator[tuple[Point, tuple[Part, ...], tuple[Part, ...]]]:
        """Yield each chunk that is touched, with the part of it and the part of the result."""
        for combination in itertools.product(*(axis.parts.items() for axis in self._axes)):
            at = tuple(chunk for chunk, _ in combination)
            yield at, tuple(inside for _, (inside, _) in combination), tuple(out for _, (_, out) in combination)


def select(keys: Sequence[Any], shape: Sequence[int], chunk: Sequence[int]) -> Selection | None:
    """Return what ``keys`` select of an array, ``None`` if they are not of the kinds that are handled here.

    Parameters
    ----------
    keys
        Integers, slices, ``Ellipsis``, and at most one sequence of integers; axes at the end may be left out.
    shape, chunk
        Of the array, and of its chunks.

    Raises
    ------
    IndexError
        If an index is out of bounds, or there are more keys than axes.
    """
    full = _expanded(keys, len(shape))
    if full is None or sum(isinstance(key, np.ndarray) for key in full) > 1:
        return None
    axes = []
    for number, (key, length, step) in enumerate(zip(full, shape, chunk, strict=True)):
        axis = _axis(key, length, step, number)
        if axis is None:
            return None
        axes.append(axis)
    return Selection(
        shape=tuple(axis.length for axis in axes),
        dropped=tuple(number for number, axis in enumerate(axes) if axis.is_dropped),
        _axes=tuple(axes),
    )


def whole(shape: Sequence[int], chunk: Sequence[int]) -> Selection:
    """Return the selection of all that an array of ``shape`` has."""
    axes = tuple(_sliced(range(length), step) for length, step in zip(shape, chunk, strict=True))
    return Selection(tuple(shape), (), axes)


def _expanded(keys: Sequence[Any], ndim: int) -> list[Any] | None:
    """Return one key for each axis."""
    places = [number for number, key in enumerate(keys) if key is Ellipsis]
    if len(places) > 1:
        return None
    if len(keys) - len(places) > ndim:
        raise IndexError(f"too many indices: the array has {ndim} axes, and {len(keys) - len(places)} are given")
    rest = [slice(None)] * (ndim - len(keys) + len(places))
    if places:
        return [*keys[: places[0]], *rest, *keys[places[0] + 1 :]]
    return [*keys, *rest]


def _axis(key: Any, length: int, step: int, number: int) -> _Axis | None:
    if isinstance(key, bool | np.bool_):
        return None
    if isinstance(key, int | np.integer):
        index = int(key) + (length if key < 0 else 0)
        if not 0 <= index < length:
            raise IndexError(f"index {key} is out of bounds for axis {number} of length {length}")
        inside = index % step
        return _Axis(1, {index // step: (slice(inside, inside + 1), slice(0, 1))}, is_dropped=True)
    if isinstance(key, slice) and (key.step is None or key.step > 0):
        return _sliced(range(*key.indices(length)), step)
    if isinstance(key, np.ndarray) and key.ndim == 1 and key.dtype.kind in "iu":
        return _picked(key, length, step, number)
    return None


def _sliced(indices: range, step: int) -> _Axis:
    parts: dict[int, tuple[Part, Part]] = {}
    done = 0
    while done < len(indices):
        chunk, inside = divmod(indices[done], step)
        number = min(len(indices) - done, (step - inside - 1) // indices.step + 1)
        last = inside + (number - 1) * indices.step
        parts[chunk] = (slice(inside, last + 1, indices.step), slice(done, done + number))
        done += number
    return _Axis(len(indices), parts)


def _picked(indices: np.ndarray[Any, Any], length: int, step: int, number: int) -> _Axis:
    wanted = np.where(indices < 0, indices + length, indices).astype(np.intp)
    if wanted.size and (wanted.min() < 0 or wanted.max() >= length):
        raise IndexError(f"an index is out of bounds for axis {number} of length {length}")
    chunks = wanted // step
    parts: dict[int, tuple[Part, Part]] = {}
    for chunk in np.unique(chunks).tolist():
        out = np.flatnonzero(chunks == chunk)
        parts[chunk] = (wanted[out] - chunk * step, out)
    return _Axis(len(wanted), parts)
