"""One writer at a time: an advisory lock on a directory, which ends with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from hdmf_zarr.errors import LockedFileError
from hdmf_zarr.stores.handles import close_with

__all__ = ["WriterLock"]

#: What a file system says that knows no locks, as some network file systems do.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


class WriterLock:
    """The lock on one directory (or the file in its place), held until `release` or the end of the process.

    It leaves nothing behind on the disk. On Windows, and on file systems without locks, it does not exclude anyone.

    Parameters
    ----------
    path
        What to lock.

    Attributes
    ----------
    excludes
        Whether it keeps others out.

    Raises
    ------
    LockedFileError
        If another `WriterLock` holds it, in this process or another one of this machine.
    """

    def __init__(self, path: Path) -> None:
        self.excludes = False
        self._release: Callable[[], object] = lambda: None
        if sys.platform == "win32":
            return
        while True:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            self._release = close_with(self, os.close, handle)
            self.excludes = _lock(handle, path)
            if _lies_at(handle, path):
                return
            self.release()  # it was replaced between opening and locking

    def release(self) -> None:
        """Let others write; more than once does no harm."""
        self._release()


if sys.platform != "win32":
    import fcntl

    def _lock(handle: int, path: Path) -> bool:
        """Lock an open file; tell whether its file system has locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError as error:
            raise LockedFileError(
                f"{path} is open for writing elsewhere, in this process or another; close it there, then try again"
            ) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            return False

    def _lies_at(handle: int, path: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), os.stat(path))  # noqa: PTH116 - a Path costs more than the call
        except FileNotFoundError:
            return False
