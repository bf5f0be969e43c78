"""Where another file lies from here, in text: so a link says the same whatever the store (pure)."""

from __future__ import annotations

import os
import posixpath

__all__ = ["NAMELESS", "is_nameless", "is_url", "on_one_server", "relative_source", "scheme_of", "sibling"]

#: How the name of a store begins that no file could name, such as one in memory; it is never stored.
NAMELESS = "store:"


def is_url(path: str) -> bool:
    """Tell whether ``path`` is a URL, chained fsspec ones included."""
    return "://" in path


def is_nameless(source: str) -> bool:
    """Tell whether a source is a store that another file could not name, such as one in memory."""
    return source.startswith(NAMELESS)


def scheme_of(source: str) -> str:
    """Return the scheme of a URL, empty for anything else."""
    scheme, found, _ = source.partition("://")
    return scheme if found else ""


def on_one_server(one: str, other: str) -> bool:
    """Tell whether two sources are URLs of one server, or of one bucket."""
    if not (is_url(one) and is_url(other)) or scheme_of(one) != scheme_of(other):
        return False
    return _rest(one).split("/", 1)[0] == _rest(other).split("/", 1)[0]


def relative_source(target: str, here: str) -> str:
    """Return how the file ``here`` names the file ``target``: ``"."`` for itself, else relative where it can be.

    Local paths are relative to the root directory of the file, as hdmf-zarr has it: a sibling is ``"../B.nwb.zarr"``.
    URLs of one server are relative in the same way; other URLs are kept whole, and so is what a nameless store names.
    """
    if target == here:
        return "."
    if on_one_server(target, here):
        return posixpath.relpath(_rest(target), _rest(here))
    if is_nameless(here) or is_url(target) or is_url(here):
        return target
    return os.path.relpath(target, here).replace(os.sep, "/")


def sibling(source: str, here: str) -> str:
    """Return the path or URL that ``source``, as stored in the file ``here``, stands for.

    Nothing is relative to a nameless store: what such a source stands for is as nameless.
    """
    if source in {"", "."}:
        return here
    if is_url(source) or os.path.isabs(source):  # noqa: PTH117 - text, not a path of this system
        return source
    if is_nameless(here):
        return f"{here}/{source}"
    if is_url(here):
        return f"{scheme_of(here)}://{posixpath.normpath(posixpath.join(_rest(here), source))}"
    return os.path.normpath(os.path.join(here, source))  # noqa: PTH118 - Path has no lexical normalisation


def _rest(url: str) -> str:
    return url.partition("://")[2]
