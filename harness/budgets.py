"""What a file of n objects may cost, counted and not timed: how often its medium is asked for something.

Each budget is an inequality: ``count <= fixed + per_object * n``. Those of a seam hold for every backend above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder

from harness.backend import Backend
from harness.faults.seam import Seam
from harness.faults.watch import Counts

__all__ = ["ACTS", "BUDGETS", "Budget", "costs", "overruns"]

#: An object is a group with a dataset of this many numbers of eight bytes, an attribute, and a dataset of text.
LENGTH = 100


@dataclass(frozen=True, slots=True)
class Budget:
    """What one act may cost.

    Attributes
    ----------
    act
        A name in `ACTS`.
    quantity
        What is counted: ``opens``, ``reads``, ``misses``, ``writes``, ``deletes``, ``lists``, ``bytes_read`` or
        ``bytes_written``.
    fixed
        How often, whatever the file holds.
    per_object
        How often for each object beyond that.
    """

    act: str
    quantity: str
    fixed: float
    per_object: float = 0

    def limit(self, objects: int) -> float:
        """Return the most that it may be for a file of so many objects."""
        return self.fixed + self.per_object * objects


def _file(objects: int) -> GroupBuilder:
    groups = [
        GroupBuilder(
            f"object {number}",
            attributes={"number": number},
            datasets=[DatasetBuilder("numbers", np.arange(LENGTH)), DatasetBuilder("texts", ["one", "two"])],
        )
        for number in range(objects)
    ]
    return GroupBuilder("root", groups=groups)


def _write(backend: Backend, seam: Seam, medium: Any, counts: Counts, objects: int) -> None:
    with seam.open(backend, medium, "w", counts) as io:
        io.write_builder(_file(objects))


def _read(backend: Backend, seam: Seam, medium: Any, counts: Counts, _objects: int) -> None:
    with seam.open(backend, medium, "r", counts) as io:
        io.read_builder()


def _read_all(backend: Backend, seam: Seam, medium: Any, counts: Counts, _objects: int) -> None:
    with seam.open(backend, medium, "r", counts) as io:
        for group in io.read_builder().groups.values():
            assert len(group["numbers"].data[:]) == LENGTH
            assert len(group["texts"].data[:]) == 2


def _append(backend: Backend, seam: Seam, medium: Any, counts: Counts, _objects: int) -> None:
    with seam.open(backend, medium, "r+", counts) as io:
        root = io.read_builder()
        root.set_group(GroupBuilder("one more", datasets=[DatasetBuilder("numbers", np.arange(LENGTH))]))
        io.write_builder(root)


#: What is done to a file of n objects, by name; to a new one where it is written, else to one that was written before.
ACTS: Mapping[str, Callable[[Backend, Seam, Any, Counts, int], None]] = MappingProxyType(
    {"write": _write, "read the tree": _read, "read all data": _read_all, "append one object": _append}
)


def _budgets(act: str, **limits: float | tuple[float, float]) -> Iterator[Budget]:
    for quantity, limit in limits.items():
        yield Budget(act, quantity, *(limit if isinstance(limit, tuple) else (limit,)))


#: By the name of the seam. Bytes are what was counted, and a fifth.
BUDGETS: Mapping[str, tuple[Budget, ...]] = MappingProxyType(
    {
        # One object is three documents and two chunks. The root has a copy of all documents.
        "zarr": (
            *_budgets("write", opens=1, lists=1, reads=0, deletes=0, writes=(3, 5), bytes_written=(1000, 2650)),
            *_budgets("read the tree", opens=2, lists=0, reads=1, misses=0, writes=0, bytes_read=(1000, 1250)),
            *_budgets("read all data", opens=2, lists=0, reads=(1, 2), misses=0, writes=0, bytes_read=(1000, 1450)),
            # The root is read twice, and its copy is not relied upon: each document is read; new are two of them.
            *_budgets("append one object", opens=1, lists=2, reads=(3, 3), misses=0, deletes=0, writes=5),
        ),
        # One object is three headers, the tree of its group and the data of two datasets.
        "hdf5": (
            *_budgets("write", opens=1, reads=(5, 1), writes=(20, 12), bytes_written=(8000, 3200)),
            *_budgets("read the tree", opens=1, reads=(20, 9), writes=0, bytes_read=(8000, 3800)),
            *_budgets("read all data", opens=1, reads=(20, 12), writes=0, bytes_read=(8000, 4800)),
            *_budgets("append one object", opens=1, reads=(20, 9), writes=(20, 2.5)),
        ),
    }
)


def costs(backend: Backend, seam: Seam, act: str, objects: int) -> dict[str, int]:
    """Return what an act costs over a file of so many objects, by quantity."""
    medium = seam.new()
    if act != "write":
        _write(backend, seam, medium, Counts(), objects)
    counts = Counts()
    ACTS[act](backend, seam, medium, counts, objects)
    return {
        "opens": counts.opens,
        "reads": counts.gets.total(),
        "misses": counts.misses.total(),
        "writes": counts.sets.total(),
        "deletes": counts.deletes.total(),
        "lists": counts.lists,
        "bytes_read": counts.bytes_read,
        "bytes_written": counts.bytes_written,
    }


def overruns(backend: Backend, seam: Seam, act: str, objects: int) -> Iterator[str]:
    """Yield what an act costs beyond its budgets.

    Raises
    ------
    LookupError
        If no budgets are stated for the act beneath that seam.
    """
    budgets = [budget for budget in BUDGETS.get(seam.name, ()) if budget.act == act]
    if not budgets:
        raise LookupError(f"there are no budgets for {act!r} beneath {seam.name!r}; state them in harness.budgets")
    found = costs(backend, seam, act, objects)
    for budget in budgets:
        if found[budget.quantity] > budget.limit(objects):
            limit = f"{budget.limit(objects):g}"
            yield f"{act}, {objects} objects: {budget.quantity} are {found[budget.quantity]}, of {limit}"
