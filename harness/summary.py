"""What a run says about each backend, for the terminal: what held, what did not, and how much of the contract it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from harness.records import BLOCKED, FAILED, FAULTY, GAP, HELD, REFUSED, SKIPPED, UPSTREAM_GAP
from harness.verdict import RouteVerdict, Verdict

_COLUMNS = (HELD, FAILED, REFUSED, GAP)


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield the summary, line by line."""
    present = {outcome for route in verdict.routes.values() for outcome in route.tests}
    columns = [*_COLUMNS, *(outcome for outcome in (UPSTREAM_GAP, SKIPPED, FAULTY, BLOCKED) if outcome in present)]
    margin = " " * (max((len(route) for route in verdict.routes), default=0) + 2)
    for name, route in verdict.routes.items():
        yield f"{name.ljust(len(margin))}        " + "".join(f"{column:>13}" for column in columns)
        for row, outcomes in (
            ("tests", route.tests),
            ("cases", Counter(case.outcome for case in route.cases)),
            ("clauses", Counter(clause.outcome for clause in route.clauses)),
        ):
            yield f"{margin}{row:8}" + "".join(f"{outcomes.get(column, 0):>13}" for column in columns)
        yield from (margin + line for line in _findings(route))
    yield from (f"partial run: {restriction}" for restriction in verdict.restrictions)


def _findings(route: RouteVerdict) -> Iterator[str]:
    for share in route.shares:
        if share.tested:
            counts = f"{share.held} of {share.tested} tested clauses held, of {share.total} that there are"
            yield f"{share.level}: {share.percent:.1f} % ({counts})"
    if route.levels:
        yield f"claims to be: {route.standing}"
    if not route.witnessed:
        yield "no second witness: a mistake that is made in writing and undone in reading is not seen"
    for outcome in (FAILED, GAP, REFUSED):
        for clause in route.clauses:
            if clause.outcome == outcome:
                count = clause.tests[outcome]
                yield f"{outcome}: {clause.id} {clause.title} ({count} test{'' if count == 1 else 's'})"
    yield from (f"declared gap: {gap}" for gap in route.gaps)
    if route.upstream:
        yield f"held by no backend, for HDMF or PyNWB decide: {', '.join(route.upstream)}"
    if route.newer:
        yield f"newer than the contract {route.claims} that it claims: {', '.join(route.newer)}"
