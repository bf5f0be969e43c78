"""What the page shows of mutants: what came of each, the survivors first, and which tests kill it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.contract import Contract
from harness.kill_matrix import EXCUSED, KILLED, SURVIVED, UNTRIED, Fate, KillMatrix

#: In the order of the page: what stands for each fate beside its colour, what it is called, and what it means.
_GROUPS: Mapping[str, tuple[str, str, str]] = {
    SURVIVED: ("✕", "Survive", "No test that was tried with them notices."),
    EXCUSED: ("◐", "Within known gaps", "Unnoticed where the backend does not hold the clause, as it says itself."),
    UNTRIED: ("·", "Not tried", "No chosen test cites the clause; or the backend has no second witness, as they need."),
    KILLED: ("✓", "Killed", "A test fails with them, and passes where nothing is broken."),
}
#: Of how many tests a cell, or a list, has the ids; the JSON file has all.
_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What came of a mutant with a backend; the tests are those that kill it, or that it outlived."""

    outcome: str
    symbol: str
    tests: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mutant, and what came of it with each backend."""

    name: str
    clause: str
    title: str
    breaks: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The mutants of which this is the worst that came of them with any backend."""

    title: str
    meaning: str
    rows: tuple[Row, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Tests that kill nothing, and what that is about."""

    title: str
    tests: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutants:
    """The section; without backends there is none."""

    backends: Mapping[str, str]
    restrictions: tuple[str, ...]
    groups: tuple[Group, ...]
    lists: tuple[Listed, ...]
    data: Mapping[str, Any]


def mutants(kills: Mapping[str, KillMatrix], contract: Contract) -> Mutants:
    """Return what the page shows of the mutants of each backend.

    Parameters
    ----------
    kills
        By backend.
    contract
        That the mutants break.
    """
    fates: dict[str, list[Fate | None]] = {}
    for name in dict.fromkeys(name for matrix in kills.values() for name in matrix.mutants):
        fates[name] = [matrix.mutants.get(name) for matrix in kills.values()]
    return Mutants(
        backends={name: matrix.headline for name, matrix in kills.items()},
        restrictions=tuple(dict.fromkeys(text for matrix in kills.values() for text in matrix.restrictions)),
        groups=tuple(_groups(fates, contract)),
        lists=tuple(_lists(kills)),
        data=_data(fates, list(kills)),
    )


def _groups(fates: Mapping[str, list[Fate | None]], contract: Contract) -> Iterator[Group]:
    order = list(_GROUPS)
    worst = {name: min(map(_outcome, found), key=order.index) for name, found in fates.items()}
    for outcome, (_, title, meaning) in _GROUPS.items():
        rows = tuple(_row(name, found, contract) for name, found in fates.items() if worst[name] == outcome)
        if rows:
            yield Group(title=title, meaning=meaning, rows=rows, is_open=outcome == SURVIVED)


def _row(name: str, fates: list[Fate | None], contract: Contract) -> Row:
    known = next(fate for fate in fates if fate is not None)
    return Row(
        name=name,
        clause=known.clause,
        title=contract[known.clause].title if known.clause in contract else "",
        breaks=known.breaks,
        cells=tuple(map(_cell, fates)),
    )


def _cell(fate: Fate | None) -> Cell:
    outcome = _outcome(fate)
    count = len(_tests(fate))
    said = {KILLED: "killed by", SURVIVED: "survived", EXCUSED: "known gap,"}.get(outcome)
    tests = f"{said} {count} test{'' if count == 1 else 's'}" if said else outcome
    return Cell(outcome=outcome, symbol=_GROUPS[outcome][0], tests=count, said=tests)


def _lists(kills: Mapping[str, KillMatrix]) -> Iterator[Listed]:
    for backend, matrix in kills.items():
        by_reason: dict[str, list[str]] = {}
        for test, reason in matrix.spared.items():
            by_reason.setdefault(f"Need kill nothing over {backend}: {reason}", []).append(test)
        found = {
            f"Kill nothing over {backend}": matrix.idle,
            f"Fail over {backend} with nothing broken": matrix.unsound,
            **by_reason,
        }
        for title, tests in found.items():
            if tests:
                yield Listed(title=title, tests=tuple(tests[:_LISTED]), left=max(len(tests) - _LISTED, 0))


def _data(fates: Mapping[str, list[Fate | None]], backends: list[str]) -> dict[str, Any]:
    """Return it as the page's program reads it: the tests by number, since many kill several mutants."""
    numbers: dict[str, int] = {}
    told = {
        name: [[numbers.setdefault(test, len(numbers)) for test in _tests(fate)[:_LISTED]] for fate in found]
        for name, found in fates.items()
    }
    return {"backends": backends, "fates": told, "tests": list(numbers)}


def _outcome(fate: Fate | None) -> str:
    return fate.outcome if fate else UNTRIED


def _tests(fate: Fate | None) -> tuple[str, ...]:
    return fate.killed_by or fate.outlived if fate else ()
