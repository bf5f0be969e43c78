"""From builders to JSON and ``.npy`` files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import AbstractDataChunkIterator, DataIO
from hdmf.query import ReferenceResolver

#: The words of the specification language for numbers, where they are not numpy's.
_NUMBERS = {
    "float": "float32",
    "double": "float64",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "uint": "uint32",
}
_TEXTS = {"text", "utf", "utf8", "utf-8", "isodatetime", "datetime"}
_TARGETS = (ReferenceBuilder, GroupBuilder, DatasetBuilder)


class Encoder:
    """Makes JSON of the tree ``root``, and ``.npy`` files of its arrays of numbers in ``directory``."""

    def __init__(self, directory: Path, root: GroupBuilder) -> None:
        self._directory = directory
        self._root = root
        self._paths = dict(_paths("", root))
        self._count = 0

    def tree(self) -> dict[str, Any]:
        """Return the whole tree; what cannot be kept is refused, by its path."""
        return self._node("", self._root)

    def _node(self, path: str, builder: Any) -> dict[str, Any]:
        if isinstance(builder, LinkBuilder):
            return {"kind": "link", "target": self._path(builder.builder)}
        try:
            attributes = {name: self._attribute(name, value) for name, value in builder.attributes.items()}
            if isinstance(builder, DatasetBuilder):
                data = self._value(builder.data, builder.dtype)
                return {"kind": "dataset", "attributes": attributes, "data": data}
        except (TypeError, ValueError, OverflowError) as error:
            raise _placed(error, path or "/") from error
        children = {**builder.groups, **builder.datasets, **builder.links}
        if wrong := [name for name in children if name in {"", ".", ".."} or "/" in name]:
            raise ValueError(f"{path or '/'}: {wrong[0]!r} is no name")
        nodes = {name: self._node(f"{path}/{name}", children[name]) for name in sorted(children)}
        return {"kind": "group", "attributes": attributes, "children": nodes}

    def _attribute(self, name: str, value: Any) -> dict[str, Any]:
        try:
            return self._value(value, place="attribute")
        except (TypeError, ValueError) as error:
            raise _placed(error, f"attribute {name!r}") from error

    def _path(self, target: Any) -> str:
        if id(target) not in self._paths and target.source is None:
            raise ValueError(f"{target.name!r} is not in the file that a link or a reference leads to it from")
        if id(target) not in self._paths:
            raise UnsupportedOperation(f"{target.name!r} of {target.source} is in no place of this file; copy it here")
        return self._paths[id(target)]

    def _value(self, data: Any, dtype: Any = None, place: str = "dataset") -> dict[str, Any]:
        """Return a value as JSON: its kind, shape and elements, or the file that its array is in."""
        data = _plain(data)
        if fields := _fields(data, dtype):
            return self._compound(data, fields)
        kind = _kind(dtype)
        array = _array(data, kind, dtype)
        elements, shape = array.reshape(-1).tolist(), list(array.shape)
        if array.dtype.kind in "biuf" and shape and place == "dataset":
            self._count += 1
            np.save(self._directory / f"{self._count}.npy", array)
            return {"kind": "file", "name": f"{self._count}.npy", "dtype": array.dtype.str, "shape": shape}
        if array.dtype.kind in "biuf":
            return {"kind": "numbers", "dtype": array.dtype.str, "shape": shape, "hex": array.tobytes().hex()}
        if kind == "reference" or any(isinstance(element, _TARGETS) for element in elements):
            return {"kind": "reference", "shape": shape, "data": [self._reference(element) for element in elements]}
        if (
            kind != "text"
            and shape
            and place != "attribute"
            and all(isinstance(element, bytes) for element in elements)
        ):
            return {"kind": "bytes", "shape": shape, "data": [element.decode("latin-1") for element in elements]}
        return {"kind": "text", "shape": shape, "data": [_text(element) for element in elements]}

    def _compound(self, data: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(data, np.ndarray | np.void):
            if set(data.dtype.names or ()) != set(fields):
                raise ValueError(f"the fields are {data.dtype.names}; expected {', '.join(fields)}")
            columns, shape = {name: data[name] for name in fields}, np.shape(data)
        elif isinstance(data, tuple):
            columns, shape = dict(zip(fields, data, strict=True)), ()
        else:
            columns, shape = dict(zip(fields, zip(*data, strict=True), strict=len(data) > 0)), (len(data),)
        parts = {name: self._value(columns.get(name, ()), dtype, "field") for name, dtype in fields.items()}
        if any(part["shape"] != list(shape) for part in parts.values()):
            raise ValueError(
                f"a field of {', '.join(fields)} is an array, or is missing somewhere; expected single values"
            )
        return {"kind": "compound", "shape": list(shape), "fields": parts}

    def _reference(self, target: Any) -> str | None:
        return None if target is None else self._path(getattr(target, "builder", target))


def _placed(error: Exception, place: str) -> Exception:
    """Return an error that tells where it was."""
    kind = next(one for one in (UnsupportedOperation, TypeError, OverflowError, ValueError) if isinstance(error, one))
    return kind(f"{place}: {error}")


def builders(group: GroupBuilder) -> Iterator[Any]:
    """Yield each builder of a tree."""
    yield group
    yield from [*group.datasets.values(), *group.links.values()]
    for child in group.groups.values():
        yield from builders(child)


def _paths(path: str, group: GroupBuilder) -> Any:
    """Yield where each group and dataset is, by its identity."""
    yield id(group), path or "/"
    for name, dataset in group.datasets.items():
        yield id(dataset), f"{path}/{name}"
    for name, child in group.groups.items():
        yield from _paths(f"{path}/{name}", child)


def _plain(data: Any) -> Any:
    """Return data without what says how to store them; all of them, if they come in parts or are held elsewhere."""
    if isinstance(data, DataIO):
        data = data.data
    if isinstance(data, AbstractDataChunkIterator):
        return _collected(data)
    if isinstance(data, ReferenceResolver):
        return list(data)
    is_held = hasattr(data, "shape") and not isinstance(data, np.ndarray | np.generic)
    return data[()] if is_held else data


def _collected(iterator: AbstractDataChunkIterator) -> np.ndarray[Any, Any]:
    chunks = list(iterator)
    shape = [length or 0 for length in iterator.maxshape]
    if not chunks:
        shape[:1] = [0]
    for axis, stops in enumerate(zip(*(np.atleast_1d(chunk.get_min_bounds()) for chunk in chunks), strict=True)):
        shape[axis] = max(*stops, shape[axis])  # 0 stands for a whole axis, and what comes last may be left out
    collected = np.zeros(shape, iterator.dtype if iterator.dtype.kind in "biuf" else object)
    for chunk in chunks:
        collected[chunk.selection] = chunk.data
    return collected


def _fields(data: Any, dtype: Any) -> dict[str, Any]:
    """Return the fields of a compound and their dtypes; nothing if it is none."""
    own = getattr(data, "dtype", None)
    if isinstance(dtype, list):
        return {field["name"]: field["dtype"] for field in dtype}
    return {name: own[name] for name in own.names} if isinstance(own, np.dtype) and own.names else {}


def _array(data: Any, kind: str, dtype: Any) -> np.ndarray[Any, Any]:
    """Return numbers as an array of their dtype, anything else as one of objects."""
    array = np.asarray(data)
    if kind or array.dtype.kind not in "biuf":
        return np.array(data, dtype=object)
    if dtype is None:
        return array
    with np.errstate(invalid="ignore"):  # what does not fit is refused below
        cast = np.asarray(data, np.dtype(_NUMBERS.get(dtype, dtype) if isinstance(dtype, str) else dtype))
    if cast.dtype.kind in "biu" and not np.array_equal(cast, array):
        raise ValueError(f"not all of its values are of the dtype {cast.dtype}")
    return cast


def _kind(dtype: Any) -> str:
    """Return what a dtype says the elements are, if they are no numbers; "" if it leaves that open."""
    stored = (getattr(dtype, "metadata", None) or {}).get("vlen")  # how h5py tells text from bytes
    if isinstance(dtype, Mapping) or dtype in {"object", "region"}:
        return "reference"
    return "text" if stored is str or (isinstance(dtype, str) and dtype in _TEXTS) else ""


def _text(element: Any) -> str:
    if isinstance(element, bytes):
        return element.decode("utf-8")
    if isinstance(element, str):
        return str(element)
    raise TypeError(f"{element!r} is neither a number nor text nor a reference, and cannot be stored")
