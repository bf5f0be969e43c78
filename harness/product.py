"""The product of cases, journeys and backends, as parameters of pytest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from harness.backend import Backend
from harness.case import Case
from harness.journeys import Journey
from harness.trip import Trip, route

type Parameters = list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a test function says of itself.

    Attributes
    ----------
    name
        Its name.
    clauses
        Ids of the clauses that it proves.
    needs
        The capabilities that a backend must claim, or else refuse.
    local
        Whether it is about paths, and there is no such test where locations are none.
    witnessed
        Whether a second witness takes part, and there is no such test of a backend that has none.
    generated
        Whether its examples are generated: a known gap may then not show in each run, so its witness answers for it.
    """

    name: str
    clauses: tuple[str, ...]
    needs: frozenset[str] = frozenset()
    local: bool = False
    witnessed: bool = False
    generated: bool = False


def backend_parameters(backends: Sequence[Backend], cited: Cited) -> Parameters:
    """Return each backend."""
    return [_parameter(backend, (backend,), cited) for backend in _apt(backends, cited)] or [_OF_NONE]


def pair_parameters(backends: Sequence[Backend], cited: Cited) -> Parameters:
    """Return each ordered pair of backends, of one with itself too."""
    return [_parameter(pair, pair, cited) for pair in product(_apt(backends, cited), repeat=2)] or [_OF_NONE]


#: In place of a test that is about something that none of the backends has, such as paths.
_OF_NONE = pytest.param(
    None,
    id="none",
    marks=pytest.mark.skip(reason="is about local paths or a second witness, which no chosen backend has"),
)


def _apt(backends: Iterable[Backend], cited: Cited) -> list[Backend]:
    return [
        backend
        for backend in backends
        if (backend.is_local or not cited.local) and (backend.has_second_witness or not cited.witnessed)
    ]


def trip_parameters(cases: Iterable[Case], journeys: Sequence[Journey], backends: Sequence[Backend]) -> Parameters:
    """Return every trip: each case on each journey with each backend, or each ordered pair, that suits it."""
    trips = (
        Trip(case, journey, carriers)
        for case, journey in product(cases, journeys)
        for carriers in product(backends, repeat=len(journey.needs))
        if journey.suits(*carriers)
    )
    return [_trip_parameter(trip) for trip in trips]


def _trip_parameter(trip: Trip) -> Any:
    needs = frozenset().union(*trip.journey.needs)
    cited = Cited(name=trip.case.name, clauses=trip.clauses, needs=needs)
    return pytest.param(trip, id=trip.id, marks=_marks(trip.backends, cited, trip.disclaimed))


def _parameter(value: object, carriers: Sequence[Backend], cited: Cited) -> Any:
    disclaimed = cited.needs.difference(*(cited.needs & backend.capabilities for backend in carriers))
    return pytest.param(value, id=route(carriers), marks=_marks(carriers, cited, disclaimed))


def _marks(carriers: Sequence[Backend], cited: Cited, disclaimed: frozenset[str]) -> list[pytest.MarkDecorator]:
    """Tell the rest of the plugin what the test is about; what to expect of it is said when its name is known."""
    return [
        pytest.mark.hdmf(
            backend=route(carriers),
            case=cited.name,
            clauses=cited.clauses,
            needs=tuple(sorted(cited.needs)),
            carriers=tuple(carriers),
            generated=cited.generated,
            disclaimed=tuple(sorted(disclaimed)),
            contents=(),
            gap=None,
        )
    ]
