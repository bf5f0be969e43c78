"""Runs workloads side by side: each side in its process, one after another in every round."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.sides import SIDES
from benchmarks.workload import Workload

__all__ = ["Options", "Result", "errors_of", "run_all"]

_PACKAGE = Path(__file__).parent
#: What the processes import of this repository; the environment of the peer has none of it.
_PACKAGES = (_PACKAGE, _PACKAGE.parent / "harness")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How workloads are run.

    Attributes
    ----------
    folders
        Where files are: for ``"memory"`` and for ``"disk"``.
    repeats
        Rounds that are measured; one more goes before them, in which the contents are compared.
    small
        Do a little of the work only.
    peer
        The Python of an environment with hdmf-zarr 0.14, if it takes part.
    """

    folders: Mapping[str, Path]
    repeats: int
    small: bool = False
    peer: str | None = None


@dataclass(slots=True)
class Result:
    """What was measured of a workload.

    Attributes
    ----------
    workload
        Which.
    rounds
        For each side, what was measured in each round.
    errors
        Why a side has no measurements.
    """

    workload: Workload
    rounds: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class _Worker:
    """The process of a side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, **request: Any) -> dict[str, Any]:
        """Ask for one run; see `benchmarks.worker.answer`."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(json.dumps(request) + "\n")
            requests.flush()
            line = answers.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": "its process has ended; its standard error says why"}


@contextmanager
def _started(python: str, path: Path, env: Mapping[str, str]) -> Iterator[_Worker]:
    """Start a worker in a folder where nothing but this package can be imported, not the backend beside it."""
    with subprocess.Popen(  # noqa: S603 - the caller says which Python
        [python, "-m", f"{_PACKAGE.name}.worker"],
        cwd=path,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield _Worker(process)


class _Processes:
    """The processes of the sides, started when they are first needed; plain limits share one."""

    def __init__(self, stack: ExitStack, path: Path, peer: str | None) -> None:
        self._stack = stack
        self._path = path
        self._peer = peer
        self._running: dict[str, _Worker] = {}

    def ask(self, side: str, *, anew: bool, **request: Any) -> dict[str, Any]:
        """Ask the process of a side, or one that is made ``anew``."""
        if anew:
            with self._start(side) as worker:
                return worker.ask(side=side, **request)
        name = side if side in SIDES else "limit"
        if name not in self._running:
            self._running[name] = self._stack.enter_context(self._start(side))
        return self._running[name].ask(side=side, **request)

    def _start(self, side: str) -> AbstractContextManager[_Worker]:
        # modules are compiled in the first round, be their folders as they may; the imports that follow are alike
        env = {**os.environ, "PYNWB_NO_CACHE_DIR": "1", "PYTHONPYCACHEPREFIX": str(self._path / "bytecode")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        if side != "peer" or self._peer is None:
            return _started(sys.executable, self._path, env)
        env.pop("PYTHONPATH", None)  # it is of this environment, not of the peer's
        return _started(self._peer, self._path, env)


def run_all(workloads: Iterable[Workload], options: Options) -> Iterator[Result]:
    """Run workloads, and yield the result of each."""
    path = options.folders["memory"] / "path"
    for package in _PACKAGES:
        shutil.copytree(package, path / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    with ExitStack() as stack:
        processes = _Processes(stack, path, options.peer)
        for number, workload in enumerate(workloads):
            folder = options.folders[workload.place] / str(number)
            yield _run(workload, folder, processes, options)
            shutil.rmtree(folder, ignore_errors=True)


def _run(workload: Workload, folder: Path, processes: _Processes, options: Options) -> Result:
    result = Result(workload)
    if workload.peer == "needed" and options.peer is None:
        result.errors["zarr"] = "it reads what hdmf-zarr 0.14 has written, which needs --peer"
        return result
    sides = [side for side in workload.sides if side != "peer" or options.peer is not None]

    def ask(side: str, *, verify: bool) -> dict[str, Any]:
        return processes.ask(
            side,
            anew=workload.own_process,
            workload=workload.name,
            folder=str(folder / side.replace(" ", "_")),
            small=options.small,
            verify=verify,
        )

    first = {side: ask(side, verify=True) for side in sides}
    result.errors |= errors_of(first)
    if workload.counts_only:
        result.rounds = {side: [first[side]["measured"]] for side in sides if side not in result.errors}
        return result
    for number in range(options.repeats):
        for side in sides if number % 2 else reversed(sides):  # what comes first is not always the same
            if side in result.errors:
                continue
            answer = ask(side, verify=False)
            if "error" in answer:
                result.errors[side] = answer["error"]
            else:
                result.rounds.setdefault(side, []).append(answer["measured"])
    return result


def errors_of(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return why a side cannot be compared: it failed, or its content is not that of HDF5IO."""
    errors = {side: answer["error"] for side, answer in answers.items() if "error" in answer}
    expected = answers.get("hdf5", {}).get("content")
    for side, answer in answers.items():
        content = answer.get("content")
        if side not in errors and None not in {expected, content} and content != expected:
            errors[side] = "its content is not that of HDF5IO, so this is not the same work"
    return errors
