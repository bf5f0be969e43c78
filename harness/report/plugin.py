"""Writing a report of a run, with ``--conformance-report``, and showing how to reproduce what failed.

A part of `harness.plugin`.
"""

from __future__ import annotations

import platform
import shlex
from collections.abc import Generator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import about, is_installed, test_name

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.kill_matrix import KillMatrix
    from harness.report import Report
    from harness.verdict import Verdict

#: What a report of a run with `harness.mutants` says in the place of a verdict.
_NO_VERDICT = "--mutants: backends were broken on purpose, to try the tests; nothing is said of the backends"
_TITLE = "how to reproduce it without the harness"
_LIBRARIES = ("hdmf", "pynwb", "numpy", "h5py", "zarr", "pytest", "hypothesis", "hdmf-zarr")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--conformance-report``."""
    parser.getgroup("hdmf", "HDMF storage backends").addoption(
        "--conformance-report",
        dest="hdmf_report",
        metavar="DIR",
        help="write to DIR what each backend holds: report.html, report.json, report.md, and badges",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect what is told of failures; where xdist runs the tests, in the process that started it."""
    config.pluginmanager.register(Failures(), "hdmf_failures")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note of a failure what differed, and how to see it again."""
    report = yield
    if item.config.getoption("hdmf_mutants"):
        return report  # a failure is what is wanted
    if report.failed and call.excinfo is not None and about(item) and isinstance(item, pytest.Function):
        from harness.report.reproduction import script
        from harness.trip import NotConformingError

        error = call.excinfo.value
        differences = error.differences if isinstance(error, NotConformingError) else ()
        replay = _replay(item)
        program = script(item, call.excinfo, replay)
        # an attribute of a report travels with it from the process that ran the test
        vars(report)["hdmf_failure"] = {
            "differences": [asdict(difference) for difference in differences],
            "script": program,
            "replay": replay,
        }
        report.sections.append((_TITLE, program))
    return report


class Failures:
    """Collects what is told of failures.

    Attributes
    ----------
    by_test
        For each test that failed ``differences``, ``script`` and ``replay``.
    """

    def __init__(self) -> None:
        self.by_test: dict[str, Mapping[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a failure."""
        if (failure := getattr(report, "hdmf_failure", None)) is not None:
            self.by_test[str(dict(report.user_properties)["hdmf_test"])] = failure


@pytest.hookimpl(trylast=True)
def pytest_hdmf_verdict(config: pytest.Config, verdict: Verdict) -> None:
    """Write the report."""
    _write(config, verdict, {})


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report of a run with mutants, of which there is no verdict to be handed out."""
    config = session.config
    kills: Any = config.pluginmanager.get_plugin("hdmf_kills")
    if kills is None or hasattr(config, "workerinput"):
        return
    if found := kills.matrices():
        recorder: Any = config.pluginmanager.get_plugin("hdmf_recorder")
        _write(config, replace(recorder.verdict, restrictions=(_NO_VERDICT,)), found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell the causes of failures, and where the report is."""
    recorder: Any = config.pluginmanager.get_plugin("hdmf_recorder")
    if recorder.records:
        from harness.causes import causes, untangled
        from harness.contract import load_contract

        for cause in causes(untangled(recorder.records.values(), load_contract())):
            terminalreporter.write_line(f"cause: {cause}")
    if directory := config.getoption("hdmf_report"):
        terminalreporter.write_line(f"report: {Path(directory, 'report.html')}")


def _write(config: pytest.Config, verdict: Verdict, kills: Mapping[str, KillMatrix]) -> None:
    if directory := config.getoption("hdmf_report"):
        from harness.report import write_report

        write_report(_report(config, verdict, kills), Path(config.invocation_params.dir, directory))


def _report(config: pytest.Config, verdict: Verdict, kills: Mapping[str, KillMatrix]) -> Report:
    from harness.plugin import chosen_backends
    from harness.report import Report, Result

    recorder: Any = config.pluginmanager.get_plugin("hdmf_recorder")
    failures: Any = config.pluginmanager.get_plugin("hdmf_failures")
    schema: Any = config.pluginmanager.get_plugin("hdmf_schema")
    results = []
    for test, record in recorder.records.items():
        failure = failures.by_test.get(test, {})
        results.append(
            Result(
                record=record,
                differences=tuple(failure.get("differences", ())),
                script=failure.get("script", ""),
                replay=failure.get("replay", ""),
            )
        )
    return Report(
        contract=verdict.contract,
        results=tuple(results),
        backends={backend.name: _told(backend) for backend in chosen_backends(config)},
        environment=_environment(),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        restrictions=verdict.restrictions,
        schema_coverage=schema.as_json(),
        kills=kills,
    )


def _told(backend: Backend) -> dict[str, Any]:
    return {
        "contract": backend.contract,
        "capabilities": sorted(backend.capabilities),
        "is_local": backend.is_local,
        "known_gaps": [
            {
                "clause": gap.clause,
                "kind": gap.kind,
                "reason": gap.reason,
                "url": gap.url,
                "cases": sorted(gap.cases),
                "witnessed": gap.is_witnessed,
            }
            for gap in backend.known_gaps
        ],
    }


def _environment() -> dict[str, str]:
    versions = {"python": platform.python_version(), "platform": platform.platform(terse=True)}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def _replay(item: pytest.Function) -> str:
    """Return the command that runs a test again: by the name of its module if it is an installed one."""
    by_name = ["-p", "harness.plugin", "--pyargs"] if is_installed(item.module.__name__) else []
    requests = item.config.getoption("hdmf_backends")
    carriers = about(item)["backend"].split("-to-")
    plain = all(":" not in request for request in requests)
    asked = carriers if plain else requests
    options = [f"--backend={request}" for request in dict.fromkeys(asked)]
    return shlex.join(["pytest", *by_name, *options, test_name(item)])
