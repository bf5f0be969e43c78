"""Dataset builder -> what its array is: type, shape, layout, and what fills it (pure).

What can't be stored is refused here, by a `StorageError` that names its path.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import h5py
import numpy as np
from hdmf.build import DatasetBuilder

from hdmf_zarr import convention
from hdmf_zarr.chunking import Chunking
from hdmf_zarr.data_io import ZarrDataIO, allocation, is_iterative, unwrap
from hdmf_zarr.dtypes import ElementType, declared_type, dtype_attribute, zarr_data_type
from hdmf_zarr.errors import StorageError
from hdmf_zarr.hdf5_settings import settings_of_dataset
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.reading.references import DatasetOfReferences
from hdmf_zarr.writing.hdf5_chunks import hdf5_chunks
from hdmf_zarr.writing.layout import Layout, Policy, default_layout, requested_layout
from hdmf_zarr.writing.values import as_array, infer_type, to_stored, with_regions

__all__ = ["ArrayPlan", "EncodedCopy", "NodeParts", "plan_array"]

type Json = Any
type Array = np.ndarray[Any, Any]
type Referrer = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class NodeParts:
    """What a node's document says besides its array.

    Attributes
    ----------
    attributes
        As stored.
    members
        Of the metadata extension.
    chunk_separator
        What the keys of chunks are joined with.
    """

    attributes: Mapping[str, Json]
    members: Mapping[str, Json]
    chunk_separator: Literal[".", "/"] = "."


@dataclass(frozen=True, slots=True)
class EncodedCopy:
    """An array of another Zarr file, whose chunks are copied as they are stored."""

    array: LazyArray


@dataclass(slots=True)
class ArrayPlan:
    """An array that is to be written.

    Attributes
    ----------
    path
        Of the node, without leading slash.
    document
        Its metadata document.
    element
        What the elements are.
    stored
        The dtype of an element in a chunk.
    data
        What fills it: an array in memory, a lazy array, an iterator over chunks, an `EncodedCopy`; ``None`` if the
        document says everything (scalars, arrays that are only allocated).
    wrapper
        The `ZarrDataIO` that the data came in.
    """

    path: str
    document: dict[str, Json]
    element: ElementType
    stored: np.dtype[Any]
    data: Any = None
    wrapper: ZarrDataIO | None = None

    @property
    def chunking(self) -> Chunking:
        """How its chunks are encoded, and where they are stored."""
        return Chunking(self.path, self.document, self.stored)


@dataclass(slots=True)
class _Content:
    """What an array is, before its layout is decided; ``payload`` is ``None`` if nothing fills it."""

    element: ElementType
    shape: tuple[int, ...]
    stored: np.dtype[Any]
    widths: Mapping[str, int]
    payload: Any


def plan_array(
    path: str, dataset: DatasetBuilder, parts: NodeParts, refer: Referrer, policy: Policy = "keep"
) -> ArrayPlan:
    """Decide everything about the array of a dataset.

    Parameters
    ----------
    path
        Of the node, without leading slash.
    dataset
        The builder.
    parts
        Its attributes, encoded.
    refer
        Returns the stored form of a reference to a builder.
    policy
        How data of another file are laid out, where no `ZarrDataIO` asks for anything.

    Raises
    ------
    StorageError
        If the data can't be stored as they are, or the settings of a `ZarrDataIO` don't fit them.
    """
    data, wrapper = unwrap(dataset.data)
    data, declared = with_regions(data, declared_type(dataset.dtype, f"/{path}"))
    keeps = policy == "keep" and not (wrapper is not None and wrapper.settings)
    if keeps and isinstance(data, LazyArray) and _can_copy_encoded(data, declared):
        return _copy(path, dataset, parts, data)
    content = _content(data, declared, f"/{path}", refer)
    data_type = zarr_data_type(content.element, content.widths)
    inline = content.shape == () and isinstance(content.payload, np.ndarray)
    if inline:
        codecs = default_layout((), content.stored, content.element).codecs
        layout = Layout((), codecs, _json_scalar(content.payload))
        content.payload = None
    else:
        kept = _kept_layout(data, data_type) if keeps else None
        layout = kept or _layout(path, content, data_type, data, *_settings(data, wrapper, policy))
    fill = layout.fill_value if layout.fill_value is not None else _default_fill(content)
    attributes, names = _described(dataset, parts.attributes, content.element, len(content.shape))
    document = convention.array_document(
        shape=content.shape,
        data_type=data_type,
        chunk_shape=layout.chunk_shape,
        fill_value=fill,
        codecs=layout.codecs,
        attributes=attributes,
        dimension_names=names,
        members={
            **parts.members,
            "dtype": _hdmf_note(content.element),
            "inline": inline,
            # what is only allocated has no chunks; an iterator may leave gaps
            **convention.completeness(() if content.payload is None or is_iterative(data) else content.shape),
        },
        chunk_separator=parts.chunk_separator,
    )
    plan = ArrayPlan(path, document, content.element, content.stored, content.payload, wrapper)
    copied = hdf5_chunks(plan.data, plan.chunking) if isinstance(plan.data, h5py.Dataset) else None
    if copied is not None:
        plan.data = copied
        if not copied.is_complete:
            document[convention.EXTENSION].pop(convention.COMPLETE)
    return plan


def _content(data: Any, declared: ElementType | None, where: str, refer: Referrer) -> _Content:
    allocated = allocation(data)
    if allocated is not None:
        shape, dtype = allocated
        element = declared or infer_type(np.empty(0, dtype), where)
        return _Content(element, shape, _empty_type(element), {}, None)
    if data is None and (declared is None or declared.kind != "reference"):
        raise StorageError(where, "a dataset without data", "give data, or ZarrDataIO(shape=…, dtype=…)")
    if is_iterative(data):
        element = declared or infer_type(np.empty(0, data.dtype), where)
        return _Content(element, tuple(length or 0 for length in data.maxshape), _empty_type(element), {}, data)
    element = declared or infer_type(data, where)
    if _can_stay_lazy(data, element):
        return _Content(element, tuple(data.shape), element.dtype, {}, data)
    array, widths = to_stored(as_array(data, element, where, refer), element)
    return _Content(element, array.shape, array.dtype, widths, array)


def _can_stay_lazy(data: Any, element: ElementType) -> bool:
    """Tell whether data of another library can be copied a slab at a time, with nothing to convert or to refuse."""
    dtype = getattr(data, "dtype", None)
    if isinstance(data, np.ndarray | np.generic) or not isinstance(dtype, np.dtype) or data.shape == ():
        return False
    return element.kind == "number" and dtype.newbyteorder("=") == element.dtype


def _can_copy_encoded(data: LazyArray, declared: ElementType | None) -> bool:
    element = data.element
    has_references = element.kind == "reference" or bool(element.reference_fields)  # they are of one file
    return data.is_as_documented and data.shape != () and not has_references and declared in {None, element}


def _copy(path: str, dataset: DatasetBuilder, parts: NodeParts, data: LazyArray) -> ArrayPlan:
    """Plan to copy the chunks of another Zarr file as they are (contract H19)."""
    attributes, names = _described(dataset, parts.attributes, data.element, data.ndim)
    document = convention.array_document(
        shape=data.shape,
        data_type=data.document["data_type"],
        chunk_shape=data.document["chunk_grid"]["configuration"]["chunk_shape"],
        fill_value=data.document["fill_value"],
        codecs=data.document["codecs"],
        attributes=attributes,
        dimension_names=names,
        members={
            **parts.members,
            "dtype": _hdmf_note(data.element),
            **convention.completeness(data.shape if convention.is_complete(data.document) else ()),
        },
        chunk_separator=parts.chunk_separator,
    )
    return ArrayPlan(path, document, data.element, data.stored, EncodedCopy(data))


def _settings(data: Any, wrapper: ZarrDataIO | None, policy: Policy) -> tuple[dict[str, Any], tuple[int, ...] | None]:
    """Return what is asked for, by a `ZarrDataIO` or by an HDF5 file that has the data, and a shape of chunks.

    Where that shape is not asked for but only known, many chunks go into one shard.
    """
    if wrapper is not None and wrapper.settings:
        return wrapper.settings, None
    if not isinstance(data, h5py.Dataset) or policy == "default":
        return {}, None
    settings = settings_of_dataset(data)
    chunks = settings.pop("chunks", None)
    return settings, chunks


def _kept_layout(data: Any, data_type: Json) -> Layout | None:
    """Return the layout that references, which are written anew, have in another Zarr file (contract H19)."""
    array = data.dataset if isinstance(data, DatasetOfReferences) else data
    if not isinstance(array, LazyArray) or not array.is_as_documented or array.shape == ():
        return None
    if _family(array.document["data_type"]) != _family(data_type):
        return None
    chunk_shape = array.document["chunk_grid"]["configuration"]["chunk_shape"]
    return Layout(tuple(chunk_shape), tuple(array.document["codecs"]))


def _family(data_type: Json) -> str:
    """Return the name of a data type: codecs that fit one fit others of that name, whatever the width of their text."""
    return str(data_type["name"] if isinstance(data_type, dict) else data_type)


def _layout(
    path: str,
    content: _Content,
    data_type: Json,
    data: Any,
    settings: Mapping[str, Any],
    recommended: tuple[int, ...] | None,
) -> Layout:
    shape = content.shape
    if is_iterative(data):
        recommended = data.recommended_chunk_shape()
        guess = data.recommended_data_shape() or shape
        shape = tuple(known or guessed or 1 for known, guessed in zip(shape, guess, strict=True))
    if not settings:
        return default_layout(shape, content.stored, content.element, recommended)
    try:
        return requested_layout(shape, content.stored, content.element, data_type, settings, recommended)
    except (ValueError, TypeError) as error:
        raise StorageError(f"/{path}", f"settings {settings} do not fit the array: {error}") from error


def _described(
    dataset: DatasetBuilder, attributes: Mapping[str, Json], element: ElementType, ndim: int
) -> tuple[dict[str, Json], list[str | None] | None]:
    """Return the attributes of an array, the convention's own among them, and the names of its dimensions."""
    own: dict[str, Json] = {}
    dtype_name = dtype_attribute(element)
    if dtype_name is not None:
        own[convention.DTYPE] = dtype_name
    if element.reference_fields:
        own[convention.REFERENCE_FIELDS] = list(element.reference_fields)
    labels = dataset.dimension_labels
    if labels is None or len(labels) != ndim or ndim == 0:
        return {**own, **attributes}, None
    return {**own, **attributes, convention.DIMENSIONS: list(labels)}, list(labels)


def _empty_type(element: ElementType) -> np.dtype[Any]:
    """Return the stored dtype of an array of which no value is known yet."""
    empty, _ = to_stored(np.empty(0, element.dtype), element)
    dtype: np.dtype[Any] = empty.dtype
    return dtype


def _hdmf_note(element: ElementType) -> Json:
    """Return what ``_DTYPE`` doesn't say of the type: bytes and regions, for a compound by field."""
    if element.kind == "bytes":
        return "ascii"
    if element.region:
        return convention.REGION
    notes = {item.name: _hdmf_note(item.type) for item in element.fields}
    return {name: note for name, note in notes.items() if note}


def _json_scalar(value: Array) -> Json:
    """Return a scalar as a fill value: the document then says it all, and no chunk is needed."""
    if value.dtype.names is not None:
        return {name: _json_scalar(value[name]) for name in value.dtype.names}
    return _json_value(value[()])


def _json_value(value: Any) -> Json:
    """Return a fill value as Zarr v3 spells it (core specification, section "Fill value")."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, complex):
        return [_json_value(np.float64(plain.real)), _json_value(np.float64(plain.imag))]
    if isinstance(plain, float) and not math.isfinite(plain):
        if math.isnan(plain):
            return _json_nan(value)
        return "Infinity" if plain > 0 else "-Infinity"
    return plain


def _json_nan(value: Any) -> str:
    """Return NaN by its name if it has the bits that the name stands for, else by its own."""
    number = np.asarray(value)
    bits = number.astype(number.dtype.newbyteorder(">")).tobytes()
    named = np.array(np.nan, number.dtype.newbyteorder(">")).tobytes()
    return "NaN" if bits == named else f"0x{bits.hex()}"


def _default_fill(content: _Content) -> Json:
    if content.element.kind not in {"number", "compound"}:
        return ""
    return _json_scalar(np.zeros((), content.stored))
