"""What a case is good for: the mutants that it kills."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from harness.backend import Backend
from harness.case import Case, VacuousCaseError
from harness.journeys import DEFAULT, JOURNEYS
from harness.mutants.selection import fitting
from harness.trip import Trip


def kills(case: Case, backend: Backend) -> tuple[str, ...]:
    """Return the names of the mutants that a case kills.

    It makes the journeys with each mutant whose clause it, or the journey, cites, and with those that nearly any test
    can see. One that the case cannot make with the unbroken backend shows nothing.

    Parameters
    ----------
    case
        Content of any kind.
    backend
        What is broken.

    Raises
    ------
    VacuousCaseError
        If the case is at fault.
    """
    killed: dict[str, None] = {}
    for journey in map(JOURNEYS.__getitem__, DEFAULT):
        carriers = (backend,) * len(journey.needs)
        clauses = (*case.clauses, *journey.proves(*carriers))
        if journey.name == "cross_export" or not _arrives(case, journey.name, backend):
            continue  # from a backend to itself, that is an export
        for mutant in fitting(clauses, backend):
            broken, control = mutant.wrap(backend), mutant.control(backend)
            unseen = mutant.name in killed or _arrives(case, journey.name, broken)
            if not unseen and _arrives(case, journey.name, control):  # else it was the wrapping
                killed[mutant.name] = None
    return tuple(killed)


def _arrives(case: Case, journey: str, backend: Backend) -> bool:
    """Tell whether a case arrives as it was made."""
    trip = Trip(case, JOURNEYS[journey], (backend,) * len(JOURNEYS[journey].needs))
    with TemporaryDirectory() as directory:
        try:
            trip.check(Path(directory))
        except VacuousCaseError:
            raise
        except Exception:  # noqa: BLE001 - whatever a broken backend raises, the case does not arrive
            return False
    return True
