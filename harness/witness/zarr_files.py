"""The files of a Zarr store, by key, whether they lie in a directory or in a ZIP archive."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

__all__ = ["DOCUMENT", "Json", "StoredFiles", "stored_files"]

type Json = Any

DOCUMENT: Final = "zarr.json"


class StoredFiles(Protocol):
    """Files by their keys, such as ``"acquisition/data/c/0"``."""

    def documents(self, *, without: str | None = None) -> Iterator[tuple[str, Json]]:
        """Yield the path and the document of each node, parents first; the root's path is ``""``.

        Parameters
        ----------
        without
            The path of a group that is left out, and all in it.
        """

    def read(self, key: str) -> bytes | None:
        """Return what a file holds, ``None`` if there is no such file."""


@contextmanager
def stored_files(path: Path) -> Iterator[StoredFiles]:
    """Hand out the files of a store, which can be read until the context is left.

    Parameters
    ----------
    path
        A directory or a ZIP archive.
    """
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            yield _Archive(archive)
    else:
        yield _Directory(path)


class _Directory:
    def __init__(self, path: Path) -> None:
        self._top = path

    def documents(self, *, without: str | None = None) -> Iterator[tuple[str, Json]]:
        for folder, inner, names in os.walk(self._top):
            path = "" if Path(folder) == self._top else Path(folder).relative_to(self._top).as_posix()
            if DOCUMENT not in names or path == without:
                inner.clear()
                continue
            document = json.loads(Path(folder, DOCUMENT).read_bytes())
            if document["node_type"] == "array":
                inner.clear()
            yield path, document

    def read(self, key: str) -> bytes | None:
        try:
            return Path(self._top, key).read_bytes()
        except FileNotFoundError:
            return None


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def documents(self, *, without: str | None = None) -> Iterator[tuple[str, Json]]:
        names = (name.rpartition("/") for name in self._archive.namelist())
        nodes = sorted(folder for folder, _, name in names if name == DOCUMENT)
        for path in nodes:
            if without is not None and f"{path}/".startswith(f"{without}/"):
                continue
            yield path, json.loads(self._archive.read(f"{path}/{DOCUMENT}" if path else DOCUMENT))

    def read(self, key: str) -> bytes | None:
        try:
            return self._archive.read(key)
        except KeyError:
            return None
