"""Kinds of mistakes in documents, and what should come of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hypothesis import strategies as st

from harness.schema import data, mistakes
from harness.schema.mistakes import Mistake
from harness.schema.parts import Part
from harness.schema.sites import IDENTITY, NAMESPACE, OBJECT_ID, TYPE, Site, referred

#: When something may come of a mistake: the tree is written; it is read as builders, as containers; it is validated.
type Moment = Literal["write", "builders", "containers", "validate"]
READING: tuple[Moment, ...] = ("builders", "containers", "validate")

#: What comes of a mistake that no one minds.
TAKEN = ""

_IS_TAKEN: Mapping[Moment, tuple[str, ...]] = MappingProxyType({"write": (TAKEN,), "builders": (TAKEN,)})
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
    """

    make: Mistake
    concerns: Callable[[Part], bool] = lambda _: True
    fits: Callable[[Site], bool] = lambda _: True
    expected: Mapping[Moment, tuple[str, ...]] = _IS_TAKEN


def _is_required(kind: str) -> Callable[[Part], bool]:
    return lambda part: part.kind == kind and part.low > 0 and part.name not in IDENTITY


def _holds(kind: str, family: str) -> Callable[[Part], bool]:
    """Return what tells the datasets or attributes of text, or of numbers."""

    def concerns(part: Part) -> bool:
        if part.kind != kind or not isinstance(part.dtype, str) or part.name in _OF_THE_FILE:
            return False
        dtype = data.spellings(part.dtype)[0]
        return dtype == data.TEXT if family == "text" else dtype not in (data.TEXT, data.BYTES, data.DATE)

    return concerns


def _is_object(site: Site) -> bool:
    return isinstance(site.made, GroupBuilder | DatasetBuilder) and OBJECT_ID in site.made.attributes


def _is_free(site: Site) -> bool:
    return not site.is_needed


def _is_filled(site: Site) -> bool:
    return not site.is_needed and np.size(site.value) > 0


def _is_reported(*families: str) -> Mapping[Moment, tuple[str, ...]]:
    return {**_IS_TAKEN, "validate": families}


#: What tells a reader whether it is a file of NWB; that is no matter of specifications.
_OF_THE_FILE = ("nwb_version",)

#: What the schema does not admit, and a backend has no reason to mind.
UNFIT: Mapping[str, Mutation] = MappingProxyType(
    {
        **{
            f"a required {kind} is missing": Mutation(
                make=mistakes.removed,
                concerns=_is_required(kind),
                fits=_is_free,
                expected=_is_reported("MissingError", "MissingDataType"),
            )
            for kind in ("attribute", "dataset", "group", "link")
        },
        **{
            f"{wrong} in {kind}s of {right}": Mutation(
                make=make,
                concerns=_holds(kind, right),
                fits=_is_filled,
                expected=_is_reported("DtypeError"),
            )
            for kind in ("attribute", "dataset")
            for wrong, right, make in (
                ("text", "numbers", mistakes.of_text),
                ("numbers", "text", mistakes.of_numbers),
            )
        },
        "too many dimensions in a dataset": Mutation(
            make=mistakes.of_more_dimensions,
            concerns=lambda part: (
                bool(part.shapes) and any(_holds("dataset", family)(part) for family in ("text", "numbers"))
            ),
            fits=_is_filled,
            expected=_is_reported("ShapeError"),
        ),
        "too many dimensions in an attribute": Mutation(
            make=mistakes.of_more_dimensions,
            concerns=lambda part: (
                _holds("attribute", "numbers")(part) or (_holds("attribute", "text")(part) and not part.shapes)
            ),
            fits=_is_filled,
        ),
        "two objects of one object_id": Mutation(
            make=mistakes.with_another_id,
            fits=lambda site: _is_object(site) and site.path != "/",
            expected={**_IS_TAKEN, "validate": (TAKEN,)},
        ),
        "no object_id": Mutation(make=mistakes.without(OBJECT_ID), fits=_is_object),
        "a type that there is not": Mutation(
            make=mistakes.called(TYPE, st.sampled_from(["Unheard", "", "timeseries"])), fits=_is_object
        ),
        "no type": Mutation(make=mistakes.without(TYPE), fits=_is_object),
        "a namespace that there is not": Mutation(
            make=mistakes.called(NAMESPACE, st.sampled_from(["nowhere", ""])),
            fits=_is_object,
            expected={**_IS_TAKEN, "containers": ("KeyError", "ValueError")},
        ),
        "no namespace": Mutation(make=mistakes.without(NAMESPACE), fits=_is_object),
        "no version of NWB": Mutation(
            make=mistakes.removed,
            concerns=lambda part: part.name in _OF_THE_FILE,
            expected={**_is_reported("MissingError"), "containers": ("TypeError",)},
        ),
    }
)

#: What would have to be stored as something else.
UNSTORABLE: Mapping[str, Mutation] = MappingProxyType(
    {
        "links to nowhere": Mutation(
            make=mistakes.leading_nowhere, concerns=lambda part: part.kind == "link", expected=_IS_REFUSED
        ),
        "references to nowhere": Mutation(
            make=mistakes.leading_nowhere,
            concerns=lambda part: not isinstance(part.dtype, str | None),
            fits=lambda site: any(referred(site.value)) and isinstance(site.value, list | ReferenceBuilder),
            expected=_IS_REFUSED,
        ),
        "values of no type": Mutation(
            make=mistakes.holding(mistakes.UNSTORABLE),
            concerns=lambda part: part.kind in ("dataset", "attribute") and part.name not in IDENTITY,
            fits=_is_free,
            expected=_IS_REFUSED,
        ),
    }
)

#: What may be kept, but as it is.
MISNAMED: Mapping[str, Mutation] = MappingProxyType(
    {
        f"a {kind} of a name that is none": Mutation(
            make=mistakes.named(mistakes.NO_NAMES),
            concerns=lambda part, kind=kind: part.kind == kind,  # type: ignore[misc]
            fits=_is_free,
            expected={"write": (TAKEN, "ValueError")},
        )
        for kind in ("group", "dataset")
    }
)

#: Of files that tell of a namespace that contradicts itself: what opens them learns of it at once.
MISLED: Mapping[Moment, tuple[str, ...]] = MappingProxyType(
    {"write": (TAKEN,), **dict.fromkeys(READING, ("ValueError",))}
)
