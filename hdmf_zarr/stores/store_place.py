"""A file in any zarr store, many requests at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from zarr.abc.store import Store
from zarr.buffer import cpu, default_buffer_prototype

from hdmf_zarr._zarr_private import wait_for
from hdmf_zarr.stores.place import METADATA_KEY

__all__ = ["StorePlace"]

_CONCURRENT_REQUESTS = 64


class StorePlace:
    """A file in any zarr store.

    Parameters
    ----------
    store
        The store; opened here if it is not.
    source
        Its name: a URL where it has one.
    """

    def __init__(self, store: Store, source: str) -> None:
        self.store = store
        self.source = source
        self.changed = False

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""
        return self.read_many((key,))[key]

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""
        wanted = list(keys)
        prototype = default_buffer_prototype()

        async def fetch() -> list[bytes | None]:
            gate = asyncio.Semaphore(_CONCURRENT_REQUESTS)

            async def one(key: str) -> bytes | None:
                async with gate:
                    buffer = await self.store.get(key, prototype)
                return None if buffer is None else buffer.to_bytes()

            return await asyncio.gather(*(one(key) for key in wanted))

        return dict(zip(wanted, wait_for(fetch()), strict=True))

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""
        self.write_many({key: data})

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

        async def put() -> None:
            gate = asyncio.Semaphore(_CONCURRENT_REQUESTS)

            async def one(key: str, data: bytes) -> None:
                async with gate:
                    await self.store.set(key, cpu.Buffer.from_bytes(data))

            await asyncio.gather(*(one(key, data) for key, data in items.items()))

        wait_for(put())

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        wait_for(self.store.delete(key))

    def metadata_keys(self) -> list[str]:
        """List the keys of all metadata documents."""

        async def collect(keys: AsyncIterator[str]) -> list[str]:
            return [key async for key in keys if key == METADATA_KEY or key.endswith(f"/{METADATA_KEY}")]

        return wait_for(collect(self.store.list()))

    def exists(self) -> bool:
        """Tell whether anything is stored here."""
        return not wait_for(self.store.is_empty(""))

    def clear(self) -> None:
        """Remove everything."""
        wait_for(self.store.clear())

    def hold(self) -> None:
        """Do nothing: a store has no identity apart from its content."""

    def release(self) -> None:
        """Do nothing."""

    def check_same(self) -> None:
        """Do nothing."""
