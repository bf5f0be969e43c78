"""Names of groups, datasets, links and attributes."""

from __future__ import annotations

import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written
from harness import Backend
from harness.strategies import (
    RESERVED_ATTRIBUTE_NAMES,
    RESERVED_CHILD_NAMES,
    SPECIFICATION_LOCATION,
    Payload,
    attributed_trees,
    linked_trees,
    names,
    nested_trees,
    trees,
    unicode_names,
)

NUMBERS = st.integers(-1, 1)


@pytest.mark.clause("C04")
@given(tree=trees(NUMBERS.map(Payload), values=NUMBERS, names=unicode_names()))
def test_any_characters(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Names of any characters come back exactly: spaces, dots, signs, any script, either case."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("C04", "F03")
@given(tree=linked_trees(nested_trees(), names=unicode_names(), max_links_per_group=1))
def test_any_characters_in_names_of_links(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """A link of any name is found by it, and leads to its target."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B19")
@given(tree=attributed_trees(NUMBERS, names=st.sampled_from(RESERVED_ATTRIBUTE_NAMES)))
def test_no_attribute_name_is_reserved(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """An attribute may have a name that a storage format uses for itself."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B19")
@given(tree=attributed_trees(NUMBERS, names=st.just(SPECIFICATION_LOCATION)))
def test_an_attribute_named_as_the_place_of_the_specifications(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """A file without cached specifications may have an attribute of the name that tells where they lie."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B19")
@given(tree=trees(NUMBERS.map(Payload), values=NUMBERS, names=st.sampled_from(RESERVED_CHILD_NAMES) | names()))
def test_no_child_name_is_reserved(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """A group or dataset may have a name that a storage format uses for itself."""
    assert_read_as_written(backend, tmp_path_factory, tree)
