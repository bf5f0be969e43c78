"""Writing what a backend was found to claim and to miss, with ``--discover``; a part of `harness.plugin`."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.verdict import Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--discover``."""
    parser.getgroup("hdmf", "HDMF storage backends").addoption(
        "--discover",
        dest="hdmf_discover",
        metavar="DIR",
        help="take each chosen backend for one of which nothing is known, and write to DIR the truest manifest for it: "
        "what it can claim, and its known gaps",
    )


@pytest.hookimpl(trylast=True)
def pytest_hdmf_verdict(config: pytest.Config, verdict: Verdict) -> None:
    """Write a manifest for each backend."""
    directory = config.getoption("hdmf_discover")
    if not directory:
        return
    from harness.manifest import manifest
    from harness.plugin import chosen_backends

    recorder: Any = config.pluginmanager.get_plugin("hdmf_recorder")
    Path(directory).mkdir(parents=True, exist_ok=True)
    for backend in chosen_backends(config):
        text = manifest(recorder.records.values(), backend.name, verdict.contract, _temporary(config))
        Path(directory, f"{backend.name}.toml").write_text(text, encoding="utf-8")


def _temporary(config: pytest.Config) -> list[str]:
    """Return where pytest, and who asks for a temporary directory, may have one; what is in another comes first."""
    given = (config.getoption("basetemp"), os.environ.get("PYTEST_DEBUG_TEMPROOT"), gettempdir())
    found = {str(path) for name in given if name for path in (Path(name), Path(name).resolve())}
    return sorted(found, key=len, reverse=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let a run pass that was made to find out what fails."""
    if session.config.getoption("hdmf_discover") and exitstatus == pytest.ExitCode.TESTS_FAILED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell where the manifests are."""
    if directory := config.getoption("hdmf_discover"):
        terminalreporter.write_line(f"manifests of what was found: {directory}")
