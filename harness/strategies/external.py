"""Pairs of files, one of which links to objects of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hdmf.build import GroupBuilder, LinkBuilder
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.strategies._arguments import require_at_least, require_strategy
from harness.strategies.names import names as short_names
from harness.strategies.relations import Node, draw_new_name, nodes
from harness.strategies.trees import nested_trees


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """A link from one file to another.

    Attributes
    ----------
    group
        The path of the group that holds it, without the first slash; the root has the path ``""``.
    name
        Its name.
    target
        The path of the object that it leads to, in the other file.
    """

    group: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Files:
    """A file that is linked to, and one that links to it.

    Attributes
    ----------
    target, holder
        Their trees; the links are not in the holder yet.
    links
        What is to be linked.
    """

    target: GroupBuilder = field(repr=False)
    holder: GroupBuilder = field(repr=False)
    links: tuple[ExternalLink, ...]

    def linked_to(self, target: GroupBuilder) -> GroupBuilder:
        """Return the holder with its links.

        Parameters
        ----------
        target
            The tree of the target as it was read from its file: its objects know in which file they are.
        """
        for link in self.links:
            group = self.holder[link.group] if link.group else self.holder
            group.set_link(LinkBuilder(target[link.target], link.name))
        return self.holder


def externally_linked_files(
    targets: SearchStrategy[GroupBuilder] | None = None,
    holders: SearchStrategy[GroupBuilder] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    max_links: int = 3,
) -> SearchStrategy[Files]:
    """Draw two trees and links from groups of one to objects of the other, at most one in a group.

    Parameters
    ----------
    targets, holders
        Strategies for the trees, of which those that are linked to must hold something; `nested_trees` if not given.
        They must draw a new tree each time.
    names
        A strategy for the names of links; short ones if not given.
    max_links
        The largest number of links.

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    targets = nested_trees() if targets is None else targets
    holders = nested_trees() if holders is None else holders
    names = short_names() if names is None else names
    for name, strategy in (("targets", targets), ("holders", holders), ("names", names)):
        require_strategy(name, strategy)
    require_at_least("max_links", max_links, 1)
    return _files(targets, holders, names, max_links)


@st.composite
def _files(
    draw: DrawFn,
    targets: SearchStrategy[GroupBuilder],
    holders: SearchStrategy[GroupBuilder],
    names: SearchStrategy[str],
    max_links: int,
) -> Files:
    target, holder = draw(targets), draw(holders)
    groups = [node for node in nodes(holder) if isinstance(node, GroupBuilder)]
    ends = [node for node in nodes(target) if node.parent is not None]
    chosen = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=max_links, unique_by=id))
    return Files(target, holder, tuple(draw(_link(group, ends, names)) for group in chosen))


@st.composite
def _link(draw: DrawFn, group: GroupBuilder, ends: Sequence[Node], names: SearchStrategy[str]) -> ExternalLink:
    return ExternalLink(_path(group), draw_new_name(draw, names, group), _path(draw(st.sampled_from(ends))))


def _path(node: Node) -> str:
    return str(node.path).partition("/")[2]
