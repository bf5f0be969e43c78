"""Every chunk of an array: whether it is there, and can be decoded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from zarr.errors import BaseZarrError

from hdmf_zarr.chunking import Chunking, zarr_array
from hdmf_zarr.convention import is_complete
from hdmf_zarr.grid import Point, all_chunks, counts, cut
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.stores import METADATA_KEY, Place
from hdmf_zarr.stores.listing import keys_below
from hdmf_zarr.upkeep.problem import Problem

__all__ = ["chunk_problems"]

type Json = Any

_NAMED = 5  # missing chunks that are named


def chunk_problems(place: Place, array: LazyArray) -> Iterator[Problem]:
    """Yield what is wrong with the chunks of an array; one stored object is in memory at a time.

    Parameters
    ----------
    place
        Where the file lies.
    array
        One whose metadata are sound.
    """
    chunking = Chunking(array.path, array.document, array.stored)
    grid = counts(array.shape, chunking.object_shape)
    present: set[Point] = set()
    for key in keys_below(place, array.path):
        if key == f"{array.path}/{METADATA_KEY}" or key.endswith(".partial"):
            continue
        at = _place_of(key, chunking, grid)
        if at is None:
            yield Problem("leftover", array.name, f"{key} is no chunk of this array of shape {array.shape}")
            continue
        present.add(at)
        problem = _decode_problem(place, chunking, array, key, at)
        if problem is not None:
            yield Problem("chunk", array.name, f"chunk {key} is damaged: {problem}")
    missing = math.prod(grid) - len(present)
    if missing and is_complete(array.document) and array.shape:
        absent = (chunking.key(at) for at in all_chunks(array.shape, chunking.object_shape) if at not in present)
        names = ", ".join(islice(absent, _NAMED)) + ("" if missing <= _NAMED else ", …")
        yield Problem("chunk", array.name, f"{missing} of {math.prod(grid)} chunks are missing: {names}")


def _place_of(key: str, chunking: Chunking, grid: Point) -> Point | None:
    """Return the place in the grid of the chunk with a key, ``None`` if it is none of this array's."""
    digits = key.removeprefix(f"{chunking.path}/").removeprefix("c").replace(".", "/").strip("/")
    parts = digits.split("/") if digits and grid else []
    if not all(part.isdecimal() for part in parts) or len(parts) != len(grid):
        return None
    at = tuple(map(int, parts))
    inside = all(index < count for index, count in zip(at, grid, strict=True))
    return at if inside and chunking.key(at) == key else None


def _decode_problem(place: Place, chunking: Chunking, array: LazyArray, key: str, at: Point) -> str | None:
    """Tell why a stored object can't be decoded, ``None`` if it can."""
    try:
        if chunking.chain is None:
            zarr_array(place.store, array.path, array.document)[cut(at, chunking.object_shape, array.shape)]
            return None
        data = place.read(key)
        if data is None:
            return None  # removed meanwhile
        pieces = [data] if chunking.shards is None else chunking.shards.unpack(data).values()
        for piece in pieces:
            chunking.chain.decode(piece, chunking.chunk_shape)
    except (ValueError, RuntimeError, OSError, BaseZarrError, MemoryError) as error:
        return str(error) or type(error).__name__
    return None
