"""Small reports, without a run."""

from typing import Any

from harness.contract import load_contract
from harness.kill_matrix import EXCUSED, KILLED, SURVIVED, Fate, KillMatrix
from harness.records import FAILED, GAP, HELD, REFUSED, Record
from harness.report import Report, Result

GAP_OF_F01 = {
    "clause": "F01",
    "kind": "upstream",
    "reason": "links are <em>text</em>",
    "url": "https://example.org/1",
    "cases": [],
    "witnessed": True,
}
DIFFERENCE = {"path": "/acquisition/a", "what": "shape", "expected": "(3,)", "got": "(2,)"}
LOSS = (
    "harness.trip:NotConformingError: A-write_read-two: 1 difference\n  /acquisition/a: shape: expected (3,), got (2,)"
)


def result(test: str, outcome: str = HELD, clauses: str = "B03", route: str = "one", **fields: Any) -> Result:
    told = {name: fields.pop(name) for name in ("differences", "script", "replay") if name in fields}
    record = Record(route=route, case=test, clauses=tuple(clauses.split()), outcome=outcome, test=test, **fields)
    return Result(record=record, **told)


def report(*results: Result, **fields: Any) -> Report:
    names = {name for each in results for name in each.record.route.split("-to-")}
    gaps = {"one": [], "two": [GAP_OF_F01]}
    backends = {
        name: {"contract": "", "capabilities": ["read"], "is_local": True, "known_gaps": gaps.get(name, [])}
        for name in sorted(names)
    }
    whole = {
        "contract": load_contract().version,
        "backends": backends,
        "environment": {"python": "3.13.0"},
        "time": "2026-01-02T03:04:05+00:00",
    }
    return Report(results=results, **{**whole, **fields})


def fate(outcome: str, *tests: str, clause: str = "D116") -> Fate:
    found = {"killed_by" if outcome == KILLED else "outlived": tests}
    return Fate(clause=clause, breaks="Stores <em>NaN</em> as zero.", outcome=outcome, **found)


def of_mutants(**backends: KillMatrix) -> Report:
    """A report as a run with mutants makes it: no results, and the matrix of each backend."""
    return report(restrictions=("--mutants: …",), kills=backends)


def matrix(idle: tuple[str, ...] = (), **fates: Fate) -> KillMatrix:
    return KillMatrix(mutants=fates, idle=idle)


def two_matrices() -> dict[str, KillMatrix]:
    """One mutant that is killed over both backends, one that is over the first alone, and one within known gaps."""
    one = matrix(
        killed_twice=fate(KILLED, "t::one_a", "t::one_b"),
        nans_zeroed=fate(KILLED, "t::one_a"),
        links_lost=fate(KILLED, "t::one_b"),
    )
    two = matrix(
        idle=("t::two_vain",),
        killed_twice=fate(KILLED, "t::two_a"),
        nans_zeroed=fate(SURVIVED, "t::two_a", "t::two_vain"),
        links_lost=fate(EXCUSED, "t::two_b"),
    )
    return {"one": one, "two": two}


def two_backends() -> Report:
    """One that holds, one that fails, what they export to one another, and what does not belong in HTML."""
    failure = {
        "error": LOSS,
        "differences": (DIFFERENCE,),
        "script": "print('</script><b>')",
        "replay": "pytest 'x[y]'",
    }
    return report(
        result("t::one_opens", clauses="A01"),
        result("t::one_reads", clauses="B03"),
        result("t::one_refuses", REFUSED, clauses="E20"),
        result("t::two_reads", FAILED, clauses="B03", route="two", **failure),
        result("t::two_links", GAP, clauses="F01", route="two", gap="F01: links are <em>text</em> (upstream)"),
        result("t::across", HELD, clauses="H04", route="one-to-two", journey="cross_export"),
        result("t::back", FAILED, clauses="H04", route="two-to-one", journey="cross_export", error="KeyError: 'a'"),
        kills=two_matrices(),
    )
