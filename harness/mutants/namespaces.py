"""Mutants that keep, find and recognise cached namespaces, and files, otherwise than they should."""

from __future__ import annotations

from typing import Any

from hdmf.build import GroupBuilder

from harness.mutants.documents import tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.files import versions
from harness.mutants.ways.tables import cached, recognised


@mutant("G01", tree, cached)
class NamespacesNotCached(Fault):
    """Keeps no namespaces in the files that it writes."""

    def write(self, container: Any, **options: Any) -> None:
        """Leave them out."""
        super().write(container=container, **(options | {"cache_spec": False}))


@mutant("G02", tree, cached)
class NamespacesAlwaysCached(Fault):
    """Keeps namespaces in a file also when it is told not to."""

    def write(self, container: Any, **options: Any) -> None:
        """Keep them."""
        super().write(container=container, **(options | {"cache_spec": True}))


@mutant("G04", tree, cached, also=("G03", "G13", "J02", "J13", "J14", "J15"))
class NamespacesNotLoaded(Fault):
    """Loads none of the namespaces that are in a file."""

    @classmethod
    def load_namespaces(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Find none."""
        return {}


@mutant("G05", tree, cached, also=("J14",))
class OpenNamespacesNotLoaded(Fault):
    """Loads none of the namespaces that are in a file that is open."""

    def load_namespaces_io(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Find none."""
        return {}


@mutant("G07", tree, cached)
class ClosedFilesHaveNamespaces(Fault):
    """Finds no namespaces in a file that is closed, and does not say why."""

    def load_namespaces_io(self, *arguments: Any, **options: Any) -> Any:
        """Find none."""
        return super().load_namespaces_io(*arguments, **options) if self.is_open() else {}


@mutant("G06", tree, cached)
class HandlesNotLookedAt(Fault):
    """Does not ask whether an open handle is of the file that is named."""

    @classmethod
    def load_namespaces(cls, *arguments: Any, **options: Any) -> Any:
        """Go by the handle alone."""
        if options.get("file") is not None:
            options.pop("path", None)
        return super().load_namespaces(*arguments, **options)


@mutant("G08", tree, cached)
class VersionsWrong(Fault):
    """Names another version of each namespace that is in a file."""

    @classmethod
    def get_namespaces(cls, *arguments: Any, **options: Any) -> dict[str, str]:
        """Make one up."""
        found = super().get_namespaces(*arguments, **options)
        return dict.fromkeys(found, "0.0.0")


@mutant("H17", tree, cached)
class ExportKeepsNoNamespaces(Fault):
    """Keeps no namespaces in the files that it exports."""

    def export(self, src_io: Any, **options: Any) -> None:
        """Leave them out."""
        super().export(src_io=src_io, **(options | {"cache_spec": False}))


@mutant("J12", tree, recognised)
class TakesAnyFile(Fault):
    """Says of each location that it can read it."""

    @staticmethod
    def can_read(path: Any) -> bool:
        """Say so."""
        return True


@mutant("J12", tree, recognised, also=("L10",))
class TakesNoFile(Fault):
    """Says of no location that it can read it."""

    @staticmethod
    def can_read(path: Any) -> bool:
        """Say so."""
        return False


@mutant("A09", tree, recognised)
class EmptyFilesRead(Fault):
    """Gives ``None`` for the container of an empty file."""

    def read(self, **options: Any) -> Any:
        """Give nothing where there is nothing."""
        root = self.read_builder() if self.is_open() and self.mode in {"r", "r+", "a"} else None
        return None if root is not None and root.is_empty() else super().read(**options)


@mutant("B07", tree, cached)
class SpecificationsShow(Fault):
    """Shows a group of specifications in the tree of a file that has some."""

    def read_builder(self) -> Any:
        """Add the group to the root of a typed container."""
        root = super().read_builder()
        if "namespace" in root.attributes and "specifications" not in root.groups:
            root.set_group(GroupBuilder("specifications", attributes={"hdmf-common": "cached"}))
        return root


@mutant("J18", lambda: tree(description="no NWB file"), versions)
class VersionsForgotten(Fault):
    """Does not tell the version of NWB that a file has."""

    @property
    def nwb_version(self) -> tuple[None, None]:
        """Tell nothing."""
        return None, None


@mutant("J18", lambda: tree(description="no NWB file"), versions)
class VersionsMadeUp(Fault):
    """Tells that a file has version 2.0.0 of NWB, whether or not it has."""

    @property
    def nwb_version(self) -> tuple[str, tuple[int, int, int]]:
        """Tell the same of each file."""
        return "2.0.0", (2, 0, 0)


@mutant("J19", lambda: tree(description="no NWB file"), versions)
class VersionsNotLookedAt(Fault):
    """Reads files of any version of NWB, and of none."""

    def read(self, **options: Any) -> Any:
        """Skip the look."""
        return super().read(**(options | {"skip_version_check": True}))
