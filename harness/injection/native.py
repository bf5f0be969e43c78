"""Signs that a test is about HDF5 itself: it uses h5py on the backend's files, or what only h5py's objects have."""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO

from harness.injection.callers import calling_package, package_of
from harness.injection.opens import Books, is_hdf5_file

#: What h5py's objects have beyond an array and a mapping.
_OF_H5PY = {
    name
    for kind in (h5py.Dataset, h5py.Group, h5py.File)
    for name in dir(kind)
    if not name.startswith("__") and not hasattr(np.ndarray, name) and not hasattr(dict, name)
}
_OF_HDF5IO = {name for name in dir(HDF5IO) if not name.startswith("__") and not hasattr(HDMFIO, name)}


@contextmanager
def h5py_watched(books: Books, packages: frozenset[str]) -> Iterator[None]:
    """Notice when the test itself opens a file with h5py.

    Parameters
    ----------
    books
        Where it is noted.
    packages
        Those of the backend, which may do so.
    """
    original = h5py.File.__init__

    @functools.wraps(original)
    def watching(self: h5py.File, name: Any, *args: Any, **kwargs: Any) -> None:
        if calling_package(depth=1) not in packages | {"hdmf"}:
            books.ledger.aside.append(f"h5py.File opened {name!r}")
            if isinstance(name, str | os.PathLike) and books.holds(name):
                if is_hdf5_file(name) or not Path(name).exists():
                    books.forget(name)
                else:
                    books.ledger.evidence.append(f"h5py.File is asked for {os.fspath(name)}, which the backend wrote")
        original(self, name, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(h5py.File, "__init__", watching)
        yield


def evidence_in(error: BaseException | None, books: Books, packages: frozenset[str]) -> Iterator[str]:
    """Yield what an error, and those that led to it, say of HDF5.

    Parameters
    ----------
    error
        What the test failed with.
    books
        Know what the backend has written.
    packages
        Those of the backend, whose own errors say nothing of the test.
    """
    while error is not None and not books.is_hdf5:
        if isinstance(error, AttributeError) and error.name:
            kind = type(error.obj).__name__
            if isinstance(error.obj, HDMFIO) and error.name in _OF_HDF5IO:
                yield f"asks {kind} for .{error.name}, which is HDF5IO's own"
            elif hasattr(error.obj, "shape") and error.name in _OF_H5PY:
                yield f"asks {kind} for .{error.name}, which is h5py's"
        elif (
            isinstance(error, IsADirectoryError | PermissionError)
            and isinstance(error.filename, str | os.PathLike)
            and books.holds(error.filename)
            and (packages - {"harness"}).isdisjoint(_passed(error))
        ):
            yield f"takes {error.filename}, which the backend wrote, for a single file"
        error = error.__cause__ or error.__context__


def _passed(error: BaseException) -> Iterator[str]:
    """Yield the packages that an error passed through."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        yield package_of(frame.f_globals.get("__name__", ""))
