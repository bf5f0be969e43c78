"""References to a part of a dataset: a target, and which of its elements are meant.

HDMF has had no region references since its version 4, HDF5 has them, and so do NWB files of earlier years. Here they
are values of their own, which nothing takes for references to the whole target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.data_utils import DataIO
from hdmf.utils import get_data_shape

__all__ = [
    "Axes",
    "Points",
    "RegionReference",
    "Selection",
    "along",
    "outer",
    "parse_selection",
    "refuse_other_backends",
    "selection_of",
]

type Json = Any
type Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Axes:
    """A selection that is made along each axis by itself: what is selected has as many axes as the target.

    Attributes
    ----------
    axes
        For each axis a slice with start, stop and a positive step, or the positions that are selected.
    """

    axes: tuple[slice | tuple[int, ...], ...]

    @property
    def index(self) -> tuple[Any, ...]:
        """The selection as numpy takes it."""
        if sum(not isinstance(axis, slice) for axis in self.axes) <= 1:
            return tuple(axis if isinstance(axis, slice) else list(axis) for axis in self.axes)
        return np.ix_(*(_positions(axis) for axis in self.axes))

    def stored(self) -> Json:
        """Return the selection as JSON."""
        return {"axes": [[a.start, a.stop, a.step] if isinstance(a, slice) else {"at": list(a)} for a in self.axes]}

    def of(self, data: Any) -> Array:
        """Return the selected elements; of lazy data, no more is read than lies between the first and the last."""
        spans = [axis if isinstance(axis, slice) else _span(axis) for axis in self.axes]
        values = np.asarray(data[tuple(spans)])
        for number, (axis, span) in enumerate(zip(self.axes, spans, strict=True)):
            if not isinstance(axis, slice):
                values = values.take(np.asarray(axis, dtype=int) - span.start, axis=number)
        return values


@dataclass(frozen=True, slots=True)
class Points:
    """A selection of single elements, in an order of its own: what is selected has one axis.

    Attributes
    ----------
    coordinates
        Of each element.
    """

    coordinates: tuple[tuple[int, ...], ...]

    @property
    def index(self) -> tuple[Any, ...]:
        """The selection as numpy takes it."""
        return tuple(np.asarray(axis, dtype=int) for axis in zip(*self.coordinates, strict=True))

    def stored(self) -> Json:
        """Return the selection as JSON."""
        return {"points": [list(point) for point in self.coordinates]}

    def of(self, data: Any) -> Array:
        """Return the selected elements."""
        if not self.coordinates:
            return np.empty(0, getattr(data, "dtype", object))
        return np.asarray(data[self.index])


type Selection = Axes | Points


class RegionReference:
    """A reference to some of the elements of a dataset: may stand wherever an object reference may.

    Parameters
    ----------
    target
        The builder of the dataset; of a reference that was read through containers, its container if it is one.
    selection
        What numpy would take as an index: slices, positions, a mask, arrays of coordinates; ``...`` for all. A single
        position keeps its axis, with a length of one.

    Raises
    ------
    IndexError, ValueError
        If it selects what isn't there, or by a negative step.
    """

    def __init__(self, target: Any, selection: Any = ...) -> None:
        self.target = target
        known = isinstance(selection, Axes | Points)
        self._selection: Selection = selection if known else selection_of(selection, get_data_shape(_data(target)))

    @property
    def selection(self) -> tuple[Any, ...]:
        """What is selected, as an index that numpy takes."""
        return self._selection.index

    @property
    def data(self) -> Array:
        """The elements that are selected; read when asked for."""
        data = _data(self.target)
        return self._selection.of(data if hasattr(data, "shape") else np.asarray(data))

    def __getitem__(self, selection: Any) -> Any:
        return self.data[selection]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.data)

    def stored(self) -> Json:
        """Return the selection as it is stored."""
        return self._selection.stored()

    def towards(self, target: Any) -> RegionReference:
        """Return a reference to the same part of ``target``."""
        return RegionReference(target, self._selection)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RegionReference):
            return NotImplemented
        return self.target is other.target and self._selection == other._selection

    def __hash__(self) -> int:
        return hash((id(self.target), repr(self._selection)))

    def __repr__(self) -> str:
        return f"RegionReference({getattr(self.target, 'name', self.target)!r}, {self._selection})"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        # what writes HDF5 asks for this when it meets one, and must not store something else
        refuse_other_backends(self)


def refuse_other_backends(what: Any) -> NoReturn:
    """Refuse to be made an array, which is how other backends store what they don't know."""
    raise UnsupportedOperation(
        f"{what!r}: HDMF's other backends have no region references, and without its selection this would refer to "
        "all of its target; replace it by object references or by the selected data, or export to Zarr"
    )


def selection_of(index: Any, shape: Sequence[int]) -> Selection:
    """Return what an index selects in an array of ``shape`` (pure).

    Raises
    ------
    IndexError
        If it selects what isn't there.
    ValueError
        If a slice has a negative step.
    """
    keys = list(index) if isinstance(index, tuple) else [index]
    arrays = [np.asarray(key) for key in keys if isinstance(key, list | np.ndarray)]
    if len(arrays) > 1 or any(array.ndim > 1 for array in arrays):
        return _points(index, shape)
    missing = len(shape) - sum(key is not Ellipsis for key in keys)
    at = next((number for number, key in enumerate(keys) if key is Ellipsis), None)
    if at is None:
        keys, at = [*keys, Ellipsis], len(keys)
    if missing < 0 or keys.count(Ellipsis) > 1:
        raise IndexError(f"{index!r} has more axes than an array of shape {tuple(shape)}")
    keys[at : at + 1] = [slice(None)] * missing
    return Axes(tuple(_axis(key, length) for key, length in zip(keys, shape, strict=True)))


def _axis(key: Any, length: int) -> slice | tuple[int, ...]:
    if isinstance(key, slice):
        start, stop, step = key.indices(length)
        if step < 0:
            raise ValueError(f"{key}: a region has no negative steps")
        return along(range(start, stop, step))
    if isinstance(key, list | np.ndarray):
        return along(np.arange(length)[np.asarray(key, dtype=int if len(key) == 0 else None)].tolist())
    return along([range(length)[int(key)]])


def _points(index: Any, shape: Sequence[int]) -> Points:
    axes = [
        np.broadcast_to(np.arange(length).reshape([-1 if axis == number else 1 for axis in range(len(shape))]), shape)
        for number, length in enumerate(shape)
    ]
    chosen = [axis[index].ravel().tolist() for axis in axes]
    return Points(tuple(zip(*chosen, strict=True)))


def parse_selection(stored: Mapping[str, Json]) -> Selection:
    """Return the selection that is stored as JSON.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it isn't one.
    """
    if "points" in stored:
        return Points(tuple(tuple(int(at) for at in point) for point in stored["points"]))
    return Axes(
        tuple(
            tuple(int(at) for at in axis["at"]) if isinstance(axis, Mapping) else slice(*(int(at) for at in axis))
            for axis in stored["axes"]
        )
    )


def outer(coordinates: Array) -> Selection:
    """Return a selection of elements that are listed in the order of the array: by axes, if it can be said so."""
    axes = [np.unique(column) for column in coordinates.T]
    if not len(coordinates) or len(coordinates) != np.prod([len(axis) for axis in axes], dtype=int):
        return Points(tuple(map(tuple, coordinates.tolist())))
    return Axes(tuple(along(axis.tolist()) for axis in axes))


def along(positions: Sequence[int]) -> slice | tuple[int, ...]:
    """Return what is selected along an axis: a slice if it can be one, and always the same for the same positions."""
    if not positions:
        return slice(0, 0, 1)
    step = positions[1] - positions[0] if len(positions) > 1 else 1
    regular = range(positions[0], positions[-1] + 1, step) if step > 0 else ()
    same = regular == positions if isinstance(positions, range) else list(regular) == positions
    return slice(positions[0], positions[-1] + 1, step) if same else tuple(positions)


def _positions(axis: slice | tuple[int, ...]) -> Array:
    return np.arange(axis.start, axis.stop, axis.step) if isinstance(axis, slice) else np.asarray(axis, dtype=int)


def _span(positions: tuple[int, ...]) -> slice:
    return slice(min(positions), max(positions) + 1) if positions else slice(0, 0)


def _data(target: Any) -> Any:
    data = target.data if hasattr(target, "data") else target
    while isinstance(data, DataIO) and data.data is not None:
        data = data.data
    return data
