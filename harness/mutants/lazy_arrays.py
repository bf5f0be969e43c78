"""Lazy arrays in the place of a backend's own, which mutants let lie."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from hdmf.build import DatasetBuilder
from hdmf.build.builders import Builder
from hdmf.query import HDMFDataset

from harness.mutants.changes import Changes
from harness.mutants.fault import Fault


class Lazy(HDMFDataset):
    """A lazy array that gives what another one gives; by itself, the control of those that do not.

    Parameters
    ----------
    dataset
        The backend's own.
    """

    #: The IO that it was read by.
    io: Any = None

    def __getitem__(self, key: Any) -> Any:
        return self.dataset[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.dataset[key] = value

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dataset, name)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self[()], dtype=dtype, copy=copy)

    def __eq__(self, other: object) -> Any:
        return self.dataset == (other.dataset if isinstance(other, Lazy) else other)

    __hash__ = None  # type: ignore[assignment]

    def append(self, arg: Any) -> None:
        """Let the array grow by one, as the backend's own does."""
        if hasattr(self.dataset, "append"):
            self.dataset.append(arg)
        else:  # as HDMF does with an array of h5py
            self.dataset.resize((len(self) + 1, *self.dataset.shape[1:]))
            self.dataset[-1] = arg


class ReadsLazily(Fault):
    """Reads arrays of numbers as another kind of lazy array."""

    lazy: ClassVar[type[Lazy]] = Lazy

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Wrap the array."""
        if isinstance(builder, DatasetBuilder) and is_lazy(builder.data):
            wrapped = self.lazy(builder.data)
            wrapped.io = self
            changes.put(builder, "data", wrapped)


ReadsLazily.control = ReadsLazily


def is_lazy(held: Any) -> bool:
    """Tell whether this is a lazy array of numbers, of which a backend makes no class of HDMF's."""
    if isinstance(held, HDMFDataset | np.ndarray | np.generic) or not getattr(held, "shape", ()):
        return False
    return isinstance(held.dtype, np.dtype) and held.dtype.kind in "biuf"
