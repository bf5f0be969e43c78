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
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder, Builder

from harness.slabs import slabs
from harness.values import Value, normal_value

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


class NormalTree(Mapping[str, Node]):
    """The normal form of a tree that may be larger than memory: a node is read when it is asked for, each time.

    Parameters
    ----------
    root
        The root of the tree; files in which lazy data lies must be open.
    """

    def __init__(self, root: GroupBuilder) -> None:
        self._placed = dict(_walk(root))
        self._paths = {id(item): path for path, item in self._placed.items() if not isinstance(item, LinkBuilder)}
        self._files = _files(root.source)

    def __getitem__(self, path: str) -> Node:
        builder = self._placed[path]
        if isinstance(builder, DatasetBuilder):
            return replace(self.bare(path), value=normal_value(builder.data, builder.dtype, refer=self._refer))
        return self.bare(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._placed)

    def __len__(self) -> int:
        return len(self._placed)

    def bare(self, path: str) -> Node:
        """Return a node without the value that it has as a dataset."""
        builder: Any = self._placed[path]
        if isinstance(builder, LinkBuilder):
            return Node("link", target=self._target(builder))
        attributes = {
            name: normal_value(value, refer=self._refer, attribute=True) for name, value in builder.attributes.items()
        }
        return Node("dataset" if isinstance(builder, DatasetBuilder) else "group", attributes)

    def slabs(self, path: str, nbytes: int) -> Iterator[Value]:
        """Yield the value of a dataset in parts, in C order, each of at most about ``nbytes`` in memory."""
        builder: Any = self._placed[path]
        return slabs(builder.data, builder.dtype, refer=self._refer, nbytes=nbytes)

    def _refer(self, value: object) -> str | None:
        if isinstance(value, ReferenceBuilder | LinkBuilder):
            value = value.builder
        return path_of(value, self._paths) if isinstance(value, BaseBuilder) else None

    def _target(self, link: LinkBuilder) -> Target:
        target = link.builder
        path = path_of(target, self._paths)
        if id(target) in self._paths or target.source is None:
            return Target(path)
        file = Path(target.source).resolve()
        return Target(path) if file in {*self._files, *_files(link.source)} else Target(path, str(file))


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
    return dict(NormalTree(root))


def object_paths(tree: NormalForm) -> dict[str, str]:
    """Return the path of each object that has an object id, by that id."""
    ids = {path: node.attributes.get("object_id") for path, node in tree.items()}
    return {value.data.item(): path for path, value in ids.items() if value is not None and value.data is not None}


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


def _files(source: str | None) -> set[Path]:
    return set() if source is None else {Path(source).resolve()}
