"""Builder trees whose objects refer to one another, from attributes and from datasets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from hdmf.build import GroupBuilder, ReferenceBuilder
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.strategies._arguments import require_at_least, require_strategy, require_subset
from harness.strategies.arrays import shapes
from harness.strategies.compounds import REFERENCE_FIELD, compound_dtypes, compound_rows
from harness.strategies.names import names as short_names
from harness.strategies.payloads import Payload
from harness.strategies.relations import RELATIONS, Node, draw_new_name, end_points, nodes
from harness.strategies.trees import dataset, nested_trees

type References = SearchStrategy[ReferenceBuilder | None]


def references(targets: Sequence[Node], *, nulls: bool = False) -> References:
    """Draw references to the given objects.

    Parameters
    ----------
    targets
        The objects.
    nulls
        Whether ``None``, the null reference, is drawn as well (clause E37).
    """
    found = st.sampled_from(targets).map(ReferenceBuilder)
    return st.one_of(st.none(), found) if nulls else found


def scalar_references(found: References) -> SearchStrategy[Payload]:
    """Draw one reference as a dataset; not the null one, since ``None`` stands for no data at all (clause D18)."""
    return found.filter(lambda reference: reference is not None).map(
        lambda reference: Payload(reference, REFERENCE_FIELD)
    )


def reference_arrays(found: References) -> SearchStrategy[Payload]:
    """Draw lists of references, the empty one among them."""
    return st.lists(found, max_size=4).map(lambda data: Payload(data, REFERENCE_FIELD))


def reference_grids(found: References) -> SearchStrategy[Payload]:
    """Draw references in two or three dimensions, as nested lists and as arrays of objects."""
    grid_shapes = shapes(min_dims=2, max_dims=3, max_side=2, empty=False)
    grids = hnp.arrays(dtype=np.dtype(object), shape=grid_shapes, elements=found, fill=st.nothing())
    return st.one_of(grids.map(np.ndarray.tolist), grids).map(lambda data: Payload(data, REFERENCE_FIELD))


def reference_compounds(found: References) -> SearchStrategy[Payload]:
    """Draw rows of a compound with a reference field, and others."""

    def with_reference(dtype: list[dict[str, str]], position: int) -> list[dict[str, str]]:
        # Longer than any of `names`, so that it is not among the others.
        field = {"name": "reference", "dtype": REFERENCE_FIELD}
        return [*dtype[:position], field, *dtype[position:]]

    dtypes = st.builds(with_reference, st.one_of(st.just([]), compound_dtypes(max_fields=3)), st.integers(0, 3))
    return dtypes.flatmap(lambda dtype: compound_rows(dtype, found).map(lambda rows: Payload(rows, dtype)))


#: How datasets hold references, by name.
DATASET_PLACES: Mapping[str, Callable[[References], SearchStrategy[Payload]]] = {
    "scalar": scalar_references,
    "array": reference_arrays,
    "grid": reference_grids,
    "compound": reference_compounds,
}
#: How attributes hold references, by name.
ATTRIBUTE_PLACES: Mapping[str, Callable[[References], SearchStrategy[Any]]] = {
    "attribute": lambda found: found,
    "attribute_list": lambda found: st.lists(found, min_size=1, max_size=4),
}
PLACES = (*ATTRIBUTE_PLACES, *DATASET_PLACES)


def referring_trees(
    trees: SearchStrategy[GroupBuilder] | None = None,
    *,
    places: Sequence[str] = PLACES,
    names: SearchStrategy[str] | None = None,
    relations: Sequence[str] = ("any",),
    nulls: bool = False,
    max_places: int = 4,
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups with attributes and datasets that refer to their groups and datasets.

    There is at least one if the tree has room for one, as `nested_trees` always do.

    Datasets of references are themselves referred to: chains. For a dataset of references, the relations are those
    of the group that holds it.

    Parameters
    ----------
    trees
        A strategy for the trees that get references; `nested_trees` if not given. It must draw a new tree each time.
    places
        Where references lie: one or more names of `PLACES`.
    names
        A strategy for the names of attributes and datasets that refer; short ones if not given.
    relations
        What references may point to: one or more names of `RELATIONS`.
    nulls
        Whether null references are drawn, in lists, grids and compounds.
    max_places
        The largest number of attributes and datasets that refer.

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    trees = nested_trees() if trees is None else trees
    names = short_names() if names is None else names
    require_strategy("trees", trees)
    require_strategy("names", names)
    require_subset("places", places, PLACES)
    require_subset("relations", relations, RELATIONS)
    require_at_least("max_places", max_places, 1)
    return _referring_trees(
        trees=trees, places=places, names=names, relations=relations, nulls=nulls, max_places=max_places
    )


@st.composite
def _referring_trees(
    draw: DrawFn,
    *,
    trees: SearchStrategy[GroupBuilder],
    places: Sequence[str],
    names: SearchStrategy[str],
    relations: Sequence[str],
    nulls: bool,
    max_places: int,
) -> GroupBuilder:
    tree = draw(trees)
    for _ in range(draw(st.integers(1, max_places))):
        draw(_new_place(tree, places=places, names=names, relations=relations, nulls=nulls))
    return tree


@st.composite
def _new_place(
    draw: DrawFn,
    tree: GroupBuilder,
    *,
    places: Sequence[str],
    names: SearchStrategy[str],
    relations: Sequence[str],
    nulls: bool,
) -> None:
    """Add one place of references. Drawn as a whole, so that it can be left out without a change to the others."""
    place = draw(st.sampled_from(places))
    holders = [node for node in nodes(tree) if place in ATTRIBUTE_PLACES or isinstance(node, GroupBuilder)]
    pairs = end_points(holders, relations)
    if not pairs:
        return
    holder, targets = draw(st.sampled_from(pairs))
    name = draw_new_name(draw, names, holder)
    if place in ATTRIBUTE_PLACES:
        holder.set_attribute(name, draw(ATTRIBUTE_PLACES[place](references(targets))))
    else:
        holder.set_dataset(dataset(name, draw(DATASET_PLACES[place](references(targets, nulls=nulls)))))


def cyclic_trees(
    trees: SearchStrategy[GroupBuilder] | None = None,
    *,
    names: SearchStrategy[str] | None = None,
    max_length: int = 4,
) -> SearchStrategy[GroupBuilder]:
    """Draw root groups in which two or more objects refer to one another in a ring, by attributes.

    Parameters
    ----------
    trees
        A strategy for the trees that get a ring; `nested_trees` if not given. It must draw a new tree each time.
    names
        A strategy for the names of the attributes; short ones if not given.
    max_length
        The largest number of objects in the ring.

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    trees = nested_trees() if trees is None else trees
    names = short_names() if names is None else names
    require_strategy("trees", trees)
    require_strategy("names", names)
    require_at_least("max_length", max_length, 2)
    return _cyclic_trees(trees, names, max_length)


@st.composite
def _cyclic_trees(
    draw: DrawFn, trees: SearchStrategy[GroupBuilder], names: SearchStrategy[str], max_length: int
) -> GroupBuilder:
    tree = draw(trees)
    able = [node for node in nodes(tree) if node is not tree]
    ring = draw(st.lists(st.sampled_from(able), min_size=2, max_size=max_length, unique_by=id))
    for holder, target in zip(ring, [*ring[1:], ring[0]], strict=True):
        holder.set_attribute(draw_new_name(draw, names, holder), ReferenceBuilder(target))
    return tree
