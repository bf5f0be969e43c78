"""A trip is one case on one journey with the backends that carry it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hdmf.backends.errors import UnsupportedOperation

from harness.arrival import Outcome
from harness.backend import Backend
from harness.case import Case, VacuousCaseError
from harness.differences import Difference
from harness.gaps import known_gap
from harness.journeys import Journey


class NotConformingError(AssertionError):
    """What arrived is not what was made.

    Attributes
    ----------
    differences
        Every single one.
    """

    def __init__(self, trip: Trip, differences: Iterable[Difference]) -> None:
        self.differences = tuple(differences)
        count = len(self.differences)
        heading = f"{trip.id}: {count} difference{'s' if count > 1 else ''}"
        super().__init__("\n".join([heading, *(f"  {difference}" for difference in self.differences)]))


@dataclass(frozen=True, slots=True)
class Trip:
    """One (case, journey, backends) triple: one test.

    Attributes
    ----------
    case
        What travels.
    journey
        How.
    backends
        Where: one, or the first and the last one.
    """

    case: Case
    journey: Journey
    backends: tuple[Backend, ...]

    @property
    def id(self) -> str:
        """What test ids show, such as ``ElectricalSeries-cross_export-hdf5-to-zarr``."""
        return f"{self.case.name}-{self.journey.name}-{route(self.backends)}"

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that it proves: the journey's and the case's."""
        return tuple(dict.fromkeys((*self.journey.proves(*self.backends), *self.case.clauses)))

    @property
    def disclaimed(self) -> frozenset[str]:
        """The capabilities that it needs and that a backend does not claim."""
        missing = (
            needs - backend.capabilities for needs, backend in zip(self.journey.needs, self.backends, strict=True)
        )
        return frozenset().union(*missing)

    def check(self, directory: Path) -> None:
        """Make the trip, in an empty directory.

        Raises
        ------
        NotConformingError
            If anything arrives differently.
        VacuousCaseError
            If the case is at fault.
        """
        differences = self.journey.travel(self.case, *self.backends, directory)
        if differences:
            raise NotConformingError(self, differences)

    def outcome(self, directory: Path) -> Outcome:
        """Make the trip, in an empty directory, and tell what came of it.

        Raises
        ------
        VacuousCaseError
            If the case is at fault.
        """
        try:
            self.check(directory)
        except VacuousCaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a backend raises is what came of the trip
            return self._outcome_of(error)
        return Outcome.LOSSLESS

    def _outcome_of(self, error: Exception) -> Outcome:
        if self.disclaimed and isinstance(error, UnsupportedOperation):
            return Outcome.REFUSED
        gap = known_gap(self.backends, self.clauses, self.case.name)
        if gap is not None and isinstance(error, gap[1].raises):
            return Outcome.DECLARED
        return Outcome.SILENT if isinstance(error, NotConformingError) else Outcome.CRASH


def route(backends: Iterable[Backend]) -> str:
    """Return how test ids show one backend or a pair of them."""
    return "-to-".join(backend.name for backend in backends)
