"""What a journey is: a way for content to travel, and what it proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.backend import Backend
from harness.differences import Difference

#: What a backend must claim to be written and read, and to be exported to.
WRITER = frozenset({"read", "write"})
EXPORTER = frozenset({"read", "write", "export"})


def any_backends(*_backends: Backend) -> bool:
    """Tell that a journey leads through any backends."""
    return True


@dataclass(frozen=True, slots=True)
class Journey:
    """A way for content to travel.

    Attributes
    ----------
    name
        What test ids show.
    travel
        ``travel(case, *backends, directory)`` returns the differences between what was made and what arrived.
    needs
        For each backend that takes part, the capabilities that it must claim.
    clauses
        Ids of the clauses that arrival without difference proves.
    clauses_within, clauses_across
        Further ones where two backends take part: if they are one and the same, and if they are not.
    suits
        ``suits(*backends)`` tells whether there is such a way at all; if not, no test is made.
    """

    name: str
    travel: Callable[..., list[Difference]]
    needs: tuple[frozenset[str], ...]
    clauses: tuple[str, ...]
    clauses_within: tuple[str, ...] = ()
    clauses_across: tuple[str, ...] = ()
    suits: Callable[..., bool] = field(default=any_backends, kw_only=True)

    def proves(self, *backends: Backend) -> tuple[str, ...]:
        """Return the ids of the clauses that arrival without difference proves of these backends."""
        if len(backends) == 1:
            return self.clauses
        return (*self.clauses, *(self.clauses_across if len(set(backends)) > 1 else self.clauses_within))
