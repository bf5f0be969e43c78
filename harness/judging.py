"""From what came of each test to the verdict on each backend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from harness.contract import Clause, Contract
from harness.records import FAILED, FAULTY, GAP, HELD, OUTCOMES, UPSTREAM_GAP, Claim, Record
from harness.verdict import CaseOutcome, Cause, ClauseOutcome, LevelOutcome, RouteVerdict, Share, Verdict

#: What a backend is judged by.
JUDGED = ("required", "recommended")


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
