"""Mutants whose lazy arrays do not give what is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes
from harness.mutants.documents import only
from harness.mutants.fault import Fault
from harness.mutants.lazy_arrays import Lazy, ReadsLazily, is_lazy
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import grown
from harness.mutants.ways.looking import indexed
from harness.mutants.ways.opening import closed


def _numbers() -> Any:
    return only(np.arange(10, 15))


@mutant("D08", _numbers, indexed)
class ArraysLoaded(Fault):
    """Reads arrays at once, and not when they are asked for."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Read."""
        if isinstance(builder, DatasetBuilder) and is_lazy(builder.data):
            changes.put(builder, "data", np.asarray(builder.data[()]))


class _NegativeIndex(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[0 if isinstance(key, int) and key < 0 else key]


@mutant("D91", _numbers, indexed)
class NegativeIndicesClipped(ReadsLazily):
    """Gives the first element for an index that counts from the end."""

    lazy = _NegativeIndex


class _NoStep(Lazy):
    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and (key.step or 1) > 1:
            start, stop, step = key.indices(len(self))
            return self.dataset[start : start + len(range(start, stop, step))]
        return self.dataset[key]


@mutant("D91", _numbers, indexed)
class StepsIgnored(ReadsLazily):
    """Gives neighbouring elements for a slice with a step."""

    lazy = _NoStep


class _Forwards(Lazy):
    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and (key.step or 1) < 0:
            places = sorted(range(*key.indices(len(self))))
            return self.dataset[places[0] : places[-1] + 1 : -key.step] if places else self.dataset[:0]
        return self.dataset[key]


@mutant("D95", _numbers, indexed)
class BackwardSlicesForward(ReadsLazily):
    """Gives elements from the first to the last for a slice with a negative step."""

    lazy = _Forwards


class _Inverted(Lazy):
    def __getitem__(self, key: Any) -> Any:
        if _is_mask(key):
            return np.asarray(self.dataset[()])[~np.asarray(key)]
        return self.dataset[key]


@mutant("D94", _numbers, indexed)
class MasksInverted(ReadsLazily):
    """Gives the elements that a mask leaves out."""

    lazy = _Inverted


class _Indices(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self.dataset[()])[np.asarray(key).astype(int) if _is_mask(key) else key]


@mutant("D94", _numbers, indexed)
class MasksAreIndices(ReadsLazily):
    """Takes the elements of a mask for the indices 0 and 1."""

    lazy = _Indices


class _Span(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[key[0] : key[-1] + 1] if _is_indices(key) else self.dataset[key]


@mutant("D92", _numbers, indexed)
class ListsAreSpans(ReadsLazily):
    """Gives all elements from the first to the last of a list of indices."""

    lazy = _Span


class _Sorted(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[sorted(set(key))] if _is_indices(key) else self.dataset[key]


@mutant("D93", _numbers, indexed)
class ListsSorted(ReadsLazily):
    """Gives the elements of an unordered list of indices in order, and each once."""

    lazy = _Sorted


class _Clipped(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[min(key, len(self) - 1) if isinstance(key, int) else key]


@mutant("D96", _numbers, indexed)
class IndicesClipped(ReadsLazily):
    """Gives the last element for an index beyond it."""

    lazy = _Clipped


class _Hushed(Lazy):
    def __getitem__(self, key: Any) -> Any:
        try:
            return self.dataset[key]
        except Exception:  # noqa: BLE001 - this is the fault
            return np.zeros(self.dataset.shape, self.dataset.dtype)


@mutant("I14", _numbers, indexed, also=("I13", "I15", "I17", "M21", "D96"))
class ErrorsAreZeros(ReadsLazily):
    """Gives zeros where data cannot be read."""

    lazy = _Hushed


class _Longer(Lazy):
    def __len__(self) -> int:
        return len(self.dataset) + 1


@mutant("D90", _numbers, indexed)
class LengthsWrong(ReadsLazily):
    """Says that an array is longer by one than it is."""

    lazy = _Longer


class _Plain(Lazy):
    def __getitem__(self, key: Any) -> Any:
        got = self.dataset[key]
        return got.item() if isinstance(got, np.generic) else got


@mutant("D98", _numbers, indexed)
class ElementsArePythonNumbers(ReadsLazily):
    """Gives Python's numbers for single elements."""

    lazy = _Plain


class _Liar(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[key] if self.io.is_open() else np.zeros(self.known, int)[key]

    @property
    def known(self) -> Any:
        """The shape that it had when it could be read."""
        return self.__dict__.setdefault("shape_before", self.dataset.shape)


@mutant("A21", _numbers, closed)
class LiesAfterClosing(ReadsLazily):
    """Gives zeros when the file is closed."""

    lazy = _Liar

    def close(self, *arguments: Any, **options: Any) -> None:
        """Let the arrays note their shapes, and close."""
        tree = self.__dict__.get("changed_tree")
        for builder in tree.datasets.values() if tree is not None and self.is_open() else ():
            if isinstance(builder.data, _Liar):
                builder.data.known  # noqa: B018 - it takes note
        super().close(*arguments, **options)


class _Shorter(Lazy):
    def __iter__(self) -> Any:
        return iter(np.asarray(self.dataset[()])[:-1])


@mutant("D97", _numbers, indexed)
class IterationEndsEarly(ReadsLazily):
    """Leaves out the last element when an array is iterated over."""

    lazy = _Shorter


class _Deaf(Lazy):
    def __setitem__(self, key: Any, value: Any) -> None:
        """Do nothing, as if it had."""


@mutant("D100", _numbers, indexed)
class WritingInVain(ReadsLazily):
    """Does nothing when elements of a lazy array are set."""

    lazy = _Deaf


class _Fixed(Lazy):
    def append(self, arg: Any) -> None:
        """Do nothing, as if it had."""


@mutant("D129", _numbers, grown)
class AppendedRowsLost(ReadsLazily):
    """Does nothing when a row is appended to a lazy array."""

    lazy = _Fixed


class _Twice(Lazy):
    def append(self, arg: Any) -> None:
        """Append it, and once more."""
        super().append(arg)
        super().append(arg)


@mutant("D63", _numbers, grown)
class AppendedRowsTwice(ReadsLazily):
    """Appends each row twice."""

    lazy = _Twice


def _is_mask(key: Any) -> bool:
    return isinstance(key, list | np.ndarray) and len(key) > 0 and np.asarray(key).dtype == bool


def _is_indices(key: Any) -> bool:
    return (
        isinstance(key, list | np.ndarray) and len(key) > 0 and np.asarray(key).dtype.kind == "i" and np.ndim(key) == 1
    )
