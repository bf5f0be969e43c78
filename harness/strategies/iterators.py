"""Iterators over the chunks of datasets, and what the dataset is when they are at their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from hdmf.data_utils import AbstractDataChunkIterator, DataChunk, DataChunkIterator, GenericDataChunkIterator
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.strategies._arguments import require_strategy, require_subset
from harness.strategies.arrays import numeric_arrays, shapes

type Array = np.ndarray[Any, Any]
type Selection = tuple[slice, ...]

#: What iterates: over an array in memory, over rows that are made one by one, over blocks in their order, and over
#: some of the blocks in any order, of a dataset that is as long as it turns out to be.
ITERATORS = ("array", "generator", "blocks", "gaps")


@dataclass(frozen=True, slots=True)
class Iterated:
    """Data that come from an iterator.

    Attributes
    ----------
    kind
        One of `ITERATORS`.
    array
        What the dataset must hold in the end; where nothing was written, zeros.
    settings
        How it is cut.
    iterator
        Makes the iterator, which can be run through but once.
    """

    kind: str
    array: Array
    settings: Any
    iterator: Callable[[], AbstractDataChunkIterator] = field(repr=False)


def chunk_iterators(
    arrays: SearchStrategy[Array] | None = None, kinds: Sequence[str] = ITERATORS
) -> SearchStrategy[Iterated]:
    """Draw iterators with buffers of any shape, also where they do not divide the array, and with gaps between them.

    Parameters
    ----------
    arrays
        A strategy for what they iterate over, of one or more dimensions and at least one element; numbers of any
        dtype if not given.
    kinds
        One or more of `ITERATORS`.

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    arrays = numeric_arrays(shapes=shapes(max_dims=3, max_side=5, empty=False)) if arrays is None else arrays
    require_strategy("arrays", arrays)
    require_subset("kinds", kinds, ITERATORS)
    return st.tuples(st.sampled_from(kinds), arrays).flatmap(lambda drawn: _DRAWN[drawn[0]](drawn[1]))


class Blocks(GenericDataChunkIterator):
    """Iterates over an array in blocks.

    Parameters
    ----------
    array
        The array.
    shapes
        Of buffers and of chunks.
    """

    def __init__(self, array: Array, **shapes: Any) -> None:
        self._array = array
        super().__init__(**shapes)

    def _get_data(self, selection: Selection) -> Array:
        block: Array = self._array[selection]
        return block

    def _get_maxshape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = self._array.shape
        return shape

    def _get_dtype(self) -> np.dtype[Any]:
        dtype: np.dtype[Any] = self._array.dtype
        return dtype


class Pieces(AbstractDataChunkIterator):
    """Iterates over some blocks of an array, as one whose first dimension is of unknown length.

    Parameters
    ----------
    array
        The array.
    selections
        The blocks, in their order.
    chunks
        The shape of chunks that it recommends.
    """

    def __init__(self, array: Array, selections: Sequence[Selection], chunks: tuple[int, ...]) -> None:
        self._array = array
        self._selections: Iterator[Selection] = iter(selections)
        self._chunks = chunks

    def __iter__(self) -> Pieces:
        return self

    def __next__(self) -> DataChunk:
        selection = next(self._selections)
        return DataChunk(self._array[selection], selection)

    def recommended_chunk_shape(self) -> tuple[int, ...]:
        """Return the shape of chunks."""
        return self._chunks

    def recommended_data_shape(self) -> tuple[int, ...]:
        """Return the least that there will be."""
        return (1, *self._array.shape[1:])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the array."""
        dtype: np.dtype[Any] = self._array.dtype
        return dtype

    @property
    def maxshape(self) -> tuple[int | None, ...]:
        """The shape of the array, but for its length."""
        return (None, *self._array.shape[1:])


@st.composite
def _over_an_array(draw: DrawFn, array: Array) -> Iterated:
    settings = {
        "buffer_size": draw(st.integers(1, array.shape[0] + 1)),
        "iter_axis": draw(st.integers(0, array.ndim - 1)),
    }
    return Iterated("array", array, settings, lambda: DataChunkIterator(array, **settings))


@st.composite
def _over_a_generator(draw: DrawFn, array: Array) -> Iterated:
    settings = {"buffer_size": draw(st.integers(1, len(array) + 1))}
    return Iterated("generator", array, settings, lambda: DataChunkIterator((row for row in array), **settings))


@st.composite
def _over_blocks(draw: DrawFn, array: Array) -> Iterated:
    chunks = draw(_parts(array.shape))
    # buffers of whole chunks, as it demands, be they longer than what is left
    buffers = tuple(
        min(draw(st.integers(1, 3)) * chunk, length) for chunk, length in zip(chunks, array.shape, strict=True)
    )
    settings = {"buffer_shape": buffers, "chunk_shape": chunks}
    return Iterated("blocks", array, settings, lambda: Blocks(array, **settings))


@st.composite
def _with_gaps(draw: DrawFn, array: Array) -> Iterated:
    shape, chunks = draw(_parts(array.shape)), draw(_parts(array.shape))
    axes = [
        [slice(start, min(start + step, length)) for start in range(0, length, step)]
        for length, step in zip(array.shape, shape, strict=True)
    ]
    grid = list(product(*axes))
    chosen = draw(st.lists(st.sampled_from(grid), min_size=1, unique_by=str))
    held = np.zeros((max(selection[0].stop for selection in chosen), *array.shape[1:]), dtype=array.dtype)
    for selection in chosen:
        held[selection] = array[selection]
    return Iterated("gaps", held, (chosen, chunks), lambda: Pieces(array, chosen, chunks))


def _parts(shape: Sequence[int]) -> SearchStrategy[tuple[int, ...]]:
    return st.tuples(*(st.integers(1, length) for length in shape))


_DRAWN: dict[str, Callable[[Array], SearchStrategy[Iterated]]] = {
    "array": _over_an_array,
    "generator": _over_a_generator,
    "blocks": _over_blocks,
    "gaps": _with_gaps,
}
