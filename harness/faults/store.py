"""A zarr store that is watched. Needs zarr, which the rest of the harness does without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from hdmf.backends.io import HDMFIO
from zarr.abc.buffer import Buffer, BufferPrototype
from zarr.abc.store import ByteRequest, Store
from zarr.storage import MemoryStore, WrapperStore

from harness.backend import Backend, Mode
from harness.faults.watch import Counts, Operation, Watch, Way

__all__ = ["METADATA", "SEAM", "CountingStore", "WatchedStore", "ZarrSeam"]

METADATA = "zarr.json"
_NONE: int | None = None


class WatchedStore(WrapperStore[Store]):
    """Tells a watch of each operation on another store, as if each were a request to a server.

    Parameters
    ----------
    store
        Where the operations go.
    watch
        Who is told of them, and may refuse them.
    """

    def __init__(self, store: Store, watch: Watch) -> None:
        super().__init__(store)
        self._watch = watch
        watch.asked(Operation("open"))

    def with_read_only(self, read_only: bool = False) -> Self:  # noqa: ARG002
        """Return this store: whoever opens it for reading is watched here too."""
        self._watch.asked(Operation("open"))
        return self

    @contextmanager
    def _told(self, operation: Operation) -> Iterator[list[int | None]]:
        """Tell of an operation, and of the sum of what it has put into the list: sizes, ``None`` for what is absent."""
        self._watch.asked(operation)
        sizes: list[int | None] = []
        try:
            yield sizes
        finally:
            there = [size for size in sizes if size is not None]
            self._watch.answered(operation, sum(there) if there else _NONE)

    async def get(self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Tell, and get."""
        with self._told(Operation("read", key)) as sizes:
            await asyncio.sleep(0)  # as a server would, it lets others ask before it answers
            return _sized(await super().get(key, prototype, byte_range), sizes)

    def get_sync(
        self, key: str, *, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None
    ) -> Buffer | None:
        """Tell, and get."""
        with self._told(Operation("read", key)) as sizes:
            return _sized(super().get_sync(key, prototype=prototype, byte_range=byte_range), sizes)

    async def get_partial_values(
        self, prototype: BufferPrototype, key_ranges: Iterable[tuple[str, ByteRequest | None]]
    ) -> list[Buffer | None]:
        """Get each range by a request of its own."""
        return list(await asyncio.gather(*(self.get(key, prototype, part) for key, part in key_ranges)))

    async def get_ranges(
        self,
        key: str,
        byte_ranges: Sequence[ByteRequest | None],
        *,
        prototype: BufferPrototype,
        max_concurrency: int | None = None,
        max_gap_bytes: int | None = None,
        max_coalesced_bytes: int | None = None,
    ) -> AsyncIterator[Sequence[tuple[int, Buffer | None]]]:
        """Tell of the ranges together as one request, and get them."""
        with self._told(Operation("read", key)) as sizes:
            async for group in super().get_ranges(
                key,
                byte_ranges,
                prototype=prototype,
                max_concurrency=max_concurrency,
                max_gap_bytes=max_gap_bytes,
                max_coalesced_bytes=max_coalesced_bytes,
            ):
                for _, part in group:
                    _sized(part, sizes)
                yield group

    async def exists(self, key: str) -> bool:
        """Tell, and look."""
        with self._told(Operation("read", key)) as sizes:
            found = await super().exists(key)
            sizes.append(0 if found else None)
            return found

    async def set(self, key: str, value: Buffer) -> None:
        """Tell, and store."""
        with self._told(Operation("write", key)) as sizes:
            await super().set(key, value)
            sizes.append(len(value))

    async def set_if_not_exists(self, key: str, value: Buffer) -> None:
        """Tell, and store."""
        with self._told(Operation("write", key)) as sizes:
            await super().set_if_not_exists(key, value)
            sizes.append(len(value))

    def set_sync(self, key: str, value: Buffer) -> None:
        """Tell, and store."""
        with self._told(Operation("write", key)) as sizes:
            super().set_sync(key, value)
            sizes.append(len(value))

    async def delete(self, key: str) -> None:
        """Tell, and delete."""
        with self._told(Operation("delete", key)):
            await super().delete(key)

    def delete_sync(self, key: str) -> None:
        """Tell, and delete."""
        with self._told(Operation("delete", key)):
            super().delete_sync(key)

    async def delete_dir(self, prefix: str) -> None:
        """Tell, and delete all below."""
        with self._told(Operation("delete", f"{prefix}/")):
            await super().delete_dir(prefix)

    async def clear(self) -> None:
        """Tell, and delete all."""
        with self._told(Operation("delete")):
            await super().clear()

    async def is_empty(self, prefix: str) -> bool:
        """Tell, and look."""
        with self._told(Operation("list", prefix)):
            return await super().is_empty(prefix)

    def list(self) -> AsyncIterator[str]:
        """Tell, and list."""
        with self._told(Operation("list")):
            return super().list()

    def list_prefix(self, prefix: str) -> AsyncIterator[str]:
        """Tell, and list."""
        with self._told(Operation("list", prefix)):
            return super().list_prefix(prefix)

    def list_dir(self, prefix: str) -> AsyncIterator[str]:
        """Tell, and list."""
        with self._told(Operation("list", prefix)):
            return super().list_dir(prefix)


class CountingStore(WatchedStore):
    """Counts what is asked of another store.

    Attributes
    ----------
    counts
        What has been counted.
    """

    def __init__(self, store: Store) -> None:
        self.counts = Counts()
        super().__init__(store, self.counts)
        self.counts.reset()


def _sized(value: Buffer | None, sizes: list[int | None]) -> Buffer | None:
    sizes.append(None if value is None else len(value))
    return value


class ZarrSeam:
    """Beneath a backend that opens zarr stores. A medium is what a `MemoryStore` holds."""

    name = "zarr"
    untried: Mapping[Way, str] = MappingProxyType({})

    def new(self) -> dict[str, Buffer]:
        """Return a store's content: nothing."""
        return {}

    def open(self, backend: Backend, medium: dict[str, Buffer], mode: Mode, watch: Watch, **arguments: Any) -> HDMFIO:
        """Open a store in memory with that content, watched."""
        return backend.open(WatchedStore(MemoryStore(medium), watch), mode=mode, **arguments)

    def at_rest(self, medium: dict[str, Buffer], directory: Path) -> MemoryStore:  # noqa: ARG002
        """Return a store that is not watched."""
        return MemoryStore(medium)


SEAM = ZarrSeam()
