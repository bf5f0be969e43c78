"""Values of attributes, and dictionaries of attributes."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_range, require_strategy
from harness.strategies.arrays import numeric_arrays, numeric_scalars, shapes
from harness.strategies.names import names as short_names
from harness.strategies.payloads import python_numbers
from harness.strategies.text import ascii_bytes, spellings, text_arrays, texts


def number_lists() -> SearchStrategy[list[Any] | tuple[Any, ...]]:
    """Draw lists and tuples of Python numbers of one type, at least one."""
    numbers = (st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats())
    lists = st.one_of(*(st.lists(number, min_size=1, max_size=4) for number in numbers))
    return st.one_of(lists, lists.map(tuple))


def zero_dimensional_arrays() -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw numpy arrays without dimensions, of a number or of text."""
    return st.one_of(numeric_scalars(), texts()).map(np.asarray)


def text_lists() -> SearchStrategy[Any]:
    """Draw lists, tuples and arrays (of objects, of fixed width) of text, at least one."""
    return text_arrays(shapes(max_dims=1, empty=False)).flatmap(spellings)


def bytes_values() -> SearchStrategy[Any]:
    """Draw ASCII bytes, and lists of them."""
    return st.one_of(ascii_bytes(), st.lists(ascii_bytes(), min_size=1, max_size=4))


def attribute_values() -> SearchStrategy[Any]:
    """Draw every kind of value that an attribute must be able to hold, without references to other objects."""
    return st.one_of(
        python_numbers(),
        texts(),
        numeric_scalars(),
        number_lists(),
        text_lists(),
        numeric_arrays(shapes=shapes(max_dims=3)),
        zero_dimensional_arrays(),
        bytes_values(),
    )


def attributes(
    values: SearchStrategy[Any] | None = None,
    names: SearchStrategy[str] | None = None,
    *,
    min_size: int = 0,
    max_size: int = 3,
) -> SearchStrategy[dict[str, Any]]:
    """Draw attributes by name.

    Parameters
    ----------
    values
        A strategy for their values; `attribute_values` if not given.
    names
        A strategy for their names; short ones if not given.
    min_size, max_size
        Bounds of the number of attributes.
    """
    values = attribute_values() if values is None else values
    names = short_names() if names is None else names
    require_strategy("values", values)
    require_strategy("names", names)
    require_range("min_size", min_size, "max_size", max_size)
    return st.dictionaries(names, values, min_size=min_size, max_size=max_size)
