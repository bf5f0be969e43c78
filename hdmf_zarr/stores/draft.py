"""A store that is being filled anew: all that is written goes through but the root's document, which comes last."""

from __future__ import annotations

from zarr.abc.buffer import Buffer
from zarr.abc.store import Store
from zarr.storage import WrapperStore

from hdmf_zarr.stores.place import METADATA_KEY

__all__ = ["DraftStore"]


class DraftStore(WrapperStore[Store]):
    """A store that is being filled anew.

    Attributes
    ----------
    written
        The keys that were written through it.
    root
        The root's document, ``None`` until it was written; it is not stored.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.written: set[str] = set()
        self.root: Buffer | None = None

    @property
    def supports_consolidated_metadata(self) -> bool:
        """Whether the wrapped store does; zarr's wrapper doesn't ask it."""
        return self._store.supports_consolidated_metadata

    async def set(self, key: str, value: Buffer) -> None:
        """Store a value, or keep it back if it is the root's document."""
        if self._notes(key, value):
            await super().set(key, value)

    def set_sync(self, key: str, value: Buffer) -> None:
        """Do as `set`, for stores that can without an event loop."""
        if self._notes(key, value):
            super().set_sync(key, value)

    def _notes(self, key: str, value: Buffer) -> bool:
        """Note what is written; tell whether it is to be stored now."""
        self.written.add(key)
        if key == METADATA_KEY:
            self.root = value
        return key != METADATA_KEY
