"""From JSON and ``.npy`` files to builders; arrays are read when they are asked for, through memory maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, LinkBuilder, ObjectMapper
from hdmf.query import BuilderResolver, ContainerResolver, HDMFDataset


class Decoder:
    """Makes builders of the JSON of a tree; ``io`` is what reads them, ``directory`` has the arrays."""

    def __init__(self, directory: Path, io: Any) -> None:
        self._directory = directory
        self._io = io
        self._builders: dict[str, Any] = {}

    def tree(self, node: Mapping[str, Any]) -> GroupBuilder:
        """Return the root. The builders are there before what leads to them is filled in."""
        root: GroupBuilder = self._empty("root", "", node)
        self._fill("", node)
        return root

    def _empty(self, name: str, path: str, node: Mapping[str, Any]) -> Any:
        kind = DatasetBuilder if node["kind"] == "dataset" else GroupBuilder
        builder = self._builders[path or "/"] = kind(name, source=self._io.source)
        builder.location = path.rpartition("/")[0] or "/"
        for child_name, child in node.get("children", {}).items():
            if child["kind"] == "group":
                builder.set_group(self._empty(child_name, f"{path}/{child_name}", child))
            elif child["kind"] == "dataset":
                builder.set_dataset(self._empty(child_name, f"{path}/{child_name}", child))
        return builder

    def _fill(self, path: str, node: Mapping[str, Any]) -> None:
        builder = self._builders[path or "/"]
        for name, value in node["attributes"].items():
            builder.set_attribute(name, self._value(value))
        if node["kind"] == "dataset":
            builder["data"] = self._data(node["data"])
            builder.dtype = _dtype(node["data"])
        for name, child in node.get("children", {}).items():
            if child["kind"] == "link":
                target = self._builders[child["target"]]
                link = LinkBuilder(target, name, source=self._io.source)
                link.location = path or "/"
                builder.set_link(link)
            else:
                self._fill(f"{path}/{name}", child)

    def _data(self, node: Mapping[str, Any]) -> Any:
        """Return what a dataset has: where references may be in it, something that can lead to containers as well."""
        value = self._value(node)
        if node["shape"] and node["kind"] in {"reference", "compound"}:
            return BuilderReferences(value, _dtype(node), self._io)
        return value

    def _value(self, node: Mapping[str, Any]) -> Any:
        match node["kind"]:
            case "file":
                return LazyArray(self._directory / node["name"], node["shape"], node["dtype"])
            case "numbers":
                return np.frombuffer(bytes.fromhex(node["hex"]), node["dtype"]).reshape(node["shape"]).copy()[()]
            case "compound":
                columns = {name: self._value(field) for name, field in node["fields"].items()}
                rows = np.empty(node["shape"], [(name, getattr(one, "dtype", object)) for name, one in columns.items()])
                for name, column in columns.items():
                    rows[name] = column
                return rows
        convert = {"bytes": lambda text: text.encode("latin-1"), "reference": self._builders.get, "text": str}
        elements = np.empty(len(node["data"]), dtype=object)
        for index, element in enumerate(node["data"]):
            elements[index] = convert[node["kind"]](element)
        elements.flags.writeable = False  # who sets an element would think that the file has it
        return elements.reshape(node["shape"])[()]


def _dtype(node: Mapping[str, Any]) -> Any:
    if node["kind"] == "compound":
        return [{"name": name, "dtype": _dtype(field)} for name, field in node["fields"].items()]
    named = {"reference": "object", "text": "utf8", "bytes": "ascii"}
    return named.get(node["kind"]) or np.dtype(node["dtype"])


class LazyArray(HDMFDataset):
    """An ``.npy`` file, of which what is asked for is read; it is not held open."""

    def __init__(self, path: Path, shape: list[int], dtype: str) -> None:
        self._path, self._dtype, self._written = path, np.dtype(dtype), path.stat().st_mtime_ns
        self.shape, self.ndim, self.size = tuple(shape), len(shape), int(np.prod(shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        """That of the elements."""
        return self._dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self[()])

    def __getitem__(self, key: Any) -> Any:
        if not self._path.exists() or self._path.stat().st_mtime_ns != self._written:
            raise OSError(f"{self._path} was replaced since it was opened; open the file again")
        array = np.load(self._path, mmap_mode="r" if self.size else None)
        return np.array(array[key])[()]

    def append(self, arg: Any) -> None:
        """Refuse: files are not added to."""
        raise UnsupportedOperation(f"cannot append {arg!r} to {self._path}: files are not added to")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.asarray(self[()], dtype)


ObjectMapper.no_convert(LazyArray)  # lest HDMF take it for a single value


class _References(HDMFDataset):
    """An array of builders, or of rows with builders among them, or rather of what they lead to."""

    def __init__(self, elements: np.ndarray[Any, Any], types: Any, io: Any) -> None:
        super().__init__(dataset=elements)
        self._types, self._io = types, io
        self.shape, self.ndim, self.size = elements.shape, elements.ndim, elements.size

    @property
    def dtype(self) -> Any:
        """What the elements, or the fields of each, are in the words of HDMF."""
        return [field["dtype"] for field in self._types] if isinstance(self._types, list) else self._types

    def __getitem__(self, key: Any) -> Any:
        return self._resolved(self.dataset[key])

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def _resolved(self, chosen: Any) -> Any:
        if getattr(getattr(chosen, "dtype", None), "names", None):
            rows = chosen.copy()
            for name in (name for name in rows.dtype.names if rows.dtype[name].kind == "O"):
                rows[name] = self._resolved(chosen[name])
            return rows
        if isinstance(chosen, np.ndarray) and chosen.dtype.kind == "O":
            return [self._resolved(element) for element in chosen]
        return self._target(chosen) if isinstance(chosen, Builder) else chosen

    def append(self, arg: Any) -> None:
        """Refuse: files are not added to."""
        raise UnsupportedOperation(f"cannot append {arg!r}: files are not added to")

    def invert(self) -> Any:
        """Return the same that leads to containers instead of builders, or back."""
        return self.get_inverse_class()(self.dataset, self._types, self._io)


class BuilderReferences(_References, BuilderResolver):
    """Leads to builders."""

    def _target(self, builder: Builder) -> Any:
        return builder

    @classmethod
    def get_inverse_class(cls) -> Any:
        """Return the other class."""
        return ContainerReferences


class ContainerReferences(_References, ContainerResolver):
    """Leads to containers."""

    def _target(self, builder: Builder) -> Any:
        return self._io.manager.construct(builder)

    @classmethod
    def get_inverse_class(cls) -> Any:
        """Return the other class."""
        return BuilderReferences
