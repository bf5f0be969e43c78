"""The verdict as a Markdown table, for a README or a job summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from harness.kill_matrix import KILLED, SURVIVED, Fate, KillMatrix
from harness.report.findings import Findings, headline, remarks, status
from harness.report.grid import EDGES

_WORDS = {"holds": "✅ holds", "gaps": "☑️ holds, with known gaps", "fails": "❌ fails", "unclear": "❔ unclear"}
#: How many of the tests that kill a mutant are named.
_NAMED = 3


def markdown(found: Findings, kills: Mapping[str, KillMatrix] = MappingProxyType({})) -> str:
    """Return the verdict on each backend, the causes of failures, known gaps, exports and mutants as Markdown.

    Parameters
    ----------
    found
        What follows from a report.
    kills
        What it says of mutants, by backend.
    """
    return "\n".join([*_lines(found), *_mutants(kills)]) + "\n"


def _lines(found: Findings) -> Iterator[str]:
    verdict = found.verdict
    yield f"### Conformance to the contract {verdict.contract} of HDMF backends\n"
    word = "Partial run" if found.backends else "No verdict"
    yield from (f"> **{word}**: {_cell(restriction)}\n" for restriction in verdict.restrictions)
    if found.backends:
        yield "| backend | verdict | clauses | |"
        yield "| --- | --- | --- | --- |"
    for name, route in found.backends.items():
        claimed = [f"claims to be: {route.standing}"] if route.levels else []
        besides = "; ".join([*remarks(route, found.causes), *claimed])
        yield f"| {_cell(name)} | {_WORDS[status(route)]} | {headline(route)} | {_cell(besides)} |"
    if found.causes:
        yield "\n**Causes**\n"
    for cause in found.causes:
        blocked = f", {len(cause.blocked)} blocked" if cause.blocked else ""
        clauses = " ".join(cause.clauses[:4])
        yield f"- {_cell(cause.route)}: {clauses}: `{_cell(cause.error)[:200]}` ({len(cause.tests)} failed{blocked})"
    for name, route in found.backends.items():
        if route.gaps:
            yield f"\n<details><summary>Known gaps of {_cell(name)}: {len(route.gaps)}</summary>\n"
            yield from (f"- {_cell(gap)}" for gap in route.gaps)
            yield "\n</details>"
    yield from _grid(found)


def _grid(found: Findings) -> Iterator[str]:
    names = sorted({name for edge in found.edges for name in (edge.source, edge.destination)})
    if not names:
        return
    outcomes = {(edge.source, edge.destination): edge for edge in found.edges}
    yield "\n**Exports** (from row to column)\n"
    yield f"| | {' | '.join(map(_cell, names))} |"
    yield f"| --- |{' --- |' * len(names)}"
    for source in names:
        cells = [outcomes.get((source, destination)) for destination in names]
        yield f"| {_cell(source)} | {' | '.join('' if cell is None else cell.outcome for cell in cells)} |"
    yield f"\nThe worst of all content, of: {', '.join(EDGES)}."


def _mutants(kills: Mapping[str, KillMatrix]) -> Iterator[str]:
    if kills:
        yield "\n**Mutants** (backends broken on purpose: what the tests notice)\n"
    for backend, matrix in kills.items():
        yield f"- {_cell(backend)}: {matrix.headline}"
        yield from (f"  - partial run: {_cell(restriction)}" for restriction in matrix.restrictions)
        for name in matrix.survivors:
            yield f"  - survives: `{name}` ({matrix.mutants[name].clause}): {_cell(matrix.mutants[name].breaks)}"
        yield from _tests("kill nothing", matrix.idle)
        yield from _tests("fail with nothing broken", matrix.unsound)
    for backend, matrix in kills.items():
        fates = sorted(matrix.mutants.items(), key=lambda one: one[1].outcome == KILLED)
        yield f"\n<details><summary>Mutants of {_cell(backend)}: {len(fates)}</summary>\n"
        yield "| mutant | clause | breaks | killed by |"
        yield "| --- | --- | --- | --- |"
        yield from (f"| {name} | {fate.clause} | {_cell(fate.breaks)} | {_killers(fate)} |" for name, fate in fates)
        yield "\n</details>"


def _tests(what: str, tests: Sequence[str]) -> Iterator[str]:
    if tests:
        yield f"  - {len(tests)} tests {what}, such as `{_cell(tests[0])}`"


def _killers(fate: Fate) -> str:
    if fate.outcome != KILLED:
        return f"**{fate.outcome}**" if fate.outcome == SURVIVED else fate.outcome
    more = len(fate.killed_by) - _NAMED
    return ", ".join(f"`{_cell(test)}`" for test in fate.killed_by[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").replace("`", "'").split())
