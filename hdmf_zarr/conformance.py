"""How a conformance suite opens this backend: plain data, found through the entry-point group ``hdmf_backends``."""

from __future__ import annotations

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.nwb import NWBZarrIO

__all__ = ["BACKEND"]

BACKEND = {"io": ZarrIO, "nwb_io": NWBZarrIO, "suffix": ".nwb.zarr", "data_io": ZarrDataIO}
