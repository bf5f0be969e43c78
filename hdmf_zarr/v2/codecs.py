"""Codecs of a Zarr v2 array -> codecs of Zarr v3 that decode its chunks, where there are such (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.v2.chunks import codecs_of

__all__ = ["filter_ids", "known_compressor", "serializer", "v3_codecs"]

type Json = Any
type Node = Mapping[str, Json]

_SHUFFLES = {-1: "shuffle", 0: "noshuffle", 1: "shuffle", 2: "bitshuffle"}


def filter_ids(metadata: Node) -> set[str]:
    """Return the ids of an array's filters."""
    return {codec["id"] for codec in metadata.get("filters") or ()}


def v3_codecs(metadata: Node, dtype: np.dtype[Any], element: ElementType, ndim: int) -> list[Json] | None:
    """Return the codecs of Zarr v3 that decode an array's chunks, ``None`` if none do."""
    filters = filter_ids(metadata)
    if filters and not (len(codecs_of(metadata)) <= 2 and filters <= {"vlen-utf8", "vlen-bytes"}):
        return None
    if dtype.hasobject != bool(filters) or element.reference_fields or not _is_plain(dtype):
        return None
    if filters and (metadata.get("order") == "F" or element.kind == "compound"):
        return None
    compressors = known_compressor(metadata, dtype)
    if metadata.get("compressor") is not None and not compressors:
        return None
    turned = metadata.get("order") == "F" and ndim > 1
    turn = [{"name": "transpose", "configuration": {"order": list(reversed(range(ndim)))}}] if turned else []
    return [*turn, serializer(dtype, element), *compressors]


def _is_plain(dtype: np.dtype[Any]) -> bool:
    """Tell whether Zarr v3 has a dtype, as it is stored."""
    if dtype.names is None:
        return dtype.kind in "biufcO"
    fields = [dtype[name] for name in dtype.names]
    return all(field.kind in "biufcU" and field.str[0] in "<|" and field.subdtype is None for field in fields)


def serializer(dtype: np.dtype[Any], element: ElementType) -> Json:
    """Return the codec of Zarr v3 from an array of such elements to bytes."""
    if element.kind in {"text", "bytes", "reference"}:
        return {"name": "vlen-utf8"}
    return {"name": "bytes", "configuration": {"endian": "big" if dtype.str[0] == ">" else "little"}}


def known_compressor(metadata: Node, dtype: np.dtype[Any]) -> list[Json]:
    """Return an array's compressor as Zarr v3 has it; nothing if there is none, or not in Zarr v3."""
    codec = metadata.get("compressor")
    known = None if codec is None else _compressor(codec, 1 if dtype.hasobject else dtype.itemsize)
    return [] if known is None else [known]


def _compressor(codec: Node, itemsize: int) -> Json | None:
    match codec["id"]:
        case "blosc":
            settings = {name: codec[name] for name in ("cname", "clevel", "blocksize") if name in codec}
            shuffle = _SHUFFLES[codec.get("shuffle", 1)]
            return {"name": "blosc", "configuration": {**settings, "shuffle": shuffle, "typesize": itemsize}}
        case "zstd":
            level, checksum = codec.get("level", 0), codec.get("checksum", False)
            return {"name": "zstd", "configuration": {"level": level, "checksum": checksum}}
        case "gzip":
            return {"name": "gzip", "configuration": {"level": codec.get("level", 1)}}
        case _:
            return None
