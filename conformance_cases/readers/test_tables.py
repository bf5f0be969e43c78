"""What a reader of a table asks of it: rows, cells, data frames, and what references and regions lead to."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from pynwb import NWBFile
from pynwb.ecephys import ElectrodeGroup

from conformance_cases.nwb import ecephys, epoch, extension, icephys, misc, table
from conformance_cases.readers.conftest import Carry
from harness.case import Content


@pytest.mark.clause("E24", "E39")
@pytest.mark.parametrize(
    ("content", "series", "region"),
    [
        (ecephys.electrical_series, "raw", "electrodes"),
        (misc.decomposition_series_of_channels, "spectrum", "source_channels"),
    ],
    ids=["ElectricalSeries", "DecompositionSeries"],
)
def test_groups_of_region(carry: Carry, content: Content, series: str, region: str) -> None:
    """A row of a region leads to the electrode group of just that row."""
    made, nwbfile = carry(content)

    for position, row in enumerate(getattr(made, region).data):
        group = getattr(nwbfile.acquisition[series], region)[position].iloc[0]["group"]

        assert isinstance(group, ElectrodeGroup)
        assert group is nwbfile.electrode_groups["shank A" if row % 2 == 0 else "shank B"]


@pytest.mark.clause("E39", "L06")
def test_rows_of_region(carry: Carry) -> None:
    """The rows of a region are rows of its table, in the order of the region."""
    _, nwbfile = carry(table.region_of_electrodes)

    rows = list(nwbfile.acquisition["raw"].electrodes)

    assert len(rows) == 3
    for row, expected in zip(rows, (4, 3, 1), strict=True):
        assert_frame_equal(row, nwbfile.electrodes[expected])


@pytest.mark.clause("E24", "L06")
@pytest.mark.parametrize("content", [ecephys.electrodes_table, ecephys.electrodes_table_with_optional_columns])
def test_rows_of_electrodes(carry: Carry, content: Content) -> None:
    """Each electrode has the values and the group that it had."""
    made, nwbfile = carry(content)

    for row in range(len(made)):
        got, expected = nwbfile.electrodes[row], made[row]

        assert_frame_equal(got.drop(columns="group"), expected.drop(columns="group"))
        assert got["group"].iloc[0].object_id == expected["group"].iloc[0].object_id


@pytest.mark.clause("E21")
def test_spikes_of_units(carry: Carry) -> None:
    """Each unit has its own spikes, one has none."""
    made, nwbfile = carry(misc.units)
    read = nwbfile.acquisition["sorted"]

    for unit in range(3):
        assert read.get_unit_spike_times(unit).tolist() == made.get_unit_spike_times(unit).tolist()
    assert [len(spikes) for spikes in read["spike_times"][:]] == [3, 0, 5]


@pytest.mark.clause("E21")
def test_intervals_of_units(carry: Carry) -> None:
    """Each unit has its own intervals."""
    made, nwbfile = carry(misc.units)
    read = nwbfile.acquisition["sorted"]

    for unit in range(3):
        assert read.get_unit_obs_intervals(unit).tolist() == made.get_unit_obs_intervals(unit).tolist()
    assert [len(intervals) for intervals in read["obs_intervals"][:]] == [2, 1, 3]


@pytest.mark.clause("E39", "L06")
def test_frame_of_units(carry: Carry) -> None:
    """A data frame of units has their electrodes, in order, and their groups."""
    _, nwbfile = carry(misc.units_with_electrodes)

    frame = nwbfile.units.to_dataframe()

    assert frame.index.tolist() == [7, 3, 5]
    assert [cell.index.tolist() for cell in frame["electrodes"]] == [[26, 31], [], [4, 15, 9]]
    assert [group.name for group in frame["electrode_group"]] == ["shank A", "shank B", "shank A"]


def _epochs_expected(nwbfile: NWBFile) -> pd.DataFrame:
    frame = epoch.epochs_frame(nwbfile.acquisition["irregular"], nwbfile.acquisition["regular"])
    return frame.set_index(pd.RangeIndex(len(frame), name="id"))


@pytest.mark.clause("E29", "L06")
def test_frame_of_epochs(carry: Carry) -> None:
    """Epochs become the data frame that they were made from."""
    _, nwbfile = carry(epoch.epochs_from_dataframe)
    expected = _epochs_expected(nwbfile)

    got = nwbfile.epochs.to_dataframe()

    references = [[tuple(reference) for reference in cell] for cell in got.pop("timeseries")]
    wanted = [[tuple(reference) for reference in cell] for cell in expected.pop("timeseries")]
    assert references[:2] == wanted[:2]
    assert references[2] == [(None, None, None)], "a reference from row -1 stands for none"
    assert_frame_equal(got, expected, check_like=True, check_dtype=False)


@pytest.mark.clause("L06")
def test_frame_of_epochs_without_references(carry: Carry) -> None:
    """Epochs become a data frame without the columns that a reader leaves out."""
    _, nwbfile = carry(epoch.epochs_from_dataframe)

    got = nwbfile.epochs.to_dataframe(exclude={"timeseries", "timeseries_index"})

    expected = _epochs_expected(nwbfile).drop(columns="timeseries")
    assert_frame_equal(got, expected, check_like=True, check_dtype=False)


@pytest.mark.clause("L06")
def test_frame_of_table(carry: Carry) -> None:
    """A table of regular and of ragged columns becomes the data frame that it was."""
    made, nwbfile = carry(table.dynamic_table)

    got, expected = nwbfile.processing["analysis"]["table"].to_dataframe(), made.to_dataframe()

    for column in ("pair", "ragged"):
        assert [list(cell) for cell in got.pop(column)] == [list(cell) for cell in expected.pop(column)]
    assert_frame_equal(got, expected)


@pytest.mark.clause("E24")
@pytest.mark.parametrize(
    ("content", "sweeps"),
    [
        (icephys.sweep_table, {4712: ["in"]}),
        (icephys.sweep_table_of_several_series, {4711: ["response"], 4712: ["template", "stimulus"]}),
    ],
    ids=["one series", "several series"],
)
def test_series_of_sweeps(carry: Carry, content: Content, sweeps: dict[int, list[str]]) -> None:
    """The number of a sweep leads to its series, wherever they are in the file."""
    _, nwbfile = carry(content)

    found = {number: nwbfile.sweep_table.get_series(number) for number in sweeps}

    assert {number: [series.name for series in sweep] for number, sweep in found.items()} == sweeps
    assert all(series.sweep_number == number for number, sweep in found.items() for series in sweep)
    assert all(series is nwbfile.objects[series.object_id] for sweep in found.values() for series in sweep)


@pytest.mark.clause("E01", "E03", "G01")
def test_column_of_extension(carry: Carry) -> None:
    """Columns of an extension's type have its class, and attributes of their own."""
    _, nwbfile = carry(extension.coded_vector_data)

    odour, sound = nwbfile.trials["odour"], nwbfile.trials["sound"]

    assert type(odour) is type(sound) is extension.CodedVectorData
    assert (odour.code_book, odour.edition) == ("§ odour", -3)
    assert (sound.code_book, sound.edition) == ("§ sound", None)
