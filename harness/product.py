"""The product of cases, journeys and backends, as parameters of pytest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from harness.backend import Backend
from harness.case import Case
from harness.journey import Journey
from harness.trip import Trip, known_gap, route

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
    """

    name: str
    clauses: tuple[str, ...]
    needs: frozenset[str] = frozenset()


def backend_parameters(backends: Sequence[Backend], cited: Cited) -> Parameters:
    """Return each backend."""
    return [_parameter(backend, (backend,), cited) for backend in backends]


def pair_parameters(backends: Sequence[Backend], cited: Cited) -> Parameters:
    """Return each ordered pair of backends, of one with itself too."""
    return [_parameter(pair, pair, cited) for pair in product(backends, repeat=2)]


def trip_parameters(cases: Iterable[Case], journeys: Sequence[Journey], backends: Sequence[Backend]) -> Parameters:
    """Return every trip: each case on each journey with each backend, or each ordered pair of them."""
    trips = (
        Trip(case, journey, carriers)
        for case, journey in product(cases, journeys)
        for carriers in product(backends, repeat=len(journey.needs))
    )
    return [_trip_parameter(trip) for trip in trips]


def _trip_parameter(trip: Trip) -> Any:
    cited = Cited(name=trip.case.name, clauses=trip.clauses)
    return pytest.param(trip, id=trip.id, marks=_marks(trip.backends, cited, trip.disclaimed))


def _parameter(value: object, carriers: Sequence[Backend], cited: Cited) -> Any:
    disclaimed = cited.needs.difference(*(cited.needs & backend.capabilities for backend in carriers))
    return pytest.param(value, id=route(carriers), marks=_marks(carriers, cited, disclaimed))


def _marks(carriers: Sequence[Backend], cited: Cited, disclaimed: frozenset[str]) -> list[pytest.MarkDecorator]:
    """Tell the rest of the plugin what the test is about, and expect it to fail where it runs into a known gap."""
    marks = [
        pytest.mark.hdmf(
            backend=route(carriers), case=cited.name, clauses=cited.clauses, disclaimed=tuple(sorted(disclaimed))
        )
    ]
    gap = known_gap(carriers, cited.clauses, cited.name)
    if gap is not None and not disclaimed:
        reason = f"{gap.clause}: {gap.reason} ({gap.kind})" + (f" {gap.url}" if gap.url else "")
        marks.append(pytest.mark.xfail(raises=gap.raises, strict=True, reason=reason))
    return marks
