"""Mutants that run iterators, and storage settings, otherwise than they should."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.builders import Builder
from hdmf.data_utils import AbstractDataChunkIterator, DataChunk, DataChunkIterator, DataIO

from harness.mutants.changes import Changes, builders_in
from harness.mutants.documents import only
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import settings, side_by_side
from harness.mutants.ways.trips import refused


class Rerun(AbstractDataChunkIterator):
    """An iterator whose chunks are others than those of the one that it runs; by itself, the same ones.

    Parameters
    ----------
    inner
        What is run.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self._chunks = self.chunks(iter(inner))

    def chunks(self, inner: Iterator[DataChunk]) -> Iterator[DataChunk]:
        """Yield what becomes of the chunks of the inner one."""
        return inner

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> DataChunk:
        return next(self._chunks)

    def recommended_chunk_shape(self) -> Any:
        """As the inner one does."""
        return self.inner.recommended_chunk_shape()

    def recommended_data_shape(self) -> Any:
        """As the inner one does."""
        return self.inner.recommended_data_shape()

    @property
    def dtype(self) -> Any:
        """As of the inner one."""
        return self.inner.dtype

    @property
    def maxshape(self) -> Any:
        """As of the inner one."""
        return self.inner.maxshape


class RunsIterators(Fault):
    """Runs iterators otherwise; by itself, as they are: then it is the control of those that do not."""

    rerun: type[Rerun] = Rerun

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Put another iterator in the place of that of a dataset."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, AbstractDataChunkIterator):
            changes.put(builder, "data", self.rerun(builder.data))


RunsIterators.control = RunsIterators


def _in_pieces() -> Any:
    return only(DataChunkIterator(np.arange(5), buffer_size=2))


class _Shorter(Rerun):
    def chunks(self, inner: Iterator[DataChunk]) -> Iterator[DataChunk]:
        last = next(inner, None)
        for chunk in inner:
            yield last
            last = chunk


@mutant("D70", _in_pieces)
class LastBufferLost(RunsIterators):
    """Does not store the last buffer of an iterator."""

    rerun = _Shorter


class _Swapped(Rerun):
    def chunks(self, inner: Iterator[DataChunk]) -> Iterator[DataChunk]:
        chunks = list(inner)
        if len(chunks) > 1 and np.shape(chunks[0].data) == np.shape(chunks[1].data):
            first, second = chunks[:2]
            chunks[:2] = [DataChunk(second.data, first.selection), DataChunk(first.data, second.selection)]
        yield from chunks


@mutant("D74", _in_pieces)
class BuffersSwapped(RunsIterators):
    """Stores the first two buffers of an iterator each in the place of the other."""

    rerun = _Swapped


class _Rounded(Rerun):
    def chunks(self, inner: Iterator[DataChunk]) -> Iterator[DataChunk]:
        for chunk in inner:
            data = np.asarray(chunk.data)
            yield DataChunk(data // 2 * 2 if data.dtype.kind == "i" else chunk.data, chunk.selection)


@mutant("D71", _in_pieces)
class BuffersAltered(RunsIterators):
    """Stores even numbers alone of what iterators give."""

    rerun = _Rounded


def _failing() -> Any:
    def pieces() -> Iterator[int]:
        yield 1
        raise ValueError("there is no more")

    return only(DataChunkIterator(pieces(), buffer_size=1, dtype=np.dtype("int64"), maxshape=(None,)))


class _Silent(Rerun):
    def chunks(self, inner: Iterator[DataChunk]) -> Iterator[DataChunk]:
        with suppress(Exception):
            yield from inner


@mutant("D79", _failing, refused)
class IteratorErrorsIgnored(RunsIterators):
    """Takes an error of an iterator for its end."""

    rerun = _Silent


@mutant("D75", _in_pieces, side_by_side)
class IteratorsInTurnsLost(Fault):
    """Stores nothing of iterators that are to take turns."""

    def write_builder(self, builder: GroupBuilder, exhaust_dci: bool = True, **options: Any) -> None:
        """Leave their datasets out."""
        changes = Changes()
        for each in [] if exhaust_dci else list(builders_in(builder)):
            if isinstance(each, DatasetBuilder) and isinstance(each.data, AbstractDataChunkIterator):
                changes.drop_child(each.parent, each.name)
        super().write_builder(builder, exhaust_dci=exhaust_dci, **options)
        changes.take_back()


@mutant("D61", lambda: only(np.arange(3)), settings)
class SettingsIgnored(Fault):
    """Stores data without the settings that are asked for."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Unwrap them."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, DataIO) and builder.data.data is not None:
            changes.put(builder, "data", builder.data.data)
