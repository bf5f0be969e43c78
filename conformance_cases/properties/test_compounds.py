"""Datasets of compounds without references."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hdmf.build import GroupBuilder
from hypothesis import given
from hypothesis import strategies as st

from conformance_cases.properties.reading import assert_read_as_written, reading
from harness import Backend
from harness.strategies import (
    Payload,
    compound_dtypes,
    compound_rows,
    compound_scalars,
    dataset,
    flat_trees,
    root,
    structured,
)

type Table = tuple[list[dict[str, str]], list[tuple[Any, ...]]]

DTYPES = compound_dtypes()
# Rows that Python compares by value: no NaN.
TABLES: st.SearchStrategy[Table] = compound_dtypes(("int32", "bool", "uint8", "utf")).flatmap(
    lambda dtype: st.tuples(st.just(dtype), compound_rows(dtype, min_rows=1))
)


def tree_of(table: Table) -> GroupBuilder:
    """Return a tree with one dataset, of these fields and rows."""
    dtype, rows = table
    return root([dataset("data", Payload(rows, dtype))])


@pytest.mark.clause("D40", "D43", "D45", "D47")
@given(tree=flat_trees(DTYPES.flatmap(lambda dtype: compound_rows(dtype).map(lambda rows: Payload(rows, dtype)))))
def test_rows(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Lists of rows, empty ones too, keep the fields in order, their dtypes (booleans too) and their values."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D40")
@given(
    tree=flat_trees(
        DTYPES.flatmap(lambda dtype: compound_rows(dtype).map(lambda rows: Payload(structured(rows, dtype), dtype)))
    )
)
def test_structured_arrays(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Structured arrays come back as lists of rows do."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D46")
@given(tree=flat_trees(DTYPES.flatmap(lambda dtype: compound_scalars(dtype).map(lambda row: Payload(row, dtype)))))
def test_scalars(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """A single row without dimensions comes back as one."""
    assert_read_as_written(backend, tmp_path_factory, tree)


@pytest.mark.clause("D41")
@given(table=TABLES)
def test_text_fields(backend: Backend, tmp_path_factory: pytest.TempPathFactory, table: Table) -> None:
    """In the rows that are read one by one, text is ``str`` and everything has its value."""
    _, rows = table
    with reading(backend, tmp_path_factory, tree_of(table)) as got:
        stored = got["data"].data
        assert [tuple(stored[position]) for position in range(len(rows))] == rows


@pytest.mark.clause("D48")
@given(length=st.integers(500, 5000), character=st.sampled_from("xé😀 "))
def test_long_text_fields(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, length: int, character: str
) -> None:
    """A text field has no width that cuts it short."""
    table: Table = ([{"name": "a", "dtype": "utf"}], [(character * length,), ("",)])
    assert_read_as_written(backend, tmp_path_factory, tree_of(table))


@pytest.mark.clause("D42")
@given(table=TABLES, data=st.data())
def test_indices(backend: Backend, tmp_path_factory: pytest.TempPathFactory, table: Table, data: st.DataObject) -> None:
    """Rows are read by position, slice, list, mask and all at once; a field's values by its name."""
    dtype, rows = table
    positions = range(len(rows))
    chosen = data.draw(st.lists(st.sampled_from(positions), unique=True, min_size=1).map(sorted), label="chosen")
    mask = np.isin(positions, chosen)
    field = data.draw(st.integers(0, len(dtype) - 1), label="field")
    with reading(backend, tmp_path_factory, tree_of(table)) as got:
        stored = got["data"].data
        assert tuple(stored[-1]) == rows[-1]
        assert [tuple(row) for row in stored[()]] == rows
        assert [tuple(row) for row in stored[chosen[0] :]] == rows[chosen[0] :]
        assert [tuple(row) for row in stored[chosen]] == [rows[position] for position in chosen]
        assert [tuple(row) for row in stored[mask]] == [rows[position] for position in chosen]
        assert list(stored[dtype[field]["name"]]) == [row[field] for row in rows]
