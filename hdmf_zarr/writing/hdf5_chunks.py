"""Chunks of an HDF5 dataset -> chunks of Zarr, without encoding them again.

Blosc and zstd are the same in both. What HDF5 calls gzip is a deflate stream in the wrapping of zlib, and Zarr's gzip
is the same stream in that of gzip: only the checksum at its end is another one, for which the chunk is decoded. That
takes a fraction of the time of encoding it.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import h5py

from hdmf_zarr.chunking import Chunking
from hdmf_zarr.grid import Point, all_chunks, counts

__all__ = ["Hdf5Chunks", "hdf5_chunks"]

_BLOSC, _ZSTD = 32001, 32015  # as they are registered with the HDF Group
_CHECKSUM_BYTES = 4  # of HDF5's filter Fletcher-32, and of zlib
_ZLIB_HEADER_BYTES = 2
_GZIP_HEADER = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF))


@dataclass(frozen=True, slots=True)
class Hdf5Chunks:
    """The chunks of an HDF5 dataset that can be copied.

    Attributes
    ----------
    dataset
        The dataset.
    convert
        Makes the stream of a Zarr codec of the stream of the HDF5 filter.
    has_checksum
        Whether HDF5's own checksum is at the end of each chunk.
    """

    dataset: h5py.Dataset
    convert: Callable[[bytes], bytes]
    has_checksum: bool

    @property
    def is_complete(self) -> bool:
        """Whether each chunk is stored; HDF5 leaves out those that were never written."""
        number = math.prod(counts(self.dataset.shape, self.dataset.chunks))
        return bool(self.dataset.id.get_num_chunks() == number)

    def stored(self) -> Iterator[tuple[Point, bytes, bool]]:
        """Yield each chunk that is stored: its place in the grid, its bytes, and whether the filter was applied."""
        for at in all_chunks(self.dataset.shape, self.dataset.chunks):
            offset = tuple(index * step for index, step in zip(at, self.dataset.chunks, strict=True))
            if self.dataset.id.get_chunk_info_by_coord(offset).byte_offset is None:
                continue
            mask, data = self.dataset.id.read_direct_chunk(offset)
            yield at, bytes(data[:-_CHECKSUM_BYTES] if self.has_checksum else data), mask == 0


def hdf5_chunks(dataset: Any, chunking: Chunking) -> Hdf5Chunks | None:
    """Return the chunks of an HDF5 dataset, if an array can take them as they are; ``None`` if they must be encoded.

    Parameters
    ----------
    dataset
        What fills the array.
    chunking
        Of the array.
    """
    chain = chunking.chain
    if not isinstance(dataset, h5py.Dataset) or chain is None or dataset.chunks != chunking.chunk_shape:
        return None
    if chain.stored_dtype is None or dataset.dtype.str != chain.stored_dtype.str or not chain.compressors:
        return None
    pipeline = dataset.id.get_create_plist()
    codes = [pipeline.get_filter(number)[0] for number in range(pipeline.get_nfilters())]
    has_checksum = codes[-1:] == [h5py.h5z.FILTER_FLETCHER32]
    convert = _CONVERSIONS.get((tuple(codes[: len(codes) - has_checksum]), chain.compressors[0]))
    return None if convert is None else Hdf5Chunks(dataset, convert, has_checksum)


def _gzip_of_zlib(data: bytes) -> bytes:
    """Return a deflate stream in the wrapping of gzip (RFC 1952) that is in that of zlib (RFC 1950)."""
    values = zlib.decompress(data)
    trailer = struct.pack("<II", zlib.crc32(values), len(values) & 0xFFFFFFFF)
    return _GZIP_HEADER + data[_ZLIB_HEADER_BYTES:-_CHECKSUM_BYTES] + trailer


def _same(data: bytes) -> bytes:
    return data


#: (HDF5's filters, name of Zarr's codec) -> what makes the stream of the one that of the other.
_CONVERSIONS: dict[tuple[tuple[int, ...], str], Callable[[bytes], bytes]] = {
    ((h5py.h5z.FILTER_DEFLATE,), "gzip"): _gzip_of_zlib,
    ((_BLOSC,), "blosc"): _same,
    ((_ZSTD,), "zstd"): _same,
}
