"""What `ZarrIO` does with single nodes of a file, by the names that hdmf-zarr gave it.

Whole trees are written by `write_builder`, which refuses what can't be stored before anything is written and writes
each document once. These methods do both for each node by itself.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from typing import Any, Literal

import zarr
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, LinkBuilder

from hdmf_zarr import convention
from hdmf_zarr.file import ZarrFile
from hdmf_zarr.reading.pointers import BrokenLinkError
from hdmf_zarr.stores import METADATA_KEY, open_place
from hdmf_zarr.writing.plan import Situation
from hdmf_zarr.writing.planner import own_path, plan_attributes, plan_child

__all__ = ["SingleNodes"]

type Json = Any
type Node = zarr.Group | zarr.Array[Any]


class SingleNodes:
    """The part of `ZarrIO` that is concerned with single nodes."""

    _opened: ZarrFile
    _file: Any

    # ---- writing

    def write_group(
        self,
        parent: zarr.Group,
        builder: GroupBuilder,
        link_data: bool = True,
        exhaust_dci: bool = True,
        export_source: str | None = None,
    ) -> zarr.Group:
        """Write a group, with all that is in it, into a group of the file; returns it as zarr has it."""
        self._write_child(parent, builder, link_data, exhaust_dci, export_source)
        group: zarr.Group = self._node(self._opened.path_of(builder))
        return group

    def write_dataset(
        self,
        parent: zarr.Group,
        builder: DatasetBuilder,
        link_data: bool = True,
        exhaust_dci: bool = True,
        force_data: Any = None,
        export_source: str | None = None,
    ) -> zarr.Array[Any] | None:
        """Write a dataset into a group of the file; returns it as zarr has it, ``None`` if it was written before.

        Parameters
        ----------
        parent, builder
            Where, and what.
        link_data, exhaust_dci, export_source
            As for `ZarrIO.write_builder`.
        force_data
            Data to write in place of the builder's.
        """
        if self._opened.holds(builder):
            return None
        written = builder
        if force_data is not None:
            labels = builder.dimension_labels
            written = DatasetBuilder(
                builder.name, force_data, builder.attributes, dtype=builder.dtype, dimension_labels=labels
            )
        self._write_child(parent, written, link_data, exhaust_dci, export_source)
        array: zarr.Array[Any] = self._node(self._opened.path_of(written))
        return array

    def write_link(self, parent: zarr.Group, builder: LinkBuilder, export_source: str | None = None) -> None:
        """Write a link into a group of the file, unless it was written before."""
        if not self._opened.holds(builder):
            self._write_child(parent, builder, link_data=True, exhaust_dci=True, export_source=export_source)

    def write_attributes(self, obj: Node, attributes: Mapping[str, Any]) -> None:
        """Set attributes of a group or array of the file; others stay."""
        self._opened.check_writable()
        plan = plan_attributes(obj.path, attributes, self._situation(forward=True))
        self._opened.commit(plan, consolidate=self._opened.is_consolidated)
        stored = self._opened.documents("write to")[obj.path]["attributes"]
        # zarr too shows a sequence as it was given, until the node is opened anew
        given = {name: tuple(stored[name]) for name in attributes if isinstance(stored.get(name), list)}
        obj.metadata.attributes.update({**stored, **given})

    def _write_child(
        self, parent: zarr.Group, builder: Builder, link_data: bool, exhaust_dci: bool, export_source: str | None
    ) -> None:
        self._opened.check_writable()
        situation = self._situation(export_source=export_source, link_data=link_data, forward=True)
        plan = plan_child(builder, parent.path, situation)
        self._opened.commit(plan, consolidate=self._opened.is_consolidated, exhaust_one_by_one=exhaust_dci)

    def _situation(self, **settings: Any) -> Situation:
        """Return where a plan of this file goes; ``settings`` are further members of `Situation`."""
        return Situation(
            source=self._opened.source,
            existing=self._opened.documents("write to"),
            written=self._opened.written(),
            chunk_separator=self._opened.place.chunk_separator,
            **settings,
        )

    def _node(self, path: str | None) -> Any:
        mode: Literal["r", "r+"] = "r" if self._opened.reads_only else "r+"
        root = zarr.open_group(self._opened.place.store, mode=mode, use_consolidated=False)  # it may have just changed
        return root[path] if path else root

    # ---- finding

    def get_written(self, builder: Builder, check_on_disk: bool = False) -> bool:
        """Tell whether a builder was read from or written to this file (contract B12).

        Parameters
        ----------
        builder
            The builder.
        check_on_disk
            Look as well whether there is something at its path.
        """
        return self._opened.holds(builder) and (not check_on_disk or self.get_builder_exists_on_disk(builder))

    def get_builder_exists_on_disk(self, builder: Builder) -> bool:
        """Tell whether the file has something at the path of a builder."""
        path = self._node_path(builder)
        known = path in self._opened.documents("look into")
        return known and self._opened.place.read(convention.join(path, METADATA_KEY)) is not None

    def get_builder_disk_path(self, builder: Builder, filepath: str | None = None) -> str:
        """Return where a builder lies or would lie: a local path or a URL, in this file or that at ``filepath``."""
        return posixpath.join(filepath or self._opened.source, self._node_path(builder)).rstrip("/")

    def _node_path(self, builder: Builder) -> str:
        known = self._opened.path_of(builder)
        return own_path(builder) if known is None else known

    def resolve_ref(self, zarr_ref: Any) -> tuple[str, Node]:
        """Return name and node that a stored reference or link stands for.

        Parameters
        ----------
        zarr_ref
            ``{"source", "path"}``, with or without ``_REFERENCE`` around it, JSON of that, or a path.

        Raises
        ------
        ValueError
            If there is nothing.
        """
        stored = zarr_ref[()] if getattr(zarr_ref, "shape", None) == () else zarr_ref
        if isinstance(stored, str) and stored.startswith("{"):
            stored = json.loads(stored)
        if convention.is_reference(stored):
            stored = stored[convention.REFERENCE]
        if isinstance(stored, Mapping) and stored.get("path") is None:
            stored = {**stored, "path": "/"}
        try:
            builder = self._opened.reader().target(stored)
        except BrokenLinkError as error:
            path = stored["path"] if isinstance(stored, Mapping) else stored
            raise ValueError(f"{self._opened.source}: Found bad link to object {path}: {error}") from error
        if builder.source == self._opened.source:
            own = self._node_path(builder)
            return builder.name, self._node(own) if own else self._file
        place = open_place(builder.source, read_only=True)
        root = zarr.open_group(place.store, mode="r")
        path = own_path(builder)
        return builder.name, root[path] if path else root

    @staticmethod
    def get_zarr_parent_path(zarr_object: Node) -> str:
        """Return the path of the group that holds a node, with a leading slash."""
        return f"/{posixpath.dirname(zarr_object.path)}"
