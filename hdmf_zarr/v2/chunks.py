"""Chunks of Zarr v2 arrays that zarr-python 3 can't read: pickled or JSON objects, and filters of Zarr v2 (pure)."""

from __future__ import annotations

import json
import lzma
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import numcodecs
import numpy as np
from numcodecs.errors import UnknownCodecError

from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.v2.pickles import PickledArray, unpickle
from hdmf_zarr.v2.sources import Sources

__all__ = ["V2Chain", "unknown_codec"]

type Json = Any
type Array = np.ndarray[Any, Any]

_PICKLE, _JSON = "pickle", "json2"
#: What codecs raise on damaged data, beyond ValueError and RuntimeError.
_DAMAGE = (TypeError, LookupError, AttributeError, OverflowError, EOFError, zlib.error, struct.error, lzma.LZMAError)


class V2Chain:
    """Decodes whole chunks of one array of Zarr v2.

    Parameters
    ----------
    metadata
        Of the array's ``.zarray``: ``dtype``, ``compressor``, ``filters``, ``order``.
    element
        What the elements are.
    sources
        Where the references of its file lead.
    is_spread
        Whether each row of a compound is spread over a further axis.
    """

    def __init__(
        self, metadata: Mapping[str, Json], element: ElementType, sources: Sources, *, is_spread: bool = False
    ) -> None:
        self._is_spread = is_spread
        self._element = element
        self._sources = sources
        self._dtype = v2_dtype(metadata["dtype"])
        self._order: Literal["C", "F"] = "F" if metadata.get("order") == "F" else "C"
        self._decoders = [_decoder(codec) for codec in reversed(codecs_of(metadata))]

    def decode(self, data: bytes, shape: tuple[int, ...]) -> Array:
        """Return the chunk of ``shape`` that is stored as ``data``: text as `str`, references as JSON text.

        Raises
        ------
        ValueError, RuntimeError
            If it is damaged, or a pickle that names what files of hdmf-zarr don't.
        """
        try:
            if self._is_spread:
                return self._converted(
                    _gathered(self._decoded(data, (*shape, len(self._element.fields)))), self._element
                )
            return self._converted(self._decoded(data, shape), self._element)
        except _DAMAGE as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    def _decoded(self, data: bytes, shape: tuple[int, ...]) -> Array:
        value: Any = data
        for decode in self._decoders:
            value = decode(value)
        if not self._dtype.hasobject:
            return np.frombuffer(value, self._dtype).reshape(shape, order=self._order)
        values = _objects(value.items, value.shape) if isinstance(value, PickledArray) else value
        if not isinstance(values, np.ndarray) or values.dtype.kind != "O":
            raise TypeError("its filters give bytes, not objects")
        # codecs that keep the shape keep the order too; the others store values in the order of the array
        return values if values.shape == shape else values.reshape(shape, order=self._order)

    def _converted(self, values: Array, element: ElementType) -> Array:
        match element.kind:
            case "number":
                return values.astype(element.dtype)
            case "text" | "bytes":
                return _objects(map(_text, values.flat), values.shape)
            case "reference":
                return _objects(map(self._reference, values.flat), values.shape)
            case "compound":
                rows = np.empty(values.shape, element.dtype)
                for index, field in enumerate(element.fields):
                    rows[field.name] = self._converted(_column(values, index, field.name), field.type)
                return rows

    def _reference(self, item: Any) -> str:
        """Return a reference as an element of a dataset of references: JSON text, empty for the null reference."""
        if isinstance(item, str):
            return item
        if not item:
            return ""
        return json.dumps(self._sources.target(item))


def v2_dtype(declared: Json) -> np.dtype[Any]:
    """Return the dtype that a ``.zarray`` declares.

    Raises
    ------
    TypeError, ValueError
        If numpy has no such dtype.
    """
    if not isinstance(declared, list):
        return np.dtype(declared)
    return np.dtype([(field[0], v2_dtype(field[1]), *(tuple(shape) for shape in field[2:])) for field in declared])


def codecs_of(metadata: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the configurations of an array's codecs, in the order in which they encode."""
    compressor = metadata.get("compressor")
    return [*(metadata.get("filters") or ()), *([compressor] if compressor else ())]


def unknown_codec(metadata: Mapping[str, Json]) -> str | None:
    """Return the id of a codec of an array that is not installed, ``None`` if all are."""
    for codec in codecs_of(metadata):
        try:
            _decoder(codec)
        except UnknownCodecError:
            return str(codec.get("id"))
    return None


def _decoder(codec: Mapping[str, Json]) -> Callable[[Any], Any]:
    if codec.get("id") == _PICKLE:
        return lambda data: unpickle(bytes(data))
    if codec.get("id") == _JSON:
        return _json_objects
    decode: Callable[[Any], Any] = numcodecs.get_codec(dict(codec)).decode
    return decode


def _json_objects(data: Any) -> Array:
    """Return the array that is stored as JSON: its elements, its dtype, its shape; numcodecs can't read compounds."""
    *items, _, shape = json.loads(bytes(data))
    for _ in shape[1:]:
        items = [item for row in items for item in row]
    return _objects(items, tuple(shape))


def _gathered(spread: Array) -> Array:
    """Return the rows of a compound, each of which is spread over the last axis.

    Raises
    ------
    ValueError
        If not all fields at a place have the same value, so that these were no rows.
    """
    rows = np.empty(spread.shape[:-1], spread.dtype)
    for place, name in enumerate(spread.dtype.names or ()):
        rows[name] = spread[name][..., place]
        for other in spread.dtype.names or ():
            if rows[name].dtype.kind == "f" and spread.dtype[other].kind in "iu":
                continue  # what a fraction or NaN becomes as an integer depends on the machine
            with np.errstate(over="ignore"):
                expected = rows[name].astype(spread.dtype[other])
            if not np.array_equal(spread[other][..., place], expected, equal_nan=expected.dtype.kind in "fc"):
                raise ValueError("its rows are neither in one piece nor spread over the last axis")
    return rows


def _column(values: Array, index: int, name: str) -> Array:
    """Return a field of a structured array, or the values at a place of each row of an array of rows."""
    if values.dtype.names is not None:
        column: Array = values[name]
        return column
    return _objects((row[index] for row in values.flat), values.shape)


def _objects(items: Iterable[Any], shape: tuple[int, ...]) -> Array:
    flat = list(items)
    values = np.empty(len(flat), object)
    values[:] = flat
    return values.reshape(shape)


def _text(item: Any) -> str:
    """Return an element of text: 0 is the fill value that zarr gave it."""
    match item:
        case str():
            return item
        case bytes():
            return item.decode()
        case 0 | None:
            return ""
        case dict() | list():  # of a JSON codec
            return json.dumps(item)
        case _:
            raise TypeError(f"{type(item).__name__} among texts")
