"""What a test opens, and what comes of it."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import pytest
from hdmf.backends.io import HDMFIO


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What a test, or a fixture of wider scope, did.

    Attributes
    ----------
    opens
        How many files of the chosen backend were opened.
    asked
        How often the backend was asked for something else, such as whether it can read a file.
    leaks
        What was opened with another backend.
    disguised
        What the backend stored as HDF5.
    aside
        What was done besides HDMF: other processes, h5py.
    evidence
        Signs that the test is about HDF5 itself.
    """

    opens: int = 0
    asked: int = 0
    leaks: list[str] = field(default_factory=list)
    disguised: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)

    def forgive(self) -> None:
        """Take all that was done for HDF5's, which no other backend was to stand for."""
        self.asked += len(self.leaks) + len(self.aside)
        self.leaks.clear()

    def add(self, other: Ledger) -> None:
        """Add what a fixture did that the test relies on."""
        self.opens += other.opens
        self.asked += other.asked
        for name in ("leaks", "disguised", "aside", "evidence"):
            getattr(self, name).extend(getattr(other, name))


class Books:
    """The ledger that is being written, and the files of the backend that are known."""

    def __init__(self, kinds: tuple[type, ...], *, is_hdf5: bool) -> None:
        self._kinds = kinds
        self.is_hdf5 = is_hdf5
        self.ledger = Ledger()
        self._places: set[str] = set()
        self._fresh: set[str] = set()

    def begin(self) -> None:
        """Begin a test."""
        self.ledger = Ledger()
        self._fresh.clear()

    def holds(self, place: str | os.PathLike[str]) -> bool:
        """Tell whether the backend has opened something at ``place``."""
        return os.path.realpath(place) in self._places

    def is_foreign(self, place: Any) -> bool:
        """Tell whether ``place`` is an HDF5 file, which does not come from the backend."""
        return not self.is_hdf5 and is_hdf5_file(place) and not self.holds(place)

    def look_at(self, place: str | os.PathLike[str]) -> None:
        """See what the backend made of a file, as long as it is there."""
        if not self.is_hdf5 and self.holds(place) and is_hdf5_file(place):
            self.ledger.disguised.append(f"{os.fspath(place)} is HDF5")

    def forget(self, place: str | os.PathLike[str]) -> None:
        """Take what comes to be at ``place`` for another file, having seen what was there."""
        self.look_at(place)
        self._places.discard(os.path.realpath(place))
        self._fresh.discard(os.path.realpath(place))

    def look_around(self) -> None:
        """See what the backend made of the files that the test has left."""
        for place in sorted(self._fresh):
            self.look_at(place)

    def note(self, io: HDMFIO, source: Any) -> None:
        """Take note of an `HDMFIO` that is about to open its file."""
        if not issubclass(type(io), self._kinds):
            self.ledger.leaks.append(f"{type(io).__name__} opened {source}")
            return
        self.ledger.opens += 1
        if isinstance(source, str | os.PathLike):
            self.look_at(source)
            if not is_hdf5_file(source):
                place = os.path.realpath(source)
                self._places.add(place)
                self._fresh.add(place)


def is_hdf5_file(place: Any) -> bool:
    """Tell whether there is a file with the signature of HDF5."""
    return isinstance(place, str | os.PathLike) and Path(place).is_file() and bool(h5py.is_hdf5(place))


@contextmanager
def counted(books: Books) -> Iterator[None]:
    """Count what is opened, with any backend; in place, so that no other class or name comes between."""
    open_file, start = HDMFIO.__init__, subprocess.Popen.__init__

    @functools.wraps(open_file)
    def counting(self: HDMFIO, *args: Any, **kwargs: Any) -> None:
        books.note(self, kwargs.get("source", args[1] if len(args) > 1 else None))
        open_file(self, *args, **kwargs)

    @functools.wraps(start)
    def starting(self: Any, args: Any, *others: Any, **kwargs: Any) -> None:
        words: Sequence[Any] = [args] if isinstance(args, str | bytes | os.PathLike) else list(args)
        books.ledger.aside.append(f"a process of its own was started: {' '.join(map(str, words))}")
        books.ledger.evidence += [
            f"another process is given {word}, a file of HDF5" for word in words if books.is_foreign(word)
        ]
        start(self, args, *others, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HDMFIO, "__init__", counting)
        patch.setattr(subprocess.Popen, "__init__", starting)
        yield
