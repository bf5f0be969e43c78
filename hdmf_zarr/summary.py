"""What a file is and what is in it, from its metadata alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hdmf_zarr import convention
from hdmf_zarr.convention import extension_of
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.opening import catalog_at, what_it_is
from hdmf_zarr.reading.arrays import array_or_damage
from hdmf_zarr.reading.catalog import Catalog
from hdmf_zarr.reading.damage import DamagedArray
from hdmf_zarr.reading.soundness import link_problem
from hdmf_zarr.specs import cached_versions, spec_location
from hdmf_zarr.stores import Place, open_place

__all__ = ["Entry", "entries", "summary"]

type Json = Any


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of a file.

    Attributes
    ----------
    path
        Of the object, with leading slash.
    what
        What it is; ``"damaged"`` if its metadata can't be read.
    detail
        Type of a group, shape and data type of a dataset, where a link leads, what is wrong.
    """

    path: str
    what: Literal["group", "dataset", "link", "damaged"]
    detail: str


def summary(path: str) -> dict[str, Json]:
    """Return facts about a file by name.

    Parameters
    ----------
    path
        As for `ZarrIO`.

    Raises
    ------
    DamagedFileError
        If there is no Zarr file.
    """
    place, catalog = _opened(path)
    shown = list(_shown(place, catalog))
    root = catalog.root["attributes"]
    count = {what: sum(entry.what == what for entry in shown) for what in ("group", "dataset", "link", "damaged")}
    return {
        "path": place.source,
        "nwb_version": root.get("nwb_version"),
        "type": root.get("neurodata_type", root.get("data_type")),
        "groups": count["group"],
        "datasets": count["dataset"],
        "links": count["link"],
        "damaged": count["damaged"],
        "bytes": _bytes(place, catalog),
        "consolidated": catalog.consolidated,
        "namespaces": cached_versions(catalog.documents),
    }


def entries(path: str, depth: int | None = None) -> Iterator[Entry]:
    """Yield the objects of a file, parents before their children, down to a depth.

    Parameters
    ----------
    path
        As for `ZarrIO`.
    depth
        How many levels below the root; all if not given.

    Raises
    ------
    DamagedFileError
        If there is no Zarr file.
    """
    for entry in _shown(*_opened(path)):
        if depth is None or entry.path.strip("/").count("/") < depth:
            yield entry


def _opened(path: str) -> tuple[Place, Catalog]:
    place = open_place(path, read_only=True)
    catalog = catalog_at(place)
    if catalog is None:
        raise DamagedFileError(f"{place.source}: {what_it_is(place) if place.exists() else 'there is nothing'}")
    return place, catalog


def _shown(place: Place, catalog: Catalog) -> Iterator[Entry]:
    """Yield the objects but for the cached namespaces, depth first, children by name."""
    hidden = spec_location(catalog.root)
    children = catalog.children()
    pending = [""]
    while pending:
        path = pending.pop()
        document = catalog.documents[path]
        yield _entry(place, path, document)
        links = document["attributes"].get(convention.LINKS, [])
        for link in links if isinstance(links, list) else ():
            if link_problem(link) is None:
                source = link.get("source") or "."
                target = link["path"] if source == "." else f"{source}:{link['path']}"
                yield Entry(f"/{convention.join(path, link['name'])}", "link", f"-> {target}")
        pending.extend(reversed([child for child in children.get(path, ()) if child != hidden]))
    for path, problem in catalog.damaged.items():
        yield Entry(f"/{path}", "damaged", problem)


def _entry(place: Place, path: str, document: dict[str, Json]) -> Entry:
    attributes = document["attributes"]
    kind = str(attributes.get("neurodata_type", attributes.get("data_type", "")))
    parent, _, name = path.rpartition("/")
    own = f"/{convention.join(parent, str(extension_of(document).get('name', name)))}"
    if document["node_type"] == "group":
        return Entry(own, "group", kind)
    array = array_or_damage(place, path, document)
    if isinstance(array, DamagedArray):
        return Entry(own, "damaged", array.problem)
    dtype = str(array.element.dtype) if array.element.kind == "number" else array.element.kind
    return Entry(own, "dataset", f"{array.shape} {dtype} {kind}".rstrip())


def _bytes(place: Place, catalog: Catalog) -> int:
    """Return how many bytes all values of fixed size have, before they are compressed."""
    total = 0
    for path, document in catalog.documents.items():
        array = array_or_damage(place, path, document) if document["node_type"] == "array" else None
        if array is not None and array.stored.kind != "O":
            total += math.prod(array.shape) * array.stored.itemsize
    return total
