"""Many small objects: what each of them costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks.content import series_file
from benchmarks.workload import Content, Run, Workload, cpu
from harness.faults.store import METADATA

__all__ = ["WORKLOADS"]


def _write_file(run: Run, path: Path) -> None:
    with run.side.open(path, "w") as io:
        io.write(series_file(run.size))


def _values(nwbfile: Any) -> dict[str, list[float]]:
    return {name: series.data[:].tolist() for name, series in nwbfile.acquisition.items()}


def _write(run: Run) -> Content:
    path = run.folder / "written"
    nwbfile = series_file(run.size)
    with run.clock(), run.side.open(path, "w") as io:
        io.write(nwbfile)

    def content() -> Any:
        with run.side.open(path, "r") as io:
            return _values(io.read())

    return content


def _read(run: Run) -> Content:
    path = run.once("to_read", lambda path: _write_file(run, path))
    with run.clock():
        io = run.side.open(path, "r")
        nwbfile = io.read()
    with io:
        values = _values(nwbfile)
    return lambda: values


def _touch(run: Run) -> Content:
    path = run.once("to_read", lambda path: _write_file(run, path))
    with run.clock(), run.side.open(path, "r") as io:
        values = [series.data[:] for series in io.read().acquisition.values()]
    return lambda: [value.tolist() for value in values]


def _copy_files(run: Run) -> None:
    source = run.once("to_read", lambda path: _write_file(run, path))
    target = run.folder / "copied"
    shutil.rmtree(target, ignore_errors=True)
    with run.clock():
        shutil.copytree(source, target, copy_function=shutil.copyfile)


def _parse(run: Run) -> None:
    source = run.once("to_read", lambda path: _write_file(run, path))
    with run.clock():
        json.loads((source / METADATA).read_bytes())


WORKLOADS = (
    *(
        Workload(
            name=f"write {size} TimeSeries",
            run=_write,
            targets=(cpu(0.65),),
            size=size,
            small=size // 25,
            limits={"copy the files": _copy_files},
        )
        for size in (500, 2000)
    ),
    Workload(
        name="write 500 TimeSeries, on disk",
        run=_write,
        targets=(cpu(1.7),),
        size=500,
        small=20,
        limits={"copy the files": _copy_files},
        place="disk",
    ),
    *(
        workload
        for size in (500, 2000)
        for workload in (
            Workload(
                name=f"open and read {size} TimeSeries",
                run=_read,
                targets=(cpu(0.45),),
                size=size,
                small=size // 25,
                limits={"parse the metadata": _parse},
            ),
            Workload(
                name=f"open, read and touch {size} TimeSeries",
                run=_touch,
                targets=(cpu(0.5),),
                size=size,
                small=size // 25,
            ),
        )
    ),
)
