"""Where one file's keys and bytes lie, whatever the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

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
    changed
        Whether an array was grown in place, so that consolidated metadata is behind.
    """

    source: str
    store: Store
    changed: bool

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""

    def metadata_keys(self) -> list[str]:
        """List the keys of all metadata documents."""

    def exists(self) -> bool:
        """Tell whether anything is stored here."""

    def clear(self) -> None:
        """Remove everything."""

    def hold(self) -> None:
        """Remember which file lies here now."""

    def release(self) -> None:
        """Free what `hold` took."""

    def check_same(self) -> None:
        """Raise `ReplacedFileError` if another file lies here than when `hold` was called."""
