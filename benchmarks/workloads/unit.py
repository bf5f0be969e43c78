"""The smallest things that one does: a tiny round trip, and the import."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.content import series_file
from benchmarks.workload import Content, Run, Workload, cpu

__all__ = ["WORKLOADS"]


def _round_trip(run: Run) -> Content:
    path = run.folder / "written"
    nwbfile = series_file(run.size)
    with run.clock():
        with run.side.open(path, "w") as io:
            io.write(nwbfile)
        with run.side.open(path, "r") as io:
            values = [series.data[:] for series in io.read().acquisition.values()]
    return lambda: [value.tolist() for value in values]


def _import(run: Run) -> None:
    with run.clock():
        subprocess.run([sys.executable, "-c", f"import {run.side.module}"], check=True)  # noqa: S603 - words from here


WORKLOADS = (
    Workload(name="round trip of one TimeSeries", run=_round_trip, targets=(cpu(1.0),), size=1, small=1),
    Workload(name="import", run=_import, targets=(cpu(1.05),), size=1, small=1),
)
