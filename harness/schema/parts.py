"""A specification as plain parts: what a group, dataset, attribute or link may be, after inheritance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from hdmf.spec import AttributeSpec, DatasetSpec, GroupSpec, LinkSpec, RefSpec

type Kind = Literal["group", "dataset", "attribute", "link"]
type Shape = tuple[int | None, ...]
#: A keyword, the fields of a compound, a reference, or ``None`` where anything goes.
type Dtype = str | tuple[Field, ...] | Reference | None

#: What there may be any number of.
MANY: None = None

_QUANTITIES: dict[str | int, tuple[int, int | None]] = {
    "?": (0, 1),
    "*": (0, MANY),
    "+": (1, MANY),
    "zero_or_one": (0, 1),
    "zero_or_many": (0, MANY),
    "one_or_many": (1, MANY),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """The dtype of references to objects of a neurodata type."""

    target: str

    def __str__(self) -> str:
        return f"reference to {self.target}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a compound."""

    name: str
    dtype: str | Reference

    def __str__(self) -> str:
        return f"{self.name}: {self.dtype}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a specification says of one group, dataset, attribute or link.

    Attributes
    ----------
    kind
        Of the four.
    name
        Its fixed name; ``None`` if it is free.
    default_name
        The name that it has if no one gives it another.
    type
        The neurodata type that it is of, or that it leads to; ``None`` if it has none.
    low, high
        How many there may be in one parent; no ``high`` stands for any number.
    dtype, shapes
        Of datasets and attributes: a keyword, fields or reference; and alternatives, none for a single value. In a
        shape, ``None`` stands for any length.
    value, default_value
        What it must be, and what it is taken for if it is absent.
    linkable
        Whether a link may be in its place.
    parts
        Attributes, datasets, groups and links in it.
    """

    kind: Kind
    name: str | None = None
    default_name: str | None = None
    type: str | None = None
    low: int = 1
    high: int | None = 1
    dtype: Dtype = None
    shapes: tuple[Shape, ...] = ()
    value: Any = None
    default_value: Any = None
    linkable: bool = True
    parts: tuple[Part, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from the other parts of its parent: ``@name``, its name, or its type in brackets."""
        if self.kind == "attribute":
            return f"@{self.name}"
        return self.name or f"[{self.type}]" + (" link" if self.kind == "link" else "")

    @property
    def is_open(self) -> bool:
        """Whether it says nothing of its value."""
        return self.dtype is None and not self.shapes

    @property
    def rivals(self) -> tuple[tuple[Part, ...], ...]:
        """The parts that share a name, of which an object can have but one."""
        names = Counter(inner.name for inner in self.parts if inner.name is not None)
        return tuple(
            tuple(inner for inner in self.parts if inner.name == name) for name, times in names.items() if times > 1
        )

    def named(self, name: str) -> Part:
        """Return the part of it that is attribute or child ``name``."""
        return next(part for part in self.parts if part.name == name)


def part_of(spec: GroupSpec | DatasetSpec | LinkSpec | AttributeSpec) -> Part:
    """Return what a resolved specification says.

    Parameters
    ----------
    spec
        Of the catalogue, with what it inherits.
    """
    if isinstance(spec, AttributeSpec):
        return Part(
            kind="attribute",
            name=spec.name,
            low=int(bool(spec.required)),
            dtype=_dtype(spec.dtype),
            shapes=_shapes(spec.shape, spec.dims),
            value=spec.value,
            default_value=spec.default_value,
        )
    low, high = _quantity(spec.quantity)
    if isinstance(spec, LinkSpec):
        return Part(kind="link", name=spec.name, type=spec.target_type, low=low, high=high)
    common = Part(
        kind="dataset",
        name=spec.name,
        default_name=spec.default_name,
        type=spec.data_type_def or spec.data_type_inc,
        low=low,
        high=high,
        linkable=bool(spec.linkable),
        parts=tuple(map(part_of, spec.attributes)),
    )
    if isinstance(spec, DatasetSpec):
        return replace(
            common,
            dtype=_dtype(spec.dtype),
            shapes=_shapes(spec.shape, spec.dims),
            value=spec.value,
            default_value=spec.default_value,
        )
    children = tuple(map(part_of, (*spec.datasets, *spec.groups, *spec.links)))
    return replace(common, kind="group", parts=(*common.parts, *children))


def walk(part: Part, path: str) -> Iterator[tuple[str, Part]]:
    """Yield a part and all parts in it, by paths such as ``TimeSeries/data@unit``."""
    yield path, part
    for inner in part.parts:
        yield from walk(inner, below(path, inner))


def below(path: str, part: Part) -> str:
    """Return the path of a part in the one at ``path``."""
    return path + part.key if part.kind == "attribute" else f"{path}/{part.key}"


def changed(part: Part, path: str, **fields: Any) -> Part:
    """Return a part in which the one at a path, such as ``data@unit``, says something else; if there is one.

    Parameters
    ----------
    part
        The whole.
    path
        Keys of parts, outermost first.
    fields
        What it says.
    """
    first, at, attribute = path.partition("@")
    key, rest = (first, at + attribute) if first else (path, "")
    return replace(
        part,
        parts=tuple(
            inner if inner.key != key else changed(inner, rest, **fields) if rest else replace(inner, **fields)
            for inner in part.parts
        ),
    )


def may_be_flat(shapes: Sequence[Shape]) -> bool:
    """Tell whether one dimension, or none, will do: HDMF's validator takes all compounds for such."""
    return not shapes or any(len(shape) < 2 for shape in shapes)


def refined(own: Part, general: Part, slot: Part) -> Part:
    """Return what an object must be to fill a slot: all that its type says, and all that the slot says.

    Parameters
    ----------
    own
        What the type of the object says; it may leave out what the more general type requires.
    general
        What the type that the slot names says.
    slot
        What the slot says, which repeats what it inherits from ``general``.
    """
    parts = {part.key: part for part in own.parts}
    inherited = {part.key: part for part in general.parts}
    for part in slot.parts:
        if (mine := parts.get(part.key)) is None:
            parts[part.key] = part
        else:
            both = refined(mine, inherited.get(part.key, part), part)
            parts[part.key] = replace(both, low=max(mine.low, part.low), high=mine.high)
    return replace(
        own,
        name=slot.name or own.name,
        low=slot.low,
        high=slot.high,
        dtype=own.dtype if slot.dtype in (None, general.dtype) else slot.dtype,
        shapes=own.shapes if slot.shapes in ((), general.shapes) else slot.shapes,
        value=own.value if slot.value is None else slot.value,
        linkable=slot.linkable,
        parts=tuple(parts.values()),
    )


def _quantity(quantity: str | int) -> tuple[int, int | None]:
    return (quantity, quantity) if isinstance(quantity, int) else _QUANTITIES[quantity]


def _dtype(dtype: Any) -> Dtype:
    if isinstance(dtype, list):
        return tuple(Field(field["name"], _field_dtype(field["dtype"])) for field in dtype)
    return None if dtype is None else _field_dtype(dtype)


def _field_dtype(dtype: Any) -> str | Reference:
    return Reference(dtype["target_type"]) if isinstance(dtype, RefSpec | dict) else str(dtype)


def _shapes(shape: Any, dims: Any) -> tuple[Shape, ...]:
    """Return the alternatives; names of dimensions alone stand for dimensions of any length."""
    if shape is None and dims is not None:
        shape = [[None] * len(one) for one in dims] if isinstance(dims[0], list | tuple) else [None] * len(dims)
    if shape is None:
        return ()
    if isinstance(shape, int):
        return ((shape,),)
    alternatives = shape if shape and isinstance(shape[0], list | tuple) else [shape]
    return tuple(tuple(one) for one in alternatives)
