"""Chunks of one array from its place: fetched many at a time, decoded side by side, the last ones kept.

Small reads come in runs: window after window of a recording, row after row of a table. Each would decode a whole
chunk again, so that the chunks decoded last are kept, in all arrays together up to a bound.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from hdmf_zarr.chunking import Chunking
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.grid import Point
from hdmf_zarr.reading.selection import Selection
from hdmf_zarr.stores import Place
from hdmf_zarr.threads import threads

__all__ = ["ChunkReader"]

type Array = np.ndarray[Any, Any]
type Missing = Callable[[Point], Array]

_WORTH_A_THREAD = 2**18  # bytes of a chunk
_KEPT_BYTES = 64 * 2**20
_AT_ONCE_BYTES = 64 * 2**20
_AT_ONCE = 64


_SERIALS = itertools.count()


class ChunkReader:
    """Reads the chunks of one array.

    Parameters
    ----------
    place
        Where they are stored.
    chunking
        How.
    decode
        Decodes a chunk: its bytes and its place in the grid to its values.
    missing
        Returns the values of a chunk that isn't stored.
    """

    def __init__(
        self, place: Place, chunking: Chunking, decode: Callable[[bytes, Point], Array], missing: Missing
    ) -> None:
        self._serial = next(_SERIALS)
        self._place = place
        self._chunking = chunking
        self._decode = decode
        self._missing = missing
        self._indexes: dict[str, dict[Point, tuple[int, int]] | None] = {}
        itemsize = chunking.stored.itemsize
        self._chunk_bytes = int(np.prod(chunking.chunk_shape, dtype=np.int64)) * itemsize

    def read(self, selection: Selection) -> Array:
        """Return the selected values, dropped axes included."""
        result = np.empty(selection.shape, self._chunking.stored)
        at_once = max(1, min(_AT_ONCE, _AT_ONCE_BYTES // max(1, self._chunk_bytes)))
        for batch in itertools.batched(selection.chunks(), at_once):
            self._read_into(result, batch)
        return result

    def chunk(self, at: Point) -> Array:
        """Return a copy of a whole chunk."""
        data = self._fetch([at])[at]
        return (self._missing(at) if data is None else self._decode(data, at)).copy()

    def _read_into(self, result: Array, wanted: Iterable[tuple[Point, Any, Any]]) -> None:
        """Set what some chunks contribute to the result."""
        waiting = []
        for at, inside, out in wanted:
            kept = _KEPT.get((self._serial, at))
            if kept is None:
                waiting.append((at, inside, out))
            else:
                result[out] = kept[inside]
        side_by_side = len(waiting) > 1 and self._chunk_bytes >= _WORTH_A_THREAD
        in_thread = side_by_side and self._place.takes_threads and self._chunking.shards is None
        stored = {} if in_thread or not waiting else self._fetch([at for at, _, _ in waiting])

        def contribute(item: tuple[Point, Any, Any]) -> None:
            at, inside, out = item
            data = self._place.read(self._chunking.key(at)) if in_thread else stored.pop(at)
            chunk = self._missing(at) if data is None else self._decode(data, at)
            part = chunk[inside]
            result[out] = part
            if part.size < chunk.size:  # a chunk that was read whole is not soon asked for again
                _KEPT.put((self._serial, at), chunk)

        if side_by_side:
            for _ in threads().map(contribute, waiting):
                pass
        else:
            for item in waiting:
                contribute(item)

    def _fetch(self, places: list[Point]) -> dict[Point, bytes | None]:
        if self._chunking.shards is None:
            keys = {at: self._chunking.key(at) for at in places}
            found = self._place.read_many(keys.values())
            return {at: found[key] for at, key in keys.items()}
        return self._fetch_from_shards(places)

    def _fetch_from_shards(self, places: list[Point]) -> dict[Point, bytes | None]:
        shards = self._chunking.shards
        assert shards is not None
        where = {at: shards.place(at) for at in places}
        keys = {shard: self._chunking.key(shard) for shard, _ in where.values()}
        unknown = [key for key in set(keys.values()) if key not in self._indexes]
        start = 0 if shards.index_first else -shards.index_bytes
        tables = self._place.read_parts([(key, start, shards.index_bytes) for key in unknown])
        for key, table in zip(unknown, tables, strict=True):
            try:
                self._indexes[key] = None if table is None else shards.index(table)
            except ValueError as error:
                raise DamagedFileError(
                    f"{self._place.source}: shard {key} of /{self._chunking.path} is damaged: {error}"
                ) from error
        found: dict[Point, bytes | None] = {}
        parts = []
        for at, (shard, inside) in where.items():
            index = self._indexes[keys[shard]]
            if index is None or inside not in index:
                found[at] = None
            else:
                parts.append((at, (keys[shard], *index[inside])))
        pieces = self._place.read_parts([part for _, part in parts])
        return found | {at: data for (at, _), data in zip(parts, pieces, strict=True)}

    def forget(self) -> None:
        """Forget what was kept: the array has changed."""
        self._indexes.clear()
        _KEPT.drop(self._serial)


class _Kept:
    """The chunks decoded last, of all arrays, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._chunks: OrderedDict[tuple[int, Point], Array] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[int, Point]) -> Array | None:
        with self._lock:
            chunk = self._chunks.get(key)
            if chunk is not None:
                self._chunks.move_to_end(key)
            return chunk

    def put(self, key: tuple[int, Point], chunk: Array) -> None:
        if chunk.nbytes > self._limit // 2:
            return
        with self._lock:
            if key in self._chunks:
                return
            self._chunks[key] = chunk
            self._size += chunk.nbytes
            while self._size > self._limit:
                self._size -= self._chunks.popitem(last=False)[1].nbytes

    def drop(self, owner: int) -> None:
        with self._lock:
            for key in [key for key in self._chunks if key[0] == owner]:
                self._size -= self._chunks.pop(key).nbytes


_KEPT = _Kept(_KEPT_BYTES)
