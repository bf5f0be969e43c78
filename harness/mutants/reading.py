"""Mutants that read otherwise than they should, with nothing wrong in the file."""

from __future__ import annotations

from pathlib import Path
from types import new_class
from typing import Any, ClassVar

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder, Builder
from hdmf.query import ReferenceResolver

from harness.mutants.changes import Changes, mapped
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.looking import elements, places
from harness.values import is_stored


def _place() -> Any:
    target = group("target", n=1)
    return tree(target, data([1, 2]), LinkBuilder(target, "link"))


def _inner_link() -> Any:
    target = group("target", n=1)
    return tree(target, group("holder", LinkBuilder(target, "link")))


@mutant("B04", _place, places)
class TreesReadAnew(Fault):
    """Reads another tree each time."""

    def read_builder(self) -> GroupBuilder:
        """Return a new root."""
        root = super().read_builder()
        content = {kind: dict(getattr(root, kind)) for kind in ("groups", "datasets", "links")}
        other = GroupBuilder(root.name, attributes=root.attributes, source=root.source, **content)
        other.location = root.location
        return other


@mutant("B06", _place, places)
class PlacesMissing(Fault):
    """Does not tell where a builder lies in its file."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Forget."""
        if isinstance(builder, BaseBuilder):
            builder.location = None


@mutant("B06", _inner_link, places)
class LinksStandWithTheirTargets(Fault):
    """Tells of a link that it stands where its target does."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Take the place of the target for its own."""
        if isinstance(builder, LinkBuilder):
            builder.location = builder.builder.location


def as_kind_of(thing: Any, **members: Any) -> None:
    """Give an object a class of its own, which has other members than that which it had."""
    kind = type(thing)
    thing.__class__ = new_class(kind.__name__, (kind,), exec_body=lambda body: body.update(members))


class HidesProperty(Fault):
    """Does not tell a property of the builders that are read."""

    hidden: ClassVar[str]
    of: ClassVar[tuple[type[Builder], ...]]

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Give the builder a class that has nothing to say."""
        if isinstance(builder, self.of):
            as_kind_of(builder, **{self.hidden: property(lambda _: None)})


@mutant("B06", _place, places)
class SourcesMissing(HidesProperty):
    """Does not tell which file a builder is from."""

    hidden = "source"
    of = (DatasetBuilder,)


@mutant("B13", _place, places)
class DtypesMissing(HidesProperty):
    """Does not tell the dtype of a dataset."""

    hidden = "dtype"
    of = (DatasetBuilder,)


@mutant("B13", _place, places)
class LimitsMissing(HidesProperty):
    """Does not tell how far a dataset can grow."""

    hidden = "maxshape"
    of = (DatasetBuilder,)


@mutant("B12", _place, places)
class WrittenForgotten(Fault):
    """Knows of no builder that it has been written."""

    def get_written(self, builder: Builder) -> bool:
        """Forget."""
        return False


@mutant("C09", lambda: tree(n=1), places)
class RootsNamedByFile(Fault):
    """Reads the root under the name of its file."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Rename."""
        if isinstance(builder, GroupBuilder) and builder.parent is None:
            as_kind_of(builder, name=property(lambda read: Path(read.source).name))


def _referring() -> Any:
    targets = [group("first", n=1), group("second", n=2)]
    return tree(*targets, data([ReferenceBuilder(target) for target in targets], "object"))


@mutant("B11", _referring, elements, also=("E24", "E26", "E31"))
class ReferencesReadAnew(Fault):
    """Gives another builder for a reference each time."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Make copies of what is referred to."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, ReferenceResolver):
            own = type(builder.data).__getitem__
            as_kind_of(builder.data, __getitem__=lambda held, key: _copied(own(held, key)))


@mutant("D99", lambda: only(["a", "§"]), elements, also=("D13", "D41", "D91"))
class PartsOfTextAreBytes(Fault):
    """Gives bytes for the elements of a part of a text array."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Encode what is read."""
        if isinstance(builder, DatasetBuilder) and hasattr(builder.data, "shape") and is_stored(builder.data):
            own = type(builder.data).__getitem__
            as_kind_of(builder.data, __getitem__=lambda held, key: _encoded(own(held, key)))


def _copied(found: Any) -> Any:
    return GroupBuilder(found.name, attributes=found.attributes) if isinstance(found, GroupBuilder) else found


def _encoded(found: Any) -> Any:
    return mapped(found, str, str.encode) if isinstance(found, list | np.ndarray) else found
