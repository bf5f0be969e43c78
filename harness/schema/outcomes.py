"""What comes of a document over a backend: whether it is taken, warned of or refused, and what is left."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.build import Builder, BuildManager, ConstructError, DatasetBuilder, GroupBuilder, TypeMap
from hdmf.container import Container
from pynwb import validate

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.journeys.travelling import opened
from harness.locations import Location
from harness.normal import NormalForm, normal_form
from harness.round_trip import read_tree, write_tree
from harness.schema.invalid import Invalid
from harness.schema.mutations import READING, TAKEN, Moment
from harness.strategies.trees import ROOT_NAME

_LIBRARIES = ("builtins", "hdmf", "pynwb")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one moment.

    Attributes
    ----------
    refused
        The family of the error that was raised, and of what caused it; none if it was taken.
    reported
        Categories of warnings, and kinds of the validator's errors.
    families
        All that the error belongs to: one of text that can't be encoded is a `ValueError`, too.
    """

    refused: tuple[str, ...] = ()
    reported: frozenset[str] = frozenset()
    families: frozenset[str] = field(default=frozenset(), compare=False)

    def is_among(self, expected: Iterable[str]) -> bool:
        """Tell whether it is one of the outcomes of `harness.schema.mutations.Mutation`."""
        came = self.families.union(self.refused[:1]) or self.reported or {TAKEN}
        return not came.isdisjoint(expected)

    def agrees_with(self, other: Outcome) -> bool:
        """Tell whether it is the same outcome, or a refusal of the same family from the same cause."""
        kin = self.is_among(other.refused[:1]) or other.is_among(self.refused[:1])
        return self == other or (kin and self.refused[1:] == other.refused[1:])

    def __str__(self) -> str:
        said = f"refused: {' from '.join(self.refused)}" if self.refused else "taken"
        return f"{said}, with {', '.join(sorted(self.reported))}" if self.reported else said


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of a document.

    Attributes
    ----------
    outcomes
        By moment; none of reading what was not written.
    harm
        What is otherwise than it was written, or than it was before.
    """

    outcomes: Mapping[Moment, Outcome]
    harm: tuple[Difference, ...]


def fate(backend: Backend, invalid: Invalid, type_map: TypeMap, directory: Path) -> Fate:
    """Write a document in the place of another one, read it as builders and as containers, and validate it.

    Parameters
    ----------
    backend
        Over which.
    invalid
        The document.
    type_map
        What the file tells of types.
    directory
        An existing directory, in which the file gets one of its own.
    """
    with TemporaryDirectory(dir=directory) as inner:
        location = backend.location(Path(inner), "file")
        former = GroupBuilder(ROOT_NAME, datasets=[DatasetBuilder("former", 1)])
        write_tree(backend, former, location)
        written, _ = outcome_of(lambda: _write(backend, invalid, type_map, location))
        if written.refused:
            return Fate({"write": written}, tuple(_changed(backend, location, normal_form(former))))
        with ExitStack() as stack:
            opening, io = outcome_of(lambda: stack.enter_context(opened(backend, location, "r")))
            if io is None:
                return Fate({"write": written, **dict.fromkeys(READING, opening)}, ())
            tree = invalid.tree
            read, harm = outcome_of(lambda: compare_builders(normal_form(tree), io.read_builder()))
            constructed, _ = outcome_of(io.read)
            # to load what the file tells of types takes longer than all else, and mostly it is what is known
            validated, errors = outcome_of(lambda: validate(io=io, use_cached_namespaces=bool(invalid.namespaces)))
        reported = validated.reported.union(type(error).__name__ for error in errors or ())
        outcomes = (written, read, constructed, replace(validated, reported=reported))
        return Fate(dict(zip(("write", *READING), outcomes, strict=True)), tuple(harm or ()))


def _changed(backend: Backend, location: Location, former: NormalForm) -> list[Difference]:
    """Return how a file differs from what it was."""

    def differences() -> list[Difference]:
        with read_tree(backend, location) as left:
            return compare_builders(former, left)

    reading, found = outcome_of(differences)
    return [Difference("/", "file", "the former one", str(reading))] if found is None else found


class _Built(BuildManager):
    """A manager that builds what has been built already, so that `write` stores it, and what it tells of types."""

    def __init__(self, type_map: TypeMap, tree: GroupBuilder) -> None:
        super().__init__(type_map)
        self._tree = tree

    def build(self, *_: Any, **__: Any) -> Builder:
        """Return the tree."""
        return self._tree


def _write(backend: Backend, invalid: Invalid, type_map: TypeMap, location: Location) -> None:
    if invalid.namespaces:
        type_map = copy(type_map)
        for namespace in invalid.namespaces:
            type_map.namespace_catalog.add_namespace(namespace.name, namespace)
    with backend.open(location, mode="w", manager=_Built(type_map, invalid.tree)) as io:
        io.write(Container(name=ROOT_NAME))


def outcome_of[T](act: Callable[[], T]) -> tuple[Outcome, T | None]:
    """Return what came of an act, and what it returned if it was not refused."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what came of it
            return Outcome(tuple(_chain(error)), families=frozenset(_families(error))), None
    return Outcome(reported=frozenset(warning.category.__name__ for warning in caught)), result


def _families(error: BaseException) -> list[str]:
    """Return which of the errors of Python, HDMF or PyNWB an error is, the closest first, but for any error at all."""
    kinds = (kind for kind in type(error).__mro__ if issubclass(kind, Exception) and kind is not Exception)
    found = [kind.__name__ for kind in kinds if kind.__module__.partition(".")[0] in _LIBRARIES]
    return found or [Exception.__name__]


def _chain(error: BaseException | None) -> Iterator[str]:
    """Yield the family of an error, and of what one of construction was caused by."""
    if error is not None:
        yield _families(error)[0]
        if isinstance(error, ConstructError):
            yield from _chain(error.__cause__)
