"""Random extensions are what the schema language admits: they load, say what was drawn, and have places in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hdmf.build import BuildManager
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from harness.normal import normal_form
from harness.schema.documents import documents
from harness.schema.extensions import Extension, extensions
from harness.schema.instances import constructed
from harness.schema.namespaces import Namespace
from harness.schema.plans import LEAST

FEW = settings(max_examples=8)


def one_with(condition: Callable[[Extension], bool], phases: Sequence[Phase] = (Phase.generate,)) -> Extension:
    """Return an extension for which the condition holds, the same each time."""
    search = settings(database=None, max_examples=2000, phases=phases)
    return find(extensions(), condition, settings=search, random=Random(0))


def specs(extension: Extension) -> list[dict[str, Any]]:
    """Return the specification of each type."""
    return [
        spec
        for namespace in extension.namespaces
        for source in namespace.sources.values()
        for specs in source.values()
        for spec in specs
    ]


def parts(extension: Extension, key: str) -> list[dict[str, Any]]:
    """Return all attributes, datasets, groups or links of the types."""
    return [part for spec in specs(extension) for part in spec.get(key, ())]


@FEW
@given(extension=extensions())
def test_they_load_and_are_known_as_they_were_drawn(extension: Extension) -> None:
    catalog = extension.type_map().namespace_catalog

    for namespace in extension.namespaces:
        known = Namespace.known_to(catalog, namespace.name)
        assert known.sources == {name.removesuffix(".yaml"): specs for name, specs in namespace.sources.items()}
        assert known.description["version"] == namespace.description["version"]


@FEW
@given(extension=extensions())
def test_each_object_has_a_place_in_a_file(extension: Extension) -> None:
    schema = extension.schema()

    assert sorted(schema.own_types) == sorted(spec["neurodata_type_def"] for spec in specs(extension))
    assert schema.homeless() == ()


@FEW
@given(data=st.data(), extension=extensions(constructible=True))
def test_containers_of_generated_classes_are_built_as_the_document_says(
    data: st.DataObject, extension: Extension
) -> None:
    schema = extension.schema()
    name = data.draw(st.sampled_from(schema.own_types))
    tree = data.draw(documents(schema, name, replace(LEAST, constructible=True))).tree
    expected = normal_form(tree)

    nwbfile = constructed(tree, schema.type_map)
    built = normal_form(BuildManager(schema.type_map).build(nwbfile, source="memory", root=True))

    assert {path: node.kind for path, node in expected.items()}.items() <= {p: n.kind for p, n in built.items()}.items()
    made = {type(one).__name__ for one in nwbfile.all_children()}
    assert name in made


def test_the_smallest_is_one_type_without_parts() -> None:
    (spec,) = specs(one_with(lambda _: True, tuple(Phase)))

    assert spec == {"neurodata_type_def": "Apple", "neurodata_type_inc": "NWBDataInterface", "doc": "a part"}


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(lambda it: len(it.namespaces) == 2, id="two namespaces"),
        pytest.param(lambda it: any(len(one.sources) == 2 for one in it.namespaces), id="two sources"),
        pytest.param(lambda it: any(spec["neurodata_type_inc"] == "Apple" for spec in specs(it)), id="inheritance"),
        pytest.param(lambda it: any(isinstance(spec.get("dtype"), list) for spec in specs(it)), id="compound"),
        pytest.param(lambda it: any(isinstance(spec.get("dtype"), dict) for spec in specs(it)), id="references"),
        pytest.param(lambda it: bool(parts(it, "links")), id="link"),
        pytest.param(lambda it: any("value" in part for part in parts(it, "attributes")), id="fixed value"),
        pytest.param(lambda it: any("default_value" in part for part in parts(it, "attributes")), id="default value"),
        pytest.param(lambda it: any(part.get("quantity") == 2 for part in parts(it, "groups")), id="quantity"),
        pytest.param(lambda it: any("name" in spec for spec in specs(it)), id="fixed name"),
        pytest.param(
            lambda it: any(isinstance(part.get("shape", [0])[0], list) for part in parts(it, "datasets")),
            id="alternative shapes",
        ),
        pytest.param(
            lambda it: any(len(part.get("name", "")) > 100 for part in parts(it, "attributes")), id="long name"
        ),
    ],
)
def test_there_are_such_with(condition: Callable[[Extension], bool]) -> None:
    assert condition(one_with(condition))


@FEW
@given(extension=extensions(avoiding={"E10", "B10"}))
def test_what_a_backend_is_known_to_miss_is_avoided(extension: Extension) -> None:
    texts = {"text", "utf", "utf8", "utf-8", "isodatetime"}

    for spec in specs(extension):
        assert len(spec.get("links", ())) <= 1
        assert all("name" in link for link in spec.get("links", ()))
        for attribute in spec.get("attributes", ()):
            assert (
                isinstance(attribute["dtype"], dict)
                or attribute["dtype"] not in texts
                or len(attribute.get("shape", ())) < 2
            )
