"""Cases of nwb.icephys: patch-clamp series, and the tables that order them into sweeps and experiments."""

from __future__ import annotations

from typing import Any

import numpy as np
from pynwb import NWBFile
from pynwb.icephys import (
    CurrentClampSeries,
    CurrentClampStimulusSeries,
    ExperimentalConditionsTable,
    IntracellularElectrode,
    IntracellularRecordingsTable,
    IZeroClampSeries,
    PatchClampSeries,
    RepetitionsTable,
    SequentialRecordingsTable,
    SimultaneousRecordingsTable,
    SweepTable,
    VoltageClampSeries,
    VoltageClampStimulusSeries,
)

from conformance_cases.nwb.parts import acquired, as_read, devices, patch_electrodes, times, values
from harness.case import case


@case(
    "IntracellularElectrode",
    find=lambda nwbfile: nwbfile.icephys_electrodes["pipette"],
    clauses=("D03", "F01", "F03"),
)
def intracellular_electrode(nwbfile: NWBFile) -> IntracellularElectrode:
    """Every field of text, one of them empty, and a link to the second of two devices."""
    return nwbfile.create_icephys_electrode(
        name="pipette",
        description="pulled on 2017-04-15",
        device=devices(nwbfile)[1],
        slice="300 µm, coronal",
        seal="1.5 GΩ",
        location="layer 2/3 – Brodmann 17",
        resistance="4 MΩ",
        filtering="",
        initial_access_resistance="11 MΩ, rising",
        cell_id="细胞 7",
    )


def _acquire(nwbfile: NWBFile, series_class: Any, **fields: Any) -> PatchClampSeries:
    """Acquire a series of a patch-clamp type, which links to the second of two electrodes."""
    series = series_class(
        name="sweep",
        data=values(8, dtype=np.float32),
        electrode=patch_electrodes(nwbfile)[1],
        starting_time=123.5,
        rate=10e3,
        **fields,
    )
    nwbfile.add_acquisition(series)
    return series


@case("PatchClampSeries", find=acquired("sweep"), clauses=("D01", "E01", "E04", "F01", "F03"))
def patch_clamp_series(nwbfile: NWBFile) -> PatchClampSeries:
    """Every field, with an unsigned number of the sweep that needs all of its 32 bits."""
    return _acquire(
        nwbfile,
        PatchClampSeries,
        unit="ampere",
        gain=0.125,
        stimulus_description="ramp –100 → +40 mV",
        sweep_number=np.uint32(2**32 - 1),
    )


@case("PatchClampSeries.minimal", find=acquired("sweep"), clauses=("D18", "F01", "F03"))
def minimal_patch_clamp_series(nwbfile: NWBFile) -> PatchClampSeries:
    """Neither gain nor sweep number."""
    return _acquire(nwbfile, PatchClampSeries, unit="ampere")


@case("CurrentClampStimulusSeries", find=acquired("sweep"), clauses=("E18", "F01", "F03"))
def current_clamp_stimulus_series(nwbfile: NWBFile) -> CurrentClampStimulusSeries:
    """A current that was injected."""
    return _acquire(nwbfile, CurrentClampStimulusSeries, gain=0.25)


@case("VoltageClampStimulusSeries", find=acquired("sweep"), clauses=("E18", "F01", "F03"))
def voltage_clamp_stimulus_series(nwbfile: NWBFile) -> VoltageClampStimulusSeries:
    """A voltage that was held."""
    return _acquire(nwbfile, VoltageClampStimulusSeries, gain=-0.5)


@case("CurrentClampSeries", find=acquired("sweep"), clauses=("D01", "E18", "F01", "F03"))
def current_clamp_series(nwbfile: NWBFile) -> CurrentClampSeries:
    """A voltage, with every setting of the amplifier."""
    return _acquire(
        nwbfile,
        CurrentClampSeries,
        gain=2.0,
        bias_current=-1.25,
        bridge_balance=2.5e7,
        capacitance_compensation=3.5e-12,
        sweep_number=np.uint32(0),
    )


@case("VoltageClampSeries", find=acquired("sweep"), clauses=("D01", "E18", "F01", "F03"))
def voltage_clamp_series(nwbfile: NWBFile) -> VoltageClampSeries:
    """A current, with every setting of the amplifier: scalars with an attribute for the unit of each."""
    return _acquire(
        nwbfile,
        VoltageClampSeries,
        gain=0.5,
        capacitance_fast=1.25e-12,
        capacitance_slow=2.5e-12,
        resistance_comp_bandwidth=3500.0,
        resistance_comp_correction=70.5,
        resistance_comp_prediction=75.25,
        whole_cell_capacitance_comp=6.5e-12,
        whole_cell_series_resistance_comp=7.5e6,
    )


@case("IZeroClampSeries", find=acquired("sweep"), clauses=("E18", "F01", "F03"))
def i_zero_clamp_series(nwbfile: NWBFile) -> IZeroClampSeries:
    """A voltage at rest, whose settings the type fixes to zero."""
    return _acquire(nwbfile, IZeroClampSeries, gain=1.5)


def _sweep(name: str, electrode: IntracellularElectrode, number: int) -> PatchClampSeries:
    return PatchClampSeries(
        name=name,
        data=values(4) / 2,
        unit="ampere",
        electrode=electrode,
        timestamps=times(4),
        sweep_number=np.uint32(number),
    )


@case("SweepTable", find=lambda nwbfile: nwbfile.sweep_table, clauses=("E21", "E24"))
def sweep_table(nwbfile: NWBFile) -> SweepTable:
    """One series in a table of a type that is deprecated, beside a series that is in no sweep."""
    left, right = patch_electrodes(nwbfile)
    nwbfile.sweep_table = as_read(SweepTable, name="sweep_table")
    nwbfile.add_acquisition(_sweep("apart", left, number=4711))
    nwbfile.add_acquisition(_sweep("in", right, number=4712), use_sweep_table=True)
    return nwbfile.sweep_table


@case("SweepTable.several_series", find=lambda nwbfile: nwbfile.sweep_table, clauses=("E21", "E24"))
def sweep_table_of_several_series(nwbfile: NWBFile) -> SweepTable:
    """Two sweeps of series that are acquired, presented and templates."""
    left, right = patch_electrodes(nwbfile)
    nwbfile.sweep_table = as_read(SweepTable, name="sweep_table")
    nwbfile.add_acquisition(_sweep("response", left, number=4711), use_sweep_table=True)
    nwbfile.add_stimulus_template(_sweep("template", right, number=4712), use_sweep_table=True)
    nwbfile.add_stimulus(_sweep("stimulus", left, number=4712), use_sweep_table=True)
    return nwbfile.sweep_table


def _experiment(nwbfile: NWBFile) -> None:
    """Add recordings from two electrodes, and every table above them, each row with several of the table below."""
    for row, electrode in enumerate(patch_electrodes(nwbfile) * 2):
        stimulus = VoltageClampStimulusSeries(
            name=f"command {row}", data=values(5) / 2, electrode=electrode, gain=0.5, rate=1000.0
        )
        response = VoltageClampSeries(
            name=f"current {row}", data=values(6) / 2, electrode=electrode, gain=0.5, timestamps=times(6)
        )
        nwbfile.add_intracellular_recording(
            id=40 + row,
            electrode=electrode,
            stimulus=stimulus,
            stimulus_start_index=row,
            stimulus_index_count=4 - row,
            response=response if row else None,
        )
    nwbfile.get_icephys_simultaneous_recordings().add_column(name="sweep", description="by the clock of the rig")
    for identifier, rows in ((12, [2, 0]), (11, [3]), (10, [1, 2])):
        nwbfile.add_icephys_simultaneous_recording(id=identifier, recordings=rows, sweep=f"№ {identifier}")
    for kind, rows in (("square", [1, 0]), ("ramp – slow", [2])):
        nwbfile.add_icephys_sequential_recording(simultaneous_recordings=rows, stimulus_type=kind)
    for rows in ([1], [1, 0]):
        nwbfile.add_icephys_repetition(sequential_recordings=rows)
    nwbfile.get_icephys_experimental_conditions().add_column(name="drug", description="in the bath")
    for drug, rows in (("TTX", [1]), ("", [0, 1])):
        nwbfile.add_icephys_experimental_condition(repetitions=rows, drug=drug)


@case(
    "IntracellularRecordingsTable",
    find=lambda nwbfile: nwbfile.intracellular_recordings,
    clauses=("E09", "E24", "E29"),
)
def intracellular_recordings_table(nwbfile: NWBFile) -> IntracellularRecordingsTable:
    """Aligned tables of references to electrodes and to parts of series, one row without a response."""
    _experiment(nwbfile)
    return nwbfile.intracellular_recordings


@case(
    "SimultaneousRecordingsTable",
    find=lambda nwbfile: nwbfile.icephys_simultaneous_recordings,
    clauses=("D13", "E20", "E21", "E39"),
)
def simultaneous_recordings_table(nwbfile: NWBFile) -> SimultaneousRecordingsTable:
    """A ragged region of the recordings, and a column of one's own."""
    _experiment(nwbfile)
    return nwbfile.icephys_simultaneous_recordings


@case(
    "SequentialRecordingsTable",
    find=lambda nwbfile: nwbfile.icephys_sequential_recordings,
    clauses=("D13", "E20", "E21", "E39"),
)
def sequential_recordings_table(nwbfile: NWBFile) -> SequentialRecordingsTable:
    """A ragged region of the simultaneous recordings, and a kind of stimulus."""
    _experiment(nwbfile)
    return nwbfile.icephys_sequential_recordings


@case("RepetitionsTable", find=lambda nwbfile: nwbfile.icephys_repetitions, clauses=("E20", "E21", "E39"))
def repetitions_table(nwbfile: NWBFile) -> RepetitionsTable:
    """A ragged region of the sequences."""
    _experiment(nwbfile)
    return nwbfile.icephys_repetitions


@case(
    "ExperimentalConditionsTable",
    find=lambda nwbfile: nwbfile.icephys_experimental_conditions,
    clauses=("D13", "E20", "E21", "E39"),
)
def experimental_conditions_table(nwbfile: NWBFile) -> ExperimentalConditionsTable:
    """A ragged region of the repetitions, and a column of one's own: the top of the whole experiment."""
    _experiment(nwbfile)
    return nwbfile.icephys_experimental_conditions
