"""The Zarr v3 storage backend for HDMF and PyNWB."""

from importlib.metadata import version

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.errors import DamagedFileError, IncompleteConversionError, ReplacedFileError, StorageError
from hdmf_zarr.nwb import NWBZarrIO

__version__ = version("hdmf-zarr")

__all__ = [
    "DamagedFileError",
    "IncompleteConversionError",
    "NWBZarrIO",
    "ReplacedFileError",
    "StorageError",
    "ZarrDataIO",
    "ZarrIO",
    "__version__",
]
