"""A path, URL or `zarr.abc.store.Store` -> the place that it names."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zarr.abc.store import Store
from zarr.storage import FsspecStore

from hdmf_zarr.stores.archive import Archive
from hdmf_zarr.stores.archive_file import LocalArchiveFile, RemoteArchiveFile
from hdmf_zarr.stores.directory import Directory
from hdmf_zarr.stores.encoded import EncodedKeys
from hdmf_zarr.stores.identity import local_root, neighbour, store_name
from hdmf_zarr.stores.names import is_nameless, is_url, scheme_of
from hdmf_zarr.stores.place import Place
from hdmf_zarr.stores.store_place import StorePlace

__all__ = ["open_linked", "open_place"]

_ARCHIVE_SUFFIX = ".zip"
_FILE_SCHEME = "file://"
#: s3fs asks for the size of each object before it reads it, unless it is to make no more than one request at a time for
#: one object. And a listing that was kept would hide what others have written since.
_S3 = {"max_concurrency": 1, "use_listings_cache": False, "config_kwargs": {"max_pool_connections": 64}}
_SCHEME_OPTIONS: dict[str, dict[str, Any]] = {"s3": _S3, "s3a": _S3, "gs": {"use_listings_cache": False}}


def open_place(
    path: str | Path | Store, *, read_only: bool, storage_options: Mapping[str, Any] | None = None
) -> Directory | Archive | StorePlace:
    """Return the place that a path, URL or store names.

    Parameters
    ----------
    path
        A local path (symbolic links are resolved), a URL that fsspec knows, or a zarr store. A path that ends in
        ``.zip``, and is no directory, is a zip archive, and so is any file that begins like one.
    read_only
        Refuse to write.
    storage_options
        For a URL: what fsspec's file system takes.

    Raises
    ------
    ImportError
        If a URL needs a package that is not installed; the message names it.
    """
    if isinstance(path, Store):
        root = local_root(path)
        if root is not None:
            return Directory(root, read_only=read_only)
        return StorePlace(_as_read(path), store_name(path), read_only=read_only)
    text = os.fspath(path).removeprefix(_FILE_SCHEME)
    if is_url(text):
        options = {**_SCHEME_OPTIONS.get(scheme_of(text), {}), **(storage_options or {})}
        try:
            return _remote_place(text, options, read_only=read_only)
        except ImportError as error:
            raise ImportError(f"{text}: {error}; URLs need fsspec: pip install hdmf-zarr[full]") from error
    local = Path(text).resolve()
    if _is_archive(local):
        return Archive(LocalArchiveFile(local), read_only=read_only)
    return Directory(local, read_only=read_only)


def _remote_place(url: str, options: dict[str, Any], *, read_only: bool) -> Archive | StorePlace:
    if url.endswith(_ARCHIVE_SUFFIX):
        return Archive(RemoteArchiveFile(url, options), read_only=read_only)
    store = FsspecStore.from_url(url, storage_options=options, read_only=read_only)
    return StorePlace(_as_read(store), url.rstrip("/"), read_only=read_only)


def _as_read(store: Store) -> Store:
    return EncodedKeys(store) if isinstance(store, FsspecStore) and is_url(store.path) else store


def _is_archive(path: Path) -> bool:
    if path.suffix == _ARCHIVE_SUFFIX:
        return not path.is_dir()
    return path.is_file() and zipfile.is_zipfile(path)


def open_linked(source: str, here: Place, storage_options: Mapping[str, Any] | None) -> Place:
    """Return the place of a file that a link or reference leads to.

    A file on the server of the one that links to it is reached as that one is, with the same credentials.

    Parameters
    ----------
    source
        The absolute path or URL of the file.
    here
        The place of the file that links to it.
    storage_options
        With which that one was opened; those of a URL are not used for URLs of another scheme.

    Raises
    ------
    FileNotFoundError
        If nobody could name it: it was meant relative to a store without a name.
    """
    if is_nameless(source):
        raise FileNotFoundError(f"{source} has no name that could be followed; save the file that links to it first")
    store = neighbour(here.store, here.source, source) if isinstance(here, StorePlace) else None
    if store is not None and not source.endswith(_ARCHIVE_SUFFIX):
        return StorePlace(_as_read(store), source)
    same_scheme = not is_url(here.source) or scheme_of(here.source) == scheme_of(source)
    return open_place(source, read_only=True, storage_options=storage_options if same_scheme else None)
