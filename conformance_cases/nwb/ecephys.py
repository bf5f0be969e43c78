"""Cases of nwb.ecephys: electrodes, what they record, and what is detected in it."""

from __future__ import annotations

import numpy as np
from pynwb import NWBFile
from pynwb.ecephys import (
    LFP,
    Clustering,
    ClusterWaveforms,
    ElectricalSeries,
    ElectrodeGroup,
    ElectrodesTable,
    EventDetection,
    FeatureExtraction,
    FilteredEphys,
    SpikeEventSeries,
)

from conformance_cases.nwb.parts import acquired, as_read, channels, devices, electrodes, times, values
from harness.case import case


@case(
    "ElectrodeGroup",
    find=lambda nwbfile: nwbfile.electrode_groups["octrode"],
    clauses=("D43", "D46", "E01", "F01", "F03"),
)
def electrode_group(nwbfile: NWBFile) -> ElectrodeGroup:
    """A position, which is one compound value, and a link to the second of two devices."""
    first, second = devices(nwbfile)
    nwbfile.create_electrode_group(name="tetrode", description="four wires", location="CA1", device=first)
    return nwbfile.create_electrode_group(
        name="octrode",
        description="eight wires",
        location="gyrus fornicatus",
        device=second,
        position=(-1.5, 2.25, 1e9),
    )


@case("ElectrodesTable", find=lambda nwbfile: nwbfile.electrodes, clauses=("D13", "E24"))
def electrodes_table(nwbfile: NWBFile) -> ElectrodesTable:
    """References to two groups in turn, and ids out of order."""
    return electrodes(nwbfile)


@case("ElectrodesTable.optional_columns", find=lambda nwbfile: nwbfile.electrodes, clauses=("D13", "D19", "E24"))
def electrodes_table_with_optional_columns(nwbfile: NWBFile) -> ElectrodesTable:
    """Every column of the schema, and a column of truth values of one's own."""
    groups = [
        nwbfile.create_electrode_group(name=f"group of {device.name}", description="", location="V1", device=device)
        for device in devices(nwbfile)
    ]
    nwbfile.add_electrode_column(name="is_dead", description="whether it gives nothing but noise")
    for row, impedance in enumerate((-1.0, np.nan, 3.4e38)):
        nwbfile.add_electrode(
            id=10 - row,
            group=groups[1 - row % 2],
            location=f"layer {row + 2}",
            x=1.0 + row,
            y=-20.0 - row,
            z=300.0 + row,
            imp=impedance,
            filtering=("", "0.1 Hz – 7.5 kHz", "none")[row],
            rel_x=0.25 * row,
            rel_y=-0.25 * row,
            rel_z=4096.0 * row,
            reference=f"screw {row}",
            is_dead=row == 1,
        )
    return nwbfile.electrodes


@case("ElectricalSeries", find=acquired("raw"), clauses=("D03", "D08", "E20", "E39"))
def electrical_series(nwbfile: NWBFile) -> ElectricalSeries:
    """Samples to the limits of 16 bits, with a factor for each channel."""
    electrodes(nwbfile)
    series = ElectricalSeries(
        name="raw",
        data=values(40, 3, dtype=np.int16),
        electrodes=channels(nwbfile, [3, 0, 2]),
        channel_conversion=np.array([0.5, 1.0, 2.0**-20], dtype=np.float32),
        conversion=2.0**-22,
        offset=-0.5,
        filtering="band-pass 300 Hz – 6 kHz, Čebyšëv",
        timestamps=times(40),
    )
    nwbfile.add_acquisition(series)
    return series


def _two_series(nwbfile: NWBFile) -> list[ElectricalSeries]:
    electrodes(nwbfile)
    return [
        ElectricalSeries(
            name="even",
            data=values(5, 2, dtype=np.float32),
            electrodes=channels(nwbfile, [0, 2]),
            starting_time=0.5,
            rate=1250.0,
        ),
        ElectricalSeries(
            name="odd",
            data=values(7, 2),
            electrodes=channels(nwbfile, [3, 1]),
            channel_conversion=np.array([4.0, 0.25], dtype=np.float32),
            timestamps=times(7),
        ),
    ]


@case("LFP", find=acquired("LFP"), clauses=("C08", "E39"))
def lfp(nwbfile: NWBFile) -> LFP:
    """Two series of different channels."""
    container = LFP()
    nwbfile.add_acquisition(container)
    container.add_electrical_series(_two_series(nwbfile))
    return container


@case("FilteredEphys", find=acquired("theta"), clauses=("C08", "E39"))
def filtered_ephys(nwbfile: NWBFile) -> FilteredEphys:
    """Two series of different channels, under a name of their own."""
    container = FilteredEphys(name="theta")
    nwbfile.add_acquisition(container)
    container.add_electrical_series(_two_series(nwbfile))
    return container


@case("SpikeEventSeries", find=acquired("snippets"), clauses=("D08", "E39"))
def spike_event_series(nwbfile: NWBFile) -> SpikeEventSeries:
    """Snippets: events by channels by samples."""
    electrodes(nwbfile)
    series = SpikeEventSeries(
        name="snippets",
        data=values(4, 2, 8, dtype=np.int32),
        timestamps=times(4),
        electrodes=channels(nwbfile, [4, 1]),
    )
    nwbfile.add_acquisition(series)
    return series


@case("FeatureExtraction", find=acquired("FeatureExtraction"), clauses=("D08", "D13", "E39"))
def feature_extraction(nwbfile: NWBFile) -> FeatureExtraction:
    """Features: events by channels by features, each described."""
    electrodes(nwbfile)
    container = FeatureExtraction(
        electrodes=channels(nwbfile, [2, 0]),
        description=["PC1", "PC2", "", "пик"],
        times=times(3),
        features=values(3, 2, 4, dtype=np.float32),
    )
    nwbfile.add_acquisition(container)
    return container


@case("EventDetection", find=acquired("EventDetection"), clauses=("D03", "F01", "F03"))
def event_detection(nwbfile: NWBFile) -> EventDetection:
    """Pairs of time and channel in the second of two series, which it links to."""
    even, odd = _two_series(nwbfile)
    container = EventDetection(
        detection_method="|v| > 4.5 σ",
        source_electricalseries=odd,
        source_idx=np.array([[0, 1], [3, 0], [6, 1]], dtype=np.int32),
    )
    for each in (even, odd, container):
        nwbfile.add_acquisition(each)
    return container


def _clustering(name: str, first: int) -> Clustering:
    return as_read(
        Clustering,
        name=name,
        description="sorted by hand",
        num=np.arange(first, first + 4, dtype=np.int32),
        peak_over_rms=np.array([2.5, 1e30], dtype=np.float32),
        times=times(4),
    )


@case("Clustering", find=acquired("Clustering"), clauses=("D03", "D08"))
def clustering(nwbfile: NWBFile) -> Clustering:
    """A type that is deprecated, and that files have."""
    container = _clustering("Clustering", first=-1)
    nwbfile.add_acquisition(container)
    return container


@case("ClusterWaveforms", find=acquired("ClusterWaveforms"), clauses=("D08", "F01", "F03"))
def cluster_waveforms(nwbfile: NWBFile) -> ClusterWaveforms:
    """A link to the second of two clusterings, all of deprecated types."""
    sources = [_clustering("by hand", first=0), _clustering("by machine", first=100)]
    container = as_read(
        ClusterWaveforms,
        clustering_interface=sources[1],
        waveform_filtering="none",
        waveform_mean=values(2, 6, dtype=np.float32),
        waveform_sd=values(2, 6, dtype=np.float32)[::-1],
    )
    for each in (*sources, container):
        nwbfile.add_acquisition(each)
    return container
