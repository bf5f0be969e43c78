"""Documents that are wrong on purpose: each kind of mistake is made, and what comes of it is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.hdf5 import HDF5IO
from hdmf.build import ConstructError, GroupBuilder
from hypothesis import HealthCheck, find, settings
from hypothesis.strategies import SearchStrategy
from pynwb import NWBHDF5IO, get_type_map

from harness import Backend
from harness.schema.invalid import Invalid, invalid_documents, misled_documents
from harness.schema.loading import CORE, schemas
from harness.schema.mutations import MISLED, MISNAMED, TAKEN, UNIDENTIFIED, UNSTORABLE, Mutation
from harness.schema.outcomes import Fate, Outcome, fate, outcome_of
from harness.schema.schema import Schema
from harness.schema.unfit import ABSENT_FROM_NWB, UNFIT

IN_NWB = {**{kind: mutation for kind, mutation in UNFIT.items() if kind not in ABSENT_FROM_NWB}, **UNIDENTIFIED}
MUTATIONS: Mapping[str, Mutation] = {**IN_NWB, **UNSTORABLE, **MISNAMED}
HDF5 = Backend(name="hdf5", open=HDF5IO, open_nwb=NWBHDF5IO)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return schemas()[CORE]


def smallest(documents: SearchStrategy[Invalid]) -> Invalid:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    few = settings(database=None, max_examples=50, suppress_health_check=checks)
    return find(documents, lambda _: True, settings=few, random=Random(0))


def become(invalid: Invalid, directory: Path, backend: Backend = HDF5) -> Fate:
    return fate(backend, invalid, get_type_map(), directory)


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mistake_is_made_and_told(schema: Schema, name: str) -> None:
    found = smallest(invalid_documents(schema, MUTATIONS[name]))
    assert found.reason.startswith("/")
    assert found.tree.name == "root"
    assert found.reason in repr(found)


@pytest.mark.parametrize("name", [name for name, one in IN_NWB.items() if "validate" in one.expected])
def test_a_mistake_is_reported(schema: Schema, name: str, tmp_path: Path) -> None:
    expected = IN_NWB[name].expected
    found = become(smallest(invalid_documents(schema, IN_NWB[name])), tmp_path)
    assert found.outcomes["validate"].is_among(expected["validate"])
    assert not found.harm


def test_a_broken_namespace_is_met_on_opening(schema: Schema, tmp_path: Path) -> None:
    found = become(smallest(misled_documents(schema)), tmp_path)
    assert all(found.outcomes[moment].is_among(families) for moment, families in MISLED.items())


def test_what_a_refusal_leaves_is_told(schema: Schema, tmp_path: Path) -> None:
    """HDF5 has begun the new file when it comes to the value that it refuses."""
    found = become(smallest(invalid_documents(schema, UNSTORABLE["values of no type"])), tmp_path)
    assert list(found.outcomes) == ["write"]
    assert "/former" in {difference.path for difference in found.harm}


def test_what_is_altered_is_told(schema: Schema, tmp_path: Path) -> None:
    class Unnamed(NWBHDF5IO):  # type: ignore[misc]
        def read_builder(self) -> Any:
            root = super().read_builder()
            return GroupBuilder("root", attributes=root.attributes)

    broken = Backend(name="broken", open=HDF5IO, open_nwb=Unnamed)
    found = become(smallest(invalid_documents(schema, UNIDENTIFIED["no object_id"])), tmp_path, broken)
    assert "/acquisition" in {difference.path for difference in found.harm}


def test_an_outcome_is_what_refuses_or_else_what_is_reported() -> None:
    assert Outcome().is_among([TAKEN])
    assert not Outcome().is_among(["ValueError"])
    assert Outcome(("ConstructError", "KeyError")).is_among(["ConstructError"])
    assert not Outcome(("ConstructError", "KeyError")).is_among(["KeyError", TAKEN])
    assert Outcome(reported=frozenset({"MissingError", "UserWarning"})).is_among(["MissingError"])
    assert str(Outcome(("ConstructError", "KeyError"))) == "refused: ConstructError from KeyError"
    assert str(Outcome(reported=frozenset({"DtypeError"}))) == "taken, with DtypeError"


def refused(error: Exception) -> Outcome:
    def act() -> None:
        raise error

    return outcome_of(act)[0]


def test_an_error_belongs_to_the_families_of_its_bases() -> None:
    class Unstorable(UnsupportedOperation):  # type: ignore[misc]
        pass

    outcome = refused(Unstorable())
    assert str(outcome) == "refused: UnsupportedOperation"
    assert outcome.is_among(["ValueError"])
    assert not outcome.is_among(["Exception", "TypeError"])
    assert outcome.agrees_with(refused(ValueError()))
    assert refused(ValueError()).agrees_with(outcome)
    assert not outcome.agrees_with(refused(TypeError()))
    assert not outcome.agrees_with(Outcome())
    assert not Outcome().agrees_with(outcome)


def test_what_an_error_of_construction_was_caused_by_belongs_to_it() -> None:
    first, second = ConstructError(GroupBuilder("a"), "no"), ConstructError(GroupBuilder("a"), "no")
    first.__cause__, second.__cause__ = KeyError("a"), ValueError("a")
    assert str(refused(first)) == "refused: ConstructError from KeyError"
    assert refused(first).agrees_with(refused(first))
    assert not refused(first).agrees_with(refused(second))
