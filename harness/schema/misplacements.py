"""Mistakes in what is where: parts that are missing, too many, misnamed, or lead where they should not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from harness.schema.loading import CORE
from harness.schema.mistakes import Mistake
from harness.schema.sites import NAMESPACE, OBJECT_ID, TYPE, Object, Site, add
from harness.strategies.relations import root_of
from harness.strategies.trees import ROOT_NAME

#: What would be a place and not a name in a path, or no name at all.
NO_NAMES = ("", ".", "..", "/", "a/b", "a/")
_ASTRAY = UUID(int=0)


def removed(_: DrawFn, site: Site) -> str:
    """Take a part out."""
    site.empty()
    return f"the {site.part.kind} was removed"


def repeated(_: DrawFn, site: Site) -> str:
    """Put more of the kind into a slot than it takes."""
    most = site.part.high or 0
    for index in range(most):
        add(site.holder, twin(site.made, f"{site.name}_{index + 1}"))
    return f"has more like it than {most}"


def linked(_: DrawFn, site: Site) -> str:
    """Put a link in the place of an object, which is somewhere else."""
    elsewhere = twin(site.made, f"{site.name}_elsewhere")
    site.replace(LinkBuilder(elsewhere, name=site.name))
    add(root_of(site.holder), elsewhere)
    return "is a link, where none may be"


def in_place_of_a_link(_: DrawFn, site: Site) -> str:
    """Put an object in the place of a link to one like it."""
    site.replace(twin(site.made.builder, site.name))
    return "is an object, where a link should be"


def of_another_kind(_: DrawFn, site: Site) -> str:
    """Put a dataset in the place of a group, or a group in that of a dataset."""
    other = GroupBuilder(site.name) if site.part.kind == "dataset" else DatasetBuilder(site.name, 1)
    site.replace(other)
    return f"is no {site.part.kind}"


def leading_astray(_: DrawFn, site: Site) -> str:
    """Let a link or a reference lead to an object of a type that it may not lead to, from which nothing leads back."""
    root = root_of(site.holder)
    identity = {TYPE: site.stranger, NAMESPACE: CORE, OBJECT_ID: str(uuid5(_ASTRAY, site.path))}
    target = GroupBuilder(f"astray_{len(root.groups)}", attributes=identity)
    root.set_group(target)
    _lead(site, target)
    return f"leads to a {site.stranger}"


def leading_nowhere(draw: DrawFn, site: Site) -> str:
    """Let a link or a reference lead to an object that is not in the document, alone or in another one."""
    target = GroupBuilder("elsewhere")
    if draw(st.booleans()):
        GroupBuilder(ROOT_NAME, groups=[target])
    _lead(site, target)
    return "leads to an object that is not in the document"


def named(names: Sequence[str]) -> Mistake:
    """Return the mistake of a group or dataset that is called by what is no name."""

    def mistake(draw: DrawFn, site: Site) -> str:
        name = draw(st.sampled_from(names))
        site.replace(_renamed(site.made, name))
        return f"is called {name!r}"

    return mistake


def twin(made: Object, name: str) -> Object:
    """Return an object like another one, of another name and identity; what it leads to is the same.

    Parameters
    ----------
    made
        The other one.
    name
        What it is called.
    """
    attributes = dict(made.attributes)
    if OBJECT_ID in attributes:
        attributes[OBJECT_ID] = str(uuid5(UUID(attributes[OBJECT_ID]), name))
    if isinstance(made, DatasetBuilder):
        return DatasetBuilder(name, made.data, dtype=made.dtype, attributes=attributes)
    return GroupBuilder(
        name,
        groups=[twin(inner, inner.name) for inner in made.groups.values()],
        datasets=[twin(inner, inner.name) for inner in made.datasets.values()],
        links=[LinkBuilder(link.builder, name=link.name) for link in made.links.values()],
        attributes=attributes,
    )


def _lead(site: Site, target: Object) -> None:
    if isinstance(site.made, LinkBuilder):
        site.replace(LinkBuilder(target, name=site.name))
    else:
        site.hold(_redirected(site.value, ReferenceBuilder(target)), getattr(site.made, "dtype", None))


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
