"""Which test kills which mutant of a backend, as runs with mutants find it and reports keep it.

It knows mutants by their names alone: who reads a report need not have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

UNTRIED, EXCUSED, SURVIVED, KILLED = "not tried", "known gap", "survived", "killed"
#: What can come of a mutant; of several runs, that which stands last here counts.
FATES = (UNTRIED, EXCUSED, SURVIVED, KILLED)
_WORDS = {SURVIVED: "{} survived", EXCUSED: "{} within known gaps", UNTRIED: "{} not tried"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What came of one mutant.

    Attributes
    ----------
    clause
        Id of the clause that it breaks.
    breaks
        What it does, in a sentence.
    outcome
        One of `FATES`. A mutant that no test kills is excused if the backend is known not to hold its clause: it may
        have the fault of the mutant already.
    killed_by
        The ids of the tests that kill it, as they are with the unbroken backend.
    outlived
        If none does, those that tried to.
    """

    clause: str
    breaks: str
    outcome: str = UNTRIED
    killed_by: tuple[str, ...] = ()
    outlived: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, without lists that are empty."""
        tests = {"killed_by": list(self.killed_by), "outlived": list(self.outlived)}
        told = {"clause": self.clause, "breaks": self.breaks, "outcome": self.outcome}
        return told | {name: found for name, found in tests.items() if found}

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> Self:
        """Return what `as_json` made plain."""
        tests = {name: tuple(made.get(name, ())) for name in ("killed_by", "outlived")}
        return cls(clause=made["clause"], breaks=made["breaks"], outcome=made["outcome"], **tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillMatrix:
    """What came of the mutants of one backend, and of the tests that were to kill them.

    Attributes
    ----------
    mutants
        What came of each, by its name.
    idle
        The tests that kill none, although each of them is about something that a backend does.
    unsound
        The tests that fail with each control, and so say nothing of any mutant.
    spared
        The tests that kill none and need not, with the reason.
    restrictions
        What made it less than the matrix of a whole suite.
    """

    mutants: Mapping[str, Fate] = field(default_factory=dict)
    idle: tuple[str, ...] = ()
    unsound: tuple[str, ...] = ()
    spared: Mapping[str, str] = field(default_factory=dict)
    restrictions: tuple[str, ...] = ()

    @property
    def survivors(self) -> list[str]:
        """The mutants that were tried, and that no test kills."""
        return [name for name, fate in self.mutants.items() if fate.outcome == SURVIVED]

    @property
    def headline(self) -> str:
        """How many mutants are killed, and what became of the others, in a sentence."""
        counts = Counter(fate.outcome for fate in self.mutants.values())
        others = [words.format(counts[outcome]) for outcome, words in _WORDS.items() if counts[outcome]]
        return ", ".join([f"{counts[KILLED]} of {len(self.mutants)} mutants killed", *others])

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "mutants": {name: fate.as_json() for name, fate in self.mutants.items()},
            "tests_that_kill_nothing": list(self.idle),
            "tests_that_fail_with_the_control": list(self.unsound),
            "tests_that_need_not": dict(self.spared),
            "restrictions": list(self.restrictions),
        }

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> Self:
        """Return what `as_json` made plain."""
        return cls(
            mutants={name: Fate.from_json(fate) for name, fate in made["mutants"].items()},
            idle=tuple(made["tests_that_kill_nothing"]),
            unsound=tuple(made["tests_that_fail_with_the_control"]),
            spared=made["tests_that_need_not"],
            restrictions=tuple(made["restrictions"]),
        )


def united(matrices: Sequence[KillMatrix]) -> KillMatrix:
    """Return one matrix of several over one backend, such as those of the halves of a suite.

    A mutant is killed if a test of any of them kills it; a test is idle if it kills none in any of them.

    Parameters
    ----------
    matrices
        In the order of their runs.
    """
    names = dict.fromkeys(name for matrix in matrices for name in matrix.mutants)
    mutants = {name: _one([matrix.mutants[name] for matrix in matrices if name in matrix.mutants]) for name in names}
    killers = {test for fate in mutants.values() for test in fate.killed_by}
    spared = {test: why for matrix in matrices for test, why in matrix.spared.items() if test not in killers}
    idle = {test for matrix in matrices for test in matrix.idle} - killers - spared.keys()
    unsound = {test for matrix in matrices for test in matrix.unsound} - killers - spared.keys() - idle
    return KillMatrix(
        mutants=mutants,
        idle=tuple(sorted(idle)),
        unsound=tuple(sorted(unsound)),
        spared=spared,
        restrictions=tuple(dict.fromkeys(text for matrix in matrices for text in matrix.restrictions)),
    )


def _one(fates: Sequence[Fate]) -> Fate:
    """Return what came of one mutant in several runs."""
    killed_by = _all(fate.killed_by for fate in fates)
    return Fate(
        clause=fates[-1].clause,
        breaks=fates[-1].breaks,
        outcome=max((fate.outcome for fate in fates), key=FATES.index),
        killed_by=killed_by,
        outlived=() if killed_by else _all(fate.outlived for fate in fates),
    )


def _all(tests: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({test for some in tests for test in some}))
