"""The whole suite as one function: a backend goes in, a verdict comes out."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from harness.about import about
from harness.backend import Backend
from harness.causes import untangled
from harness.contract import load_contract
from harness.judging import judge
from harness.records import Claim, Record
from harness.restrictions import SUITE
from harness.verdict import Verdict

#: Those of a run, whatever the project in whose directory it is made; what is imported already is no one's fault.
_SETTINGS = """[pytest]
filterwarnings =
    error
    ignore::pytest.PytestAssertRewriteWarning
"""


class SuiteError(RuntimeError):
    """The suite itself could not be run; what pytest said is in the message. No backend is judged by it."""


def check(
    backend: Backend | object,
    *,
    cases: Collection[str] = (),
    clauses: Collection[str] = (),
    suite: Sequence[str] = (SUITE,),
    name: str = "backend",
) -> Verdict:
    """Run the suite over a backend, and return what it says.

    Parameters
    ----------
    backend
        A `Backend`, or what `Backend.from_entry` takes, such as an `HDMFIO` subclass.
    cases
        Names of cases or of test functions, if not all.
    clauses
        Ids of clauses: tests that cite one of them, if not all.
    suite
        Names of packages or modules of tests.
    name
        What it is called, unless it is a `Backend` with a name of its own.

    Raises
    ------
    KeyError
        If the contract has no such clause.
    SuiteError
        If the tests could not be collected, or there are none of these cases and clauses.
    """
    chosen = backend if isinstance(backend, Backend) else Backend.from_entry(name, backend)
    contract = load_contract()
    for clause in clauses:
        contract[clause]
    run = _Run(chosen, frozenset(cases), frozenset(clauses))
    said = StringIO()
    with TemporaryDirectory(prefix="conformance-") as directory, redirect_stdout(said), redirect_stderr(said):
        settings = Path(directory, "pytest.ini")
        settings.write_text(_SETTINGS, encoding="utf-8")
        status = pytest.main(
            [
                *("-c", str(settings), "--rootdir", directory, "--basetemp", str(Path(directory, "files"))),
                *("-p", "harness.plugin", "-p", "no:cacheprovider", f"--hdmf-backend={chosen.name}"),
                *("--pyargs", *suite),
            ],
            plugins=[run],
        )
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} or not run.records:
        raise SuiteError(f"pytest ended with {status!r}{os.linesep}{said.getvalue()}")
    restrictions = [f"only {kind} {', '.join(sorted(names))}" for kind, names in run.only.items() if names]
    records = untangled(run.records, contract)
    return judge(records, contract, restrictions=restrictions, claims={chosen.name: Claim.of(chosen)})


class _Run:
    """What a run is told of the backend and of the choice of tests, and what it tells."""

    def __init__(self, backend: Backend, cases: frozenset[str], clauses: frozenset[str]) -> None:
        self._backend = backend
        self.only = {"cases": cases, "clauses": clauses}
        self.records: tuple[Record, ...] = ()

    def pytest_hdmf_backends(self) -> dict[str, object]:
        return {self._backend.name: self._backend}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept = [item for item in items if self._is_wanted(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_hdmf_verdict(self, config: pytest.Config) -> None:
        recorder: Any = config.pluginmanager.get_plugin("hdmf_recorder")
        self.records = tuple(recorder.records.values())

    def _is_wanted(self, item: pytest.Item) -> bool:
        noted = about(item)
        return (
            bool(noted)
            and (not self.only["cases"] or noted["case"] in self.only["cases"])
            and (not self.only["clauses"] or not self.only["clauses"].isdisjoint(noted["clauses"]))
        )
