"""What interrupted writers left at a place and beside it."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from hdmf_zarr.stores import Directory, Place

__all__ = ["leftovers"]

_PARTIAL = ".partial"


def leftovers(place: Place) -> Iterator[Path]:
    """Yield files and folders that were to take another name when they were whole; local places alone have them."""
    if not isinstance(place, Directory):
        return
    yield from sorted(path for path in place.root.rglob(f"*{_PARTIAL}") if path.is_file())
    yield from sorted(place.root.parent.glob(f".{glob.escape(place.root.name)}.*{_PARTIAL}"))
