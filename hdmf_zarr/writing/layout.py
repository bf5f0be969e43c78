"""How an array is cut into chunks and encoded: defaults, and what `ZarrDataIO` asks for (pure).

Defaults: chunks of at most 8 MiB, whole frames of images and up to 64 channels of recordings, since that is how they
are read; numbers through Blosc (zstd behind a bit shuffle), text through zstd, each with a checksum; a handful of
values not compressed at all. Every Zarr v3 reader has these codecs. Arrays of many chunks keep several of them in each
stored object, a shard of at most 32 MiB, so that a long recording does not become a multitude of files.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numcodecs.abc
import numpy as np
import zarr
from zarr.storage import MemoryStore

from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.grid import counts
from hdmf_zarr.numcodecs_forms import from_numcodecs, split_filters

__all__ = ["Layout", "Policy", "default_chunks", "default_layout", "plain_layout", "requested_layout"]

type Json = Any
#: How data that lie in a file already are laid out: as they are there, or as new data.
type Policy = Literal["keep", "default"]

_MAX_CHUNK_BYTES = 8 * 2**20
_MAX_SHARD_BYTES = 32 * 2**20
_MANY_CHUNKS = 64
_MAX_CHANNELS = 64
_MATRIX = 2
_TEXT_BYTES = 64  # assumed of one element of variable length
_WORTH_COMPRESSING = 512  # bytes
_CHECKSUM: Json = {"name": "crc32c"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the elements of an array go.

    Attributes
    ----------
    chunk_shape
        Of one stored object: a chunk, or a shard of several chunks.
    codecs
        The ``codecs`` member of the metadata document.
    fill_value
        As in the metadata document; ``None`` for the default of the type.
    """

    chunk_shape: tuple[int, ...]
    codecs: tuple[Json, ...]
    fill_value: Json = None


def default_layout(
    shape: Sequence[int], stored: np.dtype[Any], element: ElementType, chunks: Sequence[int] | None = None
) -> Layout:
    """Return the layout of an array for which nothing is asked for but perhaps the shape of its chunks.

    Parameters
    ----------
    shape
        Of the array.
    stored
        The dtype of an element in a chunk.
    element
        What the elements are.
    chunks
        The shape of a chunk, if it is asked for.
    """
    plain = plain_layout(shape, stored, element, chunks)
    shards = _default_shards(shape, plain.chunk_shape, _itemsize(stored))
    if shards is None:
        return plain
    configuration = {
        "chunk_shape": list(plain.chunk_shape),
        "codecs": list(plain.codecs),
        "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, _CHECKSUM],
        "index_location": "end",
    }
    return Layout(shards, ({"name": "sharding_indexed", "configuration": configuration},))


def plain_layout(
    shape: Sequence[int], stored: np.dtype[Any], element: ElementType, chunks: Sequence[int] | None
) -> Layout:
    """Return the layout without shards."""
    itemsize = _itemsize(stored)
    chunk_shape = tuple(int(n) for n in chunks) if chunks is not None else default_chunks(shape, itemsize)
    worth = math.prod(chunk_shape) * itemsize >= _WORTH_COMPRESSING
    return Layout(chunk_shape, (*_serializer(stored), *_compressors(stored, element, worth), _CHECKSUM))


def _itemsize(stored: np.dtype[Any]) -> int:
    return _TEXT_BYTES if stored.kind == "O" else stored.itemsize


def _default_shards(shape: Sequence[int], chunk: Sequence[int], itemsize: int) -> tuple[int, ...] | None:
    """Return the shape of a shard, ``None`` if there are few chunks: whole rows first, since data arrive by rows."""
    if math.prod(counts(shape, chunk)) <= _MANY_CHUNKS:
        return None
    return _largest_shards(shape, chunk, itemsize)


def _largest_shards(shape: Sequence[int], chunk: Sequence[int], itemsize: int) -> tuple[int, ...] | None:
    numbers, shard = counts(shape, chunk), list(chunk)
    for axis in reversed(range(len(shard))):
        fit = _MAX_SHARD_BYTES // (math.prod(shard) * itemsize)
        if fit < 1:
            break
        shard[axis] *= min(numbers[axis], fit)
    return tuple(shard) if shard != list(chunk) else None


def default_chunks(shape: Sequence[int], itemsize: int) -> tuple[int, ...]:
    """Return the shape of a chunk for an array of ``shape`` and elements of ``itemsize`` bytes."""
    chunk = [max(1, length) for length in shape]
    if math.prod(chunk) * itemsize <= _MAX_CHUNK_BYTES:
        return tuple(chunk)
    if len(chunk) == _MATRIX and chunk[0] > _MAX_CHANNELS:
        chunk[1] = min(chunk[1], _MAX_CHANNELS)
    for axis in range(len(chunk)):
        if math.prod(chunk) * itemsize <= _MAX_CHUNK_BYTES:
            break
        rest = math.prod(chunk[:axis] + chunk[axis + 1 :]) * itemsize
        chunk[axis] = max(1, _MAX_CHUNK_BYTES // rest)
    return tuple(chunk)


def _serializer(stored: np.dtype[Any]) -> tuple[Json, ...]:
    if stored.kind == "O":
        return ({"name": "vlen-utf8"},)
    if stored.itemsize == 1 and stored.names is None:
        return ({"name": "bytes"},)
    return ({"name": "bytes", "configuration": {"endian": "little"}},)


def _compressors(stored: np.dtype[Any], element: ElementType, worth: bool) -> tuple[Json, ...]:
    if not worth:
        return ()
    if element.kind != "number":
        return ({"name": "zstd", "configuration": {"level": 3, "checksum": False}},)
    configuration = {
        "typesize": stored.itemsize,
        "cname": "zstd",
        "clevel": 3,
        "shuffle": "bitshuffle",
        "blocksize": 0,
    }
    return ({"name": "blosc", "configuration": configuration},)


def requested_layout(
    shape: Sequence[int],
    stored: np.dtype[Any],
    element: ElementType,
    data_type: Json,
    settings: Mapping[str, Any],
    recommended: Sequence[int] | None = None,
) -> Layout:
    """Return the layout that a `ZarrDataIO` asks for; what it leaves open is as by default.

    Parameters
    ----------
    shape, stored, element
        As for `default_layout`.
    data_type
        Of the metadata document.
    settings
        From `ZarrDataIO.settings`: ``chunks``, ``shards``, ``compressors``, ``filters``, ``serializer``,
        ``fill_value``.
    recommended
        Shape of a chunk, if none is asked for.

    Raises
    ------
    ValueError, TypeError
        From zarr, if the settings don't fit one another or the array.
    """
    asked = settings.get("chunks")
    by_default = asked is None or asked is True
    chunks = recommended if by_default else [max(1, length) for length in shape] if asked is False else asked
    fill_value = _json_fill(settings["fill_value"], stored) if settings.get("fill_value") is not None else None
    if settings.keys() <= {"chunks", "fill_value"}:
        decide = default_layout if by_default else plain_layout
        return replace(decide(shape, stored, element, chunks), fill_value=fill_value)
    plain = plain_layout(shape, stored, element, chunks)
    shards = settings.get("shards")
    if shards == "auto":  # zarr's own choice is an experiment, of which it warns
        shards = _largest_shards(shape, plain.chunk_shape, _itemsize(stored)) or plain.chunk_shape
    elif shards is None and by_default:
        shards = _default_shards(shape, plain.chunk_shape, _itemsize(stored))
    return _through_zarr(shape, plain, data_type, {**settings, "shards": shards}, fill_value)


def _json_fill(value: Any, stored: np.dtype[Any]) -> Json:
    """Return the fill value as the metadata of an array of its type spell it."""
    dtype: Any = str if stored.kind == "O" else stored
    probe = zarr.create_array(MemoryStore(), shape=(), dtype=dtype, fill_value=value)
    return probe.metadata.to_dict()["fill_value"]


def _as_codecs(compressors: Any) -> list[Any]:
    """Return compressors as zarr takes them: a list of codecs of Zarr v3, those of numcodecs translated."""
    if compressors is False:
        return []
    given = compressors if isinstance(compressors, Sequence) else [compressors]
    return [from_numcodecs(codec) if isinstance(codec, numcodecs.abc.Codec) else codec for codec in given]


def _through_zarr(
    shape: Sequence[int], plain: Layout, data_type: Json, settings: Mapping[str, Any], fill_value: Json
) -> Layout:
    """Let zarr itself decide on an array that is thrown away: it knows how shards, filters and codecs combine."""
    arguments: dict[str, Any] = {
        "shape": tuple(shape),
        "chunks": plain.chunk_shape,
        "dtype": data_type,
        "compressors": list(plain.codecs[1:]),
    }
    arguments |= {name: settings[name] for name in ("shards", "serializer") if name in settings}
    if settings.get("compressors", True) is not True:
        arguments["compressors"] = _as_codecs(settings["compressors"])
    if "filters" in settings:
        filters, packers = split_filters(_as_codecs(settings["filters"]))
        arguments |= {"filters": filters, "compressors": [*packers, *arguments["compressors"]]}
    probe = zarr.create_array(MemoryStore(), **arguments)
    document: dict[str, Any] = probe.metadata.to_dict()
    chunk_shape = document["chunk_grid"]["configuration"]["chunk_shape"]
    return Layout(tuple(chunk_shape), tuple(document["codecs"]), fill_value)
