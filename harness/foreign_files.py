"""HDF5 files with what HDMF itself no longer writes, and other programs do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

__all__ = ["add_region_references"]


def add_region_references(
    path: Path, target: str, parts: Sequence[slice], name: str, holder: str | None = None
) -> None:
    """Add references to parts of a dataset to an HDF5 file.

    Parameters
    ----------
    path
        Of the file.
    target
        Of the dataset in it, which has one dimension.
    parts
        What each of the references selects.
    name
        Of the dataset at the root that holds them all.
    holder
        Path of a group that gets the first one as an attribute of that name; none if not given.
    """
    with h5py.File(path, "a") as file:
        references = [file[target].regionref[part] for part in parts]
        file.create_dataset(name, data=np.array(references, dtype=h5py.regionref_dtype))
        if holder is not None:
            file[holder].attrs[name] = references[0]
