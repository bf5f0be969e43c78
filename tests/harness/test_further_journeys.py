"""The longer journeys: each sees the fault that it is there for; and what came of a trip has one of five names."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import pytest
from hdmf.backends.errors import UnsupportedOperation
from pynwb import NWBHDF5IO
from test_journeys import of_series, travel

from harness import JOURNEYS, Backend, KnownGap, Outcome, Trip, VacuousCaseError
from harness.hdf5 import BACKEND as HDF5
from harness.journeys import DEFAULT
from harness.product import trip_parameters

CASE = of_series()


class LosesWhatWasThere(NWBHDF5IO):
    """Deletes the series when something is added to its file."""

    def close(self, close_links: bool = True) -> None:
        appended = self.is_open() and self.mode == "r+"
        super().close(close_links=close_links)
        if appended:
            with h5py.File(self.source, "r+") as file:
                del file["acquisition/series"]


class AddsNothing(NWBHDF5IO):
    """Takes what is to be added, and stores nothing of it."""

    def write_builder(self, builder: Any, **options: Any) -> None:
        if self.mode != "r+":
            super().write_builder(builder, **options)


class KnowsItsPath(NWBHDF5IO):
    """Notes in a file where it is, and reads it nowhere else."""

    def close(self, close_links: bool = True) -> None:
        written = self.is_open() and self.mode == "w"
        super().close(close_links=close_links)
        if written:
            with h5py.File(self.source, "r+") as file:
                file["acquisition/series/data"].attrs["conversion"] = 0.0 if "moved" in self.source else 1.0

    def read_builder(self) -> Any:
        root = super().read_builder()
        if "moved" in self.source:
            root["acquisition/series"].datasets["data"].attributes["conversion"] = 0.0
        return root


class KeepsNoSpecifications(NWBHDF5IO):
    """Writes what is of which type, and not what the types are."""

    def write(self, container: Any, **options: Any) -> None:
        super().write(container, cache_spec=False, **options)


@pytest.mark.parametrize(
    ("io", "journey", "path"),
    [
        (LosesWhatWasThere, "append", "/acquisition/series"),
        (AddsNothing, "append", "/acquisition/appended by a journey"),
        (AddsNothing, "modify", "/general/notes"),
        (KnowsItsPath, "move", "/acquisition/series/data"),
        (KeepsNoSpecifications, "cached_specs", "/"),
    ],
)
def test_what_a_journey_sees(io: type[NWBHDF5IO], journey: str, path: str, tmp_path: Path) -> None:
    backend = Backend.from_entry("faulty", {"io": io, "open": HDF5.open})
    found = travel(journey, CASE, backend, tmp_path)
    assert [text for text in found if text.startswith(f"{path}: ")], found


def test_there_is_nothing_to_fill_in(tmp_path: Path) -> None:
    def full(nwbfile: Any) -> Any:
        for name in ("notes", "pharmacology", "surgery", "virus", "slices", "protocol", "data_collection"):
            setattr(nwbfile, name, name)
        nwbfile.stimulus_notes = "none"
        return CASE.content(nwbfile)

    with pytest.raises(VacuousCaseError, match="each of notes, pharmacology"):
        travel("modify", replace(CASE, content=full), HDF5, tmp_path)


def test_few_journeys_are_made_unless_they_are_asked_for() -> None:
    assert DEFAULT == ("write_read", "export", "cross_export")
    assert set(DEFAULT) < set(JOURNEYS)


def test_copies_are_made_within_a_format() -> None:
    backends = [HDF5, replace(HDF5, name="zarr"), replace(HDF5, name="zarr+zip")]
    ids = [parameter.id for parameter in trip_parameters([CASE], [JOURNEYS["copy"]], backends)]
    assert ids == [
        f"series-copy-{pair}"
        for pair in ("hdf5-to-hdf5", "zarr-to-zarr", "zarr-to-zarr+zip", "zarr+zip-to-zarr", "zarr+zip-to-zarr+zip")
    ]


def test_another_process_has_to_find_the_opener() -> None:
    class LocalIO(NWBHDF5IO):
        pass

    local = replace(HDF5, name="local", open_nwb=LocalIO)
    ids = [parameter.id for parameter in trip_parameters([CASE], [JOURNEYS["reopen"]], [HDF5, local])]
    assert ids == ["series-reopen-hdf5"]


def refuses(*_arguments: Any, **_options: Any) -> Any:
    raise UnsupportedOperation("not here")


GAP = KnownGap(clause="M04", raises=(AssertionError,), kind="by design", reason="the old makes place for the new")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.LOSSLESS),
        ({"open_nwb": refuses, "capabilities": frozenset({"read"})}, Outcome.REFUSED),
        ({"open_nwb": refuses}, Outcome.CRASH),
        ({"open_nwb": LosesWhatWasThere}, Outcome.SILENT),
        ({"open_nwb": LosesWhatWasThere, "known_gaps": (GAP,)}, Outcome.DECLARED),
    ],
)
def test_what_came_of_a_trip(changes: dict[str, Any], outcome: Outcome, tmp_path: Path) -> None:
    trip = Trip(CASE, JOURNEYS["append"], (replace(HDF5, **{"known_gaps": (), **changes}),))
    assert trip.outcome(tmp_path) is outcome
    assert outcome.is_red is (outcome in {"crash", "silent loss"})
