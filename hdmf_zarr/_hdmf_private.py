"""The names of hdmf that are not public and can't be avoided, each with its reason."""

from __future__ import annotations

import h5py
import numpy as np
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from hdmf.common import VectorIndex

__all__ = ["hdf5_file", "keep_source", "leave_precision"]


def keep_source(io: HDMFIO, source: str) -> None:
    """Let HDMF know a file by its own name.

    `HDMFIO` makes an absolute local path of any source that is not ``http``, ``https`` or ``s3``, and builds containers
    with that: a file at ``gs://`` or in a store would be called a file below the current directory, and every link in
    it a link to another file. There is no public way to set the source.
    """
    io._HDMFIO__source = source  # noqa: SLF001


def leave_precision(index: VectorIndex) -> None:
    """Let an index into ragged data be appended to whatever the ends, and its array see to the type that they need.

    A `VectorIndex` takes the array of any file for one of uint8, and refuses the 256th element of the column that it
    divides, since it can make only lists and numpy's arrays wider.
    """
    index._VectorIndex__uint = np.uint64  # noqa: SLF001
    index._VectorIndex__maxval = np.iinfo(np.uint64).max  # noqa: SLF001


def hdf5_file(io: HDF5IO) -> h5py.File | None:
    """Return the file that `HDF5IO` has open: what its builders leave out can only be found there."""
    file: h5py.File | None = io._file  # noqa: SLF001
    return file
