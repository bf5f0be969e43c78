"""Store -> the metadata of every node of a Zarr v2 file, in today's terms; in one read where it is consolidated."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hdmf_zarr.convention import SPEC_LOCATION
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.catalog import Catalog, parse_document
from hdmf_zarr.reading.soundness import path_problem
from hdmf_zarr.reading.staleness import contradiction
from hdmf_zarr.stores import METADATA_KEY, Directory, Place
from hdmf_zarr.v2.nodes import array_node, group_node, stored_targets
from hdmf_zarr.v2.sources import Sources, find_sources

__all__ = ["is_v2", "read_v2_catalog"]

type Json = Any
#: Path -> name of a metadata document (".zgroup", ".zarray", ".zattrs") -> its content.
type Nodes = dict[str, dict[str, dict[str, Json]]]

_GROUP, _ARRAY, _ATTRIBUTES, _CONSOLIDATED = ".zgroup", ".zarray", ".zattrs", ".zmetadata"
_NAMES = (_GROUP, _ARRAY, _ATTRIBUTES)


def is_v2(place: Place) -> bool:
    """Tell whether there is a Zarr v2 group, and no v3 one."""
    return place.read(METADATA_KEY) is None and place.read(_GROUP) is not None


def read_v2_catalog(place: Place, *, use_consolidated: bool = True) -> Catalog | None:
    """Read the metadata of all nodes.

    Parameters
    ----------
    place
        Where the file lies.
    use_consolidated
        Take ``.zmetadata``, where there is one that can be trusted. Before 0.11.2 it has all but the cached
        namespaces, which are then read one by one.

    Returns
    -------
    The catalog, its documents those of today's convention; ``None`` if there is no Zarr v2 group here.

    Raises
    ------
    DamagedFileError
        If the metadata of the root, or ``.zmetadata``, are no JSON.
    """
    documents = place.read_many((_GROUP, _ATTRIBUTES, _CONSOLIDATED))
    if documents[_GROUP] is None:
        return None
    consolidated = documents[_CONSOLIDATED]
    # releases up to 0.7 appended without consolidating anew; nodes in a directory are listed in no time
    if consolidated is not None and use_consolidated and not isinstance(place, Directory):
        catalog = _consolidated_catalog(place, consolidated, documents[_ATTRIBUTES])
        if catalog is not None:
            return catalog
    damaged: dict[str, str] = {}
    return _translated(place, _read_nodes(place, damaged), damaged, consolidated=consolidated is not None)


def _consolidated_catalog(place: Place, consolidated: bytes, attributes: bytes | None) -> Catalog | None:
    """Return the catalog that ``.zmetadata`` make, ``None`` if they can't be those of the file as it is."""
    block = parse_document(consolidated, f"{place.source}/{_CONSOLIDATED}").get("metadata")
    if not isinstance(block, dict):
        return None
    damaged: dict[str, str] = {}
    nodes = _by_path(block.items())
    if attributes is not None:  # older releases consolidated before they said where the namespaces are
        nodes.setdefault("", {})[_ATTRIBUTES] = parse_document(attributes, f"{place.source}/{_ATTRIBUTES}")
    location = nodes.get("", {}).get(_ATTRIBUTES, {}).get(SPEC_LOCATION)
    if isinstance(location, str) and location.strip("/") not in nodes:
        nodes |= _read_nodes(place, damaged, below=location.strip("/"))
    catalog = _translated(place, nodes, damaged, consolidated=True)
    return None if contradiction(catalog.documents) else catalog


def _read_nodes(place: Place, damaged: dict[str, str], below: str = "") -> Nodes:
    keys = place.metadata_keys(_NAMES, below)
    parsed: dict[str, dict[str, Json]] = {}
    for key, data in place.read_many(keys).items():
        try:
            if data is not None:
                parsed[key] = parse_document(data, key)
        except DamagedFileError as error:
            damaged[posixpath.dirname(key)] = str(error)
    return _by_path(parsed.items())


def _by_path(documents: Iterable[tuple[str, dict[str, Json]]]) -> Nodes:
    nodes: Nodes = {}
    for key, document in documents:
        path, _, name = key.rpartition("/")
        nodes.setdefault(path, {})[name] = document
    return nodes


def _translated(place: Place, nodes: Nodes, damaged: dict[str, str], *, consolidated: bool) -> Catalog:
    root = nodes.setdefault("", {_GROUP: {}})
    sources = find_sources(
        targets=[target for node in nodes.values() for target in stored_targets(node.get(_ATTRIBUTES, {}))],
        name=posixpath.basename(place.source.replace("\\", "/")),
        object_id=root.get(_ATTRIBUTES, {}).get("object_id"),
        lies_beside=_lies_beside(place),
    )
    documents: dict[str, dict[str, Json]] = {}
    for path in sorted(nodes):  # parents before children
        problem = path_problem(path) if path else None
        if problem is None and path not in damaged:
            try:
                documents[path] = _document(nodes[path], sources)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                problem = f"its metadata of Zarr v2 can't be read: {type(error).__name__}: {error}"
        if problem is not None:
            damaged[path] = problem
    if "" not in documents:
        raise DamagedFileError(f"{place.source}: the root can't be read: {damaged['']}")
    return Catalog(documents, consolidated=consolidated, damaged=damaged)


def _document(node: Mapping[str, dict[str, Json]], sources: Sources) -> dict[str, Json]:
    attributes = node.get(_ATTRIBUTES, {})
    if _ARRAY in node:
        return array_node(node[_ARRAY], attributes, sources)
    return group_node(attributes, sources)


def _lies_beside(place: Place) -> Callable[[str], bool]:
    if not isinstance(place, Directory):
        return bool  # it can't be asked, so that any name may be of another file
    return lambda name: (place.root.parent / name).exists()
