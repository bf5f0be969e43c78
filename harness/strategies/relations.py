"""Which object of a builder tree may point to which: the shapes of a graph of links and references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from hdmf.build import DatasetBuilder, GroupBuilder
from hypothesis.strategies import DrawFn, SearchStrategy

type Node = GroupBuilder | DatasetBuilder


def nodes(tree: GroupBuilder) -> Iterator[Node]:
    """Yield every group and dataset of a tree: children before their parent, the root last.

    Parameters
    ----------
    tree
        The root.
    """
    for child in tree.groups.values():
        yield from nodes(child)
    yield from tree.datasets.values()
    yield tree


def root_of(node: Node) -> GroupBuilder:
    """Return the root of the tree that holds a group or dataset.

    Parameters
    ----------
    node
        Any node of the tree.
    """
    return node if node.parent is None else root_of(node.parent)


def groups_around(node: Node) -> Iterator[GroupBuilder]:
    """Yield the groups around a node, from its parent outwards, without the root.

    Parameters
    ----------
    node
        Any node of a tree.
    """
    if node.parent is not None and node.parent.parent is not None:
        yield node.parent
        yield from groups_around(node.parent)


#: What an object may point to, by the name of the relation.
#:
#: ``acyclic``
#:     Objects from which no chain of children, links and references leads back. Children and targets come before
#:     their holders in the order of `nodes`, so that no cycle can close.
#: ``any``
#:     Every object but the root, the holder itself among them: cycles of all kinds.
#: ``around``
#:     The groups around the holder, but not the root.
#: ``root``
#:     The root.
#: ``self``
#:     The holder itself.
RELATIONS: Mapping[str, Callable[[Node], list[Node]]] = {
    "acyclic": lambda holder: list(takewhile(lambda node: node is not holder, nodes(root_of(holder)))),
    "any": lambda holder: [node for node in nodes(root_of(holder)) if node.parent is not None],
    "around": lambda holder: list(groups_around(holder)),
    "root": lambda holder: [root_of(holder)],
    "self": lambda holder: [holder],
}


def end_points(holders: Iterable[Node], relations: Sequence[str]) -> list[tuple[Node, list[Node]]]:
    """Return the objects that have something to point to, each with all that it may point to.

    Parameters
    ----------
    holders
        The objects to choose from.
    relations
        Names from `RELATIONS`.
    """
    pairs = ((holder, RELATIONS[relation](holder)) for relation in relations for holder in holders)
    return [(holder, targets) for holder, targets in pairs if targets]


def draw_new_name(draw: DrawFn, names: SearchStrategy[str], holder: Node) -> str:
    """Draw a name that no child, link or attribute of the holder has.

    Parameters
    ----------
    draw
        Of the composite strategy that calls.
    names
        A strategy for the names.
    holder
        The object that gets the named part.
    """
    taken = set(holder.keys()) if isinstance(holder, GroupBuilder) else set(holder.attributes)
    return draw(names.filter(lambda name: name not in taken))
