"""Datasets of text and of bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, assert_refused_or_read_as_written, reading
from harness import Backend
from harness.strategies import (
    Payload,
    ascii_bytes,
    bytes_arrays,
    flat_trees,
    nul_texts,
    shapes,
    spellings,
    text_arrays,
    texts,
    undecodable_bytes,
)


def texts_of(data: st.SearchStrategy[object]) -> st.SearchStrategy[GroupBuilder]:
    """Return a strategy for trees of datasets that hold such text."""
    return flat_trees(data.map(lambda value: Payload(value, "utf")))


def bytes_of(data: st.SearchStrategy[object]) -> st.SearchStrategy[GroupBuilder]:
    """Return a strategy for trees of datasets that hold such bytes."""
    return flat_trees(data.map(lambda value: Payload(value, "ascii")))


@pytest.mark.clause("D03")
@given(tree=texts_of(texts()))
def test_text(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A text comes back as ``str``: any characters, empty, with spaces at its end."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert {name: dataset.data for name, dataset in got.datasets.items()} == {
            name: dataset.data for name, dataset in tree.datasets.items()
        }


@pytest.mark.clause("D06")
@given(tree=texts_of(nul_texts() | st.lists(nul_texts(), min_size=1, max_size=3)))
def test_text_with_nul(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A text that holds NUL is refused or comes back whole, and is never cut short."""
    assert_refused_or_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D13", "D15")
@given(tree=texts_of(text_arrays(shapes(max_dims=3, empty=False)).flatmap(spellings)))
def test_text_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists, tuples and arrays of text, of one to three dimensions, keep shape and values."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D13")
@given(tree=texts_of(text_arrays(shapes(max_dims=2, empty=False))))
def test_elements_of_text_arrays(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """Each element that is read from an array of text is ``str``, and nothing but."""
    with reading(backend, tmp_path_factory, tree) as got:
        for name, dataset in got.datasets.items():
            for position in np.ndindex(dataset.data.shape):
                element = dataset.data[position]
                assert isinstance(element, str)
                assert element == tree[name].data[position]


@pytest.mark.clause("D11")
@given(tree=texts_of(st.sampled_from([[], np.empty(0, dtype=object)])))
def test_no_text(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """An empty list of text comes back as an empty array of text."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D12")
@given(tree=texts_of(text_arrays(shapes(min_dims=2, max_dims=3).filter(lambda shape: 0 in shape))))
def test_empty_text_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Arrays of text with a dimension of length 0, first or last, keep their shape."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D99")
@given(tree=texts_of(text_arrays(shapes(max_dims=1, empty=False))))
def test_text_arrays_as_numpy(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Read whole, in part, row by row or by numpy, the elements of an array of text are ``str``."""
    with reading(backend, tmp_path_factory, tree) as got:
        for name, dataset in got.datasets.items():
            expected = list(tree[name].data)
            for way in (
                dataset.data[:],
                dataset.data[()],
                dataset.data[0:],
                iter(dataset.data),
                np.asarray(dataset.data),
            ):
                assert list(way) == expected


@pytest.mark.clause("D04")
@given(tree=bytes_of(ascii_bytes()))
def test_bytes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A single value of ASCII bytes comes back as the ``str`` that it encodes."""
    with reading(backend, tmp_path_factory, tree) as got:
        assert {name: dataset.data for name, dataset in got.datasets.items()} == {
            name: dataset.data.decode("ascii") for name, dataset in tree.datasets.items()
        }


@pytest.mark.clause("D05")
@given(tree=bytes_of(undecodable_bytes()))
def test_undecodable_bytes(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Bytes that are not UTF-8 are refused or come back; they never make a file that cannot be read."""
    assert_refused_or_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D14")
@given(tree=bytes_of(bytes_arrays().flatmap(spellings)))
def test_bytes_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists, tuples and arrays of bytes keep shape and values."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D14")
@given(tree=bytes_of(bytes_arrays(shapes(max_dims=2, empty=False))))
def test_elements_of_bytes_arrays(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """Each element that is read from an array of bytes is ``bytes``."""
    with reading(backend, tmp_path_factory, tree) as got:
        for name, dataset in got.datasets.items():
            for position in np.ndindex(dataset.data.shape):
                element = dataset.data[position]
                assert isinstance(element, bytes)
                assert element == tree[name].data[position]
