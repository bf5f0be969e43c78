"""References in HDF5 files, of which HDF5IO's builders say less than the file does.

HDF5IO takes a region reference for a reference to all of its target, knows references in arrays of one dimension only,
and leaves those in attribute arrays and in single compounds as h5py has them. Here they are looked up in the file, and
given as builders have them; nothing of the builders is changed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.hdf5.h5_utils import H5Dataset
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, ReferenceBuilder

from hdmf_zarr._hdmf_private import hdf5_file
from hdmf_zarr.data_io import unwrap
from hdmf_zarr.errors import StorageError
from hdmf_zarr.regions import Axes, Points, RegionReference, Selection, along, outer, selection_of

__all__ = ["Recovered", "recover", "region_selection"]

type Array = np.ndarray[Any, Any]
type Resolve = Callable[[Any], Any]


@dataclass(slots=True)
class Recovered:
    """What an HDF5 file says of references beyond its builders.

    Attributes
    ----------
    attributes
        Id of a builder -> the attributes that hold something else than the builder says.
    datasets
        Id of a builder -> one that has the data.
    """

    attributes: dict[int, dict[str, Any]] = field(default_factory=dict)
    datasets: dict[int, DatasetBuilder] = field(default_factory=dict)


def recover(root: GroupBuilder, io: HDF5IO | None) -> Recovered:
    """Look up the references of a builder tree in the HDF5 file that it comes from.

    Parameters
    ----------
    root
        The tree: read from the file, or built from what was read.
    io
        What has the file open. Without it, only lazy datasets lead back to a file.

    Raises
    ------
    StorageError
        If the file has region references where the tree has other ones, which can't be told apart.
    """
    with ExitStack() as opened:
        files = _Files(root, io, opened)
        found = Recovered()
        for builder, path in _walk(root):
            attributes = files.attributes(builder, path)
            if attributes:
                found.attributes[id(builder)] = attributes
            if isinstance(builder, DatasetBuilder) and (content := files.content(builder, path)) is not None:
                dtype, data = content
                labels = builder.dimension_labels
                found.datasets[id(builder)] = DatasetBuilder(builder.name, data, dtype=dtype, dimension_labels=labels)
    return found


def region_selection(reference: h5py.RegionReference, target: h5py.Dataset) -> Selection:
    """Return what a region reference selects in its target."""
    space = h5py.h5r.get_region(reference, target.id)
    kind = space.get_select_type()
    if kind == h5py.h5s.SEL_ALL:
        return selection_of(..., target.shape)
    if kind == h5py.h5s.SEL_POINTS:
        return Points(tuple(map(tuple, space.get_select_elem_pointlist().tolist())))
    if kind == h5py.h5s.SEL_NONE or space.get_select_npoints() == 0:
        return Points(())
    if space.is_regular_hyperslab():
        axes = [_strided(*axis) for axis in zip(*space.get_regular_hyperslab(), strict=True)]
        return Axes(tuple(axes))
    blocks = [np.indices(last - first + 1).reshape(target.ndim, -1).T + first for first, last in _blocks(space)]
    coordinates = np.concatenate(blocks)
    return outer(coordinates[np.lexsort(coordinates.T[::-1])])


def _blocks(space: Any) -> Array:
    blocks: Array = space.get_select_hyper_blocklist().astype(int)
    return blocks


def _strided(start: int, stride: int, count: int, block: int) -> slice | tuple[int, ...]:
    if block == 1 and count > 1:
        return along(range(start, start + (count - 1) * stride + 1, stride))
    if count == 1 or block == stride:
        return along(range(start, start + count * block))
    return along([start + number * stride + offset for number in range(count) for offset in range(block)])


class _Files:
    """Finds the HDF5 objects that builders stand for."""

    def __init__(self, root: GroupBuilder, io: HDF5IO | None, opened: ExitStack) -> None:
        self._root = root
        self._io = io
        self._opened = opened
        self._own: h5py.File | None = None if io is None else hdf5_file(io)
        self._files: dict[str, h5py.File | None] = {}
        if io is not None and self._own is not None:
            self._files = {io.source: self._own, str(Path(self._own.filename).absolute()): self._own}

    def _object(self, builder: Builder, path: str) -> Any:
        """Return what a builder was read from, or what lies where it was built anew; ``None`` if nothing does."""
        if self._own is None:
            return None
        file = self._own
        if builder.location is not None and path:
            file = (self._file(builder.source) if builder.source is not None else None) or file
            path = posixpath.normpath(f"{builder.location}/{builder.name}")
        return file.get(path or "/")

    def _file(self, source: str) -> h5py.File | None:
        if source not in self._files:
            readable = Path(source).is_file() and h5py.is_hdf5(source)
            self._files[source] = self._opened.enter_context(h5py.File(source, "r")) if readable else None
        return self._files[source]

    def _resolving(self, io: HDF5IO) -> Resolve:
        """Return what finds the builder of an HDF5 object; that of the root is not known to HDF5IO."""

        def resolve(target: Any) -> Builder:
            found: Builder = self._root if target == self._own else io.get_builder(target)
            return found

        return resolve

    def attributes(self, builder: Builder, path: str) -> dict[str, Any]:
        """Return the attributes that hold something else than the builder says."""
        if self._own is None:
            return {}
        return {
            name: value
            for name, stored in builder.attributes.items()
            if _points(stored) and (value := self._attribute(builder, path, name, stored)) is not stored
        }

    def _attribute(self, builder: Builder, path: str, name: str, stored: Any) -> Any:
        """Return the value of an attribute that holds references."""
        origin = self._object(builder, path)
        value = None if origin is None else origin.attrs.get(name)
        if isinstance(value, h5py.RegionReference) and isinstance(stored, Builder | ReferenceBuilder):
            target = stored.builder if isinstance(stored, ReferenceBuilder) else stored
            return _following(origin, lambda _: target)(value)
        if isinstance(stored, np.ndarray) and isinstance(value, np.ndarray) and self._io is not None:
            return _each(value, _following(origin, self._resolving(self._io))).tolist()
        return stored

    def content(self, dataset: DatasetBuilder, path: str) -> tuple[Any, Any] | None:
        """Return dtype and data of a dataset that holds references, ``None`` if the builder is right about them."""
        data, _ = unwrap(dataset.data)
        if isinstance(data, H5Dataset):
            return _lazy_content(data, self._resolving(data.io))
        if isinstance(data, np.ndarray) and data.shape == () and _reference_fields(data.dtype):
            origin = self._object(dataset, path)
            if origin is not None and self._io is not None:
                return _declared(origin.dtype), _rows(data, _following(origin, self._resolving(self._io)))
        if isinstance(data, list) and data and isinstance(data[0], ReferenceBuilder):
            return self._rebuilt(dataset, path, data)
        return None

    def _rebuilt(self, dataset: DatasetBuilder, path: str, data: list[Any]) -> tuple[Any, Any] | None:
        """Return the regions of a dataset that was built from a container, which knows their targets only."""
        origin = self._object(dataset, path)
        if not isinstance(origin, h5py.Dataset) or h5py.check_ref_dtype(origin.dtype) is not h5py.RegionReference:
            return None
        if origin.shape != (len(data),):
            raise StorageError(f"/{path}", "references that were regions in the file", "export without a container")
        regions = _each(origin[()], _following(origin, lambda _: dataset)).tolist()
        pairs = zip(regions, data, strict=True)
        return origin.dtype, [None if region is None else region.towards(own.builder) for region, own in pairs]


def _walk(root: GroupBuilder) -> Iterator[tuple[GroupBuilder | DatasetBuilder, str]]:
    """Yield each builder of a tree with its path in it, and those that its links lead to."""
    seen: set[int] = set()
    pending: list[tuple[GroupBuilder | DatasetBuilder, str]] = [(root, "")]
    while pending:
        builder, path = pending.pop()
        if id(builder) in seen:
            continue
        seen.add(id(builder))
        yield builder, path
        if isinstance(builder, GroupBuilder):
            children = (*builder.groups.values(), *builder.datasets.values())
            pending += [(child, f"{path}/{child.name}") for child in children]
            pending += [(link.builder, f"{path}/{name}") for name, link in builder.links.items()]


def _points(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "O" and any(isinstance(item, h5py.Reference) for item in value.flat)
    return isinstance(value, Builder | ReferenceBuilder)


def _lazy_content(data: H5Dataset, resolve: Resolve) -> tuple[Any, Any] | None:
    """Return dtype and data of an array of references, or of rows with references in them."""
    dataset = data.dataset
    pointed = _following(dataset, resolve)
    if h5py.check_ref_dtype(dataset.dtype) is not None:
        return dataset.dtype, _each(dataset[()], pointed)
    if _reference_fields(dataset.dtype):
        return _declared(dataset.dtype), _rows(dataset[()], pointed)
    return None


def _reference_fields(dtype: np.dtype[Any]) -> list[str]:
    return [name for name in dtype.names or () if h5py.check_ref_dtype(dtype[name]) is not None]


def _declared(dtype: np.dtype[Any]) -> list[Mapping[str, Any]]:
    return [{"name": name, "dtype": dtype[name]} for name in dtype.names or ()]


def _rows(stored: Any, pointed: Resolve) -> Array:
    values = np.asarray(stored)
    names, pointing = values.dtype.names or (), _reference_fields(values.dtype)
    rows = np.empty(values.shape, [(name, values.dtype[name].newbyteorder("=")) for name in names])
    for name in names:
        rows[name] = _each(values[name], pointed) if name in pointing else values[name]
    return rows


def _each(values: Any, convert: Resolve) -> Array:
    """Return the values converted, one by one: numpy would look for an array in what they become."""
    array = np.asarray(values)
    converted = np.empty(array.shape, object)
    for position in np.ndindex(array.shape):
        converted[position] = convert(array[position])
    return converted


def _following(origin: Any, resolve: Resolve) -> Resolve:
    """Return what makes of a reference that ``origin`` holds a reference builder, a region, or for null ``None``."""

    def pointed(reference: Any) -> ReferenceBuilder | RegionReference | None:
        if not reference:
            return None
        try:
            target = origin.file[reference]
            region = region_selection(reference, target) if isinstance(reference, h5py.RegionReference) else None
        except (ValueError, RuntimeError, KeyError) as error:
            found = f"a reference in {origin.file.filename} that leads nowhere ({error})"
            raise StorageError(origin.name, found, "set it there to another object or to null") from error
        builder = resolve(target)
        return ReferenceBuilder(builder) if region is None else RegionReference(builder, region)

    return pointed
