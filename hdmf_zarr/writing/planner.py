"""Builder tree -> write plan: every node's metadata, complete, before anything is written (pure).

What can't be stored is refused here, by a `StorageError` that names its path, while nothing is lost.
"""

from __future__ import annotations

import posixpath
import warnings
from collections.abc import Mapping
from typing import Any

import zarr
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.spec import GroupSpec

from hdmf_zarr import convention
from hdmf_zarr.attributes import encode_attribute
from hdmf_zarr.data_io import unwrap
from hdmf_zarr.errors import StorageError
from hdmf_zarr.reading.lazy import array_location
from hdmf_zarr.regions import RegionReference
from hdmf_zarr.stores import is_nameless, relative_source
from hdmf_zarr.writing.datasets import NodeParts, plan_array
from hdmf_zarr.writing.dimensions import dimension_names
from hdmf_zarr.writing.following import demands_link, has_place
from hdmf_zarr.writing.merging import merged
from hdmf_zarr.writing.plan import Situation, WritePlan

__all__ = ["own_path", "plan_attributes", "plan_child", "plan_write"]

type Json = Any

#: The attribute that tells one container from another.
_OBJECT_ID = GroupSpec.id_key()
_TARGET = "target"  # the attribute of hdmf-common's VectorIndex that names what it divides


def plan_write(root: GroupBuilder, situation: Situation) -> WritePlan:
    """Decide everything about writing a builder tree.

    Parameters
    ----------
    root
        The tree; its own name is not stored (contract C09).
    situation
        Where it goes.

    Returns
    -------
    The plan.

    Raises
    ------
    StorageError
        If a value can't be stored as it is; the message names its path.
    ValueError
        If an object is already in the file that isn't the one in the tree.
    """
    planner = _Planner(situation)
    planner.place(root, "")
    planner.describe_all()
    return planner.result


def plan_child(child: Builder, parent: str, situation: Situation) -> WritePlan:
    """Decide everything about writing one builder, with all that is in it, into the group at ``parent``.

    Errors are those of `plan_write`.
    """
    planner = _Planner(situation)
    planner.place_child(child, parent)
    planner.describe_all()
    return planner.result


def plan_attributes(path: str, attributes: Mapping[str, Any], situation: Situation) -> WritePlan:
    """Decide everything about setting attributes of a node that is in the file; errors are those of `plan_write`."""
    planner = _Planner(situation)
    if situation.existing.get(path, {}).get("node_type") == "array":
        planner.describe_written(path, DatasetBuilder("array", attributes=dict(attributes)))
    else:
        planner.describe_group(path, GroupBuilder("group", attributes=dict(attributes)))
    return planner.result


class _Planner:
    """Two passes: where every builder goes, then what its document says, references included."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.result = WritePlan()
        self._groups: dict[str, GroupBuilder] = {}
        self._datasets: dict[str, DatasetBuilder] = {}
        self._links: dict[str, list[tuple[str, DatasetBuilder | GroupBuilder]]] = {}
        self._data_links: dict[str, list[dict[str, Json]]] = {}
        self._names: dict[str, str] = {}
        self._to_bring: list[tuple[str, LinkBuilder]] = []

    # ---- first pass

    def place(self, root: Builder, path: str) -> None:
        self._place_tree(root, path)
        while self._to_bring:
            self._bring(*self._to_bring.pop())

    def _place_tree(self, root: Builder, path: str) -> None:
        pending: list[tuple[Builder, str]] = [(root, path)]
        while pending:
            builder, path = pending.pop()
            self._remember(builder, path)
            if isinstance(builder, DatasetBuilder):
                self._datasets[path] = builder
                continue
            self._groups[path] = builder
            taken: set[str] = set()
            for child in (*builder.groups.values(), *builder.datasets.values()):
                name = self._stored_name(child, path, taken)
                if isinstance(child, DatasetBuilder) and self._is_link(child, path, name):
                    continue
                pending.append((child, convention.join(path, name)))
            for child in builder.links.values():
                self._place_link(child, path, pending, taken)

    def place_child(self, child: Builder, parent: str) -> None:
        """Place a builder in a group that is in the file, or in the root of a file that has nothing yet."""
        self._groups[parent] = GroupBuilder("holder")
        if isinstance(child, LinkBuilder):
            self._links[parent] = [(child.name, child.builder)]
            return
        name = self._stored_name(child, parent, set())
        if not (isinstance(child, DatasetBuilder) and self._is_link(child, parent, name)):
            self.place(child, convention.join(parent, name))

    def _stored_name(self, child: Builder, parent: str, taken: set[str]) -> str:
        if not child.name:  # its path would be that of its parent
            raise StorageError(f"/{parent}", "a child without a name", "give it one")
        written = self.situation.written.get(id(child))
        name = posixpath.basename(written) if written is not None else convention.storage_name(child.name, taken)
        taken.add(name)
        if name != child.name:
            self._names[convention.join(parent, name)] = child.name
        return name

    def _remember(self, builder: Builder, path: str) -> None:
        if path in self.situation.existing and self.situation.written.get(id(builder)) != path:
            self._refuse_mixture(builder, path)
        self.result.paths[id(builder)] = path
        self.result.builders.append(builder)

    def _refuse_mixture(self, builder: Builder, path: str) -> None:
        """Refuse to put an object in the place of another one, or the root of a container into a file of another."""
        stored = self.situation.existing[path]["attributes"].get(_OBJECT_ID)
        given = builder.attributes.get(_OBJECT_ID)
        if path or (stored is not None and given is not None and stored != given):
            raise ValueError(
                f"{self.situation.source}: /{path} is already in the file and would be overwritten; "
                "open the file in mode 'w' to replace it, or read it and change what was read"
            )

    def _place_link(self, child: LinkBuilder, parent: str, pending: list[tuple[Builder, str]], taken: set[str]) -> None:
        if not child.name:
            raise StorageError(f"/{parent}", "a link without a name", "give it one")
        target = child.builder
        if self.situation.follow_links and self._is_elsewhere(target):
            if demands_link(self.situation.schema, self._groups[parent], child.name):
                self._to_bring.append((parent, child))
                return
            name = convention.storage_name(child.name, taken)
            taken.add(name)
            self.result.paths[id(target)] = convention.join(parent, name)  # other links to it stay links
            pending.append((target, convention.join(parent, name)))
            return
        self._links.setdefault(parent, []).append((child.name, target))

    def _bring(self, parent: str, link: LinkBuilder) -> None:
        """Copy what a link leads to in another file, so that there is something that it can lead to here."""
        target, path = link.builder, own_path(link.builder)
        groups = path.split("/")[:-1]
        there: Builder | None = self._groups.get(path, self._datasets.get(path))
        if there is not None and _is_same(there, target):
            self.result.paths.setdefault(id(target), path)
        elif there is None and has_place(self.situation.schema, self._groups[""], groups):
            for depth in range(1, len(groups) + 1):
                place = "/".join(groups[:depth])
                if place not in self._groups:
                    self._place_tree(GroupBuilder(groups[depth - 1]), place)
            self._place_tree(target, path)
        else:
            warnings.warn(
                f"/{parent}: link {link.name!r} leads to /{path} of {target.source}, and its copy can't go there: "
                f"{'there is no place for it' if there is None else 'another object is there'}; it takes the place of "
                "the link, where HDMF does not find it",
                stacklevel=2,
            )
            self._place_tree(target, convention.join(parent, convention.storage_name(link.name)))
            return
        self._links.setdefault(parent, []).append((link.name, target))

    def _is_elsewhere(self, target: Builder) -> bool:
        here = (None, self.situation.source, self.situation.export_source)
        return id(target) not in self.result.paths and target.source not in here

    def _is_link(self, child: DatasetBuilder, parent: str, name: str) -> bool:
        """Note a link in place of a dataset whose data is an array of another place (contract D104, F11)."""
        data, wrapper = unwrap(child.data)
        location = array_location(data) if isinstance(data, zarr.Array) else None
        link_data = self.situation.link_data if wrapper is None else wrapper.link_data
        if location is None or not link_data or id(child) in self.situation.written:
            return False
        source, path = location
        if source == self.situation.export_source:
            source = self.situation.source
            if path == convention.join(parent, name):
                return False
        if is_nameless(source) and source != self.situation.source:
            return False  # no file could name it, so that its data are copied
        link = convention.link(child.name, path, relative_source(source, self.situation.source))
        self._data_links.setdefault(parent, []).append(link)
        self.result.paths[id(child)] = path if link["source"] == "." else convention.join(parent, name)
        self.result.builders.append(child)
        return True

    # ---- second pass

    def describe_all(self) -> None:
        for path, group in self._groups.items():
            self.describe_group(path, group)
        for path, dataset in self._datasets.items():
            if id(dataset) in self.situation.written:
                self.describe_written(path, dataset)
            else:
                plain, members = self._attributes(path, dataset)
                parts = NodeParts(plain, {**members, **self._name(path)}, self.situation.chunk_separator)
                known = self.situation.recovered.datasets.get(id(dataset), dataset)
                self.result.arrays[path] = plan_array(path, known, parts, self._reference_text, self.situation.policy)
        new = {path: array.document for path, array in self.result.arrays.items() if array.document["shape"]}
        for path, names in dimension_names(new, self.situation.existing, self._ragged()).items():
            new[path]["dimension_names"] = names

    def _ragged(self) -> set[str]:
        """Return the paths of datasets that an index divides into the rows of a ragged column."""
        targets = [dataset.attributes.get(_TARGET) for dataset in self._datasets.values()]
        found = [target.builder if isinstance(target, ReferenceBuilder) else target for target in targets]
        return {path for path in (self.result.paths.get(id(target)) for target in found) if path is not None}

    def describe_group(self, path: str, group: GroupBuilder) -> None:
        stored = self.situation.existing.get(path)
        attributes, members = self._attributes(path, group)
        links = [self._link(name, target) for name, target in self._links.get(path, ())]
        links += self._data_links.get(path, [])
        if stored is None:
            if links:
                attributes = {convention.LINKS: links, **attributes}
            self.result.groups[path] = convention.group_document(attributes, {**members, **self._name(path)})
            return
        changed = merged(stored, attributes, members, links)
        if changed != stored:
            self.result.groups[path] = changed

    def describe_written(self, path: str, dataset: DatasetBuilder) -> None:
        stored = self.situation.existing[path]
        changed = merged(stored, *self._attributes(path, dataset), [])
        if changed != stored:
            self.result.documents[path] = changed

    def _name(self, path: str) -> dict[str, Json]:
        return {"name": self._names[path]} if path in self._names else {}

    def _attributes(self, path: str, builder: Builder) -> tuple[dict[str, Json], dict[str, Json]]:
        """Return the stored attributes of a node, and the extension's members that go with them."""
        plain: dict[str, Json] = {}
        types: dict[str, Json] = {}
        apart: dict[str, Json] = {}
        known = {**builder.attributes, **self.situation.recovered.attributes.get(id(builder), {})}
        for name, value in known.items():
            encoded, note = encode_attribute(value, f"/{path}@{name}", self._reference)
            # a null among the attributes would keep hdmf-zarr 0.14 from opening the file
            if name in convention.RESERVED_ATTRIBUTES or encoded is None:
                apart[name] = {"value": encoded}
            else:
                plain[name] = encoded
            if note is not None:
                types[name] = note
        return plain, {"types": types, "apart": apart}

    def _link(self, name: str, target: DatasetBuilder | GroupBuilder) -> dict[str, Json]:
        path, source = self._locate(target, f"link {name!r}")
        return convention.link(name, path, source)

    def _reference(self, value: Any) -> dict[str, Json]:
        return convention.reference(*self._pointed(value))

    def _reference_text(self, value: Any) -> str:
        """Return an element of a dataset of references: a path, or for another file or a region a JSON text."""
        return convention.reference_text(*self._pointed(value))

    def _pointed(self, value: Any) -> tuple[str, str, Json]:
        """Return path, source and region of what a reference points to."""
        region = value.stored() if isinstance(value, RegionReference) else None
        target = value.target if isinstance(value, RegionReference) else value
        builder = target.builder if isinstance(target, ReferenceBuilder) else target
        return *self._locate(builder, "a reference"), region

    def _locate(self, target: Any, what: str) -> tuple[str, str]:
        """Return path and source of the builder that a link or reference points to."""
        path = self.result.paths.get(id(target), self.situation.written.get(id(target)))
        if path is not None:
            return path, "."
        path = own_path(target)
        if target.source in (None, self.situation.source, self.situation.export_source):
            if path in self._groups or path in self._datasets or path in self.situation.existing:
                return path, "."
            if self.situation.forward:
                self.result.awaited[path] = what
                return path, "."
            raise StorageError(f"/{path}", f"{what} points to it, but it is not in the file", "add it, or unlink it")
        if is_nameless(target.source):
            raise StorageError(
                f"/{path}", f"{what} points to it, but its store has no name", "copy it, or save its file"
            )
        self.result.linked.setdefault(target.source, (path, what))
        return path, relative_source(target.source, self.situation.source)


def _is_same(one: Builder, other: Builder) -> bool:
    """Tell whether two builders are of one object, by the id that it keeps in every file."""
    return one is other or (
        _OBJECT_ID in one.attributes and one.attributes[_OBJECT_ID] == other.attributes.get(_OBJECT_ID)
    )


def own_path(builder: Builder) -> str:
    """Return the path of a builder in its own file."""
    location: str | None = getattr(builder, "location", None)
    if location is not None:
        return posixpath.normpath(f"{location}/{convention.storage_name(builder.name)}").strip("/")
    names = []
    current = builder
    while current.parent is not None:
        names.append(current.name)
        current = current.parent
    if current.source is None and current.name != convention.ROOT_NAME:  # not the root of a tree, but a node by itself
        names.append(current.name)
    return "/".join(reversed(names))
