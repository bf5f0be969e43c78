"""HDF5, the backend that HDMF and PyNWB come with: the control that others are compared with."""

from __future__ import annotations

from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from pynwb import NWBHDF5IO

from harness.backend import Backend
from harness.hdf5.gaps import KNOWN_GAPS

__all__ = ["BACKEND"]

BACKEND = Backend(
    name="hdf5",
    open=HDF5IO,
    open_nwb=NWBHDF5IO,
    suffix=".nwb",
    data_io=H5DataIO,
    witness="hdf5",
    seam="hdf5",
    known_gaps=KNOWN_GAPS,
)
