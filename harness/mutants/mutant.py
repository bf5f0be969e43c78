"""A mutant says in which one way a backend is broken, which clause that breaks, and what shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hdmf.build import GroupBuilder

from harness.backend import Backend
from harness.differences import Difference
from harness.mutants.fault import Fault, with_fault
from harness.mutants.ways.parts import Way
from harness.mutants.ways.trips import round_trip

type Document = Callable[[], GroupBuilder]

_ATTRIBUTE = "__mutant__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A way to break any backend.

    Attributes
    ----------
    name
        What test ids show.
    clause
        Id of the clause that it breaks.
    breaks
        What it does, in a sentence.
    fault
        What goes before the class of the backend's IO.
    document
        Makes the smallest tree that shows it; a new one each time.
    way
        What is done with that tree; see `harness.mutants.ways`.
    also
        Ids of other clauses whose tests may see it.
    common
        Whether nearly every test can see it: it is then tried on tests of other clauses, too.
    is_symmetric
        Whether it is made in writing and undone in reading, so that none but a second witness sees it.
    """

    name: str
    clause: str
    breaks: str
    fault: type[Fault] = field(repr=False)
    document: Document = field(repr=False)
    way: Way = field(repr=False)
    also: tuple[str, ...] = ()
    common: bool = False
    is_symmetric: bool = False

    def wrap(self, backend: Backend) -> Backend:
        """Return a backend broken in this way."""
        return with_fault(backend, self.fault, self.name)

    def control(self, backend: Backend) -> Backend:
        """Return the backend wrapped in the same way, and not broken: what a test must pass with."""
        return with_fault(backend, self.fault.control, f"control_of_{self.name}")

    def shows(self, backend: Backend, directory: Path) -> list[Difference]:
        """Return what is wrong with its document on its way over the broken backend; empty if it goes unseen.

        An error is a difference as well: it is not what the document asked for.

        Parameters
        ----------
        backend
            Any one; that it is right with the control is for `is_shown_by` to say.
        directory
            An existing directory, in which the files get one of their own.
        """
        return self._differences(self.wrap(backend), directory)

    def is_shown_by(self, backend: Backend, directory: Path) -> bool:
        """Tell whether the backend, unbroken, holds the document: else nothing can be seen of the mutant there."""
        return not self._differences(self.control(backend), directory)

    def _differences(self, backend: Backend, directory: Path) -> list[Difference]:
        with TemporaryDirectory(dir=directory) as inner:
            try:
                return self.way(backend, self.document, Path(inner))
            except Exception as error:  # noqa: BLE001 - whatever a broken backend raises shows that it is broken
                return [Difference("/", "error", "none", f"{type(error).__name__}: {error}")]


def mutant(
    clause: str,
    document: Document,
    way: Way = round_trip,
    *,
    also: tuple[str, ...] = (),
    common: bool = False,
    is_symmetric: bool = False,
) -> Callable[[type[Fault]], type[Fault]]:
    """Declare the decorated fault as a mutant; the first sentence of its docstring says what it breaks.

    Parameters
    ----------
    clause, document, way, also, common, is_symmetric
        As of `Mutant`.
    """

    def declare(fault: type[Fault]) -> type[Fault]:
        made = Mutant(
            name=re.sub(r"(?<!^)(?=[A-Z])", "_", fault.__name__).lower(),
            clause=clause,
            breaks=" ".join((fault.__doc__ or "").split("\n\n")[0].split()),
            fault=fault,
            document=document,
            way=way,
            also=also,
            common=common,
            is_symmetric=is_symmetric,
        )
        setattr(fault, _ATTRIBUTE, made)
        return fault

    return declare


def declared(fault: object) -> Mutant | None:
    """Return the mutant that a class is declared as, if any."""
    made = vars(fault).get(_ATTRIBUTE) if isinstance(fault, type) else None
    return made if isinstance(made, Mutant) else None
