"""Cases of nwb.epoch: tables of time intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pynwb import NWBFile, TimeSeries
from pynwb.base import TimeSeriesReference
from pynwb.epoch import TimeIntervals

from conformance_cases.nwb.parts import times, values
from harness.case import case


def recordings(nwbfile: NWBFile) -> tuple[TimeSeries, TimeSeries]:
    """Add a series with timestamps and one at a rate, for intervals to refer to."""
    irregular = TimeSeries(name="irregular", data=values(11, dtype=np.int32), unit="volt", timestamps=times(11))
    regular = TimeSeries(name="regular", data=values(13), unit="volt", starting_time=0.25, rate=4.0)
    nwbfile.add_acquisition(irregular)
    nwbfile.add_acquisition(regular)
    return irregular, regular


@case("TimeIntervals", find=lambda nwbfile: nwbfile.epochs, clauses=("D13", "E21"))
def epochs(nwbfile: NWBFile) -> TimeIntervals:
    """Epochs with none, one and several tags, that refer to no series."""
    nwbfile.add_epoch_column(name="temperature", description="of the room, in °C")
    nwbfile.add_epoch(start_time=0.5, stop_time=1.5, tags=["ambient", "café"], temperature=-273.15)
    nwbfile.add_epoch(start_time=1.5, stop_time=1.5, tags=[], temperature=np.nan)
    nwbfile.add_epoch(start_time=-7.0, stop_time=1e9, tags="heated, dark", temperature=41.0)
    return nwbfile.epochs


@case("TimeIntervals.references", find=lambda nwbfile: nwbfile.epochs, clauses=("D13", "E21", "E29"))
def epochs_that_refer(nwbfile: NWBFile) -> TimeIntervals:
    """Compounds of two numbers and a reference, one or two to a row and not always in the same order."""
    irregular, regular = recordings(nwbfile)
    nwbfile.add_epoch_column(name="temperature", description="of the room, in °C")
    nwbfile.add_epoch(start_time=0.25, stop_time=0.75, tags="cold", temperature=4.0, timeseries=[irregular, regular])
    nwbfile.add_epoch(start_time=0.75, stop_time=1.0, tags="cold, dark", temperature=5.0, timeseries=[regular])
    nwbfile.add_epoch(start_time=1.0, stop_time=2.5, tags="", temperature=6.0, timeseries=[regular, irregular])
    return nwbfile.epochs


def epochs_frame(irregular: TimeSeries, regular: TimeSeries) -> pd.DataFrame:
    """Return rows of epochs; a reference is a tuple of the first sample, their number and the series."""
    return pd.DataFrame(
        {
            "block": np.array([7, -1, 2**40], dtype=np.int64),
            "animal": ["fish", "", "鳥"],
            "start_time": [0.5, 1.25, 3.0],
            "stop_time": [1.25, 3.0, 8.5],
            "timeseries": [
                [TimeSeriesReference(2, 1, regular)],
                [TimeSeriesReference(0, 13, regular), TimeSeriesReference(5, 3, irregular)],
                [TimeSeriesReference(-1, -1, irregular)],
            ],
            "tags": [["fizz", "buzz"], [""], ["qaz"]],
        }
    )


@case("TimeIntervals.from_dataframe", find=lambda nwbfile: nwbfile.epochs, clauses=("D13", "E21", "E29"))
def epochs_from_dataframe(nwbfile: NWBFile) -> TimeIntervals:
    """A data frame as a table, with a reference that stands for no series."""
    nwbfile.epochs = TimeIntervals.from_dataframe(
        epochs_frame(*recordings(nwbfile)),
        "epochs",
        columns=[
            {"name": "block", "description": "a column of integers"},
            {"name": "animal", "description": "a column of text"},
        ],
    )
    return nwbfile.epochs


_COLUMNS = {
    "choice": ("what was chosen", (3, -4, 2**31)),
    "latency": ("seconds until then", (np.inf, 0.1, np.nan)),
    "stimulus": ("what was shown", ("→", "", "a long one " * 30)),
    "rewarded": ("whether it was right", (True, False, True)),
}


def _rows() -> list[dict[str, object]]:
    return [{name: column[row] for name, (_, column) in _COLUMNS.items()} for row in range(3)]


@case("TimeIntervals.trials", find=lambda nwbfile: nwbfile.trials, clauses=("D13", "D19"))
def trials(nwbfile: NWBFile) -> TimeIntervals:
    """Columns of integers, floats, text and truth values."""
    for name, (description, _) in _COLUMNS.items():
        nwbfile.add_trial_column(name=name, description=description)
    for start, row in enumerate(_rows()):
        nwbfile.add_trial(start_time=start + 0.5, stop_time=start + 1.25, **row)
    return nwbfile.trials


@case("TimeIntervals.invalid_times", find=lambda nwbfile: nwbfile.invalid_times, clauses=("D13", "D19"))
def invalid_times(nwbfile: NWBFile) -> TimeIntervals:
    """The same columns in the table of times to leave out, rows in reverse."""
    for name, (description, _) in _COLUMNS.items():
        nwbfile.add_invalid_times_column(name=name, description=description)
    for start, row in enumerate(reversed(_rows())):
        nwbfile.add_invalid_time_interval(start_time=start - 8.0, stop_time=start - 7.75, **row)
    return nwbfile.invalid_times
