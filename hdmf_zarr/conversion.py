"""Converts whole files between HDF5 and Zarr, and older Zarr files to today's form, from builders to builders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, ReferenceBuilder, TypeMap
from hdmf.common import get_type_map
from hdmf.data_utils import GenericDataChunkIterator
from pynwb import NWBHDF5IO

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.convention import SPEC_LOCATION
from hdmf_zarr.errors import IncompleteConversionError
from hdmf_zarr.nwb import NWBZarrIO
from hdmf_zarr.reading.external import ExternalLinks
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.specs import specification_documents
from hdmf_zarr.stores import is_url

__all__ = ["convert"]

_HDF5_SUFFIXES = frozenset({".nwb", ".h5", ".hdf5", ".hdf"})
_SPECIFICATIONS = "specifications"
_IN_PARTS = 16 * 2**20  # bytes
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def convert(
    source: str,
    target: str,
    *,
    overwrite: bool = False,
    skip_damaged: bool = False,
    external_links: ExternalLinks = "folder",
) -> None:
    """Convert a file; what is made is a Zarr file unless its name ends as those of HDF5 files do.

    Parameters
    ----------
    source
        The file: HDF5, or Zarr of any version that can be read.
    target
        What to make.
    overwrite
        Replace what is there.
    skip_damaged
        Leave out what can't be read, with a warning, instead of stopping at it.
    external_links
        As for `ZarrIO`.

    Raises
    ------
    FileExistsError
        If there is something at ``target``, and it is not to be replaced.
    DamagedFileError
        If something can't be read, and it is not to be skipped.
    IncompleteConversionError
        If a link to another Zarr file would have to go into an HDF5 file, which can't hold it.
    """
    if not is_url(target) and Path(target).exists() and not overwrite:
        raise FileExistsError(f"{target} exists; choose another name, or ask for it to be overwritten")
    with ExitStack() as stack:
        reader = stack.enter_context(_reader(source, strict=not skip_damaged, external_links=external_links))
        if Path(target).suffix in _HDF5_SUFFIXES and not is_url(target):
            _to_hdf5(reader, Path(target))
        else:
            _to_zarr(reader, target)


def _reader(source: str, *, strict: bool, external_links: ExternalLinks) -> HDMFIO:
    """Return an open file of either backend, with the namespaces that are cached in it."""
    if _is_hdf5(source):
        if NWBHDF5IO.can_read(source):
            return NWBHDF5IO(source, mode="r")
        types = _types()
        HDF5IO.load_namespaces(types, path=source)
        return HDF5IO(source, mode="r", manager=BuildManager(types))
    if NWBZarrIO.can_read(source):
        return NWBZarrIO(source, mode="r", strict=strict, external_links=external_links)
    types = _types()
    io = ZarrIO(source, mode="r", manager=BuildManager(types), strict=strict, external_links=external_links)
    io.load_namespaces_io(types)
    return io


def _types() -> TypeMap:
    types: TypeMap = get_type_map()
    return types


def _is_hdf5(source: str) -> bool:
    if is_url(source) or not Path(source).is_file():
        return False
    with Path(source).open("rb") as file:
        return file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE


def _to_zarr(reader: HDMFIO, target: str) -> None:
    kind = NWBZarrIO if isinstance(reader, NWBHDF5IO | NWBZarrIO) else ZarrIO
    made = None if is_url(target) or Path(target).exists() else Path(target)
    try:
        with kind(target, mode="w", manager=reader.manager) as writer:
            writer.export(src_io=reader)
    except BaseException:
        # what was there before is still there; what was only begun is of no use
        if made is not None and made.is_dir():
            shutil.rmtree(made)
        elif made is not None:
            made.unlink(missing_ok=True)
        raise


def _to_hdf5(reader: HDMFIO, target: Path) -> None:
    """Write beside the target, which it replaces when it is whole: HDF5IO itself would write over it."""
    elsewhere = [f"/{link}" for link in _external_links(reader.read_builder(), reader.source)]
    if elsewhere and isinstance(reader, ZarrIO):
        raise IncompleteConversionError(
            f"{reader.source}: {', '.join(elsewhere)} link to other Zarr files, which an HDF5 file can't; "
            "convert to Zarr with link_data=False first, which copies what they lead to"
        )
    root = reader.read_builder()
    for dataset in _datasets(root):
        if isinstance(dataset.data, LazyArray) and dataset.data.nbytes > _IN_PARTS:
            dataset["data"] = _in_parts(dataset.data)
    kind = NWBHDF5IO if isinstance(reader, NWBHDF5IO | NWBZarrIO) else HDF5IO
    beside = target.with_name(f".{target.stem}.partial{target.suffix}")
    try:
        with kind(beside, mode="w", manager=reader.manager) as writer:
            # HDF5IO.export would have HDMF build all containers anew, which not every file survives
            root.set_group(_specifications(reader))
            root.set_attribute(SPEC_LOCATION, ReferenceBuilder(root[_SPECIFICATIONS]))
            writer.write_builder(root, link_data=False, export_source=reader.source)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


class _Parts(GenericDataChunkIterator):
    """The values of an array, a buffer of whole chunks at a time."""

    def __init__(self, array: LazyArray) -> None:
        self._array = array
        rows = max(1, _IN_PARTS // max(1, array.nbytes // len(array)) // array.chunks[0]) * array.chunks[0]
        buffer_shape = (min(rows, len(array)), *array.shape[1:])
        chunk_shape = tuple(min(step, length) for step, length in zip(array.chunks, buffer_shape, strict=True))
        super().__init__(buffer_shape=buffer_shape, chunk_shape=chunk_shape)

    def _get_data(self, selection: tuple[slice, ...]) -> np.ndarray[Any, Any]:
        return np.asarray(self._array[selection])

    def _get_maxshape(self) -> tuple[int, ...]:
        return self._array.shape

    def _get_dtype(self) -> np.dtype[Any]:
        return self._array.dtype


def _in_parts(array: LazyArray) -> H5DataIO | LazyArray:
    """Return numbers so that HDF5IO, which would read all of them at once, takes a part at a time.

    Chunks stay as they are. What is compressed is compressed again, by the filters that every HDF5 library has.
    """
    if array.element.kind != "number":
        return array
    packed: dict[str, Any] = {"compression": "gzip", "shuffle": True} if array.compressor is not None else {}
    parts = _Parts(array)
    return H5DataIO(parts, chunks=parts.chunk_shape, **packed)


def _specifications(reader: HDMFIO) -> GroupBuilder:
    """Return the group of the cached namespaces, as HDF5IO keeps it too."""
    group = GroupBuilder(_SPECIFICATIONS)
    for path, document in specification_documents(reader.manager.namespace_catalog, {}).items():
        if document["node_type"] == "array":
            parent = group
            _, *folders, name = path.split("/")
            for folder in folders:
                parent = parent.get(folder) or _added(parent, folder)
            parent.set_dataset(DatasetBuilder(name, document["fill_value"]))
    return group


def _added(parent: GroupBuilder, name: str) -> GroupBuilder:
    child = GroupBuilder(name)
    parent.set_group(child)
    return child


def _datasets(root: GroupBuilder) -> Iterator[DatasetBuilder]:
    pending = [root]
    while pending:
        group = pending.pop()
        pending.extend(group.groups.values())
        yield from group.datasets.values()


def _external_links(root: GroupBuilder, source: str) -> Iterator[str]:
    """Yield the paths of the links that lead to other files."""
    pending = [("", root)]
    while pending:
        path, group = pending.pop()
        pending.extend((f"{path}{name}/", child) for name, child in group.groups.items())
        yield from (f"{path}{name}" for name, link in group.links.items() if link.builder.source != source)
