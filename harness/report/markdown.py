"""The verdict as a Markdown table, for a README or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

from harness.report.findings import Findings, headline, remarks, status
from harness.report.grid import EDGES

_WORDS = {"holds": "✅ holds", "gaps": "☑️ holds, with known gaps", "fails": "❌ fails", "unclear": "❔ unclear"}


def markdown(found: Findings) -> str:
    """Return the verdict on each backend, the causes of failures, known gaps and exports as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Findings) -> Iterator[str]:
    verdict = found.verdict
    yield f"### Conformance to the contract {verdict.contract} of HDMF backends\n"
    yield from (f"> **Partial run**: {_cell(restriction)}\n" for restriction in verdict.restrictions)
    yield "| backend | verdict | clauses | |"
    yield "| --- | --- | --- | --- |"
    for name, route in found.backends.items():
        besides = "; ".join(remarks(route, found.causes))
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


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").replace("`", "'").split())
