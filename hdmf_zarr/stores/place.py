"""Where one file's keys and bytes lie, whatever the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from zarr.abc.store import Store

__all__ = ["METADATA_KEY", "Place"]

METADATA_KEY = "zarr.json"


class Place(Protocol):
    """Where one file's keys and bytes lie.

    Attributes
    ----------
    source
        Its name: an absolute path or a URL.
    store
        The same place as zarr sees it.
    read_only
        Whether arrays that are read here may not be changed.
    changed
        Whether an array was grown in place, so that consolidated metadata is behind.
    takes_threads
        Whether it pays to write from several threads at once.
    distant
        Whether each object that is read costs a request.
    chunk_separator
        What the keys of chunks are joined with.
    documents_first
        Whether it takes chunks only of arrays whose metadata it has.
    """

    source: str
    store: Store
    read_only: bool
    changed: bool
    takes_threads: bool
    distant: bool
    chunk_separator: Literal[".", "/"]
    documents_first: bool

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""

    def fetch_ahead(self, keys: Iterable[str]) -> None:
        """Fetch what will be asked for next, where each object costs a request; it is kept until it is asked for."""

    def read_parts(self, parts: Sequence[tuple[str, int, int]]) -> list[bytes | None]:
        """Return a part of what is stored under each key: from an offset (from the end, if negative), so many bytes."""

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""

    def metadata_keys(self, names: Collection[str] = (METADATA_KEY,), below: str = "") -> list[str]:
        """List the keys of all metadata documents, which are those with such names, or of the ones below a path."""

    def exists(self) -> bool:
        """Tell whether anything is stored here."""

    def begin(self, root: bytes) -> None:
        """Make a new file visible, of which there is only the root's document."""

    def replacement(self) -> AbstractContextManager[Place]:
        """Give a place to write a new file to, which takes the place of what is here when it is whole."""

    def finish(self) -> None:
        """Make what was written visible to others, where it isn't yet."""

    def node_replacement(self, path: str) -> AbstractContextManager[Place]:
        """Give a place to write a node anew; it takes the node's place when it is whole, where the store can do so."""

    def hold(self) -> None:
        """Remember which file lies here now."""

    def lock(self) -> None:
        """Keep other writers out, where the store can; raise `LockedFileError` if one is in."""

    def release(self) -> None:
        """Free what `hold` and `lock` took."""

    def check_same(self) -> None:
        """Raise `ReplacedFileError` if another file lies here than when `hold` was called."""
