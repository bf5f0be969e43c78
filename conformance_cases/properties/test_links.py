"""Links: each is found by its name and leads to its target."""

from __future__ import annotations

import pytest
from hdmf.build import GroupBuilder
from hypothesis import given

from conformance_cases.properties.reading import assert_read_as_written, pointers, reading
from harness import Backend
from harness.strategies import linked_trees, nodes


@pytest.mark.clause("F01", "F02", "F03", "F04", "B09", "B21")
@given(tree=linked_trees(max_links_per_group=1))
def test_links(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A link to a group or a dataset, in the root or elsewhere, is a link to it, by the link's own name."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B10")
@given(tree=linked_trees())
def test_links_side_by_side(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Several links in one group are all there, even if what they lead to has one name, or is one object."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B11")
@given(tree=linked_trees(max_links_per_group=1))
def test_targets_are_the_builders_of_the_tree(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """What a link leads to is the very builder that the tree has in that place."""
    with reading(backend, tmp_path_factory, tree) as got:
        own = {id(node) for node in nodes(got)}
        assert all(id(target) in own for target in pointers(got))


@pytest.mark.clause("E47")
@given(tree=linked_trees(relations=("self", "around", "root"), max_links_per_group=1))
def test_links_to_ancestors(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A link may lead to a group that holds it, near or far, or to the root."""
    assert_read_as_written(backend, tmp_path_factory, tree)
