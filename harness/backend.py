"""A backend says *where*: a named way to open a location, with what it claims and what it is known to miss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self

from hdmf.backends.io import HDMFIO
from hdmf.data_utils import DataIO

type Mode = Literal["r", "r+", "a", "w", "w-", "x", "r-"]
type Opener = Callable[..., HDMFIO]

#: What a backend can claim. A capability that is not claimed must be refused with `UnsupportedOperation`.
CAPABILITIES = frozenset({"read", "write", "append", "export", "links", "external_links", "references", "compound"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGap:
    """A clause that a backend is known not to hold: strict, so an unexpected pass fails the run.

    Attributes
    ----------
    clause
        Id of the clause.
    raises
        The exception types that the failure shows; any other failure is a new one and fails the run.
    kind
        ``"not implemented"`` (could be held, is not yet), ``"upstream"`` (the cause is in a library below or above),
        ``"by design"``.
    reason
        One sentence for the report.
    url
        The upstream issue, where there is one.
    cases
        Names of the cases (or of the property tests) that show it; empty for all that cite the clause.
    """

    clause: str
    raises: tuple[type[BaseException], ...]
    kind: Literal["not implemented", "upstream", "by design"]
    reason: str
    url: str = ""
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """What a backend author writes down; an `HDMFIO` subclass alone is enough (see `from_entry`).

    Attributes
    ----------
    name
        What ``--backend`` and test ids show.
    open
        ``open(path, mode=…, manager=…)`` returns an open `HDMFIO` for any HDMF hierarchy.
    open_nwb
        ``open_nwb(path, mode=…)`` returns an open `HDMFIO` for NWB files, namespaces loaded from the file on reading.
        Further keyword arguments (``manager``, ``load_namespaces``) are passed on.
    suffix
        How the names of its files end.
    data_io
        The `DataIO` subclass that carries its storage settings, or ``None``.
    capabilities
        The subset of `CAPABILITIES` that it claims.
    known_gaps
        What it is known to miss.
    """

    name: str
    open: Opener = field(repr=False)
    open_nwb: Opener = field(repr=False)
    suffix: str = field(default=".nwb", repr=False)
    data_io: type[DataIO] | None = field(default=None, repr=False)
    capabilities: frozenset[str] = field(default=CAPABILITIES, repr=False)
    known_gaps: tuple[KnownGap, ...] = field(default=(), repr=False)

    @classmethod
    def from_entry(cls, name: str, entry: object) -> Self:
        """Make a backend from what an entry point, a hook or the command line names.

        Parameters
        ----------
        name
            The name that it is registered under.
        entry
            A `Backend` (renamed if need be), an `HDMFIO` subclass, a mapping of the arguments of `Backend`
            (``io`` and ``nwb_io``, `HDMFIO` subclasses, may stand for ``open`` and ``open_nwb``), or a function
            without arguments that returns one of these.

        Raises
        ------
        TypeError
            If the entry is none of these.
        """
        if isinstance(entry, cls):
            return entry if entry.name == name else replace(entry, name=name)
        if isinstance(entry, type) and issubclass(entry, HDMFIO):
            return cls(name=name, open=entry, open_nwb=entry)
        if isinstance(entry, Mapping):
            return cls(name=name, **_openers(dict(entry)))
        if callable(entry) and not isinstance(entry, type):
            return cls.from_entry(name, entry())
        raise TypeError(
            f"backend {name!r} is registered as {entry!r}; expected a harness.Backend, an HDMFIO subclass, "
            "a mapping of Backend's arguments, or a function that returns one of these"
        )

    def location(self, directory: Path, stem: str) -> Path:
        """Return the path of the file called ``stem`` in ``directory``, with this backend's suffix."""
        return directory / f"{stem}{self.suffix}"

    def gap(self, clauses: tuple[str, ...], case: str) -> KnownGap | None:
        """Return the known gap that ``case``, citing ``clauses``, runs into, if there is one."""
        for gap in self.known_gaps:
            if gap.clause in clauses and (not gap.cases or case in gap.cases):
                return gap
        return None


def _openers(arguments: dict[str, Any]) -> dict[str, Any]:
    """Let ``io`` stand for ``open`` and ``nwb_io`` for ``open_nwb``; one serves as the other where one is missing."""
    io = arguments.pop("io", arguments.get("open"))
    nwb_io = arguments.pop("nwb_io", arguments.get("open_nwb", io))
    return {**arguments, "open": io if io is not None else nwb_io, "open_nwb": nwb_io}
