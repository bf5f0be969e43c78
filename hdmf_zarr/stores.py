"""A path, URL or `zarr.abc.store.Store` -> a place that bytes are read from and written to under keys.

Two kinds of place with one face: `Directory` for local files, with plain system calls, and `StorePlace` for any other
zarr store. Where another file lies from here (`relative_source`, `sibling`) is decided here too, so that a link says
the same thing whatever the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import posixpath
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from zarr.abc.store import Store
from zarr.buffer import cpu, default_buffer_prototype
from zarr.storage import FsspecStore, LocalStore, ZipStore

from hdmf_zarr._zarr_private import wait_for
from hdmf_zarr.errors import ReplacedFileError

__all__ = [
    "METADATA_KEY",
    "Directory",
    "Place",
    "StorePlace",
    "is_nameless",
    "is_url",
    "open_place",
    "relative_source",
    "sibling",
]

METADATA_KEY = "zarr.json"
_CONCURRENT_REQUESTS = 64
_NAMELESS = "store:"


class Place(Protocol):
    """Where one file's keys and bytes lie.

    Attributes
    ----------
    source
        Its name: an absolute path or a URL.
    store
        The same place as zarr sees it.
    changed
        Whether an array was grown in place, so that consolidated metadata is behind.
    """

    source: str
    store: Store
    changed: bool

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""

    def metadata_keys(self) -> list[str]:
        """List the keys of all metadata documents."""

    def exists(self) -> bool:
        """Tell whether anything is stored here."""

    def clear(self) -> None:
        """Remove everything."""

    def hold(self) -> None:
        """Remember which file lies here now."""

    def release(self) -> None:
        """Free what `hold` took."""

    def check_same(self) -> None:
        """Raise `ReplacedFileError` if another file lies here than when `hold` was called."""


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


class StorePlace:
    """A file in any zarr store.

    Parameters
    ----------
    store
        The store; opened here if it is not.
    source
        Its name: a URL where it has one.
    """

    def __init__(self, store: Store, source: str) -> None:
        self.store = store
        self.source = source
        self.changed = False

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is."""
        return self.read_many((key,))[key]

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``, many at a time."""
        wanted = list(keys)
        prototype = default_buffer_prototype()

        async def fetch() -> list[bytes | None]:
            gate = asyncio.Semaphore(_CONCURRENT_REQUESTS)

            async def one(key: str) -> bytes | None:
                async with gate:
                    buffer = await self.store.get(key, prototype)
                return None if buffer is None else buffer.to_bytes()

            return await asyncio.gather(*(one(key) for key in wanted))

        return dict(zip(wanted, wait_for(fetch()), strict=True))

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``."""
        self.write_many({key: data})

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``, many at a time."""

        async def put() -> None:
            gate = asyncio.Semaphore(_CONCURRENT_REQUESTS)

            async def one(key: str, data: bytes) -> None:
                async with gate:
                    await self.store.set(key, cpu.Buffer.from_bytes(data))

            await asyncio.gather(*(one(key, data) for key, data in items.items()))

        wait_for(put())

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        wait_for(self.store.delete(key))

    def metadata_keys(self) -> list[str]:
        """List the keys of all metadata documents."""

        async def collect(keys: AsyncIterator[str]) -> list[str]:
            return [key async for key in keys if key == METADATA_KEY or key.endswith(f"/{METADATA_KEY}")]

        return wait_for(collect(self.store.list()))

    def exists(self) -> bool:
        """Tell whether anything is stored here."""
        return not wait_for(self.store.is_empty(""))

    def clear(self) -> None:
        """Remove everything."""
        wait_for(self.store.clear())

    def hold(self) -> None:
        """Do nothing: a store has no identity apart from its content."""

    def release(self) -> None:
        """Do nothing."""

    def check_same(self) -> None:
        """Do nothing."""


def is_url(path: str) -> bool:
    """Tell whether ``path`` is a URL, chained fsspec ones included."""
    return "://" in path


def open_place(
    path: str | Path | Store, *, read_only: bool, storage_options: Mapping[str, Any] | None = None
) -> Directory | StorePlace:
    """Return the place that a path, URL or store names.

    Parameters
    ----------
    path
        A local path (symbolic links are resolved), a URL that fsspec knows, or a zarr store.
    read_only
        Refuse to write.
    storage_options
        For a URL: what fsspec's file system takes.

    Raises
    ------
    ImportError
        If a URL needs a package that is not installed; the message names it.
    """
    if isinstance(path, LocalStore):
        return Directory(Path(path.root).resolve(), read_only=read_only)
    if isinstance(path, Store):
        return StorePlace(path, _store_name(path))
    text = os.fspath(path)
    if is_url(text):
        options = dict(storage_options) if storage_options else None
        try:
            store = FsspecStore.from_url(text, storage_options=options, read_only=read_only)
        except ImportError as error:
            raise ImportError(f"{text}: {error}; URLs need fsspec: pip install 'hdmf-zarr[remote]'") from error
        return StorePlace(store, text.rstrip("/"))
    return Directory(Path(text).resolve(), read_only=read_only)


def _store_name(store: Store) -> str:
    """Return a name for messages and for `Builder.source`: the same for each use of one store, never stored."""
    if isinstance(store, ZipStore) and store.path is not None:
        return str(Path(store.path).resolve())
    if isinstance(store, FsspecStore):
        protocol = store.fs.protocol
        scheme = protocol if isinstance(protocol, str) else protocol[0]
        return f"{scheme}://{store.path}"
    return f"{_NAMELESS}{type(store).__name__}:{id(store)}"


def is_nameless(source: str) -> bool:
    """Tell whether a source is a store that another file could not name, such as one in memory."""
    return source.startswith(_NAMELESS)


def relative_source(target: str, here: str) -> str:
    """Return how the file ``here`` names the file ``target``: ``"."`` for itself, else relative where it can be.

    Local paths are relative to the root directory of the file, as hdmf-zarr has it: a sibling is ``"../B.nwb.zarr"``.
    URLs of one server are relative in the same way; other URLs are kept whole, and so is what a nameless store names.
    """
    if target == here:
        return "."
    if is_nameless(here):
        return target
    if is_url(target) or is_url(here):
        scheme, _, rest = target.partition("://")
        here_scheme, _, here_rest = here.partition("://")
        same_server = scheme == here_scheme and rest.split("/", 1)[0] == here_rest.split("/", 1)[0]
        return posixpath.relpath(rest, here_rest) if same_server else target
    return os.path.relpath(target, here).replace(os.sep, "/")


def sibling(source: str, here: str) -> str:
    """Return the path or URL that ``source``, as stored in the file ``here``, stands for."""
    if source in {"", "."}:
        return here
    if is_url(source):
        return source
    if is_url(here):
        scheme, _, rest = here.partition("://")
        return f"{scheme}://{posixpath.normpath(posixpath.join(rest, source))}"
    return os.path.normpath(os.path.join(here, source))  # noqa: PTH118 - Path has no lexical normalisation
