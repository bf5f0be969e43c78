"""Metamorphic laws: what makes no difference to what a file says, so that its digest is the same."""

from __future__ import annotations

import atexit
import posixpath
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, LinkBuilder, TypeMap
from hdmf.build.builders import Builder
from hdmf.data_utils import DataChunkIterator
from hdmf.spec import NamespaceCatalog

from harness.backend import Backend, Opener
from harness.digest import Digest, digest
from harness.locations import Location
from harness.normal import path_of
from harness.round_trip import read_tree, write_tree
from harness.strategies import root

__all__ = ["LAWS", "Law", "copied", "said"]

type Array = np.ndarray[Any, Any]
type Change = Callable[[Array], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One thing that makes no difference.

    Attributes
    ----------
    statement
        What it is.
    otherwise
        Given a backend, a tree and an empty directory, stores what the tree says in this other way and returns the
        digest of what is read. The tree is not to be written itself: HDMF knows its builders again.
    clauses
        Ids of the clauses that it proves.
    needs
        The capabilities that it takes.
    is_local
        Whether it takes a location that another process can open.
    cost
        How much longer an example takes than that of another law.
    """

    statement: str
    otherwise: Callable[[Backend, GroupBuilder, Path], Digest]
    clauses: tuple[str, ...]
    needs: tuple[str, ...] = ()
    is_local: bool = False
    cost: int = 1


def copied(
    tree: GroupBuilder,
    change: Change = lambda array: array,
    *,
    backwards: bool = False,
    into: GroupBuilder | None = None,
) -> GroupBuilder:
    """Return a tree of new builders that says the same; references are not copied.

    Parameters
    ----------
    tree
        The root.
    change
        What to give instead of an array of numbers that has elements.
    backwards
        Add children and attributes in the opposite order.
    into
        A tree that gets what it does not have yet; a new one if not given.
    """
    made = root([]) if into is None else into
    links = _copy_children(tree, made, lambda items: list(items)[:: -1 if backwards else 1], change)
    for holder, link in links:
        holder.set_link(LinkBuilder(_at(made, path_of(link.builder)), name=link.name))
    return made


def said(backend: Backend, tree: GroupBuilder, directory: Path, stem: str = "file") -> Digest:
    """Write a tree and return the digest of what is read."""
    location = backend.location(directory, stem)
    write_tree(backend, tree, location)
    return _read(backend, location)


def _copy_children(
    old: GroupBuilder, new: GroupBuilder, order: Callable[[Any], list[Any]], change: Change
) -> list[tuple[GroupBuilder, LinkBuilder]]:
    for name, value in order(old.attributes.items()):
        new.set_attribute(name, value)
    links = [(new, link) for link in order(old.links.values()) if link.name not in new.links]
    for dataset in order(old.datasets.values()):
        if dataset.name not in new.datasets:
            attributes = dict(order(dataset.attributes.items()))
            data = change(dataset.data) if _has_numbers(dataset.data) else dataset.data
            new.set_dataset(DatasetBuilder(dataset.name, data, dtype=dataset.dtype, attributes=attributes))
    for group in order(old.groups.values()):
        if group.name not in new.groups:
            new.set_group(GroupBuilder(group.name))
        links += _copy_children(group, new.groups[group.name], order, change)
    return links


def _at(tree: GroupBuilder, path: str) -> Builder:
    relative = path.lstrip(posixpath.sep)
    return tree[relative] if relative else tree


def _has_numbers(data: Any) -> bool:
    dtype = getattr(data, "dtype", None)
    shape = getattr(data, "shape", ())
    return isinstance(dtype, np.dtype) and dtype.kind in "biuf" and bool(shape) and 0 not in shape


def _read(backend: Backend, location: Location, mode: str = "r") -> Digest:
    with read_tree(backend, location, mode) as tree:
        return digest(tree)


def _stored(change: Callable[[Backend, Array], Any]) -> Callable[[Backend, GroupBuilder, Path], Digest]:
    """Return how to store a tree of which a backend gets the arrays in another way."""
    return lambda backend, tree, directory: said(
        backend, copied(tree, lambda array: change(backend, array)), directory, "otherwise"
    )


def _wrapped(backend: Backend, array: Array, **settings: Any) -> Any:
    return array if backend.data_io is None else backend.data_io(data=array, **settings)


def _compressed(backend: Backend, array: Array) -> Any:
    """Ask for another compression than the usual one, by the name that the backend has for it."""
    for setting in ({"compression": "gzip"}, {"compressors": False}, {"compressor": False}):
        try:
            return _wrapped(backend, array, **setting)
        except TypeError:
            continue
    return array


def _iterated(_backend: Backend, array: Array) -> DataChunkIterator:
    return DataChunkIterator(data=array, dtype=array.dtype, maxshape=array.shape, buffer_size=2)


def _backwards(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    return said(backend, copied(tree, backwards=True), directory, "backwards")


def _appended(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    """Write every other child of the root, and the rest when the file has been opened again."""
    location = backend.location(directory, "appended")
    first = root([])
    for name in list(tree.groups)[::2]:
        first.set_group(GroupBuilder(name, attributes=dict(tree.groups[name].attributes)))
    for dataset in list(tree.datasets.values())[::2]:
        attributes = dict(dataset.attributes)
        first.set_dataset(DatasetBuilder(dataset.name, dataset.data, dtype=dataset.dtype, attributes=attributes))
    write_tree(backend, first, location)
    with backend.open(location, mode="r+", manager=_manager()) as io:
        io.write_builder(copied(tree, into=io.read_builder()))
    return _read(backend, location)


def _exported(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    source, target = (backend.location(directory, stem) for stem in ("source", "exported"))
    write_tree(backend, copied(tree), source)
    with backend.open(source, mode="r", manager=_manager()) as read, backend.open(target, mode="w") as io:
        io.export(src_io=read, write_args={})
    return _read(backend, target)


def _read_to_change(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    """Read a file in each mode that may change it; both must read the same."""
    location = backend.location(directory, "changeable")
    write_tree(backend, copied(tree), location)
    one, other = (_read(backend, location, mode) for mode in ("r+", "a"))
    assert str(one) == str(other), "\n".join(map(str, one.differences(other)))
    return one


def _eagerly_read(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    location = backend.location(directory, "eager")
    write_tree(backend, copied(tree), location)
    with read_tree(backend, location) as lazy:
        return digest(copied(lazy, lambda array: np.asarray(array[...])))


def _read_elsewhere(backend: Backend, tree: GroupBuilder, directory: Path) -> Digest:
    """Let two processes read a file that this one has open as well; all must read the same."""
    location = backend.location(directory, "shared")
    write_tree(backend, copied(tree), location)
    with read_tree(backend, location) as here:
        readers = [_processes().submit(_read_here, backend.open, location) for _ in range(2)]
        digests = [digest(here), *(reader.result() for reader in readers)]
    assert len(set(map(str, digests))) == 1, "\n".join(map(str, digests[0].differences(digests[1])))
    return digests[0]


def _read_here(opener: Opener, location: Location) -> Digest:
    found = _read(Backend(name="here", open=opener, open_nwb=opener), location)
    return Digest(dict(found.objects))


@cache
def _processes() -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    atexit.register(pool.shutdown)
    return pool


def _manager() -> BuildManager:
    return BuildManager(TypeMap(NamespaceCatalog()))


LAWS: Mapping[str, Law] = MappingProxyType(
    {
        "order": Law(
            statement="children and attributes are added in the opposite order", otherwise=_backwards, clauses=("B16",)
        ),
        "wrapper": Law(statement="arrays come in a DataIO", otherwise=_stored(_wrapped), clauses=("D60",)),
        "chunks": Law(
            statement="arrays are stored in chunks of one element",
            otherwise=_stored(lambda backend, array: _wrapped(backend, array, chunks=(1,) * array.ndim)),
            clauses=("D61",),
        ),
        "compression": Law(
            statement="arrays are compressed otherwise", otherwise=_stored(_compressed), clauses=("D66",)
        ),
        "iterator": Law(
            statement="arrays come from iterators, two rows at a time", otherwise=_stored(_iterated), clauses=("D70",)
        ),
        "append": Law(
            statement="a part is written when the file is opened again",
            otherwise=_appended,
            clauses=("M04",),
            needs=("append",),
        ),
        "export": Law(
            statement="the file is exported", otherwise=_exported, clauses=("H01",), needs=("export",), cost=2
        ),
        "mode": Law(
            statement="the file is read in a mode that may change it",
            otherwise=_read_to_change,
            clauses=("A05", "B03"),
            needs=("append",),
        ),
        "eager": Law(statement="all arrays are read into memory first", otherwise=_eagerly_read, clauses=("D90",)),
        "processes": Law(
            statement="other processes read at the same time",
            otherwise=_read_elsewhere,
            clauses=("K02",),
            needs=("concurrent",),
            is_local=True,
            cost=5,
        ),
    }
)
