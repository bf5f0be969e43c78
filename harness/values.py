"""The normal form of a value: what it says, whoever holds it and whichever way it is held.

The rules, which hold for attributes, for datasets and for the fields of containers alike:

- A value has a dtype, a shape and data. How it is held (list, tuple, numpy array, `DataIO`, an iterator over an array,
  a backend's lazy array) says nothing.
- A numeric dtype is its numpy name: kind and width count, byte order does not (clause D09). Python's ``int``, ``float``
  and ``bool`` are ``int64``, ``float64`` and ``bool`` (D02).
- Text is ``str`` of any kind, and dates and times in their ISO form (D30). Bytes are ``bytes``, but a single value and
  every attribute that is bytes is the text that it encodes (D04, E02, E12).
- A reference is the name of its target, or ``None``.
- A compound is its fields, each in normal form.
- An empty list has no dtype; it equals the empty array of any dtype (E11).
- The values of an iterator that can be run but once are not known; its dtype and shape are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import numpy as np
from hdmf.data_utils import AbstractDataChunkIterator, DataChunkIterator, DataIO
from hdmf.query import HDMFDataset
from hdmf.term_set import TermSetWrapper
from hdmf.utils import get_data_shape

type Refer = Callable[[object], str | None]

TEXT: Final = "text"
BYTES: Final = "bytes"
REFERENCE: Final = "reference"
COMPOUND: Final = "compound"
#: The dtype of an empty list.
UNKNOWN: Final = "unknown"

#: The keywords of the HDMF specification language, as far as they are not numpy's names.
_KEYWORDS: Final = {
    "float": "float32",
    "double": "float64",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "uint": "uint32",
    **dict.fromkeys(("text", "utf", "utf8", "utf-8", "str", "str_", "isodatetime", "datetime", "date"), TEXT),
    **dict.fromkeys(("ascii", "bytes", "bytes_"), BYTES),
    **dict.fromkeys(("object", "reference"), REFERENCE),
}


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value in normal form.

    Attributes
    ----------
    dtype
        ``"int8"`` … ``"float64"``, ``"bool"``, ``"text"``, ``"bytes"``, ``"reference"``, ``"compound"``,
        ``"unknown"``, or the qualified name of a Python type that HDMF has no dtype for.
    shape
        ``()`` for a single value; ``None`` stands for a length that is not known.
    data
        An array of ``shape`` (of ``str``, ``bytes`` or target names as objects), or ``None`` where it is not known.
    fields
        For a compound: its fields, in order, each of ``shape``.
    """

    dtype: str
    shape: tuple[int | None, ...]
    data: np.ndarray[Any, Any] | None
    fields: Mapping[str, Value] | None = None


def normal_value(data: object, dtype: object = None, *, refer: Refer, attribute: bool = False) -> Value:
    """Return the normal form of a value.

    Parameters
    ----------
    data
        What a builder or a container holds.
    dtype
        The dtype that the builder declares: an HDMF keyword, a numpy dtype or type, a `RefSpec`, or for compounds a
        list of `DtypeSpec` or of dictionaries with ``name`` and ``dtype``. It decides for data in memory; an array that
        lies in a file has its own.
    refer
        Returns the name of the target if it is given something that stands for a reference, else ``None``.
    attribute
        Whether this is the value of an attribute, where bytes are the text that they encode.
    """
    value = _normal_value(data, dtype, refer)
    if value.dtype == BYTES and (attribute or value.shape == ()) and value.data is not None:
        return Value(TEXT, value.shape, _each(_text, value.data))
    return value


def _normal_value(data: object, dtype: object, refer: Refer) -> Value:
    if refer(data) is not None:  # before anything else: a target may be an array itself
        return Value(REFERENCE, (), _objects(data, (), refer))
    if isinstance(data, TermSetWrapper):
        return _normal_value(data.value, dtype, refer)
    if isinstance(data, DataIO):
        if data.data is None:  # space is allocated, and filled by someone else
            return Value(dtype_name(dtype or data.dtype) or UNKNOWN, tuple(data.shape), None)
        return _normal_value(data.data, dtype, refer)
    if isinstance(data, AbstractDataChunkIterator):
        source = data.data if isinstance(data, DataChunkIterator) else None
        if hasattr(source, "__getitem__"):
            return _normal_value(source, dtype or data.dtype, refer)
        return Value(dtype_name(dtype) or dtype_name(data.dtype) or UNKNOWN, tuple(data.maxshape), None)
    if is_stored(data):
        return _stored_value(data, dtype, refer)
    return _memory_value(data, dtype, refer)


def is_stored(data: object) -> bool:
    """Tell whether this is an array that a backend holds, to be read by indexing."""
    if isinstance(data, HDMFDataset):
        return True
    return not isinstance(data, np.ndarray | np.generic) and hasattr(data, "shape") and hasattr(data, "__getitem__")


def _stored_value(data: Any, dtype: object, refer: Refer) -> Value:
    held = data[()]
    own = getattr(held, "dtype", None) if isinstance(dtype, list) else getattr(data, "dtype", None)
    if isinstance(own, np.dtype) and own.names is not None and isinstance(dtype, list):
        # What the fields are is read off the array; only of an object does the builder have to say what it stands for.
        dtype = [field if own[field["name"]].kind == "O" else {**field, "dtype": own[field["name"]]} for field in dtype]
    elif not isinstance(dtype, list) and isinstance(own, np.dtype | str):
        dtype = dtype_name(own) or dtype
    return _memory_value(held, dtype, refer)


def _memory_value(data: Any, dtype: object, refer: Refer) -> Value:
    own = getattr(data, "dtype", None)
    names = getattr(own, "names", None)
    if isinstance(dtype, list) or names:
        return _compound_value(data, dtype, refer)
    name = dtype_name(dtype) or (dtype_name(own) if isinstance(data, np.ndarray | np.generic) else None)
    if isinstance(data, set | frozenset):
        data = sorted(data)
    if name is None:
        name = _infer(data, refer)
    if name == REFERENCE:
        return _objects_value(REFERENCE, data, refer)
    if name == TEXT:
        return _objects_value(TEXT, data, _text)
    if name == BYTES:
        return _objects_value(BYTES, data, _bytes)
    if name == UNKNOWN:
        shape = np.shape(data)
        return Value(UNKNOWN, shape, np.empty(shape))
    if "." in name:
        return Value(name, (), _objects(data, (), lambda element: element))
    array = _cast(np.asarray(data), np.dtype(name))
    return Value(name, array.shape, array)


def _compound_value(data: Any, dtype: object, refer: Refer) -> Value:
    """Take a structured array, or rows as tuples, apart into fields."""
    own: np.dtype[Any] | None = getattr(data, "dtype", None)
    structured = own is not None and own.names is not None
    declared = {field["name"]: field["dtype"] for field in dtype} if isinstance(dtype, list) else {}
    names = list(declared) or (list(own.names or ()) if own is not None else [])
    single = np.ndim(data) == 0 if structured else isinstance(data, tuple)
    fields = {}
    for index, name in enumerate(names):
        column = data[name] if structured else data[index] if single else [row[index] for row in data]
        fields[name] = _normal_value(column, declared.get(name), refer)
    shape: tuple[int | None, ...] = np.shape(data) if structured else () if single else (len(data),)
    return Value(COMPOUND, shape, None, fields)


def dtype_name(dtype: object) -> str | None:
    """Return the name that a declared dtype has here, or ``None`` if it leaves the dtype open."""
    match dtype:
        case None:
            return None
        case str():
            return _KEYWORDS.get(dtype) or dtype_name(np.dtype(dtype))
        case np.dtype():
            return _numpy_name(dtype)
        case type() if issubclass(dtype, date | time):
            return TEXT
        case type():
            return _numpy_name(np.dtype(dtype))
        case Mapping() if "reftype" in dtype:  # a RefSpec
            return REFERENCE
        case Mapping() if "dtype" in dtype:  # a DtypeSpec
            return dtype_name(dtype["dtype"])
        case list():
            return COMPOUND
    raise TypeError(f"cannot tell what the dtype {dtype!r} means; expected an HDMF keyword, a numpy dtype or a RefSpec")


def _numpy_name(dtype: np.dtype[Any]) -> str | None:
    metadata: Mapping[str, Any] = dtype.metadata or {}
    if "vlen" in metadata:
        return TEXT if metadata["vlen"] is str else BYTES
    if "ref" in metadata:
        return REFERENCE
    if dtype.kind not in "OUTSV":
        return dtype.newbyteorder("=").name
    return {"U": TEXT, "T": TEXT, "S": BYTES, "V": COMPOUND}.get(dtype.kind)


def _infer(data: Any, refer: Refer) -> str:
    """Return the dtype that the elements speak for, where no one has declared any."""
    elements = list(_leaves(data))
    if not elements:
        return UNKNOWN
    if any(refer(element) is not None for element in elements):
        return REFERENCE
    if any(isinstance(element, str | date | time) for element in elements):
        return TEXT
    if any(isinstance(element, bytes) for element in elements):
        return BYTES
    name = _numpy_name(np.asarray(elements).dtype)
    return name or f"{type(elements[0]).__module__}.{type(elements[0]).__qualname__}"


def _leaves(data: Any) -> Iterable[Any]:
    if isinstance(data, np.ndarray):
        yield from data.flat
    elif isinstance(data, list | tuple):
        for element in data:
            yield from _leaves(element)
    else:
        yield data


def _cast(array: np.ndarray[Any, Any], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Convert to the declared dtype, unless that changes a value: then the difference must show."""
    if array.dtype == dtype:
        return array
    with np.errstate(all="ignore"):
        cast = array.astype(dtype)
        if dtype.kind in "fc":
            faithful = bool(np.array_equal(np.isfinite(cast), np.isfinite(array.astype(np.float64))))
        else:
            faithful = bool(np.all(cast == array))
    return cast if faithful else array


def _objects_value(name: str, data: Any, convert: Callable[[Any], object]) -> Value:
    shape = data.shape if isinstance(data, np.ndarray | np.generic) else _list_shape(data, reference=name == REFERENCE)
    return Value(name, shape, _objects(data, shape, convert))


def _list_shape(data: Any, *, reference: bool) -> tuple[int, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str | bytes):
        return ()
    if not reference:
        return tuple(get_data_shape(data))
    # A target may be indexable itself, so that the shape of references is that of the nested lists alone.
    return (len(data), *(_list_shape(data[0], reference=True) if data and isinstance(data[0], list | tuple) else ()))


def _objects(data: Any, shape: tuple[int, ...], convert: Callable[[Any], object]) -> np.ndarray[Any, Any]:
    array = np.empty(shape, dtype=object)
    if shape == ():
        array[()] = convert(data.item() if isinstance(data, np.ndarray) else data)
        return array
    array.reshape(-1)[:] = [convert(element) for element in _leaves(data)]
    return array


def _each(convert: Callable[[Any], object], array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return _objects(array, array.shape, convert)


def _text(element: Any) -> str:
    if isinstance(element, bytes):
        return element.decode("utf-8", errors="surrogateescape")
    return element.isoformat() if isinstance(element, date | time | datetime) else str(element)


def _bytes(element: Any) -> bytes:
    return bytes(element) if isinstance(element, bytes) else _text(element).encode("utf-8", errors="surrogateescape")
