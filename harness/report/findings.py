"""What follows from a report: verdict, causes, coverage and exports, and each in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Literal

from harness.causes import Cause, causes, untangled
from harness.contract import Contract, load_contract
from harness.judging import judge
from harness.records import BLOCKED, FAILED, FAULTY, GAP, SKIPPED, UPSTREAM_GAP, Claim, Record
from harness.report.coverage import Coverage, core_types, of_contract, of_types
from harness.report.grid import Edge, edges
from harness.report.model import Report
from harness.verdict import RouteVerdict, Verdict

#: How many failed clauses a sentence names.
_NAMED = 3

type Status = Literal["fails", "unclear", "gaps", "holds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What follows from a report.

    Attributes
    ----------
    records
        The outcomes of all tests, with those as blocked that follow from others.
    verdict
        On each backend and each pair.
    backends
        On each backend, with what it shows in exports to it.
    causes
        What the failures come from.
    groups, levels, types
        What was exercised of the contract, by group and by level, and of the neurodata types.
    edges
        What came of exports, by ordered pair.
    """

    records: tuple[Record, ...]
    verdict: Verdict
    backends: Mapping[str, RouteVerdict]
    causes: tuple[Cause, ...]
    groups: tuple[Coverage, ...]
    levels: tuple[Coverage, ...]
    types: tuple[Coverage, ...]
    edges: tuple[Edge, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, for those who read a report with other means; without the records."""
        return {
            "verdict": self.verdict.as_json(),
            "backends_verdict": {name: asdict(route) for name, route in self.backends.items()},
            "causes": [asdict(cause) for cause in self.causes],
            "coverage": {
                "groups": [asdict(one) for one in self.groups],
                "levels": [asdict(one) for one in self.levels],
                "neurodata_types": [asdict(one) for one in self.types],
            },
            "exports": [asdict(edge) for edge in self.edges],
        }


def findings(report: Report, contract: Contract | None = None) -> Findings:
    """Return what follows from a report.

    Parameters
    ----------
    report
        Of one run, or of several.
    contract
        The contract to judge by; the one that comes with the harness if not given.
    """
    judged_by = contract or load_contract()
    records = tuple(untangled(report.records, judged_by))
    groups, levels = of_contract(records, judged_by)
    claims = {
        name: Claim(
            contract=about.get("contract", ""),
            capabilities=frozenset(about.get("capabilities", ())),
            is_local=about.get("is_local", True),
        )
        for name, about in report.backends.items()
    }
    return Findings(
        records=records,
        verdict=judge(records, judged_by, restrictions=report.restrictions, claims=claims),
        backends=judge(by_backend(records), judged_by, claims=claims).routes,
        causes=tuple(causes(records)),
        groups=groups,
        levels=levels,
        types=of_types(records, _types()) if any(record.journey for record in records) else (),
        edges=edges(records),
    )


def by_backend(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records with the backend that they speak of: in an export, the one that is exported to.

    A known gap that shows between two different backends may be that of either; the grid of exports tells of it.
    """
    for record in records:
        source, to, destination = record.route.partition("-to-")
        if not to:
            yield record
        elif source == destination or record.outcome not in {GAP, UPSTREAM_GAP}:
            yield replace(record, route=destination)


@cache
def _types() -> list[tuple[str, Any]]:
    return core_types()


def status(route: RouteVerdict) -> Status:
    """Return in one word what a verdict says: it fails; it is unclear, for tests are faulty; known gaps; it holds."""
    if route.tests.get(FAILED) or route.tests.get(BLOCKED):
        return "fails"
    if route.tests.get(FAULTY) or not route.tests:
        return "unclear"
    return "gaps" if route.tests.get(GAP) else "holds"


def headline(route: RouteVerdict) -> str:
    """Return the verdict on a backend or pair as one sentence: how many clauses of each level it holds."""
    shares = [share for share in route.shares if share.tested]
    if not shares:
        return "no clause that a backend is judged by was tested"
    return "holds " + " and ".join(f"{share.held} of {share.tested} {share.level} clauses" for share in shares)


def remarks(route: RouteVerdict, found: tuple[Cause, ...]) -> Iterator[str]:
    """Yield what is to be said besides: causes, blocked tests, gaps, what was not tested, and faults of the harness."""
    own = [cause for cause in found if cause.route.split("-to-")[-1] == route.route]
    if failed := route.tests.get(FAILED, 0):
        names = [f"{clause.id} {clause.title}" for clause in route.clauses if clause.outcome == FAILED]
        more = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"does not hold {', '.join(names[:_NAMED])}{more}"
        yield f"{_count(failed, 'test')} failed, from {_count(len(own), 'cause')}"
    if blocked := route.tests.get(BLOCKED, 0):
        yield f"{_count(blocked, 'test')} blocked by what failed"
    if faulty := route.tests.get(FAULTY, 0):
        yield f"{_count(faulty, 'test')} at fault themselves, which is not held against it"
    if route.gaps:
        yield _count(len(route.gaps), "known gap")
    untested = sum(share.total - share.tested for share in route.shares)
    if untested:
        yield f"{_count(untested, 'clause')} of {sum(share.total for share in route.shares)} not tested"
    if skipped := route.tests.get(SKIPPED, 0):
        yield f"{_count(skipped, 'test')} skipped"
    if route.upstream:
        yield f"{_count(len(route.upstream), 'clause')} held by no backend, for HDMF or PyNWB decide"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
