"""Where in a document its schema says something: each object, child, link and attribute with the part that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder

from harness.schema.parts import Part
from harness.schema.schema import Schema

type Object = GroupBuilder | DatasetBuilder

#: The attributes by which an object is known, of which specifications say nothing of their own.
TYPE, NAMESPACE, OBJECT_ID = IDENTITY = ("neurodata_type", "namespace", "object_id")


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
        Whether it is the root, or a link or a reference leads to it or to something in it.
    """

    path: str
    part: Part
    holder: Object = field(repr=False)
    made: Any = field(repr=False)
    is_needed: bool = False

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
        if isinstance(self.made, DatasetBuilder):
            self.replace(DatasetBuilder(self.name, value, dtype=dtype, attributes=self.made.attributes))
        else:
            self.holder.set_attribute(self.name, value)

    def replace(self, child: Object | LinkBuilder) -> None:
        """Put a child into the place of the one that is there; it may have another name."""
        self.remove()
        add = {GroupBuilder: self.holder.set_group, DatasetBuilder: self.holder.set_dataset}
        add.get(type(child), self.holder.set_link)(child)

    def remove(self) -> None:
        """Take it out of its holder."""
        if self.part.kind == "attribute":
            del self.holder.attributes[self.name]
            return
        members = {"group": self.holder.groups, "dataset": self.holder.datasets, "link": self.holder.links}
        del members[self.part.kind][self.name]
        del self.holder.obj_type[self.name]


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
    yield from _within(schema, tree, root, "", needed)


def _within(schema: Schema, holder: Object, part: Part, path: str, needed: set[int]) -> Iterator[Site]:
    for inner in part.parts:
        if inner.kind == "attribute":
            if inner.name in holder.attributes:
                yield Site(f"{path or '/'}@{inner.name}", inner, holder, holder.attributes[inner.name])
            continue
        for made in _matching(schema, inner, part, holder):
            here = f"{path}/{made.name}"
            yield Site(here, inner, holder, made, id(made) in needed)
            if not isinstance(made, LinkBuilder):
                own = schema.types.get(made.attributes.get(TYPE, ""), inner)
                yield from _within(schema, made, own, here, needed)


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
