"""What holds for all waveforms of a table of units is an attribute of each of its columns of waveforms."""

from __future__ import annotations

from typing import Any

import pytest
from pynwb import NWBFile

from conformance_cases.nwb import misc
from conformance_cases.readers.conftest import Carry
from harness.case import Content

_COLUMNS = ("waveform_mean", "waveform_sd", "waveforms")


def _attributes(nwbfile: NWBFile, path: str, attribute: str) -> dict[str, Any]:
    """Return an attribute of those columns of waveforms that are there."""
    units = nwbfile.read_io.read_builder()[path]
    return {column: units[column].attributes.get(attribute) for column in _COLUMNS if column in units}


@pytest.mark.clause("E01", "E03", "E18")
def test_waveforms_alone(carry: Carry) -> None:
    """The rate and the default unit are told by waveforms without mean or spread."""
    _, nwbfile = carry(misc.units_with_waveforms_only)

    units = nwbfile.acquisition["sorted"]

    assert (units.waveform_rate, units.waveform_unit) == (40000.0, "volts")
    assert _attributes(nwbfile, "acquisition/sorted", "sampling_rate") == {"waveforms": 40000.0}
    assert _attributes(nwbfile, "acquisition/sorted", "unit") == {"waveforms": "volts"}


@pytest.mark.clause("E01", "E03")
@pytest.mark.parametrize(
    ("content", "field", "attribute", "value"),
    [
        (misc.units_with_a_unit_of_waveforms, "waveform_unit", "unit", "microvolts"),
        (misc.units_with_time_before_peak, "waveform_time_before_peak_in_ms", "time_before_peak_in_ms", 1.5),
    ],
    ids=["unit", "time before peak"],
)
def test_every_column(carry: Carry, content: Content, field: str, attribute: str, value: object) -> None:
    """What holds for all waveforms is on each of their columns."""
    _, nwbfile = carry(content)

    assert getattr(nwbfile.acquisition["sorted"], field) == value
    assert _attributes(nwbfile, "acquisition/sorted", attribute) == dict.fromkeys(_COLUMNS, value)


@pytest.mark.clause("D18")
def test_left_out(carry: Carry) -> None:
    """What is left out is on no column, and is read as ``None``."""
    _, nwbfile = carry(misc.units_without_time_before_peak)

    assert nwbfile.units.waveform_time_before_peak_in_ms is None
    assert "time_before_peak_in_ms" not in nwbfile.read_io.read_builder()["units/waveform_mean"].attributes
