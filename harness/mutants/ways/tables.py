"""Ways that write a container, a table: what is kept of its namespaces, and how its file is recognised."""

from __future__ import annotations

from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.common import DynamicTable, get_manager
from hdmf.spec import NamespaceCatalog

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.mutants.ways.parts import Document, not_met
from harness.normal import normal_form


def cached(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table with and without its namespaces, export it, and look for them in each file."""
    path, without, exported = (backend.location(directory, stem) for stem in ("file", "without", "exported"))
    for location, options in ((path, {}), (without, {"cache_spec": False})):
        with backend.open(location, mode="w", manager=get_manager()) as io:
            io.write(_table(document), **options)
    kind: Any
    with backend.open(path, mode="r", manager=get_manager()) as source:
        wrong = not_met("only the table", "read_builder", not source.read_builder().groups)
        opened = NamespaceCatalog()
        source.load_namespaces_io(opened)
        wrong += not_met("hdmf-common", "load_namespaces_io", "hdmf-common" in opened.namespaces)
        chosen = NamespaceCatalog()
        source.load_namespaces_io(chosen, ["hdmf-common"])
        wrong += not_met("hdmf-common alone", "load_namespaces_io", chosen.namespaces == ("hdmf-common",))
        kind, handle = type(source), attrgetter("_file")(source)  # private by its name, and yet PyNWB asks for it
        other = str(path.with_name("of another name"))
        wrong += not_met("a refusal", "a handle of another file", _raises(kind, other, handle))
        with backend.open(exported, mode="w", manager=get_manager()) as io:
            io.export(src_io=source)
        version = source.manager.namespace_catalog.get_namespace("hdmf-common").version
    try:
        source.load_namespaces_io(NamespaceCatalog())
        wrong += not_met("a refusal", "load_namespaces_io after closing", met=False)
    except (UnsupportedOperation, ValueError):
        pass
    for location, is_cached in ((path, True), (without, False), (exported, True)):
        found = NamespaceCatalog()
        if is_cached:
            kind.load_namespaces(namespace_catalog=found, path=str(location))
            wrong += not_met("hdmf-common", location.name, "hdmf-common" in found.namespaces)
        versions = kind.get_namespaces(path=str(location)) if is_cached else {}
        wrong += not_met("its version", location.name, versions.get("hdmf-common") == (version if is_cached else None))
    return wrong + not_met("nothing", "without", not _namespaces(kind, without))


def recognised(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table and an empty file, ask who can read them, and read them."""
    path, empty = (backend.location(directory, stem) for stem in ("file", "empty"))
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(_table(document))
        kind: Any = type(io)
    with backend.open(empty, mode="w", manager=get_manager()):
        pass
    missing = backend.location(directory, "missing")
    wrong = not_met("can_read()", "its own", kind.can_read(path=str(path)) is True)
    wrong += not_met("can_read()", "nothing", kind.can_read(path=str(missing)) is False)
    with backend.open(empty, mode="r", manager=get_manager()) as io, suppress(UnsupportedOperation):
        io.read()
        wrong += not_met("a refusal", "an empty file", met=False)
    return wrong


def built(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table, and compare what is read with what the manager has built."""
    path, manager = backend.location(directory, "file"), get_manager()
    table = _table(document)
    with backend.open(path, mode="w", manager=manager) as io:
        expected = normal_form(manager.build(table, source=io.source, root=True))
        io.write(table)
    with backend.open(path, mode="r", manager=get_manager()) as io:
        return compare_builders(expected, io.read_builder())


def ragged(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table with a ragged column, append a row that is long and one that is not, and look at the rows."""
    path, rows = backend.location(directory, "file"), [[1], list(range(300)), [2, 3]]
    table = _table(document)
    table.add_column(name="marks", description="ragged", index=True)
    table.add_row(marks=rows[0])
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(table)
    with backend.open(path, mode="r+", manager=get_manager()) as io:
        read = io.read()
        for row in rows[1:]:
            read.add_row(marks=row)
    with backend.open(path, mode="r", manager=get_manager()) as io:
        got = [list(row) for row in io.read()["marks"][:]]
        return not_met("each row", "a ragged column", got == rows)


def exported_table(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table, export it with a column more, and once more in one call; look at both."""
    path, other = _written_table(backend, document, directory), backend.location(directory, "other")
    with backend.open(path, mode="r", manager=get_manager()) as source:
        type(source).export_io(path=str(other), src_io=source)
    exported, _ = _export(backend, path)
    wrong = not_met("a file", "export_io", backend.exists(other))
    with backend.open(exported, mode="r", manager=get_manager()) as io:
        return wrong + not_met("the column", "export", "more" in io.read_builder().datasets)


def export_arguments(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a table, export it, and look at the arguments that this was given."""
    _, arguments = _export(backend, _written_table(backend, document, directory))
    return not_met("its arguments", "export", not arguments)


def _export(backend: Backend, path: Path) -> tuple[Path, dict[str, Any]]:
    """Export a table with a column more; return where it is, and what became of the arguments."""
    exported = backend.location(path.parent, "exported")
    arguments: dict[str, Any] = {}
    with backend.open(path, mode="r", manager=get_manager()) as source:
        table = source.read()
        table.add_column(name="more", description="added", data=np.empty(0, "int8"))
        with backend.open(exported, mode="w", manager=get_manager()) as io:
            io.export(src_io=source, container=table, write_args=arguments)
    return exported, arguments


def _written_table(backend: Backend, document: Document, directory: Path) -> Path:
    path: Path = backend.location(directory, "file")
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(_table(document))
    return path


def _table(document: Document) -> DynamicTable:
    """Return a table without columns that has the attributes of a document's root for its description."""
    return DynamicTable(name="root", description=str(dict(document().attributes)))


def _raises(kind: Any, path: str, handle: Any) -> bool:
    """Tell whether namespaces are not loaded from a handle and a path that are not of one file."""
    try:
        kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=path, file=handle)
    except (ValueError, OSError):
        return True
    return False


def _namespaces(kind: Any, path: Path) -> dict[str, str]:
    """Return the cached namespaces of a file, which may have no place for them."""
    try:
        return dict(kind.get_namespaces(path=str(path)))
    except (LookupError, ValueError):
        return {}
