"""HDMF dtype <-> numpy dtype <-> Zarr v3 data type (pure).

An `ElementType` says what one element of a dataset is, in terms of HDMF: a number (booleans included), text, bytes, a
reference, or a compound of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import h5py
import numpy as np

from hdmf_zarr import convention
from hdmf_zarr.errors import StorageError

__all__ = [
    "BYTES",
    "REFERENCE",
    "REGION",
    "TEXT",
    "ElementType",
    "Field",
    "compound",
    "declared_type",
    "dtype_attribute",
    "field_width",
    "number",
    "stored_type",
    "zarr_data_type",
]

type Json = Any
type Kind = Literal["number", "text", "bytes", "reference", "compound"]

#: HDMF dtype keywords (specification language, section "dtype") of numbers.
_NUMBERS: Mapping[str, str] = {
    "float": "float32",
    "float32": "float32",
    "double": "float64",
    "float64": "float64",
    "long": "int64",
    "int64": "int64",
    "int": "int32",
    "int32": "int32",
    "short": "int16",
    "int16": "int16",
    "int8": "int8",
    "uint": "uint32",
    "uint64": "uint64",
    "uint32": "uint32",
    "uint16": "uint16",
    "uint8": "uint8",
    "bool": "bool",
    "float16": "float16",
    "complex64": "complex64",
    "complex128": "complex128",
}
_TEXTS = frozenset({"text", "utf", "utf8", "utf-8", "isodatetime", "datetime", "str", "str_"})
_BYTES = frozenset({"ascii", "bytes", "bytes_"})
_INFERRED = frozenset({int, float, bool})
_STORABLE_KINDS = "biufc"
_MAX_REAL_ITEMSIZE = 8
_MAX_COMPLEX_ITEMSIZE = 16


@dataclass(frozen=True, slots=True)
class ElementType:
    """What one element of a dataset is.

    Attributes
    ----------
    kind
        Its family.
    dtype
        In memory, native byte order: of numbers their own, of text, bytes and references ``object``, of compounds the
        structured one with ``object`` for fields of text and references.
    fields
        Of a compound, in order.
    region
        Whether references are to parts of their targets.
    """

    kind: Kind
    dtype: np.dtype[Any]
    fields: tuple[Field, ...] = ()
    region: bool = False

    @property
    def hdmf(self) -> Any:
        """What `DatasetBuilder.dtype` says of it: a name, or for compounds a list of ``{"name", "dtype"}``."""
        match self.kind:
            case "number":
                return self.dtype
            case "text":
                return "utf8"
            case "bytes":
                return "ascii"
            case "reference":
                return h5py.regionref_dtype if self.region else "object"
            case "compound":
                return [
                    {
                        "name": field.name,
                        "dtype": field.type.dtype.name if field.type.kind == "number" else field.type.hdmf,
                    }
                    for field in self.fields
                ]

    @property
    def regions(self) -> bool:
        """Whether an element is, or one of its fields, a reference to a part of its target."""
        return self.region or any(field.type.region for field in self.fields)

    @property
    def is_numeric(self) -> bool:
        """Whether an element is a number, or made of numbers alone."""
        return self.kind == "number" or (
            self.kind == "compound" and all(field.type.is_numeric for field in self.fields)
        )

    @property
    def reference_fields(self) -> tuple[str, ...]:
        """Names of the compound's fields that are references."""
        return tuple(field.name for field in self.fields if field.type.kind == "reference")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a compound."""

    name: str
    type: ElementType


_OBJECT: np.dtype[Any] = np.dtype(object)
TEXT = ElementType("text", _OBJECT)
BYTES = ElementType("bytes", _OBJECT)
REFERENCE = ElementType("reference", _OBJECT)
REGION = ElementType("reference", _OBJECT, region=True)


def number(dtype: np.dtype[Any] | type | str, path: str) -> ElementType:
    """Return the element type of a numeric or boolean numpy dtype.

    Raises
    ------
    StorageError
        If Zarr has no such type (extended precision, dates, durations).
    """
    native = np.dtype(dtype).newbyteorder("=")
    widest = _MAX_COMPLEX_ITEMSIZE if native.kind == "c" else _MAX_REAL_ITEMSIZE
    if native.kind not in _STORABLE_KINDS or native.itemsize > widest:
        remedy = "store dates as ISO 8601 text" if native.kind in "mM" else "convert it to a standard numeric type"
        raise StorageError(path, f"numpy dtype {native} has no Zarr data type that all readers know", remedy)
    return ElementType("number", native)


def compound(fields: Sequence[Field]) -> ElementType:
    """Return the element type with these fields."""
    return ElementType("compound", np.dtype([(field.name, field.type.dtype) for field in fields]), tuple(fields))


def declared_type(dtype: Any, path: str) -> ElementType | None:
    """Translate what a `DatasetBuilder` declares.

    Parameters
    ----------
    dtype
        A keyword of the specification language, a Python or numpy type, a numpy dtype (with h5py's metadata for
        text and references in files read by HDF5IO), a ``RefSpec``, or a list of ``DtypeSpec`` for compounds.
    path
        Of the dataset, for messages.

    Returns
    -------
    The element type, or ``None`` where the values decide: nothing is declared, or HDMF inferred one of Python's
    number types from the first value.

    Raises
    ------
    StorageError
        If the declaration isn't known or can't be stored.
    """
    if dtype is None or (isinstance(dtype, type) and dtype in _INFERRED):
        return None
    if isinstance(dtype, str):
        return _keyword(dtype, path)
    if isinstance(dtype, Mapping):  # a RefSpec, or its dict
        return REFERENCE
    if isinstance(dtype, Sequence):
        return compound([_declared_field(field, path) for field in dtype])
    if isinstance(dtype, type) and issubclass(dtype, str):
        return TEXT
    if isinstance(dtype, type) and issubclass(dtype, bytes):
        return BYTES
    return _numpy(np.dtype(dtype), path)


def _declared_field(field: Any, path: str) -> Field:
    name, dtype = field["name"], field["dtype"]
    where = f"{path}[{name!r}]"
    element = declared_type(dtype, where)
    if element is None:
        raise StorageError(where, f"a field of a compound is declared as {dtype!r}", "name a dtype")
    return _field(name, element, where)


def _field(name: str, element: ElementType, path: str) -> Field:
    if element.kind == "compound" and not element.is_numeric:
        raise StorageError(path, "a compound in a compound, with text or references in it", "make it flat")
    return Field(name, element)


def _keyword(keyword: str, path: str) -> ElementType | None:
    if keyword in _NUMBERS:
        return number(_NUMBERS[keyword], path)
    if keyword in _TEXTS:
        return TEXT
    if keyword in _BYTES:
        return BYTES
    if keyword in {"object", convention.OBJECT_REFERENCE}:
        return REFERENCE
    if keyword == convention.REGION:
        return REGION
    if keyword == "numeric":
        return None
    raise StorageError(path, f"dtype {keyword!r} is not a keyword of the HDMF specification language")


def _numpy(dtype: np.dtype[Any], path: str) -> ElementType | None:
    if dtype.names is not None:
        return compound([_numpy_field(name, dtype[name], path) for name in dtype.names])
    if dtype.kind == "O":
        # h5py marks variable-length text and references in the metadata of the object dtype
        marks = dict(dtype.metadata or {})
        if "ref" in marks:
            return REGION if marks["ref"] is h5py.RegionReference else REFERENCE
        return {str: TEXT, bytes: BYTES}.get(marks.get("vlen", object))
    if dtype.kind in "UT":
        return TEXT
    if dtype.kind == "S":
        return BYTES
    return number(dtype, path)


def _numpy_field(name: str, dtype: np.dtype[Any], path: str) -> Field:
    where = f"{path}[{name!r}]"
    if dtype.subdtype is not None:
        raise StorageError(where, f"a field of shape {dtype.subdtype[1]}", "make it a dataset of its own")
    element = _numpy(dtype, where)
    if element is None:
        raise StorageError(where, f"a field of dtype {dtype}", "declare whether it is text, bytes or a reference")
    return _field(name, element, where)


def field_width(longest: int) -> int:
    """Return the characters that a compound's text field is given, for a longest value of ``longest`` characters.

    Some room is left, so that a file to which another writer appends is not cut at once.
    """
    return max(32, -(-longest // 32) * 32)


def zarr_data_type(element: ElementType, widths: Mapping[str, int]) -> Json:
    """Return the ``data_type`` of an array's metadata document.

    Parameters
    ----------
    element
        What the elements are.
    widths
        Of each field of text or references, in characters.
    """
    if element.kind == "number":
        return element.dtype.name
    if element.kind != "compound":
        return "string"
    fields = [
        {
            "name": field.name,
            "data_type": zarr_data_type(field.type, {})
            if field.type.is_numeric
            else {"name": "fixed_length_utf32", "configuration": {"length_bytes": 4 * widths[field.name]}},
        }
        for field in element.fields
    ]
    return {"name": "struct", "configuration": {"fields": fields}}


def dtype_attribute(element: ElementType) -> str | None:
    """Return the value of ``_DTYPE``, always a sized name; compounds have none."""
    match element.kind:
        case "number":
            return element.dtype.name
        case "text" | "bytes":
            return "str"
        case "reference":
            return convention.OBJECT_REFERENCE
        case "compound":
            return None


def stored_type(
    data_type: Json, dtype_name: str | None, reference_fields: Sequence[str], hdmf_dtype: Json
) -> tuple[ElementType, np.dtype[Any]]:
    """Translate an array's metadata.

    Parameters
    ----------
    data_type
        Of the metadata document.
    dtype_name
        The attribute ``_DTYPE``, if there is one.
    reference_fields
        The attribute ``_REFERENCE_FIELDS``.
    hdmf_dtype
        From the extension: ``"ascii"`` for bytes, ``"region"`` for references to regions, or these per field of a
        compound; ``None`` if there is none.

    Returns
    -------
    What the elements are, and the dtype that they have in a chunk (``object`` for variable-length text).

    Raises
    ------
    KeyError, TypeError
        If the data type is not one that this package or hdmf-zarr writes.
    """
    if data_type == "string":
        if dtype_name == convention.OBJECT_REFERENCE:
            return (REGION if hdmf_dtype == convention.REGION else REFERENCE), _OBJECT
        return (BYTES if hdmf_dtype == "ascii" else TEXT), _OBJECT
    if isinstance(data_type, str):
        dtype = np.dtype(_ZARR_NUMBERS[data_type])
        return ElementType("number", dtype), dtype
    if data_type["name"] in {"struct", "structured"}:
        return _stored_compound(data_type["configuration"]["fields"], reference_fields, hdmf_dtype or {})
    if data_type["name"] == "fixed_length_utf32":
        return TEXT, np.dtype(f"U{data_type['configuration']['length_bytes'] // 4}")
    raise KeyError(data_type["name"])


_ZARR_NUMBERS: Mapping[str, str] = {name: name for name in _NUMBERS.values()}


def _stored_compound(
    fields: Sequence[Any], reference_fields: Sequence[str], hdmf_dtype: Mapping[str, str]
) -> tuple[ElementType, np.dtype[Any]]:
    members: list[Field] = []
    stored: list[tuple[str, np.dtype[Any]]] = []
    for field in fields:
        # the registered form is an object per field; "structured", its predecessor, has pairs
        name, data_type = (field["name"], field["data_type"]) if isinstance(field, Mapping) else field
        element, dtype = stored_type(data_type, None, (), None)
        if element.kind not in {"number", "compound"}:
            note = hdmf_dtype.get(name)
            pointing = REGION if note == convention.REGION else REFERENCE
            element = pointing if name in reference_fields else BYTES if note == "ascii" else TEXT
        members.append(Field(name, element))
        stored.append((name, dtype))
    return compound(members), np.dtype(stored)
