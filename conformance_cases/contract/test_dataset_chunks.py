"""Lazy arrays of several chunks, of which the last is not whole: they are as numpy's, however large (D91, D97)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance_cases.contract.datasets import Array, reading, wrapped
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
}
per_array = pytest.mark.parametrize(("array", "chunks"), CHUNKED.values(), ids=CHUNKED)


def chunked(backend: Backend, array: Array, chunks: tuple[int, ...]) -> Any:
    """Return an array with the shape that its chunks shall have."""
    if backend.data_io is None:
        pytest.skip("it needs a DataIO that sets the shape of chunks; the backend has none")
    return wrapped(backend, array, chunks=chunks)


@pytest.mark.clause("D91")
@per_array
@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_steps(backend: Backend, tmp_path: Path, array: Array, chunks: tuple[int, ...], index: Any) -> None:
    """A slice with a step goes on from chunk to chunk."""
    with reading(backend, tmp_path, chunked(backend, array, chunks)) as got:
        np.testing.assert_array_equal(got[index], array[index], strict=True)


@pytest.mark.clause("D97")
@per_array
def test_iteration(backend: Backend, tmp_path: Path, array: Array, chunks: tuple[int, ...]) -> None:
    """All rows are yielded, those of the last chunk too."""
    with reading(backend, tmp_path, chunked(backend, array, chunks)) as got:
        np.testing.assert_array_equal(np.stack(list(got)), array, strict=True)
