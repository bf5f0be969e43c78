"""A file in memory that is watched, and HDF5 over it."""

from __future__ import annotations

import io
from collections.abc import Buffer, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import h5py
from hdmf.backends.io import HDMFIO

from harness.backend import Backend, Mode
from harness.faults.watch import InjectedError, Operation, Watch, Way

__all__ = ["SEAM", "HDF5Seam", "WatchedFile"]


class WatchedFile(io.RawIOBase):
    """A file whose bytes lie in memory; a watch is told of each operation.

    Parameters
    ----------
    content
        The bytes, which are changed in place.
    watch
        Who is told, and may refuse: what comes after is lost.
    """

    def __init__(self, content: bytearray, watch: Watch) -> None:
        super().__init__()
        self._content = content
        self._watch = watch
        self._at = 0
        watch.asked(Operation("open"))

    def readable(self) -> bool:
        """Tell that it is."""
        return True

    def writable(self) -> bool:
        """Tell that it is."""
        return True

    def seekable(self) -> bool:
        """Tell that it is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; that alone is no operation."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._content)}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        """Tell, and read."""
        view = memoryview(buffer).cast("B")
        with self._told("read") as sizes:
            part = self._content[self._at : self._at + len(view)]
            view[: len(part)] = part
            self._at += len(part)
            sizes.append(len(part))
        return len(part)

    def write(self, data: Buffer) -> int:
        """Tell, and write; what lies between the end and here becomes zeros."""
        view = memoryview(data).cast("B")
        with self._told("write") as sizes:
            self._content.extend(bytes(max(0, self._at - len(self._content))))
            self._content[self._at : self._at + len(view)] = view
            self._at += len(view)
            sizes.append(len(view))
        return len(view)

    def truncate(self, size: int | None = None) -> int:
        """Tell, and set the length."""
        length = self._at if size is None else size
        with self._told("write") as sizes:
            self._content.extend(bytes(max(0, length - len(self._content))))
            del self._content[length:]
            sizes.append(0)
        return length

    @contextmanager
    def _told(self, kind: Literal["read", "write"]) -> Iterator[list[int]]:
        """Tell of an operation; one that is refused, and all after it, are made on a copy that nobody sees.

        An error would be nothing that HDF5 could be told through h5py: after one, closing the file crashes the
        interpreter. So it is not told that its medium is gone.
        """
        operation = Operation(kind)
        try:
            self._watch.asked(operation)
        except InjectedError:
            self._content = self._content.copy()
        sizes: list[int] = []
        yield sizes
        self._watch.answered(operation, sum(sizes))


class HDF5Seam:
    """Beneath a backend that takes an open `h5py.File` as ``file``. A medium is the content of a file."""

    name = "hdf5"
    untried: Mapping[Way, str] = MappingProxyType(
        {"fails": "after a failed operation of a file-like object, h5py crashes the interpreter (docs/upstream.md)"}
    )

    def new(self) -> bytearray:
        """Return a file's content: nothing."""
        return bytearray()

    def open(self, backend: Backend, medium: bytearray, mode: Mode, watch: Watch, **arguments: Any) -> HDMFIO:
        """Open a file in memory with that content, watched; it is closed with the backend's IO."""
        file = WatchedFile(medium, watch)
        if mode == "w":
            file.truncate(0)  # as HDF5 does with a file that it opens by its path, and not with a file-like object
        return backend.open(file=h5py.File(file, mode), mode=mode, **arguments)

    def at_rest(self, medium: bytearray, directory: Path) -> Path:
        """Store the content, if there is any, in a file of its own."""
        path = directory / "at_rest.h5"
        if medium:
            path.write_bytes(medium)
        return path


SEAM = HDF5Seam()
