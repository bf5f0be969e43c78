"""Builder trees as a whole."""

from __future__ import annotations

import posixpath

import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, reading
from harness import Backend
from harness.strategies import group, names, nodes, referring_trees, trees


@pytest.mark.clause("B02", "B03", "B15", "B16", "B20", "C01", "D17")
@given(tree=trees())
def test_trees(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Nested groups, datasets of every kind and attributes of every kind come back, and nothing else does."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B03")
@given(tree=referring_trees(trees(), places=("array", "compound")))
def test_trees_with_references(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """References beside data of every kind disturb none of it."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("C09")
@given(name=names())
def test_the_name_of_the_root(backend: Backend, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """The root is read as "root", whatever it was called."""
    with reading(backend, tmp_path_factory, group(name, [])) as got:
        assert got.name == "root"


@pytest.mark.clause("C02")
@given(depth=st.integers(1, 64))
def test_deep_nesting(backend: Backend, tmp_path_factory: pytest.TempPathFactory, depth: int) -> None:
    """Groups in groups come back from any depth up to 64."""
    tree = group("g", [])
    for _ in range(depth):
        tree = group("g", [tree])
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B06")
@given(tree=trees(max_leaves=5))
def test_places(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Every builder that is read knows its file and where in the file its parent lies."""
    with reading(backend, tmp_path_factory, tree) as got:
        for node in nodes(got):
            assert node.source == got.source
            if node is not got:
                assert node.location == posixpath.join("/", *node.path.split("/")[1:-1])
        assert posixpath.isabs(got.source)
