"""The verdict on each backend: what came of each clause and each case, how much of the contract holds, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from harness.records import BLOCKED, FAILED, HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseOutcome:
    """What came of one clause: the worst that a test says of it, and how many tests say what."""

    id: str
    title: str
    level: str
    outcome: str
    tests: Mapping[str, int]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What came of one case or test function, over all of its tests; and what the first that failed raised."""

    name: str
    outcome: str
    clauses: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An error that tests failed with, and which ones; sorted, the cause of most comes first."""

    error: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many clauses of a level hold, of how many that were tested, of how many that there are."""

    level: str
    held: int
    tested: int
    total: int

    @property
    def percent(self) -> float:
        """Of those that were tested; 0 if none were."""
        return 100 * self.held / self.tested if self.tested else 0.0


@dataclass(frozen=True, slots=True)
class LevelOutcome:
    """What came of a level of conformance: the worst of its required clauses; and how many were tested, of how many."""

    outcome: str
    tested: int
    total: int

    def __str__(self) -> str:
        """Return the outcome, with how much it rests on unless that is all that there is."""
        if not self.tested:
            return "untested"
        if self.tested == self.total:
            return self.outcome
        return f"{self.outcome}, {self.tested} of {self.total} required clauses tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteVerdict:
    """The verdict on one backend, or on one ordered pair of them.

    Attributes
    ----------
    route
        Their name.
    tests
        How many tests had which outcome.
    clauses, cases
        What came of each, in the order of the contract, and of their names.
    shares
        One for each level of `harness.judging.JUDGED`.
    gaps
        The explanations of the known gaps that showed, without those of clauses that are decided upstream.
    upstream
        Ids of the clauses that HDMF or PyNWB do not hold, whatever the backend.
    causes
        What the tests failed with.
    levels
        What came of each level of conformance that the backend claims, such as ``"reader"``; empty for pairs.
    claims
        The version of the contract that the backend claims; empty for the newest.
    newer
        Ids of the tested clauses that came with later versions, and are new to it.
    witnessed
        Whether a second witness read what the backend wrote; if not, mistakes that it makes twice are not seen.
    """

    route: str
    tests: Mapping[str, int]
    clauses: tuple[ClauseOutcome, ...]
    cases: tuple[CaseOutcome, ...]
    shares: tuple[Share, ...]
    gaps: tuple[str, ...]
    upstream: tuple[str, ...]
    causes: tuple[Cause, ...]
    levels: Mapping[str, LevelOutcome]
    claims: str = ""
    newer: tuple[str, ...] = ()
    witnessed: bool = True

    @property
    def standing(self) -> str:
        """What it claims to be, and what came of that, for reading; empty if it claims no level of conformance."""
        return ", ".join(f"{name} ({level})" for name, level in self.levels.items())

    @property
    def conforms(self) -> bool:
        """Whether something held and nothing failed; known gaps are no failures, a faulty case is not the backend's."""
        return HELD in self.tests and FAILED not in self.tests and BLOCKED not in self.tests


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run says.

    Attributes
    ----------
    contract
        The version of the contract.
    routes
        The verdict on each backend and each pair, by name.
    restrictions
        What made the run less than a whole one, such as chosen cases; empty for a whole run.
    """

    contract: str
    routes: Mapping[str, RouteVerdict]
    restrictions: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there was anything to judge, and nothing failed."""
        return bool(self.routes) and all(route.conforms for route in self.routes.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as plain dicts, lists, texts and numbers."""
        return asdict(self)
