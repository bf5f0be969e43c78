"""Mutants that store other references than they were given."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes, mapped
from harness.mutants.documents import data, group, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.normal import path_of


def sibling(target: Any) -> Any:
    """Return the next child of the same kind in the group that holds a builder; itself if it is the only one."""
    if target.parent is None:
        return target
    family = target.parent.groups if isinstance(target, GroupBuilder) else target.parent.datasets
    others = list(family.values())
    places = [place for place, other in enumerate(others) if other is target]
    return others[places[0] - 1] if places else target


def next_to(reference: ReferenceBuilder) -> ReferenceBuilder:
    """Return a reference to the sibling of what one leads to."""
    return ReferenceBuilder(sibling(reference.builder))


def root_of(builder: Any) -> Any:
    """Return the root of the tree that holds a builder."""
    return builder if builder.parent is None else root_of(builder.parent)


class ChangesReferences(Fault):
    """Lets references in arrays and lists lead elsewhere."""

    def changed(self, reference: ReferenceBuilder) -> ReferenceBuilder:
        """Return what is stored of a reference."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change each reference that a dataset holds."""
        if isinstance(builder, DatasetBuilder) and not isinstance(builder.dtype, list):
            changes.put(builder, "data", mapped(builder.data, ReferenceBuilder, self.changed))


def _referring(*more: Any) -> Any:
    first, second = group("first", n=1), group("second", n=2)
    return tree(group("around", first, second), data([ReferenceBuilder(first), *more], "object"))


@mutant("E26", _referring)
class ReferencesToSibling(ChangesReferences):
    """Lets references lead to the next sibling of their target."""

    def changed(self, reference: ReferenceBuilder) -> ReferenceBuilder:
        """Lead it astray."""
        return next_to(reference)


@mutant("E26", _referring)
class ReferencesToGroupAround(ChangesReferences):
    """Lets references lead to the group that holds their target."""

    def changed(self, reference: ReferenceBuilder) -> ReferenceBuilder:
        """Stop too early."""
        around = reference.builder.parent
        return reference if around is None or around.parent is None else ReferenceBuilder(around)


def _two_of_one() -> Any:
    first, second = group("first", n=1), group("second", n=2)
    return tree(first, second, data([ReferenceBuilder(first), ReferenceBuilder(second)], "object"))


@mutant("E26", _referring, also=("E22", "E23", "E37", "E42", "E43", "E44", "E45", "E46", "E53", "E54", "E55", "E56"))
class ReferencesBecomeText(Fault):
    """Stores the paths of the targets for the references of a dataset."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Name them."""
        if isinstance(builder, DatasetBuilder) and not isinstance(builder.dtype, list):
            named = mapped(builder.data, ReferenceBuilder, lambda reference: path_of(reference.builder))
            if named is not builder.data and _first(builder.data) is not None:
                changes.data(builder, named, "text")


@mutant("E26", _two_of_one)
class ReferencesReversed(Fault):
    """Stores lists of references from the last to the first."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Turn around."""
        held = getattr(builder, "data", None)
        if isinstance(held, list) and held and all(isinstance(value, ReferenceBuilder) for value in held):
            changes.put(builder, "data", held[::-1])


@mutant("E37", lambda: _referring(None))
class NullReferencesToRoot(Fault):
    """Lets null references lead to the root."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Give them a target."""
        held = getattr(builder, "data", None)
        if isinstance(held, list) and any(isinstance(value, ReferenceBuilder) for value in held):
            to_root = ReferenceBuilder(root_of(builder))
            changes.put(builder, "data", [to_root if value is None else value for value in held])


def _attribute() -> Any:
    target, other = group("target", n=1), group("other", n=2)
    return tree(group("around", target, other), group("holder", to=target))


@mutant("E20", _attribute, also=("E21", "E36", "E42", "E44", "E45", "E53", "E55", "E56"))
class ReferenceAttributesBecomeText(Fault):
    """Stores the path of the target for a reference in an attribute."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Name it."""
        for name, target in _references(builder):
            changes.put(_attributes(builder), name, path_of(target))


@mutant("E20", _attribute)
class ReferenceAttributesToSibling(Fault):
    """Lets references in attributes lead to the next sibling of their target."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Lead them astray."""
        for name, target in _references(builder):
            changes.put(_attributes(builder), name, sibling(target))


def _references(builder: Builder) -> list[tuple[str, Any]]:
    """Return the attributes of a builder that refer to others, which may stand for themselves."""
    values = _attributes(builder).items()
    pairs = [(name, value.builder if isinstance(value, ReferenceBuilder) else value) for name, value in values]
    return [(name, value) for name, value in pairs if isinstance(value, GroupBuilder | DatasetBuilder)]


def _attributes(builder: Builder) -> dict[str, Any]:
    """Return the attributes of a group or dataset; a link has none."""
    return builder.attributes if isinstance(builder, GroupBuilder | DatasetBuilder) else {}


def _first(held: Any) -> ReferenceBuilder | None:
    """Return the first reference that a dataset holds in memory, if any."""
    while isinstance(held, list | np.ndarray) and np.size(held):
        held = held[0] if np.ndim(held) or isinstance(held, list) else held[()]
    return held if isinstance(held, ReferenceBuilder) else None
