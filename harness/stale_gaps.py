"""Known gaps of tests that are no more: strict as the others, they fail the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.backend import Backend
from harness.records import FAILED, Record
from harness.registry import VARIANT


def stale(backends: Iterable[Backend], records: Iterable[Record]) -> Iterator[Record]:
    """Yield a failure for each known gap that names what no test, and no case, of its clause is called.

    Parameters
    ----------
    backends
        Whose gaps; variants, which have those of the backend that they are of, are passed over.
    records
        Of all tests of a whole run.
    """
    there = {(clause, name) for record in records for clause in record.clauses for name in record.names}
    for backend in backends:
        for gap in () if VARIANT in backend.name else backend.known_gaps:
            absent = ", ".join(sorted(name for name in gap.cases if (gap.clause, name) not in there))
            if absent and gap.is_present:
                yield Record(
                    route=backend.name,
                    case="known gaps",
                    clauses=(gap.clause,),
                    outcome=FAILED,
                    test=f"known gaps::{backend.name}: {gap.clause}: {absent}",
                    error=f"AssertionError: the known gap {gap.explanation!r} names {absent}, and no test or case that "
                    f"cites {gap.clause} is called so; correct or remove it, or let its tests run, too",
                )
