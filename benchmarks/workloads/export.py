"""Exports: a recording of 300 MB behind gzip, with tables, from one file to another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from benchmarks.content import plain, session_file, signal
from benchmarks.sides import HDF5, ZARR, Side
from benchmarks.workload import Content, Run, Target, Workload, cpu, peak
from benchmarks.workloads.bulk import checksum

__all__ = ["WORKLOADS"]

_FRAMES = 390_000  # 300 MB
_SMALL_FRAMES = 5000
_CHUNKS = (30_000, 64)
_OBJECTS = 200
_SMALL_OBJECTS = 10
_PEAK = peak(100)


def _source(run: Run, side: Side) -> Path:
    small = run.size < _FRAMES

    def write(path: Path) -> None:
        chunks = (min(_CHUNKS[0], run.size), _CHUNKS[1])
        data = side.wrap(signal(run.size), chunks, "gzip")
        with side.open(path, "w") as io:
            io.write(session_file(data, objects=_SMALL_OBJECTS if small else _OBJECTS))

    return run.once(f"{side.module}_source", write)


def _content(nwbfile: Any) -> Any:
    return {
        "recording": checksum(nwbfile.acquisition["recording"].data),
        "tables": [plain(table.to_dataframe()) for table in (nwbfile.electrodes, nwbfile.units, nwbfile.trials)],
        "series": {name: float(series.data[:].sum()) for name, series in nwbfile.acquisition.items()},
    }


def _export(source: Side, target: Side) -> Callable[[Run], Content]:
    def export(run: Run) -> Content:
        # what HDF5IO is measured by is always its own: HDF5 to HDF5
        here, there = (run.side, run.side) if run.side is HDF5 else (source, target)
        path, written = _source(run, here), run.folder / "exported"
        with run.clock(), here.open(path, "r") as reader, there.open(written, "w") as writer:
            writer.export(src_io=reader, write_args={"link_data": False})

        def content() -> Any:
            with there.open(written, "r") as io:
                return _content(io.read())

        return content

    return export


def _convert(run: Run) -> Content:
    """Convert to HDF5 with this package's own command, which gives HDF5IO large arrays in parts."""
    if run.side is HDF5:
        return _export(HDF5, HDF5)(run)
    from hdmf_zarr.conversion import convert  # noqa: PLC0415 - hdmf-zarr 0.14, which runs the others, has none

    path, written = _source(run, ZARR), run.folder / "converted.nwb"
    with run.clock():
        convert(str(path), str(written), overwrite=True)

    def content() -> Any:
        with HDF5.open(written, "r") as io:
            return _content(io.read())

    return content


def _copy_files(run: Run) -> None:
    source, target = _source(run, ZARR), run.folder / "copied"
    shutil.rmtree(target, ignore_errors=True)
    with run.clock():
        shutil.copytree(source, target, copy_function=shutil.copyfile)


def _workload(
    name: str,
    run: Callable[[Run], Content | None],
    *targets: Target,
    limits: Mapping[str, Callable[[Run], None]] = MappingProxyType({}),
    peer: Literal["can", "cannot"] = "can",
) -> Workload:
    return Workload(
        name=name,
        run=run,
        targets=targets,
        size=_FRAMES,
        small=_SMALL_FRAMES,
        limits=limits,
        own_process=True,
        peer=peer,
    )


WORKLOADS = (
    _workload(
        "export 300 MB and tables, Zarr to Zarr",
        _export(ZARR, ZARR),
        cpu(2.0),
        _PEAK,
        limits={"copy the files": _copy_files},
    ),
    _workload("export 300 MB and tables, HDF5 to Zarr", _export(HDF5, ZARR), cpu(2.5), _PEAK),
    # HDF5IO.export itself takes an array of another backend as a whole
    _workload("convert 300 MB and tables, Zarr to HDF5", _convert, _PEAK, peer="cannot"),
)
