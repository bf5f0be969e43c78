"""A path, URL or `zarr.abc.store.Store` -> the place that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zarr.abc.store import Store
from zarr.storage import FsspecStore, LocalStore

from hdmf_zarr.stores.directory import Directory
from hdmf_zarr.stores.names import is_url, store_name
from hdmf_zarr.stores.store_place import StorePlace

__all__ = ["open_place"]


def open_place(
    path: str | Path | Store, *, read_only: bool, storage_options: Mapping[str, Any] | None = None
) -> Directory | StorePlace:
    """Return the place that a path, URL or store names.

    Parameters
    ----------
    path
        A local path (symbolic links are resolved), a URL that fsspec knows, or a zarr store.
    read_only
        Refuse to write.
    storage_options
        For a URL: what fsspec's file system takes.

    Raises
    ------
    ImportError
        If a URL needs a package that is not installed; the message names it.
    """
    if isinstance(path, LocalStore):
        return Directory(Path(path.root).resolve(), read_only=read_only)
    if isinstance(path, Store):
        return StorePlace(path, store_name(path))
    text = os.fspath(path)
    if is_url(text):
        options = dict(storage_options) if storage_options else None
        try:
            store = FsspecStore.from_url(text, storage_options=options, read_only=read_only)
        except ImportError as error:
            raise ImportError(f"{text}: {error}; URLs need fsspec: pip install 'hdmf-zarr[remote]'") from error
        return StorePlace(store, text.rstrip("/"))
    return Directory(Path(text).resolve(), read_only=read_only)
