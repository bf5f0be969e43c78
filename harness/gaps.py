"""Known gaps: what a backend is known to miss, as data of its package, with the smallest document that shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from packaging.requirements import Requirement

from harness.contract import load_contract
from harness.declared import exceptions, function, require_fields, requirement, texts

if TYPE_CHECKING:
    from hdmf.build import GroupBuilder

    from harness.backend import Backend

type Kind = Literal["not implemented", "upstream", "by design", "only in versions"]
type Side = Literal["any", "source", "destination"]
type Witness = Callable[[Backend, Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGap:
    """A clause that a backend is known not to hold: strict, so an unexpected pass fails the run.

    Attributes
    ----------
    clause
        Id of the clause.
    raises
        The exception types that the failure shows, or their names (``"ValueError"``, ``"package.module:Error"``); any
        other failure is a new one and fails the run.
    kind
        ``"not implemented"`` (could be held, is not yet), ``"upstream"`` (the cause is in a library below or above),
        ``"by design"``, ``"only in versions"`` (of those that `versions` tells).
    reason
        One sentence for the report.
    url
        The upstream issue, where there is one.
    cases
        Names of the cases or of the test functions that show it, or of single tests of these, without the backend:
        ``"test_rows"``, ``"test_rows[tuples]"``, or where tests of two modules have one name
        ``"conformance_cases.contract.test_links::test_rows[tuples]"``; empty for all that cite the clause.
    side
        Where two backends take part: whether it shows where the backend is the source, the destination, or either.
    versions
        Requirements such as ``"hdmf<7"``; where one of them is not met, there is no gap.
    document
        Makes the smallest tree of builders whose round trip fails with one of `raises`; a function, or its name.
    witness
        Where no such tree shows it: a function of the backend and an empty directory that fails with one of `raises`,
        or its name.

    Sets may be given as any collections. What is declared wrongly is a `ValueError`.
    """

    clause: str
    raises: tuple[type[BaseException], ...]
    kind: Kind
    reason: str
    url: str = ""
    cases: frozenset[str] = frozenset()
    side: Side = "any"
    versions: tuple[str, ...] = ()
    document: Callable[[], GroupBuilder] | None = field(default=None, repr=False)
    witness: Witness | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        who = f"known gap of {self.clause}"
        if self.clause not in load_contract():
            raise ValueError(f"{who}: the contract has no such clause; its ids are those of docs/contract.md")
        for name, value, values in (("kind", self.kind, Kind), ("side", self.side, Side)):
            if value not in (allowed := get_args(values.__value__)):
                raise ValueError(f"{who}: {name} {value!r} is none of {', '.join(allowed)}")
        for name, made in (
            ("raises", exceptions(who, self.raises)),
            ("cases", frozenset(texts(who, "names the cases", self.cases))),
            ("versions", texts(who, "names the versions", self.versions)),
            ("document", function(who, self.document)),
            ("witness", function(who, self.witness)),
        ):
            object.__setattr__(self, name, made)  # it is frozen for others
        for text in self.versions:
            requirement(who, text)
        if self.document is not None and self.witness is not None:
            raise ValueError(f"{who}: give a document or a witness, not both")
        if (self.kind == "only in versions") != bool(self.versions):
            raise ValueError(f"{who}: kind 'only in versions' and `versions` go together")

    @classmethod
    def from_entry(cls, entry: Self | Mapping[str, Any]) -> Self:
        """Return a gap as it is, or make it of a mapping of its fields.

        Raises
        ------
        ValueError
            If the mapping says what a gap has not, or not what it needs.
        """
        if isinstance(entry, cls):
            return entry
        if not isinstance(entry, Mapping):
            raise TypeError(f"{entry!r} is no known gap; expected a harness.KnownGap or a mapping of its fields")
        require_fields(cls, f"known gap of {entry.get('clause', 'no clause')}", entry)
        return cls(**entry)

    @property
    def is_witnessed(self) -> bool:
        """Whether it comes with something that shows it."""
        return self.document is not None or self.witness is not None

    @property
    def is_present(self) -> bool:
        """Whether the installed libraries are of the versions that have it."""
        return all(_is_met(Requirement(text)) for text in self.versions)

    @property
    def explanation(self) -> str:
        """What a report says of it: the clause, the reason, the kind, and where to read on."""
        kind = f"{self.kind} {', '.join(self.versions)}" if self.versions else self.kind
        alone = "" if self.is_witnessed else ", without witness"
        return f"{self.clause}: {self.reason} ({kind}{alone})" + (f" {self.url}" if self.url else "")

    def is_hit(self, clauses: tuple[str, ...], names: Collection[str], side: Side = "any") -> bool:
        """Tell whether what has these names, citing ``clauses``, runs into it where the backend is on that side."""
        return (
            self.clause in clauses
            and (not self.cases or not self.cases.isdisjoint(names))
            and (side == "any" or self.side in {"any", side})
            and self.is_present
        )


def known_gap(backends: Iterable[Backend], clauses: tuple[str, ...], *names: str) -> tuple[Backend, KnownGap] | None:
    """Return the first known gap that a case or test, citing clauses, runs into, and the backend whose it is.

    Parameters
    ----------
    backends
        One, or the source and the destination.
    clauses
        What the test proves.
    names
        That of the case or test function, that of the test itself, and its id.
    """
    carriers = tuple(backends)
    sides: tuple[Side, ...] = ("source", "destination") if len(carriers) > 1 else ("any",)
    for backend, side in zip(carriers, sides, strict=True):
        for gap in backend.known_gaps:
            if gap.is_hit(clauses, names, side):
                return backend, gap
    return None


def missed(*backends: Backend) -> frozenset[str]:
    """Return the ids of the clauses that a backend is known not to hold at all, in whatever case."""
    return frozenset(gap.clause for backend in backends for gap in backend.known_gaps if not gap.cases)


def replay(gap: KnownGap, backend: Backend) -> str:
    """Replay what shows a gap, in a new directory, and return what is wrong with its declaration; "" if nothing is.

    A gap without a document or a witness can't be replayed, and nothing is said of it.
    """
    if not gap.is_witnessed:
        return ""
    with TemporaryDirectory(prefix="witness-") as directory:
        try:
            _show(gap, backend, Path(directory))
        except gap.raises:
            return ""
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            found = f"fails with {type(error).__name__}: {error}"
        else:
            found = "passes"
    expected = " or ".join(kind.__name__ for kind in gap.raises)
    return (
        f"the known gap of {backend.name} is not as it is declared: its witness {found}; expected {expected}. "
        f"Correct or remove it: {gap.explanation}"
    )


def _show(gap: KnownGap, backend: Backend, directory: Path) -> None:
    if gap.witness is not None:
        gap.witness(backend, directory)
    elif gap.document is not None:
        check_round_trip(backend, gap.document(), directory)


def check_round_trip(backend: Backend, tree: GroupBuilder, directory: Path) -> None:
    """Write a tree of builders and read it.

    Raises
    ------
    AssertionError
        If anything arrives differently.
    """
    from harness.comparison import compare_builders  # noqa: PLC0415 - these modules know of backends and their gaps
    from harness.normal import normal_form  # noqa: PLC0415
    from harness.round_trip import round_trip  # noqa: PLC0415

    expected = normal_form(tree)
    with round_trip(backend, tree, directory) as got:
        differences = compare_builders(expected, got)
    if differences:
        raise AssertionError("\n".join(map(str, differences)))


def _is_met(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False
