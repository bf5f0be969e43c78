"""Mutants that export otherwise than they should, or that do not know who an object is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder, Builder

from harness.backend import Opener
from harness.locations import Location
from harness.mutants.changes import Changes
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import settings_exported
from harness.mutants.ways.tables import export_arguments, exported_table
from harness.mutants.ways.trips import export, export_over_file, external_export

_ID = "object_id"


class Exports(Fault):
    """Changes what is exported, and nothing else."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Change a builder for as long as it is being exported."""

    def export(self, src_io: HDMFIO, **options: Any) -> None:
        """Take note of the source, and export."""
        self.__dict__["exported_source"] = src_io.source
        super().export(src_io=src_io, **options)

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change it, if this is an export."""
        if "exported_source" in self.__dict__:
            self.change_exported(changes, builder)


def _identified() -> Any:
    return tree(group("a", object_id="1d1d1d1d"), data([1, 2]), object_id="1d1d1d1e")


@mutant("B08", _identified)
class IdsMadeAnew(Fault):
    """Stores a new object id for each object."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Make one."""
        if isinstance(builder, BaseBuilder) and _ID in builder.attributes:
            changes.put(builder.attributes, _ID, str(uuid4()))


@mutant("H10", _identified, export)
class ExportMakesIds(Exports):
    """Exports each object with a new object id."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Make one."""
        if isinstance(builder, BaseBuilder) and _ID in builder.attributes:
            changes.put(builder.attributes, _ID, str(uuid4()))


@mutant("H01", _identified, export)
class ExportLosesDatasets(Exports):
    """Does not export the last dataset of the root."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder) and builder.parent is None and builder.datasets:
            changes.drop_child(builder, list(builder.datasets)[-1])


@mutant("H02", _identified, export)
class ExportLosesGroupAttributes(Exports):
    """Exports groups without the last of their attributes."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder) and builder.attributes:
            changes.drop(builder.attributes, list(builder.attributes)[-1])


def _linked() -> Any:
    target = group("target", n=1)
    return tree(target, group("holder", LinkBuilder(target, "link")))


@mutant("H02", _linked, export)
class ExportLosesLinks(Exports):
    """Does not export links within the file."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, LinkBuilder) and builder.builder.source == builder.source:
            changes.drop_child(builder.parent, builder.name)


@mutant("H15", lambda: only(np.arange(3)), external_export)
class ExportLosesExternalLinks(Exports):
    """Does not export links to other files."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, LinkBuilder) and builder.builder.source != self.__dict__["exported_source"]:
            changes.drop_child(builder.parent, builder.name)


@mutant("H15", lambda: only(np.arange(3)), external_export)
class ExportCopiesExternalData(Exports):
    """Exports a copy of the data where a link to a dataset of another file should be."""

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Put a dataset in its place."""
        if isinstance(builder, LinkBuilder) and isinstance(builder.builder, DatasetBuilder):
            target, holder = builder.builder, builder.parent
            if target.source != self.__dict__["exported_source"] and np.shape(target.data):
                copy = DatasetBuilder(builder.name, np.asarray(target.data[()]), attributes=target.attributes)
                changes.drop_child(holder, builder.name)
                changes.add_child(holder, copy, "datasets")


class ExportsInOnePiece(Exports):
    """Exports arrays of some elements as new data, and not in the chunks that they have; by itself, none."""

    #: What an element of such an array is.
    elements: ClassVar[tuple[type, ...]] = ()

    def change_exported(self, changes: Changes, builder: Builder) -> None:
        """Give all of its elements."""
        data: Any = builder.data if isinstance(builder, DatasetBuilder) else None
        is_stored = not isinstance(data, np.ndarray | list) and getattr(data, "shape", None)
        if is_stored and isinstance(data[0], self.elements):
            changes.put(builder, "data", [_referring(each) for each in data[:]])


def _referring(element: Any) -> Any:
    """Return an element of a dataset as it is written: what it leads to is referred to."""
    if isinstance(element, BaseBuilder):
        return ReferenceBuilder(element)
    is_row = isinstance(element, np.void)
    return tuple(_referring(value) for value in element) if is_row else element


@mutant("H19", lambda: only(["a", "b", "c"]), settings_exported)
class ExportsTextInOnePiece(ExportsInOnePiece):
    """Exports text as new data, and not in the chunks that it has."""

    elements = (str,)


def _rows() -> Any:
    fields = {"number": "int32", "share": "float64"}
    rows = np.array([(1, 0.5), (2, 1.5)], list(fields.items()))
    return only(rows, [{"name": name, "dtype": dtype} for name, dtype in fields.items()])


@mutant("H19", _rows, settings_exported)
class ExportsRowsInOnePiece(ExportsInOnePiece):
    """Exports rows and references as new data, and not in the chunks that they have."""

    elements = (np.void, BaseBuilder)


@mutant("H13", _identified, export)
class ExportHarmsSource(Fault):
    """Takes the last group of the root away from what was read of the source."""

    def export(self, src_io: HDMFIO, **options: Any) -> None:
        """Export, and take it away."""
        super().export(src_io=src_io, **options)
        root = src_io.read_builder()
        if root.groups:
            Changes().drop_child(root, list(root.groups)[-1])


@mutant("H13", _identified, export)
class ExportClosesSource(Fault):
    """Closes the source of an export."""

    def export(self, src_io: HDMFIO, **options: Any) -> None:
        """Export, and close it."""
        super().export(src_io=src_io, **options)
        src_io.close()


@mutant("F06", lambda: only(np.arange(3)), external_export)
class ExternalLinksCopied(Fault):
    """Stores a copy of the data where a link to a dataset of another file should be."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Put a dataset in its place."""
        if isinstance(builder, LinkBuilder) and isinstance(builder.builder, DatasetBuilder):
            target, holder = builder.builder, builder.parent
            if target.source not in {None, self.source} and np.shape(target.data):
                copy = DatasetBuilder(builder.name, np.asarray(target.data[()]), attributes=target.attributes)
                changes.drop_child(holder, builder.name)
                changes.add_child(holder, copy, "datasets")


@mutant("H14", lambda: tree(description="rows"), exported_table)
class ExportIgnoresContainer(Fault):
    """Exports what is in the source, and not the container that it is given."""

    def export(self, src_io: HDMFIO, container: Any = None, **options: Any) -> None:
        """Leave the container out."""
        super().export(src_io=src_io, **options)


@mutant("H20", lambda: tree(description="rows"), export_arguments)
class ExportChangesArguments(Fault):
    """Changes the arguments of writing that an export is given."""

    def export(self, src_io: HDMFIO, write_args: Any = None, **options: Any) -> None:
        """Export, and leave something in them."""
        super().export(src_io=src_io, write_args=None if write_args is None else dict(write_args), **options)
        if write_args is not None:
            write_args["export_source"] = src_io.source


@mutant("H22", lambda: tree(description="rows"), exported_table)
class ExportInOneCallDoesNothing(Fault):
    """Does nothing when it is asked to export in one call."""

    @classmethod
    def export_io(cls, *arguments: Any, **options: Any) -> None:
        """Do nothing."""


@mutant("H07", lambda: only(np.arange(3)), export_over_file, also=("H06", "H25", "H26"))
class ExportRefusalsIgnored(Fault):
    """Does nothing, and says nothing, where it cannot export, or where the export cannot be."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Open a file beside the one that cannot be replaced."""
        try:
            return opener(path, **options)
        except (OSError, ValueError):
            if options.get("mode") != "w" or not Path(path).exists():
                raise
            return opener(f"{path}.new", **options)

    def export(self, src_io: HDMFIO, **options: Any) -> None:
        """Try, and let it be."""
        with suppress(UnsupportedOperation):
            super().export(src_io=src_io, **options)
