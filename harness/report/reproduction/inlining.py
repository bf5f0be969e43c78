"""The source of a function together with all that it uses of its own project, as one piece."""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

#: Stands for a line that is left out.
_GONE = "\0"
#: Decorators that say something to a test runner or to the suite, and nothing to the function.
_SAYING = {"case", "pytest", "given", "settings", "example", "st", "harness"}


class NotInlinableError(Exception):
    """Something cannot be shown as source; the message says what and why."""


class Inlining:
    """Collects imports and definitions.

    Parameters
    ----------
    houses
        The top-level packages (or modules) whose source is taken over; anything else is imported.
    stand_ins
        A module whose functions and classes stand in for those of the same names that its ``STAND_INS`` lists.
    """

    def __init__(self, houses: Collection[str], stand_ins: ModuleType) -> None:
        self._houses = {*houses, stand_ins.__name__.partition(".")[0]}
        self._stand_ins = stand_ins
        self._origins: dict[str, str] = {}
        self._taken: set[str] = set()
        self.imports: dict[str, None] = {}
        self.definitions: list[str] = []

    @property
    def text(self) -> str:
        """Imports and definitions as a program."""
        head = ["from __future__ import annotations\n", *_merged(self.imports)]
        return "\n\n\n".join(["\n".join(head), *self.definitions])

    def need(self, name: str, module: ModuleType) -> None:
        """Take over what a global name of a module stands for, and all that this uses.

        Raises
        ------
        NotInlinableError
            If it is not there as source, or two different things have one name.
        """
        if f"{module.__name__}.{name}" in self._stand_ins.STAND_INS:
            module = self._stand_ins
        node = _bindings(module).get(name)
        if node is None:
            if hasattr(builtins, name):
                return
            self._need_lazily_exported(name, module)
            return
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._need_imported(name, node, module)
            return
        origin = f"{module.__name__}.{name}"
        if self._origins.setdefault(name, origin) != origin:
            raise NotInlinableError(f"{name} of {module.__name__} is another than {self._origins[name]}")
        if origin in self._taken:
            return
        self._taken.add(origin)
        self._need_all(_used(node), module)
        self.definitions.append(_source(node, module))

    def need_expression(self, node: ast.expr, module: ModuleType) -> str:
        """Take over what an expression uses, and return its source."""
        self._need_all(_used(node), module)
        return ast.unparse(node)

    def need_object(self, thing: Any) -> str:
        """Take over or import a class or function, and return the expression that names it."""
        module = sys.modules.get(getattr(thing, "__module__", ""))
        qualified: str = getattr(thing, "__qualname__", "<>")
        first, *rest = qualified.split(".")
        found: Any = getattr(module, first, None)
        for part in rest:
            found = getattr(found, part, None)
        if module is None or found is None or (found is not thing and found != thing) or module.__name__ == "__main__":
            raise NotInlinableError(f"{thing!r} has no name that it could be imported by")
        if module.__name__.partition(".")[0] in self._houses:
            self.need(first, module)
        else:
            self._import(f"from {module.__name__} import {first}", first, module.__name__)
        return qualified

    def _need_all(self, names: Iterable[str], module: ModuleType) -> None:
        """Take over those names that are global in a module; the others are a function's own."""
        for name in names:
            if name in vars(module) or name in _bindings(module):
                self.need(name, module)

    def _need_lazily_exported(self, name: str, module: ModuleType) -> None:
        thing = getattr(module, name, None)
        home = sys.modules.get(getattr(thing, "__module__", ""))
        if home is None or home is module:
            raise NotInlinableError(f"{name} of {module.__name__} is not defined in its source")
        self.need(name, home)

    def _need_imported(self, name: str, node: ast.Import | ast.ImportFrom, module: ModuleType) -> None:
        alias = next(alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) == name)
        if isinstance(node, ast.Import):
            if alias.name.partition(".")[0] in self._houses:
                raise NotInlinableError(f"{module.__name__} imports {alias.name} as a whole")
            self._import(ast.unparse(ast.Import([alias])), name, alias.name)
            return
        package = module.__package__ or ""
        source = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
        if source.partition(".")[0] not in self._houses:
            self._import(ast.unparse(ast.ImportFrom(source, [alias], 0)), name, f"{source}.{alias.name}")
            return
        if alias.asname and alias.asname != alias.name:
            self.need(alias.name, importlib.import_module(source))
            self.definitions.append(f"{alias.asname} = {alias.name}")
            return
        self.need(alias.name, importlib.import_module(source))

    def _import(self, line: str, name: str, origin: str) -> None:
        if self._origins.setdefault(name, origin) != origin and line not in self.imports:
            raise NotInlinableError(f"{name} is {self._origins[name]} as well as {origin}")
        self.imports[line] = None


@cache
def _tree(module: ModuleType) -> tuple[ast.Module, str]:
    try:
        source = inspect.getsource(module)
    except (OSError, TypeError) as error:
        raise NotInlinableError(f"{module.__name__} has no source: {error}") from error
    return ast.parse(source), source


@cache
def _bindings(module: ModuleType) -> Mapping[str, ast.stmt]:
    """Return the statements of a module that bind its global names."""
    found: dict[str, ast.stmt] = {}
    statements = list(_tree(module)[0].body)
    for statement in statements:
        for name in _bound(statement):
            found[name] = statement
    return found


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.TypeAlias(name=ast.Name(id=name)) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _source(node: ast.stmt, module: ModuleType) -> str:
    """Return a definition without the decorators that speak to the test runner, as it was written."""
    text = _without_docstrings(ast.get_source_segment(_tree(module)[1], node) or ast.unparse(node))
    kept = [ast.unparse(one) for one in getattr(node, "decorator_list", ()) if not _says(one)]
    return "\n".join([*(f"@{decorator}" for decorator in kept), text])


def _without_docstrings(text: str) -> str:
    """Return a definition without docstrings: names say enough to who knows the failure."""
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and isinstance(body, list) and len(body) > 1:
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.end_lineno:
                lines[first.lineno - 1 : first.end_lineno] = [_GONE] * (first.end_lineno - first.lineno + 1)
    return "\n".join(line for before, line in zip(["", *lines], lines, strict=False) if not _is_gone(before, line))


def _is_gone(before: str, line: str) -> bool:
    return line == _GONE or (before == _GONE and not line.strip())


def _merged(lines: Iterable[str]) -> list[str]:
    """Return import statements in order, those of names from one module as one."""
    names: dict[str, list[str]] = {}
    plain: list[str] = []
    for line in sorted(lines):
        first, found, name = line.partition(" import ")
        names.setdefault(first, []).append(name) if found else plain.append(line)
    return plain + [f"{first} import {', '.join(sorted(set(of_one)))}" for first, of_one in sorted(names.items())]


def _says(decorator: ast.AST) -> bool:
    while isinstance(decorator, ast.Call | ast.Attribute):
        decorator = decorator.func if isinstance(decorator, ast.Call) else decorator.value
    return isinstance(decorator, ast.Name) and decorator.id in _SAYING


def _used(node: ast.AST) -> list[str]:
    """Return the names that code loads, without those in annotations, which are never evaluated."""
    found: dict[str, None] = {}

    def visit(inner: ast.AST) -> None:
        if isinstance(inner, ast.Name):
            found[inner.id] = None
        skipped = {"annotation", "returns", "type_params"}
        if isinstance(inner, ast.TypeAlias):
            return
        for field, value in ast.iter_fields(inner):
            if field in skipped:
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (field == "decorator_list" and _says(child)):
                    visit(child)

    visit(node)
    return list(found)


def definition_of(function: FunctionType) -> ast.FunctionDef:
    """Return the definition of a function of a module.

    Raises
    ------
    NotInlinableError
        If it is not defined there as such.
    """
    module = sys.modules[function.__module__]
    node = _bindings(module).get(function.__name__)
    if not isinstance(node, ast.FunctionDef):
        raise NotInlinableError(f"{function.__qualname__} is no function of the module {function.__module__}")
    return node
