"""Array data -> chunks: whole arrays, lazy ones, copies, and iterators, several side by side."""

from __future__ import annotations

import math
from itertools import batched
from typing import Any

import numpy as np
from hdmf.data_utils import AbstractDataChunkIterator

from hdmf_zarr import convention
from hdmf_zarr.chunking import Chunking
from hdmf_zarr.errors import StorageError
from hdmf_zarr.grid import Point, Region, all_chunks, counts, cut, overlap, touched
from hdmf_zarr.reading.lazy import LazyArray, fill_scalar
from hdmf_zarr.writing.datasets import ArrayPlan, EncodedCopy
from hdmf_zarr.writing.hdf5_chunks import Hdf5Chunks
from hdmf_zarr.writing.values import as_array, to_stored
from hdmf_zarr.writing.writer import ChunkWriter

__all__ = ["IterativeWrite", "write_array"]

type Array = np.ndarray[Any, Any]

_PART_BYTES = 16 * 2**20
_OBJECTS_AT_ONCE = 64


def write_array(plan: ArrayPlan, writer: ChunkWriter) -> None:
    """Write the chunks of an array that is in memory, in a lazy array, or in another Zarr file.

    Parameters
    ----------
    plan
        The array; its metadata document is not written here.
    writer
        Takes the chunks.
    """
    if plan.data is None:
        return
    chunking = plan.chunking
    if isinstance(plan.data, EncodedCopy):
        _copy_encoded(plan.data.array, chunking, writer)
    elif isinstance(plan.data, Hdf5Chunks):
        _copy_hdf5(plan.data, chunking, writer)
    elif isinstance(plan.data, np.ndarray):
        _write_region(plan, chunking, writer, plan.data, (0,) * plan.data.ndim)
    else:
        _copy_lazy(plan, chunking, writer)
    writer.finish(chunking)


class IterativeWrite:
    """Writes an array from an iterator of chunks, one step at a time.

    Parts of chunks are kept until the chunk is complete or the iterator is exhausted. One that an iterator returns to
    after that is read back, so that parts may come in any order, and more than once.

    Parameters
    ----------
    plan
        The array; the shape in its document is filled in at the end.
    writer
        Takes the chunks.
    """

    def __init__(self, plan: ArrayPlan, writer: ChunkWriter) -> None:
        self._plan = plan
        self._chunking = plan.chunking
        self._writer = writer
        self._iterator: AbstractDataChunkIterator = plan.data
        self._bounds = [0] * len(plan.document["shape"])
        self._parts: dict[Point, tuple[Array, int]] = {}
        self._stored: set[Point] = set()

    def step(self) -> bool:
        """Take one chunk from the iterator; tell whether there was one."""
        try:
            chunk = next(self._iterator)
        except StopIteration:
            self._finish()
            return False
        if chunk.data is None:
            return True
        where = f"/{self._plan.path}"
        region = _region(chunk.selection, np.shape(chunk.data), self._extents(), where)
        values, _ = to_stored(
            as_array(np.asarray(chunk.data), self._plan.element, where, _no_reference), self._plan.element
        )
        values = values.reshape(tuple(part.stop - part.start for part in region))
        for axis, part in enumerate(region):
            self._bounds[axis] = max(self._bounds[axis], part.stop)
        self._scatter(values, region)
        return True

    def _extents(self) -> list[int | None]:
        """Return how long each axis is, as far as the iterator or what it has given tells."""
        known = zip(self._bounds, self._iterator.maxshape, strict=True)
        return [bound or None if length is None else length for bound, length in known]

    def _scatter(self, values: Array, region: Region) -> None:
        grid = self._chunking.chunk_shape
        for at in touched(region, grid):
            where, inside = overlap(region, at, grid)
            part = values[where]
            if part.shape == grid:
                self._parts.pop(at, None)
                self._store(at, part.copy(), part.size)  # the iterator may use its buffer again
                continue
            chunk, filled = self._parts.get(at) or self._begun(at)
            chunk[inside] = part
            filled += part.size
            if filled < math.prod(grid):
                self._parts[at] = (chunk, filled)
            else:
                self._parts.pop(at, None)
                self._store(at, chunk, chunk.size)

    def _begun(self, at: Point) -> tuple[Array, int]:
        """Return a chunk of which no part is kept, as it is stored or else blank, and how much of it is filled."""
        if at in self._stored:
            return self._writer.read(self._chunking, at), 0
        return _blank(self._plan, self._chunking), 0

    def _store(self, at: Point, chunk: Array, filled: int) -> None:
        self._stored.add(at)
        self._writer.write(self._chunking, at, chunk, filled * chunk.itemsize)

    def _finish(self) -> None:
        shape = [max(bound, extent or 0) for bound, extent in zip(self._bounds, self._extents(), strict=True)]
        self._plan.document["shape"] = shape
        for at, (chunk, filled) in self._parts.items():
            self._store(at, chunk, filled)
        self._parts.clear()
        self._writer.finish(self._chunking)
        if len(self._stored) == math.prod(counts(shape, self._chunking.chunk_shape)):  # no gaps
            members = self._plan.document.get(convention.EXTENSION, {})
            self._plan.document |= convention.extension({**members, **convention.completeness(shape)})


def _no_reference(target: Any) -> str:
    raise StorageError(str(target.name), "a reference from an iterator", "give references as a list")


def _region(selection: Any, shape: tuple[int, ...], extents: list[int | None], where: str) -> Region:
    """Return the selection of a `DataChunk` as slices from start to stop, which must be as long as its values.

    Parameters
    ----------
    selection
        Integers and slices, one for each axis from the first on.
    shape
        Of the values.
    extents
        Length of each axis, ``None`` where it isn't known yet; what a slice without stop selects.
    where
        The dataset, for messages.
    """
    keys = selection if isinstance(selection, tuple) else (selection,)
    keys = (*keys, *(slice(None),) * (len(extents) - len(keys)))
    if not all(isinstance(key, slice | int | np.integer) for key in keys):
        raise StorageError(where, f"a part for {selection} from an iterator", "select by integers and slices")
    lengths = list(shape)
    if len(lengths) < len(extents):
        for axis, key in enumerate(keys):
            if not isinstance(key, slice):  # values at one index need no axis
                lengths.insert(axis, 1)
    region = tuple(map(_span, keys, extents, lengths))
    if [part.stop - part.start for part in region] != lengths or any(part.step not in {None, 1} for part in region):
        raise StorageError(
            where,
            f"values of shape {shape} from an iterator for {selection} of a dataset of shape {tuple(extents)}",
            "give values as long as what they are for; ragged data need a VectorIndex",
        )
    return region


def _span(key: Any, extent: int | None, length: int) -> slice:
    """Return what an index selects along an axis; all of it if it is as long as the values and not known otherwise."""
    if not isinstance(key, slice):
        return slice(int(key), int(key) + 1)
    start = key.start or 0
    stop = key.stop if key.stop is not None else extent
    return slice(start, start + length if stop is None else stop, key.step)


def _blank(plan: ArrayPlan, chunking: Chunking) -> Array:
    return np.full(chunking.chunk_shape, fill_scalar(plan.document["fill_value"], plan.stored), plan.stored)


def _write_region(
    plan: ArrayPlan, chunking: Chunking, writer: ChunkWriter, values: Array, offset: tuple[int, ...]
) -> None:
    """Write values that begin at ``offset``, a multiple of the chunk shape, and end at one or at the array's end."""
    region = tuple(slice(start, start + length) for start, length in zip(offset, values.shape, strict=True))
    if not all(values.shape):
        return
    for at in touched(region, chunking.chunk_shape):
        where, inside = overlap(region, at, chunking.chunk_shape)
        chunk = part = values[where]
        if part.shape != chunking.chunk_shape:
            chunk = _blank(plan, chunking)
            chunk[inside] = part
        writer.write(chunking, at, chunk, part.nbytes)


def _copy_lazy(plan: ArrayPlan, chunking: Chunking, writer: ChunkWriter) -> None:
    """Copy from a lazy array a part of whole chunks at a time: rows, or if these are large, single chunks."""
    data, shape, grid = plan.data, tuple(plan.document["shape"]), chunking.chunk_shape
    if not all(shape):
        return
    row_bytes = math.prod(shape[1:]) * plan.stored.itemsize
    if grid[0] * row_bytes <= _PART_BYTES:
        rows = max(1, _PART_BYTES // max(1, row_bytes) // grid[0]) * grid[0]
        parts = (rows, *shape[1:])
    else:
        parts = grid
    for at in all_chunks(shape, parts):
        region = cut(at, parts, shape)
        values = np.asarray(data[region], dtype=plan.stored)
        _write_region(plan, chunking, writer, values, tuple(part.start for part in region))


def _copy_hdf5(source: Hdf5Chunks, chunking: Chunking, writer: ChunkWriter) -> None:
    """Copy the chunks of an HDF5 dataset; those that were never written stay so."""
    chain = chunking.chain
    assert chain is not None  # hdf5_chunks asks for one
    held = math.prod(chunking.chunk_shape) * chunking.stored.itemsize
    for at, data, is_encoded in source.stored():

        def encode(data: bytes = data, is_encoded: bool = is_encoded) -> bytes:
            return chain.finish(source.convert(data), done=1) if is_encoded else chain.finish(data)

        writer.write_encoded(chunking, at, encode, held + len(data), _length(at, chunking.chunk_shape, source.dataset))


def _length(at: Point, chunk: tuple[int, ...], data: Any) -> int:
    """Return how many bytes of an array lie in a chunk."""
    elements = math.prod(part.stop - part.start for part in cut(at, chunk, data.shape))
    return int(elements * data.dtype.itemsize)


def _copy_encoded(array: LazyArray, chunking: Chunking, writer: ChunkWriter) -> None:
    """Copy objects as they are stored; those that were never written stay so."""
    size = max(1, math.prod(chunking.object_shape) * max(1, chunking.stored.itemsize))
    at_once = max(1, min(_OBJECTS_AT_ONCE, _PART_BYTES // size))
    for batch in batched(all_chunks(array.shape, chunking.object_shape), at_once):
        keys = {array.chunk_key(at): chunking.key(at) for at in batch}
        for at, (key, data) in zip(batch, array.place.read_many(keys).items(), strict=True):
            if data is not None:
                writer.copy(keys[key], data, _length(at, chunking.object_shape, array))
