"""Attributes of the root, of groups, and of datasets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, assert_refused_or_read_as_written, reading
from harness import Backend
from harness.strategies import (
    ascii_bytes,
    attribute_values,
    attributed_trees,
    nodes,
    nul_texts,
    number_lists,
    numeric_arrays,
    numeric_scalars,
    python_numbers,
    shapes,
    spellings,
    text_arrays,
    text_lists,
    texts,
    zero_dimensional_arrays,
)


def attribute_elements(tree: GroupBuilder) -> list[Any]:
    """Return the values of all attributes, those of lists and arrays one by one."""
    values = [value for node in nodes(tree) for value in node.attributes.values()]
    return [element for value in values for element in np.asarray(value, dtype=object).flat]


@pytest.mark.clause("D17", "B20")
@given(tree=attributed_trees())
def test_attributes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Every kind of attribute comes back where it was, and no other appears."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E01")
@given(tree=attributed_trees(texts()))
def test_text(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A text comes back as ``str``: any characters, empty, with spaces at its end."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert [node.attributes for node in nodes(got)] == [node.attributes for node in nodes(tree)]


@pytest.mark.clause("D06")
@given(tree=attributed_trees(nul_texts() | st.lists(nul_texts(), min_size=1, max_size=3)))
def test_text_with_nul(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A text that holds NUL, alone or in a list, is refused or comes back whole, and is never cut short."""
    assert_refused_or_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E02", "E12")
@given(tree=attributed_trees(ascii_bytes() | st.lists(ascii_bytes(), min_size=1, max_size=4)))
def test_bytes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """ASCII bytes, alone and in lists, come back as the ``str`` that they encode."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert all(isinstance(element, str) for element in attribute_elements(got))
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E03")
@given(tree=attributed_trees(python_numbers()))
def test_python_numbers(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Python's ``int``, ``float`` and ``bool`` keep kind and value."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E04", "E05")
@given(tree=attributed_trees(numeric_scalars()))
def test_numpy_scalars(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Numpy scalars keep kind, width and value, up to the extremes of each."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E06")
@given(tree=attributed_trees(number_lists()))
def test_lists_of_numbers(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists and tuples of numbers keep length, kind and values."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E07", "E08")
@given(tree=attributed_trees(numeric_arrays(shapes=shapes(max_dims=3, empty=False))))
def test_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Arrays of numbers come back as numpy arrays of the same dtype, shape and values."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert all(isinstance(value, np.ndarray) for node in nodes(got) for value in node.attributes.values())
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E11")
@given(tree=attributed_trees(st.just([]) | numeric_arrays(shapes=shapes(max_dims=3).filter(lambda shape: 0 in shape))))
def test_empty_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists and arrays without elements are still there; arrays keep dtype and shape."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E13")
@given(tree=attributed_trees(zero_dimensional_arrays()))
def test_arrays_without_dimensions(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """An array without dimensions comes back as the scalar that it holds."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E09")
@given(tree=attributed_trees(text_lists()))
def test_lists_of_text(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists, tuples and arrays of text in one dimension come back with each element as ``str``."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert all(isinstance(element, str) for element in attribute_elements(got))
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E10")
@given(tree=attributed_trees(text_arrays(shapes(min_dims=2, max_dims=2, empty=False)).flatmap(spellings)))
def test_grids_of_text(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Nested lists and arrays of text in two dimensions keep shape and values."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E15")
@given(tree=attributed_trees(attribute_values()), holder=st.sampled_from(["", "a group", "a dataset"]))
def test_objects_that_no_attribute_can_hold(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder, holder: str
) -> None:
    """An object that is no value at all is refused with an error that names the attribute."""
    (tree[holder] if holder else tree).set_attribute("the odd one", object())
    with pytest.raises(Exception, match="the odd one"), reading(backend, tmp_path_factory, tree):
        pass
