"""Whose fault an error is: a backend is not judged by what the harness, or a case, gets wrong."""

from __future__ import annotations

import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.case import VacuousCaseError

_HOUSE = Path(__file__).parent
_TRAVELLING = _HOUSE / "journeys" / "travelling.py"
#: Where a backend is called: an error that is raised right there is that it can't be called so.
_OPENING = {(_TRAVELLING, "opened"), (_HOUSE / "openers.py", "open_with_types")}
#: Modules that look at what a backend gave: what they stumble over may be that, and is then the backend's.
_LOOKING = {"hdf5.py", "normal.py", "values.py", "slabs.py", "processes.py", "round_trip.py", "refusal.py"}
_LOOKING_PACKAGES = {"witness"}
#: The libraries that tests themselves go through.
_RUNNING = ("_pytest", "pytest", "pluggy", "hypothesis", "xdist")
_STDLIB, _SITE = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))

type Frame = tuple[Path, int, str]


def frames(excinfo: pytest.ExceptionInfo[BaseException]) -> list[Frame]:
    """Return where an error came by, the place where it was raised last: file, line, function."""
    return [(Path(entry.path), entry.lineno + 1, entry.name) for entry in excinfo.traceback]


def is_of_the_harness(excinfo: pytest.ExceptionInfo[BaseException], when: str, suite: Path) -> bool:
    """Tell whether an error is the harness's own, or a case's.

    That is an empty case; what the harness raises by itself, other than to say what it found; and a fixture that fails
    before any backend was asked for anything.

    Parameters
    ----------
    excinfo
        What was raised.
    when
        The phase of the test: ``"setup"``, ``"call"`` or ``"teardown"``.
    suite
        The file of the test.
    """
    if excinfo.errisinstance(VacuousCaseError):
        return True
    if excinfo.errisinstance((AssertionError, pytest.fail.Exception)):
        return False
    passed = [path for path, _, _ in frames(excinfo)]
    if not passed:
        return False
    if when == "call":
        return _is_own(*frames(excinfo)[-1]) or (_TRAVELLING in passed and _looked_at_what_was_made(excinfo))
    return not any(_is_foreign(path, suite) for path in passed)


def place(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """Return where an error was raised, for reading, the same on every machine: ``hdmf/utils.py:12 in fmt``."""
    passed = frames(excinfo)
    if not passed:
        return ""
    path, line, function = passed[-1]
    for root in (_SITE, _STDLIB, _HOUSE.parent):
        if path.is_relative_to(root):
            return f"{path.relative_to(root).as_posix()}:{line} in {function}"
    return f"{path.name}:{line} in {function}"


def _is_own(path: Path, _line: int, function: str) -> bool:
    if not path.is_relative_to(_HOUSE) or (path, function) in _OPENING:
        return False
    inner = path.relative_to(_HOUSE)
    return inner.name not in _LOOKING and inner.parts[0] not in _LOOKING_PACKAGES


def _looked_at_what_was_made(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    """Tell whether the harness stumbled over the tree that HDMF built of a case, before any backend had it."""
    passed = frames(excinfo)
    names = [function for path, _, function in passed if path == _TRAVELLING]
    return names[-1:] == ["depart"] and passed[-1][0].is_relative_to(_HOUSE)


def _is_foreign(path: Path, suite: Path) -> bool:
    """Tell whether a file is of neither the suite, nor the harness, nor what runs tests, nor the standard library."""
    if path.is_relative_to(_HOUSE) or path == suite or path.name == "conftest.py":
        return False
    if path.is_relative_to(_SITE):
        return path.relative_to(_SITE).parts[0] not in _RUNNING
    return not path.is_relative_to(_STDLIB) and not _beside(path, suite)


def _beside(path: Path, suite: Path) -> bool:
    """Tell whether a file is of the same package as the test."""
    packages: Sequence[Path] = [parent for parent in suite.parents if (parent / "__init__.py").exists()]
    return bool(packages) and path.is_relative_to(packages[-1])
