"""Where a zip archive lies: on this machine's disks, or behind a URL."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from hdmf_zarr.stores.lock import WriterLock

__all__ = ["ArchiveFile", "LocalArchiveFile", "RemoteArchiveFile"]

_BLOCK_BYTES = 2**20


class ArchiveFile(Protocol):
    """Where a zip archive lies.

    Attributes
    ----------
    name
        Its absolute path or URL.
    """

    name: str

    def exists(self) -> bool:
        """Tell whether there is a file."""

    def open(self) -> IO[bytes]:
        """Open it for reading."""

    def draft(self) -> Path:
        """Return a free local path at which a new archive can be built."""

    def publish(self, draft: Path) -> None:
        """Let the archive that was built at ``draft`` take this place; it is no longer there afterwards."""

    def lock(self) -> WriterLock | None:
        """Keep other writers out, if there is a file and the place has locks."""


class LocalArchiveFile:
    """A zip archive on this machine's disks. A new one is built beside it, and takes its name in one step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def exists(self) -> bool:
        """Tell whether there is a file."""
        return self.path.exists()

    def open(self) -> IO[bytes]:
        """Open it for reading."""
        return self.path.open("rb")

    def draft(self) -> Path:
        """Return a free path beside it, hidden."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}.partial")

    def publish(self, draft: Path) -> None:
        """Let the archive that was built at ``draft`` take this place."""
        draft.replace(self.path)

    def lock(self) -> WriterLock | None:
        """Keep other writers out, if there is a file."""
        return WriterLock(self.path) if self.path.exists() else None


class RemoteArchiveFile:
    """A zip archive behind a URL: read in blocks; a new one is built on a local disk and then sent.

    Parameters
    ----------
    url
        One that fsspec knows.
    options
        Of its file system.

    Raises
    ------
    ImportError
        If a package is not installed that the URL needs.
    """

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an optional dependency

        self.name = url
        self._fs, self._path = url_to_fs(url, **options)

    def exists(self) -> bool:
        """Tell whether there is a file."""
        return bool(self._fs.exists(self._path))

    def open(self) -> IO[bytes]:
        """Open it for reading."""
        file: IO[bytes] = self._fs.open(self._path, "rb", block_size=_BLOCK_BYTES)
        return file

    def draft(self) -> Path:
        """Return a free path in the folder of temporary files."""
        return Path(tempfile.gettempdir()) / f"{uuid.uuid4().hex}.zip.partial"

    def publish(self, draft: Path) -> None:
        """Send the archive that was built at ``draft``."""
        self._fs.put_file(str(draft), self._path)
        draft.unlink()

    def lock(self) -> None:
        """Do nothing: URLs have no locks."""
