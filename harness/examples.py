"""How many examples hypothesis generates, and how far it looks when one fails; a part of `harness.plugin`."""

from __future__ import annotations

import importlib
from collections.abc import Generator
from importlib.util import find_spec
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True)  # hypothesis looks for the profile that the command line names
def pytest_configure(config: pytest.Config) -> None:
    """Register profiles; generate the same examples each time, unless the project or its command line has another."""
    if not find_spec("hypothesis"):
        return
    hypothesis: Any = importlib.import_module("hypothesis")
    importlib.import_module("hypothesis.database")
    settings = hypothesis.settings
    undecided = any(settings.default is settings.get_profile(name) for name in ("default", "ci"))
    common = {
        "deadline": None,
        "print_blob": True,
        # A known gap fails in each run: with one error, and explained once and for all.
        "report_multiple_bugs": False,
        "phases": [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain],
    }
    # said in full, since hypothesis has other defaults where it finds itself in CI
    kept = hypothesis.database.DirectoryBasedExampleDatabase(config.rootpath / ".hypothesis" / "examples")
    searching = {"derandomize": False, "database": kept, **common}
    settings.register_profile("ci", derandomize=True, database=None, max_examples=50, **common)
    settings.register_profile("dev", max_examples=20, **searching)
    settings.register_profile("deep", max_examples=2000, **searching)
    if undecided and not config.getoption("hypothesis_profile", None):
        settings.load_profile("ci")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Do not look for the smallest example of what is known to fail: with a known gap, its witness has that.

    This is so of properties that a test makes when it runs; one that is a test itself has its settings already.
    """
    if pyfuncitem.get_closest_marker("xfail") is None or not find_spec("hypothesis"):
        return (yield)
    hypothesis: Any = importlib.import_module("hypothesis")
    settings = hypothesis.settings
    chosen = settings.default
    phases = [phase for phase in chosen.phases if phase is not hypothesis.Phase.shrink]
    settings.register_profile("of other tests", chosen)
    settings.register_profile("known to fail", chosen, phases=phases)
    settings.load_profile("known to fail")
    try:
        return (yield)
    finally:
        settings.load_profile("of other tests")
