"""References, from attributes and from datasets, as graphs: each arrives at its target."""

from __future__ import annotations

import pytest
from hdmf.build import GroupBuilder
from hdmf.build.builders import BaseBuilder
from hdmf.query import ReferenceResolver
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, pointers, reading
from harness import Backend
from harness.strategies import cyclic_trees, linked_trees, nodes, referring_trees

ACYCLIC = ("acyclic",)


@pytest.mark.clause("E20", "E21")
@given(tree=referring_trees(places=["attribute"], relations=ACYCLIC))
def test_attributes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """An attribute refers to a group or to a dataset."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E36")
@given(tree=referring_trees(places=["attribute_list"], relations=ACYCLIC))
def test_lists_in_attributes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """An attribute holds a list of references."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E22", "E23")
@given(tree=referring_trees(places=["scalar"], relations=ACYCLIC))
def test_scalars(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A dataset is one reference, to a group or to a dataset."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E26", "E28", "E33")
@given(tree=referring_trees(places=["array"]))
def test_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A dataset is a list of references, possibly empty, back, forth, in chains and in circles."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E26", "B11")
@given(tree=referring_trees(places=["array"]))
def test_elements_of_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Each element of an array of references is the very builder that the tree has in that place."""
    with reading(backend, tmp_path_factory, tree) as got:
        own = {id(node) for node in nodes(got)}
        arrays = [node.data for node in nodes(got) if isinstance(node.get("data"), ReferenceResolver)]
        for array in arrays:
            assert all(id(array[position]) in own for position in range(len(array)))


@pytest.mark.clause("E43")
@given(tree=referring_trees(places=["grid"]))
def test_grids(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """References in two and three dimensions keep their shape."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E29", "E33")
@given(tree=referring_trees(places=["compound"]))
def test_compounds(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Rows of a compound hold references beside numbers and text."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E37")
@given(tree=referring_trees(places=["array"], nulls=True))
def test_null_references(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A reference to nothing comes back as ``None``, beside references that lead somewhere."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("B11")
@given(tree=referring_trees(linked_trees(max_links_per_group=1), places=["attribute", "compound"], relations=ACYCLIC))
def test_targets_are_the_builders_of_the_tree(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """What links and references lead to is the very builder that the tree has in that place."""
    with reading(backend, tmp_path_factory, tree) as got:
        own = {id(node) for node in nodes(got)}
        found = list(pointers(got))
        assert len(found) == len(list(pointers(tree)))
        assert all(id(target) in own for target in found)


@pytest.mark.clause("E42")
@given(tree=referring_trees(places=["attribute"], relations=["root"]))
def test_attributes_that_refer_to_the_root(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """An attribute of any object, the root's own among them, may refer to the root."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E42")
@given(tree=referring_trees(places=["array", "compound"], relations=["root"]))
def test_datasets_that_refer_to_the_root(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """Lists of references and the rows of compounds may refer to the root."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E44", "E46")
@given(tree=referring_trees(places=["attribute"], relations=["around"]))
def test_references_to_ancestors(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """An attribute of a group or dataset may refer to a group that holds it, near or far."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E45")
@given(tree=cyclic_trees())
def test_rings(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Two or more objects may refer to one another by attributes, in a ring."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E42", "E44", "E45")
@given(tree=referring_trees(linked_trees(relations=["any", "root"]), relations=["any", "self", "root"], nulls=True))
def test_graphs(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Links and references of all kinds, from everywhere to everywhere, arrive at the builders of the tree."""
    with reading(backend, tmp_path_factory, tree) as got:
        own = {id(node) for node in nodes(got)}
        assert all(id(target) in own for target in pointers(got))
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("E25")
@given(tree=referring_trees(places=["array"]), data=st.data())
def test_indices(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder, data: st.DataObject
) -> None:
    """References are read by position, slice, list, mask, all at once and one by one, and are builders each time."""
    with reading(backend, tmp_path_factory, tree) as got:
        for node in nodes(got):
            stored = node.get("data")
            if not isinstance(stored, ReferenceResolver) or len(stored) == 0:
                continue
            every = [stored[position] for position in range(len(stored))]
            assert all(isinstance(target, BaseBuilder) for target in every)
            mask = data.draw(st.lists(st.booleans(), min_size=len(every), max_size=len(every)), label="mask")
            chosen = [position for position, picked in enumerate(mask) if picked]
            picked = [every[position] for position in chosen]
            for way, expected in (
                (stored[:], every),
                (stored[()], every),
                (stored, every),
                (stored[len(chosen) :], every[len(chosen) :]),
                (stored[chosen], picked),
                (stored[mask], picked),
            ):
                assert [id(target) for target in way] == [id(target) for target in expected]
            assert stored[-1] is every[-1]
