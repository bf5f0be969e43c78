"""A plan says how the open choices of a specification are made: what is there, how often, which alternative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from harness.schema.parts import Part, Reference

type Values = Literal["plain", "drawn", "edges"]

#: The longest of dimensions without a fixed length, and the largest number of what there may be any number of.
_MOST = 3
#: Deeper than any specification.
_BOTTOM = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the choices are made that a specification leaves.

    Attributes
    ----------
    depth
        How deep in the object what may be left out is there; below that there is the least.
    many
        How many there are of what there may be any number of.
    turn
        Which alternative of shapes, dtypes, types and places is taken: turn after turn, each one.
    drawn
        Whether it is hypothesis that decides all of that instead.
    values
        What values are: plain ones, drawn, or at the edges (no length, the ends of a range, what is not a number).
    grids
        Whether references may have several dimensions, which HDMF can't write to HDF5 (clause E43).
    constructible
        Whether the `harness.schema.hints.DEMANDS` of classes are heeded.
    """

    depth: int = _BOTTOM
    many: int = 2
    turn: int = 0
    drawn: bool = False
    values: Values = "plain"
    grids: bool = False
    constructible: bool = False

    def __str__(self) -> str:
        named = chain(PLANS.items(), CONSTRUCTIBLE.items(), GRIDS.items())
        return next((name for name, plan in named if plan == self), repr(self))

    @property
    def is_open(self) -> bool:
        """Whether anything is left to hypothesis, so that one example is not like the next."""
        return self.drawn or self.values != "plain"

    @property
    def deeper(self) -> Plan:
        """The plan for what is in what is there."""
        return replace(self, depth=max(self.depth - 1, 0))

    def within(self, slot: Part) -> Plan:
        """Return the plan for what fills a slot: as much of it as the slot itself describes, else the least.

        Specifications are resolved to a finite depth, so documents do not grow without bounds.
        """
        return self.deeper if slot.parts else self.least

    @property
    def least(self) -> Plan:
        """The plan for what is needed and no more."""
        return replace(LEAST, constructible=self.constructible)

    def choose[T](self, draw: DrawFn, options: Sequence[T], offset: int = 0) -> T:
        """Return one of several alternatives, the first one being the plainest."""
        if self.drawn and len(options) > 1:
            return draw(st.sampled_from(options))
        return options[(self.turn + offset) % len(options) if self.depth else 0]

    def count(self, draw: DrawFn, part: Part) -> int:
        """Return how many of a part there are."""
        high = max(_MOST, part.low) if part.high is None else part.high
        if self.drawn and part.low < high:
            return draw(st.integers(part.low, high))
        return min(max(part.low, self.many), high) if self.depth else part.low

    def length(self, draw: DrawFn) -> int:
        """Return the length of all dimensions whose length is free: one for a document, so that its lengths agree."""
        if self.values == "drawn":
            return draw(st.integers(0, _MOST))
        return 0 if self.values == "edges" else 2


#: What is needed to be valid.
LEAST = Plan(depth=0)

#: By name, what makes up a run. Four turns meet each of up to four shapes.
PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        "least": LEAST,
        **{f"hollow_{depth}": Plan(depth=depth, many=1) for depth in (1, 2, 3, 4)},
        **{f"all_{turn}": Plan(turn=turn) for turn in range(4)},
        "edges": Plan(values="edges", turn=1),
        "drawn": Plan(drawn=True, values="drawn"),
    }
)

#: Those whose documents are made containers.
CONSTRUCTIBLE: Mapping[str, Plan] = MappingProxyType(
    {
        "least": replace(LEAST, constructible=True),
        **{f"all_{turn}": Plan(turn=turn, constructible=True) for turn in range(2)},
    }
)

#: What HDMF can't write to HDF5.
GRIDS: Mapping[str, Plan] = MappingProxyType({f"grids_{turn}": Plan(turn=turn, grids=True) for turn in range(4)})


def plans_for(part: Part) -> Iterator[str]:
    """Yield the names of the `PLANS` that make a difference for a type.

    Parameters
    ----------
    part
        What the type is made of.
    """
    depth, turns = _depth(part), _turns(part)
    for name, plan in PLANS.items():
        if (plan.is_open or plan.turn < turns) and (plan.depth == _BOTTOM or plan.depth <= depth):
            yield name


def has_grids(part: Part) -> bool:
    """Tell whether there are references in a part that may have several dimensions."""
    several = isinstance(part.dtype, Reference) and any(len(shape) > 1 for shape in part.shapes)
    return several or any(map(has_grids, part.parts))


def _depth(part: Part) -> int:
    """Return how many levels there are below a part, of what may be left out or repeated."""
    return max((1 + _depth(inner) for inner in part.parts), default=0)


def _turns(part: Part) -> int:
    """Return how many turns it takes to meet each alternative of a shape in it."""
    return max(len(part.shapes), 1, *(map(_turns, part.parts)))
