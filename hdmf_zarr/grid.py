"""Arithmetic of regular grids of chunks: what a region touches, and where the two meet (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["Point", "Region", "all_chunks", "counts", "cut", "overlap", "touched"]

type Region = tuple[slice, ...]
type Point = tuple[int, ...]


def counts(shape: Sequence[int], chunk: Sequence[int]) -> Point:
    """Return how many chunks it takes along each axis to cover ``shape``."""
    return tuple(-(-length // step) for length, step in zip(shape, chunk, strict=True))


def all_chunks(shape: Sequence[int], chunk: Sequence[int]) -> Iterator[Point]:
    """Yield the place in the grid of each chunk of an array, the last axis fastest."""
    yield from np.ndindex(*counts(shape, chunk))


def touched(region: Region, chunk: Sequence[int]) -> Iterator[Point]:
    """Yield the place in the grid of each chunk that a region touches, the last axis fastest."""
    first = [part.start // step for part, step in zip(region, chunk, strict=True)]
    number = [-(-part.stop // step) - start for part, step, start in zip(region, chunk, first, strict=True)]
    for offset in np.ndindex(*number):
        yield tuple(start + step for start, step in zip(first, offset, strict=True))


def overlap(region: Region, at: Point, chunk: Sequence[int]) -> tuple[Region, Region]:
    """Return where a region and a chunk meet: in the region's own coordinates, and in the chunk's."""
    in_region, in_chunk = [], []
    for part, index, step in zip(region, at, chunk, strict=True):
        start, stop = max(part.start, index * step), min(part.stop, (index + 1) * step)
        in_region.append(slice(start - part.start, stop - part.start))
        in_chunk.append(slice(start - index * step, stop - index * step))
    return tuple(in_region), tuple(in_chunk)


def cut(at: Point, chunk: Sequence[int], shape: Sequence[int]) -> Region:
    """Return the part of an array that a chunk covers, ending where the array does."""
    return tuple(
        slice(index * step, min((index + 1) * step, length))
        for index, step, length in zip(at, chunk, shape, strict=True)
    )
