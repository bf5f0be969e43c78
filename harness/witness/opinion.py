"""Asking the second witness of a backend, if it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.named import NoSuchObjectError, named
from harness.normal import NormalForm
from harness.witness import Witness

__all__ = ["WITNESSES", "NoSuchWitnessError", "second_opinion", "witness_of"]

#: Where the witnesses are that a backend can have by name.
WITNESSES: Mapping[str, str] = MappingProxyType(
    {"hdf5": "harness.witness.hdf5:WITNESS", "zarr": "harness.witness.zarr:WITNESS"}
)


class NoSuchWitnessError(LookupError):
    """A backend names a witness that is not there, or is none."""


def witness_of(backend: Backend) -> Witness | None:
    """Return the second witness of a backend, ``None`` if it has none.

    Raises
    ------
    NoSuchWitnessError
        If it names one that is neither in `WITNESSES` nor a ``package.module:Object``, or is not a `Witness`.
    """
    if not backend.has_second_witness:
        return None
    try:
        found = named(backend.witness, WITNESSES) if isinstance(backend.witness, str) else backend.witness
    except NoSuchObjectError as error:
        raise NoSuchWitnessError(f"the witness of backend {backend.name!r}: {error}") from error
    if not isinstance(found, Witness):
        raise NoSuchWitnessError(f"the witness of backend {backend.name!r} is {found!r}; it must have read and write")
    return found


def second_opinion(backend: Backend, expected: NormalForm, path: Path) -> list[Difference]:
    """Compare what a file should say with what the second witness reads, if the backend has one.

    Parameters
    ----------
    backend
        Which wrote the file.
    expected
        What it should say.
    path
        Where the file is.
    """
    witness = witness_of(backend)
    if witness is None:
        return []
    differences = compare_builders(expected, witness.read(path))
    return [replace(one, what=f"by the second witness, {one.what}") for one in differences]
