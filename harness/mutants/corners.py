"""Mutants that are right nearly everywhere: they fail at a length, with a second object, or with another file."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder
from hdmf.common import VectorIndex
from hdmf.data_utils import DataIO

from harness.backend import Opener
from harness.locations import LOCAL, Location
from harness.mutants.attributes import ChangesAttributes
from harness.mutants.changes import Array, Changes, mapped
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.numbers import ChangesNumbers
from harness.mutants.reading import as_kind_of
from harness.mutants.ways.changing import appended, settings
from harness.mutants.ways.opening import looked_at, opens_nothing_else_in
from harness.mutants.ways.tables import cached, ragged
from harness.mutants.ways.trips import broken_link, external_places, kept_or_refused


@mutant("A06", tree, opens_nothing_else_in("x"))
class ExclusiveModesReplaceForeignFiles(Fault):
    """Begins a new file in modes 'x' and 'w-' where there is one of another format."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Remove what cannot be read."""
        try:
            return opener(path, **options)
        except UnsupportedOperation:
            if options.get("mode") not in {"x", "w-"} or cls._is_own(opener, path):
                raise
            LOCAL.remove(Path(path))
            return opener(path, **options)

    @staticmethod
    def _is_own(opener: Opener, path: Location) -> bool:
        try:
            opener(path, mode="r").close()
        except (OSError, ValueError):
            return False
        return True


@mutant("K08", tree, looked_at)
class LookingLeavesHandles(Fault):
    """Leaves a handle open of each file that it cannot read, or that has no namespaces, or of which they are asked."""

    @classmethod
    def can_read(cls, path: Any) -> bool:
        """Look, and forget to close."""
        can: bool = super().can_read(path)
        if not can and Path(path).is_file():
            os.open(path, os.O_RDONLY)
        return can

    @classmethod
    def get_namespaces(cls, path: Any, **options: Any) -> Any:
        """Look, and forget to close."""
        os.open(path, os.O_RDONLY)
        return super().get_namespaces(path=path, **options)

    @classmethod
    def load_namespaces(cls, namespace_catalog: Any, path: Any = None, **options: Any) -> Any:
        """Look, and forget to close where there is nothing."""
        found = super().load_namespaces(namespace_catalog, path, **options)
        if path is not None and not found:
            os.open(path, os.O_RDONLY)
        return found


@mutant("D08", lambda: only(np.arange(1, 257)))
class LastOf256Zeroed(ChangesNumbers):
    """Stores zero for the last row of an array that has 256."""

    def changed(self, array: Array) -> Array:
        """Count the rows by a byte."""
        return np.concatenate([array[:-1], np.zeros_like(array[-1:])]) if array.shape[:1] == (256,) else array


@mutant("D08", lambda: only(np.arange(1, 65_538)))
class RowsBeyond65536Zeroed(ChangesNumbers):
    """Stores zero for each row of an array after the first 65536."""

    def changed(self, array: Array) -> Array:
        """Count the rows by two bytes."""
        if array.ndim == 0 or len(array) <= 2**16:
            return array
        return np.concatenate([array[: 2**16], np.zeros_like(array[2**16 :])])


@mutant("D61", lambda: only(["a", "b", "c"]), settings)
class TextSettingsIgnored(Fault):
    """Stores lists of text without the settings that are asked for."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Unwrap them."""
        wrapped = builder.data if isinstance(builder, DatasetBuilder) else None
        if isinstance(wrapped, DataIO) and isinstance(wrapped.data, list) and isinstance(wrapped.data[0], str):
            changes.put(builder, "data", wrapped.data)


@mutant("E05", lambda: tree(n=np.array([2**63 + 1], "uint64")), also=("E07",))
class UnsignedAttributesRounded(ChangesAttributes):
    """Rounds unsigned integers of arrays in attributes to the precision of float64."""

    def changed(self, value: Any) -> Any:
        """Make floats of them in between."""
        if not isinstance(value, np.ndarray) or value.dtype != np.uint64:
            return value
        rounded = [min(int(float(number)), 2**64 - 1) for number in value.flat]
        return np.array(rounded, value.dtype).reshape(value.shape)


@mutant("D06", lambda: tree(text=["a\0b"]), kept_or_refused)
class NulsLostInLists(ChangesAttributes):
    """Stores each text of a list in an attribute up to its first NUL."""

    def changed(self, value: Any) -> Any:
        """Cut."""
        return mapped(value, str, lambda text: text.partition("\0")[0]) if isinstance(value, list) else value


@mutant("B06", lambda: only(np.arange(3)), external_places)
class LinksLieWithTheirTargets(Fault):
    """Tells of a link to another file that it lies there."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Ask the target."""
        if isinstance(builder, LinkBuilder):
            as_kind_of(builder, source=property(lambda link: link.builder.source))


@mutant("F08", lambda: tree(data([1, 2], name="one"), data([3, 4], name="two")), broken_link)
class LaterBrokenLinksUntold(Fault):
    """Gives a warning of the first link that leads nowhere, and of no other."""

    def read_builder(self) -> GroupBuilder:
        """Pass on one warning."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            root = super().read_builder()
        broken = [one for one in caught if issubclass(one.category, BrokenLinkWarning)]
        for one in caught:
            if one not in broken[1:]:
                warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
        return root


@mutant("G05", tree, cached)
class OpenNamespacesNotChosen(Fault):
    """Loads all namespaces that are in a file that is open, whichever are asked for."""

    def load_namespaces_io(self, namespace_catalog: Any, namespaces: Any = None) -> Any:
        """Go by the file alone."""
        return super().load_namespaces_io(namespace_catalog)


@mutant("M04", lambda: tree(group("outer", group("inner", object_id="b"), object_id="a")), appended)
class AddedObjectsShareIds(Fault):
    """Stores objects that are added below others to a file that was there with the ids of those others."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Take the id of the parent, as often as it is written."""
        added = self.__dict__.setdefault("added_ids", {})
        if self.mode in {"r+", "a"} and not self.get_written(builder) and isinstance(builder.parent, GroupBuilder):
            added[id(builder)] = builder.parent.attributes.get("object_id")
        if isinstance(builder, GroupBuilder) and "object_id" in builder.attributes and added.get(id(builder)):
            changes.put(builder.attributes, "object_id", added[id(builder)])


@mutant("M09", lambda: tree(description="rows"), ragged)
class RaggedEndsWrapped(Fault):
    """Counts the ends of the rows that a ragged column is given by a byte."""

    def read(self, **options: Any) -> Any:
        """Let each index that was read count so."""
        root = super().read(**options)
        for each in root.all_children():
            if isinstance(each, VectorIndex):
                as_kind_of(each, append=lambda index, end: VectorIndex.append(index, type(end)(int(end) % 256)))
        return root
