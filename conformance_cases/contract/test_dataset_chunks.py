"""Lazy arrays of several chunks, of which the last is not whole: they are as numpy's (D91 to D97, D100)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance_cases.contract.datasets import Array, reading, reopened, wrapped, write
from harness import Backend

#: Arrays of 23 rows, and the shapes of their chunks.
CHUNKED = {
    "small": (np.arange(23, dtype="int32"), (5,)),
    "large": (np.arange(23 * 60_000, dtype="float64").reshape(23, -1), (5, 25_000)),
}
INDICES = {
    "each third": np.s_[::3],
    "each fourth from the second": np.s_[1::4],
    "each seventh of some": np.s_[2:20:7],
    "each ninth of the last axis": np.s_[..., 4::9],
    "row of the last chunk": np.s_[-1],
    "across chunks": np.s_[3:22],
    "beyond the last chunk": np.s_[19:99],
    "list": [0, 4, 5, 9, 21, 22],
    "mask": np.arange(23) % 4 == 1,
}
per_array = pytest.mark.parametrize(("array", "chunks"), CHUNKED.values(), ids=CHUNKED)


def chunked(backend: Backend, array: Array, chunks: tuple[int, ...]) -> Any:
    """Return an array with the shape that its chunks shall have."""
    if backend.data_io is None:
        pytest.skip("it needs a DataIO that sets the shape of chunks; the backend has none")
    return wrapped(backend, array, chunks=chunks)


@pytest.mark.clause("D91", "D92", "D94")
@per_array
@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_indexing(backend: Backend, tmp_path: Path, array: Array, chunks: tuple[int, ...], index: Any) -> None:
    """A slice, with a step or without, a list and a mask go on from chunk to chunk."""
    with reading(backend, tmp_path, chunked(backend, array, chunks)) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D97")
@per_array
def test_iteration(backend: Backend, tmp_path: Path, array: Array, chunks: tuple[int, ...]) -> None:
    """All rows are yielded, those of the last chunk too."""
    with reading(backend, tmp_path, chunked(backend, array, chunks)) as got:
        np.testing.assert_array_equal(np.stack(list(got)), array, strict=True)
        np.testing.assert_array_equal(np.asarray(got), array, strict=True)


@pytest.mark.clause("D91", "D94")
@pytest.mark.parametrize(
    "index",
    [
        np.s_[:, -1],
        np.s_[3:22, 3],
        np.s_[4:6, 4:6],
        np.s_[-1, 2::3],
        np.s_[22, 10],
        np.arange(253).reshape(23, 11) % 7 == 3,
    ],
    ids=["last column", "column", "corner", "row", "last", "mask"],
)
def test_indexing_of_two_axes(backend: Backend, tmp_path: Path, index: Any) -> None:
    """So do pairs of them, and masks of all elements, where no chunk of the last row or column is whole."""
    array = np.arange(253, dtype="int16").reshape(23, 11)
    with reading(backend, tmp_path, chunked(backend, array, (5, 4))) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D100")
@pytest.mark.needs("append")
@pytest.mark.parametrize("index", [np.s_[3:22], np.s_[-1], np.s_[:, -1], np.s_[4:6, 3:9], np.s_[1::4], ...], ids=str)
def test_setting_elements(backend: Backend, tmp_path: Path, index: Any) -> None:
    """Elements that are set are so in each of the chunks that they belong to, and others stay as they were."""
    array = np.arange(253, dtype="int16").reshape(23, 11)
    path = write(backend, tmp_path, chunked(backend, array, (5, 4)))
    expected = array.copy()
    expected[index] = -array[index]
    with reopened(backend, path, "r+") as got:
        got[index] = -array[index]
        np.testing.assert_array_equal(got[()], expected, strict=True)
    with reopened(backend, path) as got:
        np.testing.assert_array_equal(got[()], expected, strict=True)
