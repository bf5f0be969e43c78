"""`HDF5IO` and `NWBHDF5IO`, replaced in place: they stay the same objects, and open files of another backend.

Their metaclass is exchanged, which decides what calling a class, asking for its class methods and `isinstance` do. So
it does not matter where and since when a test holds the class: in a global, a default argument, a closure or a
registry. The package of the backend itself sees the classes as they are; it may have to tell HDF5 from its own.
"""

from __future__ import annotations

import functools
import inspect
from abc import ABCMeta
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from hdmf.utils import get_docval
from pynwb import NWBHDF5IO

from harness.backend import Backend, Opener
from harness.injection.callers import calling_package, package_of
from harness.injection.isolation import make_room
from harness.injection.opens import Books

#: Arguments of `HDF5IO` that no other backend has; given any value, the test is about HDF5.
_OF_HDF5 = ("comm", "file", "driver", "aws_region")


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands for one of the classes.

    Attributes
    ----------
    opener
        Opens a file.
    kind
        The class of what it returns.
    """

    opener: Opener
    kind: type[HDMFIO]

    @classmethod
    def of(cls, opener: Opener) -> Stand:
        """Find out the class by opening a file, if the opener is not the class itself."""
        if isinstance(opener, type):
            return cls(opener, opener)
        with TemporaryDirectory() as directory, opener(str(Path(directory) / "probe.nwb"), mode="w") as io:
            return cls(opener, type(io))

    def attribute(self, name: str) -> Any:
        """Return a class method of the backend; what opens a file to do its work opens it with ``opener``."""
        if name == "export_io" and not isinstance(self.opener, type):
            return self._export
        return getattr(self.kind, name)

    def _export(self, path: Any, src_io: HDMFIO, **options: Any) -> None:
        with self.opener(path, mode="w") as io:
            io.export(src_io=src_io, **options)


@dataclass(frozen=True, slots=True)
class Injection:
    """A backend in place of HDF5.

    Attributes
    ----------
    plain, nwb
        What stands for `HDF5IO` and for `NWBHDF5IO`.
    books
        Where it is counted.
    """

    plain: Stand
    nwb: Stand
    books: Books

    @classmethod
    def of(cls, backend: Backend) -> Injection:
        """Prepare the injection of a backend."""
        plain, nwb = Stand.of(backend.open), Stand.of(backend.open_nwb)
        is_hdf5 = all(HDF5IO in stand.kind.__mro__ for stand in (plain, nwb))
        return cls(plain, nwb, Books((plain.kind, nwb.kind), is_hdf5=is_hdf5))

    @property
    def is_control(self) -> bool:
        """Whether the backend is HDF5 itself, so that nothing is replaced."""
        return self.plain.kind is HDF5IO and self.nwb.kind is NWBHDF5IO

    @property
    def packages(self) -> frozenset[str]:
        """The packages that see the classes as they are."""
        owners = {stand.kind.__module__ for stand in (self.plain, self.nwb)}
        owners |= {getattr(stand.opener, "__module__", None) or "harness" for stand in (self.plain, self.nwb)}
        return frozenset(map(package_of, owners)) | {"harness"}

    @contextmanager
    def replaced(self) -> Iterator[None]:
        """Let the backend stand for HDF5 as long as this lasts."""
        with ExitStack() as stack:
            for real, stand, kinds in (
                (HDF5IO, self.plain, (self.plain.kind, self.nwb.kind)),
                (NWBHDF5IO, self.nwb, (self.nwb.kind,)),
            ):
                if stand.kind is not real:
                    stack.callback(setattr, real, "__class__", type(real))
                    real.__class__ = _metaclass(real, stand, kinds, self)
            yield


def _metaclass(real: type, stand: Stand, kinds: tuple[type, ...], injection: Injection) -> type[ABCMeta]:
    packages, books = injection.packages, injection.books
    names = [argument["name"] for argument in get_docval(vars(real)["__init__"])]
    class_methods = {
        name for name in dir(real) if isinstance(inspect.getattr_static(real, name), classmethod | staticmethod)
    }

    def is_asked_by_the_backend() -> bool:
        return calling_package(depth=2) in packages

    class Replaced(ABCMeta):
        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            if cls is not real or is_asked_by_the_backend():
                return super().__call__(*args, **kwargs)
            arguments = {**dict(zip(names, args, strict=False)), **kwargs}
            given = {name: value for name, value in arguments.items() if value is not None or name == "path"}
            books.ledger.evidence += [
                f"{real.__name__} is given {name}={given[name]!r}" for name in _OF_HDF5 if name in given
            ]
            path, mode = given.pop("path", None), given.pop("mode", "r")
            _look_before_opening(books, path, mode)
            return stand.opener(path, mode=mode, **given)

        def __getattribute__(cls, name: str) -> Any:
            found = super().__getattribute__(name)
            if name not in class_methods or cls is not real or is_asked_by_the_backend():
                return found
            try:
                return _asking(stand.attribute(name), books)
            except AttributeError:  # a helper that is HDF5's own
                return found

        def __instancecheck__(cls, instance: Any) -> bool:
            if is_asked_by_the_backend():
                return real_check(cls, type(instance))
            return real_check(cls, type(instance)) or (cls is real and issubclass(type(instance), kinds))

        def __subclasscheck__(cls, subclass: type) -> bool:
            if is_asked_by_the_backend():
                return real_check(cls, subclass)
            return real_check(cls, subclass) or (cls is real and issubclass(subclass, kinds))

    def real_check(cls: type, subclass: type) -> bool:
        return cls in subclass.__mro__

    return Replaced


def _look_before_opening(books: Books, path: Any, mode: str) -> None:
    books.ledger.asked += 1
    if mode in {"w", "w-", "x"}:
        make_room(path)
    elif books.is_foreign(path):
        books.ledger.evidence.append(f"opens {path}, a file of HDF5")


def _asking(method: Callable[..., Any], books: Books) -> Callable[..., Any]:
    @functools.wraps(method)
    def ask(*args: Any, **kwargs: Any) -> Any:
        books.ledger.asked += 1
        for value in (*args, *kwargs.values()):
            if books.is_foreign(value):
                books.ledger.evidence.append(f"{method.__name__} is given {value}, a file of HDF5")
        given = {name: value for name, value in kwargs.items() if value is not None}
        return method(*args, **given)

    return ask
