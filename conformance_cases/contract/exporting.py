"""What the tests of exports share: a file with objects of every kind, and ways to export it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.common import DynamicTable, DynamicTableRegion, VectorData

from conformance_cases.contract.rigs import add, channel, probe, probe_list, probe_rows, rig, rigs, trace
from harness import Backend
from harness.normal import NormalForm, normal_form
from harness.round_trip import read_tree

#: Of two datasets, in MiB: what a backend keeps in flight has its bounds, but may well be tens of MiB.
SIZES = (64, 160)
#: What takes this many times the memory of the data fails at once: the larger one would take gigabytes.
EXCESS = 2


def full_rig(data: Any = None) -> Any:
    """Make a rig that has each kind of group, dataset, attribute, link and reference.

    Parameters
    ----------
    data
        Of the trace ``voltage``; four numbers if not given.
    """
    device, values = probe(), trace(data=data)
    code = VectorData(name="code", description="of a row", data=["a", "§", ""])
    table = DynamicTable(name="table", description="rows", columns=[code])
    picks = DynamicTableRegion(name="region", description="some rows", data=[2, 0], table=table)
    made = rig(device, values, table, DynamicTable(name="picks", description="picks", columns=[picks]))
    add(made, channel(probe=device, trace=values, probe_ref=device, trace_ref=values))
    add(made, probe_list([device, device]))
    add(made, probe_rows([(device, 5, "first"), (device, -6, "§")]))
    return made


def written(backend: Backend, directory: Path, made: Any = None) -> Path:
    """Write a rig, a full one if none is given, and return where it is."""
    path: Path = backend.location(directory, "source")
    rigs().write(backend, path, full_rig() if made is None else made)
    return path


def exported(
    backend: Backend,
    path: Path,
    to: Path | str | None = None,
    *,
    target: Backend | None = None,
    read: bool = False,
    write_args: Mapping[str, Any] | None = None,
) -> Path:
    """Export a file of rigs, and return where the export is.

    Parameters
    ----------
    backend, path
        The file.
    to
        Where the export shall be; beside the file if not given.
    target
        The backend of the export; the same one if not given.
    read
        Whether the container is read and given to the export.
    write_args
        Those of the export.
    """
    target = backend if target is None else target
    chosen: Path | str = target.location(path.parent, "export") if to is None else to
    arguments = {} if write_args is None else {"write_args": write_args}
    with rigs().open(backend, path, "r") as source, target.open(chosen, mode="w", manager=rigs().manager()) as io:
        io.export(src_io=source, container=source.read() if read else None, **arguments)
    return Path(chosen)


def tree(backend: Backend, path: Path) -> NormalForm:
    """Return what a file holds."""
    with read_tree(backend, path) as root:
        return normal_form(root)


def large(backend: Backend, directory: Path, mebibytes: int) -> Path:
    """Write a rig with so much data, and return where it is."""
    path: Path = backend.location(directory, f"large {mebibytes}")
    rigs().write(backend, path, rig(trace(data=np.arange(mebibytes << 17, dtype="float64"))))
    return path


@contextmanager
def peak_of_memory(mebibytes: int) -> Iterator[Callable[[], int]]:
    """Yield a function that says, after the context has ended, how many bytes Python had allocated at most.

    It fails if they are far more than the data have.
    """
    peak = 0
    tracemalloc.start()
    try:
        yield lambda: peak
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    require_moderation(peak, mebibytes)


def require_moderation(allocated: int, mebibytes: int) -> None:
    """Fail if far more bytes are allocated than data of so many MiB have."""
    assert allocated < EXCESS * mebibytes << 20, f"data of {mebibytes} MiB take {allocated >> 20} MiB of memory"


def is_bounded(peaks: Sequence[int]) -> bool:
    """Tell whether the memory that `SIZES` needed differs by less than the half of what they do."""
    return peaks[1] - peaks[0] < (SIZES[1] - SIZES[0]) << 19
