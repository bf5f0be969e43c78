"""The names of hdmf that are not public and can't be avoided, each with its reason."""

from __future__ import annotations

from hdmf.backends.io import HDMFIO

__all__ = ["keep_source"]


def keep_source(io: HDMFIO, source: str) -> None:
    """Let HDMF know a file by its own name.

    `HDMFIO` makes an absolute local path of any source that is not ``http``, ``https`` or ``s3``, and builds containers
    with that: a file at ``gs://`` or in a store would be called a file below the current directory, and every link in
    it a link to another file. There is no public way to set the source.
    """
    io._HDMFIO__source = source  # noqa: SLF001
