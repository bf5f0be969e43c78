"""How the chunks of one array are encoded, and under which keys they are stored."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import zarr
from zarr.abc.store import Store
from zarr.buffer import default_buffer_prototype
from zarr.storage import MemoryStore, StorePath

from hdmf_zarr._zarr_private import wait_for
from hdmf_zarr.codecs import CodecChain, chain_for
from hdmf_zarr.convention import is_complete
from hdmf_zarr.grid import Point
from hdmf_zarr.sharding import ShardForm, shard_form

__all__ = ["Chunking", "chunk_key", "pipeline_is_selected", "zarr_array"]

type Json = Any
type Array = np.ndarray[Any, Any]

_OWN_PIPELINE = zarr.config.defaults[0]["codec_pipeline"]["path"]


def pipeline_is_selected() -> bool:
    """Tell whether the user has told zarr to use another codec pipeline than its own, such as that of ``zarrs``."""
    return bool(zarr.config.get("codec_pipeline.path") != _OWN_PIPELINE)


class Chunking:
    """The chunks of one array. It can be sent to another process.

    Attributes
    ----------
    object_shape
        Shape of one stored object: a chunk or a shard.
    chunk_shape
        Shape of what is encoded by itself; ``object_shape`` where there are no shards.
    shards
        How shards are built, ``None`` if there are none, or they are zarr's to build.
    chain
        The functions that encode a chunk, ``None`` if zarr must: for codecs that are not in `hdmf_zarr.codecs`, and
        where the user has selected another codec pipeline.

    Parameters
    ----------
    path
        Of the array, without leading slash.
    document
        Its metadata document.
    stored
        The dtype of an element in a chunk; ``object`` for text.
    """

    def __init__(self, path: str, document: dict[str, Json], stored: np.dtype[Any]) -> None:
        self.path = path
        self.document = document
        self.stored = stored
        self.object_shape: tuple[int, ...] = tuple(document["chunk_grid"]["configuration"]["chunk_shape"])
        self.shards: ShardForm | None = None
        self.chain: CodecChain | None = None
        if not pipeline_is_selected():
            self.shards = shard_form(document["codecs"], self.object_shape)
            self.chain = chain_for(document["codecs"] if self.shards is None else self.shards.codecs, stored)
        if self.chain is None:
            self.shards = None
        self.chunk_shape = self.object_shape if self.shards is None else self.shards.chunk_shape

    def __reduce__(self) -> tuple[Callable[..., Chunking], tuple[Any, ...]]:
        return Chunking, (self.path, self.document, self.stored)

    def key(self, at: Point) -> str:
        """Return the key of the stored object at a place in the grid of objects."""
        return chunk_key(self.path, self.document, at)

    def encode(self, chunk: Array) -> bytes:
        """Return the stored form of a whole chunk."""
        if self.chain is not None:
            return self.chain.encode(chunk)
        store = MemoryStore()
        zarr_array(store, self.path, {**self.document, "shape": list(chunk.shape)})[...] = as_zarr_has_it(chunk)
        stored = wait_for(store.get(self.key((0,) * chunk.ndim), default_buffer_prototype()))
        assert stored is not None  # zarr_array writes all chunks, the empty ones too
        return stored.to_bytes()


@functools.lru_cache(maxsize=256)
def _key_form(name: str, separator: str) -> tuple[str, str]:
    """Return what a chunk's key begins with, and the separator."""
    return ("c" + separator if name == "default" else ""), separator


def chunk_key(path: str, document: dict[str, Json], at: Point) -> str:
    """Return the key under which an array's stored object at a place in the grid lies (Zarr v3 core, "chunk key")."""
    encoding = document["chunk_key_encoding"]
    name = encoding["name"]
    separator = encoding.get("configuration", {}).get("separator", "/" if name == "default" else ".")
    prefix, separator = _key_form(name, separator)
    if not at:
        return f"{path}/{'c' if prefix else '0'}"
    return f"{path}/{prefix}{separator.join(map(str, at))}"


def as_zarr_has_it(values: Array) -> Array:
    """Return text as numpy's own strings, which zarr's codecs take; other values as they are."""
    return values.astype(np.dtypes.StringDType()) if values.dtype.kind == "O" else values


def zarr_array(store: Store, path: str, document: dict[str, Json]) -> zarr.Array[Any]:
    """Return zarr's own array of a metadata document, without reading or writing one; all its chunks are written.

    Where it is said to be complete, a chunk that is missing is an error, and not the fill value.
    """
    make: Any = zarr.AsyncArray  # its signature knows documents only as closed sets of keys
    # other pipelines, such as that of zarrs 0.2, do not tell which chunks are missing
    may_miss = pipeline_is_selected() or not is_complete(document)
    config = {"order": "C", "write_empty_chunks": True, "read_missing_chunks": may_miss}
    return zarr.Array(make(metadata=document, store_path=StorePath(store, path), config=config))
