"""Every operation of a scenario fails once: what is found then, and whether the next attempt succeeds."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.backend import Backend, Mode
from harness.digest import digest
from harness.faults.scenarios import Scenario
from harness.faults.seam import Seam
from harness.faults.watch import Fault, Way
from harness.round_trip import read_tree, write_tree

__all__ = ["REFUSALS", "Finding", "trials"]

#: What an error may be that tells of a fault, or of what it left; or one of its causes.
REFUSALS = (OSError, ValueError, RuntimeError, TypeError, LookupError)
#: What is said of a file that is not whole.
_SAYS_SO = re.compile("unfinished|not finished|incomplete|does not exist")
_REFUSED = "refused as unfinished"


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong where one operation failed.

    Attributes
    ----------
    operation
        Its number and what it was.
    what
        What was found, where something else was expected.
    """

    operation: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}"


def trials(backend: Backend, seam: Seam, scenario: Scenario, way: Way, directory: Path) -> Iterator[Finding]:
    """Let each operation of a scenario give way, one in each trial, and tell what should not be.

    After a trial the error, if there was one, is or has as a cause one of `REFUSALS`; the file is refused with such an
    error that says that it is unfinished, or says what it said before or should say now, and no error means the
    latter; a second attempt without fault leads to what it should say.

    Parameters
    ----------
    backend, seam
        What is tried, and beneath what.
    scenario, way
        What is done, and how the medium gives way.
    directory
        An existing directory.
    """
    bench = _Bench(backend, seam, scenario, directory)
    for at in range(1, bench.operations + 1):
        yield from bench.trial(at, way)


class _Bench:
    def __init__(self, backend: Backend, seam: Seam, scenario: Scenario, directory: Path) -> None:
        self._backend = backend
        self._seam = seam
        self._scenario = scenario
        self._directory = directory
        self._source: Any = None
        if scenario.source is not None:
            self._source = backend.location(directory, "source")
            write_tree(backend, scenario.source(), self._source)
        self._before = seam.new()
        if scenario.old is not None:
            with seam.open(backend, self._before, "w", Fault()) as io:
                io.write_builder(scenario.old(backend))
        counting = Fault()
        after = self._attempt(self._before, counting)
        self.operations = counting.count
        self._old, self._new = self._said(self._before), self._said(after)
        assert self._old != self._new, "the scenario changes nothing"

    def trial(self, at: int, way: Way) -> Iterator[Finding]:
        fault = Fault(at, way)
        medium = self._before.copy()
        error = self._error_of(medium, fault)
        left = medium.copy()  # whatever the garbage collector closes later does so elsewhere
        operation = f"operation {at} of {self.operations} ({fault.met}) {way}"
        broken_off = error is not None or (way == "stops" and fault.met is not None)
        if error is not None and not _is_refusal(error):
            yield Finding(operation, f"it was told by {type(error).__name__}: {error}")
        found = self._said(left)
        if found not in ({self._old, self._new, _REFUSED} if broken_off else {self._new}):
            yield Finding(operation, f"{self._named(found)}, {'after an error' if broken_off else 'without an error'}")
        try:
            again = self._said(self._attempt(left, Fault()))
        except Exception as failure:  # noqa: BLE001 - any error at all is the finding
            again = f"{type(failure).__name__}: {failure}"
        if again != self._new:
            yield Finding(operation, f"after the next attempt, {self._named(again)}")

    def _named(self, found: str) -> str:
        return {self._old: "it is what it was before"}.get(found, f"there is said {found}")

    def _error_of(self, medium: Any, fault: Fault) -> Exception | None:
        try:
            self._change(medium, fault)
        except Exception as error:  # noqa: BLE001 - it is judged by who asked
            return error
        finally:
            fault.end()
        return None

    def _attempt(self, medium: Any, fault: Fault) -> Any:
        changed = medium.copy()
        self._change(changed, fault)
        return changed

    def _change(self, medium: Any, fault: Fault) -> None:
        mode: Mode = self._scenario.mode
        with ExitStack() as stack, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that could not be read: what is found in the end counts
            source = None if self._source is None else stack.enter_context(self._backend.open(self._source, mode="r"))
            io = stack.enter_context(self._seam.open(self._backend, medium, mode, fault))
            self._scenario.change(io, source)

    def _said(self, medium: Any) -> str:
        """Return the digest of what a medium holds, or how reading it is refused."""
        with TemporaryDirectory(dir=self._directory) as inner, warnings.catch_warnings():
            warnings.simplefilter("error")  # a part that is left out with a warning is refused
            try:
                with read_tree(self._backend, self._seam.at_rest(medium.copy(), Path(inner))) as tree:
                    return str(digest(tree))
            except Exception as error:  # noqa: BLE001 - it is told apart by its kind
                is_told = _is_refusal(error) and _SAYS_SO.search(str(error))
                return _REFUSED if is_told else f"{type(error).__name__}: {error}"


def _is_refusal(error: BaseException) -> bool:
    return any(isinstance(cause, REFUSALS) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterable[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
