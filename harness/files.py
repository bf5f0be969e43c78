"""Files of any backend by their path: which backend reads one, and what two of them say differently."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hdmf.build import GroupBuilder

from harness.backend import Backend
from harness.comparison import compare_builders, compare_containers
from harness.differences import Difference
from harness.normal import NormalTree, object_paths
from harness.registry import Registry, UnusableBackendError
from harness.round_trip import read_tree

__all__ = ["UnreadableFileError", "backend_for", "compare_files", "open_tree"]


class UnreadableFileError(ValueError):
    """There is not one backend, but none or several, that can read a file."""


def backend_for(path: str | Path, name: str | None = None) -> Backend:
    """Return the backend that reads a file.

    Parameters
    ----------
    path
        Where the file is.
    name
        The backend's name, or ``package.module:Object``; by default, each registered one is asked for `can_read`.
        One that cannot be loaded is passed over, and a warning is logged.

    Raises
    ------
    UnreadableFileError
        If none of them can read it, or several can.
    UnusableBackendError
        If no backend has that name.
    """
    registry = Registry()
    if name is not None:
        return registry.choose([name])[0]
    able = [backend for backend in _usable(registry) if _can_read(backend, path)]
    if len(able) != 1:
        named = ", ".join(backend.name for backend in able) or "none"
        raise UnreadableFileError(
            f"{path}: of the registered backends ({', '.join(registry.names)}), {named} can read it; "
            "check the path, or name the backend"
        )
    return able[0]


@contextmanager
def open_tree(path: str | Path, backend: Backend | str | None = None) -> Iterator[GroupBuilder]:
    """Read a file as a builder tree, whose arrays can be read until the context ends; no class or schema is needed.

    Parameters
    ----------
    path
        Where the file is.
    backend
        What reads it, or its name; by default, the registered backend that can.

    Yields
    ------
    The root group.

    Raises
    ------
    UnreadableFileError
        As of `backend_for`.
    """
    with read_tree(_chosen(path, backend), Path(path)) as tree:
        yield tree


def compare_files(
    expected: str | Path,
    got: str | Path,
    *,
    backends: tuple[Backend | str | None, Backend | str | None] = (None, None),
    containers: bool = False,
) -> list[Difference]:
    """Compare two files of any backends by what they say.

    Parameters
    ----------
    expected, got
        Where the files are.
    backends
        What reads each, or its name; by default, the registered backend that can.
    containers
        Whether the containers that NWB files are read as are compared too, by the rules of `compare_containers`; else
        it is the builder trees alone, by those of `compare_builders`.

    Returns
    -------
    All differences, by path; empty if the files say the same.

    Raises
    ------
    UnreadableFileError
        As of `backend_for`.
    """
    files = (Path(expected), Path(got))
    readers = [_chosen(file, backend) for file, backend in zip(files, backends, strict=True)]
    with ExitStack() as stack:
        trees = [stack.enter_context(read_tree(one, file)) for one, file in zip(readers, files, strict=True)]
        differences = compare_builders(*trees)
        form = NormalTree(trees[0])
        paths = object_paths({path: form.bare(path) for path in form})
    if containers:
        with ExitStack() as stack:
            opened = [
                stack.enter_context(one.open_nwb(str(file), mode="r")) for one, file in zip(readers, files, strict=True)
            ]
            differences += compare_containers(*(io.read() for io in opened), paths=paths)
    return differences


def _chosen(path: str | Path, backend: Backend | str | None) -> Backend:
    return backend if isinstance(backend, Backend) else backend_for(path, backend)


def _usable(registry: Registry) -> Iterator[Backend]:
    """Yield the registered backends that can be loaded: a fault of one says nothing of the files of the others."""
    for name in registry.names:
        try:
            yield from registry.choose([name])
        except UnusableBackendError as error:
            logging.getLogger(__name__).warning("%s; it is not asked whether it reads the file", error)


def _can_read(backend: Backend, path: str | Path) -> bool:
    """Ask a backend whether it can read a file: the `can_read` of its `HDMFIO`; a mere function is not asked."""
    ask = getattr(backend.open, "can_read", None)
    return ask is not None and bool(ask(str(path)))
