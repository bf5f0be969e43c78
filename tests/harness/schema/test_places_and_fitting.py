"""Where objects of a type may be, and which types may fill a slot."""

import pytest

from harness.schema.parts import Part, changed
from harness.schema.plans import PLANS, plans_for
from tests.harness.schema.making import core


def test_the_schema_has_the_types_and_nodes_of_nwb() -> None:
    assert (len(core().own_types), len(core().nodes)) == (95, 1566)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("TimeSeries", "NWBFile/acquisition/[NWBDataInterface]"),
        ("VectorIndex", "DynamicTable/[VectorData]"),
        ("MeaningsTable", "DynamicTable/meanings_tables/[MeaningsTable]"),
        ("SimpleMultiContainer", "NWBFile/scratch/[SimpleMultiContainer]"),
    ],
)
def test_places(name: str, places: str) -> None:
    assert places in map(str, core().places(name))


def test_each_type_has_a_place() -> None:
    assert core().homeless() == ()


def test_a_type_that_nothing_takes_is_told() -> None:
    with pytest.raises(LookupError, match="nothing in an NWB file takes a Nowhere"):
        core().places("Nowhere")


def test_what_a_slot_names_comes_first() -> None:
    table = core().types["DynamicTable"]
    slot = next(part for part in table.parts if part.key == "[VectorData]")
    fitting = core().fitting(slot, table)
    assert fitting[0] == "VectorData"
    assert {"VectorIndex", "DurationVectorData", "TimeSeriesReferenceVectorData"} <= set(fitting)


@pytest.mark.parametrize(
    ("holder", "slot", "misfit"),
    [
        ("MeaningsTable", "meaning", "VectorIndex"),  # of numbers, where text is asked for
        ("PlaneSegmentation", "image_mask", "TimeSeriesReferenceVectorData"),  # compounds, in three dimensions
        ("NWBFile", "[DynamicTable]", "TimeSeries"),
    ],
)
def test_what_is_at_odds_with_a_slot_does_not_fit(holder: str, slot: str, misfit: str) -> None:
    whole = core().types[holder]
    found = next((part for part in whole.parts if part.key == slot), Part(kind="group", type="DynamicTable"))
    assert not core().fits(misfit, found, whole)


def test_only_plans_that_differ_are_made() -> None:
    assert set(plans_for(core().types["NWBContainer"])) < set(PLANS)
    assert set(plans_for(core().types["NWBFile"])) == set(PLANS)


def test_a_part_is_changed_by_its_path() -> None:
    series = changed(core().types["TimeSeries"], "data@unit", value="V")
    assert series.named("data").named("unit").value == "V"
    assert core().types["TimeSeries"].named("data").named("unit").value is None
