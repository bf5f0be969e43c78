"""A file as one zip archive: one thing to send, with the keys of the file as the names of its entries.

An archive is written in one pass, each entry once and not compressed again. To change one means to write it anew: what
is written in the modes ``r+`` and ``a`` goes to a draft, which takes the archive's place, together with all that has
stayed as it was, when the file is closed. So a reader sees the old archive or the new one, and no entry is there twice.
"""

from __future__ import annotations

import contextlib
import threading
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from zarr.abc.store import Store

from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.stores.archive_file import ArchiveFile
from hdmf_zarr.stores.handles import close_with
from hdmf_zarr.stores.lock import WriterLock
from hdmf_zarr.stores.place import METADATA_KEY
from hdmf_zarr.stores.place_store import PlaceStore

__all__ = ["Archive"]


class Archive:
    """A file as one zip archive.

    Parameters
    ----------
    file
        Where it lies; it need not exist.
    read_only
        Refuse to write.
    """

    takes_threads = False
    distant = False
    chunk_separator: Literal[".", "/"] = "."
    documents_first = False

    def __init__(self, file: ArchiveFile, *, read_only: bool = False) -> None:
        self.file = file
        self.source = file.name
        self.read_only = read_only
        self.store: Store = PlaceStore(self, read_only=read_only)
        self.changed = False
        self._busy = threading.RLock()
        self._writer_lock: WriterLock | None = None
        self._close_file: Callable[[], object] | None = None
        self._listed: dict[str, tuple[ZipFile, ZipInfo]] = {}
        self._draft: _Draft | None = None
        self._starts_empty = False

    # ---- entries

    def read(self, key: str) -> bytes | None:
        """Return what is stored under ``key``, ``None`` if nothing is, or this is no archive."""
        with self._busy:
            entry = self._find(key)
            if entry is None:
                return None
            archive, info = entry
            with self._told_of(key):
                return archive.read(info)

    def read_part(self, key: str, start: int, length: int = -1) -> bytes | None:
        """Return a part of what is stored under ``key``; see `read_parts`, without a length all that follows."""
        with self._busy:
            entry = self._find(key)
            if entry is None:
                return None
            archive, info = entry
            with self._told_of(key), archive.open(info) as file:
                file.seek(max(0, info.file_size + start) if start < 0 else start)
                return file.read(length)

    @contextlib.contextmanager
    def _told_of(self, what: str) -> Iterator[None]:
        """Name this archive and what was read of it where it is damaged."""
        try:
            yield
        except (BadZipFile, EOFError, zlib.error) as error:
            raise DamagedFileError(f"{self.source}: {what} is damaged: {error}; get the archive anew") from error

    def fetch_ahead(self, keys: Iterable[str]) -> None:
        """Do nothing: what is near is read when it is asked for."""

    def read_parts(self, parts: Sequence[tuple[str, int, int]]) -> list[bytes | None]:
        """Return a part of what is stored under each key: from an offset (from the end, if negative), so many bytes."""
        return [self.read_part(*part) for part in parts]

    def read_many(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        """Return what is stored under each of ``keys``."""
        return {key: self.read(key) for key in keys}

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``, in the draft."""
        with self._busy:
            self._drafted().write(key, data)

    def write_many(self, items: Mapping[str, bytes]) -> None:
        """Store each of ``items``."""
        for key, data in items.items():
            self.write(key, data)

    def delete(self, key: str) -> None:
        """Remove what is stored under ``key``, if anything is."""
        with self._busy:
            if self._find(key) is not None:
                self._drafted().entries[key] = None

    def all_keys(self) -> list[str]:
        """List all keys."""
        with self._busy:
            return list(self._entries())

    def metadata_keys(self, names: Collection[str] = (METADATA_KEY,), below: str = "") -> list[str]:
        """List the keys of all metadata documents, which are those with such names, or of the ones below a path."""
        prefix = f"{below}/" if below else ""
        return [key for key in self.all_keys() if key.startswith(prefix) and key.rpartition("/")[2] in names]

    def _find(self, key: str) -> tuple[ZipFile, ZipInfo] | None:
        """Return the archive and the entry in it that hold what is stored under ``key``."""
        if self._draft is not None and key in self._draft.entries:
            info = self._draft.entries[key]
            return None if info is None else (self._draft.zip, info)
        return self._published().get(key)

    def _published(self) -> dict[str, tuple[ZipFile, ZipInfo]]:
        """Return key -> archive and entry of what is there without the draft; the archive is opened if it is not."""
        if self._close_file is None and not self._starts_empty and self.is_archive():
            file = self.file.open()
            self._close_file = close_with(self, file.close)
            with self._told_of("its list of entries"):
                archive = ZipFile(file)
            self._listed = {info.filename: (archive, info) for info in archive.infolist() if not info.is_dir()}
        return self._listed

    def _entries(self) -> dict[str, tuple[ZipFile, ZipInfo]]:
        """Return key -> archive and entry, with what is in the draft."""
        if self._draft is None:
            return self._published()
        drafted = self._draft.entries
        kept = {key: entry for key, entry in self._published().items() if key not in drafted}
        return kept | {key: (self._draft.zip, info) for key, info in drafted.items() if info is not None}

    def _drafted(self) -> _Draft:
        if self._draft is None:
            self._draft = _Draft(self.file.draft())
        return self._draft

    # ---- the file as a whole

    def exists(self) -> bool:
        """Tell whether there is a file."""
        return self.file.exists()

    def is_archive(self) -> bool:
        """Tell whether what is there is a zip archive."""
        if not self.file.exists():
            return False
        with self.file.open() as file:
            return zipfile.is_zipfile(file)

    def begin(self, root: bytes) -> None:
        """Make a new file visible."""
        self.write(METADATA_KEY, root)
        self.finish()

    @contextlib.contextmanager
    def replacement(self) -> Iterator[Archive]:
        """Give an empty archive to write a new file to, which takes this place when it is whole.

        If writing it fails, it is removed, and what is here stays.
        """
        staged = Archive(self.file)
        staged._starts_empty = True
        try:
            yield staged
        except BaseException:
            staged._discard()
            raise
        self._close()
        staged.finish()

    def finish(self) -> None:
        """Let the draft, with all that has stayed as it was, take the archive's place."""
        with self._busy:
            if self._draft is None:
                return
            entries = self._entries()
            draft = self._draft
            if not draft.is_exactly(entries):
                draft = _merged(entries, self.file.draft())
                self._discard()
            draft.zip.close()
            self._close()
            self.file.publish(draft.path)
            self._draft = None

    def _discard(self) -> None:
        if self._draft is not None:
            self._draft.discard()
            self._draft = None

    @contextlib.contextmanager
    def node_replacement(self, path: str) -> Iterator[Archive]:  # noqa: ARG002 - there is but one place for a key
        """Give this place: what is written there is the node's from the first key on."""
        yield self

    def hold(self) -> None:
        """Open the archive: what is read from now on is of this one, though another may take its place."""
        with self._busy:
            self._published()

    def lock(self) -> None:
        """Keep other writers out of an archive that is there, where the system can.

        Raises
        ------
        LockedFileError
            If another writer has it.
        """
        self._writer_lock = self.file.lock()

    def release(self) -> None:
        """Close the archive, which is opened again when something is asked of it, and give up the lock."""
        self._close()
        if self._writer_lock is not None:
            self._writer_lock.release()
            self._writer_lock = None

    def _close(self) -> None:
        with self._busy:
            if self._close_file is not None:
                self._close_file()
                self._close_file, self._listed = None, {}

    def check_same(self) -> None:
        """Do nothing: an archive that is open stays the same, whatever takes its place."""


class _Draft:
    """An archive in the making.

    Attributes
    ----------
    path, zip
        Where it lies, and what writes it.
    entries
        Key -> the entry that holds what was written last; ``None`` for what was deleted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = ZipFile(path, "x")
        self.entries: dict[str, ZipInfo | None] = {}
        self._count = 0

    def write(self, key: str, data: bytes) -> None:
        """Add an entry; one that was written before is left behind under another name."""
        name = key if key not in self.entries else f"//{self._count}/{key}"
        self._count += 1
        info = ZipInfo(name)
        info.external_attr = 0o644 << 16
        self.zip.writestr(info, data)
        self.entries[key] = info

    def is_exactly(self, entries: Mapping[str, object]) -> bool:
        """Tell whether it holds these entries, under their names, and nothing else."""
        return self._count == len(entries) and entries.keys() == {info.filename for info in self.zip.infolist()}

    def discard(self) -> None:
        """Remove it."""
        self.zip.close()
        self.path.unlink()


def _merged(entries: Mapping[str, tuple[ZipFile, ZipInfo]], path: Path) -> _Draft:
    """Copy entries, which may be of several archives, to one."""
    merged = _Draft(path)
    try:
        for key, (archive, info) in entries.items():
            merged.write(key, archive.read(info))
    except BaseException:
        merged.discard()
        raise
    return merged
