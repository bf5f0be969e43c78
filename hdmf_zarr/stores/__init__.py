"""A path, URL or `zarr.abc.store.Store` -> a place that bytes are read from and written to under keys.

Three kinds of place with one face: `Directory` for local files, `Archive` for zip archives, and `StorePlace` for any
other zarr store.
"""

from hdmf_zarr.stores.anonymous import with_anonymous_fallback
from hdmf_zarr.stores.archive import Archive
from hdmf_zarr.stores.directory import Directory
from hdmf_zarr.stores.finding import open_linked, open_place
from hdmf_zarr.stores.identity import store_name
from hdmf_zarr.stores.names import is_nameless, is_url, relative_source, sibling
from hdmf_zarr.stores.place import METADATA_KEY, Place
from hdmf_zarr.stores.store_place import StorePlace

__all__ = [
    "METADATA_KEY",
    "Archive",
    "Directory",
    "Place",
    "StorePlace",
    "is_nameless",
    "is_url",
    "open_linked",
    "open_place",
    "relative_source",
    "sibling",
    "store_name",
    "with_anonymous_fallback",
]
