"""A store over HTTP whose keys are encoded as URLs want them."""

from __future__ import annotations

from urllib.parse import quote

from zarr.abc.buffer import Buffer, BufferPrototype
from zarr.abc.store import ByteRequest
from zarr.storage import FsspecStore, WrapperStore

__all__ = ["EncodedKeys"]


class EncodedKeys(WrapperStore[FsspecStore]):
    """A store over HTTP whose keys are encoded as URLs want them.

    fsspec joins keys to the URL as they are, so that a ``%``, ``?`` or ``#`` in the name of an object leads elsewhere.
    What is there can be read; HTTP writes nothing.

    Attributes
    ----------
    plain
        The store as fsspec has it.
    """

    def __init__(self, store: FsspecStore) -> None:
        super().__init__(store)
        self.plain = store

    async def get(self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return what is stored under ``key``, or a part of it."""
        return await super().get(quote(key), prototype, byte_range)

    async def exists(self, key: str) -> bool:
        """Tell whether anything is stored under ``key``."""
        return await super().exists(quote(key))
