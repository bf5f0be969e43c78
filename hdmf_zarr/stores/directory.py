"""A file as a local directory, with plain system calls."""

from __future__ import annotations

import contextlib
import os
import posixpath
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from zarr.abc.store import Store
from zarr.storage import LocalStore

from hdmf_zarr.errors import ReplacedFileError
from hdmf_zarr.stores.place import METADATA_KEY

__all__ = ["Directory"]


class Directory:
    """A file as a local directory.

    Parameters
    ----------
    root
        The directory; it need not exist.
    read_only
        Refuse to write.
    """

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        self.root = root
        self.source = str(root)
        self.store: Store = LocalStore(root, read_only=read_only)
        self._prefix = f"{root}{os.sep}"
        self.changed = False
        self._known: set[str] = set()
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

    def hold(self) -> None:
        """Remember which directory lies here now; an open handle keeps its number from being used again."""
        self.release()
        if os.name == "posix":
            handle = os.open(self.root, os.O_RDONLY)
            self._held = os.fstat(handle)
            self._let_go = weakref.finalize(self, os.close, handle)

    def release(self) -> None:
        """Close the handle that `hold` opened."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None

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
        beside = f"{target}.partial"
        with open(beside, "wb") as file:  # noqa: PTH123
            file.write(data)
        os.replace(beside, target)  # noqa: PTH105

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``."""
        for key, data in items.items():
            self.write(key, data)

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._prefix + key)  # noqa: PTH107

    def metadata_keys(self) -> list[str]:
        """List the keys of all metadata documents."""
        found = []
        for folder, _, names in os.walk(self.root):
            if METADATA_KEY in names:
                relative = os.path.relpath(folder, self.root).replace(os.sep, "/")
                found.append(METADATA_KEY if relative == "." else f"{relative}/{METADATA_KEY}")
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

    @contextlib.contextmanager
    def replacement(self) -> Iterator[Directory]:
        """Give an empty directory to build a new file in, which takes this path when it is whole.

        It lies beside this one, on the same file system. If building it fails, it is removed, and what is here stays.
        """
        self.root.parent.mkdir(parents=True, exist_ok=True)
        staged = Directory(self._beside())
        try:
            yield staged
        except BaseException:
            staged.clear()
            raise
        staged.root.chmod(0o777 & ~_umask())  # mkdtemp makes private directories
        if self.root.exists():
            retired = self._beside()
            self.root.rename(retired / self.root.name)
            staged.root.rename(self.root)
            shutil.rmtree(retired)
        else:
            staged.root.rename(self.root)
        self._known.clear()

    def _beside(self) -> Path:
        return Path(tempfile.mkdtemp(prefix=f".{self.root.name}.", suffix=".partial", dir=self.root.parent))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
