"""Trees as small as can be, for the documents of mutants."""

from __future__ import annotations

from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder

#: Kinds of children by their type.
_KINDS = {GroupBuilder: "groups", DatasetBuilder: "datasets", LinkBuilder: "links"}


def tree(*children: Builder, **attributes: Any) -> GroupBuilder:
    """Return a root group."""
    return group("root", *children, **attributes)


def group(name: str, *children: Builder, **attributes: Any) -> GroupBuilder:
    """Return a group of groups, datasets and links, with attributes."""
    members = {kind: [child for child in children if isinstance(child, of)] for of, kind in _KINDS.items()}
    return GroupBuilder(name, attributes=attributes, **members)


def data(value: Any, dtype: Any = None, name: str = "data", **attributes: Any) -> DatasetBuilder:
    """Return a dataset."""
    return DatasetBuilder(name, value, dtype=dtype, attributes=attributes)


def only(value: Any, dtype: Any = None, **attributes: Any) -> GroupBuilder:
    """Return a root group that holds one dataset."""
    return tree(data(value, dtype, **attributes))
