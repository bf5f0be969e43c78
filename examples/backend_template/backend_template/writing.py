"""From builders to JSON and ``.npy`` files."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import AbstractDataChunkIterator, DataIO

#: The words of the specification language for numbers, where they are not numpy's.
_NUMBERS = {
    "float": "float32",
    "double": "float64",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "uint": "uint32",
}
_TEXTS = {"text", "utf", "utf8", "utf-8", "ascii", "bytes", "isodatetime", "datetime", "numeric", "object", "region"}


class Encoder:
    """Makes JSON of a tree, and ``.npy`` files of its arrays of numbers.

    Parameters
    ----------
    directory
        Where the arrays are put.
    root
        The tree.
    """

    def __init__(self, directory: Path, root: GroupBuilder) -> None:
        self._directory = directory
        self._root = root
        self._paths = paths_of(root)
        self._arrays = 0

    def tree(self) -> dict[str, Any]:
        """Return the whole tree; what cannot be kept is refused, by its path."""
        return self._node(self._root, "/")

    def _node(self, builder: Any, path: str) -> dict[str, Any]:
        if isinstance(builder, LinkBuilder):
            return {"kind": "link", "target": self._path(builder.builder)}
        try:
            node = {"attributes": {name: self._value(value) for name, value in builder.attributes.items()}}
            if isinstance(builder, DatasetBuilder):
                return {"kind": "dataset", "data": self._value(builder.data, builder.dtype, stored=True), **node}
        except (TypeError, ValueError, OverflowError) as error:
            raise type(error)(f"{path}: {error}") from error
        children = {**builder.groups, **builder.datasets, **builder.links}
        nodes = {name: self._node(child, posixpath.join(path, name)) for name, child in children.items()}
        return {"kind": "group", "children": nodes, **node}

    def _path(self, target: Any) -> str:
        if id(target) not in self._paths:
            raise UnsupportedOperation(f"{target.name!r} of {target.source} is in another file; it cannot be led to")
        return self._paths[id(target)]

    def _value(self, data: Any, dtype: Any = None, *, stored: bool = False) -> dict[str, Any]:
        """Return a value: text, bytes and references in place, numbers too unless they are ``stored`` as an array."""
        if isinstance(data, DataIO):
            data = data.data
        if isinstance(data, AbstractDataChunkIterator):
            data = _collected(data)
        if isinstance(data, ReferenceBuilder | GroupBuilder | DatasetBuilder):
            return {"kind": "reference", "shape": [], "data": [self._reference(data)]}
        fields = _fields(data, dtype)
        if fields:
            return self._compound(data, fields)
        if not isinstance(data, np.ndarray | np.generic | str | bytes) and hasattr(data, "shape"):
            data = data[()]  # the array of another backend
        array = _array(data, dtype)
        elements = array.reshape(-1).tolist()
        shape = list(array.shape)
        if array.dtype.kind in "biuf":
            if stored and shape:
                return {"kind": "array", "file": self._saved(array)}
            return {"kind": "numbers", "dtype": array.dtype.str, "shape": shape, "data": elements}
        if any(isinstance(element, ReferenceBuilder | GroupBuilder | DatasetBuilder) for element in elements):
            return {"kind": "reference", "shape": shape, "data": [self._reference(element) for element in elements]}
        if all(isinstance(element, bytes) for element in elements) and elements and not _is_text(data):
            return {"kind": "bytes", "shape": shape, "data": [element.decode("latin-1") for element in elements]}
        return {"kind": "text", "shape": shape, "data": [_text(element) for element in elements]}

    def _compound(self, data: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(data, np.ndarray | np.void):
            columns, shape = {name: data[name] for name in fields}, np.shape(data)
        elif isinstance(data, tuple):
            columns, shape = dict(zip(fields, data, strict=True)), ()
        else:
            rows = list(data)
            columns, shape = {name: [row[i] for row in rows] for i, name in enumerate(fields)}, (len(rows),)
        parts = {name: self._value(columns[name], dtype) for name, dtype in fields.items()}
        return {"kind": "compound", "shape": list(shape), "fields": parts}

    def _reference(self, target: Any) -> str | None:
        if target is None:
            return None
        return self._path(target.builder if isinstance(target, ReferenceBuilder) else target)

    def _saved(self, array: np.ndarray[Any, Any]) -> str:
        name = f"{self._arrays}.npy"
        self._arrays += 1
        np.save(self._directory / name, array)
        return name


def paths_of(root: GroupBuilder) -> dict[int, str]:
    """Return where each group and dataset of a tree is, by its identity."""
    found = {id(root): "/"}
    waiting: list[tuple[str, Any]] = [("/", root)]
    while waiting:
        path, group = waiting.pop()
        for name, child in {**group.groups, **group.datasets}.items():
            found[id(child)] = posixpath.join(path, name)
            if isinstance(child, GroupBuilder):
                waiting.append((found[id(child)], child))
    return found


def _fields(data: Any, dtype: Any) -> dict[str, Any]:
    """Return the fields of a compound and their dtypes; nothing if it is none."""
    own = getattr(data, "dtype", None)
    if isinstance(dtype, list):
        return {field["name"]: field["dtype"] for field in dtype}
    return dict.fromkeys(own.names) if isinstance(own, np.dtype) and own.names else {}


def _array(data: Any, dtype: Any) -> np.ndarray[Any, Any]:
    """Return numbers as an array of their dtype, anything else as one of objects."""
    if isinstance(dtype, str) and dtype not in _TEXTS:
        wanted = np.dtype(_NUMBERS.get(dtype, dtype))
    else:
        wanted = dtype if isinstance(dtype, np.dtype) else None
    array = np.asarray(data)
    if wanted is not None and wanted.kind in "biuf" and array.dtype.kind in "biuf":
        cast = array.astype(wanted)
        if wanted.kind in "biu" and not np.array_equal(cast, array):
            raise ValueError(f"not all of its values are of the dtype {wanted}")
        return cast
    return array if array.dtype.kind in "biuf" else np.array(data, dtype=object)


def _collected(chunks: AbstractDataChunkIterator) -> Any:
    """Return all that an iterator gives, in memory."""
    parts = list(chunks)
    if not parts:
        return np.empty([length or 0 for length in chunks.maxshape], chunks.dtype)
    ends = [np.indices((1,)) for _ in ()]
    del ends
    return parts


def _is_text(data: Any) -> bool:
    """Tell whether h5py, which gives text as bytes, says that this is text."""
    return ((getattr(data, "dtype", None) and data.dtype.metadata) or {}).get("vlen") is str


def _text(element: Any) -> str:
    if isinstance(element, bytes):
        return element.decode("utf-8")
    if isinstance(element, datetime | date):
        return element.isoformat()
    if isinstance(element, str):
        return str(element)
    raise TypeError(f"{element!r} is neither a number nor text nor a reference, and cannot be stored")
