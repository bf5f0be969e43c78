"""Exports as a grid: what came of content on its way from each backend to each other one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.arrival import Outcome
from harness.records import BLOCKED, FAILED, GAP, HELD, REFUSED, UPSTREAM_GAP, Record

LOSSLESS, REFUSAL, DECLARED, CRASH, SILENT = Outcome
BLOCKED_EDGE = "blocked"
#: From best to worst; only the last two are held against a backend.
EDGES = (LOSSLESS, REFUSAL, DECLARED, BLOCKED_EDGE, CRASH, SILENT)
_OF = {HELD: LOSSLESS, REFUSED: REFUSAL, GAP: DECLARED, UPSTREAM_GAP: DECLARED, BLOCKED: BLOCKED_EDGE}
_LOSSES = ("NotConformingError", "AssertionError")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What came of all content on its way from one backend to another: the worst, and how often what."""

    source: str
    destination: str
    outcome: str
    counts: Mapping[str, int]


def edges(records: Iterable[Record]) -> tuple[Edge, ...]:
    """Return what came of each ordered pair, in the order of their names.

    Lossless, refused, loss declared (a known gap), silent loss (something arrived differently), or a crash.

    Parameters
    ----------
    records
        Of all tests; those of pairs that cite clauses of export, as the journeys across do, count.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    for record in records:
        source, to, destination = record.route.partition("-to-")
        outcome = edge_outcome(record)
        if to and outcome:
            counts.setdefault((source, destination), Counter())[outcome] += 1
    return tuple(
        Edge(
            source=source,
            destination=destination,
            outcome=max(found, key=EDGES.index),
            counts={outcome: found[outcome] for outcome in EDGES if found[outcome]},
        )
        for (source, destination), found in sorted(counts.items())
    )


def edge_outcome(record: Record) -> str:
    """Return which of `EDGES` the outcome of one test is; "" if it says nothing, as a skipped one."""
    if record.outcome == FAILED:
        kind = record.error.partition(": ")[0]
        return SILENT if kind.endswith(_LOSSES) else CRASH
    return _OF.get(record.outcome, "")
