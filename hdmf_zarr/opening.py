"""What lies at a place, and what to say of it where that isn't a Zarr v3 file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zarr
from zarr.abc.store import Store

from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.catalog import read_catalog
from hdmf_zarr.stores import METADATA_KEY, Directory, Place, open_place

__all__ = ["documents_of", "is_zarr", "one_place", "what_it_is"]

type Json = Any

_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def is_zarr(place: Place) -> bool:
    """Tell whether what is at a place may be replaced by a Zarr file: it is one, of any version, or empty."""
    if any(place.read(key) is not None for key in (METADATA_KEY, ".zgroup", ".zattrs", ".zmetadata")):
        return True
    return isinstance(place, Directory) and place.root.is_dir() and not any(place.root.iterdir())


def what_it_is(place: Place) -> str:
    """Say what is at a place that is no Zarr v3 group, and what to do."""
    if isinstance(place, Directory) and place.root.is_file():
        with place.root.open("rb") as file:
            hdf5 = file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE
        return "this is an HDF5 file; open it with NWBHDF5IO or HDF5IO" if hdf5 else "this is a file, not a Zarr group"
    if place.read(".zgroup") is not None:
        return "this is a Zarr v2 file"
    return f"there is no Zarr v3 group here ({METADATA_KEY} is missing)"


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
    if len({place.source for place in places}) > 1:
        raise ValueError(f"'path' is {places[0].source}, but 'file' is {places[1].source}; give one of them")
    return places[-1]


def documents_of(place: Place) -> dict[str, dict[str, Json]]:
    """Return the metadata documents of the file at a place.

    Raises
    ------
    DamagedFileError
        If there is no Zarr v3 group.
    """
    catalog = read_catalog(place)
    if catalog is None:
        raise DamagedFileError(f"{place.source}: {what_it_is(place)}")
    return catalog.documents
