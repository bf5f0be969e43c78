"""A backend with a fault: any backend, whose IO objects do one thing otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import new_class
from typing import Any, ClassVar

from hdmf.backends.io import HDMFIO
from hdmf.build import GroupBuilder
from hdmf.build.builders import Builder

from harness.backend import Backend, Opener
from harness.locations import Location
from harness.mutants.changes import Changes, builders_in


class Fault(HDMFIO):
    """What an IO does otherwise; by itself, nothing: then it is the control of those that do.

    It goes before the class of an IO that a backend has opened, so that ``super()`` is what that backend does. A fault
    overrides a method of `HDMFIO`, or one of those below.
    """

    #: The same mechanism without the fault.
    control: ClassVar[type[Fault]]

    @classmethod
    def opened(cls, opener: Opener, path: Location, **options: Any) -> HDMFIO:
        """Open a location; ``opener`` is the backend's own, and ``mode`` among the options if there is one."""
        return opener(path, **options)

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change a builder for as long as it is being written."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Change a builder that has been read."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Write a tree that is changed meanwhile."""
        changes = Changes()
        try:
            for each in list(builders_in(builder)):
                self.change_written(changes, each)
            super().write_builder(builder, **options)
        finally:
            changes.take_back()

    def read_builder(self) -> GroupBuilder:
        """Read a tree, and change it when it is read for the first time."""
        root = super().read_builder()
        if self.__dict__.get("changed_tree") is not root:
            self.__dict__["changed_tree"] = root
            for each in list(builders_in(root)):
                self.change_read(Changes(), each)
        return root


Fault.control = Fault


@dataclass(frozen=True, slots=True)
class FaultyOpener:
    """Opens as a backend does, and gives the IO a fault.

    Attributes
    ----------
    opener
        The backend's own.
    fault
        Of each IO.
    """

    opener: Opener
    fault: type[Fault]

    def __call__(self, path: Location = None, *mode: str, **options: Any) -> HDMFIO:
        """Return an open IO."""
        if mode:
            options["mode"] = mode[0]
        io = self.fault.opened(self.opener, path, **options)
        io.__class__ = _faulty((self.fault, type(io)))
        return io


def with_fault(backend: Backend, fault: type[Fault], name: str) -> Backend:
    """Return a backend with a fault, called after both.

    Parameters
    ----------
    backend
        Any one.
    fault
        What it shall do otherwise.
    name
        Of the fault.
    """
    return replace(
        backend,
        name=f"{backend.name}~{name}",
        open=FaultyOpener(backend.open, fault),
        open_nwb=FaultyOpener(backend.open_nwb, fault),
        variants={},
    )


@cache
def _faulty(bases: tuple[Any, Any]) -> type[HDMFIO]:
    """Return the class of IO with a fault, one for all; its name and module stay, since callers go by them."""
    _, kind = bases
    return new_class(kind.__name__, bases, exec_body=lambda body: body.update(__module__=kind.__module__))
