"""What a zarr store is called, and the store of another file on the same server."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from zarr.abc.store import Store
from zarr.storage import FsspecStore, LocalStore, ObjectStore, ZipStore

from hdmf_zarr.stores.encoded import EncodedKeys
from hdmf_zarr.stores.names import NAMELESS, is_url, on_one_server, relative_source
from hdmf_zarr.stores.place_store import PlaceStore

__all__ = ["local_root", "neighbour", "store_name"]

_LOCAL_PROTOCOLS = ("file", "local")
#: Class of obstore -> scheme of its URLs, and which of its settings names the bucket.
_BUCKETS = {"S3Store": ("s3", "bucket"), "GCSStore": ("gs", "bucket"), "AzureStore": ("az", "container_name")}


def local_root(store: Store) -> Path | None:
    """Return the local directory that a store is, ``None`` if it is no such thing."""
    if isinstance(store, LocalStore):
        return Path(store.root).resolve()
    if isinstance(store, FsspecStore) and _protocol(store) in _LOCAL_PROTOCOLS:
        return Path(store.path).resolve()
    if isinstance(store, ObjectStore) and type(store.store).__name__ == "LocalStore" and store.store.prefix is not None:
        return Path(store.store.prefix).resolve()
    return None


def store_name(store: Store) -> str:
    """Return a name for messages and for `Builder.source`: a path or URL where there is one.

    The name of any other store is the same for each use of it, and is never stored.
    """
    root = local_root(store)
    if root is not None:
        return str(root)
    if isinstance(store, PlaceStore):
        return str(store)
    if isinstance(store, ZipStore) and store.path is not None:
        return str(Path(store.path).resolve())
    if isinstance(store, FsspecStore):
        return store.path if is_url(store.path) else f"{_protocol(store)}://{store.path.lstrip('/')}"
    if isinstance(store, ObjectStore):
        url = _object_store_url(store.store)
        if url is not None:
            return url
    return f"{NAMELESS}{type(store).__name__}:{id(store)}"


def neighbour(store: Store, here: str, source: str) -> Store | None:
    """Return the store of another file on the server of ``store``, reached with the same credentials.

    Parameters
    ----------
    store, here
        The store of a file, and its name.
    source
        The name of the other file.

    Returns
    -------
    The store, read-only; ``None`` if the file lies elsewhere.
    """
    if not on_one_server(here, source):
        return None
    if isinstance(store, EncodedKeys):
        store = store.plain
    if isinstance(store, FsspecStore):
        path = source if is_url(store.path) else _joined(store.path, relative_source(source, here))
        return FsspecStore(store.fs, read_only=True, path=path)
    if isinstance(store, ObjectStore):
        return ObjectStore(_same_but_for_its_path(store.store, source), read_only=True)
    return None


def _joined(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(path, relative))


def _protocol(store: FsspecStore) -> str:
    protocol: str | tuple[str, ...] = store.fs.protocol
    return protocol if isinstance(protocol, str) else protocol[0]


def _object_store_url(store: Any) -> str | None:
    kind = type(store).__name__
    if kind == "HTTPStore":
        return str(store.url).rstrip("/")
    if kind not in _BUCKETS:
        return None
    scheme, setting = _BUCKETS[kind]
    return f"{scheme}://{store.config[setting]}/{store.prefix or ''}".rstrip("/")


def _same_but_for_its_path(store: Any, source: str) -> Any:
    """Return obstore's store of ``source`` with all other settings of ``store``."""
    shared = {"client_options": store.client_options, "retry_config": store.retry_config}
    if type(store).__name__ == "HTTPStore":
        return type(store)(source, **shared)
    prefix = source.partition("://")[2].partition("/")[2]
    return type(store)(prefix=prefix, config=store.config, credential_provider=store.credential_provider, **shared)
