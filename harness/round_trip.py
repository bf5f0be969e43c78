"""A builder tree written with a backend and read back with it, without containers, mappers and namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.spec import NamespaceCatalog
from hypothesis import currently_in_test_context, note

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference, shown
from harness.locations import Location
from harness.normal import Node, normal_form
from harness.witness.opinion import second_opinion


def write_tree(backend: Backend, tree: GroupBuilder, path: Location) -> None:
    """Write a builder tree as a new file.

    Parameters
    ----------
    backend
        What it is written with.
    tree
        The root group. Its builders must live on until this returns: HDMF knows them by their identity (clause M18).
    path
        Where the file will be.
    """
    with backend.open(path, mode="w", manager=_empty_manager()) as io:
        io.write_builder(tree)


@contextmanager
def read_tree(backend: Backend, path: Location, mode: str = "r") -> Iterator[GroupBuilder]:
    """Read a file as a builder tree, whose arrays can be read until the context ends.

    Parameters
    ----------
    backend
        What it is read with.
    path
        Where the file is.
    mode
        In which it is opened.

    Yields
    ------
    The root group.

    Raises
    ------
    RecursionError
        If the backend follows links or references in circles (clauses E44 to E47).
    """
    with backend.open(path, mode=mode, manager=_empty_manager()) as io:
        yield _read_builder(io)


@contextmanager
def round_trip(backend: Backend, tree: GroupBuilder, directory: Path) -> Iterator[GroupBuilder]:
    """Write a builder tree to a new file and read it; the file is gone when the context ends.

    Within a hypothesis test, the tree of a failing example is printed in outline.

    Parameters
    ----------
    backend
        What it is written and read with.
    tree
        The root group.
    directory
        An existing directory, in which the file gets one of its own.

    Yields
    ------
    The root group as it was read.
    """
    if currently_in_test_context():
        note(_Outline(tree))
    with TemporaryDirectory(dir=directory) as inner:
        path = backend.location(Path(inner), "tree")
        write_tree(backend, tree, path)
        with read_tree(backend, path) as got:
            yield got


def round_trip_differences(backend: Backend, tree: GroupBuilder, directory: Path) -> list[Difference]:
    """Write a builder tree to a new file and tell what is read otherwise: by the backend, and by its second witness.

    Parameters
    ----------
    backend, tree, directory
        As of `round_trip`.
    """
    if currently_in_test_context():
        note(_Outline(tree))
    with TemporaryDirectory(dir=directory) as inner:
        path = backend.location(Path(inner), "tree")
        expected = normal_form(tree)  # beforehand: it must not depend on what the backend does to the builders
        write_tree(backend, tree, path)
        with read_tree(backend, path) as got:
            differences = compare_builders(expected, got)
        return differences + second_opinion(backend, expected, path)


def outline(tree: GroupBuilder) -> str:
    """Return a builder tree as text, a line for each group, dataset, link and attribute.

    Parameters
    ----------
    tree
        The root group; links and references may run in circles.
    """
    return "\n".join(line for path, node in sorted(normal_form(tree).items()) for line in _lines(path, node))


def _read_builder(io: HDMFIO) -> GroupBuilder:
    try:
        return io.read_builder()
    except RecursionError:
        pass
    # Raised anew and outside of the handler: where the stack ended is chance, and hypothesis takes two such errors
    # for two different ones.
    raise RecursionError(f"reading {io.source} runs in circles; expected each object to be read once")


class _Outline:
    """The outline of a tree, made when it is printed and no sooner."""

    def __init__(self, tree: GroupBuilder) -> None:
        self._tree = tree

    def __repr__(self) -> str:
        return outline(self._tree)


def _lines(path: str, node: Node) -> Iterator[str]:
    match node.kind:
        case "group":
            yield f"{path}: group"
        case "link":
            yield f"{path}: link to {node.target}"
        case "dataset":
            yield f"{path}: {shown(node.value)}"
            for name, field in ((node.value and node.value.fields) or {}).items():
                yield f"{path} [{name}]: {shown(field)}"
    for name, value in sorted(node.attributes.items()):
        yield f"{path} @{name}: {shown(value)}"


def _empty_manager() -> BuildManager:
    """Return a manager that knows no type: none is asked for at the level of builders."""
    return BuildManager(TypeMap(NamespaceCatalog()))
