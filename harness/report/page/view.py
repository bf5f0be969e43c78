"""What the page shows, in the order in which it shows it; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.causes import Cause
from harness.contract import Contract
from harness.records import BLOCKED, FAILED, FAULTY, GAP, HELD, REFUSED, SKIPPED, UPSTREAM_GAP, Record
from harness.report.findings import Findings, by_backend, headline, remarks, status
from harness.report.grid import Edge
from harness.report.model import Report, Result
from harness.report.page.mutants import Mutants, mutants
from harness.verdict import ClauseOutcome, LevelOutcome, RouteVerdict, Share

UNTESTED = "not tested"
#: What stands for each outcome beside its colour, and what it means.
LEGEND: Mapping[str, tuple[str, str]] = {
    HELD: ("✓", "the backend does what the clause says"),
    FAILED: ("✕", "it does something else"),
    BLOCKED: ("▸", "it could not be seen, since something failed that this stands on"),
    FAULTY: ("!", "the test itself, or the harness, is at fault; held against no backend"),
    GAP: ("◐", "it does not, and says so: the gap is declared"),
    UPSTREAM_GAP: ("↑", "HDMF or PyNWB decide, for every backend alike"),
    REFUSED: ("⊘", "the capability is not claimed, and refused cleanly"),
    SKIPPED: ("~", "the test was skipped"),
    UNTESTED: ("·", "no test of this run cites it"),
}
_WORDS = {"holds": "Holds", "gaps": "Holds, with known gaps", "fails": "Fails", "unclear": "Unclear"}
#: Of how many tests of one cause the page has the script; the JSON file has all.
_SCRIPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The verdict on one backend; with each share the number of clauses of it that failed."""

    name: str
    status: str
    word: str
    headline: str
    remarks: tuple[str, ...]
    shares: tuple[tuple[Share, int], ...]
    levels: Mapping[str, LevelOutcome]
    claims: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A cause, the result that shows it best, and the number of it among the tests."""

    cause: Cause
    result: Result
    number: int
    tests: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A known gap, and whether it showed."""

    backend: str
    clause: str
    title: str
    kind: str
    reason: str
    url: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What came of a clause with a backend."""

    outcome: str
    symbol: str
    tests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A clause, and what came of it with each backend."""

    id: str
    title: str
    level: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The clauses of a group."""

    letter: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the page shows."""

    report: Report
    contract: Contract
    title: str
    cards: tuple[Card, ...]
    causes: tuple[Shown, ...]
    gaps: tuple[Gap, ...]
    names: tuple[str, ...]
    edges: Mapping[tuple[str, str], Edge]
    groups: tuple[Rows, ...]
    found: Findings
    mutants: Mutants
    legend: Mapping[str, tuple[str, str]]
    data: Mapping[str, Any]


def view(report: Report, found: Findings, contract: Contract) -> View:
    """Return what the page shows of a report."""
    backends = found.backends
    numbers = {(record.route, record.test): number for number, record in enumerate(found.records)}
    causes = tuple(_shown(cause, report.results, numbers) for cause in found.causes)
    with_script = {number for shown in causes for number in shown.tests[:_SCRIPTS]}
    results = zip(found.records, report.results, strict=True)
    tried = mutants(report.kills, contract)
    shown = list(backends) or list(report.kills)
    return View(
        report=report,
        contract=contract,
        title=" and ".join(shown) if len(shown) < 4 else f"{len(shown)} backends",
        cards=tuple(_card(route, found) for route in backends.values()),
        causes=causes,
        gaps=tuple(_gaps(report, backends, contract)) if report.results else (),
        names=tuple(sorted({name for edge in found.edges for name in (edge.source, edge.destination)})),
        edges={(edge.source, edge.destination): edge for edge in found.edges},
        groups=tuple(_rows(contract, backends)),
        found=found,
        mutants=tried,
        legend=LEGEND,
        data={
            "clauses": {
                clause.id: [clause.title, clause.level, clause.statement, clause.note, clause.gap, clause.source]
                for clause in contract.values()
            },
            "backends": list(backends),
            "mutants": tried.data,
            "legend": {outcome: symbol for outcome, (symbol, _) in LEGEND.items()},
            "tests": [
                _test(record, result, script=number in with_script) for number, (record, result) in enumerate(results)
            ],
        },
    )


def _card(route: RouteVerdict, found: Findings) -> Card:
    word = status(route)
    return Card(
        name=route.route,
        status=word,
        word=_WORDS[word],
        headline=headline(route),
        remarks=tuple(remarks(route, found.causes)),
        shares=tuple((share, _failed(route, share.level)) for share in route.shares),
        levels=route.levels,
        claims=route.claims,
    )


def _failed(route: RouteVerdict, level: str) -> int:
    return sum(clause.level == level and clause.outcome in {FAILED, BLOCKED} for clause in route.clauses)


def _shown(cause: Cause, results: Sequence[Result], numbers: Mapping[tuple[str, str], int]) -> Shown:
    tests = sorted((numbers[cause.route, test] for test in cause.tests), key=lambda number: _rank(results[number]))
    blocked = {test: number for (_, test), number in numbers.items()}
    return Shown(
        cause=cause,
        result=results[tests[0]],
        number=tests[0],
        tests=(*tests, *(blocked[test] for test in cause.blocked)),
    )


def _rank(result: Result) -> tuple[bool, bool, int]:
    """Put first what shows a cause best: with a script, with few differences."""
    return not result.script or result.script.startswith("# No"), not result.differences, len(result.differences)


def _gaps(report: Report, backends: Mapping[str, RouteVerdict], contract: Contract) -> Iterator[Gap]:
    for name, about in report.backends.items():
        shown = backends[name].gaps if name in backends else ()
        for gap in about.get("known_gaps", ()):
            yield Gap(
                backend=name,
                clause=gap["clause"],
                title=contract[gap["clause"]].title if gap["clause"] in contract else "",
                kind=gap["kind"],
                reason=gap["reason"],
                url=gap["url"] if gap["url"].startswith(("https://", "http://")) else "",
                shown=any(text.startswith(f"{gap['clause']}: {gap['reason']}") for text in shown),
            )


def _rows(contract: Contract, backends: Mapping[str, RouteVerdict]) -> Iterator[Rows]:
    by_backend = [{clause.id: clause for clause in route.clauses} for route in backends.values()]
    for group in contract.groups:
        rows = tuple(
            Row(
                id=clause.id,
                title=clause.title,
                level=clause.level,
                cells=tuple(_cell(outcomes.get(clause.id)) for outcomes in by_backend),
            )
            for clause in group.clauses
        )
        yield Rows(letter=group.letter, name=group.name, rows=rows)


def _cell(clause: ClauseOutcome | None) -> Cell:
    outcome = clause.outcome if clause else UNTESTED
    return Cell(outcome=outcome, symbol=LEGEND[outcome][0], tests=sum(clause.tests.values()) if clause else 0)


def _test(record: Record, result: Result, *, script: bool) -> dict[str, Any]:
    """Return a test as the page's program reads it, without what is empty."""
    told: dict[str, Any] = {
        "name": record.test.rpartition("::")[2] or record.case,
        "test": record.test,
        "route": record.route,
        "backend": next((spoken_of.route for spoken_of in by_backend([record])), ""),
        "outcome": record.outcome,
        "clauses": list(record.clauses),
    }
    if record.outcome != HELD:
        told |= {
            "error": record.error[:4000],
            "where": record.where,
            "gap": record.gap,
            "blocked": record.blocked_by,
            "differences": [dict(difference) for difference in result.differences[:50]],
            "replay": result.replay,
            "script": result.script if script else "",
        }
    return {name: value for name, value in told.items() if value}
