"""A place as zarr sees it, for places that are no zarr store to begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from zarr.abc.buffer import Buffer, BufferPrototype
from zarr.abc.store import ByteRequest, OffsetByteRequest, RangeByteRequest, Store, SuffixByteRequest

__all__ = ["PlaceStore"]


class _Entries(Protocol):
    """What a store needs of a place."""

    source: str

    def read(self, key: str) -> bytes | None: ...
    def read_part(self, key: str, start: int, length: int = -1) -> bytes | None: ...
    def write(self, key: str, data: bytes) -> None: ...
    def delete(self, key: str) -> None: ...
    def all_keys(self) -> list[str]: ...


class PlaceStore(Store):
    """A place as zarr sees it.

    Parameters
    ----------
    place
        The place.
    read_only
        Refuse to write.
    """

    supports_writes = True
    supports_deletes = True
    supports_listing = True

    def __init__(self, place: _Entries, *, read_only: bool = False) -> None:
        super().__init__(read_only=read_only)
        self._place = place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlaceStore) and other._place is self._place

    def __hash__(self) -> int:
        return id(self._place)

    def __str__(self) -> str:
        return self._place.source

    async def get(self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return what is stored under ``key``, or a part of it."""
        match byte_range:
            case RangeByteRequest(start, end):
                data = self._place.read_part(key, start, end - start)
            case OffsetByteRequest(offset):
                data = self._place.read_part(key, offset)
            case SuffixByteRequest(suffix):
                data = self._place.read_part(key, -suffix)
            case _:
                data = self._place.read(key)
        return None if data is None else prototype.buffer.from_bytes(data)

    async def get_partial_values(
        self, prototype: BufferPrototype, key_ranges: Iterable[tuple[str, ByteRequest | None]]
    ) -> list[Buffer | None]:
        """Return what is stored under several keys, or parts of it."""
        return [await self.get(key, prototype, byte_range) for key, byte_range in key_ranges]

    async def exists(self, key: str) -> bool:
        """Tell whether anything is stored under ``key``."""
        return key in self._place.all_keys()

    async def set(self, key: str, value: Buffer) -> None:
        """Store a value."""
        self._check_writable()
        self._place.write(key, value.to_bytes())

    async def delete(self, key: str) -> None:
        """Remove what is stored under ``key``."""
        self._check_writable()
        self._place.delete(key)

    async def list(self) -> AsyncIterator[str]:
        """List all keys."""
        for key in self._place.all_keys():
            yield key

    async def list_prefix(self, prefix: str) -> AsyncIterator[str]:
        """List the keys that begin with ``prefix``."""
        for key in self._place.all_keys():
            if key.startswith(prefix):
                yield key

    async def list_dir(self, prefix: str) -> AsyncIterator[str]:
        """List the names directly below ``prefix``, each once."""
        folder = f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""
        below = (key.removeprefix(folder) for key in self._place.all_keys() if key.startswith(folder))
        for name in dict.fromkeys(rest.split("/", 1)[0] for rest in below):
            yield name
