"""Datasets that come from iterators, are stored as is asked for, or are dates: what they hold makes no difference."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, assert_same, reading
from harness import Backend
from harness.round_trip import read_tree, write_tree
from harness.strategies import (
    Files,
    Iterated,
    Payload,
    attributed_trees,
    chunk_iterators,
    dataset,
    externally_linked_files,
    flat_trees,
    isodatetimes,
    nan_arrays,
    numeric_arrays,
    root,
    shapes,
    storage_settings,
)

FILLED = numeric_arrays(shapes=shapes(max_dims=3, max_side=5, empty=False))


@pytest.mark.clause("D70", "D71", "D72", "D74")
@given(iterated=chunk_iterators())
def test_chunk_iterators(backend: Backend, tmp_path_factory: pytest.TempPathFactory, iterated: Iterated) -> None:
    """Whatever the buffers, each element is where it belongs, and zeros are where nothing was."""
    tree = root([dataset("data", Payload(iterated.iterator()))])
    with reading(backend, tmp_path_factory, tree) as got:
        np.testing.assert_array_equal(np.asarray(got["data"].data), iterated.array, strict=True)


@pytest.mark.clause("D61", "D66", "D78")
@given(data=st.data())
def test_storage_settings(backend: Backend, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """However an array is stored, it is read as it was."""
    if backend.data_io is None:
        pytest.skip(f"not tried: {backend.name} names no DataIO")
    array = data.draw(FILLED)
    settings = data.draw(storage_settings(backend.data_io, array.shape, array.dtype))
    tree = root([dataset("data", Payload(backend.data_io(data=array, **settings)))])
    with reading(backend, tmp_path_factory, tree) as got:
        np.testing.assert_array_equal(np.asarray(got["data"].data), array, strict=True)


@pytest.mark.clause("D08", "D09")
@given(array=nan_arrays())
def test_what_is_not_a_number(backend: Backend, tmp_path_factory: pytest.TempPathFactory, array: Any) -> None:
    """Each bit of what is not a number is kept: some tell by it why a value is missing."""
    with reading(backend, tmp_path_factory, root([dataset("data", Payload(array))])) as got:
        read = np.asarray(got["data"].data)
        assert read.astype(array.dtype, copy=False).tobytes() == array.tobytes()


@pytest.mark.clause("D03", "E01")
@given(tree=st.one_of(flat_trees(isodatetimes().map(Payload)), attributed_trees(isodatetimes())))
def test_dates(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """The text of a date is kept as it is: its offset, its fraction of a second, and how they are spelled."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("F06", "F18")
@pytest.mark.needs("external_links")
@given(files=externally_linked_files())
def test_links_between_files(backend: Backend, tmp_path_factory: pytest.TempPathFactory, files: Files) -> None:
    """A link into another file leads to the object that it was made for."""
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as directory:
        target, holder = (backend.location(Path(directory), name) for name in ("target", "holder"))
        write_tree(backend, files.target, target)
        with read_tree(backend, target) as found:
            write_tree(backend, files.linked_to(found), holder)
        with read_tree(backend, holder) as got:
            for link in files.links:
                reached = (got[link.group] if link.group else got).links[link.name].builder
                assert reached.source == str(target)
                assert_same(_alone(files.target[link.target]), _alone(reached))


def _alone(node: Any) -> GroupBuilder:
    """Return a tree of what a group or dataset holds itself."""
    if isinstance(node, DatasetBuilder):
        return root([dataset("node", Payload(node.data), node.attributes)])
    return root([*node.attributes.items(), *((name, "child") for name in node.keys() - node.attributes.keys())])
