"""Cases of nwb.misc: sorted units, spectral decompositions and other series."""

from __future__ import annotations

import numpy as np
from hdmf.common import VectorData
from pynwb import NWBFile, TimeSeries
from pynwb.misc import (
    AbstractFeatureSeries,
    AnnotationSeries,
    DecompositionSeries,
    FrequencyBandsTable,
    IntervalSeries,
    Units,
)

from conformance_cases.nwb.parts import acquired, as_read, channels, electrodes, process, processed, times, values
from harness.case import case


@case("Units", find=acquired("sorted"), clauses=("E03", "E21", "E39"))
def units(nwbfile: NWBFile) -> Units:
    """Columns ragged once and twice: units differ in their spikes, intervals and channels, and one has no spike."""
    table = Units(name="sorted", description="by hand", waveform_rate=30000.0, resolution=2.0**-15)
    for row, (spikes, intervals, channel_count) in enumerate(((3, 2, 2), (0, 1, 1), (5, 3, 3))):
        table.add_unit(
            id=100 - row,
            spike_times=times(spikes) + 0.125 * row,
            obs_intervals=values(intervals, 2) / 2 + row,
            waveform_mean=values(4, dtype=np.float32) / 2 + row,
            waveform_sd=values(4, dtype=np.float32) / 4 + row,
            waveforms=np.arange(channel_count * spikes * 4, dtype=np.float32).reshape(channel_count, spikes, 4) - row,
        )
    nwbfile.add_acquisition(table)
    return table


def _waveforms(table: Units) -> Units:
    """Add two units with waveforms of their own and their mean and spread."""
    for row in range(2):
        table.add_unit(
            spike_times=times(3 + row),
            waveform_mean=values(3, dtype=np.float32) / 2 + row,
            waveform_sd=values(3, dtype=np.float32) / 4 + row,
            waveforms=np.arange(2 * (3 + row) * 3, dtype=np.float32).reshape(2, -1, 3) - row,
        )
    return table


@case("Units.waveforms_only", find=acquired("sorted"), clauses=("E01", "E03", "E18"))
def units_with_waveforms_only(nwbfile: NWBFile) -> Units:
    """Waveforms, their rate and the default unit, without mean or spread."""
    table = Units(name="sorted", description="by machine")
    for row in range(2):
        waveforms = np.arange(2 * (2 + row) * 3, dtype=np.float32).reshape(2, -1, 3) * (1 - 3 * row)
        table.add_unit(spike_times=times(2 + row), waveforms=waveforms)
    table.waveform_rate = 40000.0
    nwbfile.add_acquisition(table)
    return table


@case("Units.waveform_unit", find=acquired("sorted"), clauses=("E01", "E03"))
def units_with_a_unit_of_waveforms(nwbfile: NWBFile) -> Units:
    """A unit of the waveforms that is not the default, on each of their three columns."""
    table = _waveforms(Units(name="sorted", description="", waveform_rate=24414.0625, waveform_unit="microvolts"))
    nwbfile.add_acquisition(table)
    return table


@case("Units.time_before_peak", find=acquired("sorted"), clauses=("E03",))
def units_with_time_before_peak(nwbfile: NWBFile) -> Units:
    """The place of the peak in the waveforms, on each of their three columns."""
    table = Units(name="sorted", description="", waveform_rate=20000.0, waveform_time_before_peak_in_ms=1.5)
    nwbfile.add_acquisition(_waveforms(table))
    return table


@case("Units.electrodes", find=lambda nwbfile: nwbfile.units, clauses=("E20", "E21", "E24", "E39"))
def units_with_electrodes(nwbfile: NWBFile) -> Units:
    """A ragged region of the electrodes table, and references to the groups of the electrodes."""
    table = electrodes(nwbfile)
    for row, (identifier, rows) in enumerate(((7, [4, 0]), (3, []), (5, [1, 2, 3]))):
        nwbfile.add_unit(id=identifier, electrodes=rows, electrode_group=table["group"][row])
    return nwbfile.units


@case("Units.custom_columns", find=lambda nwbfile: nwbfile.units, clauses=("D13", "D19"))
def units_with_custom_columns(nwbfile: NWBFile) -> Units:
    """Columns of integers, truth values and text of one's own."""
    nwbfile.add_unit_column(name="depth", description="in µm below the pia")
    nwbfile.add_unit_column(name="is_good", description="whether it is one cell")
    nwbfile.add_unit_column(name="label", description="what it may be")
    for row in ((27, True, "pyramidal"), (-37, False, ""), (2**62, True, "篮状细胞")):
        nwbfile.add_unit(depth=row[0], is_good=row[1], label=row[2])
    return nwbfile.units


@case("Units.no_time_before_peak", find=lambda nwbfile: nwbfile.units, clauses=("D18", "E18"))
def units_without_time_before_peak(nwbfile: NWBFile) -> Units:
    """A mean waveform whose optional attributes are left out."""
    nwbfile.add_unit(spike_times=times(3), waveform_mean=values(3, dtype=np.float32))
    nwbfile.add_unit(spike_times=times(2) + 8, waveform_mean=values(3, dtype=np.float32) / 2)
    return nwbfile.units


def _bands() -> FrequencyBandsTable:
    columns = {
        "band_name": ["δ", "theta", "γ"],
        "band_limits": np.array([[0.5, 4.0], [4.0, 8.0], [30.0, 1e4]], dtype=np.float32),
        "band_mean": np.array([2.25, 6.0, 55.5], dtype=np.float32),
        "band_stdev": np.array([0.125, 1.0, 1e30], dtype=np.float32),
    }
    return FrequencyBandsTable(
        columns=[VectorData(name=name, description=f"{name} in Hz", data=data) for name, data in columns.items()]
    )


@case("DecompositionSeries", find=processed("spectrum"), clauses=("C08", "D08", "D13", "F01", "F03"))
def decomposition_series(nwbfile: NWBFile) -> DecompositionSeries:
    """Three bands of the second of two series, which it links to."""
    sources = [TimeSeries(name=name, data=values(4, 2), unit="volt", timestamps=times(4)) for name in ("left", "right")]
    series = DecompositionSeries(
        name="spectrum",
        data=values(4, 2, 3, dtype=np.float32),
        description="Hilbert",
        metric="amplitude",
        unit="volt",
        timestamps=times(4),
        source_timeseries=sources[1],
        bands=_bands(),
    )
    for source in sources:
        nwbfile.add_acquisition(source)
    process(nwbfile, series)
    return series


@case("DecompositionSeries.source_channels", find=acquired("spectrum"), clauses=("C08", "D08", "E20", "E39"))
def decomposition_series_of_channels(nwbfile: NWBFile) -> DecompositionSeries:
    """Three bands of two rows of the electrodes table."""
    electrodes(nwbfile)
    series = DecompositionSeries(
        name="spectrum",
        data=values(5, 2, 3),
        metric="phase",
        rate=50.0,
        source_channels=channels(nwbfile, [3, 1], name="source_channels"),
        bands=_bands(),
    )
    nwbfile.add_acquisition(series)
    return series


@case("AbstractFeatureSeries", find=acquired("grating"), clauses=("D08", "D13"))
def abstract_feature_series(nwbfile: NWBFile) -> AbstractFeatureSeries:
    """Features by time, each with its name and unit."""
    series = AbstractFeatureSeries(
        name="grating",
        data=values(4, 3),
        features=["orientation", "contrast", "周波数"],
        feature_units=["degrees", "", "cycles/°"],
        timestamps=times(4),
    )
    nwbfile.add_acquisition(series)
    return series


@case("AnnotationSeries", find=acquired("notes"), clauses=("D13",))
def annotation_series(nwbfile: NWBFile) -> AnnotationSeries:
    """Notes by time, one of them empty, of a type that is deprecated."""
    notes = ["started", "", "café spilt ☕\nat 3 V", "x" * 5000]
    series = as_read(AnnotationSeries, name="notes", data=notes, timestamps=times(4))
    nwbfile.add_acquisition(series)
    return series


@case("IntervalSeries", find=acquired("running"), clauses=("D08",))
def interval_series(nwbfile: NWBFile) -> IntervalSeries:
    """Begins and ends of intervals of three kinds, to the limits of 8 bits."""
    data = np.array([1, -1, 2, 127, -127, -2, -128], dtype=np.int8)
    series = IntervalSeries(name="running", data=data, timestamps=times(7))
    nwbfile.add_acquisition(series)
    return series
