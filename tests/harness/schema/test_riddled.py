"""In a few documents each part is wrong in each way, and the validator tells of every mistake."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pynwb.spec import NWBAttributeSpec, NWBGroupSpec

from harness.journeys.validity import tree_errors
from harness.schema.coverage import coverage
from harness.schema.mutations import Mutation
from harness.schema.parts import Part
from harness.schema.riddled import Riddled, as_read, riddled_documents
from harness.schema.schema import Schema
from harness.schema.unfit import ABSENT_FROM_NWB, REPORTED, UNFIT
from tests.harness.schema.making import core, schema_of

ONCE = settings(
    max_examples=1, phases=[Phase.generate], derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
WITHIN = {kind: mutation for kind, mutation in UNFIT.items() if not mutation.hides}
MISSING = {kind: mutation for kind, mutation in REPORTED.items() if mutation.hides}

#: What NWB has not: a slot of one object, one that no link may fill, and an attribute that is a date.
HOLDER = NWBGroupSpec(
    "a type",
    neurodata_type_def="Holder",
    neurodata_type_inc="NWBDataInterface",
    attributes=[NWBAttributeSpec("since", "a date", "isodatetime")],
    groups=[
        NWBGroupSpec("one", neurodata_type_inc="Device", quantity="?"),
        NWBGroupSpec("no link", name="own", neurodata_type_inc="TimeSeries", linkable=False),
    ],
)


def inner_parts() -> list[Part]:
    return [part for path, part in core().nodes.items() if "/" in path or "@" in path]


def riddled(schema: Schema, name: str, mutations: Mapping[str, Mutation]) -> tuple[Riddled, ...]:
    """Return the documents of a type that are wrong in all ways."""
    made: list[Riddled] = []

    @ONCE
    @given(documents=riddled_documents(schema, name, mutations))
    def make(documents: tuple[Riddled, ...]) -> None:
        made.extend(documents)

    make()
    return tuple(made)


def test_no_mistake_is_made_twice_and_none_twice_at_a_site() -> None:
    made = [[(one.path, one.kind) for one in document.mistakes] for document in riddled(core(), "TimeSeries", WITHIN)]
    everywhere = [one for document in made for one in document]
    assert len(set(everywhere)) == len(everywhere) > 40
    for document in made:
        assert len({path for path, _ in document}) == len(document)


def test_all_that_can_be_wrong_in_a_value_is() -> None:
    kinds = {one.kind for document in riddled(core(), "TimeSeries", WITHIN) for one in document.mistakes}
    assert kinds >= {
        "text in attributes of numbers",
        "numbers in attributes of text",
        "numbers in datasets of isodatetime",
        "too many dimensions in a dataset",
        "a single value in datasets of arrays",
        "another value than the fixed one in attributes",
    }


@pytest.mark.parametrize("mutations", [WITHIN, MISSING], ids=["there", "missing"])
@pytest.mark.parametrize("name", ["TimeSeries", "Units", "ImageMaskSeries", "CSRMatrix", "Subject"])
def test_each_mistake_is_told_by_the_validator(name: str, mutations: Mapping[str, Mutation]) -> None:
    for document in riddled(core(), name, mutations):
        errors = tree_errors(as_read(document.tree, document.tree), core().type_map.namespace_catalog)
        untold = [one for one in document.mistakes if one.must_be_told and not any(map(one.is_told_by, errors))]
        assert untold == []


def test_what_is_missing_is_within_nothing_else_that_is() -> None:
    paths = [{one.path for one in document.mistakes} for document in riddled(core(), "ProcessingModule", MISSING)]
    assert len({path.count("/") for document in paths for path in document}) > 2
    for document in paths:
        assert not any(path != other and path.startswith(f"{other}/") for path in document for other in document)


def test_almost_all_parts_of_a_type_are_wrong_in_one_or_the_other() -> None:
    trees = [document.tree for group in (WITHIN, MISSING) for document in riddled(core(), "ElectricalSeries", group)]
    found = coverage(trees, core())
    nodes = [path for path in core().nodes if path.startswith(("ElectricalSeries@", "ElectricalSeries/"))]
    assert [path for path in nodes if not found.met(path).invalid] == [
        "ElectricalSeries/sync"
    ]  # a group, replaced only


def test_the_walk_tells_nothing_wrong_of_what_conforms() -> None:
    (first, *_) = riddled(core(), "Device", {"none": Mutation(make=lambda *_: "", fits=lambda site: site.path == "/")})
    assert not any(node.invalid for node in coverage([first.tree], core()).nodes.values())


@pytest.mark.parametrize("kind", ABSENT_FROM_NWB)
def test_extensions_have_what_nwb_has_not(kind: str) -> None:
    assert not any(map(UNFIT[kind].concerns, inner_parts()))
    schema = schema_of(HOLDER)
    (document,) = riddled(schema, "Holder", {kind: UNFIT[kind]})
    errors = tree_errors(as_read(document.tree, document.tree), schema.type_map.namespace_catalog)
    assert document.mistakes
    assert all(any(map(one.is_told_by, errors)) for one in document.mistakes)
    assert [path for path, node in coverage([document.tree], schema).nodes.items() if node.invalid]


def test_nwb_has_all_others() -> None:
    absent = {kind for kind, one in UNFIT.items() if not any(map(one.concerns, inner_parts()))}
    assert absent == set(ABSENT_FROM_NWB)
