"""Attributes in JSON, and the notes of their types: read into the normal form, and written from it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from harness.values import COMPOUND, REFERENCE, TEXT, UNKNOWN, Value
from harness.witness.zarr_files import Json

__all__ = ["read_attribute", "written_attribute"]

type Array = np.ndarray[Any, Any]

_POINTER: Final = "_REFERENCE"
_BASE64: Final = "base64"
#: What JSON says by itself.
_PLAIN: Final = {np.dtype(bool), np.dtype("int64"), np.dtype("float64")}


def read_attribute(value: Json, note: Json, refer: Callable[[Json], str]) -> Value:
    """Return an attribute in normal form.

    Parameters
    ----------
    value
        As JSON has it.
    note
        Of its type; ``None`` if there is none.
    refer
        Returns the path of what a reference leads to.
    """
    if isinstance(note, dict) and "fields" in note:
        return _compound(value, note)
    if isinstance(note, dict):
        array = np.zeros(note["shape"], note["dtype"])
        return Value(TEXT if array.dtype.kind in "OSUT" else array.dtype.name, array.shape, array)
    shape = _shape(value)
    leaves = _leaves(value, len(shape))
    if any(isinstance(leaf, dict) for leaf in leaves):
        return Value(REFERENCE, shape, _objects([leaf and refer(leaf[_POINTER]) for leaf in leaves], shape))
    if note == _BASE64:
        return Value(TEXT, (), _objects([base64.b64decode(value).decode("utf-8", errors="surrogateescape")], ()))
    if any(isinstance(leaf, str) for leaf in leaves):
        return Value(TEXT, shape, _objects(leaves, shape))
    array = _numbers(value, np.dtype(note) if note else _natural(leaves))
    return Value(array.dtype.name, array.shape, array)


def _compound(value: Json, note: Json) -> Value:
    shape = tuple(note["shape"])
    rows = _leaves(value, len(shape))
    fields = {
        name: Value(np.dtype(dtype).name, shape, _numbers([row[index] for row in rows], np.dtype(dtype)).reshape(shape))
        for index, (name, dtype) in enumerate(note["fields"])
    }
    return Value(COMPOUND, shape, None, fields)


def _natural(leaves: list[Json]) -> np.dtype[Any]:
    kinds = {type(leaf) for leaf in leaves}
    if kinds == {bool}:
        return np.dtype(bool)
    if kinds == {int}:
        return np.dtype("int64" if max(leaves) < 2**63 else "uint64")
    return np.dtype("float64")


def _numbers(value: Json, dtype: np.dtype[Any]) -> Array:
    """Return numbers: ``null`` is NaN, and a complex number is a pair of them."""
    native = dtype.newbyteorder("=")
    if native.kind == "c":
        pairs = np.array(value, dtype="float64")
        return (pairs[..., 0] + 1j * pairs[..., 1]).astype(native)
    return np.array(value, dtype=native)


def _shape(value: Json) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    return (len(value), *(_shape(value[0]) if value else ()))


def _leaves(value: Json, depth: int) -> list[Json]:
    return [value] if depth == 0 else [leaf for item in value for leaf in _leaves(item, depth - 1)]


def _objects(leaves: list[Any], shape: tuple[int, ...]) -> Array:
    array = np.empty(len(leaves), dtype=object)
    array[:] = leaves
    return array.reshape(shape)


def written_attribute(value: Value, refer: Callable[[str], Json]) -> tuple[Json, Json]:
    """Return an attribute as JSON has it, and the note of its type, ``None`` where it needs none.

    Parameters
    ----------
    value
        The attribute in normal form.
    refer
        Returns what a reference to a path is in JSON.

    Raises
    ------
    ValueError
        If the value is not known.
    """
    if value.fields is not None:
        columns = [field.data for field in value.fields.values() if field.data is not None]
        note = {
            "fields": [[name, np.dtype(field.dtype).str] for name, field in value.fields.items()],
            "shape": list(value.shape),
        }
        rows = [list(row) for row in zip(*(map(_number, column.flat) for column in columns), strict=True)]
        return _nested(rows, value.shape), note
    if value.data is None:
        raise ValueError("an attribute whose value is not known cannot be written")
    if value.dtype == REFERENCE:
        pointers = [None if path is None else {_POINTER: refer(path)} for path in value.data.flat]
        return _nested(pointers, value.shape), None
    if 0 in value.data.shape:
        dtype = {TEXT: "O", UNKNOWN: "float64"}.get(value.dtype, value.dtype)
        return value.data.tolist(), {"dtype": dtype, "shape": list(value.data.shape)}
    if value.dtype == TEXT:
        return _text(value.data)
    plain = value.data.dtype in _PLAIN
    return _nested([_number(one) for one in value.data.flat], value.shape), None if plain else value.data.dtype.name


def _text(data: Array) -> tuple[Json, Json]:
    """Return text as it is, but in base64 if it is that of bytes which are not UTF-8."""
    if data.shape == ():
        try:
            data.item().encode()
        except UnicodeEncodeError:
            encoded = data.item().encode("utf-8", errors="surrogateescape")
            return base64.b64encode(encoded).decode("ascii"), _BASE64
    return data.tolist(), None


def _number(number: Any) -> Json:
    plain = number.item()
    return [plain.real, plain.imag] if isinstance(plain, complex) else plain


def _nested(leaves: list[Json], shape: tuple[int | None, ...]) -> Json:
    """Return JSON lists of this shape; leaves may be lists themselves."""
    if not shape:
        return leaves[0]
    step = len(leaves) // (shape[0] or 1)
    return [_nested(leaves[start : start + step], shape[1:]) for start in range(0, len(leaves), step or 1)]
