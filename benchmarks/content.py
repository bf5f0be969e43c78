"""Content for the workloads: the same for every side, from fixed seeds."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from hdmf.container import AbstractContainer
from pynwb import NWBFile, TimeSeries
from pynwb.base import TimeSeriesReference
from pynwb.ecephys import ElectricalSeries
from pynwb.ophys import ImageSegmentation, OpticalChannel, PlaneSegmentation

CHANNELS = 384
RATE = 30_000.0
_SPIKES = 100
_PIXELS = 40
_REFERRED = 50


def empty_file() -> NWBFile:
    """Return a file without content."""
    return NWBFile("a benchmark", "benchmark", datetime(2020, 1, 1, tzinfo=UTC), file_create_date=_CREATED)


_CREATED = datetime(2020, 1, 2, tzinfo=UTC)


def series_file(count: int) -> NWBFile:
    """Return a file of many small objects: ``count`` TimeSeries of ten numbers each."""
    nwbfile = empty_file()
    for i in range(count):
        nwbfile.add_acquisition(TimeSeries(name=f"series_{i}", data=np.arange(10.0) + i, rate=1.0, unit="V"))
    return nwbfile


def electrodes_file(rows: int) -> NWBFile:
    """Return a file with an electrodes table, each row of which refers to one of four groups."""
    nwbfile = empty_file()
    add_electrodes(nwbfile, rows)
    return nwbfile


def add_electrodes(nwbfile: NWBFile, rows: int) -> None:
    """Add electrodes of one probe with four shanks."""
    probe = nwbfile.create_device(name="probe")
    groups = [
        nwbfile.create_electrode_group(name=f"shank_{i}", description="a shank", location="CA1", device=probe)
        for i in range(4)
    ]
    for i in range(rows):
        nwbfile.add_electrode(location="CA1", group=groups[i % 4])


def units_file(rows: int) -> NWBFile:
    """Return a file with units of a hundred spikes each."""
    nwbfile = empty_file()
    add_units(nwbfile, rows)
    return nwbfile


def add_units(nwbfile: NWBFile, rows: int) -> None:
    """Add units of a hundred spikes each."""
    random = np.random.default_rng(1)
    for _ in range(rows):
        nwbfile.add_unit(spike_times=np.sort(random.random(_SPIKES)))


def rois_file(rows: int) -> NWBFile:
    """Return a file with regions of interest, each a mask of forty pixels."""
    nwbfile = empty_file()
    plane = nwbfile.create_imaging_plane(
        name="plane",
        optical_channel=OpticalChannel(name="green", description="green", emission_lambda=500.0),
        description="a plane",
        device=nwbfile.create_device(name="microscope"),
        excitation_lambda=600.0,
        indicator="GCaMP",
        location="V1",
    )
    segmentation = ImageSegmentation()
    nwbfile.create_processing_module("ophys", "regions of interest").add(segmentation)
    table = segmentation.create_plane_segmentation(name="rois", description="regions", imaging_plane=plane)
    for i in range(rows):
        table.add_roi(pixel_mask=[(i % 512, j, 1.0) for j in range(_PIXELS)])
    return nwbfile


def rois(nwbfile: NWBFile) -> PlaneSegmentation:
    """Return the table of `rois_file`."""
    return nwbfile.processing["ophys"]["ImageSegmentation"]["rois"]


def intervals_file(rows: int) -> NWBFile:
    """Return a file with epochs, each of which refers to one of fifty TimeSeries."""
    nwbfile = empty_file()
    referred = [TimeSeries(name=f"series_{i}", data=np.arange(1000.0), rate=100.0, unit="V") for i in range(_REFERRED)]
    for series in referred:
        nwbfile.add_acquisition(series)
    for i in range(rows):
        start = (i % 9000) / 1000
        nwbfile.add_epoch(start, start + 0.1, timeseries=[referred[i % _REFERRED]])
    return nwbfile


@functools.lru_cache(maxsize=2)
def signal(frames: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Return a recording, int16 of shape (frames, channels): noise of 8 bits, none of its seconds like another."""
    second = np.random.default_rng(2).integers(-128, 128, (int(RATE), CHANNELS), dtype=np.int16)
    recording = np.empty((frames, CHANNELS), np.int16)
    for start in range(0, frames, len(second)):
        part = recording[start : start + len(second)]
        np.add(second[: len(part)], start // len(second), out=part, dtype=np.int16)
    return recording


def rows_of(recording: np.ndarray[Any, Any]) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the frames one by one, as a source that must be read in order."""
    yield from recording


def recording_file(data: Any) -> NWBFile:
    """Return a file with one ElectricalSeries."""
    nwbfile = empty_file()
    add_electrodes(nwbfile, CHANNELS)
    region = nwbfile.create_electrode_table_region(list(range(CHANNELS)), "all of them")
    nwbfile.add_acquisition(ElectricalSeries(name="recording", data=data, electrodes=region, rate=RATE))
    return nwbfile


def session_file(data: Any, *, objects: int) -> NWBFile:
    """Return a file with a recording, ``objects`` TimeSeries, as many units, and five times as many trials."""
    nwbfile = recording_file(data)
    for i in range(objects):
        nwbfile.add_acquisition(TimeSeries(name=f"series_{i}", data=np.arange(10.0) + i, rate=1.0, unit="V"))
    add_units(nwbfile, objects)
    for i in range(5 * objects):
        nwbfile.add_trial(start_time=float(i), stop_time=i + 0.5)
    return nwbfile


def plain(value: Any) -> Any:
    """Return a value, of a table or an array, as JSON has it; an object is its name."""
    match value:
        case TimeSeriesReference():
            return [int(value.idx_start), int(value.count), value.timeseries.name]
        case AbstractContainer():
            return value.name
        case pd.DataFrame():
            return {str(name): plain(value[name].tolist()) for name in sorted(value.columns, key=str)}
        case np.ndarray() | np.generic():
            return plain(value.tolist())
        case Mapping():
            return {str(name): plain(part) for name, part in value.items()}
        case str() | float() | int() | None:
            return value
        case Iterable():
            return [plain(part) for part in value]
    raise TypeError(f"there is no JSON for {type(value)}: {value!r}")
