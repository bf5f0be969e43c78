"""A file as a local directory, with plain system calls."""

from __future__ import annotations

import contextlib
import glob
import os
import posixpath
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from zarr.abc.store import Store
from zarr.storage import LocalStore

from hdmf_zarr.errors import ReplacedFileError
from hdmf_zarr.stores.exchange import exchange
from hdmf_zarr.stores.handles import close_with
from hdmf_zarr.stores.lock import WriterLock
from hdmf_zarr.stores.place import METADATA_KEY

__all__ = ["Directory"]

_PARTIAL = ".partial"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)  # the last one is of Windows


class Directory:
    """A file as a local directory.

    Parameters
    ----------
    root
        The directory; it need not exist.
    read_only
        Refuse to write.
    private
        Nobody else knows of it yet, so that a file half-written does no harm.
    """

    takes_threads = True
    distant = False
    chunk_separator: Literal[".", "/"] = "."
    documents_first = False

    def __init__(self, root: Path, *, read_only: bool = False, private: bool = False) -> None:
        self.root = root
        self.source = str(root)
        self.read_only = read_only
        self.store: Store = LocalStore(root, read_only=read_only)
        self._prefix = f"{root}{os.sep}"
        self.changed = False
        self._private = private
        self._known: set[str] = set()
        self._lock: WriterLock | None = None
        self._held: os.stat_result | None = None
        self._let_go: Callable[[], object] | None = None

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""
        try:
            with open(self._prefix + key, "rb") as file:  # noqa: PTH123 - a Path costs more than the read
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``."""
        found = {key: self.read(key) for key in keys}
        self.check_same()
        return found

    def fetch_ahead(self, keys: Iterable[str]) -> None:
        """Do nothing: what is near is read when it is asked for."""

    def read_parts(self, parts: Sequence[tuple[str, int, int]]) -> list[bytes | None]:
        """Return a part of what is stored under each key: from an offset (from the end, if negative), so many bytes."""
        found: list[bytes | None] = []
        for key, start, length in parts:
            try:
                with open(self._prefix + key, "rb") as file:  # noqa: PTH123
                    file.seek(start, os.SEEK_END if start < 0 else os.SEEK_SET)
                    found.append(file.read(length))
            except (FileNotFoundError, NotADirectoryError):
                found.append(None)
        self.check_same()
        return found

    def hold(self) -> None:
        """Remember which directory lies here now; an open handle keeps its number from being used again."""
        self._let_hold_go()
        if os.name == "posix":
            handle = os.open(self.root, os.O_RDONLY)
            self._held = os.fstat(handle)
            self._let_go = close_with(self, os.close, handle)

    def release(self) -> None:
        """Close the handle that `hold` opened, and give up the lock."""
        self._let_hold_go()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _let_hold_go(self) -> None:
        if self._let_go is not None:
            self._let_go()
            self._let_go = None

    def lock(self) -> None:
        """Keep other writers out until `release`; a place that does not exist becomes an empty directory.

        Raises
        ------
        LockedFileError
            If another writer has it.
        """
        self.root.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            self.root.mkdir()
        self._lock = WriterLock(self.root)

    def check_same(self) -> None:
        """Raise an error if another directory lies here than when `hold` was called (contract K04).

        Raises
        ------
        ReplacedFileError
            If so: what was just read may be of the one or the other.
        """
        if self._held is None:
            return
        try:
            now = os.stat(self.root)  # noqa: PTH116 - a Path costs more than the call
        except FileNotFoundError:
            now = None
        if now is None or not os.path.samestat(now, self._held):
            raise ReplacedFileError(f"{self.source} was replaced or removed since it was opened; open it again")

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``, replacing what is there in one step."""
        target = self._prefix + key
        folder = posixpath.dirname(key)
        if folder not in self._known:
            os.makedirs(self._prefix + folder, exist_ok=True)  # noqa: PTH103
            self._known.add(folder)
        beside = target if self._private else f"{target}{_PARTIAL}"
        _store(beside, data)
        if not self._private:
            os.replace(beside, target)  # noqa: PTH105

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``."""
        for key, data in items.items():
            self.write(key, data)

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._prefix + key)  # noqa: PTH107

    def metadata_keys(self, names: Collection[str] = (METADATA_KEY,), below: str = "") -> list[str]:
        """List the keys of all metadata documents, which are those with such names, or of the ones below a path."""
        found = []
        for folder, _, files in os.walk(self.root / below):
            relative = os.path.relpath(folder, self.root).replace(os.sep, "/")
            found += [name if relative == "." else f"{relative}/{name}" for name in names if name in files]
        return found

    def exists(self) -> bool:
        """Tell whether anything is stored here."""
        return self.root.exists()

    def clear(self) -> None:
        """Remove the directory with everything in it."""
        if self.root.is_dir() and not self.root.is_symlink():
            shutil.rmtree(self.root)
        else:
            self.root.unlink(missing_ok=True)
        self._known.clear()

    def begin(self, root: bytes) -> None:
        """Make a new file visible."""
        self.write(METADATA_KEY, root)

    def finish(self) -> None:
        """Do nothing: what is written is there at once."""

    @contextlib.contextmanager
    def replacement(self) -> Iterator[Directory]:
        """Give an empty directory to build a new file in, which takes this path when it is whole.

        It lies beside this one, on the same file system. If building it fails, it is removed, and what is here stays.
        The two change places in one step, so that a process killed at any moment leaves the one or the other; only
        where the system has no such step (Windows, and file systems without it), a moment between two renames leaves
        the old file beside the path, in a hidden folder.
        """
        self._sweep()
        staged = Directory(self._beside(), private=True)
        staged.lock()
        try:
            yield staged
        except BaseException:
            staged.release()
            staged.clear()
            raise
        staged.root.chmod(0o777 & ~_umask())  # mkdtemp makes private directories
        self._give_place_to(staged)
        self._known.clear()
        if self._held is not None:
            self.hold()  # of the new one

    @contextlib.contextmanager
    def node_replacement(self, path: str) -> Iterator[Directory]:
        """Give a place to write a node anew; the two change places when it is whole, in one step if possible."""
        staged = Directory(self._beside(), private=True)
        try:
            yield staged
            new, old = staged.root / path, self.root / path
            if not exchange(new, old):
                old.rename(staged.root / "retired")
                new.rename(old)
        finally:
            staged.clear()

    def _give_place_to(self, staged: Directory) -> None:
        if not self.root.exists():
            staged.root.rename(self.root)
        elif exchange(staged.root, self.root):
            staged.clear()
        else:
            retired = self._beside()
            self.root.rename(retired / self.root.name)
            staged.root.rename(self.root)
            shutil.rmtree(retired)
        # the lock goes with the directory: nobody can come between
        staged._lock, old = None, self._swap_lock(staged._lock)
        if old is not None:
            old.release()

    def _swap_lock(self, lock: WriterLock | None) -> WriterLock | None:
        self._lock, old = lock, self._lock
        return old

    def _beside(self) -> Path:
        return Path(tempfile.mkdtemp(prefix=f".{self.root.name}.", suffix=_PARTIAL, dir=self.root.parent))

    def _sweep(self) -> None:
        """Remove what killed writers of this path have left beside it: with the lock held, no other can be at work."""
        if self._lock is None or not self._lock.excludes:
            return
        for left in self.root.parent.glob(f".{glob.escape(self.root.name)}.*{_PARTIAL}"):
            Directory(left).clear()


def _store(path: str, data: bytes) -> None:
    """Make a file of ``data``. There are many small ones, for which making Python file objects would take longer."""
    descriptor = os.open(path, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
