"""Journeys of a file that is opened again and added to: what was there is as it was, and what is new is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

from pynwb import NWBFile, TimeSeries

from harness.backend import Backend
from harness.case import Case, VacuousCaseError
from harness.differences import Difference
from harness.journeys.travelling import Departure, arrive, depart, opened
from harness.witness.opinion import second_opinion

#: Texts of a session, of which no case has all.
_TEXTS = ("notes", "pharmacology", "surgery", "virus", "slices", "protocol", "data_collection", "stimulus_notes")


def append(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, open it again, add an object, and read it."""
    add = partial(_add_series, object_id=str(uuid4()))
    return _change(depart(case, backend, directory), backend, add)


def modify(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, open it again, fill a field that it has left out, and read it."""
    departure = depart(case, backend, directory)
    free = next((name for name in _TEXTS if getattr(departure.nwbfile, name) is None), None)
    if free is None:
        raise VacuousCaseError(f"case {case.name!r}: each of {', '.join(_TEXTS)} is there; leave one of them out")
    return _change(departure, backend, partial(_fill, field=free))


def _change(departure: Departure, backend: Backend, change: Callable[[NWBFile], object]) -> list[Difference]:
    """Change a file, and compare it with what is expected of it then."""
    with opened(backend, departure.path, "r+") as io:
        nwbfile = io.read()
        change(nwbfile)
        io.write(nwbfile)
    expected = departure.changed(change)
    return arrive(expected, backend, departure.path) + second_opinion(backend, expected.tree, departure.path)


def _fill(nwbfile: NWBFile, field: str) -> None:
    setattr(nwbfile, field, f"{field}, filled in later")
    nwbfile.set_modified()  # which setting a field alone does not do (clause M06)


def _add_series(nwbfile: NWBFile, object_id: str) -> None:
    """Add a series that is the same one each time: it is made as HDMF makes those that it reads, with their ids."""
    series = TimeSeries.__new__(TimeSeries, object_id=object_id)
    series.__init__(
        name="appended by a journey",
        data=[0.25, -0.0, 1e-300],
        timestamps=[1.0, 2.0, 4.0],
        unit="V",
        comments="\N{GREEK SMALL LETTER MU}",
    )
    nwbfile.add_acquisition(series)
