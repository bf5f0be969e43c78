"""Cases of nwb.event: tables of events."""

from __future__ import annotations

import numpy as np
from pynwb import NWBFile
from pynwb.event import DurationVectorData, EventsTable, TimestampVectorData

from conformance_cases.nwb.parts import times
from harness.case import case


@case("EventsTable", find=lambda nwbfile: nwbfile.events["licks"], clauses=("D13", "E01", "E18"))
def events_table(nwbfile: NWBFile) -> EventsTable:
    """Every column of the schema and two of one's own, some events without a duration, beside another table."""
    table = EventsTable(
        name="licks", description="of the left spout", source_description="threshold of ANALOG1 at 3 V ± 5 %"
    )
    table.add_column(name="spout", description="which one")
    table.add_column(name="confidence", description="between 0 and 1")
    table.add_event(timestamp=1.5, duration=0.5, annotation="first – sure", spout="left", confidence=0.95)
    table.add_event(timestamp=2.25, duration=np.nan, annotation="", spout="右", confidence=0.0)
    table.add_event(timestamp=9.0, duration=np.inf, annotation="never ends", spout="left", confidence=1.0)
    other = EventsTable(name="rewards", description="drops")
    other.add_event(timestamp=3.0)
    nwbfile.add_events_table(other)
    nwbfile.add_events_table(table)
    return table


@case("EventsTable.timestamps_only", find=lambda nwbfile: nwbfile.events["pulses"], clauses=("D18", "E18"))
def events_table_of_timestamps(nwbfile: NWBFile) -> EventsTable:
    """Nothing but timestamps."""
    table = EventsTable(name="pulses", description="of the camera")
    for timestamp in (0.125, 0.25, 1e6):
        table.add_event(timestamp=timestamp)
    nwbfile.add_events_table(table)
    return table


@case("EventsTable.resolution", find=lambda nwbfile: nwbfile.events["ripples"], clauses=("E03", "E18"))
def events_table_with_resolution(nwbfile: NWBFile) -> EventsTable:
    """Columns of timestamps and of durations with the resolution of each."""
    table = EventsTable(
        name="ripples",
        description="sharp waves",
        columns=[
            TimestampVectorData(name="timestamp", description="of the peak", data=times(5), resolution=2.0**-15),
            DurationVectorData(name="duration", description="at half", data=times(5) / 8, resolution=0.0078125),
        ],
    )
    nwbfile.add_events_table(table)
    return table
