"""Which test kills which mutant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.contract import load_contract
from harness.mutants.catalog import mutants
from harness.mutants.exempt import EXEMPT

#: What can come of a test with a mutant.
KILLED, SURVIVED = "killed", "survived"


@dataclass(slots=True)
class Matrix:
    """What came of tests with mutants, and with the controls of these.

    Attributes
    ----------
    outcomes
        By the test (its id with the unbroken backend) and the mutant.
    controls
        The pairs of a test and a control that it fails with: it says nothing of the mutants of that control.
    clauses
        Those that each test cites.
    known_gaps
        The clauses of which the backend is known to miss something: it may have the fault of a mutant already.
    """

    outcomes: dict[tuple[str, str], str] = field(default_factory=dict)
    controls: set[tuple[str, str]] = field(default_factory=set)
    clauses: dict[str, Collection[str]] = field(default_factory=dict)
    known_gaps: Collection[str] = ()

    def killed_by(self, test: str) -> list[str]:
        """Return the mutants that a test kills."""
        return [mutant for one, mutant in self._kills() if one == test]

    def killers_of(self, mutant: str) -> list[str]:
        """Return the tests that kill a mutant."""
        return sorted(test for test, one in self._kills() if one == mutant)

    @property
    def idle(self) -> list[str]:
        """The tests that kill none, although each of them is about something that a backend does."""
        return sorted(test for test in self._tried() if not self.killed_by(test) and not reason_to_spare(test, self))

    @property
    def unsound(self) -> list[str]:
        """The tests that fail with each control, and so say nothing of any mutant."""
        return sorted({test for test, _ in self.controls} - self._tried() - {t for t in self.clauses if _is_exempt(t)})

    @property
    def spared(self) -> Mapping[str, str]:
        """The tests that kill none, and why they need not."""
        reasons = {test: reason_to_spare(test, self) for test in sorted(self._tried()) if not self.killed_by(test)}
        return {test: reason for test, reason in reasons.items() if reason}

    @property
    def survivors(self) -> list[str]:
        """The mutants that were tried, and that no test kills."""
        tried = {mutant for test, mutant in self.outcomes if self._counts(test, mutant)}
        seen = [one for name, one in mutants().items() if name in tried and one.clause not in self.known_gaps]
        return [one.name for one in seen if not self.killers_of(one.name)]

    def as_json(self) -> dict[str, Any]:
        """Return the matrix for ``kills.json``, which reports show."""
        return {
            "mutants": {
                name: {"clause": one.clause, "breaks": one.breaks, "killed_by": self.killers_of(name)}
                for name, one in mutants().items()
            },
            "survivors": self.survivors,
            "tests_that_kill_nothing": self.idle,
            "tests_that_fail_with_the_control": self.unsound,
            "tests_that_need_not": dict(self.spared),
        }

    def _kills(self) -> Iterator[tuple[str, str]]:
        for (test, mutant), outcome in self.outcomes.items():
            if outcome == KILLED and self._counts(test, mutant):
                yield test, mutant

    def _tried(self) -> set[str]:
        return {test for test, mutant in self.outcomes if self._counts(test, mutant)}

    def _counts(self, test: str, mutant: str) -> bool:
        return (test, mutants()[mutant].fault.control.__name__) not in self.controls


def reason_to_spare(test: str, matrix: Matrix) -> str:
    """Return why a test need not kill any mutant; nothing if it has to."""
    if _is_exempt(test):
        return EXEMPT[_name(test)]
    levels = {load_contract()[clause].level for clause in matrix.clauses.get(test, ())}
    return "it is about HDMF, whatever the backend does" if levels == {"upstream"} else ""


def _is_exempt(test: str) -> bool:
    return _name(test) in EXEMPT


def _name(test: str) -> str:
    return test.rpartition("::")[2].partition("[")[0]
