"""Mutants that open, close, replace and append otherwise than they should."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import GroupBuilder

from harness.backend import Opener
from harness.locations import LOCAL, Location
from harness.mutants.changes import Changes, builders_in
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import appended
from harness.mutants.ways.looking import places
from harness.mutants.ways.opening import (
    closed,
    opened_in,
    opens_nothing_else_in,
    read_only,
    reads_while_creating,
    replaced,
)
from harness.mutants.ways.tables import built, recognised


def _some() -> Any:
    return only(np.arange(3), unit="V")


class OpensInAnotherMode(Fault):
    """Opens in another mode than it is asked to."""

    asked: tuple[str, ...]
    done: str

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Open otherwise, if that can be done."""
        if options.get("mode") not in cls.asked:
            return opener(path, **options)
        try:
            return opener(path, **(options | {"mode": cls.done}))
        except UnsupportedOperation:
            return opener(path, **options)


@mutant("A04", _some, replaced)
class ReplacedContentStays(OpensInAnotherMode):
    """Writes over what is there in mode 'w', and leaves the rest of it."""

    asked, done = ("w",), "a"


@mutant("A05", _some, opened_in("a"))
class AppendingTruncates(OpensInAnotherMode):
    """Begins a new file in mode 'a', whatever is there."""

    asked, done = ("a", "r+"), "w"

    def read_builder(self) -> GroupBuilder:
        """Read what is left, which is nothing."""
        return GroupBuilder("root")


@mutant("A06", _some, opened_in("x"))
class ExclusiveModesOverwrite(OpensInAnotherMode):
    """Begins a new file in modes 'x' and 'w-', whatever is there."""

    asked, done = ("x", "w-"), "w"


@mutant("A07", _some, read_only)
class ReadingModeWrites(OpensInAnotherMode):
    """Writes in mode 'r'."""

    asked, done = ("r",), "r+"


@mutant("A02", _some, read_only, also=("A03",))
class ReadingCreates(Fault):
    """Makes an empty file in modes 'r' and 'r+' where there is none."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Try, and make one."""
        try:
            return opener(path, **options)
        except UnsupportedOperation:
            if options.get("mode", "r") not in {"r", "r+"}:
                raise
            opener(path, **(options | {"mode": "w-"})).close()
            return opener(path, **options)


@mutant("A28", _some, opened_in("r"))
class ReadingLeavesFiles(Fault):
    """Leaves a file beside the one that was read."""

    def read_builder(self) -> GroupBuilder:
        """Read, and make a note of it."""
        source = Path(self.source)
        (source if source.is_dir() else source.parent).joinpath("read.lock").touch()
        return super().read_builder()


@mutant("A01", tree, recognised)
class EmptyFilesRemoved(Fault):
    """Leaves no file if nothing has been written."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Write, and remember it."""
        self.__dict__["has_stored"] = True
        super().write_builder(builder, **options)

    def close(self, *arguments: Any, **options: Any) -> None:
        """Close, and remove what is empty."""
        was_open = self.is_open()
        super().close(*arguments, **options)
        if was_open and self.mode in {"w", "x", "w-"} and "has_stored" not in self.__dict__:
            LOCAL.remove(Path(self.source))


@mutant("I09", tree, opens_nothing_else_in("r"), also=("A02", "A03", "I14"))
class ForeignFilesReplaced(Fault):
    """Begins a new file where it cannot read what is there."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Try, and begin one."""
        try:
            return opener(path, **options)
        except (OSError, UnsupportedOperation, ValueError):
            if not Path(path).exists() or options.get("mode", "r") not in {"r", "r+", "a"}:
                raise
            LOCAL.remove(Path(path))
            return opener(path, **(options | {"mode": "w"}))


@mutant("A08", _some, reads_while_creating)
class CreatingModesRead(Fault):
    """Gives ``None`` for the container in modes that create a file."""

    def read(self, **options: Any) -> Any:
        """Give nothing."""
        return None if self.mode in {"w", "x", "w-"} else super().read(**options)


@mutant("B01", tree, built)
class WritingLosesId(Fault):
    """Stores a container without its object id, which is in the builder that its manager has built."""

    def write(self, container: Any, **options: Any) -> None:
        """Write, and say so."""
        self.__dict__["is_container"] = True
        super().write(container=container, **options)

    def change_written(self, changes: Changes, builder: Any) -> None:
        """Remove it, in a container."""
        if "is_container" in self.__dict__ and builder.parent is None and isinstance(builder, GroupBuilder):
            changes.drop(builder.attributes, "object_id")


@mutant("A10", _some, closed)
class ClosesOnce(Fault):
    """Raises an error when it is closed for the second time."""

    def close(self, *arguments: Any, **options: Any) -> None:
        """Close, if it is open."""
        if not self.is_open():
            raise ValueError(f"{self.source} is closed already")
        super().close(*arguments, **options)


@mutant("A11", _some, closed)
class StaysOpenOnErrors(Fault):
    """Is not closed when its context ends with an error."""

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> None:
        """Close, unless something went wrong."""
        if kind is None:
            self.close()


@mutant("A13", _some, closed)
class AlwaysOpen(Fault):
    """Says that it is open when it is closed."""

    def is_open(self) -> bool:
        """Say so."""
        return True

    def __del__(self) -> None:
        """Give no warning."""


@mutant("A12", _some, closed)
class ReadsAfterClosing(Fault):
    """Gives the tree that was read when it is closed, or an empty one if none was."""

    def read_builder(self) -> GroupBuilder:
        """Remember."""
        return super().read_builder() if self.is_open() else self.__dict__.get("changed_tree", GroupBuilder("root"))


@mutant("A16", _some, places)
class SourcesRelative(Fault):
    """Tells where its file is as seen from the working directory."""

    @property
    def source(self) -> Any:
        """The path from here."""
        return os.path.relpath(super().source) if isinstance(super().source, str) else super().source


@mutant("A25", lambda: tree(group("first"), data([1, 2])), appended)
class SecondWriteLost(Fault):
    """Stores nothing when an IO writes for the second time."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Write once."""
        if not self.__dict__.get("has_written"):
            self.__dict__["has_written"] = True
            super().write_builder(builder, **options)


@mutant("M04", lambda: tree(group("first")), appended)
class AppendedObjectsLost(Fault):
    """Stores no new groups in a file that was there."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Write what is known, or all if nothing was there."""
        known = self.__dict__.get("known")
        added = [each for each in builders_in(builder) if known is not None and id(each) not in known]
        for each in added:
            if isinstance(each, GroupBuilder) and each.parent is not None:
                each.parent.groups.pop(each.name, None)
        super().write_builder(builder, **options)

    def read_builder(self) -> GroupBuilder:
        """Take note of what is there."""
        tree = super().read_builder()
        self.__dict__.setdefault("known", {id(each) for each in builders_in(tree)})
        return tree


@mutant("M05", lambda: tree(group("first", n=1)), appended)
class AppendingHarms(Fault):
    """Overwrites the last attribute of the root, if it is text, when it appends."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Put something else there."""
        if id(self.__dict__.get("changed_tree")) == id(builder):
            for name, value in builder.attributes.items():
                if isinstance(value, str):
                    builder.attributes[name] = value + " (appended)"
        super().write_builder(builder, **options)
