"""Documents of each neurodata type, made from its specification: what is valid is held as it is, and stays valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, ConstructError
from hypothesis import HealthCheck, given, settings
from pynwb import NWBFile

from conformance_cases.spec_driven.quiet import QUIET
from harness import Backend
from harness.comparison import compare_builders, compare_containers
from harness.differences import Difference
from harness.journeys.travelling import invalid, opened
from harness.journeys.validity import validation_errors
from harness.normal import normal_form
from harness.round_trip import write_tree
from harness.schema.coverage import SchemaCoverage
from harness.schema.documents import Document, documents
from harness.schema.hints import UNCONSTRUCTIBLE
from harness.schema.losses import undeclared
from harness.schema.plans import CONSTRUCTIBLE, GRIDS, PLANS, Plan, has_grids, plans_for
from harness.schema.plugin import typed_as
from harness.schema.schema import Schema
from harness.witness.opinion import second_opinion

pytestmark = pytest.mark.spec_driven

type Typed = tuple[Schema, str]


def each_document(typed: Typed, plans: Iterable[Plan], check: Callable[[Document], None]) -> None:
    """Check documents of a type: one of each plan that leaves nothing open, several of the others."""
    for plan in plans:
        several = settings(
            max_examples=max(1, settings().max_examples // 20) if plan.is_open else 1,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        several(given(document=documents(*typed, plan))(check))()


def holds(backend: Backend, exercised: SchemaCoverage, directory: Path) -> Callable[[Document], None]:
    """Return the check that a document is read as it was written, by the second witness too, and is valid."""

    def check(document: Document) -> None:
        with TemporaryDirectory(dir=directory) as inner:
            location = backend.location(Path(inner), "document")
            expected = normal_form(document.tree)
            write_tree(backend, document.tree, location)
            with opened(backend, location, "r") as io:
                found = compare_builders(expected, io.read_builder()) + invalid(validation_errors(io))
            require_none(document, found + second_opinion(backend, expected, location))
        exercised.observe(document.tree)

    return check


def exports(backend: Backend, directory: Path) -> Callable[[Document], None]:
    """Return the check that containers read from a document are exported whole."""

    def check(document: Document) -> None:
        with TemporaryDirectory(dir=directory) as inner:
            location, exported = (backend.location(Path(inner), stem) for stem in ("document", "exported"))
            expected = normal_form(document.tree)
            write_tree(backend, document.tree, location)
            with opened(backend, location, "r") as source:
                nwbfile = containers(source, document)
                with opened(backend, exported, "w") as destination:
                    destination.export(source, nwbfile, write_args={"link_data": False})
                with opened(backend, exported, "r") as io:
                    found = undeclared(compare_builders(expected, io.read_builder()))
                    found += compare_containers(nwbfile, io.read()) + invalid(validation_errors(io))
        require_none(document, found)

    return check


def containers(source: HDMFIO, document: Document) -> NWBFile:
    """Read a file; skip one that PyNWB makes no containers of, from wherever it is read, for a class takes it not."""
    try:
        return source.read()
    except ConstructError as error:
        try:
            BuildManager(source.manager.type_map).construct(document.tree)
        except ConstructError:
            pytest.skip(f"{document!r} is not what a class takes: {error.__cause__}")
        raise


def require_none(document: Document, differences: list[Difference]) -> None:
    """Let a document fail that has differences."""
    assert not differences, "\n".join([repr(document), *map(str, differences)])


def refers(schema: Schema, name: str) -> bool:
    """Tell whether objects of a type are datasets of references or of compounds."""
    return not isinstance(schema.types[name].dtype, str | None)


@pytest.mark.clause("B01", "B03", "B08", "C08", "F01", "J05")
def test_documents(backend: Backend, typed: Typed, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """A document of a type is read as it was written."""
    schema, name = typed
    plans = (PLANS[plan] for plan in plans_for(schema.types[name]))
    each_document(typed, plans, holds(backend, exercised, tmp_path))


@pytest.mark.clause("E43")
@typed_as(lambda schema, name: has_grids(schema.types[name]))
def test_grids(backend: Backend, typed: Typed, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """The same, of references in several dimensions."""
    each_document(typed, GRIDS.values(), holds(backend, exercised, tmp_path))


@pytest.mark.clause("H02", "H03", "H10", "J05")
@typed_as(lambda schema, name: name not in UNCONSTRUCTIBLE and not refers(schema, name))
@QUIET
def test_containers(backend: Backend, typed: Typed, tmp_path: Path) -> None:
    """What PyNWB makes of a document is exported without a loss but for those that are HDMF's."""
    each_document(typed, CONSTRUCTIBLE.values(), exports(backend, tmp_path))


@pytest.mark.clause("H02", "H03", "H10", "J05")
@typed_as(lambda schema, name: name not in UNCONSTRUCTIBLE and refers(schema, name))
@QUIET
def test_containers_of_references(backend: Backend, typed: Typed, tmp_path: Path) -> None:
    """The same, of datasets that are references or compounds."""
    each_document(typed, CONSTRUCTIBLE.values(), exports(backend, tmp_path))
