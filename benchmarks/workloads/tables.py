"""Tables: writing references, and reading ragged and compound columns into a DataFrame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pynwb import NWBFile

from benchmarks.content import electrodes_file, intervals_file, plain, rois, rois_file, units_file
from benchmarks.workload import Content, Run, Workload, cpu

__all__ = ["WORKLOADS"]

type Make = Callable[[int], NWBFile]
type Find = Callable[[Any], Any]


def _writing(make: Make, find: Find) -> Callable[[Run], Content]:
    def write(run: Run) -> Content:
        path = run.folder / "written"
        nwbfile = make(run.size)
        with run.clock(), run.side.open(path, "w") as io:
            io.write(nwbfile)

        def content() -> Any:
            with run.side.open(path, "r") as io:
                return plain(find(io.read()).to_dataframe())

        return content

    return write


def _to_dataframe(make: Make, find: Find) -> Callable[[Run], Content]:
    def read(run: Run) -> Content:
        def write(path: Path) -> None:
            with run.side.open(path, "w") as io:
                io.write(make(run.size))

        with run.side.open(run.once("to_read", write), "r") as io:
            table = find(io.read())
            with run.clock():
                frame = table.to_dataframe()
            return lambda: plain(frame)

    return read


WORKLOADS = (
    Workload(
        name="write 5000 electrodes with references to groups",
        run=_writing(electrodes_file, lambda nwbfile: nwbfile.electrodes),
        targets=(cpu(1.0),),
        size=5000,
        small=100,
    ),
    Workload(
        name="to_dataframe: 2000 units with spikes",
        run=_to_dataframe(units_file, lambda nwbfile: nwbfile.units),
        targets=(cpu(0.6),),
        size=2000,
        small=100,
    ),
    Workload(
        name="to_dataframe: 3000 ROIs with pixel masks",
        run=_to_dataframe(rois_file, rois),
        targets=(cpu(0.4),),
        size=3000,
        small=100,
    ),
    Workload(
        name="to_dataframe: 5000 intervals with TimeSeries references",
        run=_to_dataframe(intervals_file, lambda nwbfile: nwbfile.epochs),
        targets=(cpu(0.25),),
        size=5000,
        small=100,
    ),
)
