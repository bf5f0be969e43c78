"""A journey tells what did not arrive, and refuses cases that carry nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hdmf.build.warnings import MissingRequiredBuildWarning
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.file import ProcessingModule, Subject

from harness import JOURNEYS, Backend, Case, NotConformingError, Trip, VacuousCaseError
from harness.hdf5 import BACKEND as HDF5

NAMES = pytest.mark.parametrize("name", JOURNEYS)


def a_series(nwbfile: NWBFile) -> TimeSeries:
    series = TimeSeries(name="series", data=[1.5, 2.5], unit="V", rate=10.0)
    nwbfile.add_acquisition(series)
    return series


def of_series(**changes: Any) -> Case:
    return Case(
        name="series", **{"content": a_series, "find": lambda nwbfile: nwbfile.acquisition["series"], **changes}
    )


def travel(name: str, case: Case, backend: Backend, directory: Path) -> list[str]:
    journey = JOURNEYS[name]
    return [str(difference) for difference in journey.travel(case, *[backend] * len(journey.needs), directory)]


@NAMES
def test_content_arrives(name: str, tmp_path: Path) -> None:
    assert travel(name, of_series(), HDF5, tmp_path) == []


@NAMES
def test_a_case_makes_its_own_file(name: str, tmp_path: Path) -> None:
    def make_file() -> NWBFile:
        return NWBFile("of the case", "id", datetime(2017, 4, 3, tzinfo=UTC))

    def find(nwbfile: NWBFile) -> Any:
        return nwbfile.acquisition["series"] if nwbfile.session_description == "of the case" else None

    assert travel(name, of_series(make_file=make_file, find=find), HDF5, tmp_path) == []


def test_an_export_is_read_without_its_source(tmp_path: Path) -> None:
    assert travel("export", of_series(), HDF5, tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exported.nwb", "out_of_reach.nwb"]


NOWHERE = ProcessingModule(name="nowhere", description="")


def an_empty_subject(nwbfile: NWBFile) -> Subject:
    nwbfile.subject = Subject()
    return nwbfile.subject


VACUOUS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing returned": ({"content": lambda nwbfile: a_series(nwbfile) and None}, r"content\(\) returns None"),
    "nothing found": ({"find": lambda _: None}, r"find\(\) finds None"),
    "nothing to be found": ({"find": lambda nwbfile: nwbfile.acquisition["other"]}, r"find\(\) fails .*'other'"),
    "another object found": (
        {"find": lambda nwbfile: nwbfile},
        r"content\(\) returns TimeSeries \'series\', find\(\) finds NWBFile 'root'",
    ),
    "an empty object": (
        {"content": an_empty_subject, "find": lambda nwbfile: nwbfile.subject},
        "'subject' is empty",
    ),
    "an object that is not in the file": (
        {"content": lambda _: NOWHERE, "find": lambda _: NOWHERE},
        "nothing was built of 'nowhere'",
    ),
}


@NAMES
@pytest.mark.parametrize(("changes", "message"), VACUOUS.values(), ids=VACUOUS)
def test_a_vacuous_case_is_refused(name: str, changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(VacuousCaseError, match=message):
        travel(name, of_series(**changes), HDF5, tmp_path)


class LosesAcquisition(NWBHDF5IO):
    def read(self, **kwargs: Any) -> Any:
        nwbfile = super().read(**kwargs)
        nwbfile.acquisition.clear()
        return nwbfile


def test_what_cannot_be_found_after_reading_is_a_difference(tmp_path: Path) -> None:
    backend = Backend.from_entry("forgetful", {"io": LosesAcquisition})
    (found,) = [text for text in travel("write_read", of_series(), backend, tmp_path) if ": find: " in text]
    assert found.startswith("/acquisition/series: find: expected ")
    assert "KeyError" in found


def test_what_a_backend_does_to_its_builders_does_not_change_what_is_expected(tmp_path: Path) -> None:
    class Truncates(NWBHDF5IO):
        def write_builder(self, builder: Any, **kwargs: Any) -> None:
            data = builder["acquisition/series"].datasets["data"]
            data["data"] = data.data[:-1]
            super().write_builder(builder, **kwargs)

    backend = Backend.from_entry("truncating", {"io": Truncates})
    assert "/acquisition/series/data: shape: expected (2,), got (1,)" in travel(
        "write_read", of_series(), backend, tmp_path
    )


def test_what_the_validator_says_is_a_difference(tmp_path: Path) -> None:
    class Forgets(NWBHDF5IO):
        def write_builder(self, builder: Any, **kwargs: Any) -> None:
            del builder["acquisition/series"].datasets["starting_time"].attributes["unit"]
            super().write_builder(builder, **kwargs)

    backend = Backend.from_entry("forgetful", {"io": Forgets})
    (found,) = [text for text in travel("write_read", of_series(), backend, tmp_path) if ": validation: " in text]
    assert found.startswith("/acquisition/series")


def test_a_required_value_left_out_is_a_failure(tmp_path: Path) -> None:
    def without_unit(nwbfile: NWBFile) -> TimeSeries:
        series = a_series(nwbfile)
        series.fields["unit"] = None
        return series

    with pytest.raises(MissingRequiredBuildWarning):
        travel("write_read", of_series(content=without_unit), HDF5, tmp_path)


def test_a_trip_fails_with_all_differences(tmp_path: Path) -> None:
    trip = Trip(
        of_series(clauses=("D08",)), JOURNEYS["write_read"], (Backend.from_entry("bad", {"io": LosesAcquisition}),)
    )
    with pytest.raises(NotConformingError, match="series-write_read-bad: 3 differences") as failure:
        trip.check(tmp_path)
    assert len(failure.value.differences) == 3
    assert {"B01", "D08"} <= set(trip.clauses)
