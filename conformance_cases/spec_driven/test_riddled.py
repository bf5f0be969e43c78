"""Each part of each type is wrong in each way that there is, many at once: what is told of it is told over any backend.

What containers are made of such documents is tried with one mistake at a time, in ``test_invalid.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import Backend
from harness.comparison import compare_builders
from harness.gaps import missed
from harness.journeys.travelling import opened
from harness.journeys.validity import tree_errors, validation_errors
from harness.normal import normal_form
from harness.round_trip import write_tree
from harness.schema.coverage import SchemaCoverage
from harness.schema.extensions import Extension, extensions
from harness.schema.instances import knowing
from harness.schema.mutations import Mutation
from harness.schema.outcomes import outcome_of
from harness.schema.riddled import Mistake, Riddled, as_read, riddled_documents
from harness.schema.schema import Schema
from harness.schema.unfit import REPORTED, UNFIT, UNREPORTED

pytestmark = pytest.mark.spec_driven

type Typed = tuple[Schema, str]

#: Those that leave what is within to be wrong, too; and those that do not.
WITHIN = {kind: mutation for kind, mutation in UNFIT.items() if not mutation.hides}
MISSING = {kind: mutation for kind, mutation in REPORTED.items() if mutation.hides}
REPLACED = {kind: mutation for kind, mutation in UNREPORTED.items() if mutation.hides}


def told(errors: Iterable[Any], optional: Iterable[Mistake]) -> set[tuple[str, str, str]]:
    """Return what the validator tells of, and where, but for what it may leave out."""
    return {
        (type(error).__name__, str(error.location), error.name)
        for error in errors
        if not any(mistake.is_told_by(error) for mistake in optional)
    }


def check(backend: Backend, schema: Schema, riddled: Riddled, directory: Path) -> list[str]:
    """Return what of a document is not as it was written, or not told, or told otherwise than of itself."""
    with TemporaryDirectory(dir=directory) as inner:
        location = backend.location(Path(inner), "document")
        expected = normal_form(riddled.tree)
        write_tree(backend, riddled.tree, location)
        with opened(backend, location, "r") as io:
            read = io.read_builder()
            problems = [*map(str, compare_builders(expected, read))]
            over, found = outcome_of(lambda: validation_errors(io))
    catalog = schema.type_map.namespace_catalog
    control, errors = outcome_of(lambda: tree_errors(as_read(riddled.tree, read), catalog))
    if over.refused != control.refused:
        problems.append(f"validation: {control} of the document itself; over {backend.name}: {over}")
    elif found is not None and errors is not None:
        optional = [mistake for mistake in riddled.mistakes if not mistake.must_be_told]
        here, there = told(found, optional), told(errors, optional)
        problems += [f"told over {backend.name} alone: {one}" for one in sorted(here - there)]
        problems += [f"not told over {backend.name}: {one}" for one in sorted(there - here)]
        due = [mistake for mistake in riddled.mistakes if mistake.must_be_told]
        untold = [mistake for mistake in due if not any(map(mistake.is_told_by, found))]
        problems += [f"not told as {' or '.join(mistake.families)}: {mistake}" for mistake in untold]
    return problems


def each_part(
    backend: Backend, typed: Typed, mutations: Mapping[str, Mutation], exercised: SchemaCoverage, directory: Path
) -> None:
    """Check all documents that it takes."""
    schema, name = typed
    once = settings(max_examples=1, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

    @once
    @given(documents=riddled_documents(schema, name, mutations))
    def comes_out(documents: tuple[Riddled, ...]) -> None:
        for riddled in documents:
            exercised.observe(riddled.tree)
            problems = check(backend, schema, riddled, directory)
            assert not problems, "\n".join([repr(riddled), *problems])

    comes_out()


@pytest.mark.clause("J04", "J06", "C09")
def test_what_is_there(backend: Backend, typed: Typed, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """Values, targets and attributes are not as they should be: they are stored as they are, and reported."""
    each_part(backend, typed, WITHIN, exercised, tmp_path)


@pytest.mark.clause("J04", "C09")
def test_what_is_missing(backend: Backend, typed: Typed, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """What is required is not there: nothing is put in its place, and it is reported."""
    each_part(backend, typed, MISSING, exercised, tmp_path)


@pytest.mark.clause("C09")
def test_what_is_something_else(backend: Backend, typed: Typed, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """A dataset has the place of a group, or an object that of a link: it is stored as it is."""
    each_part(backend, typed, REPLACED, exercised, tmp_path)


@pytest.mark.clause("J04", "J06", "C09")
@pytest.mark.parametrize("mutations", [WITHIN, MISSING, REPLACED], ids=["there", "missing", "something else"])
def test_types_of_random_extensions(backend: Backend, mutations: Mapping[str, Mutation], tmp_path: Path) -> None:
    """The same of extensions at random, which have what NWB has not: slots of few objects, and of no links."""

    @settings(max_examples=max(3, settings().max_examples // 10), suppress_health_check=list(HealthCheck))
    @given(extension=extensions(avoiding=missed(backend)), data=st.data())
    def comes_out(extension: Extension, data: st.DataObject) -> None:
        schema = extension.schema()
        name = data.draw(st.sampled_from(schema.own_types))
        for riddled in data.draw(riddled_documents(schema, name, mutations)):
            problems = check(knowing(backend, schema.type_map), schema, riddled, tmp_path)
            assert not problems, "\n".join([repr(riddled), *problems])

    comes_out()
