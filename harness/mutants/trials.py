"""What comes of tests with mutants, one after the other, and the matrix that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from harness.contract import load_contract
from harness.kill_matrix import EXCUSED, KILLED, SURVIVED, UNTRIED, Fate, KillMatrix
from harness.mutants.catalog import mutants
from harness.mutants.exempt import EXEMPT
from harness.mutants.mutant import Mutant

type _Outcomes = defaultdict[str, dict[str, str]]


def _nested() -> _Outcomes:
    return defaultdict(dict)


@dataclass(slots=True)
class Trials:
    """The trials of one backend's mutants.

    Attributes
    ----------
    known_gaps
        The clauses of which the backend is known to miss something: it may have the fault of a mutant already.
    """

    known_gaps: Collection[str] = ()
    _of_tests: _Outcomes = field(default_factory=_nested, init=False)
    _of_mutants: _Outcomes = field(default_factory=_nested, init=False)
    _controls: set[tuple[str, str]] = field(default_factory=set, init=False)
    _clauses: dict[str, Collection[str]] = field(default_factory=dict, init=False)

    def note(self, test: str, clauses: Collection[str], mutant: str, outcome: str) -> None:
        """Take note of what came of a test, of these clauses, with a mutant: `KILLED` or `SURVIVED`."""
        self._clauses[test] = clauses
        self._of_tests[test][mutant] = self._of_mutants[mutant][test] = outcome

    def note_control(self, test: str, clauses: Collection[str], control: str) -> None:
        """Take note of a test that fails with a control: it says nothing of the mutants of that."""
        self._clauses[test] = clauses
        self._controls.add((test, control))

    def __bool__(self) -> bool:
        """Tell whether anything was tried."""
        return bool(self._clauses)

    def counts(self, test: str, mutant: str) -> bool:
        """Tell whether a test may say something of a mutant: it does not fail with the control of that."""
        return (test, mutants()[mutant].fault.control.__name__) not in self._controls

    def killed_by(self, test: str) -> list[str]:
        """Return the mutants that a test kills."""
        found = self._of_tests.get(test, {})
        return [mutant for mutant, outcome in found.items() if outcome == KILLED and self.counts(test, mutant)]

    def killers_of(self, mutant: str) -> list[str]:
        """Return the tests that kill a mutant."""
        return self._tests_of(mutant, KILLED)

    def matrix(self, restrictions: Iterable[str] = ()) -> KillMatrix:
        """Return which test kills which mutant.

        Parameters
        ----------
        restrictions
            What made the run less than a whole one.
        """
        tried = {test for test, found in self._of_tests.items() if any(self.counts(test, mutant) for mutant in found)}
        vain = sorted(test for test in tried if not self.killed_by(test))
        reasons = {test: reason_to_spare(test, self._clauses[test]) for test in vain}
        failing = {test for test, _ in self._controls if not _is_exempt(test)}
        return KillMatrix(
            mutants={name: self._fate(one) for name, one in mutants().items()},
            idle=tuple(test for test in vain if not reasons[test]),
            unsound=tuple(sorted(failing - tried)),
            spared={test: reason for test, reason in reasons.items() if reason},
            restrictions=tuple(restrictions),
        )

    def _fate(self, mutant: Mutant) -> Fate:
        killers, others = self.killers_of(mutant.name), self._tests_of(mutant.name, SURVIVED)
        alive = EXCUSED if mutant.clause in self.known_gaps else SURVIVED
        return Fate(
            clause=mutant.clause,
            breaks=mutant.breaks,
            outcome=KILLED if killers else alive if others else UNTRIED,
            killed_by=tuple(killers),
            outlived=() if killers else tuple(others),
        )

    def _tests_of(self, mutant: str, outcome: str) -> list[str]:
        found = self._of_mutants.get(mutant, {})
        return sorted(test for test, one in found.items() if one == outcome and self.counts(test, mutant))


def reason_to_spare(test: str, clauses: Collection[str]) -> str:
    """Return why a test of these clauses need not kill any mutant; nothing if it has to."""
    if _is_exempt(test):
        return EXEMPT[_name(test)]
    levels = {load_contract()[clause].level for clause in clauses}
    return "it is about HDMF, whatever the backend does" if levels == {"upstream"} else ""


def _is_exempt(test: str) -> bool:
    return _name(test) in EXEMPT


def _name(test: str) -> str:
    return test.rpartition("::")[2].partition("[")[0]
