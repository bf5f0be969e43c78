"""What a run says of each backend: how many tests reached it, and which did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from harness.injection.verdicts import FAILED, HDF5_ONLY, KNOWN, NOT_INJECTED, VERDICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one test.

    Attributes
    ----------
    backend
        The name of the backend that it ran over.
    verdict, reason
        As of `harness.injection.verdicts.Verdict`.
    opens
        How many files of the backend it opened.
    """

    backend: str
    verdict: str
    reason: str
    opens: int


class Telling:
    """Collects what is said of tests and tells it at the end; with xdist, in the process that started the others."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst that is said of a test."""
        about = dict(report.user_properties)
        if "hdmf_injected" not in about:
            return
        told = Told(
            backend=str(about["hdmf_injected"]),
            verdict=str(about["hdmf_verdict"]),
            reason=str(about["hdmf_reason"]),
            opens=int(str(about["hdmf_opens"])),
        )
        before = self._told.get(report.nodeid, told)
        self._told[report.nodeid] = max(before, told, key=lambda one: VERDICTS.index(one.verdict))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell it."""
        if self._told:
            terminalreporter.section("injected backends")
            for line in lines(self._told.items()):
                terminalreporter.write_line(line)


def lines(told: Iterable[tuple[str, Told]]) -> Iterator[str]:
    """Yield the summary, line by line.

    Parameters
    ----------
    told
        The ids of tests, and what is said of each.
    """
    of_all = list(told)
    columns = [name for name in VERDICTS if any(one.verdict == name for _, one in of_all)]
    backends = sorted({one.backend for _, one in of_all})
    width = max(len(backend) for backend in backends) + 2
    yield f"{'':{width}}{'tests':>8}{'opens':>8}" + "".join(f"{column:>14}" for column in columns)
    for backend in backends:
        of_one = [one for _, one in of_all if one.backend == backend]
        counts = Counter(one.verdict for one in of_one)
        opens = sum(one.opens for one in of_one)
        yield f"{backend:{width}}{len(of_one):>8}{opens:>8}" + "".join(f"{counts[column]:>14}" for column in columns)
    for verdict in (FAILED, NOT_INJECTED, KNOWN, HDF5_ONLY):
        for node, one in of_all:
            if one.verdict == verdict:
                yield f"{verdict}: {node}" + (f": {one.reason}" if one.reason else "")
