"""Catalog -> builder tree, lazily: no array is opened and no reference is followed that HDMF doesn't ask for.

Builders are made first, all of them, and joined by links and references afterwards. So cycles, references to
ancestors or to the root need no care, and each object is one builder however many ways lead to it (contract B11).
"""

from __future__ import annotations

import json
import posixpath
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from hdmf_zarr import convention
from hdmf_zarr.attributes import decode_attribute
from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.arrays import make_array, read_scalars
from hdmf_zarr.reading.catalog import Catalog, extension_of
from hdmf_zarr.reading.growth import GrowableArray
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.reading.references import BuilderReferences, BuilderTable
from hdmf_zarr.specs import spec_location
from hdmf_zarr.stores import Place, sibling

__all__ = ["TreeReader", "make_array", "read_scalars"]

type Json = Any
type Documents = Mapping[str, dict[str, Json]]
type OpenFile = Callable[[str], "TreeReader | None"]

ROOT_NAME = "root"
_MISSING = object()


class TreeReader:
    """Makes the builders of one file.

    Attributes
    ----------
    builders
        Path -> each builder that has been made.
    paths
        Id of each builder -> its path.

    Parameters
    ----------
    place
        Where the file lies.
    catalog
        Its metadata.
    io
        The `ZarrIO` that reads; datasets of references ask it what they stand for.
    open_file
        Returns the reader of another file by its source, ``None`` if there is no such file.
    growable
        Whether arrays may grow in place.
    """

    def __init__(self, place: Place, catalog: Catalog, io: Any, open_file: OpenFile, *, growable: bool = False) -> None:
        self.place = place
        self.catalog = catalog
        self.builders: dict[str, GroupBuilder | DatasetBuilder] = {}
        self.paths: dict[int, str] = {}
        self._io = io
        self._open_file = open_file
        self._array_class = GrowableArray if growable else LazyArray
        self._children = catalog.children()
        self._attribute_references: list[tuple[Builder, str, Json, Json]] = []
        self._scalar_references: list[tuple[str, DatasetBuilder, str]] = []
        self._links: list[tuple[GroupBuilder, Json]] = []

    def root(self) -> GroupBuilder:
        """Return the builder of the whole file, without cached namespaces (contract B03, B07)."""
        builder = self.builder("")
        if not isinstance(builder, GroupBuilder):  # pragma: no cover - read_catalog refuses other roots
            raise TypeError(f"{self.place.source}: the root is not a group")
        return builder

    def builder(self, path: str) -> GroupBuilder | DatasetBuilder | None:
        """Return the builder of a node with all that is below it, ``None`` if there is no such node."""
        path = path.strip("/")
        if path not in self.builders:
            if path not in self.catalog.documents:
                return None
            self._build(path)
            self._join()
        return self.builders[path]

    def adopt(self, catalog: Catalog, written: Mapping[str, GroupBuilder | DatasetBuilder]) -> None:
        """Take note of what has been written to the file since: its metadata, and path -> builder."""
        self.catalog = catalog
        self._children = catalog.children()
        for path, builder in written.items():
            self.paths[id(self.builders.setdefault(path, builder))] = path

    # ---- making builders

    def _build(self, top: str) -> None:
        hidden = spec_location(self.catalog.root)
        order = [top]
        for path in order:  # grows while it is walked: parents before children
            order.extend(child for child in self._children.get(path, ()) if child not in {hidden, *self.builders})
        documents = {path: self.catalog.documents[path] for path in order}
        arrays = {
            path: make_array(self.place, path, document, self._array_class)
            for path, document in documents.items()
            if document["node_type"] == "array"
        }
        scalars = read_scalars(self.place, arrays.values())
        for path, document in reversed(documents.items()):  # children before parents
            if path in arrays:
                self.builders[path] = self._dataset(arrays[path], scalars.get(path))
            else:
                self.builders[path] = self._group(path, document)
            self.paths[id(self.builders[path])] = path

    def _group(self, path: str, document: dict[str, Json]) -> GroupBuilder:
        builder = GroupBuilder(self._name(path, document), source=self.place.source)
        for child_path in self._children.get(path, ()):
            child = self.builders.get(child_path)
            if child is None:
                continue
            if isinstance(child, DatasetBuilder):
                builder.datasets[child.name] = child
                builder.obj_type[child.name] = "datasets"
            else:
                builder.groups[child.name] = child
                builder.obj_type[child.name] = "groups"
            if child.parent is None:
                child.parent = builder
        builder.location = _location(path)
        self._set_attributes(builder, document)
        for name in builder.attributes:
            builder.obj_type[name] = "attributes"
        self._links.extend((builder, link) for link in document["attributes"].get(convention.LINKS, ()))
        return builder

    def _dataset(self, array: LazyArray, scalar: Any) -> DatasetBuilder:
        path, document, element = array.path, array.document, array.element
        settings: dict[str, Any] = {"dtype": element.hdmf, "source": self.place.source}
        labels = document["attributes"].get(convention.DIMENSIONS)
        if labels:
            settings["dimension_labels"] = tuple(labels)
        reference: str | None = None
        data: Any
        if array.shape == ():
            data, reference = _scalar_data(scalar, element)
        else:
            settings["maxshape"] = array.shape
            data = self._lazy_data(array)
        builder = DatasetBuilder(self._name(path, document), data=data, **settings)
        builder.location = _location(path)
        self._set_attributes(builder, document)
        if reference:
            self._scalar_references.append((path, builder, reference))
        return builder

    def _lazy_data(self, array: LazyArray) -> Any:
        if array.element.kind == "reference":
            return BuilderReferences(array, self._io, self)
        if array.element.reference_fields:
            return BuilderTable(array, self._io, self)
        return array

    def _name(self, path: str, document: dict[str, Json]) -> str:
        if not path:
            return ROOT_NAME
        return str(extension_of(document).get("name", posixpath.basename(path)))

    def _set_attributes(self, builder: GroupBuilder | DatasetBuilder, document: dict[str, Json]) -> None:
        notes = extension_of(document)
        types = notes.get("types", {})
        stored = {
            name: value for name, value in document["attributes"].items() if name not in convention.RESERVED_ATTRIBUTES
        }
        stored |= {name: item["value"] for name, item in notes.get("apart", {}).items()}
        for name, value in stored.items():
            note = types.get(name)
            if _has_reference(value):
                self._attribute_references.append((builder, name, value, note))
                builder.attributes[name] = None  # keeps its place until it is joined
            else:
                builder.attributes[name] = decode_attribute(value, note, self._no_reference)

    def _no_reference(self, stored: Json) -> Any:
        raise TypeError(f"{self.place.source}: {stored} is not a reference")

    # ---- joining them

    def _join(self) -> None:
        """Set what points from one builder to another, now that all are there."""
        while self._attribute_references or self._links or self._scalar_references:
            attributes, self._attribute_references = self._attribute_references, []
            links, self._links = self._links, []
            scalars, self._scalar_references = self._scalar_references, []
            for builder, name, value, note in attributes:
                self._join_attribute(builder, name, value, note)
            for _, dataset, text in scalars:
                target = self.target(text)
                dataset["data"] = None if target is None else ReferenceBuilder(target)
            for group, link in links:
                self._join_link(group, link)

    def _join_attribute(self, builder: Any, name: str, value: Json, note: Json) -> None:
        targets = decode_attribute(value, note, lambda stored: self.target(stored) or _MISSING)
        if targets is _MISSING or (isinstance(targets, list) and any(item is _MISSING for item in targets)):
            del builder.attributes[name]
            getattr(builder, "obj_type", {}).pop(name, None)
            self._warn(f"attribute {name!r} of {_own_path(builder)} refers to {value}, which is not there")
            return
        builder.attributes[name] = targets

    def _join_link(self, group: GroupBuilder, link: Json) -> None:
        target = self.target(link)
        if target is None:
            self._warn(
                f"link {link['name']!r} in {_own_path(group)} leads to {link}, which is not there; it is left out"
            )
            return
        builder = LinkBuilder(target, name=link["name"], parent=group, source=self.place.source)
        group.links[builder.name] = builder
        group.obj_type[builder.name] = "links"

    def _warn(self, message: str) -> None:
        warnings.warn(f"{self.place.source}: {message}", BrokenLinkWarning, stacklevel=2)

    def resolve(self, text: str) -> GroupBuilder | DatasetBuilder | None:
        """Return the builder that an element of a dataset of references stands for; the null reference for none.

        Raises
        ------
        DamagedFileError
            If there is nothing at the path that it names.
        """
        if not text:
            return None
        target = self.target(text)
        if target is None:
            raise DamagedFileError(f"{self.place.source}: a reference to {text}, where there is nothing")
        return target

    def target(self, stored: Json) -> GroupBuilder | DatasetBuilder | None:
        """Return the builder that a stored link or reference stands for, ``None`` if there is none.

        Parameters
        ----------
        stored
            ``{"source", "path"}``, or a text: a path, or JSON of such an object.
        """
        if isinstance(stored, str):
            stored = json.loads(stored) if stored.startswith("{") else {"path": stored}
        source = sibling(stored.get("source") or ".", self.place.source)
        reader = self if source == self.place.source else self._open_file(source)
        return None if reader is None else reader.builder(stored["path"])


def _location(path: str) -> str:
    return f"/{path.rpartition('/')[0]}"


def _own_path(builder: Any) -> str:
    return posixpath.normpath(f"{builder.location}/{builder.name}")


def _has_reference(value: Json) -> bool:
    if isinstance(value, list):
        return any(convention.is_reference(item) for item in value)
    return convention.is_reference(value)


def _scalar_data(value: Any, element: ElementType) -> tuple[Any, str | None]:
    """Return what a scalar dataset's builder has as data, and the stored reference if it is one."""
    if element.kind == "reference":
        return None, value
    if element.kind == "compound":
        return value, None
    if element.kind in {"text", "bytes"}:
        return str(value), None
    return value, None
