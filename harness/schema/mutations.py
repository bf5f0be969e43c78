"""Kinds of mistakes in documents, and what should come of each; `harness.schema.unfit` has those in single parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hypothesis import strategies as st

from harness.schema import misplacements, mistakes
from harness.schema.mistakes import Mistake
from harness.schema.parts import Part
from harness.schema.sites import IDENTITY, NAMESPACE, OBJECT_ID, TYPE, Site, referred

#: When something may come of a mistake: the tree is written; it is read as builders, as containers; it is validated.
type Moment = Literal["write", "builders", "containers", "validate"]
READING: tuple[Moment, ...] = ("builders", "containers", "validate")

#: What comes of a mistake that no one minds.
TAKEN = ""

IS_TAKEN: Mapping[Moment, tuple[str, ...]] = MappingProxyType({"write": (TAKEN,), "builders": (TAKEN,)})
_IS_REFUSED: Mapping[Moment, tuple[str, ...]] = MappingProxyType({"write": ("ValueError", "TypeError")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One kind of mistake.

    Attributes
    ----------
    make
        Makes it.
    concerns
        The parts of a specification that it is about; objects of types without any are not drawn.
    fits
        Of the sites of such parts, those where it can be made.
    expected
        By moment, what may come of it: `TAKEN`, and families of errors, raised or, by the validator, reported. What
        is not said here is left to HDMF, and so is the same over all backends.
    hides
        Whether other mistakes in what is at the site would not be met any more.
    """

    make: Mistake
    concerns: Callable[[Part], bool] = lambda _: True
    fits: Callable[[Site], bool] = lambda _: True
    expected: Mapping[Moment, tuple[str, ...]] = IS_TAKEN
    hides: bool = False


def is_object(site: Site) -> bool:
    """Tell whether a site is an object of a type."""
    return isinstance(site.made, GroupBuilder | DatasetBuilder) and OBJECT_ID in site.made.attributes


def is_free(site: Site) -> bool:
    """Tell whether no link and no reference leads to a site."""
    return not site.is_needed


def is_reported(*families: str) -> Mapping[Moment, tuple[str, ...]]:
    """Return that a mistake is taken, and reported by the validator as one of some families."""
    return {**IS_TAKEN, "validate": families}


#: What tells a reader whether it is a file of NWB; that is no matter of specifications.
OF_THE_FILE = ("nwb_version",)

#: What does not tell what an object is.
UNIDENTIFIED: Mapping[str, Mutation] = MappingProxyType(
    {
        "two objects of one object_id": Mutation(
            make=mistakes.with_another_id,
            fits=lambda site: is_object(site) and site.path != "/",
            expected={**IS_TAKEN, "validate": (TAKEN,)},
        ),
        "no object_id": Mutation(make=mistakes.without(OBJECT_ID), fits=is_object),
        "a type that there is not": Mutation(
            make=mistakes.called(TYPE, st.sampled_from(["Unheard", "", "timeseries"])), fits=is_object
        ),
        "no type": Mutation(make=mistakes.without(TYPE), fits=is_object),
        "a namespace that there is not": Mutation(
            make=mistakes.called(NAMESPACE, st.sampled_from(["nowhere", ""])),
            fits=is_object,
            expected={**IS_TAKEN, "containers": ("KeyError", "ValueError")},
        ),
        "no namespace": Mutation(make=mistakes.without(NAMESPACE), fits=is_object),
        "no version of NWB": Mutation(
            make=misplacements.removed,
            concerns=lambda part: part.name in OF_THE_FILE,
            expected={**is_reported("MissingError"), "containers": ("TypeError",)},
        ),
    }
)

#: What would have to be stored as something else.
UNSTORABLE: Mapping[str, Mutation] = MappingProxyType(
    {
        "links to nowhere": Mutation(
            make=misplacements.leading_nowhere, concerns=lambda part: part.kind == "link", expected=_IS_REFUSED
        ),
        "references to nowhere": Mutation(
            make=misplacements.leading_nowhere,
            concerns=lambda part: not isinstance(part.dtype, str | None),
            fits=lambda site: any(referred(site.value)) and isinstance(site.value, list | ReferenceBuilder),
            expected=_IS_REFUSED,
        ),
        "values of no type": Mutation(
            make=mistakes.holding(mistakes.UNSTORABLE),
            concerns=lambda part: part.kind in ("dataset", "attribute") and part.name not in IDENTITY,
            fits=is_free,
            expected=_IS_REFUSED,
        ),
    }
)

#: What may be kept, but as it is.
MISNAMED: Mapping[str, Mutation] = MappingProxyType(
    {
        f"a {kind} of a name that is none": Mutation(
            make=misplacements.named(misplacements.NO_NAMES),
            concerns=lambda part, kind=kind: part.kind == kind,  # type: ignore[misc]
            fits=is_free,
            expected={"write": (TAKEN, "ValueError")},
        )
        for kind in ("group", "dataset")
    }
)

#: Of files that tell of a namespace that contradicts itself: what opens them learns of it at once.
MISLED: Mapping[Moment, tuple[str, ...]] = MappingProxyType(
    {"write": (TAKEN,), **dict.fromkeys(READING, ("ValueError",))}
)
