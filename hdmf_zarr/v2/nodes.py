"""Metadata of Zarr v2 nodes as hdmf-zarr 0.3 to 0.13 wrote them -> documents of today's convention (pure).

Arrays that Zarr v3 can describe as they are, numbers and text in Blosc, Zstandard or gzip, become documents like any
other. Of the rest, pickled or JSON objects and filters of Zarr v2, the document describes the values, and a
`V2Encoding` beside it how their chunks are encoded.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdmf_zarr import convention
from hdmf_zarr.dtypes import (
    BYTES,
    REFERENCE,
    TEXT,
    ElementType,
    Field,
    compound,
    declared_type,
    dtype_attribute,
    number,
    zarr_data_type,
)
from hdmf_zarr.v2.chunks import unknown_codec, v2_dtype
from hdmf_zarr.v2.codecs import filter_ids, known_compressor, serializer, v3_codecs
from hdmf_zarr.v2.sources import Sources

__all__ = ["V2Encoding", "array_node", "encoding_of", "group_node", "stored_targets"]

type Json = Any
type Node = Mapping[str, Json]

_DTYPE = "zarr_dtype"
_LINKS = "zarr_link"
_SCALAR = "scalar"
_OBJECT = "object"
_ENCODING = "v2"


@dataclass(frozen=True, slots=True)
class V2Encoding:
    """How the chunks of an array are encoded, where its document doesn't say it.

    It stands in the extension of a document that is never stored: no file can make a reader take chunks for these.

    Attributes
    ----------
    metadata
        The ``.zarray``.
    sources
        Where the references of the file lead.
    is_spread
        Whether each row of a compound lies along a further axis, as it does before 0.12: at each place of that axis
        there is one field's value, in all fields.
    """

    metadata: dict[str, Json]
    sources: Sources
    is_spread: bool = False


def encoding_of(document: Node) -> V2Encoding | None:
    """Return how the chunks of an array are encoded, ``None`` if its document says it."""
    members = document.get(convention.EXTENSION)
    found = members.get(_ENCODING) if isinstance(members, dict) else None
    return found if isinstance(found, V2Encoding) else None


def group_node(attributes: Node, sources: Sources) -> dict[str, Json]:
    """Return the document of a group with these ``.zattrs``."""
    return convention.group_document(_attributes(attributes, sources), {})


def stored_targets(attributes: Node) -> Iterator[Node]:
    """Yield the links and references in a node's ``.zattrs``, as they are stored."""
    links = attributes.get(_LINKS)
    yield from (link for link in (links if isinstance(links, list) else ()) if isinstance(link, dict))
    for value in attributes.values():
        if _is_reference(value):
            references = value["value"] if isinstance(value["value"], list) else [value["value"]]
            yield from (reference for reference in references if isinstance(reference, dict))


def array_node(metadata: dict[str, Json], attributes: Node, sources: Sources) -> dict[str, Json]:
    """Return the document of an array.

    Parameters
    ----------
    metadata, attributes
        Its ``.zarray`` and ``.zattrs``.
    sources
        Where the links and references of the file lead.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        If its metadata are damaged, or of a type that HDMF doesn't have.
    """
    dtype = v2_dtype(metadata["dtype"])
    declared = attributes.get(_DTYPE)
    is_scalar = declared == _SCALAR and math.prod(metadata["shape"]) == 1
    shape = [] if is_scalar else metadata["shape"]
    element = _element(dtype, declared, filter_ids(metadata))
    chunks = [] if is_scalar else [max(1, length) for length in metadata["chunks"]]
    is_spread = _is_spread(metadata, dtype, declared)
    if is_spread:
        shape, chunks = shape[:-1], chunks[:-1]
    other = is_scalar or is_spread
    stored = {name: value for name, value in attributes.items() if not (other and name == convention.DIMENSIONS)}
    own: dict[str, Json] = {}
    if dtype_attribute(element) is not None:
        own[convention.DTYPE] = dtype_attribute(element)
    if element.reference_fields:
        own[convention.REFERENCE_FIELDS] = list(element.reference_fields)
    codecs = v3_codecs(metadata, dtype, element, len(shape))
    missing = unknown_codec(metadata)
    members: dict[str, Json] = {"dtype": _note(element)}
    if missing is not None:
        codecs = [{"name": missing}]
    elif codecs is None or is_spread:
        codecs = [serializer(dtype, element), *known_compressor(metadata, dtype)]  # for who asks how it is compressed
        members[_ENCODING] = V2Encoding(metadata, sources, is_spread)
    document = convention.array_document(
        shape=shape,
        data_type=zarr_data_type(element, _widths(dtype, element)),
        chunk_shape=chunks,
        fill_value=_fill_value(metadata.get("fill_value"), dtype, element),
        codecs=codecs,
        attributes={**_attributes(stored, sources), **own},
        dimension_names=None,
        members=members,
    )
    separator = metadata.get("dimension_separator") or "."
    return {**document, "chunk_key_encoding": {"name": "v2", "configuration": {"separator": separator}}}


# ---- attributes


def _attributes(attributes: Node, sources: Sources) -> dict[str, Json]:
    translated: dict[str, Json] = {}
    for name, value in attributes.items():
        if name == _LINKS:
            translated[convention.LINKS] = _targets(value, sources)
        elif _is_reference(value):
            found = _targets(value["value"], sources)
            translated[name] = [_reference(item) for item in found] if isinstance(found, list) else _reference(found)
        elif name != _DTYPE:
            translated[name] = value
    return translated


def _is_reference(value: Json) -> bool:
    return isinstance(value, dict) and value.get(_DTYPE) == _OBJECT and "value" in value


def _targets(stored: Json, sources: Sources) -> Json:
    """Return a link or reference, or each of a list, with its source as of today; what is none stays as it is."""
    if isinstance(stored, list):
        return [_targets(item, sources) for item in stored]
    return sources.target(stored) if isinstance(stored, dict) else stored


def _reference(target: Json) -> dict[str, Json]:
    return {convention.REFERENCE: target}


# ---- what the values are


def _element(dtype: np.dtype[Any], declared: Json, filters: set[str]) -> ElementType:
    if isinstance(declared, list):
        names = [field["name"] for field in declared]
        parts = [dtype[name] if dtype.names is not None else np.dtype(object) for name in names]
        return compound([_field(part, field) for part, field in zip(parts, declared, strict=True)])
    if dtype.names is not None:
        return compound([_field(dtype[name], {"name": name}) for name in dtype.names])
    match dtype.kind:
        case "O" if declared == _OBJECT:
            return REFERENCE
        case "O":
            return BYTES if "vlen-bytes" in filters or declared == "bytes" else TEXT
        case "U":
            return TEXT
        case "S":
            return BYTES
        case _:
            return number(dtype, "an array of Zarr v2")


def _is_spread(metadata: Node, dtype: np.dtype[Any], declared: Json) -> bool:
    """Tell whether an array is a compound whose rows were spread: releases that did so knew no other array of rows."""
    shape, chunks = metadata["shape"], metadata["chunks"]
    fields = len(dtype.names or ())
    plain = isinstance(declared, list) and fields > 1 and not dtype.hasobject
    return plain and len(shape) > 1 and shape[-1] == fields == chunks[-1]


def _field(dtype: np.dtype[Any], declared: Node) -> Field:
    """Return a field of a compound: of rows that were pickled one by one, the declaration alone says what it is."""
    if dtype.kind != "O":
        return Field(declared["name"], _element(dtype, None, set()))
    keyword = declared.get("dtype")
    if keyword == _OBJECT:
        return Field(declared["name"], REFERENCE)
    element = None if keyword is None else declared_type(keyword, declared["name"])
    return Field(declared["name"], element or TEXT)


def _note(element: ElementType) -> Json:
    if element.kind == "compound":
        return {field.name: "ascii" for field in element.fields if field.type.kind == "bytes"}
    return "ascii" if element.kind == "bytes" else None


def _widths(dtype: np.dtype[Any], element: ElementType) -> dict[str, int]:
    """Return the characters of each field of text; of those that are no text of fixed length any number will do."""
    texts = [field.name for field in element.fields if not field.type.is_numeric]
    return {name: dtype[name].itemsize // 4 if _is_fixed_text(dtype, name) else 1 for name in texts}


def _is_fixed_text(dtype: np.dtype[Any], name: str) -> bool:
    return dtype.names is not None and dtype[name].kind == "U"


def _fill_value(stored: Json, dtype: np.dtype[Any], element: ElementType) -> Json:
    if element.kind == "compound":
        value = np.zeros((), element.dtype)
        if isinstance(stored, str) and not dtype.hasobject:
            value = np.frombuffer(base64.b64decode(stored), dtype, 1).reshape(())
        return {f.name: value[f.name].item() if f.type.kind == "number" else "" for f in element.fields}
    if element.kind != "number":
        return ""
    if stored is None:  # undefined: anything will do
        return element.dtype.type(0).item()
    return stored
