"""Catalog -> builder tree, lazily: no array is opened and no reference is followed that HDMF doesn't ask for.

Builders are made first, all of them, and joined by links and references afterwards. So cycles, references to
ancestors or to the root need no care, and each object is one builder however many ways lead to it (contract B11).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from hdmf_zarr import convention
from hdmf_zarr.attributes import decode_attribute
from hdmf_zarr.convention import extension_of
from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.arrays import array_or_damage, read_scalars
from hdmf_zarr.reading.catalog import Catalog
from hdmf_zarr.reading.damage import Damage, DamagedArray
from hdmf_zarr.reading.growth import GrowableArray
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.reading.pointers import LONGEST_CHAIN, BrokenLinkError, link_at, parse_pointer, parse_text
from hdmf_zarr.reading.references import BuilderReferences, BuilderTable
from hdmf_zarr.reading.soundness import link_problem, members_problem, shown
from hdmf_zarr.reading.together import read_together
from hdmf_zarr.regions import RegionReference, parse_selection
from hdmf_zarr.specs import spec_location
from hdmf_zarr.stores import Place, sibling

__all__ = ["TreeReader"]

type Json = Any
type Documents = Mapping[str, dict[str, Json]]
type OpenFile = Callable[[str], "TreeReader"]

ROOT_NAME = convention.ROOT_NAME


class TreeReader:
    """Makes the builders of one file.

    Attributes
    ----------
    builders
        Path -> each builder that has been made.
    damage
        What can't be read; it has been warned of.
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
        Returns the reader of another file by its source, or raises `BrokenLinkError`.
    growable
        Whether arrays may grow in place.
    damage
        Is told what can't be read; by default, it warns.
    """

    def __init__(
        self,
        place: Place,
        catalog: Catalog,
        io: Any,
        open_file: OpenFile,
        *,
        growable: bool = False,
        damage: Damage | None = None,
    ) -> None:
        self.place = place
        self.catalog = catalog
        self.builders: dict[str, GroupBuilder | DatasetBuilder] = {}
        self.paths: dict[int, str] = {}
        self.links: dict[int, LinkBuilder] = {}
        self._io = io
        self._open_file = open_file
        self._array_class = GrowableArray if growable else LazyArray
        self._children = catalog.children()
        self._attribute_references: list[tuple[str, Builder, str, Json, Json]] = []
        self._scalar_references: list[tuple[str, DatasetBuilder, str]] = []
        self._links: list[tuple[str, GroupBuilder, Json]] = []
        self._left_out: set[str] = set()
        self.damage = damage if damage is not None else Damage(place.source)
        for path, problem in catalog.damaged.items():
            self.damage.report(path, f"/{path} is left out: {problem}")

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
            if path not in self.catalog.documents or path in self._left_out:
                return None
            self._build(path)
            self._join()
        return self.builders.get(path)

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
        for path, document in documents.items():
            documents[path] = self._without_notes(path, document)
        arrays = {
            path: self._array(path, document)
            for path, document in documents.items()
            if document["node_type"] == "array"
        }
        sound = {path: array for path, array in arrays.items() if not isinstance(array, DamagedArray)}
        scalars = read_scalars(self.place, sound.values(), self._leave_out)
        if self.place.distant and self._array_class is LazyArray:
            for path in self.catalog.copies.keys() & sound.keys():
                sound[path].copy = self.catalog.copies[path]
            for path, document in documents.items():
                if "colnames" in document["attributes"]:
                    read_together(self.place, path, {p: sound[p] for p in self._children.get(path, ()) if p in sound})
        for path, document in reversed(documents.items()):  # children before parents
            if path not in arrays:
                self.builders[path] = self._group(path, document)
            elif arrays[path].shape or path in scalars:
                self.builders[path] = self._dataset(arrays[path], scalars.get(path))
            else:
                continue  # a scalar that can't be read, and that nothing can stand for
            self.paths[id(self.builders[path])] = path

    def _without_notes(self, path: str, document: dict[str, Json]) -> dict[str, Json]:
        """Return a document without its metadata extension and the names of dimensions, if they are damaged."""
        problem = members_problem(document)
        if problem is None:
            return document
        self.damage.report(path, f"/{path} is read as programs without knowledge of HDMF do: {problem}")
        attributes = {name: value for name, value in document["attributes"].items() if name != convention.DIMENSIONS}
        bare = {name: value for name, value in document.items() if name != convention.EXTENSION}
        return {**bare, "attributes": attributes}

    def _array(self, path: str, document: dict[str, Json]) -> LazyArray:
        """Return the lazy array of a document, or if it can't be read one that says so when it is touched."""
        array = array_or_damage(self.place, path, document, self._array_class)
        if isinstance(array, DamagedArray):
            if array.shape:
                self.damage.report(path, f"/{path} has no values: {array.problem}")
            else:
                self._leave_out(path, array.problem)
        return array

    def _leave_out(self, path: str, problem: str) -> None:
        self._left_out.add(path)
        self.damage.report(path, f"/{path} is left out: {problem}")

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
        if path:  # the root lies nowhere, and its name is no part of any path
            builder.location = _location(path)
        self._set_attributes(path, builder, document)
        for name in builder.attributes:
            builder.obj_type[name] = "attributes"
        links = document["attributes"].get(convention.LINKS, [])
        if isinstance(links, list):
            self._links.extend((path, builder, link) for link in links)
        else:
            self._warn(path, f"/{path} has links that are no list but {type(links).__name__}; they are left out")
        return builder

    def _dataset(self, array: LazyArray, scalar: Any) -> DatasetBuilder:
        path, document, element = array.path, array.document, array.element
        settings: dict[str, Any] = {"dtype": element.hdmf, "source": self.place.source}
        labels = document["attributes"].get(convention.DIMENSIONS)
        if labels:
            settings["dimension_labels"] = tuple(labels)
        reference: str | None = None
        data: Any
        if array.shape == () and not element.reference_fields:
            data, reference = _scalar_data(scalar, element)
        else:
            settings["maxshape"] = array.maxshape
            data = self._lazy_data(array)
        builder = DatasetBuilder(self._name(path, document), data=data, **settings)
        builder.location = _location(path)
        self._set_attributes(path, builder, document)
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

    def _set_attributes(self, path: str, builder: GroupBuilder | DatasetBuilder, document: dict[str, Json]) -> None:
        notes = extension_of(document)
        types = notes.get("types", {})
        stored = {
            name: value for name, value in document["attributes"].items() if name not in convention.RESERVED_ATTRIBUTES
        }
        stored |= {name: item["value"] for name, item in notes.get("apart", {}).items()}
        # Text first, since `HDMFIO.read` asks for the length of the first attribute of a root without members.
        for name, value in sorted(stored.items(), key=lambda item: not isinstance(item[1], str)):
            note = types.get(name)
            if (
                isinstance(value, dict)
                and value.keys() == {convention.REFERENCE}
                and not convention.is_reference(value)
            ):
                self._warn(path, f"attribute {name!r} of /{path} is {shown(value)}, no reference; it is left out")
            elif convention.has_reference(value):
                self._attribute_references.append((path, builder, name, value, note))
                builder.attributes[name] = None  # keeps its place until it is joined
            else:
                self._set_value(path, builder, name, value, note)

    def _set_value(self, path: str, builder: Builder, name: str, value: Json, note: Json) -> None:
        """Set an attribute that isn't a reference; if its note is damaged, as JSON has it, or else not at all."""
        for known, consequence in ((note, "its type is not restored"), (None, "it is left out")):
            try:
                builder.attributes[name] = decode_attribute(value, known, _no_reference)
            except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as error:
                self.damage.report(path, f"attribute {name!r} of /{path} can't be decoded: {error}; {consequence}")
            else:
                return

    # ---- joining them

    def _join(self) -> None:
        """Set what points from one builder to another, now that all are there."""
        while self._attribute_references or self._links or self._scalar_references:
            attributes, self._attribute_references = self._attribute_references, []
            links, self._links = self._links, []
            scalars, self._scalar_references = self._scalar_references, []
            for path, builder, name, value, note in attributes:
                self._join_attribute(path, builder, name, value, note)
            for path, dataset, text in scalars:
                try:
                    target = self.pointed(text)
                    dataset["data"] = target if isinstance(target, RegionReference) else ReferenceBuilder(target)
                except BrokenLinkError as error:
                    self._warn(path, f"/{path} refers to {shown(text)}: {error}; it has no value")
            for path, group, link in links:
                self._join_link(path, group, link)

    def _join_attribute(self, path: str, builder: Any, name: str, value: Json, note: Json) -> None:
        try:
            builder.attributes[name] = decode_attribute(value, note, self.pointed)
        except BrokenLinkError as error:
            del builder.attributes[name]
            getattr(builder, "obj_type", {}).pop(name, None)
            self._warn(path, f"attribute {name!r} of /{path} refers to {shown(value)}: {error}; it is left out")

    def _join_link(self, path: str, group: GroupBuilder, link: Json) -> None:
        try:
            problem = link_problem(link)
            if problem is not None:
                raise BrokenLinkError(problem)
            target = self.target(link)
        except BrokenLinkError as error:
            name = link.get("name") if isinstance(link, dict) else None
            own = convention.join(path, str(name))
            self._warn(own, f"link {name!r} in /{path} leads to {shown(link)}: {error}; it is left out")
            return
        builder = LinkBuilder(target, name=link["name"], parent=group, source=self.place.source)
        builder.location = f"/{path}"
        group.links[builder.name] = builder
        group.obj_type[builder.name] = "links"
        self.links[id(builder)] = builder

    def report_cycle(self, group: GroupBuilder, name: str) -> None:
        """Tell of a link by which a group would hold itself."""
        path = self.paths.get(id(group), group.name)
        own = convention.join(path, name)
        self._warn(own, f"link {name!r} in /{path} leads to a group that holds it; no container has it")

    def _warn(self, path: str, message: str) -> None:
        self.damage.report(path, message, BrokenLinkWarning)

    def resolve(self, text: str) -> GroupBuilder | DatasetBuilder | RegionReference | None:
        """Return what an element of a dataset of references stands for: a builder, a region of one, or nothing.

        Raises
        ------
        DamagedFileError
            If there is nothing at the path that it names.
        """
        if not text:
            return None
        try:
            return self.pointed(text)
        except BrokenLinkError as error:
            raise DamagedFileError(f"{self.place.source}: a reference to {shown(text)}: {error}") from error

    def pointed(self, stored: Json) -> GroupBuilder | DatasetBuilder | RegionReference:
        """Return what a stored reference stands for: a builder, or a region of one (contract E57).

        Parameters and errors are those of `target`.
        """
        stored = parse_text(stored)
        target = self.target(stored)
        region = stored.get(convention.REGION) if isinstance(stored, dict) else None
        if region is None:
            return target
        try:
            return RegionReference(target, parse_selection(region))
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenLinkError(f"{shown(region)} is no region") from error

    def target(self, stored: Json) -> GroupBuilder | DatasetBuilder:
        """Return the builder that a stored link or reference stands for.

        A link to the place of another link leads where that one does (contract F17).

        Parameters
        ----------
        stored
            ``{"source", "path"}``, or a text: a path, or JSON of such an object.

        Raises
        ------
        BrokenLinkError
            If it leads nowhere, in a circle, or where it must not (contract F08, F19, F21).
        """
        reader = self
        passed: set[tuple[str, str]] = set()
        while True:
            pointer = parse_pointer(stored)
            source = sibling(pointer.source, reader.place.source)
            if source != reader.place.source:
                reader = self._open_file(source)
            if (source, pointer.path) in passed or len(passed) > LONGEST_CHAIN:
                raise BrokenLinkError("it leads round in a circle")
            passed.add((source, pointer.path))
            builder = reader.builder(pointer.path)
            if builder is not None:
                return builder
            if reader.has_lost(pointer.path):
                raise BrokenLinkError("what is there can't be read")
            stored = link_at(reader.catalog.documents, pointer.path)

    def has_lost(self, path: str) -> bool:
        """Tell whether there is an object at a path that can't be read."""
        return path in self._left_out or path in self.catalog.damaged


def _no_reference(stored: Json) -> Any:
    raise TypeError(f"{shown(stored)} is not a reference")


def _location(path: str) -> str:
    return f"/{path.rpartition('/')[0]}"


def _scalar_data(value: Any, element: ElementType) -> tuple[Any, str | None]:
    """Return what a scalar dataset's builder has as data, and the stored reference if it is one."""
    if element.kind == "reference":
        return None, value
    if element.kind == "compound":
        return value, None
    if element.kind in {"text", "bytes"}:
        return str(value), None
    return value, None
