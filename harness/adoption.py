"""Cases made of classes that were written for PyNWB's mixins of roundtrip tests, as they are.

Such a class says what the content is (``setUpContainer``, ``addContainer``) and where to find it (``getContainer``),
which is all that a case is::

    from harness import adopt
    from tests.integration.hdf5.test_ecephys import TestElectrodeGroupIO

    CASES = (adopt(TestElectrodeGroupIO),)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hdmf.container import AbstractContainer
from pynwb import NWBFile

from harness.case import Case

_WANTED = ("setUp", "addContainer", "getContainer")


def adopt(test_class: type, *, name: str = "", clauses: Iterable[str] = ()) -> Case:
    """Return the case that a class of roundtrip tests stands for.

    Its own tests, and what they do with HDF5 files, are not run.

    Parameters
    ----------
    test_class
        With ``setUp``, ``addContainer`` and ``getContainer``, as subclasses of `NWBH5IOMixin`,
        `AcquisitionH5IOMixin` and `NWBH5IOFlexMixin` of `pynwb.testing` have them.
    name
        Of the case; by default that of the class, without ``Test`` and ``IO``.
    clauses
        Ids of the clauses that the content exercises.

    Raises
    ------
    TypeError
        If the class is none of these, or says too little to be instantiated.
    """
    if absent := [method for method in _WANTED if not callable(getattr(test_class, method, None))]:
        raise TypeError(f"{test_class!r} cannot be adopted: it has no {', '.join(absent)}")
    if abstract := getattr(test_class, "__abstractmethods__", None):
        raise TypeError(f"{test_class!r} cannot be adopted: {', '.join(sorted(abstract))} is left abstract")
    adopted = _MakesItsFile(test_class) if hasattr(test_class, "getContainerType") else _TakesAFile(test_class)
    return Case(
        name=name or test_class.__name__.removeprefix("Test").removesuffix("IO"),
        content=adopted.content,
        find=adopted.find,
        make_file=adopted.make_file if isinstance(adopted, _MakesItsFile) else None,
        clauses=tuple(clauses),
        group=test_class.__module__.rpartition(".")[2],
        doc=(test_class.__doc__ or "").strip().partition("\n")[0],
    )


class _TakesAFile:
    """What is there before a file is, and is added to it."""

    def __init__(self, test_class: type) -> None:
        self._test_class = test_class
        self._test: Any = None

    def content(self, nwbfile: NWBFile) -> AbstractContainer:
        self._set_up()
        self._test.addContainer(nwbfile)
        return self._made()

    def find(self, nwbfile: NWBFile) -> AbstractContainer:
        found: AbstractContainer = self._test.getContainer(nwbfile)
        return found

    def _set_up(self) -> None:
        """Begin anew: a container belongs to one file."""
        self._test = self._test_class()
        self._test.setUp()

    def _made(self) -> AbstractContainer:
        made: AbstractContainer = self._test.container
        return made


class _MakesItsFile(_TakesAFile):
    """What makes a file of its own, and adds to it when it is set up."""

    def make_file(self) -> NWBFile:
        self._set_up()
        made: NWBFile = self._test.nwbfile
        return made

    def content(self, nwbfile: NWBFile) -> AbstractContainer:  # noqa: ARG002 - it is the one that was just made
        return self._made()
