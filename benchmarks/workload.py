"""What a workload is: the same work for each side, what is measured of it, and what it may be at most."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from benchmarks.sides import Side

if sys.platform != "win32":
    import resource

__all__ = ["Content", "Run", "Target", "Workload", "count", "cpu", "peak", "wall"]

#: Called after the clock has stopped; returns what must be equal on all sides, as JSON has it.
type Content = Callable[[], Any]

_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Run:
    """One run of a workload.

    Attributes
    ----------
    side
        Who does the work.
    folder
        Of this workload and side; it stays from run to run.
    size
        How much work.
    measured
        Each quantity: ``cpu`` and ``wall`` in seconds, ``peak`` in MB above the start, and counts by their names.
    """

    side: Side
    folder: Path
    size: int
    measured: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def clock(self) -> Iterator[None]:
        """Measure what happens within; child processes that end within count as well."""
        gc.collect()
        start_peak, start_cpu, start_wall = _peak(), _cpu(), time.perf_counter()
        yield
        self.measured |= {"wall": time.perf_counter() - start_wall, "cpu": _cpu() - start_cpu}
        self.measured["peak"] = (_peak() - start_peak) / _MEGABYTE

    @property
    def peer_folder(self) -> Path:
        """The folder of the same workload where the peer runs it."""
        return self.folder.parent / "peer"

    def once(self, name: str, write: Callable[[Path], None]) -> Path:
        """Return the path of a file that the first run writes."""
        path = self.folder / name
        if not path.exists():
            write(path)
        return path


def _cpu() -> float:
    """Return the seconds, in user and system mode, of all threads and of the child processes that have ended."""
    if sys.platform == "win32":
        return sum(os.times()[:4])  # in steps of the system's clock
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak() -> float:
    """Return the largest resident size of this process so far, in bytes; 0 where the system does not say.

    On Linux a process starts with that of its parent, which therefore does no work itself.
    """
    if sys.platform == "win32":
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


@dataclass(frozen=True, slots=True)
class Target:
    """What a quantity of this backend may be at most: itself, or, if ``relative``, its ratio to HDF5IO's."""

    quantity: str
    at_most: float
    relative: bool = False

    def is_met(self, value: float) -> bool:
        """Tell whether a quantity, or a ratio, is within the target."""
        return value <= self.at_most


def cpu(at_most: float) -> Target:
    """User and system time, relative to HDF5IO."""
    return Target("cpu", at_most, relative=True)


def wall(at_most: float) -> Target:
    """Time that passes, relative to HDF5IO."""
    return Target("wall", at_most, relative=True)


def peak(megabytes: float) -> Target:
    """Memory above what was in use at the start, at its peak."""
    return Target("peak", megabytes)


def count(quantity: str, at_most: float) -> Target:
    """Whatever the workload counts under this name."""
    return Target(quantity, at_most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The same work for each side.

    Attributes
    ----------
    name
        What the table calls it; unique.
    run
        Prepares, works within ``run.clock()`` or counts, and returns the content that was written or read, if there is
        any that the sides have to agree on.
    targets
        One row of the table for each.
    size, small
        How much work: in earnest, and for a first look.
    limits
        The same content moved without HDMF: the name of what does it, and the work.
    counts_only
        It has no clock, and HDF5IO has nothing to show.
    place
        Where its files are: on a file system in memory, or on disk.
    own_process
        Each run has a process of its own, so that the peak of its memory is its own.
    peer
        Whether hdmf-zarr 0.14 can do it, and whether this backend needs it to, because it reads the peer's files.
    """

    name: str
    run: Callable[[Run], Content | None]
    targets: tuple[Target, ...]
    size: int
    small: int
    limits: Mapping[str, Callable[[Run], None]] = field(default_factory=dict)
    counts_only: bool = False
    place: Literal["memory", "disk"] = "memory"
    own_process: bool = False
    peer: Literal["can", "cannot", "needed"] = "can"

    @property
    def sides(self) -> tuple[str, ...]:
        """Who runs it, the peer first, whose files may be needed: of ``peer``, ``hdf5``, ``zarr``, and the limits."""
        peer = () if self.peer == "cannot" else ("peer",)
        hdf5 = () if self.counts_only else ("hdf5",)
        return (*peer, *hdf5, "zarr", *self.limits)
