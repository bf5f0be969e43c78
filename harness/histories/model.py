"""What a file must say, in memory: it knows nothing of storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hdmf.build import GroupBuilder

from harness.histories import steps

__all__ = ["Model", "Node"]


@dataclass
class Node:
    """What is at a path.

    Attributes
    ----------
    kind
        ``"group"``, ``"dataset"``, ``"link"`` or ``"references"``.
    values
        The elements of a dataset.
    targets
        The path that a link, or each of the references, leads to.
    attributes
        By name; links have none.
    """

    kind: str
    values: list[Any] = field(default_factory=list)
    targets: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)

    def place(self, tree: GroupBuilder, path: str, do: Callable[..., Any], backend: object = None) -> None:
        """Add this to a tree of builders; what it leads to must be there.

        Parameters
        ----------
        tree
            The root.
        path
            Where it will be.
        do
            Takes a step and its arguments.
        backend
            Of the file that the tree is of, if it is of one.
        """
        match self.kind:
            case "group":
                do(steps.add_group, tree, path)
            case "dataset":
                do(steps.add_dataset, tree, path, self.values, backend)
            case "link":
                do(steps.add_link, tree, path, self.targets[0])
            case "references":
                do(steps.add_references, tree, path, self.targets)
        for key, value in self.attributes.items():
            do(steps.set_attribute, tree, path, key, value)


class Model(dict[str, Node]):
    """What a file says: nodes by their paths, what leads to others after these."""

    def tree(self) -> GroupBuilder:
        """Return it as builders."""
        made = steps.new_tree()
        for path, node in self.items():
            node.place(made, path, lambda step, *arguments: step(*arguments))
        return made

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the paths of all nodes of some kinds."""
        return [path for path, node in self.items() if node.kind in kinds]
