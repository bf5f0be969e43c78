"""The strategies draw what they promise, shrink to the smallest of it, and check their arguments."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from harness import strategies
from harness.normal import normal_form
from harness.strategies import (
    NUMERIC_DTYPES,
    PLACES,
    RELATIONS,
    Payload,
    nodes,
)

GRAPHS = strategies.referring_trees(strategies.linked_trees(relations=list(RELATIONS)), relations=list(RELATIONS))


def smallest[T](strategy: SearchStrategy[T], condition: Callable[[T], bool] = lambda _: True) -> T:
    """Return the smallest example for which the condition holds, the same each time."""
    return find(strategy, condition, settings=settings(database=None, max_examples=3000), random=Random(0))


def links(tree: GroupBuilder) -> list[Any]:
    return [link for node in nodes(tree) if isinstance(node, GroupBuilder) for link in node.links.values()]


def paths(tree: GroupBuilder) -> list[str]:
    return sorted(normal_form(tree))


# What they draw


@given(tree=strategies.trees() | GRAPHS | strategies.cyclic_trees() | strategies.nested_trees())
def test_trees_are_well_formed(tree: GroupBuilder) -> None:
    assert (tree.name, tree.parent) == ("root", None)
    for node in nodes(tree):
        if isinstance(node, GroupBuilder):
            children = [*node.groups.values(), *node.datasets.values(), *node.links.values()]
            assert all(child.parent is node for child in children)
            names = [child.name for child in children] + list(node.attributes)
            assert len(names) == len(set(names))


@given(tree=GRAPHS)
def test_links_and_references_stay_within_the_tree(tree: GroupBuilder) -> None:
    form = normal_form(tree)
    targets = {node.target.path for node in form.values() if node.target is not None}
    assert targets
    assert targets <= form.keys()


@given(tree=strategies.linked_trees(relations=["acyclic"]))
def test_acyclic_links_never_lead_back(tree: GroupBuilder) -> None:
    def reachable(node: GroupBuilder | DatasetBuilder, way: tuple[int, ...] = ()) -> None:
        assert id(node) not in way
        if isinstance(node, GroupBuilder):
            ahead = [*node.groups.values(), *node.datasets.values(), *(link.builder for link in node.links.values())]
            for following in ahead:
                reachable(following, (*way, id(node)))

    reachable(tree)


@given(tree=strategies.cyclic_trees())
def test_rings_lead_back(tree: GroupBuilder) -> None:
    ahead = {
        id(node): [value.builder for value in node.attributes.values() if isinstance(value, ReferenceBuilder)]
        for node in nodes(tree)
    }
    ring = {node for node, targets in ahead.items() if targets}
    assert len(ring) >= 2
    assert {id(target) for targets in ahead.values() for target in targets} == ring


@given(tree=strategies.referring_trees(places=["scalar"], relations=["around"]))
def test_references_to_the_groups_around(tree: GroupBuilder) -> None:
    scalars = [node for node in nodes(tree) if isinstance(node.get("data"), ReferenceBuilder)]
    assert scalars
    for dataset in scalars:
        target = dataset.data.builder
        assert target is not tree
        assert f"{dataset.path}/".startswith(f"{target.path}/")


@given(text=strategies.nul_texts())
def test_nul_texts_hold_nul(text: str) -> None:
    assert "\0" in text


@given(data=strategies.undecodable_bytes())
def test_undecodable_bytes_are_not_utf8(data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        data.decode()


@given(index=strategies.basic_indices((3, 0, 2)))
def test_basic_indices_fit_and_run_forwards(index: Any) -> None:
    np.empty((3, 0, 2))[index]
    parts = index if isinstance(index, tuple) else (index,)
    assert all(part.step is None or part.step > 0 for part in parts if isinstance(part, slice))


@pytest.mark.parametrize("name", NUMERIC_DTYPES)
def test_every_numeric_dtype_is_drawn(name: str) -> None:
    assert smallest(strategies.numeric_scalars(), lambda scalar: scalar.dtype == name) == 0


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_references_is_drawn(place: str) -> None:
    assert paths(smallest(strategies.referring_trees(places=[place])))


@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (strategies.numeric_scalars(), np.isnan),
        (strategies.numeric_scalars(), lambda scalar: np.isposinf(scalar) and scalar.dtype == np.float16),
        (strategies.numeric_scalars(), lambda scalar: scalar == 0 and np.signbit(scalar)),
        (strategies.numeric_scalars(), lambda scalar: scalar.dtype == np.uint64 and scalar == 2**64 - 1),
        (strategies.numeric_scalars(), lambda scalar: scalar.dtype == np.int64 and scalar == -(2**63)),
        (strategies.numeric_arrays(), lambda array: array.ndim == 4 and array.size > 1),
        (strategies.shapes(), lambda shape: shape[0] and 0 in shape[1:]),
        (strategies.numeric_dtypes(byte_orders="=><"), lambda dtype: not dtype.isnative),
        (strategies.texts(), lambda text: any(ord(character) > 0xFFFF for character in text)),
        (strategies.texts(), lambda text: len(text) > 1 and text.endswith(" ")),
        (strategies.text_arrays(), lambda array: array.shape == (0,)),
        (strategies.unicode_names(), lambda name: name != name.strip()),
        (strategies.compound_dtypes(), lambda dtype: {field["dtype"] for field in dtype} >= {"utf", "bool"}),
        (strategies.referring_trees(places=["array"], nulls=True), lambda tree: "None" in str(tree)),
        (strategies.linked_trees(), lambda tree: bool(tree.links)),
    ],
)
def test_what_matters_is_drawn(strategy: SearchStrategy[Any], condition: Callable[[Any], bool]) -> None:
    assert condition(smallest(strategy, condition))


# What they shrink to


def test_the_smallest_numbers_are_zeros() -> None:
    assert smallest(strategies.numeric_scalars()).dtype == bool
    assert smallest(strategies.numeric_arrays()).shape == (0,)
    filled = smallest(strategies.numeric_arrays(), lambda array: array.size > 0)
    np.testing.assert_array_equal(filled, np.array([False]), strict=True)


def test_the_smallest_texts_are_short() -> None:
    assert smallest(strategies.texts()) == ""
    assert smallest(strategies.texts(), lambda text: text.endswith(" ")) == " "
    assert smallest(strategies.names()) == "a"


def test_the_smallest_compound_has_one_field() -> None:
    assert smallest(strategies.compound_dtypes()) == [{"name": "a", "dtype": "bool"}]


def test_the_smallest_tree_is_an_empty_root() -> None:
    assert paths(smallest(strategies.trees())) == ["/"]


def test_a_tree_shrinks_to_what_is_asked_for() -> None:
    deep = smallest(strategies.trees(), lambda tree: any("/a/" in path for path in paths(tree)))
    assert paths(deep) == ["/", "/a", "/a/a"]


def test_the_smallest_ground_for_graphs_is_a_group_in_a_group() -> None:
    assert paths(smallest(strategies.nested_trees())) == ["/", "/outer", "/outer/inner"]


def test_links_to_equal_names_shrink_to_two_links_and_their_targets() -> None:
    """The condition of clause B10, which trees with one link per group, or with long names, would never meet."""

    def collide(tree: GroupBuilder) -> bool:
        names = [link.builder.name for link in tree.links.values()]
        targets = {id(link.builder) for link in tree.links.values()}
        return len(targets) == len(names) > len(set(names))

    found = smallest(strategies.linked_trees(), collide)
    assert len(links(found)) == 2
    assert len(list(nodes(found))) <= 6


def test_rings_shrink_to_two_objects() -> None:
    found = smallest(strategies.cyclic_trees())
    assert len([node for node in nodes(found) if node.attributes]) == 2


# What they refuse


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: strategies.numeric_dtypes(kinds="c"), "kinds='c': 'c' is not known"),
        (lambda: strategies.numeric_dtypes(byte_orders=""), "byte_orders='': nothing to choose from"),
        (lambda: strategies.shapes(min_dims=-1), "min_dims=-1: expected at least 0"),
        (lambda: strategies.shapes(min_dims=3, max_dims=2), "max_dims=2: expected at least min_dims, which is 3"),
        (lambda: strategies.shapes(max_side=0, empty=False), "max_side=0: expected at least 1"),
        (lambda: strategies.numeric_arrays(np.dtype("i4")), "dtypes=.* expected a hypothesis strategy"),  # type: ignore[arg-type]
        (lambda: strategies.texts(max_size=-1), "max_size=-1"),
        (lambda: strategies.names(max_size=0), "max_size=0: expected at least 1"),
        (lambda: strategies.compound_dtypes(["float16"]), "keywords=.*'float16' is not known"),
        (lambda: strategies.compound_dtypes(min_fields=0), "min_fields=0: expected at least 1"),
        (lambda: strategies.text_arrays(elements="text"), "elements='text'"),  # type: ignore[arg-type]
        (lambda: strategies.attributes(values=5), "values=5: expected a hypothesis strategy"),  # type: ignore[arg-type]
        (lambda: strategies.trees(Payload(1)), "payloads=Payload"),  # type: ignore[arg-type]
        (lambda: strategies.trees(max_leaves=0), "max_leaves=0"),
        (lambda: strategies.linked_trees(relations=["sideways"]), "relations=.*'sideways' is not known"),
        (lambda: strategies.linked_trees(max_links_per_group=0), "max_links_per_group=0"),
        (lambda: strategies.referring_trees(places=[]), "places=.*nothing to choose from"),
        (lambda: strategies.cyclic_trees(max_length=1), "max_length=1: expected at least 2"),
    ],
)
def test_wrong_arguments_are_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        call()


def test_a_reference_field_needs_references() -> None:
    with pytest.raises(InvalidArgument, match=r"references=None: .* 'r' "):
        strategies.compound_rows([{"name": "r", "dtype": "object"}])


@given(tree=strategies.attributed_trees(names=st.sampled_from(["a group", "a dataset", "a group'"])))
def test_names_of_attributes_may_be_those_of_children(tree: GroupBuilder) -> None:
    assert len(tree.groups) == len(tree.datasets) == 1
