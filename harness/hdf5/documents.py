"""The smallest trees of builders that HDF5 does not carry: what shows its known gaps, by the clause and the cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import Builder

_NUMBER = {"name": "number", "dtype": "int32", "doc": ""}
_SHARE = {"name": "share", "dtype": "float64", "doc": ""}
_TEXT = {"name": "text", "dtype": "text", "doc": ""}
_REFERENCE = {"name": "reference", "dtype": "object", "doc": ""}


def root(*children: Builder, **attributes: Any) -> GroupBuilder:
    """Return the root of a tree, of groups and datasets, with attributes."""
    groups = [child for child in children if isinstance(child, GroupBuilder)]
    datasets = [child for child in children if isinstance(child, DatasetBuilder)]
    return GroupBuilder("root", groups=groups, datasets=datasets, attributes=attributes)


def compound_of_references() -> GroupBuilder:
    """Return a tree with rows of a number and a reference."""
    target = GroupBuilder("target")
    return root(target, DatasetBuilder("rows", [(3, ReferenceBuilder(target))], dtype=[_NUMBER, _REFERENCE]))


def references() -> GroupBuilder:
    """Return a tree with an array of references."""
    target = GroupBuilder("target")
    return root(target, DatasetBuilder("references", [ReferenceBuilder(target)] * 2, dtype="object"))


def compound(*shape: int) -> GroupBuilder:
    """Return a tree with rows of a number and a text, in an array of a shape."""
    rows = np.full(shape, np.array((1, "a"), [("number", "int32"), ("text", object)]))
    return root(DatasetBuilder("rows", rows, dtype=[_NUMBER, _TEXT]))


def _equal_names() -> GroupBuilder:
    tree = root(*(GroupBuilder(name, datasets=[DatasetBuilder("same", name)]) for name in "ab"))
    for name in "ab":
        tree.set_link(LinkBuilder(tree[name]["same"], f"to {name}"))
    return tree


def _single(kind: str) -> GroupBuilder:
    tree = root(GroupBuilder("group"), DatasetBuilder("dataset", [1, 2]))
    tree.set_dataset(DatasetBuilder("reference", ReferenceBuilder(tree[kind]), dtype="object"))
    return tree


def _refers(*, to: str, by: str) -> GroupBuilder:
    """Return a tree of groups ``a/b``, ``c`` and a dataset ``a/d``, with an attribute of one that refers to another."""
    tree = root(GroupBuilder("a", groups=[GroupBuilder("b")], datasets=[DatasetBuilder("d", 1)]), GroupBuilder("c"))
    found = {"": tree, "a": tree["a"], "b": tree["a"]["b"], "c": tree["c"], "d": tree["a"]["d"]}
    found[by].set_attribute("reference", ReferenceBuilder(found[to]))
    return tree


def _each_other() -> GroupBuilder:
    tree = _refers(by="a", to="c")
    tree["c"].set_attribute("reference", ReferenceBuilder(tree["a"]))
    return tree


def _linked_ancestor() -> GroupBuilder:
    tree = _refers(by="c", to="d")
    tree["a"]["b"].set_link(LinkBuilder(tree["a"], "up"))
    return tree


def _references_to_the_root() -> GroupBuilder:
    tree = root()
    tree.set_dataset(DatasetBuilder("references", [ReferenceBuilder(tree)], dtype="object"))
    return tree


def _of_a_target(make: Callable[[ReferenceBuilder], DatasetBuilder]) -> GroupBuilder:
    target = GroupBuilder("target")
    return root(target, make(ReferenceBuilder(target)))


def _attribute_of_references(*others: None) -> GroupBuilder:
    target = GroupBuilder("target")
    return root(target, held=[ReferenceBuilder(target), *others])


#: By the clause and, where a gap is of some cases only, their names.
DOCUMENTS: Mapping[str, Callable[[], GroupBuilder]] = MappingProxyType(
    {
        "B10": _equal_names,
        "B19 test_an_attribute_named_as_the_place_of_the_specifications": lambda: root(**{".specloc": 1}),
        "C04 test_names_that_are_none": lambda: root(GroupBuilder("a/b")),
        "D05": lambda: root(DatasetBuilder("bytes", b"\xff", dtype="ascii")),
        "D12": lambda: root(DatasetBuilder("texts", np.empty((2, 0), object), dtype="utf")),
        "D27": lambda: root(DatasetBuilder("numbers", [1, 2.5])),
        "D46 test_a_single_tuple": lambda: root(DatasetBuilder("single", (1, 0.5), dtype=[_NUMBER, _SHARE])),
        "E10": lambda: root(texts=[["a", "b"]]),
        "E16 test_large_arrays": lambda: root(numbers=np.zeros(10_000)),
        "E22": lambda: _single("group"),
        "E23": lambda: _single("dataset"),
        "E36": _attribute_of_references,
        "E37": lambda: _of_a_target(lambda target: DatasetBuilder("references", [target, None], dtype="object")),
        "E42": lambda: _refers(by="a", to=""),
        "E42 test_graphs": lambda: _refers(by="a", to=""),
        "E42 test_datasets_that_refer_to_the_root": _references_to_the_root,
        "E43": lambda: _of_a_target(lambda target: DatasetBuilder("references", [[target]], dtype="object")),
        "E44": lambda: _refers(by="b", to="a"),
        "E45": _each_other,
        "E46": lambda: _refers(by="d", to="a"),
        "E47": _linked_ancestor,
        "E53": lambda: _refers(by="a", to="a"),
        "E54": lambda: _of_a_target(lambda target: DatasetBuilder("one", (3, target), dtype=[_NUMBER, _REFERENCE])),
        "E55": lambda: _attribute_of_references(None),
    }
)
