"""Causes, not symptoms: which failures follow from that of a clause, and which have one and the same cause."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from harness.contract import Contract
from harness.records import BLOCKED, FAILED, HELD, Record

#: Clauses that others stand on, the first ones first, and those others, as spans of the contract.
FOUNDATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "A01": tuple("ABCDEFGHIJKLM"),  # constructing an IO opens its location
        "B02": ("B03:B04", "B06", "B10:B11", "C", "D", "E", "F", "H", "J", "K", "M"),  # write_builder
        "B03": ("B", "C", "D", "E", "F", "H", "J", "K", "M"),  # read_builder
        "B01": ("B05", "B08", "H", "J", "M"),  # write, of containers
        "B05": ("H10:H14", "M"),  # read, of containers
        "A05": ("M03:M10", "M15"),  # mode a
        "G01": ("G03:G11",),  # cached specifications
        "H01": ("H02:H03", "H10", "H18"),  # export within a backend
        "H04": ("H05",),  # export from another one
    }
)
_OPENING = "A01"
#: What differs among messages of one cause: paths, texts in quotes, addresses, numbers.
_VARYING = re.compile(r"(?<!\w)/[^\s:,]*|'[^']*'|\"[^\"]*\"|0x[0-9a-f]+|\d+")
#: What tests and the suite itself raise, wherever they do; where does not tell the cause.
_ASSERTING = ("AssertionError", "NotConformingError", "fail.Exception")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason why tests of a backend or pair failed.

    Attributes
    ----------
    route
        The backend, or the pair of them.
    error
        What was raised first, in one line.
    where
        Where that was; empty if it was a test that found the difference.
    clauses
        The clauses that all of its tests cite, or else those that are cited most.
    tests
        The ids of the tests that failed with it.
    blocked
        The ids of the tests that failed only because these clauses don't hold.
    """

    route: str
    error: str
    where: str
    clauses: tuple[str, ...]
    tests: tuple[str, ...]
    blocked: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = f"{len(self.tests)} failed" + (f", {len(self.blocked)} blocked" if self.blocked else "")
        where = f" in {self.where}" if self.where else ""
        return f"{self.route}: {' '.join(self.clauses[:4])}: {self.error}{where} ({counts})"


def untangled(records: Iterable[Record], contract: Contract) -> list[Record]:
    """Return the records, with those failures as blocked that follow from the failure of what they stand on.

    A foundation is gone where tests of its clause failed and none held. Those that cite the fewest clauses show that;
    what else failed with the same error and needs the clause is blocked by it. If nothing can be opened, whatever
    failed is.

    Parameters
    ----------
    records
        Of all tests.
    contract
        What the clauses are of.
    """
    known = list(records)
    gone = _gone(known)
    if not gone:
        return known
    needing = {clause: _span(contract, FOUNDATIONS[clause]) for _, clause in gone}
    return [_blocked(record, gone, needing) for record in known]


def causes(records: Iterable[Record]) -> list[Cause]:
    """Group what failed by its cause: the same error, raised at the same place or saying the same of other objects.

    Parameters
    ----------
    records
        As `untangled` returns them.

    Returns
    -------
    The causes of each backend and pair, the ones of most tests first.
    """
    groups: defaultdict[tuple[str, ...], list[Record]] = defaultdict(list)
    blocked: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for record in records:
        if record.outcome == FAILED:
            groups[record.route, *_signature(record)].append(record)
        elif record.outcome == BLOCKED:
            blocked[record.blocked_by].append((record.route, record.test))
    found = []
    answered: set[str] = set()
    for group in sorted(groups.values(), key=lambda group: (-len(group), group[0].route, group[0].error)):
        cause = _cause(group)
        mine = [f"{cause.route} {clause}" for record in group for clause in record.clauses]
        held_up = [name for name in dict.fromkeys(mine) if name in blocked and name not in answered]
        answered.update(held_up)
        found.append(replace(cause, blocked=tuple(test for name in held_up for _, test in blocked[name])))
    return sorted(found, key=lambda cause: -len(cause.tests) - len(cause.blocked))


def _gone(records: Sequence[Record]) -> dict[tuple[str, str], tuple[Record, ...]]:
    """Return the foundations that are gone, by backend and clause, each with the records that show it."""
    gone: dict[tuple[str, str], tuple[Record, ...]] = {}
    for clause in FOUNDATIONS:
        citing: defaultdict[str, list[Record]] = defaultdict(list)
        for record in records:
            if clause in record.clauses:
                citing[record.route].append(record)
        for route, of_route in citing.items():
            failed = [record for record in of_route if record.outcome == FAILED and not _is_asserted(record)]
            if failed and not any(record.outcome == HELD for record in of_route):
                fewest = min(len(record.clauses) for record in failed)
                gone[route, clause] = tuple(record for record in failed if len(record.clauses) == fewest)
    return gone


def _blocked(
    record: Record, gone: Mapping[tuple[str, str], tuple[Record, ...]], needing: Mapping[str, frozenset[str]]
) -> Record:
    if record.outcome != FAILED:
        return record
    for (route, clause), shown_by in gone.items():
        if route not in {record.route, *record.route.split("-to-")}:
            continue
        if record in shown_by:
            return record
        alike = clause == _OPENING or _signature(record) in map(_signature, shown_by)
        if alike and needing[clause].intersection(record.clauses):
            return replace(record, outcome=BLOCKED, blocked_by=f"{route} {clause}")
    return record


def _span(contract: Contract, spans: Iterable[str]) -> frozenset[str]:
    return frozenset(clause for span in spans for clause in contract.span(span))


def _is_asserted(record: Record) -> bool:
    return record.error.partition(": ")[0].endswith(_ASSERTING)


def _signature(record: Record) -> tuple[str, str]:
    kind, _, message = record.error.partition(": ")
    if record.where and not _is_asserted(record):
        return kind, record.where
    return kind, _VARYING.sub("…", _first_finding(message))


def _first_finding(message: str) -> str:
    """Return the first line of a message, or the first difference below it."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    findings = [line for line in lines if ": expected " in line] or lines[:1]
    return findings[0] if findings else ""


def _cause(group: Sequence[Record]) -> Cause:
    counts = Counter(clause for record in group for clause in record.clauses)
    most = max(counts.values(), default=0)
    kind, _, message = group[0].error.partition(": ")
    asserting = _is_asserted(group[0])
    return Cause(
        route=group[0].route,
        error=_first_finding(message) if asserting and message else f"{kind}: {_first_finding(message)}".rstrip(": "),
        where="" if asserting else group[0].where,
        clauses=tuple(clause for clause, count in counts.items() if count == most),
        tests=tuple(record.test for record in group),
    )
