"""Names of hdmf-zarr's module of this name, for programs that import them from here."""

from __future__ import annotations

import json
from typing import Any

import zarr
from hdmf.spec import SpecReader, SpecWriter
from zarr.abc.store import Store

from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.reading.zarr_array import HDMFZarrArray
from hdmf_zarr.stores import open_place

__all__ = ["HDMFZarrArray", "ZarrDataIO", "ZarrReference", "ZarrSpecReader", "ZarrSpecWriter", "get_store_path"]


def get_store_path(store: Store) -> str:
    """Return what names a store: a local path, a URL, or a name of its own for one that has neither."""
    return open_place(store, read_only=True).source


class ZarrReference(dict[str, Any]):
    """Where a referenced object lies: the file, ``"."`` for the same one, and the path in it."""

    def __init__(self, source: str | None = None, path: str | None = None) -> None:
        super().__init__(source=source, path=path)

    @property
    def source(self) -> Any:
        """The file."""
        return self["source"]

    @source.setter
    def source(self, source: str) -> None:
        self["source"] = source

    @property
    def path(self) -> Any:
        """The path in the file."""
        return self["path"]

    @path.setter
    def path(self, path: str) -> None:
        self["path"] = path


class ZarrSpecWriter(SpecWriter):
    """Writes specifications into a group, each as JSON in an array without axes."""

    def __init__(self, group: zarr.Group) -> None:
        self._group = group

    @staticmethod
    def stringify(spec: Any) -> str:
        """Return the text of a specification."""
        return json.dumps(spec, separators=(",", ":"))

    def write_spec(self, spec: Any, path: str) -> zarr.Array[Any]:
        """Write a file of specifications."""
        array: zarr.Array[Any] = self._group.create_array(path, shape=(), dtype="str", overwrite=True)
        array[()] = self.stringify(spec)
        return array

    def write_namespace(self, namespace: Any, path: str) -> zarr.Array[Any]:
        """Write a namespace."""
        return self.write_spec({"namespaces": [namespace]}, path)


class ZarrSpecReader(SpecReader):
    """Reads the specifications that lie in a group."""

    def __init__(self, group: zarr.Group) -> None:
        super().__init__(source=f"{get_store_path(group.store)}:{group.name}")
        self._group = group

    def read_spec(self, spec_path: str) -> Any:
        """Return a file of specifications."""
        node: Any = self._group[spec_path]
        return json.loads(str(node[()]))

    def read_namespace(self, ns_path: str) -> Any:
        """Return the namespaces of a file."""
        return self.read_spec(ns_path)["namespaces"]
