"""Writing a Zarr file in the layout of hdmf-zarr 0.14: JSON documents and chunks of bytes, with no library for either.

It differs from what a backend may write wherever the layout leaves a choice: numbers are big-endian, in small chunks,
compressed with gzip; chunks that hold nothing but the fill value are left out; there is no consolidated copy.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import posixpath
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from harness.normal import ROOT, Node, NormalForm, Target
from harness.values import BYTES, REFERENCE, TEXT, UNKNOWN, Value
from harness.witness.zarr_attributes import written_attribute
from harness.witness.zarr_documents import RESERVED
from harness.witness.zarr_files import DOCUMENT, Json

__all__ = ["write"]

type Array = np.ndarray[Any, Any]

_CHUNK: Final = 3
_PLAIN_NAME: Final = 60


def write(tree: NormalForm, path: Path) -> None:
    """Write a new file, as a directory, or as a ZIP archive if that is how its name ends.

    Parameters
    ----------
    tree
        What it is to say.
    path
        Where it will be.

    Raises
    ------
    ValueError
        If a value is not known.
    """
    writer = _Writer(tree, path)
    if path.suffix != ".zip":
        writer.write_all(path)
        return
    with TemporaryDirectory(dir=path.parent) as directory:
        writer.write_all(Path(directory))
        shutil.make_archive(str(path.with_suffix("")), "zip", directory)


class _Writer:
    def __init__(self, tree: NormalForm, path: Path) -> None:
        self._tree = tree
        self._path = path
        self._stored = _stored_paths(tree)
        self._links: dict[str, list[Json]] = {}
        for place, node in tree.items():
            if node.target is not None:
                parent, name = posixpath.split(place)
                self._links.setdefault(parent, []).append({**self._pointer(node.target), "name": name})

    def write_all(self, root: Path) -> None:
        for place, node in self._tree.items():
            if node.kind != "link":
                self._write(root / self._stored[place].lstrip("/"), place, node)

    def _write(self, folder: Path, place: str, node: Node) -> None:
        attributes, notes = self._attributes(node)
        if posixpath.basename(self._stored[place]) != posixpath.basename(place):
            notes["name"] = posixpath.basename(place)
        folder.mkdir(parents=True, exist_ok=True)
        if node.kind == "group":
            links = {"_LINKS": self._links[place]} if place in self._links else {}
            document: Json = {"node_type": "group", "attributes": {**links, **attributes}}
        else:
            if node.value is None:
                raise ValueError(f"{place}: a dataset without a value cannot be written")
            document, array = self._array(node.value)
            notes |= document.pop("hdmf")
            document["attributes"] |= attributes
            _write_chunks(folder, document, array)
        extension = {"hdmf": {"must_understand": False, **notes}} if notes else {}
        text = json.dumps({"zarr_format": 3, **document, **extension})
        (folder / DOCUMENT).write_text(text, encoding="utf-8")

    def _attributes(self, node: Node) -> tuple[Json, Json]:
        """Return the attributes of a node, and the notes that go with them."""
        plain: Json = {}
        types: Json = {}
        apart: Json = {}
        for name, value in node.attributes.items():
            encoded, note = written_attribute(value, lambda path: self._pointer(Target(path)))
            if name in RESERVED:
                apart[name] = {"value": encoded}
            else:
                plain[name] = encoded
            if note is not None:
                types[name] = note
        return plain, {name: notes for name, notes in (("types", types), ("apart", apart)) if notes}

    def _pointer(self, target: Target) -> Json:
        if target.file is None:
            return {"source": ".", "path": self._stored.get(target.path, target.path)}
        return {"source": os.path.relpath(target.file, self._path.resolve()), "path": target.path}

    def _array(self, value: Value) -> tuple[Json, Array]:
        """Return the document of an array, without the number of its format, and what is in its chunks."""
        array, data_type, described, note = self._typed(value)
        shape = [int(length) for length in array.shape]
        chunk = [max(1, min(_CHUNK, length)) for length in shape]
        document = {
            "node_type": "array",
            "shape": shape,
            "data_type": data_type,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}},
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": _fill(array.dtype),
            "codecs": [_serializer(array), {"name": "gzip", "configuration": {"level": 1}}],
            "attributes": described,
            "storage_transformers": [],
            "hdmf": {"dtype": note} if note else {},
        }
        return document, array

    def _typed(self, value: Value) -> tuple[Array, Json, Json, Json]:
        """Return what is stored, its data type, the attributes that tell more of it, and the note."""
        if value.fields is not None:
            return self._compound(value.fields, value.shape)
        if value.data is None:
            raise ValueError("a dataset whose values are not known cannot be written")
        if value.dtype in {TEXT, BYTES, REFERENCE}:
            name = "object_reference" if value.dtype == REFERENCE else "str"
            note = "ascii" if value.dtype == BYTES else None
            return self._text(value), "string", {"_DTYPE": name}, note
        array = value.data.astype("float64") if value.dtype == UNKNOWN else value.data
        return array, array.dtype.name, {"_DTYPE": array.dtype.name}, None

    def _text(self, value: Value) -> Array:
        """Return text, the text that bytes encode, or the paths that references are."""
        data = np.empty(0) if value.data is None else value.data
        texts = np.empty(data.shape, dtype=object)
        flat = texts.reshape(-1)
        for position, element in enumerate(data.reshape(-1)):
            if value.dtype == REFERENCE:
                flat[position] = "" if element is None else self._stored[element]
            else:
                flat[position] = element.decode() if isinstance(element, bytes) else element
        return texts

    def _compound(self, fields: Any, shape: Any) -> tuple[Array, Json, Json, Json]:
        columns: dict[str, Array] = {}
        types: list[Json] = []
        for name, field in fields.items():
            column, data_type, _, _ = self._typed(field)
            if data_type == "string":
                width = max((len(text) for text in column.flat), default=0) or 1
                column = column.astype(f"<U{width}")
                data_type = {"name": "fixed_length_utf32", "configuration": {"length_bytes": 4 * width}}
            columns[name] = column
            types.append({"name": name, "data_type": data_type})
        rows = np.zeros(shape, [(name, column.dtype) for name, column in columns.items()])
        for name, column in columns.items():
            rows[name] = column
        pointing = [name for name, field in fields.items() if field.dtype == REFERENCE]
        note = {name: "ascii" for name, field in fields.items() if field.dtype == BYTES}
        described = {"_REFERENCE_FIELDS": pointing} if pointing else {}
        return rows, {"name": "struct", "configuration": {"fields": types}}, described, note


def _stored_paths(tree: NormalForm) -> dict[str, str]:
    """Return where each object is stored: under its own name if any file may have it, else under a number."""
    stored = {ROOT: ROOT}
    for number, (place, node) in enumerate(sorted(tree.items(), key=lambda item: item[0].count("/"))):
        if place == ROOT or node.kind == "link":
            continue
        parent, name = posixpath.split(place)
        plain = name.isascii() and name.replace("_", "").isalnum() and not name.startswith("__")
        kept = plain and len(name) < _PLAIN_NAME
        stored[place] = posixpath.join(stored[parent], name if kept else f"%{number}")
    return stored


def _fill(dtype: np.dtype[Any]) -> Json:
    if dtype.names is not None:
        return {name: _fill(dtype[name]) for name in dtype.names}
    if dtype.kind in "OU":
        return ""
    return [0.0, 0.0] if dtype.kind == "c" else np.zeros((), dtype).item()


def _serializer(array: Array) -> Json:
    if array.dtype.hasobject:
        return {"name": "vlen-utf8", "configuration": {}}
    if array.dtype.itemsize == 1:
        return {"name": "bytes"}
    return {"name": "bytes", "configuration": {"endian": "little" if array.dtype.names else "big"}}


def _write_chunks(folder: Path, document: Json, array: Array) -> None:
    chunk_shape = document["chunk_grid"]["configuration"]["chunk_shape"]
    empty = np.full(chunk_shape, "", dtype=object) if array.dtype.hasobject else np.zeros(chunk_shape, array.dtype)
    for index in _grid(array.shape, chunk_shape):
        chunk = empty.copy()
        whole: list[Any] = [...]  # so that what has no axes stays an array
        part = array[(*(slice(i * n, (i + 1) * n) for i, n in zip(index, chunk_shape, strict=True)), *whole)]
        chunk[(*map(slice, part.shape), *whole)] = part
        if _encoded(chunk) != _encoded(empty):
            file = folder.joinpath("c", *map(str, index))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(gzip.compress(_encoded(chunk), compresslevel=1))


def _grid(shape: tuple[int, ...], chunk_shape: list[int]) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(range(-(-length // n)) for length, n in zip(shape, chunk_shape, strict=True)))


def _encoded(chunk: Array) -> bytes:
    if chunk.dtype.hasobject:
        texts = [text.encode() for text in chunk.flat]
        return b"".join([_length(len(texts)), *(_length(len(text)) + text for text in texts)])
    return chunk.tobytes() if chunk.dtype.names else chunk.astype(chunk.dtype.newbyteorder(">")).tobytes()


def _length(number: int) -> bytes:
    return number.to_bytes(4, "little")
