"""Telling what came of tests over backends; a part of `harness.plugin`."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import MARKER, about, test_name
from harness.blame import is_of_the_harness, place
from harness.restrictions import is_whole, restrictions

if TYPE_CHECKING:
    from harness.records import Record
    from harness.verdict import Verdict


def pytest_configure(config: pytest.Config) -> None:
    """Take note of outcomes; where xdist runs the tests, this is done by the process that started it."""
    config.addinivalue_line("markers", MARKER)
    config.pluginmanager.register(Recorder(config), "hdmf_recorder")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let reports tell what a test proves, and of whom: in JUnit files and through xdist too."""
    if noted := about(item):
        item.user_properties += [
            ("hdmf_test", test_name(item)),
            ("hdmf_backend", noted["backend"]),
            ("hdmf_case", noted["case"]),
            ("hdmf_clauses", " ".join(noted["clauses"])),
            ("hdmf_needs", " ".join(noted["needs"])),
            ("hdmf_goes_by", " ".join(name for mark in item.iter_markers("goes_by") for name in mark.args)),
        ]
        trip: Any = item.callspec.params.get("roundtrip") if isinstance(item, pytest.Function) else None
        if trip is not None:
            item.user_properties.append(("hdmf_journey", trip.journey.name))
        if noted["gap"] is not None:
            item.user_properties.append(("hdmf_gap", noted["gap"][1].explanation))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what was raised, and the faults of a case from those of a backend."""
    report = yield
    if call.excinfo is not None and about(item):
        if is_of_the_harness(call.excinfo, call.when, item.path):
            report.user_properties.append(("hdmf_fault", "case"))
        report.user_properties.append(("hdmf_error", f"{_name(call.excinfo.type)}: {call.excinfo.value}"))
        report.user_properties.append(("hdmf_where", place(call.excinfo)))
    return report


class Recorder:
    """Collects the outcomes of a run and tells them at its end.

    Attributes
    ----------
    records
        By the ids of tests.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._are_all = True
        self.records: dict[str, Record] = {}

    @property
    def verdict(self) -> Verdict:
        """What the tests so far say of each backend."""
        from harness.causes import untangled
        from harness.contract import load_contract
        from harness.judging import judge
        from harness.plugin import claims

        contract = load_contract()
        return judge(
            untangled(self.records.values(), contract),
            contract,
            restrictions=restrictions(self._config),
            claims=claims(self._config) if self.records else {},
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test has come to."""
        noted = {name: str(value) for name, value in report.user_properties}
        outcome = _outcome(report, noted)
        if outcome is not None and "hdmf_backend" in noted:
            from harness.records import GAP, Record

            self.records[noted["hdmf_test"]] = Record(
                route=noted["hdmf_backend"],
                case=noted["hdmf_case"],
                clauses=tuple(noted["hdmf_clauses"].split()),
                outcome=outcome,
                test=noted["hdmf_test"],
                needs=tuple(noted["hdmf_needs"].split()),
                goes_by=tuple(noted["hdmf_goes_by"].split()),
                error=noted.get("hdmf_error", "") or (report.longreprtext if report.failed else ""),
                gap=noted.get("hdmf_gap", "") if outcome == GAP else "",
                journey=noted.get("hdmf_journey", ""),
                where=noted.get("hdmf_where", ""),
            )

    def pytest_deselected(self) -> None:
        """Note that tests were left out."""
        self._are_all = False

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand out the verdict, in the process that started the run; it fails if a known gap is one of no test."""
        if self.records and not hasattr(session.config, "workerinput"):
            is_at_end = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
            if is_at_end and self._are_all and is_whole(session.config) and self._note_stale_gaps():
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
            session.config.hook.pytest_hdmf_verdict(config=session.config, verdict=self.verdict)

    def _note_stale_gaps(self) -> bool:
        from harness.plugin import chosen_backends
        from harness.stale_gaps import stale

        found = {record.test: record for record in stale(chosen_backends(self._config), self.records.values())}
        self.records |= found
        return bool(found)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell it."""
        if not self.records:
            return
        from harness import summary

        verdict = self.verdict
        terminalreporter.section(f"conformance to contract {verdict.contract}")
        for line in summary.lines(verdict):
            terminalreporter.write_line(line)


def _outcome(report: pytest.TestReport, noted: Mapping[str, str]) -> str | None:
    """Return what a phase of a test settles; ``None`` for setup and teardown that went well."""
    from harness.records import FAILED, FAULTY, GAP, HELD, REFUSED, SKIPPED

    if report.failed:
        return FAULTY if "hdmf_fault" in noted else FAILED
    if report.skipped:
        return GAP if hasattr(report, "wasxfail") else SKIPPED
    if report.when == "call":
        # one that passes though a gap is known was generated: the gap's witness has shown that it is there
        return GAP if "hdmf_gap" in noted else REFUSED if "hdmf_refused" in noted else HELD
    return None


def _name(kind: type[BaseException]) -> str:
    """Return how a manifest names an exception type."""
    if kind is pytest.fail.Exception:
        return "pytest:fail.Exception"
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}:{kind.__qualname__}"
