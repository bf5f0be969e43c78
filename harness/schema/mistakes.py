"""Mistakes in what is there: values and identities; each changes a site of a document, and says what it has done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hdmf.spec import DatasetSpec, GroupSpec, SpecCatalog, SpecNamespace
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.schema.parts import Shape
from harness.schema.sites import OBJECT_ID, Site
from harness.strategies import numeric_scalars, texts

type Mistake = Callable[[DrawFn, Site], str]

#: What is no sequence of values of one type, or of none that a file knows.
UNSTORABLE: tuple[Any, ...] = (
    [[1], [1, 2]],
    ["a", None],
    [1, "a"],
    [None],
    np.array(["2017-04-03"], dtype="datetime64[s]"),
)
#: The name of the namespace that is told of in vain.
BROKEN = "broken"


def of_numbers(draw: DrawFn, site: Site) -> str:
    """Give numbers of any type where something else should be."""
    number = draw(numeric_scalars())
    site.hold(np.full(np.shape(site.value), number) if np.ndim(site.value) else number)
    return f"holds {number!r} of {number.dtype}, where {site.part.dtype} should be"


def of_text(draw: DrawFn, site: Site) -> str:
    """Give text where something else should be."""
    text = draw(texts())
    site.hold(np.full(np.shape(site.value), text, dtype=object).tolist())
    return f"holds {text!r}, where {site.part.dtype} should be"


def of_more_dimensions(_: DrawFn, site: Site) -> str:
    """Give the first of the values, in one dimension more than there may be."""
    most = max(map(len, site.part.shapes), default=0)
    _hold_array(site, np.asarray(site.value).reshape(-1)[:1].reshape((1,) * (most + 1)))
    return f"has {most + 1} dimensions, where there may be {most}"


def of_another_length(_: DrawFn, site: Site) -> str:
    """Give as many values as no alternative of the shape has, in as many dimensions as there are."""
    values = np.asarray(site.value)
    fixed = {axis for axis in range(values.ndim) if all(shape[axis] for shape in alternatives(site))}
    axis = min(fixed)
    length = 1 + max(shape[axis] or 0 for shape in alternatives(site))
    _hold_array(site, np.take(values, range(length), axis, mode="wrap"))
    return f"has {length} values in dimension {axis}, where there may be {length - 1}"


def of_no_dimension(_: DrawFn, site: Site) -> str:
    """Give the first of the values alone, where there should be an array."""
    values = np.asarray(site.value).reshape(-1)
    site.hold(values.tolist()[0] if values.dtype.kind in "OSU" else values[0], getattr(site.made, "dtype", None))
    return f"holds a single value, where there should be one of the shapes {site.part.shapes}"


def alternatives(site: Site) -> list[Shape]:
    """Return the shapes that a value may have in as many dimensions as it has."""
    return [shape for shape in site.part.shapes if len(shape) == np.ndim(site.value)]


def otherwise(_: DrawFn, site: Site) -> str:
    """Give another value of the same dtype than the one that is fixed."""
    fixed = site.part.value
    other = f"no {fixed}" if isinstance(fixed, str) else fixed[::-1] + fixed[:1] if isinstance(fixed, list) else None
    site.hold(site.value + type(site.value)(1) if other is None else other, getattr(site.made, "dtype", None))
    return f"does not hold {fixed!r}"


def with_another_id(draw: DrawFn, site: Site) -> str:
    """Give an object the identity of one that it is in."""
    others = []
    outer = site.made.parent
    while outer is not None:
        others += [outer] if OBJECT_ID in outer.attributes else []
        outer = outer.parent
    other = draw(st.sampled_from(others))
    site.made.set_attribute(OBJECT_ID, other.attributes[OBJECT_ID])
    return f"has the object_id of {other.name}"


def called(attribute: str, values: SearchStrategy[str]) -> Mistake:
    """Return the mistake of a wrong attribute of an object.

    Parameters
    ----------
    attribute
        Its name.
    values
        A strategy for what it holds.
    """

    def mistake(draw: DrawFn, site: Site) -> str:
        value = draw(values)
        site.made.set_attribute(attribute, value)
        return f"has the {attribute} {value!r}"

    return mistake


def without(attribute: str) -> Mistake:
    """Return the mistake of an attribute that an object lacks."""

    def mistake(_: DrawFn, site: Site) -> str:
        del site.made.attributes[attribute]
        return f"has no {attribute}"

    return mistake


def holding(values: Sequence[Any]) -> Mistake:
    """Return the mistake of something else in the place of a value."""

    def mistake(draw: DrawFn, site: Site) -> str:
        value = draw(st.sampled_from(values))
        site.hold(value)
        return f"holds {value!r}"

    return mistake


def _hold_array(site: Site, values: np.ndarray[Any, Any]) -> None:
    site.hold(values.tolist() if values.dtype.kind in "OSU" else values, getattr(site.made, "dtype", None))


def broken_namespaces() -> SearchStrategy[tuple[str, SpecNamespace]]:
    """Draw namespaces that contradict themselves, with what is wrong with them."""
    return st.sampled_from(["includes", "inherits", "holds", "dtype"]).map(_broken_namespace)


def _broken_namespace(what: str) -> tuple[str, SpecNamespace]:
    nothing = "Nothing"
    included = BROKEN + " too" if what == "includes" else "core"
    child = DatasetSpec("a dataset", "int32", name="data")
    if what == "dtype":
        child["dtype"] = "number of sorts"  # a specification that is made refuses it; one that is read is not asked
    spec = GroupSpec(
        "a type",
        data_type_def="Broken",
        data_type_inc=nothing if what == "inherits" else "NWBContainer",
        datasets=[child],
        groups=[GroupSpec("a group", data_type_inc=nothing, quantity="*")] if what == "holds" else [],
    )
    catalog = SpecCatalog()
    catalog.register_spec(spec, "types.yaml")
    sources = [{"namespace": included}, {"source": "types.yaml"}]
    reasons = {
        "includes": "includes a namespace that is nowhere",
        "inherits": "has a type that inherits from one that is nowhere",
        "holds": "has a type that holds one that is nowhere",
        "dtype": "has a dataset of a dtype that there is not",
    }
    return reasons[what], SpecNamespace("what is told in vain", BROKEN, sources, version="1.0.0", catalog=catalog)
