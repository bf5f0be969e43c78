"""Requests: what a file on a server is asked for, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from pynwb import NWBFile, TimeSeries
from zarr.abc.buffer import Buffer
from zarr.abc.store import Store
from zarr.storage import LocalStore, MemoryStore

from benchmarks.content import add_electrodes, add_units, intervals_file, plain, rois, rois_file, series_file
from benchmarks.workload import Run, Target, Workload, count
from harness.faults.store import METADATA, CountingStore

__all__ = ["WORKLOADS"]

type Make = Callable[[int], NWBFile]

_SHAPE = (30_000, 64)  # 15 MB: not one of the small arrays that a backend may well read whole
_CHUNKS = (1000, 8)
_SLICE = (slice(500, 2500), slice(3, 20))
_CHUNKS_OF_SLICE = 9
_PER_CHUNK = (count("requests per chunk", 1), count("requests repeated", 0), count("misses", 0))


def _file(size: int) -> NWBFile:
    nwbfile = series_file(size)
    add_electrodes(nwbfile, size)
    add_units(nwbfile, size)
    for i in range(size):
        nwbfile.add_trial(start_time=float(i), stop_time=i + 0.5)
    return nwbfile


def _write(run: Run, nwbfile: NWBFile, store: Any) -> None:
    with run.side.open(store, "w") as io:
        io.write(nwbfile)


def _open_and_read(run: Run, store: Store) -> None:
    counting = CountingStore(store)
    with run.side.open(counting, "r") as io:
        run.measured["requests to open"] = counting.counts.requests
        io.read()
    run.measured |= {
        "requests": counting.counts.requests,
        "misses": counting.counts.misses.total(),
        "batches": counting.counts.batches + counting.counts.lists,
    }


def _read_own(run: Run) -> None:
    store = MemoryStore()
    _write(run, _file(run.size), store)
    _open_and_read(run, store)


def _read_peer(run: Run) -> None:
    path = run.peer_folder / "of_the_peer"
    if not path.exists():
        _write(run, _file(run.size), path)  # the peer itself comes first
    _open_and_read(run, LocalStore(path, read_only=True))


def _slice(run: Run) -> None:
    stored: dict[str, Buffer] = {}
    nwbfile = series_file(0)
    data = run.side.wrap(np.arange(np.prod(_SHAPE)).reshape(_SHAPE), _CHUNKS, "none")
    nwbfile.add_acquisition(TimeSeries(name="recording", data=data, rate=1.0, unit="V"))
    _write(run, nwbfile, MemoryStore(stored))
    counting = CountingStore(MemoryStore(stored))
    with run.side.open(counting, "r") as io:
        recording = io.read().acquisition["recording"].data
        counting.counts.reset()
        recording[_SLICE]
    _per_chunk(run, counting, _CHUNKS_OF_SLICE)


def _to_dataframe(make: Make, find: Callable[[Any], Any], path: str) -> Callable[[Run], None]:
    def read(run: Run) -> None:
        stored: dict[str, Buffer] = {}
        _write(run, make(run.size), MemoryStore(stored))
        chunks = [key for key in stored if key.startswith(f"{path}/") and not key.endswith(METADATA)]
        counting = CountingStore(MemoryStore(stored))
        with run.side.open(counting, "r") as io:
            table = find(io.read())
            counting.counts.reset()
            plain(table.to_dataframe())
        _per_chunk(run, counting, len(chunks))

    return read


def _per_chunk(run: Run, counting: CountingStore, chunks: int) -> None:
    run.measured |= {
        "requests per chunk": counting.counts.requests / chunks,
        "requests repeated": counting.counts.requests - len(counting.counts.gets),
        "misses": counting.counts.misses.total(),
    }


def _counting(name: str, run: Callable[[Run], None], *targets: Target, **options: Any) -> Workload:
    return Workload(name=f"remote: {name}", run=run, targets=targets, size=100, small=20, counts_only=True, **options)


WORKLOADS = (
    _counting(
        "open and read 100 TimeSeries and tables",
        _read_own,
        count("requests to open", 1),
        count("requests", 2),
        count("misses", 0),
    ),
    _counting(
        "the same, as hdmf-zarr 0.14 writes it",
        _read_peer,
        count("batches", 3),  # at most two requests, and all that is not in the metadata together
        peer="needed",
    ),
    _counting("a slice of 9 chunks", _slice, *_PER_CHUNK),
    *(
        _counting(f"to_dataframe: {name}", _to_dataframe(make, find, path), *_PER_CHUNK)
        for name, make, find, path in (
            ("electrodes", _file, lambda nwbfile: nwbfile.electrodes, "general/extracellular_ephys/electrodes"),
            ("units", _file, lambda nwbfile: nwbfile.units, "units"),
            ("trials", _file, lambda nwbfile: nwbfile.trials, "intervals/trials"),
            ("ROIs with pixel masks", rois_file, rois, "processing/ophys/ImageSegmentation/rois"),
            ("TimeSeries references", intervals_file, lambda nwbfile: nwbfile.epochs, "intervals/epochs"),
        )
    ),
)
