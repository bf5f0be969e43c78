"""What of a schema has been exercised, found by walking the trees that were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder

from harness.schema import data
from harness.schema.parts import Part, Reference, Shape, below
from harness.schema.schema import Schema
from harness.schema.sites import referred
from harness.values import Value, normal_value

type Object = GroupBuilder | DatasetBuilder

#: How many there are of a part in its parent.
NONE, ONE, MANY = "none", "one", "many"


@dataclass(slots=True)
class NodeCoverage:
    """What was met of one node of the schema.

    Attributes
    ----------
    present, absent, boundary, invalid
        How often it was there; was not, though its parent was; was empty or at the end of a range; was not as its
        specification says.
    quantities
        Of ``"none"``, ``"one"`` and ``"many"``, how many there were in one parent.
    shapes
        The alternatives of its shape, by number.
    dtypes
        Those of its values.
    """

    present: int = 0
    absent: int = 0
    boundary: int = 0
    invalid: int = 0
    quantities: set[str] = field(default_factory=set)
    shapes: set[int] = field(default_factory=set)
    dtypes: set[str] = field(default_factory=set)

    def add(self, other: NodeCoverage) -> None:
        """Count what another one has met, too."""
        for name in ("present", "absent", "boundary", "invalid"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.quantities |= other.quantities
        self.shapes |= other.shapes
        self.dtypes |= other.dtypes

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {name: sorted(value) if isinstance(value, set) else value for name, value in _fields(self)}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Return what `to_json` made this of."""
        fields: dict[str, Any] = {name: set(v) if isinstance(v, list) else v for name, v in entry.items()}
        return cls(**fields)


@dataclass(slots=True)
class SchemaCoverage:
    """What was met of a schema.

    Attributes
    ----------
    schema
        The whole.
    nodes
        Of each node that was looked for, by its path.
    """

    schema: Schema
    nodes: dict[str, NodeCoverage] = field(default_factory=dict)

    def observe(self, tree: GroupBuilder) -> None:
        """Walk a tree: each object in it by what its type says."""
        for made in _objects(tree):
            name = made.attributes["neurodata_type"]
            if name in self.schema.types:
                self._visit(name, self.schema.types[name], made)

    def add(self, nodes: Mapping[str, NodeCoverage]) -> None:
        """Count what was met elsewhere, too."""
        for path, met in nodes.items():
            self._node(path).add(met)

    def met(self, path: str) -> NodeCoverage:
        """Return what was met of a node; nothing if it was never looked for."""
        return self.nodes.get(path) or NodeCoverage()

    def to_json(self) -> dict[str, Any]:
        """Return what was met of each node as JSON has it."""
        return {path: node.to_json() for path, node in sorted(self.nodes.items())}

    def add_json(self, nodes: Mapping[str, Any]) -> None:
        """Count what `to_json` told of elsewhere, too."""
        self.add({path: NodeCoverage.from_json(node) for path, node in nodes.items()})

    def _node(self, path: str) -> NodeCoverage:
        return self.nodes.setdefault(path, NodeCoverage())

    def _visit(self, path: str, part: Part, made: Object) -> None:
        node = self._node(path)
        node.present += 1
        if isinstance(made, DatasetBuilder):
            self._look(node, part, made.data, normal_value(made.data, made.dtype, refer=_refer))
        for inner in part.parts:
            here = below(path, inner)
            found = list(self._matching(inner, part, made))
            counted = self._node(here)
            counted.quantities.add((NONE, ONE)[len(found)] if len(found) < 2 else MANY)
            counted.absent += not found
            too_many = inner.high is not None and len(found) > inner.high
            counted.invalid += len(found) < inner.low or too_many or (not found and _is_misplaced(inner, part, made))
            for one in found:
                if isinstance(one, GroupBuilder | DatasetBuilder) and inner.kind in ("group", "dataset"):
                    self._visit(here, inner, one)
                    continue
                counted.present += 1
                if inner.kind == "attribute":
                    self._look(counted, inner, one, normal_value(one, refer=_refer, attribute=True))
                elif inner.type is not None:
                    counted.invalid += not self._is_a(one, inner.type)

    def _matching(self, part: Part, holder: Part, made: Object) -> Iterator[Any]:
        """Yield what of an object is meant by a part of its specification."""
        if part.kind == "attribute":
            if part.name in made.attributes:
                yield made.attributes[part.name]
        elif isinstance(made, GroupBuilder):
            children: Mapping[str, Any] = {"group": made.groups, "dataset": made.datasets, "link": made.links}[
                part.kind
            ]
            if part.name is not None:
                yield from (child for name, child in children.items() if name == part.name)
                return
            named = {inner.name for inner in holder.parts}
            yield from (
                child for name, child in children.items() if name not in named and self._is_a(child, str(part.type))
            )

    def _look(self, node: NodeCoverage, part: Part, held: Any, value: Value) -> None:
        """Take note of a value."""
        node.dtypes.add(value.dtype)
        fitting = [index for index, shape in enumerate(part.shapes) if _fits(value.shape, shape)]
        node.shapes.update(fitting)
        node.boundary += _is_at_an_end(value, part)
        target = part.dtype.target if isinstance(part.dtype, Reference) else None
        is_astray = target is not None and not all(self._is_a(made, target) for made in referred(held))
        is_admitted = _is_admitted(value, part) and (not part.shapes or bool(fitting))
        node.invalid += is_astray or not is_admitted

    def _is_a(self, child: BaseBuilder, name: str) -> bool:
        made = child.builder if isinstance(child, LinkBuilder) else child
        return self.schema.is_a(made.attributes.get("neurodata_type", ""), name)


def coverage(trees: Iterable[GroupBuilder], schema: Schema) -> SchemaCoverage:
    """Return what of a schema a number of trees exercise.

    Parameters
    ----------
    trees
        Roots of files, as they were made or as any backend reads them.
    schema
        The whole.
    """
    found = SchemaCoverage(schema)
    for tree in trees:
        found.observe(tree)
    return found


def _objects(group: GroupBuilder) -> Iterator[Object]:
    if "neurodata_type" in group.attributes:
        yield group
    for dataset in group.datasets.values():
        if "neurodata_type" in dataset.attributes:
            yield dataset
    for inner in group.groups.values():
        yield from _objects(inner)


def _is_misplaced(part: Part, holder: Part, made: Object) -> bool:
    """Tell whether something of another kind has the name of a part; a link may stand for what it leads to."""
    if part.kind == "attribute" or part.name is None or not isinstance(made, GroupBuilder):
        return False
    if any(part in rivals for rivals in holder.rivals):
        return False
    return part.name in {*made.groups, *made.datasets} or (part.name in made.links and not part.linkable)


def _is_admitted(value: Value, part: Part) -> bool:
    """Tell whether a value is of the dtype that a part asks for, and of the value if it has a fixed one."""
    if part.value is not None and value.data is not None and value.data.tolist() != _plain(part.value):
        return False
    if part.dtype is None or value.dtype == "unknown":
        return True
    if isinstance(part.dtype, tuple):
        return value.dtype == "compound"
    if isinstance(part.dtype, Reference):
        return value.dtype == "reference"
    return value.dtype in map(data.called, data.spellings(part.dtype))


def _plain(value: Any) -> Any:
    return np.asarray(value).tolist()


def _is_at_an_end(value: Value, part: Part) -> bool:
    """Tell whether a value has no elements, or one that is at the end of what its dtype can say."""
    if 0 in value.shape:
        return True
    if value.data is None:
        return False
    if value.data.dtype.kind in "biuf":
        ends = [end for end in data.ends(value.data.dtype) if end or value.data.dtype.kind != "f"]  # but no zeros
        return bool(np.isin(value.data, ends).any() or np.isnan(value.data).any())
    named = data.spellings(part.dtype)[0] if isinstance(part.dtype, str) else data.TEXT
    return value.dtype in (data.TEXT, "bytes") and any(item in data.ends(named) for item in value.data.flat)


def _fits(lengths: tuple[int | None, ...], shape: Shape) -> bool:
    return len(lengths) == len(shape) and all(
        wanted in (None, length) for length, wanted in zip(lengths, shape, strict=True)
    )


def _refer(value: object) -> str | None:
    return "an object" if isinstance(value, ReferenceBuilder | BaseBuilder) else None


def _fields(node: NodeCoverage) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(node, name)) for name in NodeCoverage.__slots__)
