"""Builder trees: what a second witness wrote is what the backend reads."""

from __future__ import annotations

import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.witness.documents import document
from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree
from harness.strategies import (
    Payload,
    attributed_trees,
    flat_trees,
    linked_trees,
    nested_trees,
    referring_trees,
    trees,
    unicode_names,
)

NUMBERS = st.integers(-1, 1)

pytestmark = pytest.mark.second_witness


def assert_read(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Assert that the backend reads the tree from a document that it did not write."""
    with document(backend, tmp_path_factory, normal_form(tree)) as path, read_tree(backend, path) as got:
        differences = compare_builders(tree, got)
    assert not differences, "\n".join(map(str, differences))


@pytest.mark.clause("B03", "B20", "D17")
@given(tree=trees())
def test_trees(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Groups, datasets of every kind and attributes of every kind are read."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("D01", "D09")
@given(tree=flat_trees())
def test_datasets(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Numbers of either byte order, text, bytes and compounds are read, however they are cut and compressed."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("B20", "D17")
@given(tree=attributed_trees())
def test_attributes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Every kind of attribute is read."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("F01", "F02", "F03")
@given(tree=linked_trees(max_links_per_group=1))
def test_links(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Links to groups and datasets lead to their targets, by their own names."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("E21", "E26")
@given(tree=referring_trees(trees(max_leaves=4), places=("array", "compound")))
def test_references(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """References in datasets and in compounds lead to their targets."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("C04")
@given(tree=linked_trees(nested_trees(), names=unicode_names(), max_links_per_group=1))
def test_names_of_links(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Links of any name are read."""
    assert_read(backend, tmp_path_factory, tree)


@pytest.mark.clause("C04")
@given(tree=trees(NUMBERS.map(Payload), values=NUMBERS, names=unicode_names()))
def test_names(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Objects and attributes of any name are read."""
    assert_read(backend, tmp_path_factory, tree)
