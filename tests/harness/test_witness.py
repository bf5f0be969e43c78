"""A second witness sees what a round trip cannot: a mistake that is made in writing and undone in reading."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from symmetric_faults import FAULTS, making

from conformance_cases.nwb import ecephys
from harness import JOURNEYS, Backend, NotConformingError, Trip, collect_cases, load_contract
from harness.judging import judge
from harness.product import Cited, backend_parameters
from harness.records import HELD, Claim, Record
from harness.registry import Registry
from harness.round_trip import round_trip_differences
from harness.summary import lines
from harness.witness.opinion import NoSuchWitnessError, witness_of

(SERIES,) = (case for case in collect_cases(ecephys.__name__) if case.name == "ElectricalSeries")
#: The object that the second witness finds changed by each fault.
CHANGED = {
    "int16 with its bytes swapped": "/group/samples",
    "numbers negated": "/group/rates",
    "text with its case swapped": "/group/title",
    "names of links mirrored": "/group/tfel",
    "two attributes exchanged": "/group",
}
#: Those that PyNWB's validator, which opens the file itself, does not see either.
VALID = ("int16 with its bytes swapped", "numbers negated", "two attributes exchanged")


@pytest.fixture(params=["hdf5", "zarr"])
def backend(request: pytest.FixtureRequest) -> Backend:
    return Registry().choose([request.param])[0]


def a_tree() -> GroupBuilder:
    samples = DatasetBuilder("samples", np.arange(4, dtype=np.int16))
    group = GroupBuilder(
        "group",
        datasets=[samples, DatasetBuilder("rates", [1.5, -2.5]), DatasetBuilder("title", "A Title")],
        links=[LinkBuilder(samples, "left")],
        attributes={"comments": 1, "description": 2},
    )
    return GroupBuilder("root", groups=[group])


@pytest.mark.parametrize("name", FAULTS)
def test_a_symmetric_fault_is_seen_by_the_second_witness_alone(name: str, backend: Backend, tmp_path: Path) -> None:
    faulty = replace(backend, open=making(FAULTS[name], backend.open))
    assert round_trip_differences(replace(faulty, witness=None), a_tree(), tmp_path) == []
    differences = round_trip_differences(faulty, a_tree(), tmp_path)
    assert CHANGED[name] in {difference.path for difference in differences}
    assert all(difference.what.startswith("by the second witness, ") for difference in differences)


@pytest.mark.parametrize("name", VALID)
def test_it_is_seen_on_the_journey_too(name: str, backend: Backend, tmp_path: Path) -> None:
    faulty = replace(backend, open_nwb=making(FAULTS[name], backend.open_nwb))
    with pytest.raises(NotConformingError) as caught:
        Trip(SERIES, JOURNEYS["write_read"], (faulty,)).check(tmp_path)
    assert all(difference.what.startswith("by the second witness, ") for difference in caught.value.differences)


@pytest.mark.parametrize("witness", ["nobody", "harness.witness:nobody", object()])
def test_a_witness_that_is_none_is_refused(witness: object, backend: Backend) -> None:
    with pytest.raises(NoSuchWitnessError, match=f"{backend.name!r}"):
        witness_of(replace(backend, witness=witness))


def test_a_backend_without_a_witness_is_told_so() -> None:
    record = Record(route="mine", case="a case", clauses=("B03",), outcome=HELD)
    for witnessed in (True, False):
        verdict = judge([record], load_contract(), claims={"mine": Claim(witnessed=witnessed)})
        assert any("no second witness" in line for line in lines(verdict)) is not witnessed


def test_documents_are_made_for_backends_with_a_witness(backend: Backend) -> None:
    cited = Cited(name="a test", clauses=("B03",), witnessed=True)
    made = backend_parameters([backend, replace(backend, name="alone", witness=None)], cited)
    assert [parameter.id for parameter in made] == [backend.name]
