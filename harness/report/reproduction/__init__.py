"""A program that shows a failure with the backend alone: no harness, no pytest plugin, no suite."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hdmf.build import GroupBuilder

from harness.backend import Backend
from harness.case import Case
from harness.histories import Histories, steps
from harness.report.reproduction import standalone
from harness.report.reproduction.generated import generated_tree
from harness.report.reproduction.histories import failed_history, last_look
from harness.report.reproduction.inlining import Inlining, NotInlinableError, definition_of
from harness.report.reproduction.literals import Literals, NotLiteralError
from harness.trip import Trip

__all__ = ["script"]

#: Names that a script uses itself.
_DIRECTORY = "directory"
_BACKENDS = ("backend", "backend_pair")


class _NotScriptableError(Exception):
    """A test cannot be made a script; the message says why."""


def script(item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException], replay: str) -> str:
    """Return a program that shows why a test failed, with the backends that it ran over and nothing of the harness.

    A case's content, or the body of a test, is taken over together with the functions that it uses; what a fixture or
    hypothesis gave it is written as source code. Of a history, the steps are taken again. Where that can't be, because
    the test takes what has no source or has its property within, the tree of builders that hypothesis found is written
    and read. The program ends with status 1 as long as the failure is there.

    Parameters
    ----------
    item
        The test.
    excinfo
        What it raised.
    replay
        The command that runs it again.

    Returns
    -------
    The program; where none can be made, a comment that says why.
    """
    head = [f"# Shows, with the backend alone, why this fails:\n#   {replay}", *_said(excinfo)]
    try:
        return "\n".join([*head, _body(item, excinfo)])
    except (_NotScriptableError, NotInlinableError, NotLiteralError) as error:
        return f"# No script of its own: {error}. Run:\n#   {replay}\n"


def _body(item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    trip = item.callspec.params.get("roundtrip") if hasattr(item, "callspec") else None
    if isinstance(trip, Trip):
        return _of_trip(trip)
    if (machine := failed_history(excinfo)) is not None:
        return _of_history(machine)
    try:
        return _of_function(item, excinfo)
    except (_NotScriptableError, NotInlinableError, NotLiteralError):
        found = generated_tree(item, excinfo)
        if found is None:
            raise
        return _of_tree(found, _backend_of(item))


def _said(excinfo: pytest.ExceptionInfo[BaseException]) -> Iterator[str]:
    lines = f"{excinfo.type.__name__}: {excinfo.value}".splitlines()
    yield from (f"#   {line[:200]}".rstrip() for line in lines[:8])
    if len(lines) > 8:
        yield f"#   and {len(lines) - 8} lines more"


def _of_trip(trip: Trip) -> str:
    case = trip.case
    module = sys.modules[case.content.__module__]
    code = Inlining({module.__name__.partition(".")[0]}, standalone)
    content = definition_of(case.content)  # type: ignore[arg-type]
    code.need(content.name, module)
    find = next(
        (
            keyword.value
            for one in content.decorator_list
            for keyword in getattr(one, "keywords", ())
            if keyword.arg == "find"
        ),
        None,
    )
    if find is None:
        raise _NotScriptableError(f"the case {case.name} does not say in its decorator where its content is")
    finder = code.need_expression(find, module)
    if not hasattr(standalone, trip.journey.name):
        raise _NotScriptableError(f"the journey {trip.journey.name} is not one that scripts know")
    code.need(trip.journey.name, standalone)
    code.imports["from types import SimpleNamespace"] = None
    carriers = ", ".join(_carrier(backend, code) for backend in trip.backends)
    statements = [f"nwbfile = {_file(case, code)}", f"content = {content.name}(nwbfile)"]
    return _program(code, statements, f"{trip.journey.name}(nwbfile, content, {finder}, {carriers})")


def _file(case: Case, code: Inlining) -> str:
    if case.make_file is not None:
        return f"{code.need_object(case.make_file)}()"
    code.imports["from pynwb import NWBFile"] = None
    code.imports["from datetime import UTC, datetime"] = None
    return (
        f'NWBFile(session_description="content of the case {case.name}", identifier="conformance {case.name}", '
        "session_start_time=datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC))"
    )


def _of_function(item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    outer: Any = item.function
    inner = outer.hypothesis.inner_test if getattr(outer, "is_hypothesis_test", False) else outer
    if item.cls is not None:
        raise _NotScriptableError("it is a method of a class")
    module = sys.modules[inner.__module__]
    code = Inlining({module.__name__.partition(".")[0]}, standalone)
    # a backend that is watched while it refuses is shown as it is
    original = {name: item.callspec.params[name] for name in _BACKENDS if name in item.callspec.params}
    given = {**_arguments(inner, item, excinfo), **original}
    literals = Literals()
    arguments = [f"{name}={_argument(name, value, given, code, literals)}" for name, value in given.items()]
    code.need(inner.__name__, module)
    code.imports.update(literals.imports)
    code.imports["from pathlib import Path"] = None
    code.imports["from tempfile import mkdtemp"] = None
    main = [f"{_DIRECTORY} = Path(mkdtemp())", *literals.statements, f"{inner.__name__}({', '.join(arguments)})", ""]
    return "\n".join([code.text, "", "", *main])


def _of_history(machine: Histories) -> str:
    """Return what takes the steps of a history again, and looks at the file in which the failure showed."""
    code = Inlining(set(), standalone)
    for step in machine.diary.steps:
        code.need(step, steps)
    code.need("seen", standalone)
    backends = [machine.source, *([] if machine.destination is machine.source else [machine.destination])]
    main = [f"{machine.diary.called(backend)} = {_backend(backend, code)}" for backend in backends]
    return _program(code, [*main, "directory = Path(mkdtemp())", *machine.diary.lines], last_look(machine))


def _of_tree(tree: GroupBuilder, backend: Backend) -> str:
    """Return what writes and reads a tree of builders, whatever else a test does with it."""
    code, literals = Inlining(set(), standalone), Literals()
    name, carrier = literals.code(tree), _backend(backend, code)
    code.need("round_trip_differences", standalone)
    code.imports.update(literals.imports)
    comment = "# The tree of the example. What the test does besides writing and reading it is not in this script."
    differences = f"round_trip_differences({carrier}, {name}, Path(mkdtemp()))"
    return _program(code, [comment, *literals.statements], differences)


def _program(code: Inlining, statements: Iterable[str], differences: str) -> str:
    """Return a program that ends with status 1 if there are differences."""
    for line in ("import sys", "from pathlib import Path", "from tempfile import mkdtemp"):
        code.imports[line] = None
    main = [
        *statements,
        f"differences = {differences}",
        'print("\\n".join(differences) or "no difference")',
        "sys.exit(bool(differences))",
    ]
    return "\n".join([code.text, "", "", *main, ""])


def _backend_of(item: pytest.Function) -> Backend:
    """Return the backend of a test, of two the one that writes first."""
    given: list[Any] = [item.callspec.params[name] for name in _BACKENDS if name in item.callspec.params]
    if not given:
        raise _NotScriptableError("it runs over no backend")
    found: Backend = given[0] if isinstance(given[0], Backend) else given[0][0]
    return found


def _arguments(inner: Any, item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException]) -> Mapping[str, Any]:
    """Return what a test was given in the end: of an example that hypothesis found, the arguments are in its frame."""
    names = inspect.signature(inner).parameters
    for entry in excinfo.traceback:
        if entry.frame.code.raw is inner.__code__:
            return {name: entry.locals[name] for name in names if name in entry.locals}
    return {name: item.funcargs[name] for name in names if name in item.funcargs}


def _argument(name: str, value: Any, given: Mapping[str, Any], code: Inlining, literals: Literals) -> str:
    if isinstance(value, Backend):
        return _backend(value, code)
    if isinstance(value, tuple) and value and all(isinstance(one, Backend) for one in value):
        return f"({', '.join(_backend(one, code) for one in value)})"
    if isinstance(value, Path):
        return _DIRECTORY if value == given.get("tmp_path", value.parent / ".") else f"{_DIRECTORY} / {value.name!r}"
    if isinstance(value, pytest.TempPathFactory):
        code.need("Directories", standalone)
        return "Directories()"
    if isinstance(value, pytest.MonkeyPatch):
        code.imports["import pytest"] = None
        return "pytest.MonkeyPatch()"
    try:
        return literals.code(value)
    except NotLiteralError as error:
        raise _NotScriptableError(f"its argument {name}: {error}") from error


def _carrier(backend: Backend, code: Inlining) -> str:
    """Return what of a backend journeys use."""
    _require_paths(backend)
    return f"SimpleNamespace(open_nwb={_opener(backend.open_nwb, code)}, suffix={backend.suffix!r})"


def _require_paths(backend: Backend) -> None:
    if not backend.is_local:
        raise _NotScriptableError(f"the locations of the backend {backend.name} are no local paths")


def _backend(backend: Backend, code: Inlining) -> str:
    _require_paths(backend)
    code.need("Backend", standalone)
    data_io = f", data_io={_opener(backend.data_io, code)}" if backend.data_io is not None else ""
    openers = f"open={_opener(backend.open, code)}, open_nwb={_opener(backend.open_nwb, code)}"
    return f"Backend(name={backend.name!r}, {openers}, suffix={backend.suffix!r}{data_io})"


def _opener(opener: Any, code: Inlining) -> str:
    if isinstance(opener, partial):
        literals = Literals()
        parts = [_opener(opener.func, code)]
        parts += [_opener(value, code) if isinstance(value, type) else literals.code(value) for value in opener.args]
        parts += [f"{name}={literals.code(value)}" for name, value in opener.keywords.items()]
        code.imports.update(literals.imports)
        code.imports["from functools import partial"] = None
        return f"partial({', '.join(parts)})"
    return code.need_object(opener)
