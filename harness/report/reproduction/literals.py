"""Values as source code: numbers, text, arrays, and trees of builders with their links and references."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder
from hdmf.spec import DtypeSpec, RefSpec

#: More elements than these are not for reading.
MOST_ELEMENTS = 5000


class NotLiteralError(Exception):
    """A value cannot be written as source code; the message says which."""


class Literals:
    """Writes values as expressions, and the statements that must stand before them.

    Attributes
    ----------
    statements
        What makes the builders that the expressions name.
    imports
        What statements and expressions need.
    """

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []
        self._within: set[int] = set()
        self.statements: list[str] = []
        self.imports: dict[str, None] = {}

    def code(self, value: Any) -> str:
        """Return an expression that makes the value.

        Raises
        ------
        NotLiteralError
            If there is none.
        """
        match value:
            case GroupBuilder() | DatasetBuilder():
                return self._builder(value)
            case ReferenceBuilder():
                self.imports["from hdmf.build import ReferenceBuilder"] = None
                return f"ReferenceBuilder({self._builder(value.builder)})"
            case None | bool() | int() | str() | bytes() if type(value) in {type(None), bool, int, str, bytes}:
                return repr(value)
            case float() if type(value) is float:
                return repr(value) if np.isfinite(value) else f"float({str(value)!r})"
            case RefSpec():
                self.imports["from hdmf.spec import RefSpec"] = None
                return f"RefSpec({value['target_type']!r}, {value['reftype']!r})"
            case DtypeSpec():
                self.imports["from hdmf.spec import DtypeSpec"] = None
                return f"DtypeSpec({value['name']!r}, {value['doc']!r}, {self.code(value['dtype'])})"
            case datetime() | date():
                self.imports["import datetime"] = None
                return repr(value)
            case list() | tuple() | set() | dict() if type(value) in {list, tuple, set, dict}:
                return self._nested(value)
            case slice():
                return f"slice({self.code(value.start)}, {self.code(value.stop)}, {self.code(value.step)})"
            case np.ndarray() | np.generic() | np.dtype():
                self.imports["import numpy as np"] = None
                return self._numpy(value)
            case type() if value.__module__ == "builtins":
                return value.__name__
        raise NotLiteralError(f"a {type(value).__qualname__} has no form as source code")

    def _nested(self, value: Any) -> str:
        if id(value) in self._within:
            raise NotLiteralError(f"a {type(value).__name__} that is within itself has no form as source code")
        self._within.add(id(value))
        try:
            return self._collection(value)
        finally:
            self._within.remove(id(value))

    def _collection(self, value: Any) -> str:
        if len(value) > MOST_ELEMENTS:
            raise NotLiteralError(f"a {type(value).__name__} of {len(value)} elements is too long to read")
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.code(key)}: {self.code(held)}" for key, held in value.items()) + "}"
        parts = [self.code(element) for element in value]
        if isinstance(value, list):
            return f"[{', '.join(parts)}]"
        if isinstance(value, tuple):
            return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
        return f"{{{', '.join(parts)}}}" if parts else "set()"

    def _numpy(self, value: Any) -> str:
        if isinstance(value, np.dtype):
            described = value.descr if value.names else value.str
            metadata = f", metadata={self.code(dict(value.metadata))}" if value.metadata else ""
            return "np.dtype(object)" if value.kind == "O" and not metadata else f"np.dtype({described!r}{metadata})"
        if value.size > MOST_ELEMENTS:
            raise NotLiteralError(f"an array of {value.size} elements is too long to read")
        dtype = self._numpy(value.dtype)
        if isinstance(value, np.generic) or value.ndim == 0:
            item = value.item()
            # Python has no number for a longdouble, whose item is one again: numpy reads it from text
            literal = repr(str(item)) if isinstance(item, np.generic) else self.code(item)
            made = f"np.array({literal}, dtype={dtype})"
            return f"{made}[()]" if isinstance(value, np.generic) else made
        if 0 in value.shape:
            return f"np.empty({value.shape}, dtype={dtype})"
        flat = self.code([value_.item() if isinstance(value_, np.generic) else value_ for value_ in value.flat])
        reshaped = f".reshape({value.shape})" if value.ndim > 1 else ""
        return f"np.array({flat}, dtype={dtype}){reshaped}"

    def _builder(self, builder: Any) -> str:
        """Return the name of a builder, after the statements that make the tree that it is in."""
        top = _root(builder)
        if id(top) not in self._names:
            self._tree(top)
        if id(builder) not in self._names:
            raise NotLiteralError(f"{builder.name!r} is not in the tree that it says it is in")
        return self._names[id(builder)]

    def _tree(self, root: Any) -> None:
        members = list(_walked(root))
        self._kept.append(root)
        for builder in members:
            kind = type(builder).__name__
            if kind not in {"GroupBuilder", "DatasetBuilder"}:
                raise NotLiteralError(f"a builder of type {kind} has no form as source code")
            self.imports[f"from hdmf.build import {kind}"] = None
            self._names[id(builder)] = f"{'group' if kind == 'GroupBuilder' else 'dataset'}_{len(self._names) + 1}"
            dtype = getattr(builder, "dtype", None)
            declared = f", dtype={self.code(dtype)}" if dtype is not None else ""
            self.statements.append(f"{self._names[id(builder)]} = {kind}({builder.name!r}{declared})")
        for builder in members:
            self._filled(builder)

    def _filled(self, builder: Any) -> None:
        name = self._names[id(builder)]
        for attribute, value in builder.attributes.items():
            self.statements.append(f"{name}.set_attribute({attribute!r}, {self.code(value)})")
        if isinstance(builder, DatasetBuilder):
            if builder.data is not None:
                self.statements.append(f"{name}.data = {self.code(builder.data)}")
            return
        for child in (*builder.groups.values(), *builder.datasets.values()):
            kind = "group" if isinstance(child, GroupBuilder) else "dataset"
            self.statements.append(f"{name}.set_{kind}({self._names[id(child)]})")
        for link in builder.links.values():
            self.imports["from hdmf.build import LinkBuilder"] = None
            self.statements.append(f"{name}.set_link(LinkBuilder({self._builder(link.builder)}, {link.name!r}))")


def _root(builder: Any) -> Any:
    while builder.parent is not None:
        builder = builder.parent
    return builder


def _walked(builder: Any) -> Iterator[BaseBuilder]:
    yield builder
    if isinstance(builder, GroupBuilder):
        for child in (*builder.groups.values(), *builder.datasets.values()):
            yield from _walked(child)
