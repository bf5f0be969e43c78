"""What a store is called, and where another file lies from here: so a link says the same whatever the store (pure)."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from zarr.abc.store import Store
from zarr.storage import FsspecStore, ZipStore

__all__ = ["is_nameless", "is_url", "relative_source", "sibling", "store_name"]

_NAMELESS = "store:"


def is_url(path: str) -> bool:
    """Tell whether ``path`` is a URL, chained fsspec ones included."""
    return "://" in path


def store_name(store: Store) -> str:
    """Return a name for messages and for `Builder.source`: the same for each use of one store, never stored."""
    if isinstance(store, ZipStore) and store.path is not None:
        return str(Path(store.path).resolve())
    if isinstance(store, FsspecStore):
        protocol = store.fs.protocol
        scheme = protocol if isinstance(protocol, str) else protocol[0]
        return f"{scheme}://{store.path}"
    return f"{_NAMELESS}{type(store).__name__}:{id(store)}"


def is_nameless(source: str) -> bool:
    """Tell whether a source is a store that another file could not name, such as one in memory."""
    return source.startswith(_NAMELESS)


def relative_source(target: str, here: str) -> str:
    """Return how the file ``here`` names the file ``target``: ``"."`` for itself, else relative where it can be.

    Local paths are relative to the root directory of the file, as hdmf-zarr has it: a sibling is ``"../B.nwb.zarr"``.
    URLs of one server are relative in the same way; other URLs are kept whole, and so is what a nameless store names.
    """
    if target == here:
        return "."
    if is_nameless(here):
        return target
    if is_url(target) or is_url(here):
        scheme, _, rest = target.partition("://")
        here_scheme, _, here_rest = here.partition("://")
        same_server = scheme == here_scheme and rest.split("/", 1)[0] == here_rest.split("/", 1)[0]
        return posixpath.relpath(rest, here_rest) if same_server else target
    return os.path.relpath(target, here).replace(os.sep, "/")


def sibling(source: str, here: str) -> str:
    """Return the path or URL that ``source``, as stored in the file ``here``, stands for."""
    if source in {"", "."}:
        return here
    if is_url(source):
        return source
    if is_url(here):
        scheme, _, rest = here.partition("://")
        return f"{scheme}://{posixpath.normpath(posixpath.join(rest, source))}"
    return os.path.normpath(os.path.join(here, source))  # noqa: PTH118 - Path has no lexical normalisation
