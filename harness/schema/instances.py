"""Documents on their way to a backend: stored with the namespaces of their types, or made containers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, ReferenceBuilder, TypeMap
from hdmf.container import Container
from hdmf.query import BuilderResolver, ContainerResolver
from pynwb import NWBFile

from harness.backend import Backend
from harness.case import Case
from harness.locations import Location
from harness.schema.documents import Document
from harness.strategies import nodes
from harness.strategies.trees import ROOT_NAME


class _Built(BuildManager):
    """Builds one document, whatever is asked for: what is written of a container is written of it."""

    def __init__(self, type_map: TypeMap, tree: GroupBuilder) -> None:
        super().__init__(type_map)
        self._tree = tree

    def build(self, *_args: Any, **_kwargs: Any) -> GroupBuilder:
        return self._tree


def store(backend: Backend, tree: GroupBuilder, type_map: TypeMap, path: Location) -> None:
    """Store a document as a new file, in which the namespaces that a type map knows are cached.

    No class is needed or asked for.

    Parameters
    ----------
    backend
        What it is stored with.
    tree
        The root.
    type_map
        Which knows its types.
    path
        Where the file will be.
    """
    with backend.open(path, mode="w", manager=_Built(type_map, tree)) as io:
        io.write(Container(name=ROOT_NAME))


def constructed(tree: GroupBuilder, type_map: TypeMap) -> NWBFile:
    """Return a document as containers that no file knows of, to be written; classes are generated where there is none.

    Parameters
    ----------
    tree
        The root, which serves for nothing else afterwards.
    type_map
        Which knows its types.
    """
    manager = BuildManager(type_map)
    for node in nodes(tree):
        if isinstance(node, DatasetBuilder) and isinstance(node.data, list) and node.data:
            node["data"] = _read(node, manager)  # what backends read has a shape, and resolves references
    nwbfile = manager.construct(tree)
    for container in nwbfile.all_children():
        container.set_modified()
    return nwbfile


def knowing(backend: Backend, type_map: TypeMap) -> Backend:
    """Return a backend that opens NWB files with a type map of its own, whatever is cached in them."""

    def open_nwb(path: Location, mode: str, **options: Any) -> HDMFIO:
        return backend.open_nwb(path, mode=mode, **{"manager": BuildManager(type_map), **options})

    return replace(backend, open_nwb=open_nwb)


def case_of(document: Document, type_map: TypeMap) -> Case:
    """Return a document as a case, which can be made once."""
    return Case(
        name=document.name,
        content=_itself,
        find=_itself,
        make_file=lambda: constructed(document.tree, type_map),
        extensions=tuple(type_map.namespace_catalog.namespaces),
    )


def _itself(nwbfile: NWBFile) -> NWBFile:
    return nwbfile


def _read(node: DatasetBuilder, manager: BuildManager) -> Any:
    """Return references as a backend reads them; else what is there."""
    return _Builders(node.data, manager) if isinstance(node.data[0], ReferenceBuilder) else node.data


class _Builders(BuilderResolver):
    """References as builders that become containers."""

    def __init__(self, data: list[ReferenceBuilder], manager: BuildManager) -> None:
        self._data = data
        self._manager = manager
        self.shape = (len(data),)

    @classmethod
    def get_inverse_class(cls) -> type[ContainerResolver]:
        raise NotImplementedError("containers are made of builders once, and are no builders again")

    def invert(self) -> np.ndarray[Any, Any]:
        made: np.ndarray[Any, Any] = np.empty(len(self._data), dtype=object)
        for index, reference in enumerate(self._data):
            made[index] = self._manager.construct(reference.builder)
        return made
