"""The verdict on each backend: what came of each clause and each case, how much of the contract holds, and why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from harness.about import name_without_route
from harness.contract import Clause, Contract

if TYPE_CHECKING:
    from harness.backend import Backend

HELD, REFUSED, SKIPPED, GAP, FAULTY, FAILED = "held", "refused", "skipped", "known gap", "faulty case", "failed"
#: A gap in a clause that HDMF or PyNWB decide on: no backend's own.
UPSTREAM_GAP = "upstream gap"
#: A failure that follows from that of a clause which the test stands on: see `harness.causes`.
BLOCKED = "blocked"
#: From best to worst: what is told of a case or a clause is the worst that a test of it says.
OUTCOMES = (HELD, REFUSED, UPSTREAM_GAP, SKIPPED, GAP, FAULTY, BLOCKED, FAILED)
#: What a backend is judged by.
JUDGED = ("required", "recommended")


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
        One for each level of `JUDGED`.
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


def judge(
    records: Iterable[Record],
    contract: Contract,
    *,
    restrictions: Iterable[str] = (),
    claims: Mapping[str, Claim] | None = None,
) -> Verdict:
    """Judge the outcomes of tests by a contract.

    Parameters
    ----------
    records
        Of all tests.
    contract
        Clauses that it doesn't have count for no level.
    restrictions
        What made the run less than a whole one.
    claims
        What backends say of themselves, by their names.
    """
    above = {clause.id for clause in contract.values() if clause.level == "upstream"}
    routes: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        routes[record.route].append(_attributed(record, above))
    return Verdict(
        contract=contract.version,
        routes={
            route: _of_route(route, routes[route], contract, (claims or {}).get(route)) for route in sorted(routes)
        },
        restrictions=tuple(restrictions),
    )


def worst(outcomes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name the worst of its outcomes."""
    found: dict[str, str] = {}
    for name, outcome in outcomes:
        found[name] = max(found.get(name, HELD), outcome, key=OUTCOMES.index)
    return found


def _attributed(record: Record, above: Collection[str]) -> Record:
    """Return the record of a gap as one of an upstream gap, if the clause in question is decided upstream."""
    if record.outcome != GAP:
        return record
    blamed = {record.gap.partition(":")[0]} if record.gap else set(record.clauses)
    return replace(record, outcome=UPSTREAM_GAP, gap="") if blamed & {*above} else record


def _of_route(route: str, records: list[Record], contract: Contract, claim: Claim | None) -> RouteVerdict:
    outcomes = worst((clause, record.outcome) for record in records for clause in record.clauses)
    clauses = tuple(
        _clause(clause, outcomes[clause.id], records) for clause in contract.values() if clause.id in outcomes
    )
    newer = contract.newer_than(claim.contract) if claim and claim.contract else ()
    return RouteVerdict(
        route=route,
        tests=dict(Counter(record.outcome for record in records)),
        clauses=clauses,
        cases=tuple(_cases(records)),
        shares=tuple(_share(level, outcomes, contract) for level in JUDGED if level in contract.levels),
        gaps=tuple(sorted({record.gap for record in records if record.gap})),
        upstream=tuple(clause.id for clause in clauses if clause.outcome == UPSTREAM_GAP),
        causes=tuple(_causes(records)),
        levels={
            level.name: _level(level.clauses(contract), outcomes, contract)
            for level in contract.conformance.values()
            if claim is not None and level.is_claimed(claim.capabilities, is_local=claim.is_local)
        },
        claims=claim.contract if claim else "",
        newer=tuple(clause.id for clause in newer if clause.id in outcomes),
        witnessed=claim is None or claim.witnessed,
    )


def _clause(clause: Clause, outcome: str, records: Iterable[Record]) -> ClauseOutcome:
    citing = [record for record in records if clause.id in record.clauses]
    return ClauseOutcome(
        id=clause.id,
        title=clause.title,
        level=clause.level,
        outcome=outcome,
        tests=dict(Counter(record.outcome for record in citing)),
        cases=tuple(dict.fromkeys(record.case for record in citing)),
    )


def _cases(records: Iterable[Record]) -> Iterable[CaseOutcome]:
    by_case: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_case[record.case].append(record)
    for name in sorted(by_case):
        of_case = by_case[name]
        yield CaseOutcome(
            name=name,
            outcome=worst((name, record.outcome) for record in of_case)[name],
            clauses=tuple(sorted({clause for record in of_case for clause in record.clauses})),
            error=next((record.error for record in of_case if record.outcome in {FAILED, FAULTY}), ""),
        )


def _causes(records: Iterable[Record]) -> list[Cause]:
    by_error: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.outcome == FAILED:
            by_error[record.error].append(record.test)
    causes = [Cause(error=error, tests=tuple(tests)) for error, tests in by_error.items()]
    return sorted(causes, key=lambda cause: (-len(cause.tests), cause.error))


def _share(level: str, outcomes: Mapping[str, str], contract: Contract) -> Share:
    clauses = [clause.id for clause in contract.by_level(level)]
    tested = [outcomes[clause] for clause in clauses if clause in outcomes]
    return Share(level=level, held=tested.count(HELD), tested=len(tested), total=len(clauses))


def _level(clauses: Iterable[str], outcomes: Mapping[str, str], contract: Contract) -> LevelOutcome:
    required = [name for name in clauses if contract[name].level == "required"]
    tested = [outcomes[name] for name in required if name in outcomes]
    return LevelOutcome(max(tested, key=OUTCOMES.index, default=""), tested=len(tested), total=len(required))
