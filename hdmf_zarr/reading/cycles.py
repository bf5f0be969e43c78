"""Links by which a group would hold itself (pure).

A builder tree may have them (contract E47), but containers can't be made of them: HDMF constructs what a link leads to
before the container that has the link, and PyNWB walks through links, so that either would go round for ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from hdmf.build import GroupBuilder

__all__ = ["cyclic_links", "without"]

type Links = list[tuple[GroupBuilder, str]]
type Edges = dict[int, list[int]]


def cyclic_links(root: GroupBuilder) -> Links:
    """Return the links to leave out, group and name each, so that no group holds itself; few, but not the fewest."""
    contained: Edges = {}
    links: list[tuple[GroupBuilder, str, int]] = []
    pending = [root]
    while pending:
        group = pending.pop()
        if id(group) in contained:
            continue
        contained[id(group)] = [id(child) for child in group.groups.values()]
        pending.extend(group.groups.values())
        for name, link in group.links.items():
            if isinstance(link.builder, GroupBuilder):
                links.append((group, name, id(link.builder)))
                pending.append(link.builder)
    followed = {node: list(children) for node, children in contained.items()}
    for group, _, target in links:
        followed[id(group)].append(target)
    if not links or _is_acyclic(followed):
        return []
    cyclic: Links = []
    for group, name, target in links:
        if _reaches(target, id(group), contained):
            cyclic.append((group, name))
        else:
            contained[id(group)].append(target)
    return cyclic


def _is_acyclic(edges: Edges) -> bool:
    """Tell whether there is no way round, by removing what nothing leads to as long as there is such a node."""
    arrows = dict.fromkeys(edges, 0)
    for targets in edges.values():
        for target in targets:
            arrows[target] += 1
    free = [node for node, count in arrows.items() if count == 0]
    for node in free:  # grows while it is walked
        for target in edges[node]:
            arrows[target] -= 1
            if arrows[target] == 0:
                free.append(target)
    return len(free) == len(edges)


def _reaches(start: int, goal: int, edges: Edges) -> bool:
    seen: set[int] = set()
    pending = [start]
    while pending:
        node = pending.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            pending.extend(edges[node])
    return False


@contextlib.contextmanager
def without(links: Links) -> Iterator[None]:
    """Take links out of their groups, and put them back at the end."""
    taken = [(group, name, group.links.pop(name), group.obj_type.pop(name)) for group, name in links]
    try:
        yield
    finally:
        for group, name, link, kind in taken:
            group.links[name] = link
            group.obj_type[name] = kind
