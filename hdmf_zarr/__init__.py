"""The Zarr v3 storage backend for HDMF and PyNWB."""

from importlib.metadata import version

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.errors import (
    DamagedFileError,
    DamagedFileWarning,
    IncompleteConversionError,
    LockedFileError,
    ReplacedFileError,
    StorageError,
)
from hdmf_zarr.nwb import NWBZarrIO
from hdmf_zarr.regions import RegionReference
from hdmf_zarr.upkeep import repair, verify
from hdmf_zarr.v2.io import NWBZarrV2IO, ZarrV2IO, is_zarr_v2_file

__version__ = version("hdmf-zarr")

__all__ = [
    "DamagedFileError",
    "DamagedFileWarning",
    "IncompleteConversionError",
    "LockedFileError",
    "NWBZarrIO",
    "NWBZarrV2IO",
    "RegionReference",
    "ReplacedFileError",
    "StorageError",
    "ZarrDataIO",
    "ZarrIO",
    "ZarrV2IO",
    "__version__",
    "is_zarr_v2_file",
    "repair",
    "verify",
]
