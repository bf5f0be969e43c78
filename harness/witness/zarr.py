"""The second witness for Zarr: JSON documents and plain chunks as they lie there, and other chunks as zarr has them.

The layout is that of hdmf-zarr 0.14 with its attributes ``_LINKS``, ``_REFERENCE``, ``_DTYPE``, ``_REFERENCE_FIELDS``,
``_ARRAY_DIMENSIONS``, ``.specloc``. What these cannot say is in a metadata extension, ``"hdmf"``, of each document:

``name``
    The name of a node that no file can have; that of its directory is another.
``types``
    The types of attributes, where JSON does not tell: a dtype, ``"base64"`` for bytes that are no text, ``{"dtype",
    "shape"}`` for what has no elements, ``{"fields", "shape"}`` for compounds.
``apart``
    Attributes whose names the layout needs for itself, as ``{"value"}``.
``dtype``
    ``"ascii"`` for a dataset of bytes; for a compound, by field.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import zarr
from zarr.storage import LocalStore, ZipStore

from harness.normal import Node, NormalForm
from harness.values import BYTES, COMPOUND, REFERENCE, TEXT, Value
from harness.witness import zarr_writing
from harness.witness.zarr_attributes import read_attribute
from harness.witness.zarr_chunks import single_chunk
from harness.witness.zarr_documents import RESERVED, Documents, read_documents
from harness.witness.zarr_files import Json, StoredFiles, stored_files

__all__ = ["WITNESS"]

type Array = np.ndarray[Any, Any]


class ZarrWitness:
    """Reads and writes Zarr v3 files in the layout of hdmf-zarr."""

    def read(self, path: Path) -> NormalForm:
        """Return what a file says.

        Parameters
        ----------
        path
            Where it is: a directory or a ZIP archive.
        """
        store = ZipStore(path, mode="r") if path.is_file() else LocalStore(path, read_only=True)
        with store, stored_files(path) as files:
            return dict(_nodes(read_documents(path), files, store))

    def write(self, tree: NormalForm, path: Path) -> None:
        """Write a new file, as a directory or as a ZIP archive.

        Parameters
        ----------
        tree
            What it is to say.
        path
            Where it will be.
        """
        zarr_writing.write(tree, path)


WITNESS: Final = ZarrWitness()


def _nodes(documents: Documents, files: StoredFiles, store: Any) -> Iterator[tuple[str, Node]]:
    for stored, document in documents.items():
        path = documents.true_path(stored)
        attributes = dict(_attributes(document, documents))
        if document["node_type"] == "array":
            chunk = single_chunk(files, stored, document)
            data = zarr.open_array(store, path=stored, mode="r")[()] if chunk is None else chunk
            yield path, Node("dataset", attributes, _dataset(data, document, documents))
            continue
        yield path, Node("group", attributes)
        for link in document["attributes"].get("_LINKS", []):
            yield posixpath.join(path, link["name"]), Node("link", target=documents.target(link))


def _attributes(document: Json, documents: Documents) -> Iterator[tuple[str, Value]]:
    notes = document.get("hdmf", {})
    stored = {name: value for name, value in document["attributes"].items() if name not in RESERVED}
    stored |= {name: item["value"] for name, item in notes.get("apart", {}).items()}
    for name, value in stored.items():
        yield name, read_attribute(value, notes.get("types", {}).get(name), lambda one: documents.target(one).path)


def _dataset(data: Any, document: Json, documents: Documents) -> Value:
    array = np.asarray(data)
    note = document.get("hdmf", {}).get("dtype")
    if array.dtype.names is not None:
        pointing = document["attributes"].get("_REFERENCE_FIELDS", [])
        fields = {
            name: _column(array[name], documents, note=(note or {}).get(name), refers=name in pointing)
            for name in array.dtype.names
        }
        return Value(COMPOUND, array.shape, None, fields)
    single_bytes = note == "ascii" and array.shape == ()  # are the text that they encode
    refers = document["attributes"].get("_DTYPE") == "object_reference"
    return _column(array, documents, note=None if single_bytes else note, refers=refers)


def _column(array: Array, documents: Documents, *, note: Json, refers: bool) -> Value:
    if array.dtype.kind not in "OUT":
        native = array.dtype.newbyteorder("=")
        return Value(native.name, array.shape, array.astype(native))
    dtype = REFERENCE if refers else BYTES if note == "ascii" else TEXT
    elements = np.empty(array.shape, dtype=object)
    flat = elements.reshape(-1)
    for position, element in enumerate(array.reshape(-1)):
        text = str(element)
        flat[position] = documents.reference(text) if dtype == REFERENCE else text.encode() if dtype == BYTES else text
    return Value(dtype, array.shape, elements)
