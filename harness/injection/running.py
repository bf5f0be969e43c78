"""The hooks of pytest that run a test over its backend, and judge it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from harness.backend import Backend
from harness.injection.collecting import backend_of, plain_id
from harness.injection.isolation import Workplace, can_link, directories_as_files
from harness.injection.native import evidence_in, h5py_watched
from harness.injection.opens import Ledger, counted
from harness.injection.replacing import Injection
from harness.injection.verdicts import FAILED, HDF5_ONLY, KNOWN, NOT_INJECTED, Verdict, judge

type Fixture = pytest.FixtureDef[Any]


class Running:
    """The hooks of pytest that run tests.

    Parameters
    ----------
    backends
        Those that were chosen.
    without_io
        Whether a test that opens nothing may pass.
    known
        Why tests are known to fail, by their ids as they are without injection.
    """

    def __init__(self, backends: Sequence[Backend], *, without_io: bool, known: Mapping[str, str]) -> None:
        self._injections = {backend.name: Injection.of(backend) for backend in backends}
        self._without_io = without_io
        self._known = known
        self._of_fixtures: dict[str, Ledger] = {}
        self._current: Injection | None = None
        self._workplace: Workplace | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """See from where pytest was called."""
        self._workplace = Workplace(session.config.invocation_params.dir)

    def pytest_report_header(self) -> list[str]:
        """Say if tests will not find data files by paths that are relative to where pytest was called."""
        return [] if can_link() else ["injection: no links can be made; relative paths to data are not found"]

    def pytest_sessionfinish(self) -> None:
        """Remove the last directory."""
        if self._workplace is not None:
            self._workplace.close()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run the test, with its fixtures, over its backend."""
        backend = backend_of(item)
        if backend is None or self._workplace is None:
            return (yield)
        self._current = injection = self._injections[backend.name]
        injection.books.begin()
        with ExitStack() as stack:
            stack.enter_context(self._workplace.entered())
            stack.enter_context(directories_as_files(injection.books, getattr(item, "module", None)))
            stack.enter_context(h5py_watched(injection.books, injection.packages))
            stack.enter_context(counted(injection.books))
            stack.enter_context(injection.replaced())
            result = yield
        self._current = None
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Fixture) -> Generator[None, object, object]:
        """Count apart what a fixture of wider scope does, as all tests that use it rely on that."""
        if self._current is None or self._workplace is None or fixturedef.scope == "function":
            return (yield)
        books = self._current.books
        of_test, books.ledger = books.ledger, Ledger()
        try:
            with self._workplace.held(fixturedef):
                return (yield)
        finally:
            self._of_fixtures[fixturedef.argname] = books.ledger
            books.ledger = of_test

    def pytest_fixture_post_finalizer(self, fixturedef: Fixture) -> None:
        """Forget what a fixture did when it is over."""
        self._of_fixtures.pop(fixturedef.argname, None)
        if self._workplace is not None:
            self._workplace.release(fixturedef)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge the test."""
        report = yield
        backend = backend_of(item)
        if self._current is None or backend is None or (report.when != "call" and report.passed):
            return report
        books = self._current.books
        books.look_around()
        ledger = Ledger()
        for one in (books.ledger, *(self._of_fixtures.get(name, Ledger()) for name in _fixtures_of(item))):
            ledger.add(one)
        known = ""
        if self._current.is_control:
            ledger.forgive()
        else:
            error = call.excinfo.value if call.excinfo is not None else None
            ledger.evidence += evidence_in(error, books, self._current.packages)
            known = self._known.get(plain_id(item, backend), "")
        verdict = judge(report.outcome, ledger, without_io=self._without_io, known=known)
        _tell(report, verdict)
        told: dict[str, object] = {
            "hdmf_injected": backend.name,
            "hdmf_opens": ledger.opens,
            "hdmf_verdict": verdict.name,
            "hdmf_reason": verdict.reason,
        }
        others = [(name, value) for name, value in item.user_properties if name not in told]
        item.user_properties[:] = [*others, *told.items()]  # JUnit files take those of the last report
        report.user_properties = list(item.user_properties)
        return report


def _fixtures_of(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


def _tell(report: pytest.TestReport, verdict: Verdict) -> None:
    """Let pytest's own outcome and reason say it too."""
    if verdict.name in {HDF5_ONLY, KNOWN}:
        path, line, _ = report.location
        report.outcome = "skipped"
        report.longrepr = (path, line or 0, f"{verdict.name}: {verdict.reason}")
    elif report.passed and verdict.name in {NOT_INJECTED, FAILED}:
        report.outcome = "failed"
        report.longrepr = f"{verdict.name}: {verdict.reason}"
    elif verdict.reason:
        report.sections.append((verdict.name, verdict.reason))
