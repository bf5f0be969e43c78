"""What is told of the parts of a file that can't be read, and what stands in the place of an array that can't."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

import numpy as np

from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.errors import DamagedFileError, DamagedFileWarning
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.stores import Place

__all__ = ["Damage", "DamagedArray", "Finding", "Tell", "fail", "warn"]

type Json = Any
type Tell = Callable[[str, type[Warning]], None]

_UNKNOWN: np.dtype[Any] = np.dtype(object)


class Finding(NamedTuple):
    """Something that can't be read, at a path; the category is `BrokenLinkWarning` if it is a link or a reference."""

    path: str
    message: str
    category: type[Warning]


def warn(message: str, category: type[Warning]) -> None:
    """Tell of damage by a warning."""
    warnings.warn(message, category, stacklevel=4)


def fail(message: str, _: type[Warning]) -> NoReturn:
    """Tell of damage by an error (contract I16).

    Raises
    ------
    DamagedFileError
        Always.
    """
    raise DamagedFileError(message)


class Damage:
    """What of one file can't be read.

    Attributes
    ----------
    found
        All that was found so far.

    Parameters
    ----------
    source
        Name of the file.
    tell
        What to do with the message and category of each finding: `warn`, `fail`, or another function.
    """

    def __init__(self, source: str, tell: Tell = warn) -> None:
        self.source = source
        self.found: list[Finding] = []
        self._tell = tell

    def report(self, path: str, message: str, category: type[Warning] = DamagedFileWarning) -> None:
        """Note that something is wrong at ``path``, and tell of it."""
        self.found.append(Finding(path, message, category))
        self._tell(f"{self.source}: {message}", category)

    def summary(self) -> str:
        """Return all that was found, for the message of an error that follows from it."""
        return "; ".join(finding.message for finding in self.found)


class DamagedArray(LazyArray):
    """An array that can't be read, because of its data type, its codecs or its layout: touching its values says so.

    Its shape is known, so that HDMF makes the container that it belongs to.

    Attributes
    ----------
    problem
        Why it can't be read.
    """

    def __init__(self, place: Place, path: str, document: dict[str, Json], problem: str) -> None:
        super().__init__(place, path, document, ElementType("number", _UNKNOWN), _UNKNOWN)
        self.problem = problem

    def _refuse(self) -> NoReturn:
        raise DamagedFileError(f"{self.place.source}: {self.name} can't be read: {self.problem}")

    @property
    def _async_array(self) -> Any:  # type: ignore[override] # zarr's array can't be made
        self._refuse()

    @property
    def decodes_itself(self) -> bool:
        """Whether its codecs are known here: never."""
        return False

    def __getitem__(self, selection: Any) -> Any:
        self._refuse()

    def __setitem__(self, selection: Any, value: Any) -> None:
        self._refuse()

    def __iter__(self) -> Any:
        self._refuse()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        self._refuse()
