"""Which mutants a test is tried with."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from harness.backend import Backend
from harness.mutants.catalog import mutants
from harness.mutants.mutant import Mutant


def fitting(clauses: Collection[str], backend: Backend) -> Iterator[Mutant]:
    """Yield the mutants that a test of these clauses may kill, the likeliest first.

    Parameters
    ----------
    clauses
        Those that the test cites.
    backend
        What is broken. A symmetric mutant needs a second witness to be seen.
    """
    able = [one for one in mutants().values() if not one.is_symmetric or backend.witness is not None]
    cited = [one for one in able if not {one.clause, *one.also}.isdisjoint(clauses)]
    yield from cited
    yield from (one for one in able if one.common and one not in cited)
