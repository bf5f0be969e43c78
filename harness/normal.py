"""The normal form of a builder tree: what it says, before it is written or as any backend reads it.

A tree becomes a mapping from each node's path to the node: group, dataset or link. The rules, beside those of
`harness.values` for the values:

- The root builder is ``"/"`` whatever its name (clause C09).
- The order of children and of attributes does not matter (B16).
- A link is the place of its target, and is not followed; a reference is the path of its target. So cycles are safe.
- The place of a target is where the tree has it; outside the tree it is its `location` (B06), or what its parents say.
- A link to another file names that file (F06); which file the tree itself is from does not matter.
- How data is stored (chunks, compression, whether it can grow) is not part of what is said.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder, Builder

from harness.values import Refer, Value, normal_value

type Kind = Literal["group", "dataset", "link"]
type NormalForm = Mapping[str, Node]

ROOT = "/"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a path, and the file if it is another one."""

    path: str
    file: str | None = None

    def __str__(self) -> str:
        return self.path if self.file is None else f"{self.path} of {self.file}"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A group, a dataset with its value, or a link with its target."""

    kind: Kind
    attributes: Mapping[str, Value] = field(default_factory=dict)
    value: Value | None = None
    target: Target | None = None


def normal_form(root: GroupBuilder) -> NormalForm:
    """Return the normal form of a tree, every value read.

    Parameters
    ----------
    root
        The root of the tree, as HDMF built it or as a backend read it.

    Returns
    -------
    The nodes by their path, which starts with ``"/"``.
    """
    placed = dict(_walk(root))
    paths = {id(builder): path for path, builder in placed.items() if not isinstance(builder, LinkBuilder)}

    def refer(value: object) -> str | None:
        if isinstance(value, ReferenceBuilder | LinkBuilder):
            value = value.builder
        return path_of(value, paths) if isinstance(value, BaseBuilder) else None

    return {path: _node(builder, root, paths, refer) for path, builder in placed.items()}


def path_of(builder: Builder, paths: Mapping[int, str] | None = None) -> str:
    """Return the path of a builder in its file.

    Parameters
    ----------
    builder
        Any builder of a tree, written or not.
    paths
        Known paths by the identity of the builder, which take precedence.
    """
    if paths and id(builder) in paths:
        return paths[id(builder)]
    location: str | None = getattr(builder, "location", None)
    names: list[str] = [builder.name]
    if location is None or (builder.name == "root" and builder.parent is None and location == ROOT):
        names.clear()  # the name of the root counts for nothing
        while builder.parent is not None:
            names.insert(0, builder.name)
            builder = builder.parent
    return posixpath.join(location or ROOT, *names)


def _walk(root: GroupBuilder) -> Iterator[tuple[str, Builder]]:
    """Yield each builder of the tree with its path, parents before their children."""
    waiting: list[tuple[str, Builder]] = [(ROOT, root)]
    while waiting:
        path, builder = waiting.pop()
        yield path, builder
        if isinstance(builder, GroupBuilder):
            for children in (builder.links, builder.datasets, builder.groups):
                waiting.extend((posixpath.join(path, child.name), child) for child in children.values())


def _node(builder: Any, root: GroupBuilder, paths: Mapping[int, str], refer: Refer) -> Node:
    if isinstance(builder, LinkBuilder):
        return Node("link", target=_target(builder, root, paths))
    attributes = {name: normal_value(value, refer=refer, attribute=True) for name, value in builder.attributes.items()}
    if isinstance(builder, DatasetBuilder):
        return Node("dataset", attributes, normal_value(builder.data, builder.dtype, refer=refer))
    return Node("group", attributes)


def _target(link: LinkBuilder, root: GroupBuilder, paths: Mapping[int, str]) -> Target:
    target = link.builder
    here = {Path(source).resolve() for source in (link.source, root.source) if source is not None}
    if id(target) in paths or target.source is None or Path(target.source).resolve() in here:
        return Target(path_of(target, paths))
    return Target(path_of(target, paths), str(Path(target.source).resolve()))
