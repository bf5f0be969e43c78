"""Write plan -> store: each metadata document once, many at a time; the root last."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any

from hdmf_zarr.data_io import is_iterative
from hdmf_zarr.reading.catalog import consolidated, document_bytes
from hdmf_zarr.stores import METADATA_KEY, Place
from hdmf_zarr.writing.chunks import IterativeWrite, write_array
from hdmf_zarr.writing.datasets import ArrayPlan
from hdmf_zarr.writing.plan import WritePlan

__all__ = ["commit"]

type Json = Any


def commit(
    plan: WritePlan,
    place: Place,
    documents: dict[str, dict[str, Json]],
    *,
    consolidate: bool = True,
    exhaust_one_by_one: bool = True,
    executor: Executor | None = None,
) -> None:
    """Write a plan.

    Data go first, then the metadata of arrays and groups, and the root's document last: until then, a reader sees
    what was there before, or that nothing is there yet.

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
        Runs the encoding of large arrays.
    """
    iterative = [array for array in plan.arrays.values() if is_iterative(array.data)]
    for array in plan.arrays.values():
        if not is_iterative(array.data):
            write_array(array, place, executor)
    _exhaust(iterative, place, one_by_one=exhaust_one_by_one)
    changed = {path: array.document for path, array in plan.arrays.items()}
    changed |= plan.documents
    changed |= plan.groups
    documents |= changed
    below_root = {f"{path}/{METADATA_KEY}": document_bytes(document) for path, document in changed.items() if path}
    place.write_many(below_root)
    write_root(place, documents, consolidate=consolidate)


def write_root(place: Place, documents: dict[str, dict[str, Json]], *, consolidate: bool) -> None:
    """Write the root's document, with a copy of all others if the store can have one."""
    with_copy = consolidate and place.store.supports_consolidated_metadata
    root = consolidated(documents) if with_copy else documents[""]
    place.write(METADATA_KEY, document_bytes(root))
    place.changed = False


def _exhaust(arrays: Iterable[ArrayPlan], place: Place, *, one_by_one: bool) -> None:
    writes = [IterativeWrite(array, place) for array in arrays]
    if one_by_one:
        for write in writes:
            while write.step():
                pass
        return
    while writes:
        writes = [write for write in writes if write.step()]
