"""Cases of nwb.behavior: positions, directions, and the containers that group them."""

from __future__ import annotations

import numpy as np
from pynwb import NWBFile, TimeSeries
from pynwb.behavior import (
    BehavioralEpochs,
    BehavioralEvents,
    BehavioralTimeSeries,
    CompassDirection,
    EyeTracking,
    Position,
    PupilTracking,
    SpatialSeries,
)
from pynwb.misc import IntervalSeries

from conformance_cases.nwb.parts import acquired, as_read, process, processed, times, values
from harness.case import case


@case("SpatialSeries", find=acquired("snout"), clauses=("D03", "D08", "E01"))
def spatial_series(nwbfile: NWBFile) -> SpatialSeries:
    """Positions in three dimensions, lost to the tracker for a while."""
    data = values(6, 3)
    data[2:4] = np.nan
    series = SpatialSeries(
        name="snout",
        data=data,
        unit="centimetre",
        conversion=0.01171875,
        reference_frame="(0, 0, 0) is the feeder; x → east, y ↑ north",
        timestamps=times(6),
    )
    nwbfile.add_acquisition(series)
    return series


@case("SpatialSeries.minimal", find=acquired("wheel"), clauses=("D18", "E18"))
def minimal_spatial_series(nwbfile: NWBFile) -> SpatialSeries:
    """One dimension, the default unit and no frame of reference."""
    series = SpatialSeries(name="wheel", data=values(5, dtype=np.float32), timestamps=times(5))
    nwbfile.add_acquisition(series)
    return series


def _pair(unit: str) -> list[TimeSeries]:
    return [TimeSeries(name=side, data=values(4) / 2, unit=unit, timestamps=times(4)) for side in ("left", "right")]


def _spatial_pair(unit: str) -> list[SpatialSeries]:
    return [
        SpatialSeries(name=side, data=values(4, 2), unit=unit, reference_frame=f"the {side} eye", timestamps=times(4))
        for side in ("left", "right")
    ]


@case("BehavioralEpochs", find=processed("BehavioralEpochs"), clauses=("C08",))
def behavioral_epochs(nwbfile: NWBFile) -> BehavioralEpochs:
    """Two series of intervals."""
    series = [
        IntervalSeries(name=name, data=np.array([1, -1, 2, -2], dtype=np.int8), timestamps=times(4) + shift)
        for name, shift in (("running", 0.0), ("grooming", 9.0))
    ]
    container = BehavioralEpochs(interval_series=series)
    process(nwbfile, container)
    return container


@case("BehavioralEvents", find=processed("BehavioralEvents"), clauses=("C08",))
def behavioral_events(nwbfile: NWBFile) -> BehavioralEvents:
    """Two series of a type that is deprecated, and that files have."""
    container = as_read(BehavioralEvents, time_series=_pair("count"))
    process(nwbfile, container)
    return container


@case("BehavioralTimeSeries", find=processed("BehavioralTimeSeries"), clauses=("C08",))
def behavioral_time_series(nwbfile: NWBFile) -> BehavioralTimeSeries:
    """Two series."""
    container = BehavioralTimeSeries(time_series=_pair("metre/second"))
    process(nwbfile, container)
    return container


@case("PupilTracking", find=processed("PupilTracking"), clauses=("C08",))
def pupil_tracking(nwbfile: NWBFile) -> PupilTracking:
    """The pupils of two eyes."""
    container = PupilTracking(time_series=_pair("millimetre"))
    process(nwbfile, container)
    return container


@case("EyeTracking", find=processed("EyeTracking"), clauses=("C08",))
def eye_tracking(nwbfile: NWBFile) -> EyeTracking:
    """The directions of two eyes."""
    container = EyeTracking(spatial_series=_spatial_pair("degree"))
    process(nwbfile, container)
    return container


@case("CompassDirection", find=processed("heading"), clauses=("C08",))
def compass_direction(nwbfile: NWBFile) -> CompassDirection:
    """Two headings, under a name of their own."""
    container = CompassDirection(name="heading", spatial_series=_spatial_pair("radian"))
    process(nwbfile, container)
    return container


@case("Position", find=processed("Position"), clauses=("C08",))
def position(nwbfile: NWBFile) -> Position:
    """Two positions."""
    container = Position(spatial_series=_spatial_pair("metre"))
    process(nwbfile, container)
    return container
