"""Mistakes in single parts of a document: what a specification does not admit, and a backend has no reason to mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder

from harness.schema import data, misplacements, mistakes
from harness.schema.mutations import OF_THE_FILE, TAKEN, Mutation, is_free, is_reported
from harness.schema.parts import Part, Reference
from harness.schema.sites import IDENTITY, Site, referred


def _is_required(*kinds: str) -> Callable[[Part], bool]:
    return lambda part: part.kind in kinds and part.low > 0 and part.name not in IDENTITY


def _holds(kind: str, *families: str) -> Callable[[Part], bool]:
    """Return what tells the datasets or attributes of text, or of numbers."""

    def concerns(part: Part) -> bool:
        if part.kind != kind or not isinstance(part.dtype, str) or part.name in OF_THE_FILE:
            return False
        dtype = data.spellings(part.dtype)[0]
        family = "text" if dtype == data.TEXT else dtype if dtype in (data.BYTES, data.DATE) else "numbers"
        return family in families

    return concerns


def _is_in(kind: type[GroupBuilder | DatasetBuilder]) -> Callable[[Site], bool]:
    return lambda site: isinstance(site.holder, kind)


def _is_filled(site: Site) -> bool:
    return np.size(site.value) > 0


def _may_be_of_another_type(site: Site) -> bool:
    """Tell whether there are values, which may lose their dtype: a dataset that has another one is a new one."""
    return _is_filled(site) and not site.is_needed


def _has_a_fixed_length(site: Site) -> bool:
    """Tell whether another length than those of the alternatives can be given in some dimension."""
    alternatives = mistakes.alternatives(site)
    return _is_filled(site) and any(
        all(shape[axis] for shape in alternatives) for axis in range(np.ndim(site.value)) if alternatives
    )


def _has_dimensions(site: Site) -> bool:
    return _is_filled(site) and bool(site.part.shapes)


def _is_limited(part: Part) -> bool:
    """Tell whether a slot of free names takes but so many objects."""
    return part.kind in ("group", "dataset") and part.name is None and part.high is not None


def _leads_by_reference(kind: str) -> Callable[[Part], bool]:
    return lambda part: part.kind == kind and isinstance(part.dtype, Reference)


def _may_be_led_astray(site: Site) -> bool:
    leads = site.part.kind == "link" or any(True for _ in referred(site.value))
    return leads and site.stranger is not None


#: What the validator of HDMF tells of.
REPORTED: Mapping[str, Mutation] = MappingProxyType(
    {
        **{
            f"a required attribute of a {name} is missing": Mutation(
                make=misplacements.removed,
                concerns=_is_required("attribute"),
                fits=_is_in(kind),
                expected=is_reported("MissingError"),
            )
            for name, kind in (("group", GroupBuilder), ("dataset", DatasetBuilder))
        },
        **{
            f"a required {kind} is missing": Mutation(
                make=misplacements.removed,
                concerns=_is_required(kind),
                fits=is_free,
                expected=is_reported("MissingError", "MissingDataType"),
                hides=True,
            )
            for kind in ("dataset", "group", "link")
        },
        **{
            f"{wrong} in {kind}s of {right}": Mutation(
                make=make,
                concerns=_holds(kind, right),
                fits=fits,
                expected=is_reported("DtypeError"),
            )
            for kind in ("attribute", "dataset")
            for wrong, right, make, fits in (
                ("text", "numbers", mistakes.of_text, _may_be_of_another_type),
                ("numbers", "text", mistakes.of_numbers, _may_be_of_another_type),
                ("numbers", data.DATE, mistakes.of_numbers, _may_be_of_another_type),
            )
        },
        "numbers in datasets of references": Mutation(
            make=mistakes.of_numbers,
            concerns=lambda part: part.kind == "dataset" and isinstance(part.dtype, Reference),
            fits=_may_be_of_another_type,
            expected=is_reported("DtypeError"),
        ),
        "too many dimensions in a dataset": Mutation(
            make=mistakes.of_more_dimensions,
            concerns=lambda part: bool(part.shapes) and _holds("dataset", "text", "numbers")(part),
            fits=_is_filled,
            expected=is_reported("ShapeError"),
        ),
        **{
            f"another length than that of a dimension in {kind}s": Mutation(
                make=mistakes.of_another_length,
                concerns=_holds(kind, "text", "numbers"),
                fits=_has_a_fixed_length,
                expected=is_reported("ShapeError"),
            )
            for kind in ("attribute", "dataset")
        },
        **{
            f"a single value in {kind}s of arrays": Mutation(
                make=mistakes.of_no_dimension,
                concerns=_holds(kind, "text", "numbers"),
                fits=_has_dimensions,
                expected=is_reported("ShapeError", "ExpectedArrayError"),
            )
            for kind in ("attribute", "dataset")
        },
        "a reference to an object of another type in attributes": Mutation(
            make=misplacements.leading_astray,
            concerns=_leads_by_reference("attribute"),
            fits=_may_be_led_astray,
            expected=is_reported("IncorrectDataType"),
        ),
        # HDMF's validator looks at references that are read as an array or a list, and at no others.
        "a reference to an object of another type in datasets": Mutation(
            make=misplacements.leading_astray,
            concerns=_leads_by_reference("dataset"),
            fits=_may_be_led_astray,
            expected=is_reported("IncorrectDataType", TAKEN),
        ),
        "a required link to an object of another type": Mutation(
            make=misplacements.leading_astray,
            concerns=_is_required("link"),
            fits=_may_be_led_astray,
            expected=is_reported("MissingDataType"),
        ),
        "too many objects in a slot": Mutation(
            make=misplacements.repeated,
            concerns=_is_limited,
            expected=is_reported("IncorrectQuantityError"),
        ),
        "a link where none may be": Mutation(
            make=misplacements.linked,
            concerns=lambda part: part.kind in ("group", "dataset") and not part.linkable,
            fits=is_free,
            expected=is_reported("IllegalLinkError"),
            hides=True,
        ),
    }
)

#: What it does not, or not always: what comes of it is the same over all backends.
UNREPORTED: Mapping[str, Mutation] = MappingProxyType(
    {
        "too many dimensions in an attribute": Mutation(
            make=mistakes.of_more_dimensions,
            concerns=lambda part: (
                _holds("attribute", "numbers")(part) or (_holds("attribute", "text")(part) and not part.shapes)
            ),
            fits=_is_filled,
        ),
        "a link that may be missing, to an object of another type": Mutation(
            make=misplacements.leading_astray,
            concerns=lambda part: part.kind == "link" and part.low == 0,
            fits=_may_be_led_astray,
        ),
        "numbers in datasets of rows": Mutation(
            make=mistakes.of_numbers,
            concerns=lambda part: part.kind == "dataset" and isinstance(part.dtype, tuple),
            fits=_may_be_of_another_type,
            hides=True,
        ),
        "an object in the place of a link": Mutation(
            make=misplacements.in_place_of_a_link, concerns=lambda part: part.kind == "link", hides=True
        ),
        **{
            f"another value than the fixed one in {kind}s": Mutation(
                make=mistakes.otherwise,
                concerns=lambda part, kind=kind: (  # type: ignore[misc]
                    part.kind == kind and part.value is not None and part.name not in OF_THE_FILE
                ),
                fits=_is_filled,
            )
            for kind in ("attribute", "dataset")
        },
        **{
            f"no {kind} where one should be, but its name": Mutation(
                make=misplacements.of_another_kind,
                concerns=lambda part, kind=kind: part.kind == kind and part.name is not None,  # type: ignore[misc]
                fits=is_free,
                hides=True,
            )
            for kind in ("group", "dataset")
        },
    }
)

UNFIT: Mapping[str, Mutation] = MappingProxyType({**REPORTED, **UNREPORTED})

#: Those for which NWB has no part: its slots of free names take any number, its parts may all be links, and no
#: attribute is a date. Extensions may have such.
ABSENT_FROM_NWB = ("too many objects in a slot", "a link where none may be", "numbers in attributes of isodatetime")
