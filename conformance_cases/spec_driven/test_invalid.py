"""Documents that are wrong in one way: what is taken, reported and refused is the same over all backends."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from harness import Backend
from harness.hdf5 import BACKEND as CONTROL
from harness.schema.coverage import SchemaCoverage
from harness.schema.invalid import Invalid, invalid_documents, misled_documents
from harness.schema.loading import CORE, schemas
from harness.schema.mutations import MISLED, MISNAMED, UNIDENTIFIED, UNSTORABLE, Moment, Mutation
from harness.schema.outcomes import fate
from harness.schema.schema import Schema
from harness.schema.unfit import ABSENT_FROM_NWB, UNFIT

pytestmark = pytest.mark.spec_driven

#: The others are made in documents of random extensions, in ``test_riddled.py``.
IN_NWB = {**{kind: mutation for kind, mutation in UNFIT.items() if kind not in ABSENT_FROM_NWB}, **UNIDENTIFIED}


@cache
def schema() -> Schema:
    """Return the schema of NWB."""
    return schemas()[CORE]


def few() -> settings:
    """Return the settings of the chosen profile, of fewer examples: each is read in three ways, over two backends."""
    return settings(
        max_examples=max(4, settings().max_examples // 12),
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def check(backend: Backend, invalid: Invalid, expected: Mapping[Moment, tuple[str, ...]], directory: Path) -> None:
    """Require what is expected at each moment, what comes of it over HDF5 at others, and no harm."""
    found = fate(backend, invalid, schema().type_map, directory)
    problems = [
        f"{moment}: expected {' or '.join(one or 'taken' for one in expected[moment])}; {outcome}"
        for moment, outcome in found.outcomes.items()
        if moment in expected and not outcome.is_among(expected[moment])
    ]
    problems += map(str, found.harm)
    if found.outcomes.keys() - expected.keys() and backend.name != CONTROL.name:
        control = fate(CONTROL, invalid, schema().type_map, directory)
        problems += [
            f"{moment}: {CONTROL.name} has it {control.outcomes[moment]}; {backend.name}: {outcome}"
            for moment, outcome in found.outcomes.items()
            if moment not in expected and not control.harm
            if not outcome.agrees_with(control.outcomes.get(moment, outcome))
        ]
    assert not problems, "\n".join([repr(invalid), *problems])


def over(backend: Backend, mutation: Mutation, directory: Path, exercised: SchemaCoverage | None = None) -> None:
    """Check documents with a mistake of one kind, and count what of the schema they exercise."""

    @few()
    @given(invalid=invalid_documents(schema(), mutation))
    def comes_out(invalid: Invalid) -> None:
        check(backend, invalid, mutation.expected, directory)
        if exercised is not None:
            exercised.observe(invalid.tree)

    comes_out()


@pytest.mark.clause("J04", "J06", "I07", "J19", "B15", "C09")
@pytest.mark.parametrize("mutation", IN_NWB.values(), ids=list(IN_NWB))
def test_what_does_not_fit(backend: Backend, mutation: Mutation, exercised: SchemaCoverage, tmp_path: Path) -> None:
    """What a specification does not admit is stored as it is, and reported or refused by who reads it."""
    over(backend, mutation, tmp_path, exercised)


@pytest.mark.clause("M19")
@pytest.mark.parametrize("mutation", UNSTORABLE.values(), ids=list(UNSTORABLE))
def test_what_can_not_be_stored(backend: Backend, mutation: Mutation, tmp_path: Path) -> None:
    """What would have to be stored as something else is refused, and the former file is there as it was."""
    over(backend, mutation, tmp_path)


@pytest.mark.clause("C04")
@pytest.mark.parametrize("mutation", MISNAMED.values(), ids=list(MISNAMED))
def test_names_that_are_none(backend: Backend, mutation: Mutation, tmp_path: Path) -> None:
    """A name that would be a place in a path is kept, or refused; nothing is called otherwise."""
    over(backend, mutation, tmp_path)


@pytest.mark.clause("G01", "G04")
def test_namespaces_that_contradict_themselves(backend: Backend, tmp_path: Path) -> None:
    """A file that tells of types that can't be is not opened as if it told of none."""

    @few()
    @given(invalid=misled_documents(schema()))
    def comes_out(invalid: Invalid) -> None:
        check(backend, invalid, MISLED, tmp_path)

    comes_out()
