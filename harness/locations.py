"""Where the files of a backend lie, and what is done to them from outside: moved, removed, looked at byte by byte."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

#: What an IO is opened by: a path, a URL, or an object such as a store.
type Location = Any


class Locations(Protocol):
    """What a variant of a backend gives whose files are not files or directories of this machine.

    Attributes
    ----------
    is_local
        Whether locations are paths; if not, tests of what is true of paths alone are not made.
    """

    is_local: bool

    def at(self, directory: Path, name: str) -> Location:
        """Return the location called ``name`` (with its suffix), of those that belong to a directory of the run."""

    def move(self, location: Location, name: str) -> Location:
        """Give a file another name; nothing is left where it was. Returns where it is."""

    def remove(self, location: Location) -> None:
        """Delete a file."""

    def snapshot(self, location: Location) -> Mapping[str, bytes]:
        """Return the bytes of all that a file consists of, by names within it; nothing if there is no file."""

    def close(self) -> None:
        """End what was begun for the locations, such as a server."""


class LocalLocations:
    """Files and directories of this machine, under the directory of each test."""

    is_local = True

    def at(self, directory: Path, name: str) -> Path:
        """Return the path."""
        return directory / name

    def move(self, location: Path, name: str) -> Path:
        """Rename, within the directory."""
        return location.rename(location.with_name(name))

    def remove(self, location: Path) -> None:
        """Delete a file or a whole directory."""
        if location.is_dir():
            shutil.rmtree(location)
        else:
            location.unlink()

    def snapshot(self, location: Path) -> dict[str, bytes]:
        """Return the bytes of each file, by its path within the location."""
        files = [location, *location.rglob("*")]
        return {str(file.relative_to(location)): file.read_bytes() for file in files if file.is_file()}

    def close(self) -> None:
        """Do nothing: pytest deletes its directories."""


LOCAL = LocalLocations()
