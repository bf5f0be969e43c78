"""Mutants that take other arguments than they should, answer otherwise, or say too much or too little."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.spec import NamespaceCatalog

from harness.backend import Opener
from harness.locations import Location
from harness.mutants.documents import only
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.asking import asked, forgotten

_MODES = ("r", "r+", "a", "w", "w-", "x", "r-")


def _some() -> Any:
    return only(np.arange(3))


@mutant("A29", _some, asked)
class AppendsByDefault(Fault):
    """Opens in mode 'a' if no mode is given."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Take another default."""
        return opener(path, **({"mode": "a"} | options))


@mutant("A23", _some, asked)
class UnknownModesRead(Fault):
    """Opens in mode 'r' if it does not know the mode."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Take another mode."""
        known = options.get("mode", "r") in _MODES
        return opener(path, **(options if known else options | {"mode": "r"}))


@mutant("A17", _some, asked)
class PathObjectsRefused(Fault):
    """Takes no path objects."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Refuse."""
        if isinstance(path, Path):
            raise TypeError(f"{path!r} is no string")
        return opener(path, **options)


@mutant("A17", _some, asked)
class TextPathsRefused(Fault):
    """Takes no text for a path."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Refuse."""
        if isinstance(path, str):
            raise TypeError(f"{path!r} is no path object")
        return opener(path, **options)


@mutant("A18", _some, asked)
class ManagersDemanded(Fault):
    """Opens nothing without a manager for the types."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Refuse."""
        if "manager" not in options:
            raise TypeError(f"{path} needs a manager")
        return opener(path, **options)


@mutant("A19", _some, asked)
class TypeMapsRefused(Fault):
    """Takes no type map for a manager."""

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Refuse."""
        if isinstance(options.get("manager"), TypeMap):
            raise TypeError(f"{path} needs a manager")
        return opener(path, **options)


@mutant("A20", _some, asked)
class ManagersMadeAnew(Fault):
    """Uses another manager than it is given."""

    @property
    def manager(self) -> Any:
        """A new one each time."""
        return BuildManager(TypeMap(NamespaceCatalog()))


@mutant("A14", _some, forgotten)
class ForgottenInSilence(Fault):
    """Gives no warning when it is open and no one knows it any more."""

    def __del__(self) -> None:
        """Say nothing."""


@mutant("B14", _some, asked)
class NativeObjectsUnknown(Fault):
    """Finds no builder for one of the backend's own objects."""

    def get_builder(self, *objects: Any, **options: Any) -> Any:
        """Find nothing."""
        raise ValueError("there is no builder for it")


@mutant("B17", _some, asked)
class UnknownOptionsTaken(Fault):
    """Takes any keyword for writing, and does nothing about it."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Drop what is not known."""
        try:
            super().write_builder(builder, **options)
        except TypeError:
            super().write_builder(builder)


@mutant("I12", _some, asked)
class ErrorsNameless(Fault):
    """Does not say which object and which file an error of writing is about."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Raise another one."""
        try:
            super().write_builder(builder, **options)
        except (TypeError, ValueError, RuntimeError, OSError) as error:
            raise ValueError("it cannot be written") from error


@mutant("L01", _some, asked)
class ViewsEmpty(Fault):
    """Shows nothing of a dataset."""

    @staticmethod
    def generate_dataset_html(dataset: Any) -> str:
        """Show nothing."""
        return ""


@mutant("L03", _some, asked)
class RootMissing(Fault):
    """Gives no handle of the root."""

    @property
    def _file(self) -> None:
        return None


@mutant("L08", _some, asked)
class ReadingPrints(Fault):
    """Prints what it reads."""

    def read_builder(self) -> GroupBuilder:
        """Read, and say so."""
        print(f"reading {self.source}")  # noqa: T201 - this is the fault
        return super().read_builder()


@mutant("L09", _some, asked)
class ReadingWarns(Fault):
    """Gives a warning when it reads what is right."""

    def read_builder(self) -> GroupBuilder:
        """Read, and complain."""
        if "changed_tree" not in self.__dict__:
            warnings.warn(f"{self.source} may not be what it seems", UserWarning, stacklevel=2)
        return super().read_builder()


_READ: set[str] = set()


@mutant("K01", _some, asked)
class SecondReaderRefused(Fault):
    """Does not read a file that another IO of the process is reading."""

    def read_builder(self) -> GroupBuilder:
        """Take the place of the reader, if it is free."""
        source = str(self.source)
        if source in _READ and not self.__dict__.get("is_reader"):
            raise OSError(f"{source} is being read")
        self.__dict__["is_reader"] = True
        _READ.add(source)
        return super().read_builder()

    def close(self, *arguments: Any, **options: Any) -> None:
        """Free the place."""
        if self.__dict__.pop("is_reader", False):
            _READ.discard(str(self.source))
        super().close(*arguments, **options)
