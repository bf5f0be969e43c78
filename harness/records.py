"""What is noted of each test: of which backend and case, and what came of it; and what a backend says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.about import name_without_route

if TYPE_CHECKING:
    from harness.backend import Backend

HELD, REFUSED, SKIPPED, GAP, FAULTY, FAILED = "held", "refused", "skipped", "known gap", "faulty case", "failed"
#: A gap in a clause that HDMF or PyNWB decide on: no backend's own.
UPSTREAM_GAP = "upstream gap"
#: A failure that follows from that of a clause which the test stands on: see `harness.causes`.
BLOCKED = "blocked"
#: From best to worst: what is told of a case or a clause is the worst that a test of it says.
OUTCOMES = (HELD, REFUSED, UPSTREAM_GAP, SKIPPED, GAP, FAULTY, BLOCKED, FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The outcome of one test.

    Attributes
    ----------
    route
        The backend, or the pair of them.
    case
        The name of the case, or of the test function.
    clauses
        Ids of the clauses that it cites.
    outcome
        One of `OUTCOMES`.
    test
        The id of the test.
    needs
        The capabilities that it needs.
    goes_by
        Those on whose claim it depends what it expects.
    error
        What was raised: the type and the message.
    gap
        The explanation of the known gap that it ran into.
    journey
        The name of the journey that it made, if it made one.
    where
        Where the error was raised: a file, a line and a function.
    blocked_by
        The backend and the clause without which it cannot hold, if it failed for that.
    """

    route: str
    case: str
    clauses: tuple[str, ...]
    outcome: str
    test: str = ""
    needs: tuple[str, ...] = ()
    goes_by: tuple[str, ...] = ()
    error: str = ""
    gap: str = ""
    journey: str = ""
    where: str = ""
    blocked_by: str = ""

    @property
    def names(self) -> tuple[str, str, str]:
        """What a known gap may call it: by its case, by the test's name, and by its id; without that of the backend."""
        whole = name_without_route(self.test, self.route)
        function, bracket, parameters = whole.partition("[")
        return self.case, function.rpartition("::")[2] + bracket + parameters, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a backend says of itself: the version of the contract, its capabilities, and whether locations are paths.

    And whether it has a second witness, which reads what it wrote without its code.
    """

    contract: str = ""
    capabilities: frozenset[str] = frozenset()
    is_local: bool = True
    witnessed: bool = True

    @classmethod
    def of(cls, backend: Backend) -> Claim:
        """Return the claim of a backend."""
        return cls(
            contract=backend.contract,
            capabilities=backend.capabilities,
            is_local=backend.is_local,
            witnessed=backend.has_second_witness,
        )
