"""Extensions that no one has written: their files tell all of them, and their objects travel as those of NWB do."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hdmf.build import BuildManager, TypeMap
from hdmf.spec import NamespaceCatalog
from hdmf.validate import ValidatorMap
from hypothesis import given, settings
from hypothesis import strategies as st
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespace

from conformance_cases.spec_driven.quiet import QUIET
from harness import Backend
from harness.backend import Opener
from harness.comparison import compare_builders
from harness.digest import digest
from harness.gaps import missed
from harness.journeys import JOURNEYS, Journey
from harness.journeys.reading import is_importable
from harness.journeys.travelling import invalid
from harness.locations import Location
from harness.normal import Node, NormalForm, normal_form
from harness.schema.documents import Document, documents
from harness.schema.extensions import Extension, extensions
from harness.schema.instances import case_of, knowing, store
from harness.schema.namespaces import Namespace
from harness.schema.plans import PLANS
from harness.schema.schema import Schema
from harness.witness.opinion import second_opinion

pytestmark = [pytest.mark.spec_driven, QUIET]

#: Of documents that are made containers, all that is below has defaults and demands of classes.
_SHALLOW = [replace(PLANS[name], constructible=True) for name in ("least", "hollow_1")]
_DEEP = [PLANS[name] for name in ("least", "all_0", "all_1", "all_2")]


@st.composite
def instances(draw: st.DrawFn, *backends: Backend, constructible: bool) -> tuple[Extension, Schema, Document]:
    """Draw an extension, and a document with an object of one of its types."""
    extension = draw(extensions(constructible=constructible, avoiding=missed(*backends)))
    schema = extension.schema()
    plan = draw(st.sampled_from(_SHALLOW if constructible else _DEEP))
    document = draw(documents(schema, draw(st.sampled_from(schema.own_types)), plan))
    return extension, schema, document


def few(fraction: int) -> settings:
    """Return the settings of the chosen profile, of fewer examples: each makes namespaces of hundreds of types."""
    return settings(max_examples=max(3, settings().max_examples // fraction))


@pytest.mark.clause("G01", "G03", "G05", "G13", "J05")
@pytest.mark.needs("discovery")
def test_a_file_tells_all_of_its_types(backend: Backend, tmp_path: Path) -> None:
    """Who has nothing but the file gets the namespaces as they were, and objects that are valid and as they were."""

    @few(4)
    @given(instance=instances(backend, constructible=False))
    def is_told(instance: tuple[Extension, Schema, Document]) -> None:
        _, schema, document = instance
        expected = normal_form(document.tree)
        catalog = NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)
        with TemporaryDirectory(dir=tmp_path) as directory:
            path = backend.location(Path(directory), "file")
            store(backend, document.tree, schema.type_map, path)
            with backend.open(path, mode="r", manager=BuildManager(TypeMap(catalog))) as io:
                io.load_namespaces_io(catalog)
                root = io.read_builder()
                differences = [*compare_builders(expected, root), *second_opinion(backend, expected, path)]
                differences += invalid(ValidatorMap(catalog.get_namespace(schema.namespaces[-1])).validate(root))
                assert not differences, "\n".join(map(str, differences))
                assert digest(root).objects == digest(expected).objects
        known = schema.type_map.namespace_catalog
        assert set(catalog.namespaces) == set(known.namespaces)
        for name in schema.namespaces:
            assert Namespace.known_to(catalog, name) == Namespace.known_to(known, name)
        for name in schema.own_types:
            space = schema.namespace_of[name]
            assert catalog.get_hierarchy(space, name) == schema.ancestry[name]

    is_told()


def journeys(*, takes: int) -> list[str]:
    """Return the names of the journeys of so many backends; that to another process is a test of its own."""
    return [name for name, journey in JOURNEYS.items() if len(journey.needs) == takes and name != "reopen"]


@pytest.mark.clause("B01", "B03", "C08", "H10", "J05")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.needs(*JOURNEYS[name].needs[0])) for name in journeys(takes=1)]
)
def test_journeys(backend: Backend, name: str, tmp_path: Path) -> None:
    """Containers of generated classes arrive as they were."""
    arrive(JOURNEYS[name], tmp_path, backend)


@pytest.mark.clause("H03", "H10", "J05")
@pytest.mark.parametrize("name", journeys(takes=2))
def test_journeys_of_two(backend_pair: tuple[Backend, Backend], name: str, tmp_path: Path) -> None:
    """Containers of generated classes arrive as they were with another backend."""
    if not JOURNEYS[name].suits(*backend_pair):
        pytest.skip("there is no such way between these two")
    for backend, needs in zip(backend_pair, JOURNEYS[name].needs, strict=True):
        if missing := needs - backend.capabilities:
            pytest.skip(f"{backend.name} does not claim {', '.join(sorted(missing))}")
    arrive(JOURNEYS[name], tmp_path, *backend_pair)


def arrive(journey: Journey, directory: Path, *backends: Backend) -> None:
    """Have random instances make a journey."""

    @few(16)
    @given(instance=instances(*backends, constructible=True))
    def arrives(instance: tuple[Extension, Schema, Document]) -> None:
        _, schema, document = instance
        travellers = [knowing(backend, schema.type_map) for backend in backends]
        with TemporaryDirectory(dir=directory) as inner:
            differences = journey.travel(case_of(document, schema.type_map), *travellers, Path(inner))
        assert not differences, "\n".join(map(str, differences))

    arrives()


@pytest.mark.clause("B01", "B03", "G03")
@pytest.mark.needs("discovery")
def test_another_process(backend: Backend, tmp_path: Path) -> None:
    """Another process generates the classes from what the file says, and reads what was written."""
    if not is_importable(backend):
        pytest.skip(f"not tried: no other process can open what {backend.name} writes")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:

        @few(8)
        @given(instance=instances(backend, constructible=True))
        def is_read(instance: tuple[Extension, Schema, Document]) -> None:
            _, schema, document = instance
            expected = normal_form(document.tree)
            with TemporaryDirectory(dir=tmp_path) as directory:
                path = backend.location(Path(directory), "file")
                store(backend, document.tree, schema.type_map, path)
                found, types = other.submit(read_with_containers, backend.open_nwb, str(path)).result()
            differences = compare_builders(expected, found)
            assert not differences, "\n".join(map(str, differences))
            assert types == types_of(expected)

        is_read()


def read_with_containers(opener: Opener, path: Location) -> tuple[NormalForm, dict[str, str]]:
    """Return what a file says, and the types of the containers that are made of it by their object ids."""
    with opener(path, mode="r") as io:
        children = io.read().all_children()
        types = {one.object_id: io.manager.type_map.get_container_ns_dt(one)[1] for one in children}
        return normal_form(io.read_builder()), types


def types_of(tree: NormalForm) -> dict[str, str]:
    """Return the types of the objects of a tree by their object ids."""
    typed = (node for node in tree.values() if "object_id" in node.attributes)
    return {text(node, "object_id"): text(node, "neurodata_type") for node in typed}


def text(node: Node, name: str) -> str:
    """Return an attribute that is a text."""
    value = node.attributes[name].data
    assert value is not None
    return str(value.item())
