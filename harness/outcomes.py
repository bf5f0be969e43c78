"""Telling what came of tests over backends; a part of `harness.plugin`."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import pytest

from harness import summary
from harness.case import VacuousCaseError
from harness.summary import FAILED, FAULTY, GAP, HELD, REFUSED, SKIPPED, Record


def pytest_configure(config: pytest.Config) -> None:
    """Take note of outcomes; where xdist runs the tests, this is done by the process that started it."""
    config.addinivalue_line(
        "markers", "hdmf(backend, case, clauses, disclaimed): set by the harness on the tests that it makes"
    )
    config.pluginmanager.register(_Recorder())


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let reports tell what a test proves, and of whom: in JUnit files and through xdist too."""
    about = _about(item)
    if about:
        item.user_properties += [
            ("hdmf_backend", about["backend"]),
            ("hdmf_case", about["case"]),
            ("hdmf_clauses", " ".join(about["clauses"])),
        ]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Demand that a test of something that the backend does not claim ends in `UnsupportedOperation`."""
    disclaimed = _about(pyfuncitem).get("disclaimed")
    if not disclaimed:
        return (yield)
    from hdmf.backends.errors import UnsupportedOperation

    try:
        yield
    except UnsupportedOperation:
        pyfuncitem.user_properties.append(("hdmf_refused", " ".join(disclaimed)))
        return True
    return pytest.fail(
        f"the backend does not claim {', '.join(disclaimed)}, but did not refuse it with UnsupportedOperation",
        pytrace=False,
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the faults of a case from those of a backend."""
    report = yield
    if call.excinfo is not None and call.excinfo.errisinstance(VacuousCaseError):
        report.user_properties.append(("hdmf_fault", "case"))
    return report


class _Recorder:
    """Collects the outcomes of a run and tells them at its end."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        about = {name: str(value) for name, value in report.user_properties}
        outcome = _outcome(report, about)
        if outcome is not None and "hdmf_backend" in about:
            self.records[report.nodeid] = Record(
                route=about["hdmf_backend"],
                case=about["hdmf_case"],
                clauses=tuple(about["hdmf_clauses"].split()),
                outcome=outcome,
            )

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.records:
            return
        from harness.contract import load_contract

        contract = load_contract()
        terminalreporter.section(f"conformance to contract {contract.version}")
        for line in summary.lines(self.records.values(), {clause.id: clause.title for clause in contract.values()}):
            terminalreporter.write_line(line)


def _outcome(report: pytest.TestReport, about: Mapping[str, str]) -> str | None:
    """Return what a phase of a test settles; ``None`` for setup and teardown that went well."""
    if report.failed:
        return FAULTY if "hdmf_fault" in about else FAILED
    if report.skipped:
        return GAP if hasattr(report, "wasxfail") else SKIPPED
    if report.when == "call":
        return REFUSED if "hdmf_refused" in about else HELD
    return None


def _about(item: pytest.Item) -> Mapping[str, Any]:
    mark = item.get_closest_marker("hdmf")
    return mark.kwargs if mark is not None else {}
