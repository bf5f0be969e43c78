"""What happens beneath a backend, told operation by operation, and operations that don't come to pass."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["WAYS", "Counts", "Fault", "InjectedError", "Operation", "Watch", "Way"]

type Kind = Literal["open", "read", "write", "delete", "list"]
#: How a medium gives way: one operation is refused and all others work, or nothing works from that one on, as for a
#: process that is killed.
type Way = Literal["fails", "stops"]
WAYS: tuple[Way, ...] = get_args(Way.__value__)


class InjectedError(OSError):
    """An operation that was made to fail."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is asked of a medium.

    Attributes
    ----------
    kind
        What.
    key
        Of which object; empty for a file, which has no keys.
    """

    kind: Kind
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".rstrip()


class Watch:
    """Is told of each operation; one that does nothing. Operations may come from several threads."""

    def asked(self, operation: Operation) -> None:
        """Take note of an operation before it is made; what is raised here is raised in its place."""

    def answered(self, operation: Operation, nbytes: int | None) -> None:
        """Take note of one that is over.

        Parameters
        ----------
        operation
            Which.
        nbytes
            How many bytes were read or written; ``None`` if there was nothing, or it failed.
        """


class Counts(Watch):
    """Counts.

    Attributes
    ----------
    gets
        How often each key was asked for, be it all of it or a part.
    misses
        The same, of keys that were not there.
    sets
        How often each key was stored.
    deletes
        How often each key was deleted.
    lists
        How often keys were listed, or it was asked whether there are any.
    opens
        How often it was opened.
    batches
        How often the first request to read went out while no other was under way.
    bytes_read, bytes_written
        How much went to and fro.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.gets: Counter[str] = Counter()
        self.misses: Counter[str] = Counter()
        self.sets: Counter[str] = Counter()
        self.deletes: Counter[str] = Counter()
        self.lists = self.opens = self.batches = 0
        self.bytes_read = self.bytes_written = 0
        self._under_way = 0

    @property
    def requests(self) -> int:
        """All that was asked for in order to read."""
        return self.gets.total() + self.lists

    def asked(self, operation: Operation) -> None:
        """Count it."""
        match operation.kind:
            case "read":
                self.gets[operation.key] += 1
                self.batches += self._under_way == 0
                self._under_way += 1
            case "write":
                self.sets[operation.key] += 1
            case "delete":
                self.deletes[operation.key] += 1
            case "list":
                self.lists += 1
            case "open":
                self.opens += 1

    def answered(self, operation: Operation, nbytes: int | None) -> None:
        """Count the bytes, or that there were none."""
        if operation.kind == "read":
            self._under_way -= 1
            self.misses[operation.key] += nbytes is None
            self.bytes_read += nbytes or 0
        elif operation.kind == "write":
            self.bytes_written += nbytes or 0


class Fault(Watch):
    """Lets the k-th operation fail, or all from the k-th on.

    Parameters
    ----------
    at
        Which operation, from 1; 0 for none.
    way
        Whether those after it fail too.

    Attributes
    ----------
    met
        The operation that failed, if it came so far.
    count
        How many there have been.
    """

    def __init__(self, at: int = 0, way: Way = "fails") -> None:
        self._at = at
        self._way = way
        self._lock = threading.Lock()
        self.count = 0
        self.met: Operation | None = None

    def asked(self, operation: Operation) -> None:
        """Refuse the operation if it is its turn.

        Raises
        ------
        InjectedError
            If so.
        """
        with self._lock:
            self.count += 1
            if self._at == self.count and self.met is None:
                self.met = operation
            elif self.met is None or self._way == "fails":
                return
        raise InjectedError(f"operation {self._at} ({self.met}) was made to fail")

    def end(self) -> None:
        """Refuse nothing from now on: what is tidied up later, be it by the garbage collector, tries nothing more."""
        self._at, self._way = 0, "fails"
