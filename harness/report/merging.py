"""Several reports as one: of runs over different backends, or of parts of the suite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from harness.kill_matrix import KILLED, SURVIVED, Fate, united
from harness.report.model import Report, ReportError, Result


def merged(reports: Sequence[Report]) -> Report:
    """Return one report of several.

    Where several have a test over the same backends, the last counts. What restricted one of them restricts the whole,
    unless it is a choice of tests that are in another one anyway; that is not known, so it is told. A report without
    results, as of a run with mutants, restricts no verdict that others give.

    Parameters
    ----------
    reports
        At least one, all by one version of the contract.

    Raises
    ------
    ReportError
        If there is none, or they are by different versions.
    """
    if not reports:
        raise ReportError("there is no report to merge")
    versions = {report.contract for report in reports}
    if len(versions) > 1:
        raise ReportError(f"the reports are by different versions of the contract: {', '.join(sorted(versions))}")
    results = {(result.record.route, result.record.test): result for report in reports for result in report.results}
    judging = [report for report in reports if report.results]
    return Report(
        contract=reports[0].contract,
        results=tuple(results.values()),
        backends=_joined(report.backends for report in reports),
        environment=_environment(reports),
        time=max(report.time for report in reports),
        restrictions=tuple(dict.fromkeys(text for report in judging or reports for text in report.restrictions)),
        schema_coverage=_joined(report.schema_coverage for report in reports),
        kills={
            name: united([report.kills[name] for report in reports if name in report.kills])
            for name in dict.fromkeys(name for report in reports for name in report.kills)
        },
    )


def broken(old: Report, new: Report) -> Iterator[tuple[Result, str]]:
    """Yield what holds no more: tests that were not red in the old report and are in the new one.

    Parameters
    ----------
    old, new
        Two reports.

    Yields
    ------
    The new result, and the old outcome; "new test" for a test that was not there.
    """
    yield from _turned(old, new, red=True)


def mended(old: Report, new: Report) -> Iterator[tuple[Result, str]]:
    """Yield the tests that were red in the old report and are not in the new one, with the old outcome."""
    yield from _turned(old, new, red=False)


def gone(old: Report, new: Report) -> list[str]:
    """Return the ids of tests that held in the old report and are not in the new one, of backends that are in both."""
    here = {result.record.test for result in new.results}
    routes = {result.record.route for result in new.results}
    return [
        result.record.test
        for result in old.results
        if result.record.route in routes and result.record.test not in here and not _is_red(result)
    ]


def outliving(old: Report, new: Report) -> Iterator[tuple[str, str, Fate]]:
    """Yield the mutants that were killed in the old report and survive in the new one.

    Yields
    ------
    The backend, the name of the mutant, and what came of it.
    """
    yield from _of_fates(old, new, KILLED, SURVIVED)


def killed_again(old: Report, new: Report) -> Iterator[tuple[str, str, Fate]]:
    """Yield the mutants that survived in the old report and are killed in the new one, in the same way."""
    yield from _of_fates(old, new, SURVIVED, KILLED)


def _of_fates(old: Report, new: Report, was: str, now: str) -> Iterator[tuple[str, str, Fate]]:
    for backend, matrix in new.kills.items():
        before = old.kills[backend].mutants if backend in old.kills else {}
        for name, fate in matrix.mutants.items():
            if fate.outcome == now and name in before and before[name].outcome == was:
                yield backend, name, fate


def _turned(old: Report, new: Report, *, red: bool) -> Iterator[tuple[Result, str]]:
    before = {(result.record.route, result.record.test): result for result in old.results}
    for result in new.results:
        was = before.get((result.record.route, result.record.test))
        if was is None and red and _is_red(result):
            yield result, "new test"
        elif was is not None and _is_red(was) != red and _is_red(result) == red:
            yield result, was.record.outcome


def _is_red(result: Result) -> bool:
    return result.record.outcome in {"failed", "blocked", "faulty case"}


def _joined(tables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for table in tables for name, value in table.items()}


def _environment(reports: Sequence[Report]) -> dict[str, str]:
    """Return what the runs had in common, and beside each other where they differ."""
    names = dict.fromkeys(name for report in reports for name in report.environment)
    found = {name: dict.fromkeys(report.environment.get(name, "none") for report in reports) for name in names}
    return {name: " / ".join(versions) for name, versions in found.items()}
