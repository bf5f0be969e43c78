"""Trying tests with broken backends, with ``--mutants``; a part of `harness.plugin`.

With ``--mutants=cases``, each test that is chosen is made of the mutants of each backend instead of the backend: of
those whose clause it cites, and of some that nearly any test can see. It must kill one of them, which is to fail with
it; and it counts only if it passes with the control, which is the same backend wrapped in the same way and not broken.
With ``--mutants=suite``, each mutant that was tried must be killed by a test, besides. ``--kills=FILE`` writes which
test kills which mutant of each backend, as JSON; the report of ``--conformance-report=DIR`` has that and no verdict,
since what is tried is the tests.

Tests that run into known gaps, and tests that take no backend, are not made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.about import about, test_name
from harness.restrictions import restrictions

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.kill_matrix import KillMatrix
    from harness.mutants.trials import Trials

_MARK = "~"
_NAMED = re.compile(rf"{_MARK}(\w+)")
_CONTROL = "control_"
#: As many tests may kill a mutant before others, which have killed one, are spared it.
_ENOUGH = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--mutants`` and ``--kills``."""
    group = parser.getgroup("hdmf", "HDMF storage backends")
    group.addoption(
        "--mutants",
        dest="hdmf_mutants",
        choices=("cases", "suite"),
        help="try each test with backends that are broken on purpose: each must kill one (cases), and each mutant must "
        "be killed by one, too (suite)",
    )
    group.addoption(
        "--kills", dest="hdmf_kills", metavar="FILE", help="write which test kills which mutant of which backend"
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take note of kills; generate fewer examples, and do not look for the smallest."""
    if not config.getoption("hdmf_mutants"):
        return
    from hypothesis import Phase, settings

    config.pluginmanager.register(Kills(config), "hdmf_kills")
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", settings.get_profile("ci"), phases=phases, max_examples=25, deadline=None)
    settings.register_profile("without mutants", settings())
    settings.load_profile("mutants")
    config.add_cleanup(lambda: settings.load_profile("without mutants"))


def groups(config: pytest.Config, backends: Sequence[Backend], clauses: Collection[str]) -> Iterator[Sequence[Backend]]:
    """Yield the backends that a test of these clauses is made of: as they are, or each broken in one way after another.

    Parameters
    ----------
    config
        Of the run.
    backends
        The chosen ones.
    clauses
        Those that the test cites.
    """
    if not config.getoption("hdmf_mutants"):
        yield backends
        return
    from harness.mutants.fault import with_fault
    from harness.mutants.selection import fitting

    for backend in backends:
        chosen = list(fitting(clauses, backend))
        for control in dict.fromkeys(mutant.fault.control for mutant in chosen):
            yield (with_fault(backend, control, f"{_CONTROL}{control.__name__}"),)
        yield from ((mutant.wrap(backend),) for mutant in chosen)


class Kills:
    """Takes note of what comes of tests with mutants.

    Parameters
    ----------
    config
        Of the run.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._trials: dict[str, Trials] = {}

    def matrices(self) -> dict[str, KillMatrix]:
        """Return which test kills which mutant, for each backend of which mutants were tried."""
        told = tuple(restrictions(self._config))
        return {name: trials.matrix(told) for name, trials in self._trials.items() if trials}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what can show nothing."""
        kept = [item for item in items if _named(item) and not about(item)["gap"] and not about(item)["disclaimed"]]
        left = [item for item in items if item not in set(kept)]
        self._config.hook.pytest_deselected(items=left)
        items[:] = kept

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Spare a test what is known already."""
        from harness.mutants.catalog import mutants

        test, name = _test(item), _named(item)
        if name.startswith(_CONTROL):
            return
        trials = self._of(_unbroken(item))
        if not trials.counts(test, name):
            pytest.skip("the test fails with the control")
        if trials.killed_by(test):
            is_cited = not {mutants()[name].clause, *mutants()[name].also}.isdisjoint(about(item)["clauses"])
            if not is_cited or len(trials.killers_of(name)) >= _ENOUGH:
                pytest.skip("enough is known")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Tell a kill, which is no failure of the run."""
        report = yield
        outcome = _outcome(report)
        # in the place of what tells of the backend: of a broken one nothing is to be said
        report.user_properties = [
            ("hdmf_unbroken", _unbroken(item)),
            ("hdmf_mutant", _named(item)),
            ("hdmf_test", _test(item)),
            ("hdmf_kill", outcome),
            ("hdmf_cited", " ".join(about(item)["clauses"])),
        ]
        report.outcome, report.longrepr, report.sections = "passed", None, []
        if hasattr(report, "wasxfail"):
            del report.wasxfail
        if hasattr(self._config, "workerinput"):
            self._note(report)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note."""
        self._note(report)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show kills, and what outlived a test."""
        match dict(report.user_properties).get("hdmf_kill"):
            case "killed":
                return "killed", "k", "KILLED"
            case "survived":
                return "survived", ".", "SURVIVED"
            case "":
                return "", "", ""
        return None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the matrices, and let the run fail if a test, or a mutant, does not do what it is there for."""
        if hasattr(session.config, "workerinput"):
            return
        found = self.matrices()
        if file := session.config.getoption("hdmf_kills"):
            made = {name: matrix.as_json() for name, matrix in found.items()}
            Path(file).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        is_suite = session.config.getoption("hdmf_mutants") == "suite"
        lacking = any(one.idle or one.unsound or (is_suite and one.survivors) for one in found.values())
        if lacking and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell which tests, and which mutants, are left."""
        terminalreporter.section("mutants")
        for backend, matrix in self.matrices().items():
            for test in matrix.idle:
                terminalreporter.write_line(f"kills nothing: {test}")
            for test in matrix.unsound:
                terminalreporter.write_line(f"fails with the control: {test}")
            for name in matrix.survivors:
                mutant = matrix.mutants[name]
                terminalreporter.write_line(f"survives over {backend}: {name} ({mutant.clause}): {mutant.breaks}")
            terminalreporter.write_line(
                f"{backend}: {matrix.headline}; "
                f"{len(matrix.idle)} tests kill nothing, and {len(matrix.spared)} that need not"
            )

    def _of(self, backend: str) -> Trials:
        if not self._trials:
            from harness.mutants.trials import Trials
            from harness.plugin import chosen_backends

            for one in chosen_backends(self._config):
                self._trials[one.name] = Trials(known_gaps={gap.clause for gap in one.known_gaps})
        return self._trials[backend]

    def _note(self, report: pytest.TestReport) -> None:
        noted = {name: str(value) for name, value in report.user_properties}
        if not noted.get("hdmf_kill"):
            return
        trials, test, name = self._of(noted["hdmf_unbroken"]), noted["hdmf_test"], noted["hdmf_mutant"]
        clauses = tuple(noted["hdmf_cited"].split())
        if not name.startswith(_CONTROL):
            trials.note(test, clauses, name, noted["hdmf_kill"])
        elif noted["hdmf_kill"] == "killed":
            trials.note_control(test, clauses, name.removeprefix(_CONTROL))


def _outcome(report: pytest.TestReport) -> str:
    """Return what a phase of a test settles; nothing for a test that was skipped, and for phases around it."""
    if report.failed and report.when != "teardown":
        return "killed"
    return "survived" if report.when == "call" and report.passed else ""


def _named(item: pytest.Item) -> str:
    """Return the name of the mutant, or of the control, that a test is made of."""
    found = _NAMED.search(str(about(item).get("backend", "")))
    return found[1] if found else ""


def _unbroken(item: pytest.Item) -> str:
    """Return the name of the backend, which is both of a pair."""
    return str(about(item)["backend"]).partition(_MARK)[0]


def _test(item: pytest.Item) -> str:
    """Return the id that a test has with the unbroken backend."""
    return _NAMED.sub("", test_name(item))
