"""Where in a document its schema says something: each object, child, link and attribute with the part that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder

from harness.schema.parts import Part, Reference
from harness.schema.schema import Schema

type Object = GroupBuilder | DatasetBuilder

#: The attributes by which an object is known, of which specifications say nothing of their own.
TYPE, NAMESPACE, OBJECT_ID = IDENTITY = ("neurodata_type", "namespace", "object_id")
#: Types of NWB of which one or the other is no type that links and references lead to.
_STRANGERS = ("Device", "ProcessingModule")


@dataclass(frozen=True, slots=True)
class Site:
    """A part of a document that a specification speaks of.

    Attributes
    ----------
    path
        Where it is: of an attribute, that of its holder, and ``@name``.
    part
        What the specification says.
    holder
        The group or dataset that it is in; the root is its own.
    made
        The builder; of an attribute, the value.
    is_needed
        Whether it is the root, or a link or a reference leads to it, to one of its peers or to something in them.
    peers
        All that fills its slot, it among them; of an attribute, none.
    is_taken
        Whether it is in an object that a slot takes; at others HDMF's validator does not look.
    stranger
        Of what leads to other objects: a type of objects that it may not lead to, if there is one.
    """

    path: str
    part: Part
    holder: Object = field(repr=False)
    made: Any = field(repr=False)
    is_needed: bool = False
    peers: tuple[Any, ...] = field(default=(), repr=False)
    is_taken: bool = True
    stranger: str | None = None

    @property
    def value(self) -> Any:
        """What a dataset or an attribute holds."""
        return self.made.data if isinstance(self.made, DatasetBuilder) else self.made

    @property
    def name(self) -> str:
        """Its name in its holder."""
        return str(self.part.name if self.part.kind == "attribute" else self.made.name)

    def hold(self, value: Any, dtype: Any = None) -> None:
        """Let the dataset or attribute hold something else."""
        if isinstance(self.made, DatasetBuilder) and dtype == self.made.dtype:
            self.made["data"] = value  # links and references lead to this very builder
        elif isinstance(self.made, DatasetBuilder):
            self.replace(DatasetBuilder(self.name, value, dtype=dtype, attributes=self.made.attributes))
        else:
            self.holder.set_attribute(self.name, value)

    def replace(self, child: Object | LinkBuilder) -> None:
        """Put a child into the place of the one that is there; it may have another name."""
        self.remove()
        add(self.holder, child)

    def remove(self) -> None:
        """Take it out of its holder."""
        if self.part.kind == "attribute":
            del self.holder.attributes[self.name]
        else:
            self._remove(self.name)

    def empty(self) -> None:
        """Take all out that fills its slot."""
        for peer in self.peers:
            self._remove(peer.name)
        if not self.peers:
            self.remove()

    def _remove(self, name: str) -> None:
        members = {"group": self.holder.groups, "dataset": self.holder.datasets, "link": self.holder.links}
        del members[self.part.kind][name]
        del self.holder.obj_type[name]


def add(holder: GroupBuilder, child: Object | LinkBuilder) -> None:
    """Put a child of any kind into a group."""
    setters = {GroupBuilder: holder.set_group, DatasetBuilder: holder.set_dataset, LinkBuilder: holder.set_link}
    setters[type(child)](child)


def sites(schema: Schema, tree: GroupBuilder) -> Iterator[Site]:
    """Yield all sites of a document, what is outside before what is inside.

    Parameters
    ----------
    schema
        What there is.
    tree
        The root group.
    """
    needed = {id(made) for target in _targets(tree) for made in _outwards(target)}
    root = schema.types[tree.attributes[TYPE]]
    yield Site("/", root, tree, tree, is_needed=True)
    yield from _Walk(schema, needed).within(tree, root, "")


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: Schema
    needed: set[int]

    def within(self, holder: Object, part: Part, path: str, *, is_taken: bool = True) -> Iterator[Site]:
        met: set[int] = set()
        for inner in part.parts:
            stranger = self._stranger(inner)
            if inner.kind == "attribute":
                if inner.name in holder.attributes:
                    value = holder.attributes[inner.name]
                    at = f"{path or '/'}@{inner.name}"
                    yield Site(at, inner, holder, value, is_taken=is_taken, stranger=stranger)
                continue
            peers = tuple(_matching(self.schema, inner, part, holder))
            is_needed = any(id(made) in self.needed for made in peers)
            met.update(map(id, peers))
            for made in peers:
                here = f"{path}/{made.name}"
                yield Site(here, inner, holder, made, is_needed, peers, is_taken, stranger)
                if not isinstance(made, LinkBuilder):
                    yield from self.within(made, self._filling(made, inner), here, is_taken=is_taken)
        for made in _objects(holder) if isinstance(holder, GroupBuilder) else ():
            if id(made) not in met and made.attributes[TYPE] in self.schema.types:
                own = self.schema.types[made.attributes[TYPE]]
                yield from self.within(made, own, f"{path}/{made.name}", is_taken=False)

    def _filling(self, made: Object, slot: Part) -> Part:
        """Return what is said of an object by its type and the slot that it is in."""
        name = made.attributes.get(TYPE, "")
        return self.schema.filling(name, slot) if name in self.schema.types else slot

    def _stranger(self, part: Part) -> str | None:
        target = part.type if part.kind == "link" else part.dtype.target if isinstance(part.dtype, Reference) else None
        if target is None:
            return None
        return next((name for name in _STRANGERS if not self.schema.is_a(name, target)), None)


def _matching(schema: Schema, part: Part, holder: Part, made: Object) -> Iterator[Any]:
    """Yield the children of a group that a part of its specification is about."""
    if isinstance(made, DatasetBuilder):
        return
    children = {"group": made.groups, "dataset": made.datasets, "link": made.links}[part.kind]
    if part.name is not None:
        yield from (child for name, child in children.items() if name == part.name)
        return
    named = {inner.name for inner in holder.parts}
    for name, child in children.items():
        target = child.builder if isinstance(child, LinkBuilder) else child
        if name not in named and schema.is_a(target.attributes.get(TYPE, ""), str(part.type)):
            yield child


def _objects(group: GroupBuilder) -> Iterator[Object]:
    """Yield the objects that are right in a group."""
    yield from (made for made in (*group.groups.values(), *group.datasets.values()) if TYPE in made.attributes)


def _targets(made: Object) -> Iterator[BaseBuilder]:
    """Yield what links and references in an object lead to."""
    yield from (target for value in made.attributes.values() for target in referred(value))
    if isinstance(made, DatasetBuilder):
        yield from referred(made.data)
        return
    yield from (link.builder for link in made.links.values())
    for child in (*made.groups.values(), *made.datasets.values()):
        yield from _targets(child)


def referred(value: Any) -> Iterator[BaseBuilder]:
    """Yield what the references in the value of a dataset or an attribute lead to.

    Parameters
    ----------
    value
        Any value.
    """
    if isinstance(value, ReferenceBuilder):
        yield value.builder
    elif isinstance(value, list | tuple):
        yield from (target for element in value for target in referred(element))
    elif getattr(getattr(value, "dtype", None), "hasobject", False):
        yield from referred(value.tolist())


def _outwards(made: BaseBuilder | None) -> Iterator[BaseBuilder]:
    while made is not None:
        yield made
        made = made.parent
