"""The JSON documents of a Zarr file, and the paths in them: of nodes, of links and of references.

A path in a document is made of the names of directories; a path in the normal form, of the names of objects.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from harness.normal import ROOT, Target
from harness.witness.zarr_files import DOCUMENT, Json, stored_files

__all__ = ["RESERVED", "Documents", "read_documents"]

#: Names of attributes that the layout needs for itself.
RESERVED: Final = frozenset(
    {"_LINKS", "_REFERENCE_FIELDS", "_DTYPE", "_ARRAY_DIMENSIONS", ".specloc", "zarr_dtype", "zarr_link"}
)
_LONGEST_CHAIN: Final = 40


class Documents(Mapping[str, Json]):
    """The document of each node by its stored path, parents first; the root's is ``""``.

    Parameters
    ----------
    file
        Where the file is.
    documents
        All of them but those of the cached specifications.
    """

    def __init__(self, file: Path, documents: Mapping[str, Json]) -> None:
        self._file = file
        self._documents = documents

    def __getitem__(self, path: str) -> Json:
        return self._documents[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def true_path(self, stored: str) -> str:
        """Return the path that is made of the names of objects."""
        path, names = "", []
        for part in filter(None, stored.split("/")):
            path = posixpath.join(path, part)
            names.append(self._documents.get(path, {}).get("hdmf", {}).get("name", part))
        return posixpath.join(ROOT, *names)

    def target(self, pointer: Json) -> Target:
        """Return what a link or a reference leads to, at the end of the links that it leads to.

        Parameters
        ----------
        pointer
            With ``path``, and with ``source``, the other file relative to this one, unless that is ``"."``.
        """
        for _ in range(_LONGEST_CHAIN):
            path = pointer["path"].strip("/")
            if pointer.get("source", ".") != ".":
                other = (self._file / pointer["source"]).resolve()
                elsewhere = read_documents(other) if other.exists() else Documents(other, {})
                return Target(elsewhere.true_path(path), str(other))
            parent, _, name = path.rpartition("/")
            links = self._documents.get(parent, {}).get("attributes", {}).get("_LINKS", [])
            after = [link for link in links if link["name"] == name and path not in self._documents]
            if not after:
                return Target(self.true_path(path))
            pointer = after[0]
        raise ValueError(f"{self._file}: more than {_LONGEST_CHAIN} links lead to one another, {pointer} among them")

    def reference(self, text: str) -> str | None:
        """Return the path of what an element of a dataset refers to: a path, a JSON text, or empty for nothing."""
        if not text:
            return None
        return self.target(json.loads(text) if text.startswith("{") else {"path": text}).path


def read_documents(file: Path) -> Documents:
    """Read the documents of a file one by one, whatever copies of them its root has.

    Parameters
    ----------
    file
        A directory or a ZIP archive.
    """
    with stored_files(file) as files:
        location = json.loads(files.read(DOCUMENT) or b"{}").get("attributes", {}).get(".specloc")
        if isinstance(location, dict):
            location = location["_REFERENCE"]["path"]
        return Documents(file, dict(files.documents(without=location and location.strip("/"))))
