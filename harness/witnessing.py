"""Replaying what shows a known gap before a test relies on it; a part of `harness.plugin`."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from harness.about import about

#: Problems by backend and gap: each gap is replayed once in a process.
_REPLAYED = pytest.StashKey[dict[object, str]]()
_PROBLEM = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test that relies on a known gap which is not, or no more, as it is declared."""
    found = about(item).get("gap")
    if found is None:
        return
    backend, gap = found
    replayed = item.config.stash.setdefault(_REPLAYED, {})
    if (backend.name, gap) not in replayed:
        from harness.gaps import replay

        replayed[backend.name, gap] = replay(gap, backend)
    if problem := replayed[backend.name, gap]:
        item.stash[_PROBLEM] = problem
        pytest.fail(problem, pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let such a failure stand, whatever the test is expected to fail with."""
    report = yield
    if report.when == "setup" and (problem := item.stash.get(_PROBLEM, "")):
        report.outcome, report.longrepr = "failed", problem
        if hasattr(report, "wasxfail"):
            del report.wasxfail
    return report
