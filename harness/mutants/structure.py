"""Mutants that store other groups, names and links than they were given."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.references import sibling
from harness.mutants.ways.looking import places
from harness.mutants.ways.trips import broken_link


@mutant("C01", lambda: tree(group("empty")))
class EmptyGroupsLost(Fault):
    """Does not store groups without content."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder) and builder.parent is not None and builder.is_empty():
            changes.drop_child(builder.parent, builder.name)


def _nested(depth: int) -> Any:
    inner = group("inner", n=1)
    for _ in range(depth):
        inner = group("inner", inner)
    return tree(inner)


@mutant("C02", lambda: _nested(33))
class DeepGroupsLost(Fault):
    """Does not store what lies deeper than 32 groups."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder) and builder.path.count("/") > 32:
            changes.drop_child(builder.parent, builder.name)


@mutant("C03", lambda: tree(*(group(f"g{number}") for number in range(257))))
class ManyChildrenLost(Fault):
    """Stores no more than 256 groups, and 256 datasets, in a group."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder):
            for name in [*list(builder.groups)[256:], *list(builder.datasets)[256:]]:
                changes.drop_child(builder, name)


class RenamesGroups(Fault):
    """Stores groups under other names."""

    def renamed(self, name: str) -> str:
        """Return the name that is stored."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Put a group of the other name, with the same content, in the place of the first."""
        if isinstance(builder, GroupBuilder) and builder.parent is not None:
            name = self.renamed(builder.name)
            if name != builder.name:
                content = {kind: dict(getattr(builder, kind)) for kind in ("groups", "datasets", "links")}
                other = GroupBuilder(name, attributes=builder.attributes, source=builder.source, **content)
                parent = builder.parent
                changes.drop_child(parent, builder.name)
                changes.add_child(parent, other, "groups")


@mutant("C04", lambda: tree(group(" a")))
class NamesStripped(RenamesGroups):
    """Stores the names of groups without spaces at their ends."""

    def renamed(self, name: str) -> str:
        """Strip."""
        return name.strip() or name


@mutant("C04", lambda: tree(group("A"), group("a", n=1)))
class NamesLowered(RenamesGroups):
    """Stores the names of groups in small letters."""

    def renamed(self, name: str) -> str:
        """Change the case."""
        return name.lower()


@mutant("C04", lambda: tree(group("é")))
class NamesReduced(RenamesGroups):
    """Stores an underscore for each character beyond ASCII in the names of groups."""

    def renamed(self, name: str) -> str:
        """Replace."""
        return "".join(character if character.isascii() else "_" for character in name)


def _linked(name: str = "link") -> Any:
    target, other = group("target", n=1), group("other", n=2)
    return tree(group("around", target, other), group("holder", LinkBuilder(target, name)))


@mutant("F01", _linked)
class LinksToSibling(Fault):
    """Lets links lead to the next sibling of their target."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Lead them astray."""
        if isinstance(builder, LinkBuilder):
            changes.put(builder, "builder", sibling(builder.builder))


def _linked_data() -> Any:
    target = data([1, 2], name="target")
    return tree(target, group("holder", LinkBuilder(target, "link")))


@mutant("F04", _linked_data)
class LinkedDataCopied(Fault):
    """Stores a copy of the data where a link to a dataset should be."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Put a dataset in its place."""
        if isinstance(builder, LinkBuilder) and isinstance(builder.builder, DatasetBuilder):
            target, holder = builder.builder, builder.parent
            if isinstance(target.data, list | np.ndarray) and not isinstance(target.dtype, list):
                copy = DatasetBuilder(builder.name, target.data, dtype=target.dtype, attributes=target.attributes)
                changes.drop_child(holder, builder.name)
                changes.add_child(holder, copy, "datasets")


@mutant("F03", _linked)
class LinkNamesLost(Fault):
    """Stores links under the names of their targets."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Rename."""
        if isinstance(builder, LinkBuilder) and builder.parent is not None:
            holder, name = builder.parent, builder.builder.name
            if name not in holder.obj_type:
                changes.drop_child(holder, builder.name)
                changes.add_child(holder, LinkBuilder(builder.builder, name, source=builder.source), "links")


def _two_links() -> Any:
    first, second = group("first", n=1), group("second", n=2)
    return tree(first, second, group("holder", LinkBuilder(first, "a"), LinkBuilder(second, "b")))


@mutant("F03", _two_links)
class SecondLinkLost(Fault):
    """Stores no more than one link in a group."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove the others."""
        if isinstance(builder, GroupBuilder):
            for name in list(builder.links)[1:]:
                changes.drop_child(builder, name)


def _root_link() -> Any:
    target = group("target", n=1)
    return tree(group("holder", target), LinkBuilder(target, "link"))


@mutant("B09", _root_link)
class RootLinksLost(Fault):
    """Does not store the links of the root."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder) and builder.parent is None:
            for name in list(builder.links):
                changes.drop_child(builder, name)


def _equal_names() -> Any:
    targets = [group("same", n=1), group("same", n=2)]
    links = [LinkBuilder(target, f"link {number}") for number, target in enumerate(targets)]
    return tree(group("a", targets[0]), group("b", targets[1]), group("holder", *links))


@mutant("B10", _equal_names)
class EqualNamesMixed(Fault):
    """Takes all links of a group whose targets have one name for links to the first of them."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Know targets by their names."""
        if isinstance(builder, GroupBuilder):
            known: dict[str, Any] = {}
            for link in builder.links.values():
                changes.put(link, "builder", known.setdefault(link.builder.name, link.builder))


def _near_link() -> Any:
    target = group("target", n=1)
    return tree(target, LinkBuilder(target, "link"))


@mutant("B11", _near_link, places)
class TargetsTwice(Fault):
    """Reads the target of a link as a builder of its own."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Make another one."""
        if isinstance(builder, LinkBuilder) and isinstance(builder.builder, GroupBuilder):
            target = builder.builder
            content = {kind: dict(getattr(target, kind)) for kind in ("groups", "datasets", "links")}
            other = GroupBuilder(target.name, attributes=target.attributes, source=target.source, **content)
            other.location = target.location
            changes.put(builder, "builder", other)


@mutant("F17", _linked, also=("F01", "F02", "F06", "F07", "F11", "F13", "F20", "F21", "F22", "F23"))
class LinksNotRead(Fault):
    """Reads no links."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Remove them."""
        if isinstance(builder, LinkBuilder):
            changes.drop_child(builder.parent, builder.name)


@mutant("F08", lambda: only([1, 2]), broken_link, also=("F09", "F21", "I13", "I17"))
class BrokenLinksUntold(Fault):
    """Gives no warning of what it cannot read."""

    def read_builder(self) -> GroupBuilder:
        """Read in silence."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return super().read_builder()
