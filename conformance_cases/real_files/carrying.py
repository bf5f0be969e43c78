"""How real files are carried from backend to backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hdmf.backends.io import HDMFIO

from harness.backend import Backend
from harness.hdf5 import BACKEND as HDF5
from harness.normal import NormalForm, normal_form


@contextmanager
def opened(backend: Backend, path: Path, mode: str = "r") -> Iterator[HDMFIO]:
    """Open a file, with the namespaces that are cached in it."""
    with backend.open_nwb(str(path), mode=mode) as io:
        yield io


def tree(backend: Backend, path: Path) -> NormalForm:
    """Return what a file holds."""
    with opened(backend, path) as io:
        return normal_form(io.read_builder())


def exported(source: Backend, path: Path, destination: Backend, *, containers: bool = False) -> Path:
    """Export a file.

    Parameters
    ----------
    source, path, destination
        The file, and what it is exported to.
    containers
        Whether the containers are read and given to the export.

    Returns
    -------
    The path of the export, beside the file.
    """
    export: Path = destination.location(path.parent, f"{path.stem} exported")
    with opened(source, path) as reader, opened(destination, export, "w") as writer:
        # Another backend cannot link into the file (H06); HDF5IO that is told not to makes every builder anew.
        write_args = {} if isinstance(writer, type(reader)) else {"link_data": False}
        writer.export(reader, reader.read() if containers else None, write_args=write_args)
    return export


def rewritten(source: Backend, path: Path) -> Path:
    """Let HDF5IO write what PyNWB reads of a file, every builder made anew, in today's schema.

    Returns
    -------
    The path of the file in HDF5, beside the other.
    """
    file: Path = HDF5.location(path.parent, f"{path.stem} rewritten")
    with opened(source, path) as reader, opened(HDF5, file, "w") as writer:
        writer.export(reader, reader.read(), write_args={"link_data": False})
    return file


def copied(source: Backend, path: Path) -> Path:
    """Let HDF5IO write the builders of a file as they are, which its export does for files in HDF5 alone.

    Returns
    -------
    The path of the file in HDF5, beside the other.
    """
    file: Path = HDF5.location(path.parent, f"{path.stem} copied")
    with opened(source, path) as reader, opened(HDF5, file, "w") as writer:
        writer.write_builder(reader.read_builder(), link_data=False, export_source=reader.source)
    return file
