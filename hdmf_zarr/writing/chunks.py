"""Array data -> chunks in a store: whole arrays, lazy ones, and iterators, several side by side.

The unit of writing is the stored object, a chunk or a shard, and each is encoded once from data that are complete:
whatever the shapes of buffers and chunks, two writes never meet in one object.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import islice
from typing import Any

import numpy as np
import zarr
from hdmf.data_utils import AbstractDataChunkIterator

from hdmf_zarr.errors import StorageError
from hdmf_zarr.reading.lazy import LazyArray, fill_scalar, zarr_array
from hdmf_zarr.stores import Place
from hdmf_zarr.writing.datasets import ArrayPlan, EncodedCopy
from hdmf_zarr.writing.values import as_array, to_stored

__all__ = ["IterativeWrite", "write_array"]

type Array = np.ndarray[Any, Any]
type Region = tuple[slice, ...]

_SLAB_BYTES = 64 * 2**20
_THREADED_BYTES = 2**20
_BATCH = 64


def write_array(plan: ArrayPlan, place: Place, executor: Executor | None = None) -> None:
    """Write the chunks of an array that is in memory, in a lazy array, or in another Zarr file.

    Parameters
    ----------
    plan
        The array; its metadata document is not written here.
    place
        Where to.
    executor
        Runs the encoding; threads by default, where there is enough to do.
    """
    if plan.data is None:
        return
    if isinstance(plan.data, EncodedCopy):
        _copy_encoded(plan, plan.data.array, place)
    elif isinstance(plan.data, np.ndarray):
        _write_region(plan, place, plan.data, (0,) * plan.data.ndim, executor)
    else:
        _copy_lazy(plan, place, executor)


class IterativeWrite:
    """Writes an array from an iterator of chunks, one step at a time.

    Parts of stored objects are kept until the object is complete or the iterator is exhausted. One that an iterator
    returns to after that is read back, so that parts may come in any order, and more than once.

    Parameters
    ----------
    plan
        The array; the shape in its document is filled in at the end.
    place
        Where to.
    """

    def __init__(self, plan: ArrayPlan, place: Place) -> None:
        self._plan = plan
        self._place = place
        self._iterator: AbstractDataChunkIterator = plan.data
        self._bounds = [0] * len(plan.document["shape"])
        self._parts: dict[tuple[int, ...], tuple[Array, int]] = {}
        self._stored: set[tuple[int, ...]] = set()

    def step(self) -> bool:
        """Take one chunk from the iterator; tell whether there was one."""
        try:
            chunk = next(self._iterator)
        except StopIteration:
            self._finish()
            return False
        if chunk.data is None:
            return True
        region = _region(chunk.selection, np.shape(chunk.data), len(self._bounds))
        where = f"/{self._plan.path}"
        values, _ = to_stored(
            as_array(np.asarray(chunk.data), self._plan.element, where, _no_reference), self._plan.element
        )
        values = values.reshape(tuple(part.stop - part.start for part in region))
        for axis, part in enumerate(region):
            self._bounds[axis] = max(self._bounds[axis], part.stop)
        self._scatter(values, region)
        return True

    def _scatter(self, values: Array, region: Region) -> None:
        grid = self._plan.chunk_shape
        for at in _touched(region, grid):
            overlap, inside = _overlap(region, at, grid)
            part = values[overlap]
            if part.shape == grid:
                self._parts.pop(at, None)
                self._store(at, part)
                continue
            chunk, filled = self._parts.get(at) or self._begun(at)
            chunk[inside] = part
            filled += part.size
            if filled < math.prod(grid):
                self._parts[at] = (chunk, filled)
            else:
                self._parts.pop(at, None)
                self._store(at, chunk)

    def _begun(self, at: tuple[int, ...]) -> tuple[Array, int]:
        """Return an object of which no part is kept, as it is stored or else blank, and how much of it is filled."""
        if at not in self._stored:
            return _blank(self._plan), 0
        array, region = _whole_chunks(self._plan, self._place, at)
        return np.array(array[region]).astype(self._plan.stored), 0

    def _store(self, at: tuple[int, ...], chunk: Array) -> None:
        self._stored.add(at)
        _store_chunks(self._plan, self._place, [(at, chunk)])

    def _finish(self) -> None:
        maxshape = self._iterator.maxshape
        self._plan.document["shape"] = [
            bound if length is None else max(bound, length)
            for bound, length in zip(self._bounds, maxshape, strict=True)
        ]
        for at, (chunk, _) in self._parts.items():
            self._store(at, chunk)
        self._parts.clear()


def _no_reference(target: Any) -> str:
    raise StorageError(str(target.name), "a reference from an iterator", "give references as a list")


def _region(selection: Any, shape: tuple[int, ...], ndim: int) -> Region:
    """Return the selection of a `DataChunk` as slices from start to stop."""
    keys = selection if isinstance(selection, tuple) else (selection,)
    region = []
    lengths = iter(shape)
    for key in (*keys, *([slice(None)] * (ndim - len(keys)))):
        if isinstance(key, slice):
            length = next(lengths)
            start = key.start or 0
            region.append(slice(start, start + length))
        else:
            region.append(slice(int(key), int(key) + 1))
            if len(shape) == ndim:
                next(lengths)
    return tuple(region)


def _touched(region: Region, grid: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    first = [part.start // step for part, step in zip(region, grid, strict=True)]
    counts = [-(-part.stop // step) - start for part, step, start in zip(region, grid, first, strict=True)]
    for offset in np.ndindex(*counts):
        yield tuple(start + step for start, step in zip(first, offset, strict=True))


def _overlap(region: Region, at: tuple[int, ...], grid: tuple[int, ...]) -> tuple[Region, Region]:
    """Return where a region and a chunk meet: in the region's own coordinates, and in the chunk's."""
    in_region, in_chunk = [], []
    for part, index, step in zip(region, at, grid, strict=True):
        start, stop = max(part.start, index * step), min(part.stop, (index + 1) * step)
        in_region.append(slice(start - part.start, stop - part.start))
        in_chunk.append(slice(start - index * step, stop - index * step))
    return tuple(in_region), tuple(in_chunk)


def _blank(plan: ArrayPlan) -> Array:
    return np.full(plan.chunk_shape, fill_scalar(plan.document["fill_value"], plan.stored), plan.stored)


# ---- whole regions


def _write_region(
    plan: ArrayPlan, place: Place, values: Array, offset: tuple[int, ...], executor: Executor | None = None
) -> None:
    """Write values that begin at ``offset``, a multiple of the chunk shape, and end at one or at the array's end."""
    region = tuple(slice(start, start + length) for start, length in zip(offset, values.shape, strict=True))
    if not all(values.shape):
        return

    def cut(at: tuple[int, ...]) -> tuple[tuple[int, ...], Array]:
        overlap, inside = _overlap(region, at, plan.chunk_shape)
        part = values[overlap]
        if part.shape == plan.chunk_shape:
            return at, part
        chunk = _blank(plan)
        chunk[inside] = part
        return at, chunk

    chunks = map(cut, _touched(region, plan.chunk_shape))
    threads = executor is None and values.nbytes >= _THREADED_BYTES and plan.chain is not None
    if threads or executor is not None:
        _store_in_parallel(plan, place, chunks, executor)
    else:
        _store_chunks(plan, place, chunks)


def _store_in_parallel(
    plan: ArrayPlan,
    place: Place,
    chunks: Iterator[tuple[tuple[int, ...], Array]],
    executor: Executor | None,
) -> None:
    """Encode and store chunks side by side, a bounded number at a time."""
    workers = os.cpu_count() or 1
    pool = executor if executor is not None else ThreadPoolExecutor(workers)
    try:
        while batch := list(islice(chunks, 2 * workers)):
            for done in [pool.submit(_store_chunks, plan, place, [item]) for item in batch]:
                done.result()
    finally:
        if executor is None:
            pool.shutdown()


def _store_chunks(
    plan: ArrayPlan, place: Place, chunks: Iterator[tuple[tuple[int, ...], Array]] | Sequence[Any]
) -> None:
    chain = plan.chain
    if chain is None:
        _store_through_zarr(plan, place, chunks)
        return
    encoded = ((_chunk_key(plan, at), chain.encode(chunk)) for at, chunk in chunks)
    while batch := dict(islice(encoded, _BATCH)):
        place.write_many(batch)


def _store_through_zarr(plan: ArrayPlan, place: Place, chunks: Any) -> None:
    """Let zarr encode chunks whose codecs are not in `hdmf_zarr.codecs`."""
    for at, chunk in chunks:
        array, region = _whole_chunks(plan, place, at)
        array[region] = chunk.astype(np.dtypes.StringDType()) if chunk.dtype.kind == "O" else chunk


def _whole_chunks(plan: ArrayPlan, place: Place, at: tuple[int, ...]) -> tuple[zarr.Array[Any], Region]:
    """Return zarr's array of a plan, with a shape that cuts no chunk short, and where in it a chunk lies."""
    region = tuple(slice(index * step, (index + 1) * step) for index, step in zip(at, plan.chunk_shape, strict=True))
    document = {**plan.document, "shape": [part.stop for part in region]}
    return zarr_array(place, plan.path, document), region


def _chunk_key(plan: ArrayPlan, at: tuple[int, ...]) -> str:
    return f"{plan.path}/" + ".".join(["c", *(str(index) for index in at)])


def _copy_lazy(plan: ArrayPlan, place: Place, executor: Executor | None) -> None:
    """Copy from a lazy array, a slab of whole chunks along the first axis at a time."""
    data, shape, grid = plan.data, tuple(plan.document["shape"]), plan.chunk_shape
    if not all(shape):
        return
    row_bytes = max(1, math.prod(shape[1:]) * plan.stored.itemsize)
    rows = max(1, _SLAB_BYTES // row_bytes // grid[0]) * grid[0]
    for start in range(0, shape[0], rows):
        slab = np.asarray(data[start : start + rows], dtype=plan.stored)
        _write_region(plan, place, slab, (start, *([0] * (len(shape) - 1))), executor)


def _copy_encoded(plan: ArrayPlan, array: LazyArray, place: Place) -> None:
    """Copy chunks as they are stored; those that were never written stay so."""
    counts = [-(-length // step) for length, step in zip(array.shape, plan.chunk_shape, strict=True)]
    coordinates = np.ndindex(*counts)
    while batch := list(islice(coordinates, _BATCH)):
        keys = {array.chunk_key(at): _chunk_key(plan, at) for at in batch}
        stored = array.place.read_many(keys)
        place.write_many({keys[key]: data for key, data in stored.items() if data is not None})
