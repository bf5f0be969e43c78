"""Mistakes to make in a document: each changes a site, and says what it has done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.spec import DatasetSpec, GroupSpec, SpecCatalog, SpecNamespace
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.schema.sites import OBJECT_ID, Object, Site
from harness.strategies import numeric_scalars, texts
from harness.strategies.trees import ROOT_NAME

type Mistake = Callable[[DrawFn, Site], str]

#: What is no sequence of values of one type, or of none that a file knows.
UNSTORABLE: tuple[Any, ...] = (
    [[1], [1, 2]],
    ["a", None],
    [1, "a"],
    [None],
    np.array(["2017-04-03"], dtype="datetime64[s]"),
)
#: What would be a place and not a name in a path, or no name at all.
NO_NAMES = ("", ".", "..", "/", "a/b", "a/")
#: The name of the namespace that is told of in vain.
BROKEN = "broken"


def removed(_: DrawFn, site: Site) -> str:
    """Take a part out."""
    site.remove()
    return f"the {site.part.kind} was removed"


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
    made = np.asarray(site.value).reshape(-1)[:1].reshape((1,) * (most + 1))
    site.hold(made.tolist() if made.dtype.kind in "OSU" else made, getattr(site.made, "dtype", None))
    return f"has {most + 1} dimensions, where there may be {most}"


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


def leading_nowhere(draw: DrawFn, site: Site) -> str:
    """Let a link or a reference lead to an object that is not in the document, alone or in another one."""
    target = GroupBuilder("elsewhere")
    if draw(st.booleans()):
        GroupBuilder(ROOT_NAME, groups=[target])
    if isinstance(site.made, LinkBuilder):
        site.replace(LinkBuilder(target, site.name))
    else:
        site.hold(_redirected(site.value, ReferenceBuilder(target)), getattr(site.made, "dtype", None))
    return "leads to an object that is not in the document"


def holding(values: Sequence[Any]) -> Mistake:
    """Return the mistake of something else in the place of a value."""

    def mistake(draw: DrawFn, site: Site) -> str:
        value = draw(st.sampled_from(values))
        site.hold(value)
        return f"holds {value!r}"

    return mistake


def named(names: Sequence[str]) -> Mistake:
    """Return the mistake of a group or dataset that is called by what is no name."""

    def mistake(draw: DrawFn, site: Site) -> str:
        name = draw(st.sampled_from(names))
        site.replace(_renamed(site.made, name))
        return f"is called {name!r}"

    return mistake


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


def _redirected(value: Any, reference: ReferenceBuilder) -> Any:
    """Return a value with another reference for each that is in it."""
    if isinstance(value, ReferenceBuilder):
        return reference
    if isinstance(value, list | tuple):
        return type(value)(_redirected(element, reference) for element in value)
    return value


def _renamed(made: Object, name: str) -> Object:
    if isinstance(made, DatasetBuilder):
        return DatasetBuilder(name, made.data, dtype=made.dtype, attributes=made.attributes)
    return GroupBuilder(name, groups=made.groups, datasets=made.datasets, links=made.links, attributes=made.attributes)
