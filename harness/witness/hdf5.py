"""The second witness for HDF5: h5py alone, and the HDF5 file format as it is described, not as HDMF has it.

What it writes differs in layout from what `HDF5IO` writes wherever the format leaves a choice: arrays of numbers are
big-endian, in small chunks, compressed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import h5py
import numpy as np

from harness.normal import ROOT, Node, NormalForm, Target
from harness.values import BYTES, COMPOUND, REFERENCE, TEXT, UNKNOWN, Value

__all__ = ["WITNESS"]

type Array = np.ndarray[Any, Any]

_SPECIFICATIONS: Final = ".specloc"
_CHUNK: Final = 3
#: What HDF5 has for the dtypes that are no numbers.
_DTYPES: Final[Mapping[str, np.dtype[Any]]] = {
    TEXT: h5py.string_dtype("utf-8"),
    BYTES: h5py.string_dtype("ascii"),
    REFERENCE: h5py.ref_dtype,
    UNKNOWN: np.dtype("float64"),
}
_LONGEST_CHAIN: Final = 40


class HDF5Witness:
    """Reads and writes HDF5 files with h5py."""

    def read(self, path: Path) -> NormalForm:
        """Return what a file says.

        Parameters
        ----------
        path
            Where it is.
        """
        with h5py.File(path, "r") as file:
            return dict(_nodes(file))

    def write(self, tree: NormalForm, path: Path) -> None:
        """Write a new file.

        Parameters
        ----------
        tree
            What it is to say.
        path
            Where it will be.
        """
        with h5py.File(path, "w") as file:
            for place, node in sorted(tree.items(), key=lambda item: _depth(item[0])):
                _create(file, place, node, path)
            for place, node in tree.items():  # when all targets of references are there
                if node.kind == "dataset" and node.value is not None:
                    _fill(file[place], node.value)
                for name, value in node.attributes.items():
                    _set_attribute(file[place], name, value)


WITNESS: Final = HDF5Witness()


# ---- reading


def _nodes(file: h5py.File) -> Iterator[tuple[str, Node]]:
    hidden = _specifications(file)
    waiting: list[tuple[str, Any]] = [(ROOT, file)]
    while waiting:
        path, item = waiting.pop()
        names = [name for name in item.attrs if not (hidden and path == ROOT and name == _SPECIFICATIONS)]
        attributes = {name: _attribute(item, name) for name in names}
        if isinstance(item, h5py.Dataset):
            yield path, Node("dataset", attributes, _dataset(item))
            continue
        yield path, Node("group", attributes)
        for name in item:
            place = posixpath.join(path, name)
            if place == hidden:
                continue
            link = item.get(name, getlink=True)
            if isinstance(link, h5py.HardLink):
                waiting.append((place, item[name]))
            else:
                yield place, Node("link", target=_target(file, path, link))


def _specifications(file: h5py.File) -> str | None:
    """Return where the cached specifications are, if there are any."""
    reference = file.attrs.get(_SPECIFICATIONS)
    return file[reference].name if isinstance(reference, h5py.Reference) else None


def _target(file: h5py.File, holder: str, link: Any) -> Target:
    """Follow a soft link, and those that it leads to, to the object at the end, or to another file."""
    for _ in range(_LONGEST_CHAIN):
        if isinstance(link, h5py.ExternalLink):
            return Target(link.path, str((Path(file.filename).parent / link.filename).resolve()))
        path = posixpath.normpath(posixpath.join(holder, link.path))
        after = file.get(path, getlink=True) if path != ROOT and path in file else None
        if after is None or isinstance(after, h5py.HardLink):
            return Target(path)
        holder, link = posixpath.dirname(path), after
    raise ValueError(f"{holder}: more than {_LONGEST_CHAIN} soft links lead to one another")


def _dataset(dataset: h5py.Dataset) -> Value:
    value = _value(_present(dataset[()]), dataset.dtype, dataset.file)
    return _as_text(value) if value.shape == () else value


def _attribute(item: Any, name: str) -> Value:
    data = item.attrs[name]
    if isinstance(data, str):  # as most are; to ask for the type is to open the attribute again
        return Value(TEXT, (), _objects(data, ()))
    return _as_text(_value(_present(data), item.attrs.get_id(name).dtype, item.file))


def _present(data: Any) -> Any:
    """Return the value that an empty dataspace stands for: bytes without any, or no numbers."""
    if not isinstance(data, h5py.Empty):
        return data
    return b"" if data.dtype.kind == "S" else np.zeros(0, data.dtype)


def _as_text(value: Value) -> Value:
    """Take bytes for the text that they encode, as is done with a single value and with an attribute."""
    if value.dtype != BYTES or value.data is None:
        return value
    return Value(TEXT, value.shape, _each(_decoded, value.data))


def _value(data: Any, dtype: np.dtype[Any], file: h5py.File) -> Value:
    """Return values in normal form, by the type that HDF5 says that they have."""
    array = _as_array(data, dtype)
    if dtype.names is not None:
        fields = {name: _value(array[name], dtype[name], file) for name in dtype.names}
        return Value(COMPOUND, array.shape, None, fields)
    if h5py.check_ref_dtype(dtype) is not None:
        return Value(REFERENCE, array.shape, _each(lambda one: file[one].name if one else None, array))
    text = h5py.check_string_dtype(dtype)
    if text is not None:
        is_text = text.encoding == "utf-8"
        return Value(TEXT if is_text else BYTES, array.shape, _each(_decoded if is_text else _encoded, array))
    native = dtype.newbyteorder("=")
    return Value(native.name, array.shape, array.astype(native))


def _as_array(data: Any, dtype: np.dtype[Any]) -> Array:
    if isinstance(data, np.ndarray):
        return data
    if dtype.names is not None:
        return np.asarray(data, dtype=dtype)
    if dtype.hasobject or isinstance(data, str | bytes):  # numpy would drop trailing NULs
        return _objects(data, ())
    return np.asarray(data)


def _decoded(element: Any) -> str:
    return element.decode("utf-8", errors="surrogateescape") if isinstance(element, bytes) else str(element)


def _encoded(element: Any) -> bytes:
    return element if isinstance(element, bytes) else str(element).encode("utf-8", errors="surrogateescape")


def _objects(data: Any, shape: tuple[int, ...]) -> Array:
    array = np.empty(shape, dtype=object)
    array[()] = data
    return array


def _each(convert: Callable[[Any], object], array: Array) -> Array:
    converted = np.empty(array.shape, dtype=object)
    flat = converted.reshape(-1)  # a view: one by one, for numpy would look into what it is given
    for position, element in enumerate(array.reshape(-1)):
        flat[position] = convert(element)
    return converted


# ---- writing


def _depth(path: str) -> int:
    return 0 if path == ROOT else path.count("/")


def _create(file: h5py.File, place: str, node: Node, path: Path) -> None:
    """Create a group, an empty dataset, or a link."""
    if node.kind == "group":
        file.require_group(place)
    elif node.kind == "dataset":
        if node.value is None:
            raise ValueError(f"{place}: a dataset without a value cannot be written")
        _create_dataset(file, place, node.value)
    elif node.target is not None and node.target.file is not None:
        other = Path(node.target.file).relative_to(path.resolve().parent, walk_up=True)
        file[place] = h5py.ExternalLink(other.as_posix(), node.target.path)
    elif node.target is not None:
        file[place] = h5py.SoftLink(node.target.path)


def _create_dataset(file: h5py.File, place: str, value: Value) -> None:
    shape = _known(value, place)
    layout: dict[str, Any] = {}
    if shape and 0 not in shape:
        layout = {"chunks": tuple(min(_CHUNK, length) for length in shape), "compression": "gzip"}
    file.create_dataset(place, shape=shape, dtype=_dtype(value), **layout)


def _known(value: Value, place: str) -> tuple[int, ...]:
    shape = tuple(length for length in value.shape if length is not None)
    if len(shape) != len(value.shape):
        raise ValueError(f"{place}: a value of unknown shape {value.shape} cannot be written")
    return shape


def _dtype(value: Value) -> np.dtype[Any]:
    if value.fields is not None:
        return np.dtype([(name, _dtype(field)) for name, field in value.fields.items()])
    return _DTYPES[value.dtype] if value.dtype in _DTYPES else np.dtype(value.dtype).newbyteorder(">")


def _fill(dataset: h5py.Dataset, value: Value) -> None:
    if 0 not in dataset.shape:
        dataset[()] = _stored(dataset.file, value)


def _stored(file: h5py.File, value: Value) -> Any:
    if value.fields is not None:
        rows = np.zeros(_known(value, "a compound"), _dtype(value))
        for name, field in value.fields.items():
            rows[name] = _stored(file, field)
        return rows
    if value.data is None:
        raise ValueError("a value that is not known cannot be written")
    if value.dtype == REFERENCE:
        return _each(lambda path: h5py.Reference() if path is None else file[path].ref, value.data)[()]
    if value.dtype == TEXT:
        return _each(lambda text: text.encode("utf-8", errors="surrogateescape"), value.data)[()]
    return value.data[()]


def _set_attribute(item: Any, name: str, value: Value) -> None:
    item.attrs.create(name, _stored(item.file, value), _known(value, f"{item.name}@{name}"), _dtype(value))
