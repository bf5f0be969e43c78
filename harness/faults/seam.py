"""Where a backend meets what it stores its files in, so that both can be watched and interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, Self, runtime_checkable

from hdmf.backends.io import HDMFIO

from harness.backend import Backend, Mode
from harness.faults.watch import Watch, Way
from harness.locations import Location
from harness.named import NoSuchObjectError, named

__all__ = ["SEAMS", "Medium", "NoSuchSeamError", "Seam", "seam_of"]

#: Where the seams are that a backend can have by name.
SEAMS: Mapping[str, str] = MappingProxyType({"zarr": "harness.faults.store:SEAM", "hdf5": "harness.faults.file:SEAM"})


class NoSuchSeamError(LookupError):
    """A backend names a seam that is not there, or is none."""


class Medium(Protocol):
    """What holds one file, in memory."""

    def copy(self) -> Self:
        """Return another one that holds the same."""


@runtime_checkable
class Seam(Protocol):
    """Opens a backend over media that are watched.

    Attributes
    ----------
    name
        Which budgets there are for it (`harness.budgets`).
    untried
        Ways for a medium to give way that can't be tried, each with the reason.
    """

    name: str
    untried: Mapping[Way, str]

    def new(self) -> Any:
        """Return an empty `Medium`."""

    def open(self, backend: Backend, medium: Any, mode: Mode, watch: Watch, **arguments: Any) -> HDMFIO:
        """Open a medium with a backend; the watch is told of each operation. ``arguments`` are those of its opener."""

    def at_rest(self, medium: Any, directory: Path) -> Location:
        """Return a location at which the backend finds what a medium holds, in an empty directory if it is a path."""


def seam_of(backend: Backend) -> Seam | None:
    """Return the seam of a backend, ``None`` if it has none and nothing can be tried beneath it.

    Raises
    ------
    NoSuchSeamError
        If it names one that is neither in `SEAMS` nor a ``package.module:Object``, or is not a `Seam`.
    """
    if backend.seam is None:
        return None
    try:
        found = named(backend.seam, SEAMS) if isinstance(backend.seam, str) else backend.seam
    except NoSuchObjectError as error:
        raise NoSuchSeamError(f"the seam of backend {backend.name!r}: {error}") from error
    if not isinstance(found, Seam):
        raise NoSuchSeamError(f"the seam of backend {backend.name!r} is {found!r}; it must have new, open and at_rest")
    return found
