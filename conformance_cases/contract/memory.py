"""A backend that keeps what it is given in memory: to any backend under test, another one."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, ObjectMapper
from hdmf.query import HDMFDataset

from conformance_cases.contract.exporting import require_moderation


class MemoryIO(HDMFIO):
    """Holds one builder tree.

    Parameters
    ----------
    path
        What it is known by; there is nothing at it.
    manager
        The `BuildManager`.
    tree
        What it holds, until something is written.
    """

    def __init__(self, path: str, manager: BuildManager, tree: GroupBuilder | None = None) -> None:
        self._tree = tree
        super().__init__(manager=manager, source=path)

    def read_builder(self) -> GroupBuilder:
        """Return the tree."""
        assert self._tree is not None
        return self._tree

    def write_builder(self, builder: GroupBuilder, **_options: Any) -> None:
        """Keep a tree."""
        self._tree = builder

    def open(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    @staticmethod
    def can_read(path: str) -> bool:  # noqa: ARG004 - the name is HDMF's
        """Tell that there is nothing at any path."""
        return False

    @classmethod
    def load_namespaces(cls, namespace_catalog: Any, path: Any = None, namespaces: Any = None) -> dict[str, Any]:  # noqa: ARG003
        """Load nothing: no specifications are kept."""
        return {}

    def load_namespaces_io(self, namespace_catalog: Any, namespaces: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Load nothing: no specifications are kept."""
        return {}


#: After how many single elements it is looked at what became of them.
_PART = 1 << 16


class Countdown(HDMFDataset):
    """A lazy array of the numbers from ``length - 1`` down to 0, which are made when they are asked for.

    Parameters
    ----------
    length
        How many they are.
    """

    dtype = np.dtype("float64")
    ndim = 1

    def __init__(self, length: int) -> None:
        self.shape = (length,)
        self._given = 0

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[np.float64]:
        return (self[index] for index in range(len(self)))

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.array(self[:], dtype=dtype, copy=copy)

    def __getitem__(self, index: Any) -> Any:
        key = index[0] if isinstance(index, tuple) and index else slice(None) if index in ((), ...) else index
        part: Any = range(len(self) - 1, -1, -1)[key]
        if isinstance(part, range):
            return np.arange(part.start, part.stop, part.step, dtype="float64")
        self._given += 1
        if self._given % _PART == 0 and tracemalloc.is_tracing():
            # who keeps each number as an object is not let go on until gigabytes are taken
            require_moderation(tracemalloc.get_traced_memory()[0], len(self) >> 17)
        return np.float64(part)


ObjectMapper.no_convert(Countdown)  # as each backend says of its lazy arrays, lest HDMF take them for single values
