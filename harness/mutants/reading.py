"""Mutants that read otherwise than they should, with nothing wrong in the file."""

from __future__ import annotations

from types import new_class
from typing import Any, ClassVar

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import BaseBuilder, Builder

from harness.mutants.changes import Changes
from harness.mutants.documents import data, group, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways import places


def _place() -> Any:
    target = group("target", n=1)
    return tree(target, data([1, 2]), LinkBuilder(target, "link"))


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


class HidesProperty(Fault):
    """Does not tell a property of the builders that are read."""

    hidden: ClassVar[str]
    of: ClassVar[tuple[type[Builder], ...]]

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Give the builder a class that has nothing to say."""
        if isinstance(builder, self.of):
            kind = type(builder)
            hidden = {self.hidden: property(lambda _: None)}
            builder.__class__ = new_class(kind.__name__, (kind,), exec_body=lambda body: body.update(hidden))


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
