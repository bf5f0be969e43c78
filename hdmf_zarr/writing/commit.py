"""Write plan -> store: each metadata document once, many at a time; the root last."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any

from hdmf_zarr.data_io import is_iterative
from hdmf_zarr.reading.catalog import consolidated_bytes, document_bytes
from hdmf_zarr.reading.copies import worth_copying
from hdmf_zarr.stores import METADATA_KEY, Place
from hdmf_zarr.writing.chunks import IterativeWrite, write_array
from hdmf_zarr.writing.datasets import ArrayPlan
from hdmf_zarr.writing.plan import WritePlan
from hdmf_zarr.writing.progress import Progress, progress_of
from hdmf_zarr.writing.writer import ChunkWriter

__all__ = ["commit"]

type Json = Any

_MOST_CHUNKS = 2**31  # along an axis; Icechunk counts them with 32 bits


def commit(
    plan: WritePlan,
    place: Place,
    documents: dict[str, dict[str, Json]],
    *,
    consolidate: bool = True,
    exhaust_one_by_one: bool = True,
    executor: Executor | None = None,
    progress: Progress = None,
) -> None:
    """Write a plan.

    Data go first, then the metadata of arrays and groups, and the root's document last: until then, a reader sees
    what was there before, or that nothing is there yet. Stores that take chunks only of arrays that they know get the
    metadata of arrays twice.

    Parameters
    ----------
    plan
        What to write.
    place
        Where to.
    documents
        Path -> metadata document of what is there already; the plan's are added.
    consolidate
        Keep a copy of all documents in the root's.
    exhaust_one_by_one
        Exhaust iterators one after another; else in turns, a chunk of each at a time.
    executor
        Runs the encoding of chunks; threads by default.
    progress
        Shows how far it has come (see `hdmf_zarr.writing.progress`).
    """
    if place.documents_first:
        place.write_many(_by_key({path: document_bytes(_open_ended(array)) for path, array in plan.arrays.items()}))
    known = {path: array.document for path, array in plan.arrays.items() if not is_iterative(array.data)}
    with (
        progress_of(progress, _size(plan.arrays.values())) as advance,
        ChunkWriter(place, executor, advance, keep=worth_copying(known)) as writer,
    ):
        for array in plan.arrays.values():
            if not is_iterative(array.data):
                write_array(array, writer)
        iterative = [array for array in plan.arrays.values() if is_iterative(array.data)]
        _exhaust(iterative, writer, one_by_one=exhaust_one_by_one)
    changed = {path: array.document for path, array in plan.arrays.items()}
    changed |= plan.documents
    changed |= plan.groups
    documents |= changed
    encoded = {path: document_bytes(document) for path, document in changed.items() if path}
    place.write_many(_by_key(encoded))
    write_root(place, documents, consolidate=consolidate, known=writer.kept, encoded=encoded)


def _by_key(encoded: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return documents by the keys under which they are stored, not by paths."""
    return {f"{path}/{METADATA_KEY}": document for path, document in encoded.items()}


def _open_ended(array: ArrayPlan) -> dict[str, Json]:
    """Return the document of an array before it is written: as long as can be, where an iterator will say how long."""
    if not is_iterative(array.data):
        return array.document
    chunks = array.document["chunk_grid"]["configuration"]["chunk_shape"]
    shape = [_MOST_CHUNKS * step if end is None else end for end, step in zip(array.data.maxshape, chunks, strict=True)]
    return {**array.document, "shape": shape}


def write_root(
    place: Place,
    documents: dict[str, dict[str, Json]],
    *,
    consolidate: bool,
    known: Mapping[str, bytes] | None = None,
    encoded: Mapping[str, bytes] | None = None,
) -> None:
    """Write the root's document, with a copy of all others and of some small arrays if the store can have one.

    Parameters
    ----------
    place
        Where to.
    documents
        Path -> document, the root under ``""``.
    consolidate
        Whether to keep copies.
    known
        Key -> what has just been stored under it, of the objects that are copied; others are read.
    encoded
        Path -> stored form of the documents that have just been stored.
    """
    if consolidate and place.store.supports_consolidated_metadata:
        keys = worth_copying(documents)
        objects: dict[str, bytes | None] = dict(known or {})
        objects |= place.read_many(keys.keys() - objects.keys())
        copies = {path: data for key, path in keys.items() if (data := objects[key]) is not None}
        root = consolidated_bytes(documents, copies, encoded)
    else:
        root = document_bytes(documents[""])
    place.write(METADATA_KEY, root)
    place.changed = False


def _size(arrays: Iterable[ArrayPlan]) -> int | None:
    """Return how many bytes arrays have before encoding, ``None`` if one does not say how long it is."""
    total = 0
    for array in arrays:
        if array.data is None:
            continue
        if is_iterative(array.data) and None in array.data.maxshape:
            return None
        total += math.prod(array.document["shape"]) * array.stored.itemsize
    return total


def _exhaust(arrays: Iterable[ArrayPlan], writer: ChunkWriter, *, one_by_one: bool) -> None:
    writes = [IterativeWrite(array, writer) for array in arrays]
    if one_by_one:
        for write in writes:
            while write.step():
                pass
        return
    while writes:
        writes = [write for write in writes if write.step()]
