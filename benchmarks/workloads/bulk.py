"""Recordings: whole, in pieces, and from iterators."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import zarr
from hdmf.data_utils import DataChunkIterator

from benchmarks.content import RATE, recording_file, rows_of, signal
from benchmarks.sides import zarr_compressors
from benchmarks.workload import Content, Run, Workload, wall

__all__ = ["WORKLOADS"]

_FRAMES = 480_000  # 369 MB
_SMALL_FRAMES = 5000
_CHUNKS = (30_000, 64)
_WINDOWS = 8


def checksum(array: Any) -> int:
    """Return a checksum of a recording, read a second at a time."""
    value = 0
    for start in range(0, array.shape[0], int(RATE)):
        value = zlib.crc32(np.ascontiguousarray(array[start : start + int(RATE)]), value)
    return value


def _chunks(frames: int) -> tuple[int, int]:
    return min(_CHUNKS[0], frames), _CHUNKS[1]


def _recording(nwbfile: Any) -> Any:
    return nwbfile.acquisition["recording"].data


def _written(run: Run, path: Path, data: Any) -> Content:
    nwbfile = recording_file(data)
    with run.clock(), run.side.open(path, "w") as io:
        io.write(nwbfile)

    def content() -> Any:
        with run.side.open(path, "r") as io:
            return checksum(_recording(io.read()))

    return content


def _write_whole(codec: str) -> Callable[[Run], Content]:
    def write(run: Run) -> Content:
        data = run.side.wrap(signal(run.size), _chunks(run.size), codec)
        return _written(run, run.folder / "written", data)

    return write


def _write_iterator(buffer_size: int) -> Callable[[Run], Content]:
    def write(run: Run) -> Content:
        rows = DataChunkIterator(rows_of(signal(run.size)), buffer_size=buffer_size)
        data = run.side.wrap(rows, _chunks(run.size), "none")
        return _written(run, run.folder / "written", data)

    return write


def _zarr_array(codec: str) -> Callable[[Run], None]:
    def write(run: Run) -> None:
        data = signal(run.size)
        with run.clock():
            array = zarr.create_array(
                run.folder / "array.zarr",
                shape=data.shape,
                dtype=data.dtype,
                chunks=_chunks(run.size),
                compressors=zarr_compressors(codec) or None,
                overwrite=True,
            )
            array[:] = data

    return write


def _h5py_dataset(run: Run) -> None:
    data = signal(run.size)
    with run.clock(), h5py.File(run.folder / "array.h5", "w") as file:
        file.create_dataset("data", data=data, chunks=_chunks(run.size))


def _copy_memory(run: Run) -> None:
    data = signal(run.size)
    with run.clock():
        data.copy()


def _source(run: Run) -> Path:
    def write(path: Path) -> None:
        data = run.side.wrap(signal(run.size), _chunks(run.size), "blosc")
        with run.side.open(path, "w") as io:
            io.write(recording_file(data))

    return run.once("to_read", write)


def _read_whole(run: Run) -> Content:
    with run.side.open(_source(run), "r") as io:
        data = _recording(io.read())
        with run.clock():
            recording = data[:]
    return lambda: checksum(recording)


def _windows(frames: int) -> list[slice]:
    length = min(int(RATE), frames // 2)
    starts = np.random.default_rng(3).integers(0, frames - length, _WINDOWS)
    return [slice(int(start), int(start) + length) for start in starts]


def _read_windows(run: Run) -> Content:
    with run.side.open(_source(run), "r") as io:
        data = _recording(io.read())
        with run.clock():
            windows = [data[window] for window in _windows(run.size)]
    return lambda: [checksum(window) for window in windows]


def _zarr_whole(run: Run) -> None:
    array = zarr.open_array(_source(run), path="acquisition/recording/data", mode="r")
    with run.clock():
        array[:]


def _zarr_windows(run: Run) -> None:
    array = zarr.open_array(_source(run), path="acquisition/recording/data", mode="r")
    with run.clock():
        for window in _windows(run.size):
            array[window]


WORKLOADS = (
    Workload(
        name="write 369 MB int16, blosc-zstd",
        run=_write_whole("blosc"),
        targets=(wall(0.65),),
        size=_FRAMES,
        small=_SMALL_FRAMES,
        limits={"plain zarr": _zarr_array("blosc")},
    ),
    Workload(
        name="write 369 MB int16, no codec",
        run=_write_whole("none"),
        targets=(wall(1.1),),
        size=_FRAMES,
        small=_SMALL_FRAMES,
        limits={"plain zarr": _zarr_array("none"), "plain h5py": _h5py_dataset, "copy in memory": _copy_memory},
    ),
    Workload(
        name="write 46 MB from DataChunkIterator, buffers of 1000 rows",
        run=_write_iterator(1000),
        targets=(wall(1.5),),
        size=60_000,
        small=_SMALL_FRAMES,
    ),
    Workload(
        name="write 1000 rows from DataChunkIterator, buffers of 1 row",
        run=_write_iterator(1),
        targets=(wall(2.0),),
        size=1000,
        small=100,
    ),
    Workload(
        name="read 369 MB back whole, blosc-zstd",
        run=_read_whole,
        targets=(wall(0.7),),
        size=_FRAMES,
        small=_SMALL_FRAMES,
        limits={"plain zarr": _zarr_whole},
    ),
    Workload(
        name="read 8 windows of 1 s, blosc-zstd",
        run=_read_windows,
        targets=(wall(0.7),),
        size=_FRAMES,
        small=_SMALL_FRAMES,
        limits={"plain zarr": _zarr_windows},
    ),
)
