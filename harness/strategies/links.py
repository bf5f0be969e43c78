"""Builder trees whose objects link to one another."""

from __future__ import annotations

from collections.abc import Sequence

from hdmf.build import GroupBuilder, LinkBuilder
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.strategies._arguments import require_at_least, require_strategy, require_subset
from harness.strategies.names import names as short_names
from harness.strategies.relations import RELATIONS, Node, draw_new_name, end_points, nodes
from harness.strategies.trees import nested_trees


def linked_trees(
    trees: SearchStrategy[GroupBuilder] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    relations: Sequence[str] = ("acyclic",),
    max_links: int = 5,
    max_links_per_group: int | None = None,
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups with links, the root's own among them, to their groups and datasets.

    There is at least one link if the tree has room for one, as `nested_trees` always do.

    Parameters
    ----------
    trees
        A strategy for the trees that get links; `nested_trees` if not given. It must draw a new tree each time.
    names
        A strategy for the names of links; short ones if not given.
    relations
        What links may point to: one or more names of `RELATIONS`.
    max_links, max_links_per_group
        The largest number of links in all, and in one group (as in all if not given). Several links in one group,
        and names that recur, are what shows links taken for one another (clause B10).

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    trees = nested_trees() if trees is None else trees
    names = short_names() if names is None else names
    require_strategy("trees", trees)
    require_strategy("names", names)
    require_subset("relations", relations, RELATIONS)
    require_at_least("max_links", max_links, 1)
    per_group = max_links if max_links_per_group is None else max_links_per_group
    require_at_least("max_links_per_group", per_group, 1)
    return _linked_trees(
        trees=trees, names=names, relations=relations, max_links=max_links, max_links_per_group=per_group
    )


@st.composite
def _linked_trees(
    draw: DrawFn,
    *,
    trees: SearchStrategy[GroupBuilder],
    names: SearchStrategy[str],
    relations: Sequence[str],
    max_links: int,
    max_links_per_group: int,
) -> GroupBuilder:
    tree = draw(trees)
    groups = [node for node in nodes(tree) if isinstance(node, GroupBuilder)]
    for _ in range(draw(st.integers(1, max_links))):
        pairs = end_points([group for group in groups if len(group.links) < max_links_per_group], relations)
        if pairs:
            draw(_new_link(pairs, names))
    return tree


@st.composite
def _new_link(draw: DrawFn, pairs: Sequence[tuple[Node, Sequence[Node]]], names: SearchStrategy[str]) -> None:
    """Add one link. Drawn as a whole, so that a link can be left out without a change to the others in shrinking."""
    holder, targets = draw(st.sampled_from(pairs))
    name = draw_new_name(draw, names, holder)
    holder.set_link(LinkBuilder(draw(st.sampled_from(targets)), name))
