"""What lies at a place: a Zarr file of either version, or what to say of it where it is something else."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import zarr
from zarr.abc.store import Store

from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.catalog import Catalog, read_catalog
from hdmf_zarr.stores import METADATA_KEY, Archive, Directory, Place, open_place
from hdmf_zarr.v2.catalog import read_v2_catalog

__all__ = ["a_look_at", "catalog_at", "documents_of", "is_empty", "is_zarr", "one_place", "path_or_store", "what_it_is"]

type Json = Any

_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@contextlib.contextmanager
def a_look_at(place: Place) -> Iterator[Place]:
    """Give a place that is needed for a moment, and let go of it: no handle stays open (contract K08)."""
    try:
        yield place
    finally:
        place.release()


def catalog_at(place: Place, *, use_consolidated: bool = True) -> Catalog | None:
    """Read the metadata of the Zarr file at a place, of version 3 or 2; ``None`` if there is no group of either.

    Parameters
    ----------
    place
        Where the file lies.
    use_consolidated
        Take the copy of all metadata, where there is one that can be trusted.

    Raises
    ------
    DamagedFileError
        If the metadata of the root can't be read.
    """
    catalog = read_catalog(place, use_consolidated=use_consolidated)
    return catalog if catalog is not None else read_v2_catalog(place, use_consolidated=use_consolidated)


def is_zarr(place: Place) -> bool:
    """Tell whether what is at a place may be replaced by a Zarr file: it is one, of any version, or empty."""
    if any(place.read(key) is not None for key in (METADATA_KEY, ".zgroup", ".zattrs", ".zmetadata")):
        return True
    return is_empty(place)


def is_empty(place: Place) -> bool:
    """Tell whether a place is an empty directory, in which a new file may be made."""
    return isinstance(place, Directory) and place.root.is_dir() and not any(place.root.iterdir())


def what_it_is(place: Place) -> str:
    """Say what is at a place that is no Zarr group, and what to do."""
    if isinstance(place, Directory) and place.root.is_file():
        with place.root.open("rb") as file:
            hdf5 = file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE
        return "this is an HDF5 file; open it with NWBHDF5IO or HDF5IO" if hdf5 else "this is a file, not a Zarr group"
    if isinstance(place, Archive) and not place.is_archive():
        return "this is no zip archive, or an incomplete one; get it anew"
    return f"there is no Zarr group here ({METADATA_KEY} is missing)"


def path_or_store(path: str | Path | Store | None, file: zarr.Group | None) -> str | Path | Store:
    """Return what to open: a path, URL or store, or the store of a file's root as zarr has it.

    Raises
    ------
    ValueError
        If neither or both are given, or ``file`` is not a root.
    """
    if (path is None) == (file is None):
        raise ValueError("give either 'path' or 'file'")
    if file is None:
        return cast("str | Path | Store", path)
    if file.path:
        raise ValueError(f"'file' is the group {file.name}; give the root of the file")
    return file.store


def one_place(
    path: str | Path | Store | None, file: zarr.Group | None, storage_options: Mapping[str, Any] | None
) -> Place:
    """Return the place of the file that a path, or its root as zarr has it, names.

    Raises
    ------
    ValueError
        If neither is given, or they are different files.
    """
    places: list[Place] = []
    if path is not None:
        places.append(open_place(path, read_only=True, storage_options=storage_options))
    if file is not None:
        places.append(open_place(file.store, read_only=True))
    if not places:
        raise ValueError("Either the 'path' or 'file' argument must be supplied.")
    if not _is_same(places[0], places[-1]):
        raise ValueError(f"'path' is {places[0].source}, but 'file' is {places[1].source}; give one of them")
    return places[-1]


def _is_same(one: Place, other: Place) -> bool:
    """Tell whether two places hold the same: by their names, or their stores, one of which may be read-only."""
    stores = one.store, other.store
    return one.source == other.source or operator.eq(*stores) or operator.eq(*map(_to_read, stores))


def _to_read(store: Store) -> Store:
    try:
        return store if store.read_only else store.with_read_only(read_only=True)
    except NotImplementedError:
        return store


def documents_of(place: Place) -> dict[str, dict[str, Json]]:
    """Return the metadata documents of the file at a place.

    Raises
    ------
    DamagedFileError
        If there is no Zarr group.
    """
    catalog = catalog_at(place)
    if catalog is None:
        raise DamagedFileError(f"{place.source}: {what_it_is(place)}")
    return catalog.documents
