"""Shards: several chunks in one stored object, with an index of where each lies (Zarr v3, codec ``sharding_indexed``).

Only shards as this package and zarr write them by default are handled here, with the index as little-endian bytes and a
checksum; others go through `zarr.Array`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import google_crc32c
import numpy as np

from hdmf_zarr.grid import Point

__all__ = ["ShardForm", "shard_form"]

type Json = Any

_ENTRY_BYTES = 16  # offset and length, 64 bits each
_CRC_BYTES = 4
_ABSENT = 2**64 - 1
_INDEX_CODECS: list[Json] = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]


@dataclass(frozen=True, slots=True)
class ShardForm:
    """How the shards of one array are built.

    Attributes
    ----------
    chunk_shape
        Shape of a chunk within a shard.
    counts
        How many chunks a shard has along each axis.
    codecs
        The ``codecs`` of a chunk.
    index_first
        Whether the index is at the beginning of the shard, and not at its end.
    """

    chunk_shape: tuple[int, ...]
    counts: tuple[int, ...]
    codecs: tuple[Json, ...]
    index_first: bool = False

    @property
    def index_bytes(self) -> int:
        """Length of the index with its checksum."""
        return math.prod(self.counts) * _ENTRY_BYTES + _CRC_BYTES

    def place(self, at: Point) -> tuple[Point, Point]:
        """Return for a chunk the shard that it is in, and its place there."""
        pairs = [divmod(index, count) for index, count in zip(at, self.counts, strict=True)]
        return tuple(shard for shard, _ in pairs), tuple(inside for _, inside in pairs)

    def pack(self, pieces: Mapping[Point, bytes]) -> bytes:
        """Return the shard of encoded chunks, by their places in it; those that are left out read as the fill value."""
        index = np.full((*self.counts, 2), _ABSENT, "<u8")
        offset = self.index_bytes if self.index_first else 0
        for inside, data in pieces.items():
            index[inside] = offset, len(data)
            offset += len(data)
        table = index.tobytes()
        table += int(google_crc32c.value(table)).to_bytes(_CRC_BYTES, "little")
        return b"".join((table, *pieces.values()) if self.index_first else (*pieces.values(), table))

    def index(self, table: bytes) -> dict[Point, tuple[int, int]]:
        """Return for each chunk that a shard holds its offset and length, from the bytes of the index.

        Raises
        ------
        ValueError
            If the index is damaged.
        """
        body, stored = table[:-_CRC_BYTES], table[-_CRC_BYTES:]
        if len(table) != self.index_bytes or int(google_crc32c.value(body)).to_bytes(_CRC_BYTES, "little") != stored:
            raise ValueError("the index of the shard does not agree with its checksum: the shard was changed")
        entries = np.frombuffer(body, "<u8").reshape(*self.counts, 2)
        present = np.argwhere(entries[..., 1] != np.uint64(_ABSENT))
        return {at: (int(entries[at][0]), int(entries[at][1])) for at in map(tuple, present.tolist())}

    def unpack(self, shard: bytes) -> dict[Point, bytes]:
        """Return the encoded chunks that a whole shard holds, by their places in it.

        Raises
        ------
        ValueError
            If the index is damaged.
        """
        table = shard[: self.index_bytes] if self.index_first else shard[-self.index_bytes :]
        return {inside: shard[start : start + length] for inside, (start, length) in self.index(table).items()}


def shard_form(codecs: Sequence[Mapping[str, Json]], shard_shape: Sequence[int]) -> ShardForm | None:
    """Return how an array's shards are built, ``None`` if it has none or they are not handled here.

    Parameters
    ----------
    codecs
        As in ``zarr.json``.
    shard_shape
        Shape of a stored object.
    """
    if len(codecs) != 1 or codecs[0].get("name") != "sharding_indexed":
        return None
    configuration = codecs[0]["configuration"]
    index_codecs = [{key: value for key, value in codec.items() if value} for codec in configuration["index_codecs"]]
    if index_codecs != _INDEX_CODECS:
        return None
    chunk_shape = tuple(configuration["chunk_shape"])
    counts = tuple(shard // chunk for shard, chunk in zip(shard_shape, chunk_shape, strict=True))
    first = configuration.get("index_location", "end") == "start"
    return ShardForm(chunk_shape, counts, tuple(configuration["codecs"]), first)
