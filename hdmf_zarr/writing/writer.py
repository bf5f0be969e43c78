"""Chunks -> a place: encoded side by side, stored many at a time, a bounded number in memory.

The unit of work is the chunk, and each is encoded once from data that are complete: whatever the shapes of buffers,
chunks and shards, two jobs never meet in one stored object. Jobs only encode; they need no access to the store, so
that any `concurrent.futures.Executor` will do, on this machine or others, for any store.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Container
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import numpy as np

from hdmf_zarr.chunking import Chunking, as_zarr_has_it, pipeline_is_selected, zarr_array
from hdmf_zarr.grid import Point
from hdmf_zarr.stores import Place
from hdmf_zarr.threads import number_of_threads, threads
from hdmf_zarr.writing.progress import Advance

__all__ = ["ChunkWriter"]

type Array = np.ndarray[Any, Any]

_WORTH_A_THREAD = 2**20  # bytes of a chunk
_BYTES_IN_FLIGHT = 12 * 2**20  # for each thread
_MOST_BYTES_IN_FLIGHT = 128 * 2**20
_BATCH_BYTES = 8 * 2**20
_BATCH_OBJECTS = 64


@dataclass(frozen=True, slots=True)
class _Job:
    """A chunk that is being encoded: ``held`` bytes of memory, ``size`` of them the array's own."""

    chunking: Chunking
    at: Point
    result: Future[bytes | None]
    held: int
    size: int


class ChunkWriter:
    """Stores the chunks of arrays.

    Parameters
    ----------
    place
        Where to.
    executor
        Runs the encoding; threads by default, where there is enough to do.
    advance
        Is told the number of bytes, before encoding, of each chunk that has been stored.
    adds
        Whether to chunks that are stored already: shards are then read back, and keep the others that they have.
    keep
        Keys of objects that are wanted once more when they have been stored.

    Attributes
    ----------
    kept
        Key -> what has been stored, of these.
    """

    def __init__(
        self,
        place: Place,
        executor: Executor | None = None,
        advance: Advance | None = None,
        *,
        adds: bool = False,
        keep: Container[str] = (),
    ) -> None:
        self.place = place
        self._executor = executor
        self._adds = adds
        self._keep = keep
        self.kept: dict[str, bytes] = {}
        self._advance = advance or (lambda _: None)
        self._most_jobs = 4 * number_of_threads()
        self._most_in_flight = min(_MOST_BYTES_IN_FLIGHT, number_of_threads() * _BYTES_IN_FLIGHT)
        self._jobs: deque[_Job] = deque()
        self._in_flight = 0
        self._batch: dict[str, bytes] = {}
        self._batch_bytes = 0
        self._open_shards: dict[str, dict[Point, bytes]] = {}
        self._stored_shards: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.flush()
        else:
            self._abandon()

    def _abandon(self) -> None:
        """Let no job write any more, so that what has failed can be cleared away."""
        wait([job.result for job in self._jobs if not job.result.cancel()])

    def write(self, chunking: Chunking, at: Point, chunk: Array, size: int) -> None:
        """Store a whole chunk; it must not be changed afterwards.

        Parameters
        ----------
        chunking
            Of the array.
        at
            The chunk's place in the grid of chunks.
        chunk
            Its values, of the shape of a chunk, also where the array ends within it.
        size
            How many of its bytes are the array's: for the progress.
        """
        if chunking.chain is None and (self._executor is None or pipeline_is_selected()):
            self._write_through_zarr(chunking, at, chunk)
            self._advance(size)
            return
        if self._executor is None and chunk.nbytes < _WORTH_A_THREAD:
            self._take(chunking, at, chunking.encode(chunk))
            self._advance(size)
            return
        self._make_room(chunk.nbytes)
        self._jobs.append(_Job(chunking, at, self._submit(chunking, at, chunk), chunk.nbytes, size))

    def write_encoded(self, chunking: Chunking, at: Point, encode: Callable[[], bytes], held: int, size: int) -> None:
        """Store a chunk of which a function makes the stored form.

        Parameters
        ----------
        chunking, at, size
            As for `write`.
        encode
            Makes the stored form; runs in a thread.
        held
            How many bytes of memory that takes.
        """
        self._make_room(held)
        self._jobs.append(_Job(chunking, at, threads().submit(encode), held, size))

    def _make_room(self, size: int) -> None:
        """Wait until few enough chunks are being encoded."""
        while self._jobs and (self._in_flight + size > self._most_in_flight or len(self._jobs) >= self._most_jobs):
            self._settle()
        self._in_flight += size

    def _submit(self, chunking: Chunking, at: Point, chunk: Array) -> Future[bytes | None]:
        if self._executor is not None:
            return self._executor.submit(_encode, chunking, chunk)
        if chunking.shards is None and self.place.takes_threads:
            return threads().submit(_encode_and_store, chunking, chunk, self.place, chunking.key(at))
        return threads().submit(_encode, chunking, chunk)

    def _settle(self) -> None:
        """Wait for the oldest job, and take what it made."""
        job = self._jobs.popleft()
        data = job.result.result()
        self._in_flight -= job.held
        if data is not None:
            self._take(job.chunking, job.at, data)
        self._advance(job.size)

    def _take(self, chunking: Chunking, at: Point, data: bytes) -> None:
        """Take an encoded chunk: store it, or keep it until its shard is complete."""
        if chunking.shards is None:
            self._put(chunking.key(at), data)
            return
        shard, inside = chunking.shards.place(at)
        key = chunking.key(shard)
        if key not in self._open_shards:
            self._open_shards[key] = self._pieces(chunking, key)
        pieces = self._open_shards[key]
        pieces[inside] = data
        if len(pieces) == math.prod(chunking.shards.counts):
            self._put(key, chunking.shards.pack(self._open_shards.pop(key)))
            self._stored_shards.add(key)

    def _pieces(self, chunking: Chunking, key: str) -> dict[Point, bytes]:
        """Return what a shard that is stored already holds, nothing for a new one."""
        if chunking.shards is None or not (self._adds or key in self._stored_shards):
            return {}
        self._store_batch()
        shard = self.place.read(key)
        return {} if shard is None else chunking.shards.unpack(shard)

    def read(self, chunking: Chunking, at: Point) -> Array:
        """Return a chunk that was written before, for an iterator that comes back to it."""
        while self._jobs:
            self._settle()
        self._store_batch()
        if chunking.chain is None:
            array, region = _whole_chunk(self.place, chunking, at)
            return np.array(array[region]).astype(chunking.stored)
        if chunking.shards is None:
            data = self.place.read(chunking.key(at))
        else:
            shard, inside = chunking.shards.place(at)
            key = chunking.key(shard)
            pieces = self._open_shards[key] if key in self._open_shards else self._pieces(chunking, key)
            data = pieces.get(inside)
        assert data is not None  # the caller knows that it was written
        return chunking.chain.decode(data, chunking.chunk_shape).copy()

    def finish(self, chunking: Chunking) -> None:
        """Store what shards of an array are not complete; its other chunks read as the fill value."""
        while self._jobs:
            self._settle()
        if chunking.shards is None:
            return
        for key in [key for key in self._open_shards if key.startswith(f"{chunking.path}/")]:
            self._put(key, chunking.shards.pack(self._open_shards.pop(key)))
            self._stored_shards.add(key)

    def _put(self, key: str, data: bytes) -> None:
        if key in self._keep:
            self.kept[key] = data
        self._batch[key] = data
        self._batch_bytes += len(data)
        if len(self._batch) >= _BATCH_OBJECTS or self._batch_bytes >= _BATCH_BYTES:
            self._store_batch()

    def _store_batch(self) -> None:
        self.place.write_many(self._batch)
        self._batch, self._batch_bytes = {}, 0

    def copy(self, key: str, data: bytes, size: int) -> None:
        """Store an object that is encoded already, and has ``size`` bytes of the array."""
        self._put(key, data)
        self._advance(size)

    def flush(self) -> None:
        """Store all that has been given so far."""
        while self._jobs:
            self._settle()
        if self._batch:
            self._store_batch()

    def _write_through_zarr(self, chunking: Chunking, at: Point, chunk: Array) -> None:
        array, region = _whole_chunk(self.place, chunking, at)
        array[region] = as_zarr_has_it(chunk)


def _encode(chunking: Chunking, chunk: Array) -> bytes:
    return chunking.encode(chunk)


def _encode_and_store(chunking: Chunking, chunk: Array, place: Place, key: str) -> None:
    place.write(key, chunking.encode(chunk))


def _whole_chunk(place: Place, chunking: Chunking, at: Point) -> tuple[Any, tuple[slice, ...]]:
    """Return zarr's array, with a shape that cuts no chunk short, and where in it a chunk lies."""
    region = tuple(
        slice(index * step, (index + 1) * step) for index, step in zip(at, chunking.chunk_shape, strict=True)
    )
    document = {**chunking.document, "shape": [part.stop for part in region]}
    return zarr_array(place.store, chunking.path, document), region
