"""A path, URL or `zarr.abc.store.Store` -> a place that bytes are read from and written to under keys.

Two kinds of place with one face: `Directory` for local files, and `StorePlace` for any other zarr store.
"""

from hdmf_zarr.stores.directory import Directory
from hdmf_zarr.stores.finding import open_place
from hdmf_zarr.stores.names import is_nameless, is_url, relative_source, sibling
from hdmf_zarr.stores.place import METADATA_KEY, Place
from hdmf_zarr.stores.store_place import StorePlace

__all__ = [
    "METADATA_KEY",
    "Directory",
    "Place",
    "StorePlace",
    "is_nameless",
    "is_url",
    "open_place",
    "relative_source",
    "sibling",
]
