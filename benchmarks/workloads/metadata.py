"""What is stored: how often each metadata document, and in how many pieces a long recording."""

from __future__ import annotations

import math

import numpy as np
import zarr
from pynwb import TimeSeries
from zarr.storage import MemoryStore

from benchmarks.content import CHANNELS, RATE, empty_file, series_file
from benchmarks.workload import Run, Workload, count
from harness.faults.store import METADATA, CountingStore
from hdmf_zarr import NWBZarrIO, ZarrDataIO

__all__ = ["WORKLOADS"]


def _documents(run: Run) -> None:
    store = CountingStore(MemoryStore())
    with run.side.open(store, "w") as io:
        io.write(series_file(run.size))
    written = {key: times for key, times in store.counts.sets.items() if key.endswith(METADATA)}
    root = written.pop(METADATA)
    run.measured |= {
        "documents per node": sum(written.values()) / len(written),
        "documents of the root": root,
        "documents read back": sum(times for key, times in store.counts.gets.items() if key.endswith(METADATA)),
    }


def _hour(run: Run) -> None:
    # only its metadata are written: they say where the rest would go
    shape = (int(run.size * RATE), CHANNELS)
    nwbfile = empty_file()
    data = ZarrDataIO(shape=shape, dtype=np.dtype(np.int16))
    nwbfile.add_acquisition(TimeSeries(name="recording", data=data, rate=RATE, unit="V"))
    store = MemoryStore()
    with NWBZarrIO(store, "w") as io:
        io.write(nwbfile)
    array = zarr.open_array(store, path="acquisition/recording/data", mode="r")
    piece = array.shards or array.chunks
    run.measured["files"] = math.prod(-(-length // part) for length, part in zip(shape, piece, strict=True))


WORKLOADS = (
    Workload(
        name="write 500 TimeSeries: documents",
        run=_documents,
        # the root's makes a new file visible, then says that it is being written, then holds a copy of all others
        targets=(count("documents per node", 1), count("documents of the root", 3), count("documents read back", 0)),
        size=500,
        small=20,
        counts_only=True,
    ),
    Workload(
        name="one hour of 384 channels at 30 kHz (83 GB)",
        run=_hour,
        targets=(count("files", 10_000),),
        size=3600,
        small=3600,
        counts_only=True,
        peer="cannot",
    ),
)
