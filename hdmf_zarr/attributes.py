"""Python value <-> JSON attribute, with what JSON loses kept beside it (pure).

JSON knows numbers without widths and neither bytes nor NaN. An attribute is therefore stored as the JSON value that a
reader without knowledge of HDMF would expect, and, where that value alone would be read as something else, a note of
its type goes into the node's metadata extension. Without a note, integers are int64, other numbers float64, lists
arrays of these or of text: what HDF5IO gives for the same values.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from hdmf.build import Builder, ReferenceBuilder

from hdmf_zarr.convention import has_reference, is_reference
from hdmf_zarr.errors import StorageError, StorageTypeError
from hdmf_zarr.regions import RegionReference
from hdmf_zarr.writing.values import as_text, numbers

__all__ = ["decode_attribute", "encode_attribute"]

type Json = Any
type ReferenceEncoder = Callable[[Any], dict[str, Json]]

_NATURAL = {"i": np.dtype("int64"), "f": np.dtype("float64"), "b": np.dtype(bool)}
_REFERENCES = (Builder, ReferenceBuilder, RegionReference)
_MAX_REAL_ITEMSIZE = 8
_BASE64 = "base64"


def encode_attribute(value: Any, path: str, refer: ReferenceEncoder) -> tuple[Json, Json | None]:
    """Return the JSON form of an attribute's value, and the note that goes beside it, if one is needed.

    Parameters
    ----------
    value
        A Python or numpy value, nested lists or an array of values, a builder or a list of builders to refer to.
    path
        Of the attribute, for messages.
    refer
        Returns the JSON form of a reference to a builder.

    Raises
    ------
    StorageError
        If the value can't be stored as it is (contract E14, E15).
    """
    if isinstance(value, _REFERENCES):
        return refer(value), None
    if isinstance(value, str):
        return as_text(value, path), None
    if isinstance(value, set | frozenset):
        value = sorted(value, key=repr)
    if _holds_references(value):
        return [_reference_item(item, path, refer) for item in value], None
    array = _to_array(value, path)
    if array.dtype.names is not None:
        fields = [[name, array.dtype[name].str] for name in array.dtype.names]
        rows = _nested(array, lambda row: [_json_number(row[name]) for name in array.dtype.names])
        return rows, {"fields": fields, "shape": list(array.shape)}
    if array.dtype.kind in "OUST":
        return _encode_text(value, array, path)
    note: Json | None = None
    if array.dtype.newbyteorder("=") != _NATURAL.get(array.dtype.kind) or 0 in array.shape:
        note = array.dtype.name if 0 not in array.shape else {"dtype": array.dtype.name, "shape": list(array.shape)}
    elif array.dtype.kind == "f" and not np.isfinite(array).all():
        note = array.dtype.name
    return _nested(array, _json_number), note


def decode_attribute(value: Json, note: Json | None, resolve: Callable[[dict[str, Json]], Any]) -> Any:
    """Return the Python value of an attribute.

    Parameters
    ----------
    value
        As stored.
    note
        What stands beside it, ``None`` if nothing does.
    resolve
        Returns what a stored reference stands for.

    Returns
    -------
    `str`, a numpy scalar, an array of numbers or of `str` objects, or what ``resolve`` returned, in a list where the
    attribute is a list of references.
    """
    if isinstance(value, str) and note is None:
        return value
    if is_reference(value):
        return resolve(value["_REFERENCE"])
    if has_reference(value):
        return [None if item is None else decode_attribute(item, None, resolve) for item in value]
    if isinstance(note, dict) and "fields" in note:
        return _decode_rows(value, note)
    if note == _BASE64:
        return base64.b64decode(value)
    if isinstance(value, dict):
        return value
    if isinstance(note, dict):
        return np.zeros(note["shape"], note["dtype"])
    dtype = np.dtype(note) if note is not None else _natural_dtype(value)
    return _decode_values(value, dtype)


# ---- encoding


def _to_array(value: Any, path: str) -> np.ndarray[Any, Any]:
    if value is None or isinstance(value, dict):
        raise StorageTypeError(path, f"an attribute of type {type(value).__name__}", "give text, numbers or references")
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise StorageError(path, "a masked array, whose mask would be lost", "fill it first")
    if isinstance(value, bytes):  # in an array of numpy's own they would lose trailing NULs
        bare = np.empty((), object)
        bare[()] = value
        return bare
    try:
        array: np.ndarray[Any, Any] = np.asarray(value)
    except ValueError as error:
        raise StorageError(path, "nested lists of unequal lengths", "make all rows equally long") from error
    if array.dtype.kind in "iubf" and array.dtype.itemsize <= _MAX_REAL_ITEMSIZE:
        return numbers(value, path)
    if array.dtype.kind == "c" and array.dtype.itemsize <= 2 * _MAX_REAL_ITEMSIZE:
        return array
    if array.dtype.names is not None and all(array.dtype[name].kind in "iubf" for name in array.dtype.names):
        return array
    texts = array.astype(object) if array.dtype.kind in "OUST" else None
    if texts is None or not all(isinstance(item, str | bytes) for item in texts.flat):
        types = sorted({type(item).__name__ for item in np.ravel(array.astype(object))})
        raise StorageTypeError(path, f"an attribute with values of type {', '.join(types)}", "give one type")
    if isinstance(value, list | tuple):
        texts = _objects(value, array.shape)
        types = sorted({type(item).__name__ for item in texts.flat})
        if any(not isinstance(item, str | bytes) for item in texts.flat):
            raise StorageTypeError(path, f"an attribute with values of types {', '.join(types)}", "give one type")
    return texts


def _objects(value: Any, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Return nested lists as an array of their very objects (numpy would make text of numbers among text)."""
    flat: list[Any] = [value]
    for _ in shape:
        flat = [item for items in flat for item in items]
    array = np.empty(len(flat), object)
    array[:] = flat
    return array.reshape(shape)


def _encode_text(value: Any, array: np.ndarray[Any, Any], path: str) -> tuple[Json, Json | None]:
    scalar: Any = array[()] if array.shape == () else None
    if isinstance(scalar, bytes):
        try:
            return scalar.decode(), None
        except UnicodeDecodeError:
            return base64.b64encode(scalar).decode(), _BASE64
    if 0 in array.shape:
        kind = "S1" if getattr(value, "dtype", None) is not None and value.dtype.kind == "S" else "O"
        return array.tolist(), {"dtype": kind, "shape": list(array.shape)}
    own = getattr(value, "dtype", None)
    note = own.str if isinstance(own, np.dtype) and own.kind == "S" and array.shape else None
    return _nested(array, lambda item: as_text(item, path)), note


def _holds_references(value: Any) -> bool:
    """Tell whether a value is a list, nested or not, with references in it."""
    return isinstance(value, list | tuple) and any(
        isinstance(item, _REFERENCES) or _holds_references(item) for item in value
    )


def _reference_item(item: Any, path: str, refer: ReferenceEncoder) -> Json:
    if item is None:
        return None
    if isinstance(item, list | tuple):
        return [_reference_item(inner, path, refer) for inner in item]
    if not isinstance(item, _REFERENCES):
        raise StorageError(path, f"{type(item).__name__} among references", "give builders or None")
    return refer(item)


def _nested(array: np.ndarray[Any, Any], convert: Callable[[Any], Json]) -> Json:
    if array.shape == ():
        return convert(array[()])
    if array.dtype.kind in "iub":
        return array.tolist()
    return [_nested(item, convert) if isinstance(item, np.ndarray) else convert(item) for item in array]


def _json_number(value: Any) -> Json:
    """Return a number that every JSON parser reads; NaN is null, infinities are literals beyond any double."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, complex):
        return [_json_number(plain.real), _json_number(plain.imag)]
    if isinstance(plain, float) and math.isnan(plain):
        return None
    return plain


# ---- decoding


def _natural_dtype(value: Json) -> np.dtype[Any]:
    leaves = list(_flat(value))
    if not leaves:
        return np.dtype("float64")
    if all(isinstance(leaf, bool) for leaf in leaves):
        return np.dtype(bool)
    if any(isinstance(leaf, str) for leaf in leaves):
        return np.dtype(object)
    if all(isinstance(leaf, int) for leaf in leaves):
        return np.dtype("uint64" if max(leaves) > np.iinfo("int64").max else "int64")
    return np.dtype("float64")


def _flat(value: Json) -> list[Json]:
    if not isinstance(value, list):
        return [value]
    return [leaf for item in value for leaf in _flat(item)]


def _decode_values(value: Json, dtype: np.dtype[Any]) -> Any:
    if dtype.kind == "c":
        pairs = np.array(value, dtype="float64")
        result = (pairs[..., 0] + 1j * pairs[..., 1]).astype(dtype)
    elif dtype.kind == "S":
        result = np.char.encode(np.array(value, dtype="U"), "utf-8").astype(dtype)
    else:
        result = np.array(value, dtype=dtype)  # None becomes NaN
    return result[()] if result.shape == () else result


def _decode_rows(value: Json, note: dict[str, Json]) -> Any:
    dtype = np.dtype([(name, kind) for name, kind in note["fields"]])
    flat = [value]
    for _ in note["shape"]:
        flat = [item for items in flat for item in items]
    rows = np.array([tuple(row) for row in flat], dtype).reshape(note["shape"])
    return rows[()] if rows.shape == () else rows
