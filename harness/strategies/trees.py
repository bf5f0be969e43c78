"""Builder trees: groups, datasets and attributes, without links and references."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_at_least, require_strategy
from harness.strategies.attributes import attribute_values
from harness.strategies.attributes import attributes as attribute_dicts
from harness.strategies.names import names as short_names
from harness.strategies.payloads import Payload
from harness.strategies.payloads import payloads as any_payloads

#: Name of the group at the root of every file (clauses B03, C09).
ROOT_NAME = "root"

type Attribute = tuple[str, Any]
type Member = GroupBuilder | DatasetBuilder | Attribute


def datasets(
    payloads: SearchStrategy[Payload] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    attributes: SearchStrategy[dict[str, Any]] | None = None,
) -> SearchStrategy[DatasetBuilder]:
    """Draw named datasets with attributes.

    Parameters
    ----------
    payloads
        A strategy for what they hold; every kind of data if not given.
    names
        A strategy for their names; short ones if not given.
    attributes
        A strategy for their attributes; up to three of any kind if not given.
    """
    payloads = any_payloads() if payloads is None else payloads
    names = short_names() if names is None else names
    attributes = attribute_dicts() if attributes is None else attributes
    for name, strategy in (("payloads", payloads), ("names", names), ("attributes", attributes)):
        require_strategy(name, strategy)
    return st.builds(dataset, names, payloads, attributes)


def trees(
    payloads: SearchStrategy[Payload] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    values: SearchStrategy[Any] | None = None,
    max_leaves: int = 8,
    max_members: int = 4,
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups with nested groups, datasets and attributes; shrinks towards the empty root.

    Within a group no name is used twice, as HDMF demands.

    Parameters
    ----------
    payloads
        A strategy for what datasets hold; every kind of data if not given.
    names
        A strategy for all names; short ones, which recur in different groups, if not given.
    values
        A strategy for the values of attributes; every kind if not given.
    max_leaves
        About the largest number of datasets and attributes in all.
    max_members
        The largest number of datasets, groups and attributes in one group.

    Raises
    ------
    InvalidArgument
        If an argument that must be a strategy is none, or a bound is less than 1.
    """
    names = short_names() if names is None else names
    values = attribute_values() if values is None else values
    require_strategy("values", values)
    require_at_least("max_leaves", max_leaves, 1)
    require_at_least("max_members", max_members, 1)
    leaves: SearchStrategy[Member] = st.one_of(
        st.tuples(names, values),
        datasets(payloads, names=names, attributes=attribute_dicts(values, names, max_size=2)),
    )

    def extend(inner: SearchStrategy[Member]) -> SearchStrategy[Member]:
        return st.builds(group, names, _members(inner, max_size=max_members))

    return _members(st.recursive(leaves, extend, max_leaves=max_leaves), max_size=max_members).map(root)


def flat_trees(
    payloads: SearchStrategy[Payload] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    max_size: int = 4,
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups that hold one or more datasets without attributes, and nothing else.

    Parameters
    ----------
    payloads
        A strategy for what the datasets hold; every kind of data if not given.
    names
        A strategy for their names; short ones if not given.
    max_size
        The largest number of datasets.

    Raises
    ------
    InvalidArgument
        If an argument that must be a strategy is none, or ``max_size`` is less than 1.
    """
    require_at_least("max_size", max_size, 1)
    members = datasets(payloads, names=names, attributes=st.just({}))
    return _members(members, min_size=1, max_size=max_size).map(root)


def attributed_trees(
    values: SearchStrategy[Any] | None = None, *, names: SearchStrategy[str] | None = None, max_size: int = 2
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups with one group and one dataset, and attributes on all three, at least one on the root.

    Parameters
    ----------
    values
        A strategy for the values of attributes; every kind if not given.
    names
        A strategy for their names; short ones if not given.
    max_size
        The largest number of attributes on each of the three.

    Raises
    ------
    InvalidArgument
        If an argument that must be a strategy is none, or ``max_size`` is less than 1.
    """
    require_at_least("max_size", max_size, 1)

    def tree(of_root: dict[str, Any], of_group: dict[str, Any], of_dataset: dict[str, Any]) -> GroupBuilder:
        children = [
            group(_free("a group", of_root), list(of_group.items())),
            dataset(_free("a dataset", of_root), Payload(0), of_dataset),
        ]
        return root([*children, *of_root.items()])

    child = attribute_dicts(values, names, max_size=max_size)
    return st.builds(tree, attribute_dicts(values, names, min_size=1, max_size=max_size), child, child)


def nested_trees() -> SearchStrategy[GroupBuilder]:
    """Draw small trees with at least one group in a group: a ground for links and references of every relation."""
    return trees(st.integers(-1, 1).map(Payload), values=st.integers(-1, 1), max_leaves=5).map(_nested)


def dataset(name: str, payload: Payload, attributes: dict[str, Any] | None = None) -> DatasetBuilder:
    """Return a dataset that holds the payload.

    Parameters
    ----------
    name, payload, attributes
        Its parts.
    """
    return DatasetBuilder(name, payload.data, dtype=payload.dtype, attributes=attributes or {})


def group(name: str, members: Sequence[Member]) -> GroupBuilder:
    """Return a group of the given members.

    Parameters
    ----------
    name
        Its name.
    members
        Groups, datasets, and attributes as pairs of name and value; no name twice.
    """
    return GroupBuilder(
        name,
        groups=[member for member in members if isinstance(member, GroupBuilder)],
        datasets=[member for member in members if isinstance(member, DatasetBuilder)],
        attributes=dict(member for member in members if isinstance(member, tuple)),
    )


def root(members: Sequence[Member]) -> GroupBuilder:
    """Return a root group of the given members.

    Parameters
    ----------
    members
        As of `group`.
    """
    return group(ROOT_NAME, members)


def _members(members: SearchStrategy[Member], *, min_size: int = 0, max_size: int) -> SearchStrategy[list[Member]]:
    return st.lists(members, min_size=min_size, max_size=max_size, unique_by=_name)


def _nested(tree: GroupBuilder) -> GroupBuilder:
    """Add a group to the root, and a group to that one, if there are none."""
    if not tree.groups:
        tree.set_group(GroupBuilder("outer"))
    if not any(outer.groups for outer in tree.groups.values()):
        next(iter(tree.groups.values())).set_group(GroupBuilder("inner"))
    return tree


def _free(name: str, taken: Container[str]) -> str:
    """Return the name, lengthened until it is not taken."""
    return _free(f"{name}'", taken) if name in taken else name


def _name(member: Member) -> str:
    return member[0] if isinstance(member, tuple) else str(member.name)
