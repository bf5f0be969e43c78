"""A schema: the neurodata types of namespaces, what they are made of, and where in a file they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hdmf.build import TypeMap

from harness.schema.hints import PLACES
from harness.schema.parts import Part, may_be_flat, part_of, refined, walk

#: The type at the root of a file.
ROOT = "NWBFile"


@dataclass(frozen=True, slots=True)
class Place:
    """Where objects may be: a slot, in untyped groups that are named by a path, in an object of the type ``holder``."""

    holder: str
    path: tuple[str, ...]
    slot: Part

    def __str__(self) -> str:
        return "/".join((self.holder, *self.path, self.slot.key))


@dataclass(frozen=True)
class Schema:
    """The types of namespaces, and of those that these include.

    Attributes
    ----------
    type_map
        Which knows the specifications and, where there are any, the classes.
    namespaces
        Those that count: their types are walked and built. What they include is there to be built on.
    """

    type_map: TypeMap = field(repr=False)
    namespaces: tuple[str, ...]

    @cached_property
    def types(self) -> Mapping[str, Part]:
        """What each type is made of, by its name; of included namespaces too."""
        catalog = self.type_map.namespace_catalog
        return {name: part_of(catalog.get_spec(space, name)) for name, space in self.namespace_of.items()}

    @cached_property
    def namespace_of(self) -> Mapping[str, str]:
        """The namespace that defines each type: of those that know it, the one that was loaded first."""
        catalog = self.type_map.namespace_catalog
        needed = self._needed()
        found: dict[str, str] = {}
        for space in catalog.namespaces:
            for name in catalog.get_namespace(space).get_registered_types() if space in needed else ():
                found.setdefault(name, space)
        return found

    def _needed(self) -> set[str]:
        """Return the namespaces that count and those that they include; others may be loaded by chance."""
        catalog = self.type_map.namespace_catalog
        found: set[str] = set()
        waiting = list(self.namespaces)
        while waiting:
            found.add(space := waiting.pop())
            included = (source.get("namespace") for source in catalog.get_namespace(space).schema)
            waiting.extend(name for name in included if name is not None and name not in found)
        return found

    @cached_property
    def own_types(self) -> tuple[str, ...]:
        """The names of the types of the namespaces that count."""
        return tuple(name for name, space in self.namespace_of.items() if space in self.namespaces)

    @cached_property
    def nodes(self) -> Mapping[str, Part]:
        """All parts of those types, by paths such as ``TimeSeries/data@unit``."""
        return {path: part for name in self.own_types for path, part in walk(self.types[name], name)}

    @cached_property
    def ancestry(self) -> Mapping[str, tuple[str, ...]]:
        """Each type followed by what it inherits from, nearest first."""
        catalog = self.type_map.namespace_catalog
        return {name: tuple(catalog.get_hierarchy(space, name)) for name, space in self.namespace_of.items()}

    def is_a(self, name: str, ancestor: str) -> bool:
        """Tell whether a type is another one or inherits from it."""
        return ancestor in self.ancestry.get(name, (name,))

    def fitting(self, slot: Part, holder: Part) -> tuple[str, ...]:
        """Return the types that may fill a slot of a holder, that which it names first."""
        return tuple(
            sorted(
                (name for name in self.types if self.fits(name, slot, holder)),
                key=lambda name: (name != slot.type, name),
            )
        )

    def fits(self, name: str, slot: Part, holder: Part) -> bool:
        """Tell whether objects of a type may fill a slot.

        They may not if they are at odds with what it says of its value, or if another slot of the holder is nearer to
        their type.
        """
        own = self.types[name]
        if slot.type is None or own.kind != slot.kind or not self.is_a(name, slot.type):
            return False
        general = self.types[slot.type]
        same_dtype = own.dtype == general.dtype or slot.dtype in (None, own.dtype)
        same_shapes = own.shapes == general.shapes or slot.shapes in ((), general.shapes, own.shapes)
        if isinstance(own.dtype, tuple) and not may_be_flat(slot.shapes):
            return False
        nearer = slot.name is None and any(
            other.name is None and other.type not in (None, slot.type) and self._leads_through(name, other, slot)
            for other in holder.parts
        )
        return same_dtype and same_shapes and (own.name is None or slot.name in (None, own.name)) and not nearer

    def _leads_through(self, name: str, nearer: Part, slot: Part) -> bool:
        return self.is_a(name, str(nearer.type)) and self.is_a(str(nearer.type), str(slot.type))

    def filling(self, name: str, slot: Part) -> Part:
        """Return what an object of a type must be to fill a slot: its own, what the slot's type says, and the slot.

        The type may have relaxed what it inherits, but then the validator takes the object for what the slot names.
        """
        general = self.types[slot.type or name]
        return refined(refined(self.types[name], general, general), general, slot)

    def places(self, name: str) -> tuple[Place, ...]:
        """Return where objects of a type may be: in the file itself if it has a slot, else in the nearest that has.

        Raises
        ------
        LookupError
            If there is none, and no hint either.
        """
        return self._by_distance[name]

    @cached_property
    def _by_distance(self) -> Mapping[str, tuple[Place, ...]]:
        """Go from the root outwards: what the file holds, what that holds, and so on; where hints say, as they say."""
        found: dict[str, tuple[Place, ...]] = {}
        hinted = {name: Place(*hint.place) for name, hint in PLACES.items() if name in self.types}
        holders = [ROOT]
        while holders:
            level = {name: [place] for name, place in hinted.items() if place.holder in holders}
            for holder in holders:
                for path, slot, inner in _slots(self.types[holder]):
                    for name in self.fitting(slot, inner):
                        if name not in found and name not in hinted and name != ROOT:
                            level.setdefault(name, []).append(Place(holder, path, slot))
            found |= {name: tuple(places) for name, places in level.items()}
            holders = list(level)
        return _Found(found)

    def homeless(self) -> tuple[str, ...]:
        """Return the types for which there is neither a slot nor a hint."""
        return tuple(name for name in self.own_types if name != ROOT and name not in self._by_distance)


class _Found(dict[str, tuple[Place, ...]]):
    def __missing__(self, name: str) -> tuple[Place, ...]:
        raise LookupError(
            f"nothing in an NWB file takes a {name}: no slot of any type is of {name} or of what it inherits from. "
            "Add a hint to harness.schema.hints.PLACES"
        )


def _slots(part: Part, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Part, Part]]:
    """Yield the typed groups and datasets of a part and what holds them: the part, or untyped groups in it."""
    for inner in part.parts:
        if inner.kind in ("group", "dataset") and inner.type is not None:
            yield path, inner, part
        elif inner.kind == "group" and inner.name is not None:
            yield from _slots(inner, (*path, inner.name))
