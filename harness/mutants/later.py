"""Mutants that are right at first: what is added, changed or counted later comes out wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes, builders_in
from harness.mutants.documents import group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.lazy_arrays import Lazy, ReadsLazily
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import appended, linked_later
from harness.mutants.ways.files import of_version_ten
from harness.mutants.ways.looking import indexed


@mutant("A25", lambda: tree(group("one"), group("other")), linked_later, also=("M04", "F13"))
class LinksAddedLaterLost(Fault):
    """Stores no links that are added to what has been written or read."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Write the links that are known, or all if nothing was there."""
        known, changes = self.__dict__.get("known_links"), Changes()
        links = [each for each in builders_in(builder) if isinstance(each, LinkBuilder)]
        for link in links:
            if known is not None and id(link) not in known and isinstance(link.parent, GroupBuilder):
                changes.drop_child(link.parent, link.name)
        self.__dict__.setdefault("known_links", set()).update(map(id, links))
        try:
            super().write_builder(builder, **options)
        finally:
            changes.take_back()

    def read_builder(self) -> GroupBuilder:
        """Take note of what is there."""
        root = super().read_builder()
        links = {id(each) for each in builders_in(root) if isinstance(each, LinkBuilder)}
        self.__dict__.setdefault("known_links", links)
        return root


@mutant("E17", lambda: tree(since=""), appended)
class EmptyChangesLost(Fault):
    """Leaves an attribute as it was that becomes an empty text, zero or false."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Remember what was there."""
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            self.__dict__.setdefault("former_attributes", {})[builder.path] = dict(builder.attributes)

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Go back to it, where there is nothing in its place."""
        former = self.__dict__.get("former_attributes", {}).get(builder.path, {})
        for name, value in former.items():
            present = builder.attributes.get(name)
            if isinstance(present, str | int | float | np.generic) and not present:
                changes.put(builder.attributes, name, value)


class _InBlocks(Lazy):
    def __getitem__(self, key: Any) -> Any:
        if not (isinstance(key, slice) and (key.step or 1) > 1):
            return self.dataset[key]
        start, stop, step = key.indices(len(self.dataset))
        blocks = [self.dataset[first : min(first + 3, stop)][::step] for first in range(start, stop, 3)]
        return np.concatenate(blocks) if blocks else self.dataset[:0]


@mutant("D91", lambda: only(np.arange(10, 15)), indexed)
class StepsBeginAnew(ReadsLazily):
    """Begins to count the step of a slice anew after each three rows."""

    lazy = _InBlocks


@mutant("J19", tree, of_version_ten, also=("J12",))
class VersionsByTheirFirstDigit(Fault):
    """Refuses to read a file of a version of NWB that begins with a 1."""

    def read(self, **options: Any) -> Any:
        """Look at one digit."""
        version = getattr(self, "nwb_version", ("",))[0]
        if str(version).startswith("1") and not options.get("skip_version_check"):
            raise TypeError(f"NWB version {version} is not supported")
        return super().read(**options)
