"""Public data, for those who have no credentials: asked for without them where asking with them is refused."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zarr.abc.store import Store

from hdmf_zarr.stores.names import scheme_of

__all__ = ["with_anonymous_fallback"]

_S3 = {"anon": True}
_GCS = {"token": "anon"}
_ANONYMOUS: dict[str, dict[str, Any]] = {"s3": _S3, "s3a": _S3, "gs": _GCS, "gcs": _GCS}


def with_anonymous_fallback[T](
    path: str | Path | Store,
    storage_options: Mapping[str, Any] | None,
    use: Callable[[Mapping[str, Any] | None], T],
) -> T:
    """Return ``use(storage_options)``; without credentials if those of the environment are refused, or there are none.

    Parameters
    ----------
    path
        What is opened.
    storage_options
        As the user gave them. If there are any, nothing else is tried.
    use
        Opens it with the options that it is called with.
    """
    anonymous = None if storage_options or isinstance(path, Store) else _ANONYMOUS.get(scheme_of(os.fspath(path)))
    if anonymous is None:
        return use(storage_options)
    try:
        return use(storage_options)
    except _refusals():
        return use(anonymous)


def _refusals() -> tuple[type[Exception], ...]:
    """Return what is raised for credentials that aren't there or don't suffice; s3fs lets botocore's error through."""
    if importlib.util.find_spec("botocore") is None:
        return (PermissionError,)
    from botocore.exceptions import NoCredentialsError  # noqa: PLC0415 - optional, like s3fs that needs it

    return (PermissionError, NoCredentialsError)
