"""What is asked for next, on a store where each object costs a request: the rest of a table, the rest of an array.

One who reads a second column of a table reads them all, as a rule, and one who goes on where the last selection ended
goes through the whole array. Then what is left is fetched at once, if it isn't much, instead of piece after piece.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from hdmf_zarr.stores import Place

if TYPE_CHECKING:
    from hdmf_zarr.reading.lazy import LazyArray

__all__ = ["Columns", "Scan", "read_together"]

type Json = Any

_COLUMN_BYTES = 2**20
_IDS = "id"


class Columns:
    """The columns of a table that are one small object each; each is fetched once.

    Parameters
    ----------
    place
        Where the file lies.
    keys
        Of the objects.
    """

    def __init__(self, place: Place, keys: Iterable[str]) -> None:
        self._place = place
        self._left = set(keys)
        self._fetched: dict[str, bytes | None] = {}
        self._asked = 0
        self._lock = threading.Lock()

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``; from the second time on, the other columns are fetched along with it."""
        with self._lock:
            if key not in self._fetched:
                self._left.discard(key)
                self._asked += 1
                others = self._left if self._asked > 1 else set()
                self._fetched |= self._place.read_many([key, *others])
                self._left = self._left - others
            return self._fetched.pop(key)


def read_together(place: Place, table: str, children: Mapping[str, LazyArray]) -> None:
    """Let the columns of a table be read together.

    The ids of its rows are not among them: HDMF reads these whenever it makes a table.

    Parameters
    ----------
    place
        Where the file lies.
    table
        Path of its group.
    children
        Path -> each array in it.
    """
    keys = {array.only_key: array for path, array in children.items() if path != f"{table}/{_IDS}"}
    small = {key: array for key, array in keys.items() if key and array.memory <= _COLUMN_BYTES}
    columns = Columns(place, small)
    for array in small.values():
        array.columns = columns


class Scan:
    """Whether an array is gone through: by selections of which each begins where the last one ended."""

    def __init__(self) -> None:
        self._end: int | None = None

    def goes_on(self, selection: Any) -> bool:
        """Tell whether a selection is all of an array, or begins where the last one ended."""
        first = selection[0] if isinstance(selection, tuple) and selection else selection
        if isinstance(first, str) or first is Ellipsis or (isinstance(first, slice) and first == slice(None)):
            return True
        start, end = _rows(first)
        goes_on = start is not None and start == self._end
        self._end = end
        return goes_on


def _rows(key: Any) -> tuple[int | None, int | None]:
    """Return start and end of the rows that a key selects, ``None`` where that isn't a matter of two numbers."""
    if isinstance(key, slice):
        return (key.start, key.stop) if key.step in {None, 1} else (None, None)
    if isinstance(key, int | np.integer) and not isinstance(key, bool):
        return int(key), int(key) + 1
    return None, None
