"""A backend says *where*: a named way to open a location, with what it claims and what it is known to miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self

from hdmf.backends.io import HDMFIO
from hdmf.data_utils import DataIO

from harness.contract import load_contract
from harness.declared import require_fields, texts
from harness.gaps import KnownGap
from harness.locations import LOCAL, Location, Locations
from harness.openers import Opener, openers_of
from harness.witness import Witness

if TYPE_CHECKING:
    from harness.faults.seam import Seam

__all__ = ["CAPABILITIES", "Backend", "KnownGap", "Mode", "Opener"]

type Mode = Literal["r", "r+", "a", "w", "w-", "x", "r-"]

#: What a backend can claim, and what that means. One that is not claimed must be refused with `UnsupportedOperation`.
CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "read": "open a file for reading, as a tree of builders and as containers",
        "write": "create a file and write a tree of builders or a container to it",
        "append": "open a file for changing: add objects to it, change datasets, let them grow",
        "export": "write what was read from a file, of this or another backend, to a new file",
        "links": "keep links to groups and datasets of the same file",
        "external_links": "keep links to objects of other files, and follow them",
        "references": "keep object references in datasets and attributes",
        "compound": "keep datasets of compound dtypes",
        "discovery": "tell its files from others (`can_read`), and keep and load namespaces",
        "concurrent": "let several IOs, threads and processes read one file at the same time",
    }
)


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
    locations
        Where its files lie and how they are moved and removed, if they are not local files or directories.
    data_io
        The `DataIO` subclass that carries its storage settings, or ``None``.
    capabilities
        The subset of `CAPABILITIES` that it claims.
    known_gaps
        What it is known to miss.
    witness
        What reads and writes its files without any of its code: a `harness.witness.Witness`, the name of one that is
        there (``"hdf5"``, ``"zarr"``), or ``package.module:Object``; ``None`` if there is none.
    contract
        The version of the contract that it claims, such as ``"1.0"``; the newest if not given.
    variants
        By name, how it differs on another store: a mapping of the arguments of `Backend` that are others, or a
        function that returns one. ``--backend=zarr+zip`` chooses the variant ``zip`` of the backend ``zarr``.
    seam
        Where what it stores can be watched and interrupted: a `harness.faults.seam.Seam`, the name of one that is
        there (``"zarr"``: it opens zarr stores; ``"hdf5"``: it takes an `h5py.File` as ``file``), or
        ``package.module:Object``; ``None`` if nothing can be tried there. A variant has that which it names itself.

    Capabilities and known gaps may be any collections, and a gap a mapping of the fields of `KnownGap`.

    Raises
    ------
    ValueError
        If it says what can't be.
    """

    name: str
    open: Opener = field(repr=False)
    open_nwb: Opener = field(repr=False)
    suffix: str = field(default=".nwb", repr=False)
    locations: Locations = field(default=LOCAL, repr=False)
    data_io: type[DataIO] | None = field(default=None, repr=False)
    capabilities: frozenset[str] = field(default=frozenset(CAPABILITIES), repr=False)
    known_gaps: tuple[KnownGap, ...] = field(default=(), repr=False)
    witness: Witness | str | None = field(default=None, repr=False)
    contract: str = field(default="", repr=False)
    variants: Mapping[str, object] = field(default=MappingProxyType({}), repr=False, hash=False)
    seam: Seam | str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        who = f"backend {self.name!r}"
        for what, opener in (("open", self.open), ("open_nwb", self.open_nwb)):
            if not callable(opener):
                raise ValueError(f"{who}: {what} is {opener!r}; expected an HDMFIO subclass or a function")
        if isinstance(self.known_gaps, str | Mapping):
            raise ValueError(f"{who}: known_gaps is {self.known_gaps!r}; expected a list of known gaps")
        for name, made in (
            ("capabilities", frozenset(texts(who, "claims", self.capabilities, CAPABILITIES))),
            ("known_gaps", tuple(map(KnownGap.from_entry, self.known_gaps))),
        ):
            object.__setattr__(self, name, made)  # it is frozen for others
        if self.contract:
            load_contract().newer_than(self.contract)

    @classmethod
    def from_entry(cls, name: str, entry: object) -> Self:
        """Make a backend from what an entry point, a hook or the command line names.

        Parameters
        ----------
        name
            The name that it is registered under.
        entry
            A `Backend` (renamed if need be), an `HDMFIO` subclass, a mapping of the arguments of `Backend`
            (``io`` and ``nwb_io``, `HDMFIO` subclasses, may stand for ``open`` and ``open_nwb``; where there is one
            of them, `harness.openers.openers_of` finds the other; ``manifest``, the path of a TOML file, may have the
            rest), or a function without arguments that returns one of these.

        Raises
        ------
        TypeError
            If the entry is none of these, or names a class that is abstract.
        ValueError
            If what it says can't be.
        """
        if isinstance(entry, cls):
            return entry if entry.name == name else replace(entry, name=name)
        if isinstance(entry, type) and issubclass(entry, HDMFIO):
            return cls(name=name, **_arguments(name, {"io": entry}))
        if isinstance(entry, Mapping):
            return cls(name=name, **_arguments(name, entry))
        if callable(entry) and not isinstance(entry, type):
            return cls.from_entry(name, entry())
        raise TypeError(
            f"backend {name!r} is registered as {entry!r}; expected a harness.Backend, an HDMFIO subclass, "
            "a mapping of Backend's arguments, or a function that returns one of these"
        )

    def variant(self, name: str) -> Self:
        """Return this backend as it is on another store.

        Raises
        ------
        LookupError
            If it has no such variant.
        """
        if name not in self.variants:
            raise LookupError(
                f"backend {self.name!r} has no variant {name!r}; it has {', '.join(self.variants) or 'none'}"
            )
        entry = self.variants[name]
        changes = entry() if callable(entry) else entry
        if not isinstance(changes, Mapping):
            raise TypeError(
                f"variant {name!r} of backend {self.name!r} is {changes!r}; expected a mapping of arguments"
            )
        arguments = {"io": self.open, "nwb_io": self.open_nwb, **changes}
        own: dict[str, Any] = {"variants": {}, "seam": None, **_arguments(f"{self.name}+{name}", arguments)}
        return replace(self, name=f"{self.name}+{name}", **own)

    @property
    def is_local(self) -> bool:
        """Whether its locations are paths."""
        return self.locations.is_local

    @property
    def has_second_witness(self) -> bool:
        """Whether what it writes is read without its code, too; witnesses know paths alone."""
        return self.witness is not None and self.is_local

    def location(self, directory: Path, stem: str) -> Location:
        """Return the location of the file called ``stem`` of a directory, with this backend's suffix."""
        return self.locations.at(directory, stem + self.suffix)

    def exists(self, location: Location) -> bool:
        """Tell whether there is anything at a location."""
        return bool(self.snapshot(location))

    def move(self, location: Location, stem: str) -> Location:
        """Give a file another name beside its own, and return where it is; nothing is left where it was."""
        return self.locations.move(location, stem + self.suffix)

    def remove(self, location: Location) -> None:
        """Delete a file."""
        self.locations.remove(location)

    def snapshot(self, location: Location) -> Mapping[str, bytes]:
        """Return the bytes of all that a file consists of, by names within it; nothing if there is no file."""
        return self.locations.snapshot(location)


def _arguments(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Let ``io`` stand for ``open`` and ``nwb_io`` for ``open_nwb``; where one is missing, make it of the other.

    All others may come from a ``manifest`` (a TOML file), too.
    """
    given = dict(entry)
    if "manifest" in given:
        from harness.manifest import read_manifest  # noqa: PLC0415 - which knows of backends

        given = read_manifest(given.pop("manifest")) | given
    io = given.pop("io", given.pop("open", None))
    nwb_io = given.pop("nwb_io", given.pop("open_nwb", None))
    if io is None and nwb_io is None:
        raise ValueError(f"backend {name!r} names nothing that opens files: give the HDMFIO subclass as io")
    made = {**given, **_openers(io, nwb_io)}
    require_fields(Backend, f"backend {name!r}", made | {"name": name})
    return made


def _openers(io: Any, nwb_io: Any) -> dict[str, Any]:
    only = nwb_io if io is None else io
    if io is None or nwb_io is None:
        is_class = isinstance(only, type) and issubclass(only, HDMFIO)
        io, nwb_io = openers_of(only) if is_class else (only, only)
    return {"open": io, "open_nwb": nwb_io}
