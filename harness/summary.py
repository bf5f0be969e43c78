"""What a run says about each backend: how many tests, cases and clauses held, and which did not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

HELD, REFUSED, SKIPPED, GAP, FAULTY, FAILED = "held", "refused", "skipped", "known gap", "faulty case", "failed"
#: From best to worst: what is told of a case or a clause is the worst that a test of it says.
OUTCOMES = (HELD, REFUSED, SKIPPED, GAP, FAULTY, FAILED)
_COLUMNS = (HELD, FAILED, REFUSED, GAP)


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
    """

    route: str
    case: str
    clauses: tuple[str, ...]
    outcome: str


def lines(records: Iterable[Record], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the summary, line by line.

    Parameters
    ----------
    records
        Of all tests.
    titles
        The titles of the clauses, by id.
    """
    routes: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        routes[record.route].append(record)
    present = {record.outcome for of_route in routes.values() for record in of_route}
    columns = [outcome for outcome in (*_COLUMNS, SKIPPED, FAULTY) if outcome in _COLUMNS or outcome in present]
    width = max((len(route) for route in routes), default=0) + 2
    for route, of_route in sorted(routes.items()):
        clauses = _worst((clause, record.outcome) for record in of_route for clause in record.clauses)
        yield f"{route:{width}}        " + "".join(f"{column:>12}" for column in columns)
        for name, outcomes in (
            ("tests", Counter(record.outcome for record in of_route)),
            ("cases", Counter(_worst((record.case, record.outcome) for record in of_route).values())),
            ("clauses", Counter(clauses.values())),
        ):
            yield f"{'':{width}}{name:8}" + "".join(f"{outcomes[column]:>12}" for column in columns)
        for outcome in (FAILED, GAP, REFUSED):
            for clause in sorted(clause for clause, worst in clauses.items() if worst == outcome):
                tests = sum(clause in record.clauses and record.outcome == outcome for record in of_route)
                plural = "" if tests == 1 else "s"
                yield f"{'':{width}}{outcome}: {clause} {titles.get(clause, '')} ({tests} test{plural})"


def _worst(outcomes: Iterable[tuple[str, str]]) -> dict[str, str]:
    worst: dict[str, str] = {}
    for name, outcome in outcomes:
        worst[name] = max(worst.get(name, HELD), outcome, key=OUTCOMES.index)
    return worst
