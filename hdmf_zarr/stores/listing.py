"""The keys that lie at a place, one after another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from hdmf_zarr._zarr_private import wait_for
from hdmf_zarr.stores.place import Place

__all__ = ["keys_below"]

_AT_ONCE = 1000


def keys_below(place: Place, path: str) -> Iterator[str]:
    """Yield all keys below a path; all of the file's for the root's."""
    prefix = f"{path}/" if path else ""
    keys: AsyncIterator[Any] = place.store.list_prefix(prefix)
    while batch := wait_for(_take(keys)):
        yield from batch


async def _take(keys: AsyncIterator[str]) -> list[str]:
    taken: list[str] = []
    async for key in keys:
        taken.append(key)
        if len(taken) == _AT_ONCE:
            break
    return taken
