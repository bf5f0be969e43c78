"""A file in any zarr store, many requests at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from zarr.abc.store import RangeByteRequest, Store, SuffixByteRequest
from zarr.buffer import cpu, default_buffer_prototype

from hdmf_zarr import convention
from hdmf_zarr._zarr_private import wait_for
from hdmf_zarr.stores.draft import DraftStore
from hdmf_zarr.stores.names import scheme_of
from hdmf_zarr.stores.place import METADATA_KEY

__all__ = ["StorePlace"]

_CONCURRENT_REQUESTS = 64
_WITHOUT_LISTS = ("http", "https")  # though a page with links may look like one


class StorePlace:
    """A file in any zarr store.

    Parameters
    ----------
    store
        The store; opened here if it is not.
    source
        Its name: a URL where it has one.
    read_only
        Refuse to write; the store itself stays as it was given, since others may look at it.
    """

    takes_threads = False  # its requests run side by side in one thread
    distant = True

    def __init__(self, store: Store, source: str, *, read_only: bool = False) -> None:
        self.store = store
        self.source = source
        self.read_only = read_only
        # Icechunk, which needs no consolidated metadata, knows no keys of chunks but Zarr's own
        self.chunk_separator: Literal[".", "/"] = "." if store.supports_consolidated_metadata else "/"
        self.changed = False
        self._ahead: dict[str, bytes | None] = {}
        # Icechunk looks into the documents; it has no use for consolidated ones, by which it is known
        self.documents_first = not store.supports_consolidated_metadata
        self._known_empty = False

    # ---- objects

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""
        return self.read_many((key,))[key]

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""
        wanted = list(keys)
        found = {key: self._ahead.pop(key) for key in wanted if key in self._ahead}
        return found | self._fetched([key for key in wanted if key not in found])

    def fetch_ahead(self, keys: Iterable[str]) -> None:
        """Fetch what will be asked for next, many at a time; each object is kept until it is."""
        self._ahead |= self._fetched(keys)

    def _fetched(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        prototype = default_buffer_prototype()

        async def fetch(key: str) -> tuple[str, bytes | None]:
            buffer = await self.store.get(key, prototype)
            return key, None if buffer is None else buffer.to_bytes()

        return dict(_each(fetch, keys))

    def read_parts(self, parts: Sequence[tuple[str, int, int]]) -> list[bytes | None]:
        """Return a part of what is stored under each key: from an offset (from the end, if negative), so many bytes."""
        prototype = default_buffer_prototype()

        async def fetch(part: tuple[str, int, int]) -> bytes | None:
            key, start, length = part
            wanted = SuffixByteRequest(-start) if start < 0 else RangeByteRequest(start, start + length)
            buffer = await self.store.get(key, prototype, wanted)
            return None if buffer is None else buffer.to_bytes()[:length]

        return _each(fetch, parts)

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""
        self.write_many({key: data})

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

        async def put(item: tuple[str, bytes]) -> None:
            await self.store.set(item[0], cpu.Buffer.from_bytes(item[1]))

        _each(put, items.items())

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        wait_for(self.store.delete(key))

    def metadata_keys(self, names: Collection[str] = (METADATA_KEY,), below: str = "") -> list[str]:
        """List the keys of all metadata documents, which are those with such names, or of the ones below a path."""
        return [key for key in self._keys(f"{below}/" if below else "") if key.rpartition("/")[2] in names]

    def _keys(self, prefix: str = "") -> list[str]:
        async def collect(keys: AsyncIterator[str]) -> list[str]:
            return [key async for key in keys]

        return wait_for(collect(self.store.list_prefix(prefix) if prefix else self.store.list()))

    # ---- the file as a whole

    def exists(self) -> bool:
        """Tell whether anything is stored here."""
        if not self.store.supports_listing or scheme_of(self.source) in _WITHOUT_LISTS:
            return self.read(METADATA_KEY) is not None
        self._known_empty = wait_for(self.store.is_empty(""))
        return not self._known_empty

    def begin(self, root: bytes) -> None:
        """Make a new file visible; in a store that can't take anything back, it is when it has been written."""
        if self.store.supports_deletes:
            self.write(METADATA_KEY, root)

    @contextlib.contextmanager
    def replacement(self) -> Iterator[StorePlace]:
        """Give a place to write a new file to, which takes the place of what is stored here.

        A store has no second place from which a finished file could be moved here, so that the old file is lost when
        writing begins. What a store can do is to let no reader take half of a file for a whole one:

        1. the root's document is replaced by one that says that the file is being written;
        2. the new objects are stored, many at a time;
        3. the old ones that none of them has replaced are deleted;
        4. the root's document is stored.

        Whatever stops the writer before the last step, a reader gets a `DamagedFileError` that says so, and writing
        again in mode ``"w"`` repairs it. A store with transactions of its own, such as Icechunk, shows nothing of all
        this before they are committed. One that can't delete, such as `zarr.storage.ZipStore`, is cleared instead.
        """
        if not self.store.supports_deletes:
            if not self._known_empty:
                wait_for(self.store.clear())
            yield self
            return
        old = () if self._known_empty else self._keys()
        self._known_empty = False
        self.write(METADATA_KEY, json.dumps(convention.unfinished_document()).encode())
        draft = DraftStore(self.store)
        yield StorePlace(draft, self.source)
        _each(self.store.delete, set(old) - draft.written - {METADATA_KEY})
        if draft.root is not None:
            wait_for(self.store.set(METADATA_KEY, draft.root))

    def finish(self) -> None:
        """Do nothing: what is written is stored at once."""

    @contextlib.contextmanager
    def node_replacement(self, path: str) -> Iterator[StorePlace]:  # noqa: ARG002 - there is but one place for a key
        """Give this place: what is written there is the node's from the first key on."""
        yield self

    def hold(self) -> None:
        """Do nothing: a store has no identity apart from its content."""

    def lock(self) -> None:
        """Do nothing: stores have no locks."""

    def release(self) -> None:
        """Do nothing."""

    def check_same(self) -> None:
        """Do nothing."""


def _each[T, R](request: Callable[[T], Awaitable[R]], items: Iterable[T]) -> list[R]:
    """Make one request for each item, a bounded number at a time; the first error ends it."""

    async def all_of_them() -> list[Any]:
        gate = asyncio.Semaphore(_CONCURRENT_REQUESTS)

        async def one(item: T) -> R:
            async with gate:
                return await request(item)

        return await asyncio.gather(*(one(item) for item in items))

    return wait_for(all_of_them())
