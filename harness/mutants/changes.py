"""Changes of builders that can be taken back, so that who gave a tree to be written finds it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.builders import Builder

from harness.strategies import nodes

type Array = np.ndarray[Any, Any]


def builders_in(root: GroupBuilder) -> Iterator[Builder]:
    """Yield every builder of a tree: groups, datasets and links."""
    for node in nodes(root):
        if isinstance(node, GroupBuilder):
            yield from list(node.links.values())
        yield node


class Changes:
    """Changes of builders, in order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def put(self, holder: Any, key: str, value: Any) -> None:
        """Set what a builder, its attributes or its children have under a key."""
        self._remember(holder)
        holder[key] = value

    def drop(self, holder: Any, key: str) -> None:
        """Remove what attributes or children have under a key."""
        self._remember(holder)
        holder.pop(key, None)

    def drop_child(self, group: GroupBuilder, name: str) -> None:
        """Remove a group, a dataset or a link from its parent."""
        for holder in (group.groups, group.datasets, group.links, group.obj_type):
            self.drop(holder, name)

    def add_child(self, group: GroupBuilder, child: Any, kind: str) -> None:
        """Add a child of a kind (``"groups"``, ``"datasets"``, ``"links"``) to a group."""
        self.put(getattr(group, kind), child.name, child)
        self.put(group.obj_type, child.name, kind)
        if child.parent is None:
            child.parent = group

    def data(self, builder: DatasetBuilder, value: Any, dtype: Any = None) -> None:
        """Set the data of a dataset, and the dtype that goes with them.

        A builder keeps the dtype that it was made with; where that has to be another, another one takes its place.
        """
        value = value[()] if isinstance(value, np.ndarray) and value.shape == () else value
        if dtype == builder.dtype or builder.parent is None:
            self.put(builder, "data", value)
            return
        other = DatasetBuilder(builder.name, value, dtype, attributes=builder.attributes, source=builder.source)
        other.location = builder.location
        other.parent = builder.parent
        self.put(builder.parent.datasets, builder.name, other)

    def take_back(self) -> None:
        """Undo all of them."""
        while self._undo:
            self._undo.pop()()

    def _remember(self, holder: Any) -> None:
        before = dict(dict.items(holder))

        def restore() -> None:
            dict.clear(holder)
            dict.update(holder, before)

        self._undo.append(restore)


def numbers_in(value: Any) -> Array | None:
    """Return numbers held in memory as an array; ``None`` for anything else, such as text or lazy data."""
    if isinstance(value, np.ndarray | np.generic | bool | int | float | complex):
        array = np.asarray(value)
    elif isinstance(value, list | tuple) and _are_numbers(value):
        try:
            array = np.asarray(value)
        except ValueError:  # ragged
            return None
    else:
        return None
    return array if array.dtype.kind in "biufc" else None


def mapped[T](value: Any, kind: type[T], change: Callable[[T], Any]) -> Any:
    """Return a value with each element of a type changed, be it in a list or an array; the rest as it is."""
    if isinstance(value, kind) and not isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, list):
        return [mapped(element, kind, change) for element in value]
    if isinstance(value, np.ndarray) and value.dtype.kind in "OUST" and value.dtype.names is None:
        changed = np.empty(value.shape, dtype=object)
        changed.reshape(-1)[:] = [mapped(element, kind, change) for element in value.flat]
        return changed
    return value


def _are_numbers(values: Any) -> bool:
    return all(
        _are_numbers(value) if isinstance(value, list | tuple) else isinstance(value, bool | int | float | np.number)
        for value in values
    )
