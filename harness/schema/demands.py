"""What classes ask for beyond specifications, where documents are to be made containers."""

from __future__ import annotations

from hypothesis.strategies import DrawFn

from harness.schema.hints import DEMANDS, MISFITS, NAMES, PLACES, UNCONSTRUCTIBLE
from harness.schema.parts import Part, changed
from harness.schema.plans import Plan
from harness.schema.schema import Schema


def demanded(draw: DrawFn, schema: Schema, name: str, part: Part, plan: Plan) -> Part:
    """Return what an object must be for its class to take it.

    Parameters
    ----------
    draw
        Given by hypothesis.
    schema
        What there is.
    name
        The type of the object.
    part
        What its specification says.
    plan
        How the choices are made that a demand leaves.
    """
    heeded: set[str] = set()
    for demand in (one for ancestor in schema.ancestry[name] for one in DEMANDS.get(ancestor, ())):
        parts = {*demand.parts, *demand.without}
        if not heeded.isdisjoint(parts):  # by one of a nearer type
            continue
        heeded |= parts
        chosen = plan.choose(draw, demand.parts) if demand.parts else ""
        for other in set(demand.without) - {chosen}:
            part = changed(part, other, low=0, high=0)
        if demand.values:
            part = changed(part, chosen, value=plan.choose(draw, demand.values))
        elif chosen:
            part = changed(part, chosen, low=1)
    return part


def is_misfit(schema: Schema, name: str, slot: Part, holder: Part) -> bool:
    """Tell whether the class of a holder does not take an object of a type that fits, or it belongs elsewhere."""
    if name in PLACES and slot.key != PLACES[name].place[-1].key:
        return True
    if any(part.name == NAMES.get(name, "") for part in holder.parts):
        return True
    keys = [(ancestor, slot.key) for ancestor in schema.ancestry.get(str(holder.type), ())]
    return name in UNCONSTRUCTIBLE or any(name in MISFITS.get(key, ()) for key in keys)
