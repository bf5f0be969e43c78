"""Arrays of Zarr v2 whose chunks zarr-python 3 can't read: chunk by chunk, with the codecs of their ``.zarray``."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from hdmf_zarr.chunking import Chunking
from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.grid import Point
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.stores import Place
from hdmf_zarr.v2.chunks import V2Chain
from hdmf_zarr.v2.nodes import V2Encoding

__all__ = ["V2Array"]

type Json = Any
type Array = np.ndarray[Any, Any]


class _SpreadChunking(Chunking):
    """The chunks of an array that was stored with one axis more."""

    def key(self, at: Point) -> str:
        return super().key((*at, 0))


class V2Array(LazyArray):
    """An array whose document says in terms of Zarr v3 what its values are, but not how its chunks are encoded.

    Parameters
    ----------
    place, path, document, element
        As for `LazyArray`.
    encoding
        How its chunks are encoded.
    """

    is_as_documented = False

    def __init__(
        self, place: Place, path: str, document: dict[str, Json], element: ElementType, encoding: V2Encoding
    ) -> None:
        super().__init__(place, path, document, element, element.dtype)
        self._encoding = encoding

    @functools.cached_property
    def _chain(self) -> V2Chain:
        encoding = self._encoding
        return V2Chain(encoding.metadata, self.element, encoding.sources, is_spread=encoding.is_spread)

    @functools.cached_property
    def chunking(self) -> Chunking:
        """How its chunks are encoded, and where they are stored."""
        chunking = _SpreadChunking if self._encoding.is_spread else Chunking
        return chunking(self.path, self.document, self.stored)

    def chunk_key(self, coordinates: tuple[int, ...]) -> str:
        """Return the key under which a chunk lies."""
        return self.chunking.key(coordinates)

    @property
    def decodes_itself(self) -> bool:
        """Whether zarr isn't needed to read it: always."""
        return True

    def _decoded(self, data: bytes) -> Array:
        return self._chain.decode(data, self.chunking.chunk_shape)

    def _read_otherwise(self, keys: tuple[Any, ...]) -> Any:
        """Take from all values what a mask or several lists of indices select: zarr can't read these chunks."""
        return np.asarray(self._read_chunks(()))[keys]
