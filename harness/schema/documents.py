"""Documents that conform to a schema: an NWB file with an object of a given type in it, and what that needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from harness.schema.contents import Contents
from harness.schema.demands import demanded, is_misfit
from harness.schema.hints import AGREEMENTS, COLUMN_OF, NAMES
from harness.schema.parts import Part
from harness.schema.plans import Plan
from harness.schema.schema import ROOT, Place, Schema
from harness.schema.sites import add
from harness.strategies.trees import ROOT_NAME

type Object = GroupBuilder | DatasetBuilder


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A valid NWB file that holds an object of a type.

    Attributes
    ----------
    name
        The type.
    plan
        How the choices were made.
    tree
        The root group.
    """

    name: str
    plan: Plan
    tree: GroupBuilder

    def __repr__(self) -> str:
        return f"a file with a {self.name}, by the plan {self.plan}"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))


@st.composite
def documents(draw: DrawFn, schema: Schema, name: str, plan: Plan) -> Document:
    """Draw valid NWB files that hold an object of a type.

    Parameters
    ----------
    draw
        Given by hypothesis.
    schema
        What there is.
    name
        A neurodata type of it.
    plan
        How its choices are made. What the object needs (links, references, holders) is the least and plain.

    Raises
    ------
    LookupError
        If there is no place for such an object.
    """
    maker = _Maker(draw, schema, plan)
    maker.root = maker.object(ROOT, schema.types[ROOT], plan if name == ROOT else plan.least, ROOT_NAME)
    if name != ROOT:
        maker.place(name, plan)
    for place, made in maker.waiting:
        maker.put(place, made)
    return Document(name, plan, maker.root)


class _Maker:
    """Makes one document.

    Attributes
    ----------
    root
        The file.
    made
        The objects by their types, as far as they are whole.
    reserved
        The places of objects, whole or not, and the names of those whose type has one for all.
    """

    root: GroupBuilder

    def __init__(self, draw: DrawFn, schema: Schema, plan: Plan) -> None:
        self.draw = draw
        self.schema = schema
        self.contents = Contents(draw, plan.length(draw), self.need)
        self.least = plan.least
        self.made: list[tuple[str, Object]] = []
        self.begun: list[tuple[str, Object]] = []
        self.waiting: list[tuple[Place, Object]] = []
        self.reserved: list[tuple[Place, str | None]] = []
        self.count = 0

    def place(self, name: str, plan: Plan) -> Object:
        """Make an object of a type where such objects may be, and the holders that it needs."""
        called = self.schema.types[name].name
        free = [place for place in self.schema.places(name) if self._is_free(place, called)]
        place = plan.choose(self.draw, free or self.schema.places(name))
        self.reserved.append((place, called))
        made = self.object(name, self.schema.filling(name, place.slot), plan)
        self._hold(place, made)
        return made

    def _hold(self, place: Place, made: Object) -> None:
        if place.holder == ROOT:
            self.waiting.append((place, made))
            return
        outer = self.schema.places(place.holder)[0]
        part = self.schema.filling(place.holder, outer.slot)
        holder = self.object(place.holder, part, self.least, filled={(*place.path, place.slot.key): made})
        self._hold(outer, holder)

    def _is_free(self, place: Place, called: str | None) -> bool:
        """Tell whether nothing is there, or will be, that has the slot to itself or the only name of a type."""
        same = [name for other, name in self.reserved if other.holder == place.holder and other.path == place.path]
        taken = place.slot.name is not None and any(other == place for other, _ in self.reserved)
        return not taken and (called is None or called not in same)

    def put(self, place: Place, made: Object) -> None:
        """Put an object into a slot of the finished file, and make the untyped groups that lead there."""
        holder, part = self.root, self.schema.types[ROOT]
        for name in place.path:
            part = part.named(name)
            if name not in holder.groups:
                inner = GroupBuilder(name)
                self.fill(inner, part, self.least, {}, ())
                holder.set_group(inner)
            holder = holder.groups[name]
        add(holder, made)

    def need(self, name: str, plan: Plan, taken: Collection[str] = ()) -> Object:
        """Return an object of a type: one that is there, or else a new one in its place.

        Of links in one group, no two lead to targets of one name: HDF5IO keeps one of them (clause B10).
        """
        there = [made for kind, made in self.made if self.schema.is_a(kind, name) and made.name not in taken]
        if there:
            return plan.choose(self.draw, there)
        begun = [made for kind, made in self.begun if kind == name]
        return begun[0] if len(begun) > 1 else self.place(name, self.least)

    def object(
        self,
        name: str,
        part: Part,
        plan: Plan,
        called: str = "",
        filled: Mapping[tuple[str, ...], Object] | None = None,
    ) -> Object | Any:
        """Make an object of a type, in no place yet."""
        self.count += 1
        called = called or part.name or (plan.constructible and NAMES.get(name)) or self._name(name, part)
        made: Object = GroupBuilder(called) if part.kind == "group" else DatasetBuilder(called)
        made.set_attribute("neurodata_type", name)
        made.set_attribute("namespace", self.schema.namespace_of[name])
        made.set_attribute("object_id", str(UUID(int=self.count, version=4)))
        self.begun.append((name, made))
        wanted = demanded(self.draw, self.schema, name, part, plan) if plan.constructible else part
        self.fill(made, wanted, plan, filled or {}, ())
        for ancestor in self.schema.ancestry[name]:
            if agree := AGREEMENTS.get(ancestor):
                agree.make(made)
        self.begun.remove((name, made))
        self.made.append((name, made))
        return made

    def _name(self, name: str, part: Part) -> str:
        """Return a name that no other object has: links are often kept by the names of their targets (clause B10)."""
        taken = {made.name for _, made in (*self.made, *self.begun)}
        if part.default_name and part.default_name not in taken:
            return part.default_name
        return f"{name}_{self.count}{COLUMN_OF.get(name, '')}"

    def fill(
        self,
        made: Object,
        part: Part,
        plan: Plan,
        filled: Mapping[tuple[str, ...], Object],
        path: tuple[str, ...],
    ) -> None:
        """Give a group or dataset what its specification says."""
        if isinstance(made, DatasetBuilder):
            self.contents.fill(made, part, plan, self.count)
        counts = self._counts(part, plan, {key[-1] for key in filled if key[:-1] == path})
        for inner in part.parts:
            count = counts[inner.key]
            if inner.kind == "attribute":
                if count:
                    made.set_attribute(str(inner.name), self.contents.value(inner, plan, self.count))
            elif isinstance(made, GroupBuilder):
                self._fill_slot(made, part, inner, plan, count, filled, path)

    def _counts(self, part: Part, plan: Plan, filled: Collection[str]) -> Mapping[str, int]:
        """Return how many there are of each part: where there is an index there is its column, and one of each name."""
        counts = {inner.key: plan.count(self.draw, inner) for inner in part.parts}
        for inner in sorted(part.parts, key=lambda inner: -len(inner.key)):  # an index of an index first
            column = inner.key.removesuffix(COLUMN_OF.get(str(inner.type), ""))
            if (counts[inner.key] or inner.key in filled) and column != inner.key and column in counts:
                counts[column] = max(counts[column], 1)
        for rivals in part.rivals:
            there = [inner for inner in rivals if counts[inner.key] or inner.key in filled]
            needed = [inner for inner in there if inner.low or inner.key in filled]
            # A class has one field for all of a name, and does not tell for which.
            kept = plan.choose(self.draw, needed or there) if needed or (there and not plan.constructible) else None
            counts |= {inner.key: 0 for inner in there if inner is not kept}
        return counts

    def _fill_slot(
        self,
        made: GroupBuilder,
        part: Part,
        inner: Part,
        plan: Plan,
        count: int,
        filled: Mapping[tuple[str, ...], Object],
        path: tuple[str, ...],
    ) -> None:
        here = (*path, inner.key)
        if here in filled:
            add(made, filled[here])
        if inner.kind == "link":
            for _ in range(count):
                target = self.need(str(inner.type), plan, {link.builder.name for link in made.links.values()})
                # HDMF names a link after its target, where its specification has no name for it.
                free = target.name if plan.constructible else f"link_{self.count}_{len(made.links)}"
                made.set_link(LinkBuilder(target, name=inner.name or free))
        elif inner.type is not None:
            for index in range(here in filled, count):
                self._fill_typed(made, part, inner, plan, index)
        elif count or any(key[: len(here)] == here for key in filled):
            name = str(inner.name)
            child: Object = GroupBuilder(name) if inner.kind == "group" else DatasetBuilder(name)
            self.fill(child, inner, plan.deeper, filled, here)
            add(made, child)

    def _fill_typed(self, made: GroupBuilder, holder: Part, slot: Part, plan: Plan, index: int) -> None:
        """Add a typed child: of the type that the slot names, and a second one of a type that inherits from it."""
        types = self.schema.fitting(slot, holder)
        if plan.constructible:
            types = tuple(one for one in types if not is_misfit(self.schema, one, slot, holder)) or types
        name = types[0] if index == 0 else plan.choose(self.draw, types, index)
        if self.schema.types[name].name in {*made.groups, *made.datasets}:  # it has one name, and there is no other
            return
        child_plan = plan.within(slot) if index == 0 else self.least
        add(made, self.object(name, self.schema.filling(name, slot), child_plan))
